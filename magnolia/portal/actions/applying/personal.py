"""What looks like a Social Security number in what people type or add: warned of, never refused or repeated."""

from __future__ import annotations

import io
import re
import zipfile

from ..papers.file_kinds import CSV, DOCX, XLSX, Kind

# Nine digits in the groups of the number, or nine in a row right after its name. Area 000, 666 and 9xx, group 00 and
# serial 0000 were never issued (Social Security Administration, number assignment since 2011).
ISSUED = r"(?!000|666|9\d\d)\d{3}"
GROUPED = re.compile(rf"(?<![\d-]){ISSUED}[- ](?!00)\d\d[- ](?!0000)\d{{4}}(?![\d-])")
NAMED = re.compile(rf"(?i)(?:\bssn\b|social security)[^0-9]{{0,30}}{ISSUED}(?!00)\d\d(?!0000)\d{{4}}(?!\d)")
TAGS = re.compile(rb"<[^>]{0,400}>")
READ = 8 * 1024 * 1024  # bytes looked at in a part of a file
TEXT_PARTS = re.compile(r"word/document\d*\.xml|xl/sharedStrings\.xml|xl/worksheets/sheet\d+\.xml")


def looks_like_ssn(text: str) -> bool:
    """Whether a text seems to hold a Social Security number."""
    return bool(GROUPED.search(text) or NAMED.search(text))


def may_hold_ssn(kind: Kind, content: bytes) -> bool:
    """Whether a file seems to hold one. Text, Word and Excel are read; a PDF or a picture is not."""
    if kind == CSV:
        return looks_like_ssn(content[:READ].decode("utf-8", "replace"))
    if kind not in (DOCX, XLSX):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if TEXT_PARTS.fullmatch(name):
                with archive.open(name) as part:
                    words = TAGS.sub(b" " if kind == XLSX else b"", part.read(READ))
                if looks_like_ssn(words.decode("utf-8", "replace")):
                    return True
    return False
