"""What a file is, by its bytes: the name it carries is a claim, its content is the fact.

Five kinds are told apart by what their formats require at the start, at the end and inside (ISO 32000 for PDF, ECMA-376
for Word and Excel, ISO 15948 for PNG, ISO 10918 for JPEG); any other text in UTF-8 is CSV, or JSON where a place takes
that. Nothing is run.
A PDF or picture is also opened, behind limits, by file_opening.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from magnolia import sheets

from . import file_opening


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
JSON = Kind("json", "application/json", "a JSON file")
KINDS = {kind.ending: kind for kind in (PDF, DOCX, XLSX, PNG, JPG, CSV, JSON)}
SAME_ENDING = {"jpeg": "jpg"}

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # Office before 2007, and any Office file behind a password
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
PDF_HEAD, PDF_TAIL = 1024, 2048  # readers look for the header and the end mark this far into the file
OFFICE_INSIDE = ((b"wordprocessingml.document.main+xml", DOCX), (b"spreadsheetml.sheet.main+xml", XLSX))
UNPACKED_BYTES = 256 * 1024 * 1024  # an Office file that unpacks to more is a trap, not a document
PACKED_WELL, TIMES = 16 * 1024 * 1024, 200  # and so is one that unpacks to more than this, and so many times its size
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
CONTENT_TYPES, CONTENT_TYPES_BYTES = "[Content_Types].xml", 1_000_000
PART_NAMED = rb'PartName="/([^"]+)"[^>]*ContentType="[^"]*%s|ContentType="[^"]*%s[^>]*PartName="/([^"]+)"'
RELATIONS_BYTES = 4_000_000
# Relations that fetch or start something: an OLE object, a control, and what Word loads from elsewhere when it opens.
EMBEDS = re.compile(rb'Type="[^"]*/(?:oleObject|control|activeX)')
OUTSIDE = re.compile(rb'TargetMode="External"')
LOADS = re.compile(rb'Type="[^"]*/(?:attachedTemplate|subDocument|frame|aFChunk)"')
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")

PROTECTED = "is protected with a password, so the State could not read it. Save a copy without protection and add that."
DAMAGED = (
    "is damaged: it ends too early or cannot be unpacked. Open it on your computer, save it again and add the new file."
)
MACROS = "contains macros, which are not taken. Save it as a plain .docx or .xlsx and add that one."
EMPTY = "has no page to read. Open it on your computer, save it as a PDF again and add the new file."
ACTIVE = (
    "holds a script, a program to start or a form that runs by itself, which is not taken. "
    "Print it to a new PDF and add that one."
)
EMBEDDED = (
    "holds an embedded object or a template that is loaded from elsewhere, which is not taken. "
    "Save it as a PDF and add that one, and add what was embedded as a file of its own."
)
TOO_MUCH = "takes more time or memory to open than a document should. Save it as a smaller PDF and add that one."
TRAP = "unpacks to far more than a document holds, so it was not opened. Make a PDF of it and add that."
OLD_OFFICE = "is in the format of Office before 2007. Save it as .docx, .xlsx or PDF and add that one."


def kind_of(content: bytes) -> Kind | None:
    """The kind of a file, or None where it is none of ours. Raises BadContent for one that is damaged or protected."""
    if b"%PDF-" in content[:PDF_HEAD]:
        return _opened(PDF, content, b"%%EOF" in content[-PDF_TAIL:])
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _opened(PNG, content, b"IEND" in content[-64:])
    if content.startswith(b"\xff\xd8\xff"):
        return _opened(JPG, content, b"\xff\xd9" in content[3:])
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


SAID = {
    file_opening.DAMAGED: DAMAGED,
    file_opening.PROTECTED: PROTECTED,
    file_opening.EMPTY: EMPTY,
    file_opening.ACTIVE: ACTIVE,
    file_opening.TOO_MUCH: TOO_MUCH,
}


def _opened(kind: Kind, content: bytes, complete: bool) -> Kind:
    """The kind of a file that is there to its end and can be opened; a cut one is refused without trying."""
    fault = file_opening.fault_of(kind.ending, content) if complete else file_opening.DAMAGED
    if fault:
        raise BadContent(SAID[fault])
    return kind


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
            found = next(((mark, kind) for mark, kind in OFFICE_INSIDE if mark in types), None)
            return None if found is None else _whole(archive, types, *found)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        raise BadContent(DAMAGED) from None


def _whole(archive: zipfile.ZipFile, types: bytes, mark: bytes, kind: Kind) -> Kind:
    """The kind of an Office file whose main part is there, with nothing in it that starts or fetches anything."""
    named = re.search(PART_NAMED.replace(b"%s", re.escape(mark)), types)
    names = set(archive.namelist())
    if named is None or (named[1] or named[2]).decode("utf-8", "replace") not in names:
        raise BadContent(DAMAGED)
    if kind == XLSX and sheets.too_wide(archive):
        raise BadContent(TRAP)
    for name in names:
        if name.endswith(".rels"):
            with archive.open(name) as listed:
                relations = listed.read(RELATIONS_BYTES + 1)
            if len(relations) > RELATIONS_BYTES:
                raise BadContent(TRAP)
            if any(_acts(each) for each in RELATION.findall(relations)):
                raise BadContent(EMBEDDED)
    return kind


def _acts(relation: bytes) -> bool:
    return bool(EMBEDS.search(relation) or (OUTSIDE.search(relation) and LOADS.search(relation)))
