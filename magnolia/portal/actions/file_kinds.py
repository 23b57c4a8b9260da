"""What a file is, by its bytes: the name it carries is a claim, its content is the fact.

Five kinds are told apart by what their formats require at the start, at the end and inside (ISO 32000 for PDF, ECMA-376
for Word and Excel, ISO 15948 for PNG, ISO 10918 for JPEG); the sixth, CSV, is any other text in UTF-8. Nothing is run.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass


class BadContent(Exception):
    """The bytes cannot be taken; `str()` is the rest of a sentence that starts with the file's name."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: the ending it is known by, its media type, and what people call it."""

    ending: str
    media_type: str
    words: str


PDF = Kind("pdf", "application/pdf", "a PDF")
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = Kind("docx", OFFICE + "wordprocessingml.document", "a Word document (.docx)")
XLSX = Kind("xlsx", OFFICE + "spreadsheetml.sheet", "an Excel workbook (.xlsx)")
PNG = Kind("png", "image/png", "a PNG picture")
JPG = Kind("jpg", "image/jpeg", "a JPEG picture")
CSV = Kind("csv", "text/csv", "a CSV file")
KINDS = {kind.ending: kind for kind in (PDF, DOCX, XLSX, PNG, JPG, CSV)}
SAME_ENDING = {"jpeg": "jpg"}

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # Office before 2007, and any Office file behind a password
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
PDF_HEAD, PDF_TAIL = 1024, 2048  # readers look for the header and the end mark this far into the file
PDF_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
OFFICE_INSIDE = ((b"wordprocessingml.document.main+xml", DOCX), (b"spreadsheetml.sheet.main+xml", XLSX))
UNPACKED_BYTES = 256 * 1024 * 1024  # an Office file that unpacks to more is a trap, not a document
PACKED_WELL, TIMES = 16 * 1024 * 1024, 200  # and so is one that unpacks to more than this, and so many times its size
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
CONTENT_TYPES, CONTENT_TYPES_BYTES = "[Content_Types].xml", 1_000_000

PROTECTED = "is protected with a password, so the State could not read it. Save a copy without protection and add that."
DAMAGED = (
    "is damaged: it ends too early or cannot be unpacked. Open it on your computer, save it again and add the new file."
)
MACROS = "contains macros, which are not taken. Save it as a plain .docx or .xlsx and add that one."
TRAP = "unpacks to far more than a document holds, so it was not opened. Make a PDF of it and add that."
OLD_OFFICE = "is in the format of Office before 2007. Save it as .docx, .xlsx or PDF and add that one."


def kind_of(content: bytes) -> Kind | None:
    """The kind of a file, or None where it is none of ours. Raises BadContent for one that is damaged or protected."""
    if b"%PDF-" in content[:PDF_HEAD]:
        return _pdf(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _whole(PNG, b"IEND" in content[-64:])
    if content.startswith(b"\xff\xd8\xff"):
        return _whole(JPG, b"\xff\xd9" in content[3:])
    if content.startswith(COMPOUND):
        raise BadContent(PROTECTED if ENCRYPTED_PACKAGE in content else OLD_OFFICE)
    if content.startswith(b"PK"):
        return _office(content)
    return CSV if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    try:
        return NOT_TEXT.search(content.decode("utf-8-sig")) is None
    except UnicodeDecodeError:
        return False


def _whole(kind: Kind, complete: bool) -> Kind:
    if not complete:
        raise BadContent(DAMAGED)
    return kind


def _pdf(content: bytes) -> Kind:
    if b"%%EOF" not in content[-PDF_TAIL:]:
        raise BadContent(DAMAGED)
    if PDF_ENCRYPTED.search(content):
        raise BadContent(PROTECTED)
    return PDF


def _office(content: bytes) -> Kind | None:
    """Word or Excel inside a zip container; None for any other archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = archive.infolist()
            if any(entry.flag_bits & 1 for entry in inside):
                raise BadContent(PROTECTED)
            unpacked = sum(entry.file_size for entry in inside)
            if unpacked > UNPACKED_BYTES or unpacked > max(PACKED_WELL, TIMES * len(content)):
                raise BadContent(TRAP)
            if archive.testzip():
                raise BadContent(DAMAGED)
            if CONTENT_TYPES not in archive.namelist():
                return None
            with archive.open(CONTENT_TYPES) as listed:
                types = listed.read(CONTENT_TYPES_BYTES)
            if b"macroEnabled" in types or any(e.filename.endswith("vbaProject.bin") for e in inside):
                raise BadContent(MACROS)
            return next((kind for mark, kind in OFFICE_INSIDE if mark in types), None)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        raise BadContent(DAMAGED) from None
