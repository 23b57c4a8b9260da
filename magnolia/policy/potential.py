"""The working list of potentially eligible programs: what a row says, and whether it fits the law's time frame.

Columns and sentences come from model/potential.toml, the limits from the parameters length.*. Fitting the frame is all
that is looked at here; it makes no program eligible (policy, Potentially Eligible Programs).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from .layers import LawError, fill_all, overlay, read, state_layer
from .typed import Described, from_block

FIGURE = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,2})?")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # characters that control, reverse or hide what follows
KINDS = ("text", "number", "choice", "year")
LIMITS = ("hours_at_least", "hours_below", "weeks_at_least", "weeks_below")


@dataclass(frozen=True)
class Column(Described):
    """One column of the file."""

    needed: bool = False
    longest: int = 0
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Register:
    """Columns and words of the list."""

    columns: Mapping[str, Column]
    offered_as: Mapping[str, str]
    says: Mapping[str, str]
    left_off: Mapping[str, str]
    file: Mapping[str, str]
    most_rows: int


@dataclass(frozen=True)
class Frame:
    """Clock hours and weeks of the law on a day, each from a lowest up to, but not including, a limit."""

    hours_at_least: Decimal
    hours_below: Decimal
    weeks_at_least: Decimal
    weeks_below: Decimal

    def words(self) -> dict[str, str]:
        return {name: plain(getattr(self, name)) for name in LIMITS}


@dataclass(frozen=True)
class Entry:
    """One row that can be read: its program, whether or not it fits the frame."""

    row: int
    institution: str
    unitid: str
    program: str
    credit_status: str
    weeks: Decimal
    clock_hours: Decimal
    student_cost_usd: Decimal | None
    notes: str
    year_of_source: int | None
    source: str


@cache
def register(jurisdiction: str) -> Register:
    """Columns and words of a jurisdiction; raises LawError naming the block that does not fit."""
    layer = state_layer(jurisdiction)
    blocks = fill_all(overlay(read("model", "potential"), read(layer, "potential")), read(layer, "profile"))
    columns = {name: from_block(Column, f"column.{name}", block, id=name) for name, block in blocks["column"].items()}
    for column in columns.values():
        if column.kind not in KINDS or (column.kind == "text") != bool(column.longest):
            raise LawError(f"potential.toml, column.{column.id}: a text has `longest`, and the kind is one of {KINDS}.")
    words = {name: blocks[name] for name in ("offered_as", "says", "left_off", "file")}
    return Register(columns=columns, most_rows=blocks["most_rows"], **words)


def plain(value: Decimal | int) -> str:
    """A number without zeros at its end: 9.50 is 9.5, 600.00 is 600."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def clean(text: str) -> str:
    """A text on one line, without characters that control, hide or reverse others."""
    whole = unicodedata.normalize("NFC", text)
    return " ".join("".join(" " if c in "\t\r\n" else c for c in whole if c in "\t\r\n" or _seen(c)).split())


def _seen(character: str) -> bool:
    return unicodedata.category(character) not in HIDDEN


def outside(frame: Frame, hours: Decimal, weeks: Decimal, words: Register) -> str:
    """Why a program does not fit the frame, with the number that it misses; empty where it fits (34 CFR 690.92)."""
    for misses, sentence, given, limit in (
        (hours < frame.hours_at_least, "too_few_hours", hours, frame.hours_at_least),
        (hours >= frame.hours_below, "too_many_hours", hours, frame.hours_below),
        (weeks < frame.weeks_at_least, "too_few_weeks", weeks, frame.weeks_at_least),
        (weeks >= frame.weeks_below, "too_many_weeks", weeks, frame.weeks_below),
    ):
        if misses:
            return words.left_off[sentence].format(given=plain(given), limit=plain(limit))
    return ""


def header_faults(name: str, header: Sequence[str], words: Register) -> str:
    """What is wrong with the first row of a file, in one sentence; empty where nothing is."""
    known = [cell for cell in header if cell in words.columns]
    lacking = [column.id for column in words.columns.values() if column.needed and column.id not in known]
    if lacking:
        return words.file["columns"].format(name=name, columns=", ".join(lacking))
    twice = sorted({cell for cell in known if known.count(cell) > 1})
    return words.file["repeated"].format(name=name, columns=", ".join(twice)) if twice else ""


def entry(row: int, cells: Mapping[str, str], words: Register) -> Entry | str:
    """One row by the names of its columns, or why it cannot be listed."""
    made: dict[str, Any] = {}
    for column in words.columns.values():
        value, fault = _cell(column, clean(cells.get(column.id, "")))
        if fault:
            filled = {"column": column.id, "limit": column.longest, "values": ", ".join(column.values)}
            return words.left_off[fault].format(**filled)
        made[column.id] = value
    return Entry(row=row, **made)


MISSING = {"clock_hours": "no_hours", "weeks": "no_weeks"}


def _cell(column: Column, text: str) -> tuple[Any, str]:
    """The value of a cell, and the sentence of what is wrong with it."""
    if not text:
        empty: Any = "" if column.kind in ("text", "choice") else None
        return empty, MISSING.get(column.id, "no_text") if column.needed else ""
    if column.kind == "number":
        return (Decimal(text), "") if FIGURE.fullmatch(text) else (None, "no_number")
    if column.kind == "year":
        return (int(text), "") if YEAR.fullmatch(text) else (None, "no_year")
    if column.kind == "choice":
        return text.lower(), "" if text.lower() in column.values else "no_choice"
    return text, "too_long" if len(text) > column.longest else ""
