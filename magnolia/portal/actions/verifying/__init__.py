"""Outcome rates between the first look of the institution and everybody's: verified, documented, decided."""
