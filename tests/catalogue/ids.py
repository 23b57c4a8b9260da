"""The ids of docs/requirements/*.yaml, in the order they are written."""

import re
from pathlib import Path

ID_LINE = re.compile(r"^- id: *([A-Z][A-Z0-9-]*-[0-9]+[a-z]?) *$", re.MULTILINE)


def catalogue_ids(root: Path) -> list[str]:
    """Return every row id below `root`/docs/requirements.

    Read line by line, not as YAML: each test process needs the ids and none needs the prose.
    """
    files = sorted((root / "docs" / "requirements").glob("*.yaml"))
    return [found for file in files for found in ID_LINE.findall(file.read_text(encoding="utf-8"))]


def prefix(row: str) -> str:
    """Return the family of a row: `RATE-COMP` of `RATE-COMP-03`."""
    return row.rpartition("-")[0]
