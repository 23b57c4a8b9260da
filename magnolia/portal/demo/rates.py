"""Outcome rates of the practice site: a run of the real engine, a preview, an edition; the amount of the Secretary."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from magnolia.outcomes import computing
from magnolia.policy.periods import Quarter
from magnolia.policy.verifying import COMPLETION, verifying

from .. import clock
from ..actions.afterwards import prices
from ..actions.custody import destroying, vault
from ..actions.moves import act
from ..actions.publishing import editions
from ..actions.results import bringing, shown, wages
from ..actions.reviewing import earnings
from ..actions.verifying import verify
from ..models import Application, DataSubmission, EarningsAmount, OutcomeResult
from . import records
from .cast import Cast
from .records import YEAR, Group

RIPE = timedelta(weeks=17)  # into the award year: before it, nobody can have finished
MEMORY = "512MB"
PUBLISHED = Group("Electric Lineworker", "LINE-1", 56, 19)
PROTECTING = Group("Tank Welding", "TANK-1", 48, 17)  # withheld too, or the total would tell the small one
SMALL = Group("Pipe Welding", "PIPE-1", 6, 2)  # fewer than may be shown
TO_PUBLISH = (PUBLISHED, PROTECTING, SMALL)
PREVIEW = Group("Phlebotomy Technician", "PHLEB-1", 21, 9)
FAULTY = Group("Structural Welding", "WELD-1", 14, 4)


WAGES = "ssn,employer_id,year,quarter,wages\n900450001,E-1,{year},{quarter},4210.00\n"


def fill(cast: Cast, now: datetime) -> None:
    """Everything from the records to the public page, once the award year is old enough to have rates."""
    if clock.local_date(cast.jurisdiction, now) < YEAR.first_day + RIPE:
        return
    _of_the_secretary(cast, records.program_of(cast, PUBLISHED), now - timedelta(days=4))
    sent = [records.hand_in(cast, each, now - timedelta(hours=30)) for each in (*TO_PUBLISH, PREVIEW)]
    signed = [records.sign(cast, each, now - timedelta(hours=26)) for each in sent]
    for hours in (40, 20):  # the first file gave way to the second, so it is to be destroyed
        records.hand_in(cast, FAULTY, now - timedelta(hours=hours), faulty=True)
    _run(cast, signed, now - timedelta(hours=18))
    _publish(cast, [_result(cast, each) for each in TO_PUBLISH], now - timedelta(hours=8))
    text = "Two students of the evening group finished in September. The registrar sends the days."
    shown.ask(_result(cast, PREVIEW), text, by=cast.official, at=now - timedelta(hours=2))
    destroying.ask(cast.jurisdiction, at=now - timedelta(hours=1))


def _of_the_secretary(cast: Cast, application: Application, at: datetime) -> None:
    """An amount of value-added earnings that two persons vouch for, and the price that is compared with it."""
    day = clock.local_date(cast.jurisdiction, at)
    earnings.record(
        application, award_year=YEAR.start, amount=Decimal("4150.00"), notice="Practice notice of the Secretary 1",
        published_on=day - timedelta(days=2), by=cast.reviewer, at=at,
    )  # fmt: skip
    amount = EarningsAmount.objects.get(application=application)
    earnings.confirm(amount, by=cast.director, at=at + timedelta(hours=2))
    prices.record(
        application, tuition=Decimal("3350.00"), fees=Decimal("145.00"), from_day=day + timedelta(days=2),
        published_on=day, reference="Practice catalog of the spring, page 41", by=cast.official,
        at=at + timedelta(hours=5),
    )  # fmt: skip


def _run(cast: Cast, signed: list[DataSubmission], at: datetime) -> None:
    """The signed files and one wage record through the engine, and its counts brought in by the steward."""
    day = clock.local_date(cast.jurisdiction, at)
    through = Quarter(Quarter.of(day).index - 1)
    with TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "key").write_bytes(b"a key of the practice site, of no worth to anybody")
        paid = WAGES.format(year=through.year, quarter=through.number).encode()
        (folder / "wages.csv").write_bytes(paid)
        _load(cast, paid, through, at)
        for each in signed:
            with vault.opened(vault.place_of(each.pk)) as memory:
                (folder / each.name).write_bytes(memory.read())
        files = [str(folder / each.name) for each in signed]
        call = computing.Call(
            files, [str(folder / "wages.csv")], str(day), str(through), str(folder / "out"), "duckdb", MEMORY,
            str(folder / "key"), cast.jurisdiction, False,
        )  # fmt: skip
        with redirect_stdout(io.TextIOWrapper(io.BytesIO())):
            computing.run(call)
        out = folder / "out"
        bringing.bring(
            cast.jurisdiction, (out / "run.json").read_bytes(), (out / "rates.csv").read_bytes(),
            people=out / "people.parquet", by=cast.steward, at=at + timedelta(hours=1),
        )  # fmt: skip


def _load(cast: Cast, paid: bytes, quarter: Quarter, at: datetime) -> None:
    """The agreement under which wage records may be used, and the load that the run reads."""
    day = clock.local_date(cast.jurisdiction, at)
    wages.agree(
        cast.jurisdiction, channel=wages.channel_of(cast.jurisdiction, cast.jurisdiction),
        parties=f"{cast.organisations['agency'].name} and the practice keeper of wage records",
        purpose="Completion and placement rates of approved programs", starts_on=day - timedelta(days=30),
        ends_on=day.replace(year=day.year + 3, day=1), by=cast.steward, at=at,
    )  # fmt: skip
    wages.load(
        cast.jurisdiction, quarter=quarter, source=cast.jurisdiction, loaded_on=day, reference="Practice load 1",
        sha256=sha256(paid).hexdigest(), rows=1, by=cast.steward, at=at,
    )  # fmt: skip


def _result(cast: Cast, group: Group) -> OutcomeResult:
    return OutcomeResult.objects.get(
        application=records.program_of(cast, group), metric=COMPLETION, award_year=YEAR.start
    )


def _publish(cast: Cast, results: list[OutcomeResult], at: datetime) -> None:
    """Looked at by the college, verified step by step and decided by the reviewer, published by the director."""
    for result in results:
        act(result, "confirm", by=cast.official, at=at)
        for step in verifying(cast.jurisdiction).steps[COMPLETION]:
            verify.sign_step(result, step=step, by=cast.reviewer, at=at + timedelta(hours=1))
        verify.decide(result, by=cast.reviewer, at=at + timedelta(hours=2))
    editions.publish(results, by=cast.director, at=at + timedelta(hours=4))
