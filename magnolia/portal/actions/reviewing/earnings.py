"""The Secretary's value-added earnings of a program: typed from the federal notice, never computed by the State.

Source: policy, "Program Cost and Anticipated Wage Review Prior to Initial VAE Determination"; 34 CFR 690.95.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from magnolia.policy.earnings import SECRETARY, words

from ... import clock
from ...models import Application, EarningsAmount, Event, Person, Thing
from ..applying.on_record import earnings_of
from ..moves import Refused, Said, act


def record(
    application: Application,
    *,
    award_year: int | None,
    amount: Decimal | None,
    notice: str,
    published_on: date | None,
    origin: str = SECRETARY,
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
        if amount is None or amount < 0:
            raise Refused("Type the amount as the notice gives it, in dollars.", "amount")
        if not notice.strip():
            raise Refused("Name the federal notice, so that anyone can find it.", "notice")
        if published_on is None or published_on > today:
            raise Refused("Give the day of the notice, not later than today.", "published_on")
        if earnings_of(application).filter(award_year=award_year, amount=amount, notice=notice.strip()).exists():
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
            by=by,
            on=today,
        )
        return {"award_year": award_year, "amount": amount, "notice": notice.strip(), "published_on": published_on}

    return act(application, "record_earnings", by=by, at=at, seen=seen, key=key, write=write)
