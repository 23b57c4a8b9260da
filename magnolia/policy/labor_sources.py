"""Exports of other programs as one file of labor market data: each by its mapping, joined by occupation and area.

A mapping says which column means what, and nothing is converted or filled in that it does not say. Words are those of
labor_sources.toml, columns those of occupations.toml. Cells are texts until the reader of labor market data has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from typing import Any

from .labor_rows import Cells, Column, Fault, Reader, Rows
from .layers import LawError, read
from .typed import from_block

AREA, SOC, WAGE = "ecosystem", "soc_code", "median_hourly_wage"
FIGURES = ("number", "whole", "decimal")
AMOUNT = re.compile(r"-?\$?\s?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
CENT = Decimal("0.01")
Key = tuple[str, str]


@dataclass(frozen=True)
class Source:
    """The mapping of one source. `columns`: column of the file to column of the export; `fixed`: the same in each row.

    `absent`: what an occupation without a row has; `only`: cells of the export's columns whose rows count;
    `at_least`: figures that a sign stands for; `meanings`: by column of the file, what a cell means there.
    """

    name: str
    columns: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, Any] = field(default_factory=dict)
    at_least: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, Any] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    wage_per: str = ""

    @property
    def gives_key(self) -> set[str]:
        """By which of area and occupation it is joined."""
        return {AREA, SOC} & {*self.columns, *self.fixed}

    @property
    def gives(self) -> set[str]:
        """The columns that come from it, without those it is joined by."""
        return {*self.columns, *self.fixed, *self.absent} - {AREA, SOC}


@dataclass(frozen=True)
class Export:
    """One export that was opened: its name and its rows with the header first."""

    source: Source
    file: str
    rows: Rows


@dataclass(frozen=True)
class _Taken:
    """An export that was read: for each occupation and area the number of its row and its cells by column."""

    export: Export
    cells: dict[Key, tuple[int, dict[str, str]]] = field(default_factory=dict)

    @property
    def by_area(self) -> bool:
        return AREA in self.export.source.gives_key

    def key(self, area: str, soc_code: str) -> Key:
        return (area if self.by_area else "", soc_code)


@dataclass(frozen=True)
class Joined:
    """The rows of the file by column, and how many rows of each export found no place in it."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    read: list[tuple[str, str, int]]  # file, name of its mapping, rows
    aside: list[tuple[str, int]]


@cache
def words() -> Mapping[str, Any]:
    return read("model", "labor_sources")


def source(block: Mapping[str, Any], known: Mapping[str, Column], place: str = "mapping") -> Source:
    """A mapping from its block. Raises LawError naming what does not fit."""
    says, made = words()["mapping"], from_block(Source, place, {"unknown": list(words()["unknown"]), **block})
    for column in (*made.columns, *made.fixed, *made.absent, *made.meanings):
        if column not in known:
            raise LawError(f"{place}: {says['unknown_column'].format(column=column)}.")
    if (WAGE in made.columns) != bool(made.wage_per) or made.wage_per not in ("", *words()["per"]):
        raise LawError(f"{place}: {says['per']}.")
    lists = (*made.only.values(), *made.meanings.values())
    if not all(isinstance(cells, list) for cells in made.only.values()) or not lists_of_texts(lists):
        raise LawError(f"{place}: {says['cells']}.")
    return made


def lists_of_texts(given: Iterable[Any]) -> bool:
    """Whether each is a list or a table of texts."""
    return all(
        isinstance(each, list | dict) and all(isinstance(cell, str) for cell in [*each, *_values(each)])
        for each in given
    )


def _values(each: Any) -> list[Any]:
    return list(each.values()) if isinstance(each, dict) else []


def plain(header: Sequence[str], known: Mapping[str, Column], name: str) -> Source:
    """The mapping of an export whose columns have the names of the file's already; wages are for an hour."""
    columns = {column.strip(): column.strip() for column in header if column.strip() in known}
    return Source(name, columns, unknown=tuple(words()["unknown"]), wage_per="hour" if WAGE in columns else "")


