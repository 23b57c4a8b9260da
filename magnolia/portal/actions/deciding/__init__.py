"""Advice, recommendation, determination."""
