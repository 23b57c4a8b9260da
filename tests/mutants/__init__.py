"""Mutation testing of magnolia/policy: `make mutants`. What it does and why it is here: docs/mutants.md."""