def join(
    exports: Sequence[Export], known: Mapping[str, Column], says: Mapping[str, str], hours: int, faults: list[Fault]
) -> Joined:
    """One file of several exports; every fault is added to `faults`, by the export, its row and its column.

    The first export says which occupations and areas there are. `known` are the columns of labor market data, `says`
    the sentences of its faults, `hours` those of a year in which a yearly wage is earned.
    """
    own = words()["fault"]
    lacking = [each.file for each in exports if SOC not in each.source.columns]
    lacking += [exports[0].file] if AREA not in exports[0].source.gives_key else []
    if lacking:
        faults += [Fault(file, 1, "", "no_key", own["no_key"]) for file in dict.fromkeys(lacking)]
        return Joined((), [], [], [])
    taken = [_read(export, known, hours, faults) for export in exports]
    givers: dict[str, _Taken] = {}
    for each in taken:
        for column in sorted(each.export.source.gives):
            if column in givers:
                both = {"first": givers[column].export.file, "second": each.export.file}
                faults.append(Fault(each.export.file, 1, column, "twice", own["twice"].format(column=column, **both)))
            givers.setdefault(column, each)
            if not each.by_area and known[column].kind in FIGURES and column != WAGE:
                faults.append(Fault(each.export.file, 1, column, "by_area", own["by_area"].format(column=column)))
    for name, wanted in known.items():
        if name not in givers and name not in (AREA, SOC) and not wanted.optional and not wanted.empty:
            text = own["not_mapped"].format(column=name, means=wanted.means)
            faults.append(Fault(taken[0].export.file, 1, name, "not_mapped", text))
    columns = tuple(name for name in known if name in givers or name in (AREA, SOC) or not known[name].optional)
    lines, places = _lines(taken, givers, columns, known, faults)
    _checked(lines, places, columns, known, says, faults)
    keys = set(taken[0].cells)
    aside = [
        (each.export.file, sum(not any(each.key(*key) == mine for key in _near(keys, mine)) for mine in each.cells))
        for each in taken[1:]
    ]
    told = [(each.export.file, each.export.source.name, len(each.cells)) for each in taken]
    return Joined(columns, lines, told, [(file, count) for file, count in aside if count])


def preview(
    export: Export, known: Mapping[str, Column], says: Mapping[str, str], hours: int, faults: list[Fault]
) -> Joined:
    """What one export alone gives by its mapping, with its faults; what it does not give is nobody's fault here."""
    made = _read(export, known, hours, faults)
    gives = export.source.gives | export.source.gives_key
    columns = tuple(name for name in known if name in gives)
    lines, places = _lines([made], dict.fromkeys(export.source.gives, made), columns, known, faults)
    _checked(lines, places, columns, known, says, faults)
    return Joined(columns, lines, [(export.file, export.source.name, len(lines))], [])


def _near(keys: set[Key], mine: Key) -> Iterable[Key]:
    """Occupations and areas of the first export that a row of another one could belong to."""
    area, soc_code = mine
    return [mine] if area and mine in keys else [] if area else [key for key in keys if key[1] == soc_code][:1]


