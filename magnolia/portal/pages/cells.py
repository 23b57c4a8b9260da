"""Tables as CSV, the one way every page writes them: no cell can run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

# What a spreadsheet would take for a formula at the start of a cell.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
KIND = "text/csv; charset=utf-8"


def safe(cell: Any) -> str:
    """A cell that no spreadsheet runs as a formula; an empty one for None, a number as it is."""
    if cell is None or isinstance(cell, int):
        return "" if cell is None else str(cell)
    text = "; ".join(map(str, cell)) if isinstance(cell, list) else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


class _Line:
    """A file for the csv module that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Rows as lines of a CSV file in UTF-8, with the mark by which spreadsheets know it."""
    out, first = csv.writer(_Line()), "\ufeff"
    for row in rows:
        yield first + out.writerow([safe(cell) for cell in row])
        first = ""


def answer_csv(name: str, rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """A file to download, streamed row by row."""
    answer = StreamingHttpResponse(csv_lines(rows), content_type=KIND)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
