"""Participant records handed in and signed, wage loads on record, and runs of the command over small made-up files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from magnolia.policy.periods import Quarter
from magnolia.portal.actions.moves import act, start
from magnolia.portal.actions.results import bringing, wages
from magnolia.portal.demo.cast import Cast
from magnolia.portal.models import (
    Application,
    DataAgreement,
    DataSubmission,
    OutcomeResult,
    ProgramFacts,
    WageLoad,
)
from tests.outcomes.records import Outcomes, Row, completed, paid
from tests.portal.posted import posted

COLLEGE = "00990100"  # the cast's college


def approved(cast: Cast, facts: dict[str, Any], **more: Any) -> Application:
    """An approved program of the cast's college whose case can be opened."""
    application = posted(cast, facts, **more)
    ProgramFacts.objects.create(application=application)
    return application


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def agreed(cast: Cast, application: Application, at: datetime) -> DataAgreement:
    """An agreement with the program's institution."""
    row = DataAgreement(
        jurisdiction=cast.jurisdiction, institution=application.institution, parties="The State and the college",
        purpose="Outcome rates", ferpa_basis="Audit or evaluation", starts_on=date(2026, 7, 1),
        ends_on=date(2036, 6, 30),
    )  # fmt: skip
    start(row, "record", by=cast.steward, at=at, jurisdiction=cast.jurisdiction)
    return row


def handed_in(
    cast: Cast, application: Application, digest: str, at: datetime, year: int = 2026, sign: bool = True
) -> DataSubmission:
    """A version of the program's records, taken and signed; the version before it is replaced."""
    before = DataSubmission.objects.filter(application=application, award_year=year)
    row = DataSubmission(
        case=application.case, application=application, award_year=year, number=before.count() + 1,
        agreement=agreed(cast, application, at), name="participants.csv", media_type="text/csv", size=1,
        sha256=digest, by=cast.preparer, received_at=at,
    )  # fmt: skip
    for old in before.filter(state="signed"):
        act(old, "supersede", by=None, at=at)
    act(row, "receive", by=cast.preparer, at=at)
    act(row, "accept", by=None, at=at)
    if sign:
        act(row, "sign", by=cast.official, at=at, said={"signed_name": cast.official.name})
    return row


def loaded(cast: Cast, digest: str, at: datetime, quarter: str = "2027Q2", source: str = "") -> WageLoad:
    """A load of wage records on record, with the agreement it rests on."""
    state = source or cast.jurisdiction.upper()
    channel = wages.channel_of(cast.jurisdiction, state)
    wages.agree(
        cast.jurisdiction, channel=channel, parties="The State and the keeper of wage records", purpose="Outcome rates",
        starts_on=date(2026, 7, 1), ends_on=date(2036, 6, 30), by=cast.steward, at=at,
    )  # fmt: skip
    event = wages.load(
        cast.jurisdiction, quarter=Quarter.parse(quarter), source=state, loaded_on=at.date(), reference="Load",
        sha256=digest, by=cast.steward, at=at,
    )  # fmt: skip
    return WageLoad.objects.get(pk=event.thing_id)


def some(matched: int, unmatched: int = 0, **changed: str) -> tuple[list[Row], list[Row]]:
    """Completers of one program, so many with wages in the measured quarter and so many without; and the wages."""
    people = [completed("2026-11-01", ssn=f"1010{n:05d}", **changed) for n in range(1, matched + unmatched + 1)]
    return people, [paid(ssn=row["ssn"], quarter="2") for row in people[:matched]]


def computed(
    folder: Path, people: Iterable[Row], paid: Iterable[Row], *words: str, as_of: str = "2028-04-30",
    through: str = "2027Q4", college: str = COLLEGE,
) -> Outcomes:  # fmt: skip
    """A run of the command over participants of the cast's college and wage records."""
    folder.mkdir(exist_ok=True)
    made = Outcomes(folder, as_of, through)
    made.write([each | {"opeid": college} for each in people], paid)
    made.compute(*words)
    return made


def brought(cast: Cast, made: Outcomes, at: datetime, **more: Any) -> bringing.Brought:
    """The run brought in by the steward."""
    files = [(made.out / name).read_bytes() for name in ("run.json", "rates.csv")]
    return bringing.bring(cast.jurisdiction, *files, by=cast.steward, at=at, **more)


def shown(
    cast: Cast, application: Application, made: Outcomes, at: datetime, year: int = 2026
) -> dict[str, OutcomeResult]:
    """A run of one submission of a program brought in, with everything it needs on record; results by measure."""
    handed_in(cast, application, sha256(made.participants), at, year)
    loaded(cast, sha256(made.wages), at)
    brought(cast, made, at)
    rows = OutcomeResult.objects.filter(application=application, award_year=year, state="preview")
    return {row.metric: row for row in rows}
