"""The description of the process as the portal holds it: the version in force, its words, reviews of the method."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from magnolia.policy.published import next_review, published, review_stands
from magnolia.policy.registers import review

from ..models import LawText, MethodologyReview, ProcessVersion
from . import law
from .recording.record import canonical, sha256

INTERVAL = "methodology.review_years"


def versions(jurisdiction: str) -> list[ProcessVersion]:
    """Published versions, the newest first."""
    rows = ProcessVersion.objects.filter(jurisdiction=jurisdiction, state="published")
    return list(rows.select_related("frozen").order_by("-number"))


def latest(jurisdiction: str, on: date | None = None) -> ProcessVersion | None:
    """The newest version published by the end of a day (default: of all)."""
    return next((row for row in versions(jurisdiction) if on is None or (row.published_on or on) <= on), None)


def texts_of(jurisdiction: str, version: ProcessVersion | None) -> dict[str, str]:
    """What each part of a published version says; without one, the words of the State's profile."""
    if version is None:
        return {name: text.says for name, text in published(jurisdiction).texts.items()}
    return {str(name): str(text) for name, text in frozen(version)["texts"].items()}


def draft_texts(version: ProcessVersion) -> dict[str, str]:
    """What each part of a draft says."""
    return dict(version.texts.values_list("part", "text"))


def frozen(version: ProcessVersion) -> dict[str, Any]:
    """The frozen content of a published version; see `freeze` for its keys."""
    content: dict[str, Any] = json.loads(version.frozen.text) if version.frozen else {}
    return content


def freeze(version: ProcessVersion) -> LawText:
    """Keep the version as it reads on its day: words, address of the list, documents wanted, kinds of arrangement."""
    state = version.jurisdiction
    found, register = published(state), review(state)
    on = version.published_on
    text = canonical(
        {
            "jurisdiction": state,
            "version": version.number,
            "list_address": version.list_address,
            "texts": draft_texts(version),
            "documents": {
                q.id: [register.slots[slot].title for slot in q.evidence_slots] for q in register.questions.values()
            },
            "arrangements": [each.title for each in found.arrangements.values()],
            "law": law.freeze(state, on).hash if on else "",
        }
    )
    return LawText.objects.get_or_create(hash=sha256(text), defaults={"jurisdiction": state, "text": text})[0]


@dataclass(frozen=True)
class Reviews:
    """The reviews of the method and the list that count, the newest first, and how the next one stands.

    `due` is the last day on which the next one is in time; `stands` one of policy.published's words.
    """

    rows: list[MethodologyReview]
    years: int
    cite: str
    due: date | None
    stands: str


def reviews(jurisdiction: str, on: date) -> Reviews:
    """The reviews held by a day, and how the next one stands on it."""
    rows = MethodologyReview.objects.filter(jurisdiction=jurisdiction, state="recorded", held_on__lte=on)
    held = list(rows.order_by("-held_on"))
    parameter = law.parameters(jurisdiction)[INTERVAL]
    interval = parameter.on(max(on, parameter.values[0].starts))
    due = next_review(held[0].held_on if held else None, interval.whole)
    return Reviews(held, interval.whole, interval.cite, due, review_stands(due, on))
