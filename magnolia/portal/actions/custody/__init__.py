"""Participant records of institutions: handed in, checked, signed, taken out for a run and destroyed."""
