"""How large an Excel sheet claims to be: a reader lays out every cell up to the last one, however few are filled.

One cell at the far corner of a sheet of some hundred bytes would take all memory there is.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

MOST_CELLS = 5_000_000
CHUNK = 1 << 20
LONGEST_MARK = 64  # bytes of an address with its attribute, which may lie across two chunks
CELL = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")
# The same where most of them need not be looked at: rows and their first cells, cells beyond Z, and cells far down.
FEW = re.compile(rb"""\sr\s*=\s*["'](?:([A-Z]{2,3})([0-9]{1,7})|A?([0-9]{1,7})|[B-Z]([0-9]{6,7}))["']""")
LETTERS, NOT_FAR_DOWN = 26, 99_999
SHEET = re.compile(r"(?i).*sheets?/[^/]*\.xml")


def too_wide(archive: zipfile.ZipFile, most: int = MOST_CELLS) -> bool:
    """Whether a sheet of the workbook reaches over more cells than `most` (ECMA-376, 18.3.1.4)."""
    sheets = (name for name in archive.namelist() if SHEET.fullmatch(name))
    return any(_at_most(archive, name) > most and _cells(archive, name) > most for name in sheets)


def _at_most(archive: zipfile.ZipFile, name: str) -> int:
    """A number that the cells of a sheet cannot exceed, found without reading each address."""
    rows, columns = NOT_FAR_DOWN, LETTERS
    for some in _chunks(archive, name):
        for letters, *digits in FEW.findall(some):
            rows = max(rows, *(int(each) for each in digits if each))
            columns = max(columns, _column(letters))
    return rows * columns


def _cells(archive: zipfile.ZipFile, name: str) -> int:
    rows = columns = 1
    for some in _chunks(archive, name):
        for letters, digits in CELL.findall(some):
            rows, columns = max(rows, int(digits)), max(columns, _column(letters))
    return rows * columns


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part of the archive, a piece at a time, each with the end of the one before."""
    rest = b""
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            yield rest + chunk
            rest = (rest + chunk)[-LONGEST_MARK:]


def _column(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
