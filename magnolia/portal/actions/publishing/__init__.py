"""After the certification: the public list, the federal side, changes, the end."""
