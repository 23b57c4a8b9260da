"""Counts of outcome runs: brought in, shown to institutions first, corrected and replaced."""
