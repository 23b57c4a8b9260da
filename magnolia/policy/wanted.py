"""What an institution sends, read from the form and the places for documents, so that no list differs from them."""

from __future__ import annotations

from dataclasses import dataclass

from .form import form
from .published import published
from .registers import Question, review


@dataclass(frozen=True)
class Wanted:
    """What is sent for one matter: labels of answers on the form, and titles of documents."""

    id: str
    title: str
    answers: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True)
class FormPage:
    """One page of the form with everything it asks."""

    id: str
    title: str
    asks: tuple[str, ...]


def documents_of(jurisdiction: str, question: Question) -> tuple[str, ...]:
    """The documents that can show a criterion; where none has a place of its own, the signed declarations show it."""
    slots = review(jurisdiction).slots
    titles = tuple(slots[slot].title for slot in question.evidence_slots)
    return titles or (published(jurisdiction).words["declarations"],)


def for_rates_cost_and_wage(jurisdiction: str) -> tuple[Wanted, ...]:
    """What is sent so that completion, placement, cost and wage can be checked, in this order."""
    asked, slots = form(jurisdiction), review(jurisdiction).slots
    return tuple(
        Wanted(
            each.id,
            each.title,
            tuple(asked.label_of(answer) for answer in each.answers),
            tuple(slots[slot].title for slot in each.slots),
        )
        for each in published(jurisdiction).information.values()
    )


def for_each_criterion(jurisdiction: str) -> tuple[Wanted, ...]:
    """For each criterion the pages of the form that speak to it, and its documents."""
    groups = form(jurisdiction).groups
    return tuple(
        Wanted(q.id, q.title, tuple(groups[group].title for group in q.facts), documents_of(jurisdiction, q))
        for q in review(jurisdiction).questions.values()
    )


def form_pages(jurisdiction: str) -> tuple[FormPage, ...]:
    """Every page of the form with the label of every question and table on it."""
    asked = form(jurisdiction)
    return tuple(
        FormPage(group.id, group.title, tuple(label for _, label in asked.places_of(group.id)))
        for group in asked.groups.values()
    )
