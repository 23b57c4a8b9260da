"""Answers and gaps of Personal Details by page of the form: what was said, what is missing, and where each stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from magnolia.policy.form import form as form_words

from ...actions.applying import filing
from ...models import Application


def answered(application: Application, said: Mapping[str, Any]) -> list[tuple[Any, list[tuple[str, Any, Any]]]]:
    """Groups in order, each with label, question and value of what was answered or is needed; documents by name."""
    words = form_words(application.jurisdiction)
    names = {str(pk): name for pk, name in application.documents.values_list("pk", "name")}

    def told(question: Any, value: Any) -> Any:
        return names.get(str(value), value) if question.kind == "document" and value else value

    return [
        (
            group,
            [
                (label, question, told(question, value))
                for label, question, value in words.lines(group.id, said)
                if value not in (None, "", []) or (question.lacks(said) and not question.table)
            ],
        )
        for group in words.groups.values()
    ]


def group_page(application: Application, group: str) -> str:
    """Address of a group of questions."""
    return reverse("part_group", args=[application.pk, group])


def question_page(application: Application, name: str) -> str:
    """The place of a question or table on its page."""
    words = form_words(application.jurisdiction)
    at = f"id_{name}" if name in words.questions else name
    return f"{group_page(application, words.group_of(name))}#{at}"


def names_of(application: Application, group: str) -> set[str]:
    """The answers of a group, by their names in the record."""
    return {name for name, _ in form_words(application.jurisdiction).places_of(group)}


def missing_by_group(application: Application, gaps: Iterable[filing.Gap]) -> dict[str, list[tuple[str, str]]]:
    """What is missing in each group: in words, with the address of its field."""
    words = form_words(application.jurisdiction)
    lacking = {gap.field for gap in gaps if gap.part == "details"}
    return {
        group: [(label, question_page(application, name)) for name, label in words.places_of(group) if name in lacking]
        for group in words.groups
    }
