"""Pages that keep the installation: cycles, people, holidays, the law's numbers."""
