"""Answers and gaps of Personal Details by page of the form: what was said, what is missing, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from magnolia.policy.form import Question
from magnolia.policy.form import form as form_words

from ..actions import filing
from ..models import Application
from .apply_forms import NEEDED


def answered(application: Application, said: Mapping[str, Any]) -> list[tuple[Any, list[tuple[str, Any, Any]]]]:
    """Groups in order, each with label, question and value of what was answered or is needed."""
    words = form_words(application.jurisdiction)

    def shown(question: Question) -> bool:
        given = said.get(question.id) not in (None, "", [])
        return given or question.id in NEEDED or question.needed_with(said)

    return [
        (group, [(q.label, q, said.get(q.id)) for q in words.of_group(group.id) if shown(q)])
        for group in words.groups.values()
    ]


def group_page(application: Application, group: str) -> str:
    """Address of a group of questions."""
    return reverse("part_details", args=[application.pk]) + f"#group-{group}"


def names_of(application: Application, group: str) -> set[str]:
    """The answers of a group, by their names in the record."""
    return {question.id for question in form_words(application.jurisdiction).of_group(group)}


def missing_in(application: Application, group: str) -> list[tuple[str, str]]:
    """What is missing in a group: in words, with the address of its field."""
    words, page = form_words(application.jurisdiction), reverse("part_details", args=[application.pk])
    stated = filing.columns(application)
    lacking = {gap.field for gap in filing.gaps(application) if gap.part == "details"}
    lacking |= {q.id for q in words.questions.values() if q.needed_with(stated) and not stated[q.id]}
    return [(q.label, f"{page}#id_{q.id}") for q in words.of_group(group) if q.id in lacking]
