"""Wires the two plugins of tests/catalogue: rows of the catalogue, and tests left out with their reason."""

import gc

import pytest

pytest_plugins = ["pytester", "tests.catalogue.rows", "tests.catalogue.left_out"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-page",
        action="store_true",
        help="axe: draw every page as every person, also where its build was seen before (tests/browser/test_axe.py)",
    )


def pytest_collection_finish() -> None:
    """What is loaded by now stays: a collector that walks through it again and again takes a sixth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file among the arguments goes by its argument's name: its bytes may hold the hour, and workers must agree."""
    return argname if isinstance(val, bytes) and len(val) > 20 else None
