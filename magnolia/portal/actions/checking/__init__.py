"""The completeness check."""
