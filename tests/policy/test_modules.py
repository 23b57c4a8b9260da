"""What holds of every module of the law."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import magnolia.policy

NAMES = [each.name for each in pkgutil.iter_modules(magnolia.policy.__path__)]
MODULES = [importlib.import_module(f"magnolia.policy.{name}") for name in NAMES]


THINGS = [thing for module in MODULES for thing in vars(module).values() if isinstance(thing, type)]
RECORDS = [each for each in THINGS if is_dataclass(each) and each.__module__.startswith("magnolia.policy")]


def test_what_the_law_hands_out_cannot_be_changed_by_who_reads_it():
    assert len(RECORDS) > 60
    assert [record.__name__ for record in RECORDS if not vars(record)["__dataclass_params__"].frozen] == []


def kinds_of(hint: Any) -> Iterator[type]:
    """The types a hint allows: those of a union, a list without what is in it."""
    if get_origin(hint) is Annotated:
        yield from kinds_of(get_args(hint)[0])
    elif isinstance(hint, type):
        yield hint
    elif isinstance(get_origin(hint), type) and get_origin(hint).__module__ != "types":
        yield get_origin(hint)
    else:
        for inner in get_args(hint):
            yield from kinds_of(inner)


def test_what_a_record_holds_where_nothing_is_said_is_of_its_kind_and_empty():
    for record in RECORDS:
        hints = get_type_hints(record, localns={"ZoneInfo": ZoneInfo}, include_extras=True)
        for each in fields(record):
            held = each.default if each.default_factory is MISSING else each.default_factory()
            if held is MISSING:
                continue
            kinds = tuple(kinds_of(hints[each.name]))
            assert isinstance(held, kinds), f"{record.__name__}.{each.name} is {held!r}"
            assert type(held) is not NoneType or NoneType in kinds