def _read(export: Export, known: Mapping[str, Column], hours: int, faults: list[Fault]) -> _Taken:
    made, own, by = _Taken(export), words()["fault"], export.source

    def fault(row: int, place: str, code: str, **filled: Any) -> None:
        faults.append(Fault(export.file, row, place, code, own[code].format(**filled)))

    lines = iter(export.rows)
    _, first = next(lines, (1, ()))
    header = [cell.strip() for cell in first]
    while header and not header[-1]:
        header.pop()
    wanted = {**by.columns, **{name: name for name in by.only}}
    for column, name in wanted.items():
        if header.count(name) != 1:
            fault(1, name, "repeated_column" if name in header else "no_column", column=column)
    if any(header.count(name) != 1 for name in wanted.values()):
        return made
    places = {column: header.index(name) for column, name in wanted.items()}
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(header) or any(cells[len(header) :]):
            fault(number, "", "cells", given=len(cells), wanted=len(header))
            continue
        if any(cells[places[name]].strip() not in by.only[name] for name in by.only):
            continue
        texts = dict(by.fixed)
        texts |= {column: _cell(by, known[column], cells[places[column]], hours) for column in by.columns}
        key = made.key(texts.get(AREA, ""), texts.get(SOC, ""))
        if key in made.cells:
            named = f"{key[1]} in {key[0]}" if key[0] else key[1]
            fault(number, by.columns.get(SOC, ""), "second_row", given=named, first=made.cells[key][0])
        else:
            made.cells[key] = number, texts
    if not made.cells:
        fault(1, "", "no_rows")
    return made


def _cell(by: Source, column: Column, text: str, hours: int) -> str:
    """A cell of an export as the file has it; what is not understood stays as it is, for the reader to refuse."""
    text = text.strip()
    meant = by.meanings.get(column.id, {})
    if text in meant:
        return str(meant[text])
    if text in by.unknown:
        return ""
    if column.kind not in FIGURES:
        return text
    text = by.at_least.get(text, text) if column.id == WAGE else text
    found = AMOUNT.fullmatch(text)
    if not found:
        return text
    figure = ("-" if text.startswith("-") else "") + found[1].replace(",", "") + (found[2] or "")
    if column.id == WAGE and by.wage_per == words()["per"][1]:
        return f"{(Decimal(figure) / hours).quantize(CENT, ROUND_FLOOR):f}"
    return figure


def _lines(
    taken: Sequence[_Taken], givers: Mapping[str, _Taken], columns: Sequence[str], known: Mapping[str, Column],
    faults: list[Fault],
) -> tuple[list[tuple[str, ...]], list[dict[str, tuple[str, int, str]]]]:  # fmt: skip
    """Every row of the file, and where each of its cells comes from: file, row and column of the export."""
    lines, places = [], []
    for (area, soc_code), (number, _) in taken[0].cells.items():
        cells, froms = [], {}
        for column in columns:
            giver = taken[0] if column in (AREA, SOC) else givers.get(column)
            if giver is None:
                cells.append("")
                continue
            by, row = giver.export.source, giver.cells.get(giver.key(area, soc_code))
            name = by.columns.get(column, column)
            if row is not None:
                cells.append(row[1].get(column, by.absent.get(column, "")))
                froms[column] = giver.export.file, row[0], name
                continue
            cells.append(by.absent.get(column, by.fixed.get(column, "")))
            froms[column] = taken[0].export.file, number, column
            if not cells[-1] and not known[column].empty:
                told = {"file": giver.export.file, "given": f"{soc_code} in {area}", "means": known[column].means}
                text = words()["fault"]["no_row"].format(**told)
                faults.append(Fault(taken[0].export.file, number, column, "no_row", text))
                froms.pop(column)
        lines.append(tuple(cells))
        places.append(froms)
    return lines, places


def _checked(
    lines: Sequence[Cells], places: Sequence[Mapping[str, tuple[str, int, str]]], columns: Sequence[str],
    known: Mapping[str, Column], says: Mapping[str, str], faults: list[Fault],
) -> None:  # fmt: skip
    """Read the rows as labor market data and tell each fault by the export that its cell comes from."""
    found: list[Fault] = []
    reader = Reader("", {name: known[name] for name in columns}, says, found)
    for _ in reader.areas(_numbered(columns, lines)):
        pass
    for each in found:
        place = places[each.row - 2].get(each.column) if each.row > 1 else None
        if place is not None:
            faults.append(Fault(*place, each.code, each.message))


def _numbered(columns: Sequence[str], lines: Iterable[Cells]) -> Iterator[tuple[int, Cells]]:
    yield 1, list(columns)
    yield from enumerate(lines, start=2)
