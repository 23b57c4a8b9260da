"""What administrators keep: cycles, people, holidays, code lists, the law's numbers."""
