"""Pages of the institution's own work."""
