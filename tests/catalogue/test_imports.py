"""What each of the three parts may import from outside; the import contracts in pyproject.toml say the rest."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "magnolia"


def imported(file):
    """The first names of all that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]


def test_the_law_imports_the_standard_library_only():
    files = list((ROOT / "policy").rglob("*.py"))
    assert files
    allowed = sys.stdlib_module_names | {"magnolia"}
    assert {(file.name, name) for file in files for name in imported(file) if name not in allowed} == set()


@pytest.mark.parametrize("part", ["policy", "outcomes"])
def test_law_and_arithmetic_know_no_web_framework(part):
    found = {(file.name, name) for file in (ROOT / part).rglob("*.py") for name in imported(file)}
    assert {pair for pair in found if pair[1].startswith(("django", "allauth"))} == set()
