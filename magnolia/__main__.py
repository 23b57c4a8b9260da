"""`python -m magnolia` is the `magnolia` command."""

from magnolia.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
