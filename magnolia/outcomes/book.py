"""An Excel workbook written from its first row to its last: cells of text, some coloured, with comments (ECMA-376).

Nothing is held but the comments, and nothing is put on any disk but where the caller's file is: what goes through here
are Social Security numbers. Every cell is text, so that no zero is lost and nothing runs as a formula.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

PLAIN, HEAD, FAULTY, LIST = 0, 1, 2, 3  # styles, in the order of STYLES
LONGEST = 32_767  # characters of a cell
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3">'
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/><bgColor indexed="64"/></patternFill></fill>'
    "</fills>"
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1" '
    'quotePrefix="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment wrapText="1" vertical="top"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)  # fmt: skip
Cell = tuple[str, int]  # its text and its style
Comments = Mapping[tuple[int, int], str]  # by row and column, both from 0


class Book:
    """One workbook; `sheet` once for each sheet, then leave the block. Its bytes hang on nothing but what is given."""

    def __init__(self, out: BinaryIO) -> None:
        self.archive = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.names: list[str] = []
        self.commented: list[int] = []

    def __enter__(self) -> Book:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is None:
            self._finish()
        self.archive.close()

    def sheet(
        self, name: str, rows: Iterable[tuple[int, Sequence[Cell]]], comments: Comments, widths: Sequence[int]
    ) -> None:
        """A sheet of rows, each with its number from 0; the first stays in sight. `comments` may grow meanwhile."""
        self.names.append(name)
        number = len(self.names)
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{width}" style="{PLAIN}" customWidth="1"/>'
            for at, width in enumerate(widths, start=1)
        )
        with self.archive.open(self._part(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
            part.write(
                f'{DECLARED}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetViews><sheetView workbookViewId="0">'
                '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
                f"<cols>{columns}</cols><sheetData>".encode()
            )
            for text in _rows(rows):
                part.write(text.encode("utf-8"))
            part.write(b"</sheetData>" + (b'<legacyDrawing r:id="rId1"/>' if comments else b"") + b"</worksheet>")
        if comments:
            self.commented.append(number)
            self._comments(number, comments)

    def _part(self, name: str) -> zipfile.ZipInfo:
        made = zipfile.ZipInfo(name)
        made.compress_type = zipfile.ZIP_DEFLATED
        return made

    def _write(self, name: str, text: str) -> None:
        self.archive.writestr(self._part(name), DECLARED + text)

    def _comments(self, number: int, comments: Comments) -> None:
        listed = "".join(
            f'<comment ref="{address(row, column)}" authorId="0"><text><t>{clean(text)}</t></text></comment>'
            for (row, column), text in sorted(comments.items())
        )
        self._write(
            f"xl/comments{number}.xml",
            f'<comments xmlns="{MAIN}"><authors><author></author></authors>'
            f"<commentList>{listed}</commentList></comments>",
        )
        shapes = "".join(_shape(row, column) for row, column in sorted(comments))
        self.archive.writestr(self._part(f"xl/drawings/comments{number}.vml"), f"{VML}{shapes}</xml>")
        self._write(
            f"xl/worksheets/_rels/sheet{number}.xml.rels",
            _relations([("vmlDrawing", f"../drawings/comments{number}.vml"), ("comments", f"../comments{number}.xml")]),
        )

    def _finish(self) -> None:
        numbers = range(1, len(self.names) + 1)
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"/>'
            for at, name in zip(numbers, self.names, strict=True)
        )
        self._write(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
        )
        self._write("xl/styles.xml", STYLES)
        parts = [("worksheet", f"worksheets/sheet{at}.xml") for at in numbers] + [("styles", "styles.xml")]
        self._write("xl/_rels/workbook.xml.rels", _relations(parts))
        self._write("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        named = [("workbook", "sheet.main"), ("styles", "styles")]
        named += [(f"worksheets/sheet{at}", "worksheet") for at in numbers]
        named += [(f"comments{at}", "comments") for at in self.commented]
        overrides = "".join(
            f'<Override PartName="/xl/{name}.xml" ContentType="{kind}.{of}+xml"/>' for name, of in named
        )
        self._write(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
            f"{overrides}</Types>",
        )


def address(row: int, column: int) -> str:
    """A cell as a spreadsheet names it; both from 0."""
    return f"{_letters(column)}{row + 1}"


def clean(text: str) -> str:
    """Text as XML takes it, not longer than a cell."""
    return escape(FORBIDDEN.sub(" ", text[:LONGEST])).replace("\r", "&#13;")


def _letters(column: int) -> str:
    letters, left = "", column + 1
    while left:
        left, at = divmod(left - 1, 26)
        letters = chr(65 + at) + letters
    return letters


def _rows(rows: Iterable[tuple[int, Sequence[Cell]]]) -> Iterator[str]:
    letters: list[str] = []
    for number, cells in rows:
        letters += [_letters(at) for at in range(len(letters), len(cells))]
        made = "".join(
            f'<c r="{letters[at]}{number + 1}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{clean(text)}</t></is></c>'
            if text
            else f'<c r="{letters[at]}{number + 1}" s="{style}"/>'
            for at, (text, style) in enumerate(cells)
            if text or style
        )
        yield f'<row r="{number + 1}">{made}</row>'


def _relations(parts: Iterable[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/{of}" Target="{target}"/>'
        for at, (of, target) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" '
    'o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def _shape(row: int, column: int) -> str:
    """The box of a comment, hidden until somebody points at the cell."""
    return (
        f'<v:shape id="_x0000_s{row}_{column}" type="#_x0000_t202" fillcolor="#ffffe1" o:insetmode="auto" '
        'style="position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:60pt;visibility:hidden">'
        '<v:fill color2="#ffffe1"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{column + 1},15,{row},2,{column + 4},15,{row + 4},4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
