"""What a filing keeps so that its findings can be recomputed: the facts as the rules read them, and the law of its day.

The facts are one text in the form of program.schema.json, with exact numbers, so that `magnolia check` reads it too.
Facts that are absent are left out. Reading is lenient where an application may lack what a file must give.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from .criteria import Criterion
from .facts import Facts
from .parameters import Number, Parameter, Value
from .picking import SUBMISSION
from .reading import WRITTEN


class Unreadable(Exception):
    """The frozen text does not fit what the rules know today; the sentence names the place."""


def as_text(facts: Facts) -> str:
    """The facts as canonical JSON: sorted keys, no spaces, numbers exactly as they are."""
    return _json(_plain(facts))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        named = ((WRITTEN.get(each.name, each.name), getattr(value, each.name)) for each in fields(value))
        return {name: _plain(given) for name, given in named if given is not None}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _json(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(name)}:{_json(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_json(each) for each in value) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def from_text(text: str) -> Facts:
    """The facts that `as_text` wrote. Raises Unreadable for text that is none, and for a fact that no rule reads."""
    try:
        table = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except ValueError as fault:
        raise Unreadable(f"The frozen facts are no JSON: {fault}.") from None
    made: Facts = _thawed(Facts, table, "")
    return made


def _thawed(hint: Any, value: Any, place: str) -> Any:
    if get_origin(hint) is Annotated:
        return _thawed(get_args(hint)[0], value, place)
    if get_origin(hint) in (Union, types.UnionType):
        kind = next(each for each in get_args(hint) if each is not types.NoneType)
        return None if value is None else _thawed(kind, value, place)
    if is_dataclass(hint):
        return _group(hint, value, place)
    if get_origin(hint) is tuple and isinstance(value, list):
        return tuple(_thawed(get_args(hint)[0], each, f"{place}[{at}]") for at, each in enumerate(value))
    try:
        if hint is date:
            return date.fromisoformat(value)
        if hint is int and isinstance(value, Decimal) and value == int(value):
            return int(value)
    except (TypeError, ValueError):
        raise Unreadable(f"{place} is no day.") from None
    if not isinstance(value, hint) if isinstance(hint, type) else True:
        raise Unreadable(f"{place} is not what the rules read there.")
    return value


def _group(kind: Any, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise Unreadable(f"{place or 'The frozen text'} holds no facts.")
    known = _hints(kind)
    for key in value:
        if key not in known:
            raise Unreadable(f"No rule reads the fact {f'{place}.{key}'.lstrip('.')} any more.")
    given = {known[key][0]: _thawed(known[key][1], each, f"{place}.{key}".lstrip(".")) for key, each in value.items()}
    needed = {each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING}
    return kind(**dict.fromkeys(needed) | given)


@cache
def _hints(kind: Any) -> Mapping[str, tuple[str, Any]]:
    hints = get_type_hints(kind, include_extras=True)
    return {WRITTEN.get(each.name, each.name): (each.name, hints[each.name]) for each in fields(kind)}


# ------------------------------------------------------------------ the law of the day


def as_blocks(criteria: Mapping[str, Criterion]) -> list[str]:
    """Criteria as a filing keeps them, each a text: a rule lists words in the order of its table, so order counts."""
    return [json.dumps(asdict(each), ensure_ascii=False, separators=(",", ":")) for each in criteria.values()]


def criteria_of(law: Mapping[str, Any]) -> dict[str, Criterion] | None:
    """The criteria a frozen law holds; None where it was frozen before they were kept."""
    if "rules" not in law:
        return None
    made = (_criterion(json.loads(text)) for text in law["rules"])
    return {each.id: each for each in made}


def _criterion(block: Mapping[str, Any]) -> Criterion:
    known = {each.name for each in fields(Criterion)}
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in block.items() if key in known
    }
    return Criterion(**given)


def parameters_of(law: Mapping[str, Any]) -> dict[str, Parameter]:
    """The numbers a frozen law holds, each with the one value that counted, by the day it starts.

    Before the day that picks a number was kept with it, every number was that of the submission.
    """
    return {
        key: Parameter(
            key, key, "", held.get("by", SUBMISSION), "",
            (Value(date.fromisoformat(held["from"]), _number(held["value"]), held["cite"], "frozen"),),
        )
        for key, held in law["parameters"].items()
    }  # fmt: skip


def _number(text: str) -> Number:
    """A value as it was printed; what is no number stays a text, which no rule computes with."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if number.is_finite() and number == number.to_integral_value() else number
