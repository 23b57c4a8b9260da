"""Pages of determination, certification and what follows."""
