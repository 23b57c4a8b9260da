"""The review of a program for high-quality career and technical education (policy 5.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from magnolia.policy.occupation_lists import register

from ...models import Application, Event, Person, QualityAnswer, QualityReview
from ..moves import Said, act

Answer = tuple[bool | None, str]  # yes, no or open, and the evidence


def of(application: Application) -> QualityReview | None:
    """The review of a case, if one was begun."""
    return QualityReview.objects.select_related("case").filter(application=application).first()


def answer(
    application: Application,
    given: Mapping[str, Answer],
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Save answers, open ones too. A marked program is answered again only after its mark is taken off."""
    there = of(application)
    row = there or QualityReview(application=application, case=application.case)
    said = {"changed": {name: ["", f"{yes} {evidence}".strip()] for name, (yes, evidence) in given.items()}}
    event = act(
        row, "change" if there else "answer", by=by, at=at, seen=seen, key=key, said=said, write=_writing(given)
    )
    if there is None:
        _write(QualityReview.objects.get(pk=event.thing_id), given)
    return event


def _writing(given: Mapping[str, Answer]) -> Any:
    def write(thing: Any) -> Said:
        if not thing._state.adding:
            _write(thing, given)
        return {}

    return write


def _write(row: QualityReview, given: Mapping[str, Answer]) -> None:
    for name in register(row.application.jurisdiction).labels["quality"]:
        if name in given:
            yes, evidence = given[name]
            values = {"yes": yes, "evidence": evidence.strip()}
            QualityAnswer.objects.update_or_create(review=row, question=name, defaults=values)


def move(row: QualityReview, name: str, reason: str = "", **who: Any) -> Event:
    """Give the mark, or take it off with a reason."""
    return act(row, name, said={"reason": reason} if reason else {}, **who)
