"""Facts from a JSON file, held against the dataclasses of facts.py: what does not fit is named by its place.

The form is that of program.schema.json. The first fault ends the reading with a sentence such as
`program.history[2].from: ...`; places in lists count from 0, as they do in JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, NoReturn, get_args, get_origin, get_type_hints

from .facts import NEVER_NULL, Facts
from .holiday_rules import CalendarError
from .periods import AwardYear, parse_date

LARGEST_FILE = 4 * 1024 * 1024  # bytes; the facts of one program are some kilobytes
LONGEST_NUMBER = 40  # characters, and the largest exponent: every number can be written out
LONGEST_TOLD = 60  # characters of what somebody wrote that a message repeats
WRITTEN = {"from_day": "from", "to_day": "to"}
NOTHING = type(None)


class Unreadable(Exception):
    """The file is no JSON, or does not fit the form; the sentence names the place."""


class Table(dict[str, Any]):
    """An object of the file; `twice` is a key that it gives two times."""

    twice: str | None = None


class TooLong(str):
    """A number that cannot be written out; it is refused where its place is known."""


def read_facts(data: bytes) -> Facts:
    """The facts of one program from the bytes of a file; raises Unreadable for the first fault."""
    facts: Facts = _table(Facts, _parsed(data), "")
    if facts.award_year is not None:
        _award_year(facts.award_year)
    return facts


def _parsed(data: bytes) -> Any:
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"the file is larger than {LARGEST_FILE} bytes, which no program's facts are")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unreadable(f"the file is not UTF-8 (byte {fault.start + 1})") from None
    try:
        return json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_no_number, object_pairs_hook=_pairs
        )
    except json.JSONDecodeError as fault:
        raise Unreadable(f"line {fault.lineno}, column {fault.colno}: no JSON ({fault.msg})") from None
    except RecursionError:
        raise Unreadable("the file is nested too deeply") from None


def _pairs(pairs: list[tuple[str, Any]]) -> Table:
    table, seen = Table(pairs), set()
    if len(table) < len(pairs):
        table.twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return table


def _number(text: str) -> Decimal | TooLong:
    """A number exactly as it is written; zero has no sign."""
    exponent = text.lower().partition("e")[2]
    if len(text) > LONGEST_NUMBER or abs(int(exponent or 0)) > LONGEST_NUMBER:
        return TooLong(text)
    return Decimal(text) or Decimal(0)


def _no_number(name: str) -> NoReturn:
    raise Unreadable(f"{name} is no number in JSON")


def _table(kind: Any, value: Any, place: str) -> Any:
    """An object as the frozen fact of its kind: no unknown key, none twice, every needed one given."""
    if not isinstance(value, Table):
        _refuse(place or "the file", f"must be an object, not {_what(value)}")
    if value.twice is not None:
        _refuse(_within(place, value.twice), "is given twice")
    known = _keys(kind)
    for key in value:
        if key not in known:
            _refuse(_within(place, key), "nothing reads this key")
    given = {}
    for key, (name, hint, default) in known.items():
        if key not in value:
            if default is MISSING:
                _refuse(_within(place, key), "is missing")
        # A group without facts may be null, as if it had been left out.
        elif value[key] is not None or default is not DEFAULT_GROUP:
            given[name] = _value(hint, value[key], _within(place, key))
    return kind(**given)


DEFAULT_GROUP = object()


@cache
def _keys(kind: Any) -> Mapping[str, tuple[str, Any, Any]]:
    """For each key of an object the name of its fact, its type, and its default: MISSING where it must be given."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        WRITTEN.get(field.name, field.name): (
            field.name,
            hints[field.name],
            field.default if field.default_factory is MISSING else DEFAULT_GROUP,
        )
        for field in fields(kind)
    }


def _value(hint: Any, value: Any, place: str) -> Any:
    """One value as its type wants it: a text of a fixed list, a date, an exact number, an object, a list."""
    if get_origin(hint) is Annotated:
        base, fixed = get_args(hint)
        if value is None and fixed == NEVER_NULL:
            _refuse(place, "must not be null")
        made = _value(base, value, place)
        if fixed != NEVER_NULL and made not in fixed:
            _refuse(place, f"must be one of {', '.join(fixed)}, not {_shown(value)}")
        return made
    kinds = [each for each in get_args(hint) if each is not NOTHING] if NOTHING in get_args(hint) else [hint]
    if value is None and NOTHING in get_args(hint):
        return None
    kind = kinds[0]
    if get_origin(kind) is Annotated:
        return _value(kind, value, place)
    if is_dataclass(kind):
        return _table(kind, value, place)
    if get_origin(kind) is tuple:
        return _list(get_args(kind)[0], value, place)
    return SIMPLE[kind](value, place)


def _list(kind: Any, value: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        _refuse(place, f"must be a list, not {_what(value)}")
    return tuple(_value(kind, each, f"{place}[{number}]") for number, each in enumerate(value))


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or isinstance(value, TooLong):
        _refuse(place, f"must be a text, not {_what(value)}")
    try:
        value.encode()
    except UnicodeEncodeError:
        _refuse(place, "holds half a character")
    return value


def _truth(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        _refuse(place, f"must be true or false, not {_what(value)}")
    return value


def _amount(value: Any, place: str) -> Decimal:
    if isinstance(value, TooLong):
        _refuse(place, f"is a number of more than {LONGEST_NUMBER} digits")
    if not isinstance(value, Decimal):
        _refuse(place, f"must be a number, not {_what(value)}")
    return value


def _whole(value: Any, place: str) -> int:
    amount = _amount(value, place)
    if amount != int(amount):
        _refuse(place, f"must be a whole number, not {_shown(str(amount))}")
    return int(amount)


def _day(value: Any, place: str) -> date:
    text = _text(value, place)
    try:
        return parse_date(text)
    except CalendarError:
        _refuse(place, f"must be an existing day written YYYY-MM-DD, not {_shown(text)}")


SIMPLE: Mapping[Any, Callable[[Any, str], Any]] = {
    str: _text, bool: _truth, Decimal: _amount, int: _whole, date: _day,
}  # fmt: skip


def _award_year(text: str) -> None:
    try:
        fits = AwardYear.parse(text).label == text
    except CalendarError:
        fits = False
    if not fits:
        _refuse("award_year", f"must be an award year such as 2026-27, not {_shown(text)}")


def _refuse(place: str, fault: str) -> NoReturn:
    raise Unreadable(f"{place}: {fault}")


def _within(place: str, key: str) -> str:
    name = key if re.fullmatch(r"\w{1,60}", key, re.ASCII) else _shown(key)
    return f"{place}.{name}" if place else name


def _shown(text: str) -> str:
    """What somebody wrote, in a message of one line."""
    return ascii(text if len(text) <= LONGEST_TOLD else f"{text[:LONGEST_TOLD]}...")


def _what(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | TooLong):
        return "a number"
    return "a text" if isinstance(value, str) else "a list" if isinstance(value, list) else "an object"
