"""Pages of the Board, its committee, and the director's recommendation."""
