"""A version of the form as one text, and what changed from one version to another in words for whoever fills it in.

A version is what a person is asked: questions, tables, places for documents, declarations. Help and layout are not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .form import Question, form
from .registers import review

Item = Mapping[str, Any]


@dataclass(frozen=True)
class FormChange:
    """One thing of the form that is new, gone or changed, under its name as it is asked now."""

    kind: str  # new, gone or changed
    name: str
    words: tuple[str, ...] = ()


def as_text(jurisdiction: str) -> str:
    """The form of a jurisdiction as canonical JSON: the same form is the same text."""
    return json.dumps(_items(jurisdiction), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _items(jurisdiction: str) -> dict[str, Item]:
    words, register = form(jurisdiction), review(jurisdiction)
    made: dict[str, Item] = {f"question {q.id}": _question(q, "") for q in words.questions.values()}
    for table in words.tables.values():
        made[f"table {table.id}"] = {"label": table.title, "needed": table.needed}
        made |= {f"question {table.id}.{q.id}": _question(q, table.title) for q in table.questions.values()}
    for slot in register.slots.values():
        made[f"document {slot.id}"] = {"label": slot.title, "needed": slot.required, "takes": list(slot.accepts)}
    for each in register.declarations.values():
        made[f"declaration {each.id}"] = {"label": each.title, "says": each.says}
    return made


def _question(asked: Question, table: str) -> Item:
    label = f"{table}: {asked.label}" if table else asked.label
    return {
        "label": label,
        "kind": asked.kind,
        "needed": asked.needed,
        "takes": [str(c) for c in asked.choices.values()],
    }


def changes(before: str, now: str) -> list[FormChange]:
    """What is new, changed and gone, in that order, each in the order of the texts. Equal texts give none."""
    old, new = json.loads(before), json.loads(now)
    come = [FormChange("new", new[key]["label"]) for key in new if key not in old]
    moved = [
        FormChange("changed", new[key]["label"], tuple(_differs(old[key], new[key])))
        for key in new
        if key in old and old[key] != new[key]
    ]
    return [*come, *moved, *(FormChange("gone", old[key]["label"]) for key in old if key not in new)]


def _differs(old: Item, new: Item) -> Iterator[str]:
    if old["label"] != new["label"]:
        yield f"It was called “{old['label']}”."
    if old.get("needed") != new.get("needed"):
        yield "It needs an answer now." if new.get("needed") else "It may be left empty now."
    if old.get("says") != new.get("says"):
        yield f"It said: “{old.get('says', '')}”"
    if old.get("kind") != new.get("kind"):
        yield "It is answered in another way now."
    come, gone = ([x for x in a.get("takes", []) if x not in b.get("takes", [])] for a, b in ((new, old), (old, new)))
    if come:
        yield f"It takes now: {', '.join(come)}."
    if gone:
        yield f"It takes no longer: {', '.join(gone)}."
