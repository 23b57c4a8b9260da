"""Pages of the agency: queues, the completeness check, figures."""
