"""Wires the two plugins of tests/catalogue: rows of the catalogue, and tests left out with their reason."""

import pytest

pytest_plugins = ["pytester", "tests.catalogue.rows", "tests.catalogue.left_out"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-page",
        action="store_true",
        help="axe: draw every page as every person, also where its build was seen before (tests/browser/test_axe.py)",
    )
