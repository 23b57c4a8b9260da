"""The certification and its package."""
