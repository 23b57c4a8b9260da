"""One question to one employer about one completer's job, under a link that works once and ends by itself.

The employer learns the name and nothing else. The name is kept encrypted while the link lives and destroyed with it; of
the link's secret only the SHA-256 is kept. Source: State policy 9.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from magnolia.policy.answers import has_form

from ... import clock
from ...models import EmployerLink, Event, JobRecord, JobSource, Person, Thing
from .. import law
from ..moves import Refused, Said, act
from ..recording.record import sha256

BYTES = 32
SOURCE = "verification"
GONE = b""


def ask(
    job: JobRecord,
    *,
    name: str,
    employer: str,
    by: Person,
    at: datetime,
    key: str | None = None,
    seen: int | None = None,
) -> tuple[Event, str]:
    """A link for one employer; its secret is shown this once. The name is in no event, letter or log."""
    if not name.strip():
        raise Refused("Type the person's name, as the employer knows it.", "name")
    if not employer.strip():
        raise Refused("Name the employer.", "employer")
    today = clock.local_date(job.application.jurisdiction, at)
    days = law.value(job.application.jurisdiction, "employer_link.calendar_days", today).whole
    secret = secrets.token_urlsafe(BYTES)
    row = EmployerLink(
        case=job.application.case, application=job.application, job=job, employer=employer.strip(),
        digest=sha256(secret), sealed=_box(secret).encrypt(name.strip().encode()), asked_on=today,
        due=today + timedelta(days=days), by=by,
    )  # fmt: skip
    event = act(row, "send", by=by, at=at, key=key, said={"employer": row.employer, "due": row.due})
    if event.thing_id != row.pk:
        raise Refused("This link was made already. Its address was shown once and is kept nowhere.")
    return event, secret


def found(secret: str, at: datetime) -> EmployerLink | None:
    """The link of a secret while it can be answered."""
    rows = EmployerLink.objects.filter(digest=sha256(secret), state="sent")
    row = rows.select_related("application__institution", "application__approval__filing", "job", "case").first()
    return row if row is not None and clock.local_date(row.application.jurisdiction, at) <= row.due else None


def name_of(link: EmployerLink, secret: str) -> str:
    """The name, which only whoever holds the secret can read; empty where it was destroyed."""
    try:
        return _box(secret).decrypt(bytes(link.sealed)).decode()
    except InvalidToken:
        return ""


def answer(
    link: EmployerLink,
    *,
    employed: bool,
    started_on: date | None,
    soc_code: str,
    responder: str,
    at: datetime,
    key: str | None = None,
) -> Event:
    """Keep the employer's answer with its responder and moment, and destroy the name. A link answers once."""
    if not responder.strip():
        raise Refused("Give your name and your position, so that the answer has a source.", "responder")
    if soc_code and not has_form(soc_code, "NN-NNNN"):
        raise Refused("Choose an occupation from the list.", "soc_code")
    if started_on is not None and started_on > clock.local_date(link.application.jurisdiction, at):
        raise Refused("Give the day the person began, not later than today.", "started_on")

    def write(thing: Thing) -> Said:
        link.sealed, link.answered_at = GONE, at
        JobSource.objects.create(
            job=link.job, source=SOURCE, employed=employed, started_on=started_on if employed else None,
            soc_code=soc_code if employed else "", responder=responder.strip(), at=at,
        )  # fmt: skip
        return {"student": link.job.student_id, "employed": employed, "soc_code": soc_code}

    with transaction.atomic():
        return act(link, "answer", by=None, at=at, key=key, write=write)


def end(link: EmployerLink, *, by: Person | None, at: datetime, **rest: Any) -> Event:
    """End a link without an answer and destroy the name."""

    def write(thing: Thing) -> Said:
        link.sealed = GONE
        return {}

    return act(link, "expire", by=by, at=at, write=write, **rest)


def end_due(jurisdiction: str, *, at: datetime) -> int:
    """End every link whose last day is over; how many."""
    today = clock.local_date(jurisdiction, at)
    rows = EmployerLink.objects.filter(application__jurisdiction=jurisdiction, state="sent", due__lt=today)
    links = list(rows.select_related("case", "application", "job"))
    for link in links:
        end(link, by=None, at=at)
    return len(links)


def _box(secret: str) -> Fernet:
    """Opens with the link's secret and the installation's key together: neither alone reads a name."""
    both = hashlib.sha256(settings.SECRET_KEY.encode() + b"/employer link/" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(both))
