"""What holds of every module of the law."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import is_dataclass

import magnolia.policy

NAMES = [each.name for each in pkgutil.iter_modules(magnolia.policy.__path__)]
MODULES = [importlib.import_module(f"magnolia.policy.{name}") for name in NAMES]


def test_what_the_law_hands_out_cannot_be_changed_by_who_reads_it():
    records = [thing for module in MODULES for thing in vars(module).values() if isinstance(thing, type)]
    records = [record for record in records if is_dataclass(record) and record.__module__.startswith("magnolia.policy")]
    assert len(records) > 60
    assert [record.__name__ for record in records if not vars(record)["__dataclass_params__"].frozen] == []
