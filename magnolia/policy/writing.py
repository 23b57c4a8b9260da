"""Facts as a file that reading.py reads: the JSON of program.schema.json, every figure exactly as it is.

What is not known is left out.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from .facts import Facts
from .reading import WRITTEN


def as_file(facts: Facts) -> str:
    """The text of the file; `unwritable` names what it has to leave out."""
    program = facts.program if not unwritable(facts) else replace(facts.program, written_arrangement=None)
    return f"{_written(_plain(replace(facts, program=program)), 0)}\n"


def unwritable(facts: Facts) -> list[str]:
    """Facts stated in part, which no file can say, as files name them: an arrangement without its hours."""
    arrangement = facts.program.written_arrangement
    return ["program.written_arrangement"] if arrangement is not None and arrangement.ineligible_hours is None else []


def _plain(value: Any) -> Any:
    """Mappings, lists, texts, figures and truths, without what is not known."""
    if is_dataclass(value):
        held = {WRITTEN.get(each.name, each.name): getattr(value, each.name) for each in fields(value)}
        return {name: _plain(inner) for name, inner in held.items() if inner is not None}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _written(value: Any, depth: int) -> str:
    """As json.dumps with an indent of two writes it; a decimal with all its digits and no exponent."""
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(name)}: {_written(each, depth + 1)}" for name, each in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{outer}}}" if lines else "{}"
    if isinstance(value, list):
        lines = [f"{inner}{_written(each, depth + 1)}" for each in value]
        return "[\n" + ",\n".join(lines) + f"\n{outer}]" if lines else "[]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
