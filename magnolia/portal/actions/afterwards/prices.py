"""Prices published after the approval: each a dated row with what shows it, compared again on the day it is recorded.

Source: 34 CFR 690.95; State policy 8.7.1, 10.5; readings, "Tuition".
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from magnolia.policy.answers import dollars
from magnolia.policy.periods import AwardYear, award_year, say_day

from ... import clock
from ...models import Application, Approval, Event, Person, ProgramChange, PublishedPrice, Thing
from ..applying import priced
from ..applying.on_record import earnings_of
from ..moves import Refused, Said, act
from ..papers import proofs
from ..publishing import publish
from . import comparing

CHANGED = {"tuition"}  # facts of a notice that make a new price


def record(
    application: Application,
    *,
    tuition: Decimal,
    fees: Decimal,
    from_day: date | None,
    published_on: date | None,
    reference: str = "",
    paper: proofs.Paper | None = None,
    by: Person,
    at: datetime,
    key: str | None = None,
    seen: int | None = None,
) -> Event:
    """Record a newly published price. Raises Refused without its days or what shows it; tells where it is too high."""
    if from_day is None or published_on is None:
        raise Refused("", "from_day" if from_day is None else "published_on", "price_stated")
    row = PublishedPrice(
        case=application.case, application=application, tuition=tuition, fees=fees, from_day=from_day,
        published_on=published_on, reference=reference.strip(), by=by, recorded_at=at,
    )  # fmt: skip

    def write(thing: Thing) -> Said:
        row.proof = proofs.keep(application, paper, field="paper", by=by, at=at)
        return _said(row)

    return _kept(row, by=by, at=at, key=key, write=write)


def of_report(application: Application, year: int, paid: Decimal, fees: Decimal, *, by: Person, at: datetime) -> Any:
    """The price that a yearly report gives for an award year: the row that says it already, or a new one."""
    opens = AwardYear(year).first_day
    rows = application.published_prices.filter(state="recorded", tuition=paid, fees=fees, from_day=opens)
    found = rows.order_by("recorded_at").last()
    if found is not None:
        return found
    row = PublishedPrice(
        case=application.case, application=application, tuition=paid, fees=fees, from_day=opens,
        published_on=min(opens, clock.local_date(application.jurisdiction, at)),
        reference=f"Yearly report of {AwardYear(year).long}", by=by, recorded_at=at,
    )  # fmt: skip
    _kept(row, by=by, at=at, key=None, write=lambda thing: _said(row))
    return row


def of_notice(change: ProgramChange, *, by: Person, at: datetime) -> None:
    """The price that an accepted notice gives, from the day of its acceptance."""
    facts = {each.fact: each.after for each in change.facts.all()}
    if not CHANGED & facts.keys():
        return
    today = clock.local_date(change.application.jurisdiction, at)
    before = priced.history(change.application)
    if not before:
        return
    row = PublishedPrice(
        case=change.case, application=change.application, tuition=Decimal(facts["tuition"]), fees=before[-1].fees,
        from_day=today, published_on=change.filed_on, proof=change.proof, change=change, by=by, recorded_at=at,
        reference=change.reference or f"Notice of change of {say_day(change.filed_on)}",
    )  # fmt: skip
    _kept(row, by=None, at=at, key=None, write=lambda thing: _said(row))


def strike(row: PublishedPrice, *, reason: str, by: Person, at: datetime, **rest: Any) -> Event:
    """Take a price back that was entered in error; the one before counts again."""
    with transaction.atomic():
        event = act(row, "strike", said={"reason": reason}, by=by, at=at, **rest)
        _show(row.application, at)
    return event


def _kept(row: PublishedPrice, *, by: Person | None, at: datetime, key: str | None, write: Any) -> Event:
    with transaction.atomic():
        event = act(row, "record", by=by, at=at, key=key, write=write)
        if event.thing_id == row.pk:
            _show(row.application, at)
            tell_if_over(row.application, at=at, row=row)
    return event


def _said(row: PublishedPrice) -> Said:
    said = {name: getattr(row, name) for name in ("tuition", "fees", "from_day", "published_on", "reference")}
    return said | ({"proof": str(row.proof.pk), "sha256": row.proof.sha256} if row.proof else {})


def _show(application: Application, at: datetime) -> None:
    """Let the public entry show what is in force now."""
    approval = Approval.objects.filter(application=application).first()
    if approval is not None:
        publish.refresh(approval, at)


def tell_if_over(application: Application, *, at: datetime, row: PublishedPrice | None = None) -> list[Event]:
    """Tell the institution and the agency, the same day, of each award year whose price is above its amount.

    Nothing else follows from it. Only years from the present one on, and with `row` those it has a part in.
    """
    now = award_year(clock.local_date(application.jurisdiction, at)).start
    years = sorted({each.award_year for each in earnings_of(application) if each.award_year >= now})
    found = []
    for each in comparing.compare(application, years):
        about = row or _row_of(application, each)
        mine = row is None or (each.price is not None and each.price.id == str(row.pk))
        if each.over and mine and about is not None and each.price is not None and each.amount is not None:
            said = {
                "award_year": each.year.start,
                "total": dollars(each.price.total),
                "amount": dollars(each.amount.amount),
                "from": about.from_day,
            }
            found.append(act(about, "over_amount", by=None, at=at, said=said))
    return found


def _row_of(application: Application, each: comparing.Compared) -> PublishedPrice | None:
    return application.published_prices.filter(pk=each.price.id).first() if each.price and each.price.id else None


def take_effect(jurisdiction: str, *, at: datetime) -> int:
    """Show each price on the day it begins; how many public entries were written."""
    today = clock.local_date(jurisdiction, at)
    rows = PublishedPrice.objects.filter(
        application__jurisdiction=jurisdiction, from_day=today, state="recorded"
    ).select_related("application")
    for application in {row.application_id: row.application for row in rows}.values():
        _show(application, at)
    return len(rows)
