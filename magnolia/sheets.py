"""How large an Excel sheet claims to be: a reader lays out every cell up to the last one, however few are filled.

One cell at the far corner of a sheet of some hundred bytes would take all memory there is.
"""

from __future__ import annotations

import re
import zipfile

MOST_CELLS = 5_000_000
CHUNK = 1 << 20
LONGEST_MARK = 64  # bytes of an address with its attribute, which may lie across two chunks
CELL = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")
SHEET = re.compile(r"(?i).*sheets?/[^/]*\.xml")


def too_wide(archive: zipfile.ZipFile, most: int = MOST_CELLS) -> bool:
    """Whether a sheet of the workbook reaches over more cells than `most` (ECMA-376, 18.3.1.4)."""
    return any(_cells(archive, name) > most for name in archive.namelist() if SHEET.fullmatch(name))


def _cells(archive: zipfile.ZipFile, name: str) -> int:
    rows = columns = 1
    rest = b""
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            for letters, digits in CELL.findall(rest + chunk):
                rows, columns = max(rows, int(digits)), max(columns, _column(letters))
            rest = (rest + chunk)[-LONGEST_MARK:]
    return rows * columns


def _column(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
