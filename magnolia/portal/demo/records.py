"""Participant records of the practice site: rows of people who do not exist, handed in, checked and signed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from magnolia.policy.data_template import template
from magnolia.policy.periods import AwardYear

from .. import clock
from ..actions.applying import template_files
from ..actions.custody import checking, handing, signing, vault
from ..actions.moves import act
from ..models import Application, DataExclusion, DataSubmission
from .cast import Cast

YEAR = AwardYear(2026)


@dataclass(frozen=True)
class Group:
    """The participants of one practice program: how many finished, and how many left without."""

    program: str
    key: str  # the college's own
    finished: int
    left: int


def program_of(cast: Cast, group: Group) -> Application:
    """The practice program of that name whose records are due: it was certified last."""
    rows = Application.objects.filter(jurisdiction=cast.jurisdiction, state="certified", program_name=group.program)
    return rows.select_related("approval__filing", "case", "institution__institution").latest("opened_on", "number")


def _person(cast: Cast, facts: dict[str, Any], group: Group, n: int) -> dict[str, str]:
    """Participant `n` of a group; nobody has such a number or such a name."""
    entered = YEAR.first_day + timedelta(days=5)
    weeks = int(Decimal(str(facts["instructional_weeks"])))
    institution = cast.organisations["college"].institution
    row = {
        "ssn": f"9{sum(map(ord, group.key)) % 1000:03d}4{n:04d}",
        "first_name": "Fictive",
        "last_name": f"Participant {n}",
        "date_of_birth": str(date(2000, 1, 1) + timedelta(days=n)),
        "opeid": institution.opeid,
        "program_id": group.key,
        "program_name": group.program,
        "credential": "Certificate",
        "cip_code": str(facts["cip_code"]),
        "soc_codes": ";".join(facts["soc_codes"]),
        "entry_date": str(entered),
        "normal_time_weeks": str(weeks),
        "pell_recipient": "Y" if n % 3 else "N",
        "published_tuition": "3250.00",
        "required_fees": "145.00",
        "total_cost": "3395.00",
        "student_id": f"{group.key}-{n:03d}",
        "student_state": institution.postal_state,
    }
    if n <= group.finished:
        done = {"enrollment_status": "completed", "credential_attained": "Y"}
        return row | done | {"completion_date": str(entered + timedelta(weeks=weeks, days=n % 4))}
    last = str(entered + timedelta(days=20 + n % 9))
    gone = {"enrollment_status": "withdrawn", "last_date_of_attendance": last, "withdrawal_date": last,
            "withdrawal_basis": "Withdrawal form"}  # fmt: skip
    if n == group.finished + 1:
        gone |= {"exclusion": "disabling_condition", "exclusion_date": last, "exclusion_evidence": "Practice letter 12"}
    return row | gone


def _content(cast: Cast, application: Application, group: Group, on: date, faulty: bool) -> bytes:
    facts = application.approval.filing.facts
    people = [_person(cast, facts, group, n) for n in range(1, group.finished + group.left + 1)]
    if faulty:
        people[2] |= {"completion_date": ""}
        people[7] |= {"cip_code": "48.508"}
        people[-1] |= {"withdrawal_basis": ""}
    out = io.StringIO(newline="")
    version = template_files.current(cast.jurisdiction, on)
    names = [each.column for each in template(cast.jurisdiction).of("participants", version)]
    made = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\n")
    made.writeheader()
    made.writerows(people)
    return out.getvalue().encode()


def hand_in(cast: Cast, group: Group, at: datetime, *, faulty: bool = False) -> DataSubmission:
    """The college's file taken into the vault and checked as the worker does it."""
    application = program_of(cast, group)
    arriving = vault.Arriving()
    arriving.add(_content(cast, application, group, clock.local_date(cast.jurisdiction, at), faulty))
    made = handing.hand_in(
        application, YEAR.start, arriving.end(), f"{group.key.lower()}.csv", program_id=group.key,
        enrolled=group.finished + group.left, by=cast.preparer, at=at,
    )  # fmt: skip
    checking.check(str(made.pk), at + timedelta(minutes=2))
    return DataSubmission.objects.get(pk=made.pk)


def sign(cast: Cast, sent: DataSubmission, at: datetime) -> DataSubmission:
    """Its exclusions judged by the reviewer, and the version signed by the official."""
    for exclusion in DataExclusion.objects.filter(submission=sent, state="reported"):
        act(exclusion, "accept", by=cast.reviewer, at=at)
    signing.sign(sent, name=cast.official.name, by=cast.official, at=at + timedelta(hours=1))
    return DataSubmission.objects.get(pk=sent.pk)
