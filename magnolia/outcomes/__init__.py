"""`magnolia outcomes`: from participant and wage records to rates, and why each person counts as they do."""
