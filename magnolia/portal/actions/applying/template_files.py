"""The Data Submission Template as files people fill in, and the version a file they bring was made from."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from xml.sax.saxutils import escape

from python_calamine import CalamineError, CalamineWorkbook

from magnolia.policy.data_template import template, version_in

from .. import law
from ..papers.file_kinds import CSV, Kind
from ..papers.incoming import BadDocument

VERSION = "documents.template_version"
DICTIONARY = ("Table", "Column", "Element", "Meaning", "Purpose", "Type", "Needed", "Only these")
LONGEST_HEADER = 64 * 1024


def current(jurisdiction: str, on: date) -> int:
    """The version in force on a day."""
    return law.value(jurisdiction, VERSION, on).whole


def as_csv(jurisdiction: str, table: str, version: int) -> bytes:
    """One table, empty: its header row in UTF-8 with line feeds."""
    return _csv([template(jurisdiction).header(table, version)])


def dictionary(jurisdiction: str, version: int) -> list[tuple[str, ...]]:
    """The field dictionary as rows of DICTIONARY."""
    found = template(jurisdiction)
    return [
        (
            found.tables[each.table].title,
            each.column,
            found.elements[each.element],
            each.means,
            each.purpose,
            each.type,
            each.needed,
            ", ".join(each.values),
        )
        for table in found.tables
        for each in found.of(table, version)
    ]


def dictionary_csv(jurisdiction: str, version: int) -> bytes:
    return _csv([DICTIONARY, *dictionary(jurisdiction, version)])


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def as_workbook(jurisdiction: str, version: int) -> bytes:
    """An Excel workbook with one sheet a table and one for the dictionary (ECMA-376, inline texts, no styles).

    The same version gives the same bytes.
    """
    found = template(jurisdiction)
    sheets = [(each.title, [found.header(each.id, version)]) for each in found.tables.values()]
    sheets.append(("Dictionary", [list(DICTIONARY), *map(list, dictionary(jurisdiction, version))]))
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    numbers = range(1, len(sheets) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{main}.worksheet+xml"/>' for n in numbers
    )
    names = "".join(f'<sheet name="{escape(sheets[n - 1][0])}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{office}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": _sheet(sheets[n - 1][1]) for n in numbers}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    return out.getvalue()


def _sheet(rows: list[list[str]]) -> str:
    lines = (
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{''.join(lines)}</sheetData></worksheet>"
    )


def refuse_other_version(jurisdiction: str, name: str, kind: Kind, content: bytes, on: date) -> None:
    """Raise BadDocument, naming the version in force, for a file that is not made from that version."""
    now, brought = current(jurisdiction, on), _version(kind, content)
    way_out = f"The version in force is {now}: download it from the page “Data Submission Template” and fill that in."
    if brought is None:
        raise BadDocument(f"“{name}” is not the State's data file: no column says which version it is. {way_out}")
    if brought != now:
        raise BadDocument(f"“{name}” was made from version {brought} of the Data Submission Template. {way_out}")


def _version(kind: Kind, content: bytes) -> int | None:
    """The version the header of a file names; for a workbook that of the first sheet that has one."""
    if kind == CSV:
        first = content[:LONGEST_HEADER].decode("utf-8-sig", "replace").splitlines()[:1]
        return version_in(next(csv.reader(first), []))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in book.sheet_names:
            head = next(iter(book.get_sheet_by_name(sheet).to_python(nrows=1)), [])
            if (found := version_in(head)) is not None:
                return found
    except CalamineError:
        return None
    return None
