"""The Secretary's value-added earnings of a program: typed or read from the notice, never computed by the State.

An amount counts once a second person has confirmed it against the notice; a later one supersedes it and both stay.

Source: policy, "Program Cost and Anticipated Wage Review Prior to Initial VAE Determination"; 34 CFR 690.95.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from magnolia.policy.earnings import SECRETARY, words

from ... import clock
from ...models import Application, EarningsAmount, Event, Person, Thing
from ..afterwards import prices
from ..applying.on_record import entered_of
from ..moves import Refused, Said, act


def record(
    application: Application,
    *,
    award_year: int | None,
    amount: Decimal | None,
    notice: str,
    published_on: date | None,
    origin: str = SECRETARY,
    imported_from: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Keep an amount as the federal notice gives it. Raises Refused without year, amount, notice or its day.

    A figure of any other origin than the Secretary is refused: nobody else sets one.
    """
    today = clock.local_date(application.jurisdiction, at)

    def write(thing: Thing) -> Said:
        if origin != SECRETARY:
            raise Refused(words(application.jurisdiction)["refused"]["origin"], "origin")
        if award_year is None:
            raise Refused("Give the award year the amount is for.", "award_year")
        if amount is None:
            raise Refused("Type the amount as the notice gives it, in dollars.", "amount")
        if not notice.strip():
            raise Refused("Name the federal notice, so that anyone can find it.", "notice")
        if published_on is None or published_on > today:
            raise Refused("Give the day of the notice, not later than today.", "published_on")
        same = {"award_year": award_year, "amount": amount, "notice": notice.strip(), "dropped_on": None}
        if entered_of(application).filter(**same).exists():
            raise Refused("This amount is already recorded.", "amount")
        EarningsAmount.objects.create(
            institution=application.institution,
            program_name=application.program_name,
            cip_code=application.facts.cip_code,
            award_year=award_year,
            amount=amount,
            notice=notice.strip(),
            published_on=published_on,
            application=application,
            imported_from=imported_from,
            by=by,
            on=today,
        )
        said = {"award_year": award_year, "amount": amount, "notice": notice.strip(), "published_on": published_on}
        return said | ({"imported_from": imported_from} if imported_from else {})

    return act(application, "record_earnings", by=by, at=at, seen=seen, key=key, write=write)


def confirm(row: EarningsAmount, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None) -> Event:
    """Let an amount count. Raises Refused for the person who entered it; tells the same day where the price is over."""
    today = clock.local_date(row.application.jurisdiction, at)

    def write(thing: Thing) -> Said:
        row.refresh_from_db()
        if row.confirmed_on or row.dropped_on:
            raise Refused("Somebody has settled this amount already.")
        row.confirmed_by, row.confirmed_on = by, today
        row.save(update_fields=["confirmed_by", "confirmed_on"])
        return _named(row)

    with transaction.atomic():
        event = act(row.application, "confirm_earnings", by=by, at=at, seen=seen, key=key, write=write)
        prices.tell_if_over(row.application, at=at)
    return event


def drop(row: EarningsAmount, *, reason: str, by: Person, at: datetime, **rest: Any) -> Event:
    """Set an amount aside that is not what the notice says, before it counted."""
    today = clock.local_date(row.application.jurisdiction, at)

    def write(thing: Thing) -> Said:
        row.refresh_from_db()
        if row.confirmed_on or row.dropped_on:
            raise Refused("Somebody has settled this amount already.")
        row.dropped_on = today
        row.save(update_fields=["dropped_on"])
        return _named(row)

    return act(row.application, "drop_earnings", by=by, at=at, said={"reason": reason}, write=write, **rest)


def _named(row: EarningsAmount) -> Said:
    return {"award_year": row.award_year, "amount": row.amount, "notice": row.notice, "entered_by": row.by_id}
