"""Labor market data as the rows of a table: what a cell may hold, and every fault of a file with its row and column.

Columns and sentences come from model/occupations.toml. An empty cell is unknown and never 0.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from sys import intern
from typing import Any

from .layers import LawError
from .typed import Described, from_block

SOC = re.compile(r"[0-9]{2}-[0-9]{4}")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
WHOLE = re.compile(r"-?[0-9]{1,4000}")  # Python converts no more digits than that
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
KINDS = ("text", "soc", "number", "whole", "decimal", "choice", "day")
LONGEST = 60  # characters of a cell repeated in a sentence

Cells = Sequence[str]
Rows = Iterable[tuple[int, Cells]]  # the number of each row as a spreadsheet shows it, header included
Given = tuple[int, dict[str, str], dict[str, Any]]  # the number of a row, its cells and its values by column


@dataclass(frozen=True)
class Column(Described):
    """One column; `empty` says that its value may be unknown, `choices` that it is one of these.

    `optional`: a file may do without it. `longest`: the most characters of a text that is kept, 0 for any number.
    """

    empty: bool = False
    choices: tuple[str, ...] = ()
    optional: bool = False
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where; `column` is empty for a row as a whole."""

    file: str
    row: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Labor:
    """One occupation in one ecosystem; a wage is in dollars an hour, None where unknown, and kept as it was given."""

    ecosystem: str
    soc_code: str
    title: str
    sector: str
    annual_openings: Decimal
    annual_supply: Decimal
    job_openings: int
    median_hourly_wage: Decimal | None
    wage_given: str
    typical_education: str
    category: str


@dataclass(frozen=True, slots=True)
class Lifted:
    """An exception of the State: the standard exclusion of one occupation is lifted, for this reason."""

    soc_code: str
    reason: str


def columns(table: str, blocks: Mapping[str, Mapping[str, Any]]) -> dict[str, Column]:
    """The columns of a table by id. Raises LawError naming a block that does not fit."""
    found = {name: from_block(Column, f"{table}.{name}", block, id=name) for name, block in blocks.items()}
    for column in found.values():
        if column.kind not in KINDS or (column.kind == "choice") != bool(column.choices):
            raise LawError(f"{table}.{column.id}: the kind is one of {', '.join(KINDS)}; a choice has `choices`.")
    return found


