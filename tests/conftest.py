"""Wires the two plugins of tests/catalogue: rows of the catalogue, and tests left out with their reason."""

pytest_plugins = ["pytester", "tests.catalogue.rows", "tests.catalogue.left_out"]
