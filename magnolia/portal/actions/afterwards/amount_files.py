"""Amounts of the Secretary read from a file of the Department: each row as if it were typed, all of them or none.

A file that came from nowhere else is taken: its rows name the notice and its day. Nothing but amounts has a column.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from magnolia.policy.periods import AwardYear, CalendarError, parse_date

from ...models import Application, Person
from ..moves import Refused
from ..papers import incoming, tables
from ..reviewing import earnings

COLUMNS = ("opeid", "program_name", "cip_code", "award_year", "amount", "notice", "published_on")


def take_in(
    jurisdiction: str, paper: tuple[str, bytes | incoming.Upload], *, by: Person, at: datetime, key: str | None = None
) -> int:
    """Enter every amount of a file; each waits for a second person. Raises Refused naming the first row at fault."""
    table = tables.read(paper, "Amounts of the Secretary", COLUMNS, jurisdiction, by=by, at=at)
    found = _programs(jurisdiction, [row.cells["opeid"] for row in table.rows])
    with transaction.atomic():
        for nth, row in enumerate(table.rows):
            named = (row.cells["opeid"], row.cells["cip_code"], row.cells["program_name"].casefold())
            if named not in found:
                raise Refused(
                    f"Row {row.number}: no approved program of an institution with the OPE ID {named[0]} has this name "
                    f"and the CIP code {named[1]}.",
                    "file",
                )
            try:
                earnings.record(
                    found[named],
                    award_year=row.read("award_year", _year, "an award year such as 2028-29"),
                    amount=row.read("amount", _money, "dollars and cents in figures, such as 3500.00"),
                    notice=row.cells["notice"],
                    published_on=row.read("published_on", _day, "the day as 2028-04-01"),
                    imported_from=table.name,
                    by=by,
                    at=at,
                    key=f"{key}-{nth}" if key else None,
                )
            except Refused as problem:
                said = str(problem)
                raise Refused(said if said.startswith("Row ") else f"Row {row.number}: {said}", "file") from None
    return len(table.rows)


def _programs(jurisdiction: str, opeids: list[str]) -> dict[tuple[str, str, str], Application]:
    """The approved programs of the institutions named, by OPE ID, CIP code and name."""
    rows = Application.objects.filter(
        jurisdiction=jurisdiction, institution__institution__opeid__in=set(opeids), approval__isnull=False
    ).select_related("facts", "case", "institution__institution")
    return {
        (row.institution.institution.opeid, row.facts.cip_code, row.program_name.casefold()): row
        for row in rows.order_by("pk")
    }


def _year(text: str) -> int:
    try:
        return AwardYear.parse(text).start
    except CalendarError as problem:
        raise ValueError from problem


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except CalendarError as problem:
        raise ValueError from problem


def _money(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or value != round(value, 2):
        raise ValueError(text)
    return value