class Reader:
    """Reads the rows of one file by its columns and adds every fault on the way to `faults`."""

    def __init__(
        self,
        file: str,
        wanted: Mapping[str, Column],
        says: Mapping[str, str],
        faults: list[Fault],
        known: Mapping[str, Container[str]] | None = None,
    ) -> None:
        """`known`: for a column the values there are; any other is the fault `unknown_<column>`."""
        self.file, self.wanted, self.says, self.faults, self.known = file, wanted, says, faults, known or {}

    def labor(self, rows: Rows) -> list[Labor]:
        """The rows without a fault; a second one for an ecosystem and occupation is a fault."""
        return [labor_of(values, cells) for _, cells, values in self.areas(rows)]

    def areas(self, rows: Rows) -> Iterator[Given]:
        """Each row without a fault, of which there is one for an ecosystem and occupation."""
        first: dict[tuple[str, str], int] = {}
        for number, cells, values in self._rows(rows):
            ecosystem, soc_code = values.get("ecosystem", ""), values.get("soc_code", "")
            if ecosystem and soc_code and (before := first.setdefault((ecosystem, soc_code), number)) != number:
                self._fault(number, "soc_code", "second_row", given=f"{soc_code} in {ecosystem}", first=before)
            elif len(values) == len(cells):
                yield number, cells, values

    def occupations(self, rows: Rows) -> Iterator[Given]:
        """Each row without a fault, of which there is one for an occupation."""
        first: dict[str, int] = {}
        for number, cells, values in self._rows(rows):
            soc_code = values.get("soc_code", "")
            if soc_code and (before := first.setdefault(soc_code, number)) != number:
                self._fault(number, "soc_code", "second_row", given=soc_code, first=before)
            elif len(values) == len(cells):
                yield number, cells, values

    def exceptions(self, rows: Rows) -> list[Lifted]:
        return [Lifted(**values) for _, _, values in self._rows(rows) if len(values) == len(self.wanted)]

    def _rows(self, rows: Rows) -> Iterator[Given]:
        """Each row that is not blank: its number, its cells and the values that have no fault, by column."""
        lines = iter(rows)
        _, header = next(lines, (1, ()))
        names = [cell.strip() for cell in header]
        while names and not names[-1]:
            names.pop()
        places = self._places(names)
        for number, cells in lines:
            if not any(cells):
                continue
            if len(cells) < len(names) or any(cells[len(names) :]):
                self._fault(number, "", "cells", given=len(cells), wanted=len(names))
                continue
            texts = {name: cells[place] for name, place in places.items()}
            yield number, texts, {name: value for name in texts for value in self._value(number, name, texts[name])}

    def _places(self, names: list[str]) -> dict[str, int]:
        """Where the columns are; other columns of the file are not read."""
        for name, column in self.wanted.items():
            if names.count(name) != 1 and not (column.optional and name not in names):
                self._fault(1, name, "repeated_column" if name in names else "missing_column")
        return {name: names.index(name) for name in self.wanted if name in names}

    def _value(self, number: int, name: str, text: str) -> Iterator[Any]:
        """The value of a cell; nothing for a cell with a fault, which is noted."""
        column = self.wanted[name]
        if not text.strip():
            if column.empty:
                yield None if column.kind in ("decimal", "number", "whole", "day") else ""
            else:
                self._fault(number, name, "empty", means=column.means)
        elif fault := self._wrong(column, text):
            self._fault(
                number, name, fault, given=_quoted(text), choices=", ".join(column.choices), longest=column.longest
            )
        elif column.kind in ("number", "decimal"):
            yield Decimal(text)
        elif column.kind == "day":
            yield date.fromisoformat(text)
        else:
            yield int(text) if column.kind == "whole" else intern(text)

    def _wrong(self, column: Column, text: str) -> str:
        """The code of what is wrong with a cell that is not empty."""
        if column.longest and len(text) > column.longest:
            return "too_long"
        if name_fault := _not_there(column, text, self.known):
            return name_fault
        match column.kind:
            case "soc":
                return "" if SOC.fullmatch(text) else "not_soc"
            case "day":
                return "" if _is_day(text) else "not_day"
            case "choice":
                return "" if text in column.choices else "not_choice"
            case "decimal":
                return "" if NUMBER.fullmatch(text) else "not_decimal"
            case "number" | "whole":
                fits = (WHOLE if column.kind == "whole" else NUMBER).fullmatch(text)
                return f"not_{column.kind}" if not fits else "negative" if text.startswith("-") else ""
        return ""

    def _fault(self, row: int, column: str, code: str, **filled: Any) -> None:
        self.faults.append(Fault(self.file, row, column, code, self.says[code].format(**filled)))


def labor_of(values: Mapping[str, Any], cells: Mapping[str, str]) -> Labor:
    """A row as the method judges it; values of other columns are left aside."""
    told = {name: values[name] for name in Labor.__dataclass_fields__ if name != "wage_given"}
    return Labor(**told, wage_given=cells["median_hourly_wage"])


def _not_there(column: Column, text: str, known: Mapping[str, Container[str]]) -> str:
    if column.kind == "soc" and not SOC.fullmatch(text):
        return ""  # its form is the fault
    return f"unknown_{column.id}" if column.id in known and text not in known[column.id] else ""


def _is_day(text: str) -> bool:
    try:
        return bool(DAY.fullmatch(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= LONGEST else text[:LONGEST] + '…'}”"
