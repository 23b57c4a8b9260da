"""Appeals of institutions."""
