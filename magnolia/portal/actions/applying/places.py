"""Items of the State's list by their place in the form, and which places a correction opens again.

A place is `question.`, `group.` or `slot.` with its id. An item in free words has none; it opens the places that were
named with it, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from magnolia.policy.completeness import checklist
from magnolia.policy.form import Form, Question, Table, form
from magnolia.policy.registers import review
from magnolia.policy.workflow import process

if TYPE_CHECKING:
    from ...models import Application, Deficiency


@dataclass(frozen=True)
class Reopened:
    """What the institution may change now: all, or the questions and places for documents that are listed."""

    everything: bool
    questions: frozenset[str] = frozenset()
    slots: frozenset[str] = frozenset()

    def question(self, name: str) -> bool:
        """Whether an answer, or a table of answers, may be changed."""
        return self.everything or name in self.questions

    def slot(self, name: str) -> bool:
        """Whether documents in a place may be added, replaced or taken out."""
        return self.everything or name in self.slots


def places(jurisdiction: str) -> dict[str, str]:
    """Every place an item can name, with its title: documents first, then each group of the form and its questions."""
    asked = form(jurisdiction)
    made = {f"slot.{slot.id}": slot.title for slot in review(jurisdiction).slots.values()}
    for group in asked.groups.values():
        made[f"group.{group.id}"] = group.title
        made |= {f"question.{name}": label for name, label in asked.places_of(group.id)}
    return made


def place_called(jurisdiction: str, title: str) -> str:
    """The place whose title is exactly this; empty for words of one's own."""
    return next((place for place, known in places(jurisdiction).items() if known == title), "")


def places_of(row: Deficiency) -> list[str]:
    """The places an item opens: its own, or those named with an item in free words."""
    return [row.place] if row.place else [each.place for each in row.opens.all()]


def stays_shut(jurisdiction: str, place: str) -> dict[str, str]:
    """What names the papers of a place for documents, and does not open with it: its own place, with its title."""
    kind, _, slot = place.partition(".")
    asked = form(jurisdiction)
    parts = [part for each in checklist(jurisdiction).confirmations.values() for part in each.parts]
    names = [name for part in parts if kind == "slot" and slot in part.slots for name in part.answers]
    columns = {name: tuple(table.questions.values()) for name, table in asked.tables.items() if name in names}
    columns |= {name: (asked.questions[name],) for name in names if name in asked.questions}
    return {
        f"question.{name}": asked.label_of(name)
        for name, questions in columns.items()
        if any(question.kind == "document" for question in questions)
    }


def in_correction(application: Application) -> bool:
    """Whether the institution is answering a list of deficiencies."""
    moves = process(application.jurisdiction).life(application.kind).moves.values()
    return any(application.state in move.starts for move in moves if "deficiencies_answered" in move.needs)


def reopened(application: Application) -> Reopened:
    """What may be changed where the application stands: in a correction the listed places, elsewhere everything."""
    if not in_correction(application):
        return Reopened(everything=True)
    asked = form(application.jurisdiction)
    listed = application.deficiencies.filter(cleared_at__isnull=True).prefetch_related("opens")
    questions, slots = set(), set()
    for place in [place for row in listed for place in places_of(row)]:
        kind, _, name = place.partition(".")
        if kind == "slot":
            slots.add(name)
        elif kind == "group":
            questions |= {field for field, _ in asked.places_of(name)}
        else:
            questions.add(name)
    return Reopened(False, frozenset(_with_followers(asked, questions)), frozenset(slots))


def _with_followers(asked: Form, names: set[str]) -> set[str]:
    """The questions together with those that an answer to one of them makes needed."""
    followers: list[Question | Table] = [*asked.questions.values(), *asked.tables.values()]
    more = {each.id for each in followers if names & each.when.keys()} - names
    return _with_followers(asked, names | more) if more else names


def closed_change(application: Application, changed: list[str]) -> tuple[str, str] | None:
    """The first change that the list does not cover, as a sentence and the field at fault; None where all are covered.

    `changed` are keys of a saved change: a question, `slot.`, `reason.` or `deficiency.` and what follows.
    """
    open_now = reopened(application)
    for key in changed:
        kind, dot, name = key.partition(".")
        if kind == "deficiency" or open_now.slot(name) and kind in ("slot", "reason") or open_now.question(key):
            continue
        place = f"slot.{name}" if dot else f"question.{key}"
        title = places(application.jurisdiction).get(place, key.replace("_", " "))
        rows = application.deficiencies.filter(cleared_at__isnull=True).values_list("item", flat=True)
        return (
            f"“{title}” is not on the list of what to correct, so it stays as it was sent. "
            f"Listed: {'; '.join(rows)}. If it has to change too, say so in an answer.",
            key if not dot else "",
        )
    return None
