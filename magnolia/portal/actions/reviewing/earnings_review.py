"""The State's review of an award year against the Secretary's amount: eight confirmations, two of them the rule's.

Source: State policy 8.7.1. A person confirms; that no amount exists, and that nothing is compared then, says the rule.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from magnolia.policy import earnings

from ...models import Application, EarningsConfirmation, EarningsReview, Event, Person, Thing
from ..afterwards import comparing
from ..moves import Refused, Said, act

AMOUNT, COMPARED = "amount", "compared"
CONFIRMED = "confirmed"
SET_ASIDE = {AMOUNT: "not_available", COMPARED: "skipped"}  # where no amount exists


def by_rule(found: comparing.Compared) -> dict[str, str]:
    """The confirmations that no person gives for an award year, with what stands in their place."""
    return dict(SET_ASIDE) if found.amount is None else {}


def save(
    application: Application,
    *,
    award_year: int,
    items: Collection[str],
    evidence: str,
    close: bool,
    by: Person,
    at: datetime,
    key: str | None = None,
    seen: int | None = None,
) -> Event:
    """Keep the confirmations of an award year and, asked to, close the review. Raises Refused with what is missing."""
    row = EarningsReview.objects.filter(application=application, award_year=award_year).first()
    row = row or EarningsReview(case=application.case, application=application, award_year=award_year)
    [found] = comparing.compare(application, [award_year])
    aside, names = by_rule(found), earnings.words(application.jurisdiction)["confirms"]

    answers = dict.fromkeys((name for name in names if name in items), CONFIRMED) | aside

    def write(thing: Thing) -> Said:
        if wrong := sorted(set(items) & aside.keys()):
            raise Refused(f"“{names[wrong[0]]}” is set aside by rule: no amount exists.", "items")
        if COMPARED in items and found.finding.outcome != "met":
            raise Refused(f"{found.finding.message} So it cannot be confirmed.", "items")
        row.evidence, row.compared = evidence.strip(), found.finding.message
        return {"award_year": award_year, "answers": answers, "evidence": row.evidence, "compared": row.compared}

    with transaction.atomic():
        event = act(row, "close" if close else "save", by=by, at=at, key=key, write=write)
        if event.thing_id == row.pk:
            row.confirmations.all().delete()
            EarningsConfirmation.objects.bulk_create(
                EarningsConfirmation(review=row, item=name, answer=answers[name]) for name in names if name in answers
            )
    return event
