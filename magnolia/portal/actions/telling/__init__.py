"""Letters and notices, and the worker that sends them."""
