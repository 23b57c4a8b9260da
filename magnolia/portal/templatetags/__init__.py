"""Template libraries that a template loads by name."""
