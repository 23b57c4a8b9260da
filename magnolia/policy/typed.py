"""From a block of TOML to a frozen dataclass; a key that is missing, unknown or of a wrong kind gets a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar

from .layers import LawError

Row = TypeVar("Row")

KINDS: dict[str, tuple[type, str]] = {
    "str": (str, "a text"),
    "int": (int, "a whole number"),
    "bool": (bool, "true or false"),
    "tuple[str, ...]": (list, "a list of texts"),
    "Mapping[str, Any]": (dict, "a table"),
    "Mapping[str, str]": (dict, "a table"),
}
UNFILLED = re.compile(r"\{[a-z_]+\}")


@dataclass(frozen=True)
class Described:
    """What a register says of every column of a file: its name, the kind of its values, and what it means."""

    id: str
    kind: str
    means: str


def from_block(row: type[Row], place: str, block: Mapping[str, Any], **given: Any) -> Row:
    """A `row` from `block`; `given` are fields that come from elsewhere, e.g. the id.

    A text must not be empty unless the dataclass has a default for it. Raises LawError naming `place` and key.
    """
    values: dict[str, Any] = dict(given)
    unknown = block.keys() - {field.name for field in fields(row)} | (block.keys() & given.keys())  # type: ignore[arg-type]
    if unknown:
        raise LawError(f"{place}: nothing reads `{sorted(unknown)[0]}`.")
    for field in fields(row):  # type: ignore[arg-type]
        if field.name in given:
            continue
        if field.name in block:
            values[field.name] = _checked(f"{place}: `{field.name}`", str(field.type), block[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise LawError(f"{place} has no `{field.name}`.")
    return row(**values)


def _checked(where: str, kind: str, value: Any) -> Any:
    needed, words = KINDS[kind]
    if type(value) is not needed:
        raise LawError(f"{where} must be {words}.")
    if isinstance(value, str) and not value.strip():
        raise LawError(f"{where} is empty.")
    if not isinstance(value, list):
        return value
    if not all(type(inner) is str and inner for inner in value):
        raise LawError(f"{where} must be {words}.")
    if len(set(value)) < len(value):
        raise LawError(f"{where} says the same twice.")
    return tuple(value)


def refuse_unfilled(place: str, words: str) -> None:
    """Raise LawError where a name such as `{board}` was left in words that people read."""
    left = UNFILLED.search(words)
    if left:
        raise LawError(f"{place}: no State profile gives {left.group()}.")
