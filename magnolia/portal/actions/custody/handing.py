"""Records handed in by an institution: what is due, a trial that keeps nothing, a new version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath

from django.db import IntegrityError, transaction
from django_q.tasks import async_task

from magnolia.policy import yearly
from magnolia.policy.periods import AwardYear, award_year

from ... import clock
from ...models import Application, DataAgreement, DataSubmission, Person, ProgramKey
from .. import law
from ..applying import template_files
from ..moves import Refused, act
from ..papers.incoming import clean_name
from . import agreements, looking, opening, vault

CHECK = "magnolia.portal.actions.custody.checking.check"
GIVES_WAY = ("received", "refused", "checked")  # to a version that is handed in after it


@dataclass(frozen=True)
class Year:
    """One award year of a program: by when its records are due, and the version that counts or is under way."""

    application: Application
    year: AwardYear
    due: date
    latest: DataSubmission | None
    signed: DataSubmission | None

    def overdue(self, on: date) -> bool:
        return self.signed is None and on > self.due


def years(application: Application, on: date) -> Iterator[Year]:
    """Every award year that the program reports records of, the newest first; fetch with `data_submissions`."""
    number = law.parameters(application.jurisdiction)["yearly.due_months"]
    rows = sorted(application.data_submissions.all(), key=lambda row: row.number)
    last = max(award_year(on).start, application.award_year)
    for begins in range(last, application.award_year - 1, -1):
        of_year = [row for row in rows if row.award_year == begins]
        year = AwardYear(begins)
        yield Year(
            application,
            year,
            yearly.due(year, number.on(year.first_day).whole),
            of_year[-1] if of_year else None,
            next((row for row in reversed(of_year) if row.state == "signed"), None),
        )


def asked(application: Application, begins: int, on: date, *, program_id: str, enrolled: int | None) -> looking.Asked:
    """What a file for this program and year is held against."""
    state, year = application.jurisdiction, AwardYear(begins)
    facts = application.approval.filing.facts
    weeks = facts.get("instructional_weeks")
    day = max(year.first_day, law.first_day(state))
    percent = law.value(state, "rates.normal_time_percent", day).value
    return looking.Asked(
        jurisdiction=state,
        version=template_files.current(state, on),
        on=on,
        award_year=year,
        opeid=application.institution.institution.opeid,
        program_id=program_id,
        cip_code=str(facts.get("cip_code") or application.facts.cip_code),
        weeks=Decimal(str(weeks)) if weeks else None,
        enrolled=enrolled,
        shortest_service=law.value(state, "records.active_duty_days", day).whole,
        window_days_a_week=Decimal(str(percent)) * 7 / 100,
        sample=law.value(state, "records.exit_sample", on).whole,
    )


def name_program(application: Application, program_id: str, *, by: Person, at: datetime) -> str:
    """The key under which the institution's files name the program: said once, and then held to. Raises Refused."""
    known = ProgramKey.objects.filter(application=application).first()
    given = program_id.strip()
    if known is not None:
        return known.program_id
    if not given:
        raise Refused("Give your own key of the program, as the column program_id has it.", "program_id")
    try:
        with transaction.atomic():
            ProgramKey.objects.create(
                application=application, institution=application.institution, program_id=given, by=by, at=at
            )
    except IntegrityError:
        raise Refused(
            "Another program of your institution has this key. Each program has its own.", "program_id"
        ) from None
    return given


def try_out(
    application: Application, begins: int, arrived: vault.Arrived, name: str, *, program_id: str, enrolled: int | None,
    at: datetime,
) -> looking.Looked:  # fmt: skip
    """The same look as the worker's, and nothing of it is kept: not the file, not what was found."""
    on = clock.local_date(application.jurisdiction, at)
    known = ProgramKey.objects.filter(application=application).first()
    held = asked(
        application, begins, on, program_id=known.program_id if known else program_id.strip(), enrolled=enrolled
    )
    try:
        with vault.opened(arrived.place) as memory:
            return looking.look(memory, clean_name(name), held)
    finally:
        arrived.drop()


def hand_in(
    application: Application,
    begins: int,
    arrived: vault.Arrived,
    name: str,
    *,
    program_id: str,
    enrolled: int,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> DataSubmission:
    """Take a file as the next version of its year: it lies in the vault, and the worker checks it. Raises Refused."""
    on, name = clock.local_date(application.jurisdiction, at), clean_name(name)
    ending = PurePath(name).suffix.lower()
    if ending not in opening.ENDINGS:
        raise Refused(f"Hand in a file whose name ends in {', '.join(opening.ENDINGS)}.", "file")
    with transaction.atomic():
        Application.objects.select_for_update(no_key=True).get(pk=application.pk)
        name_program(application, program_id, by=by, at=at)
        earlier = list(DataSubmission.objects.filter(application=application, award_year=begins).order_by("number"))
        made = DataSubmission(
            case=application.case,
            application=application,
            award_year=begins,
            number=earlier[-1].number + 1 if earlier else 1,
            agreement=agreements.in_force(application.institution_id, on) or DataAgreement(),
            name=name,
            media_type=opening.ENDINGS[ending],
            size=arrived.size,
            sha256=arrived.sha256,
            by=by,
            received_at=at,
            enrolled=enrolled,
        )
        said = {"award_year": begins, "version": made.number, "sha256": made.sha256, "size": made.size}
        event = act(made, "receive", by=by, at=at, said=said, key=key)
        if event.thing_id != made.pk:
            return DataSubmission.objects.get(pk=event.thing_id)  # the second click of one form
        for row in earlier:
            if row.state in GIVES_WAY:
                act(row, "supersede", by=by, at=at, said={"version": made.number})
        vault.keep(arrived, made.pk)
        async_task(CHECK, str(made.pk))
    return made
