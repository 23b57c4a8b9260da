"""Reading rows of students for the checker: what identifies a person is refused, everything else is read exactly.

No sentence here repeats a cell: what a file holds may be about a person, and only rows and our own names are said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from .periods import AwardYear, CalendarError, parse_date
from .students import PELL, Column, Register, Student

LONGEST_KEY = 30
KEY = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9._-]*")
SSN = re.compile(r"[0-9]{3}[-. ]?[0-9]{2}[-. ]?[0-9]{4}")
AMOUNT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")
NUMBER = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,2})?")
WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
NOT_OF_A_PERSON = {"program", "institution", "college", "school", "course"}  # whose name is no person's
PERIODS = (("pell_from", "pell_to"), ("other_pell_from", "other_pell_to"))


class Unread(Exception):
    """A file of which nothing was read; `str()` is the sentence."""


def header(cells: Sequence[str], words: Register) -> list[str]:
    """The columns of the file by our names, empty for one that has no meaning here.

    Raises Unread for a column named like what tells who a student is, for one that stands twice, and for none at all.
    """
    names = [cell.strip().lower().replace(" ", "_") for cell in cells]
    for place, (name, cell) in enumerate(zip(names, cells, strict=True), start=1):
        if name not in words.columns and (what := _like(cell, words)):
            raise Unread(words.fault["column"].format(place=place, what=what))
    known = [name if name in words.columns else "" for name in names]
    if twice := sorted({name for name in known if name and known.count(name) > 1}):
        raise Unread(words.fault["repeated"].format(columns=", ".join(twice)))
    if not any(known):
        raise Unread(words.fault["no_columns"])
    return known


def _like(cell: str, words: Register) -> str:
    """What a column of this name would hold of a person, or nothing."""
    if SSN.fullmatch(cell.strip()):
        return words.refused["ssn"]
    parts = {part.lower() for part in WORDS.findall(cell)}
    squashed = re.sub(r"[^a-z]", "", cell.lower())
    if "ssn" in squashed or "socialsecurity" in squashed:
        return words.refused["ssn"]
    if parts & NOT_OF_A_PERSON:
        return ""
    if squashed.endswith("name"):
        return words.refused["name"]
    return next((words.refused[part] for part in words.refused if part in parts), "")


def refuse_person(row: int, cells: Mapping[str, str], words: Register) -> None:
    """Raise Unread where the key of a row is a Social Security number, or could be a name."""
    key = cells.get("key", "").strip()
    if SSN.fullmatch(key):
        raise Unread(words.fault["ssn"].format(row=row))
    if key and (len(key) > LONGEST_KEY or not KEY.fullmatch(key)):
        raise Unread(words.fault["name"].format(row=row, longest=LONGEST_KEY))


def student(row: int, cells: Mapping[str, str], words: Register) -> Student | str:
    """One row as a student, or why it cannot be read."""
    made: dict[str, Any] = {"row": row}
    for column in words.columns.values():
        text = " ".join(cells.get(column.id, "").split())
        if not text:
            continue
        value = read(column, text, words)
        if value is None:
            values = ", ".join(words.funds if column.kind == "funds" else column.values)
            return words.fault[column.kind].format(column=column.id, values=values)
        made[column.id] = value
    for first, last in PERIODS:
        if fault := period_fault(made.get(first), made.get(last)):
            return words.fault[fault].format(column=f"{first} and {last}")
    return Student(**made)


def period_fault(first: Any, last: Any) -> str:
    """Which sentence says what is wrong with a period, if anything is."""
    if (first is None) != (last is None):
        return "half"
    return "period" if first is not None and last < first else ""


def read(column: Column, text: str, words: Register) -> Any:
    """The value of a cell, or None where it is no such value."""
    if column.kind in ("key", "text"):
        return text
    if column.kind == "yes_no":
        return {"yes": True, "no": False}.get(text.lower())
    if column.kind == "choice":
        return text.lower() if text.lower() in column.values else None
    if column.kind == "funds":
        funds = tuple(part.strip().lower().replace(" ", "_") for part in text.split(";") if part.strip())
        return funds if funds and all(fund in words.funds for fund in funds) else None
    if column.kind == "number":
        return Decimal(text) if NUMBER.fullmatch(text) else None
    if column.kind in ("money", "cost"):
        amount = Decimal(text) if AMOUNT.fullmatch(text) else None
        return None if amount is None or (column.kind == "cost" and not amount) else amount
    try:
        return AwardYear.parse(text) if column.kind == "year" else parse_date(text)
    except CalendarError:
        return None


def pell_alone(words: Register) -> list[tuple[str, str]]:
    """The one choice of aid for the program."""
    return [(PELL, words.funds[PELL])]
