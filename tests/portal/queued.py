"""The moment of the queue's tests, and how they read it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.urls import reverse

from magnolia.portal.demo.walking import Walk
from magnolia.portal.models import Application

from .bring import it_is


def at(settings) -> datetime:
    """The pages' moment: late enough for cases that were opened long ago."""
    now = datetime(2026, 11, 2, 16, tzinfo=UTC)
    it_is(settings, now)
    return now


def listed(client, **filters: str) -> list[str]:
    answer = client.get(reverse("queue"), filters)
    assert answer.status_code == 200
    return [line.application.number for line in answer.context["lines"]]


def corrected(way: Walk) -> Application:
    """The institution answers the listed deficiencies, signs and sends it again."""
    from magnolia.portal.actions.applying import apply

    for row in way.application.deficiencies.all():
        apply.answer_deficiency(way.application, row.pk, "It is there now.", by=way.cast.preparer, at=way.later())
    way.application.refresh_from_db()
    way.sign()
    way.move("resubmit", way.cast.official)
    return way.application
