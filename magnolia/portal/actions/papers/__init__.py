"""Documents: as they arrive, what they are, where they are kept."""
