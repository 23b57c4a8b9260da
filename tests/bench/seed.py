"""Fill an empty database for measuring: programs on the public list, and applications that the State has to work on.

    python -m tests.bench.seed PROGRAMS APPLICATIONS     prints the session of a reviewer as a cookie
    python -m tests.bench.seed times                      ten times as many, copied inside the database

Rows are written in bulk, each with its event, because the triggers refuse a state without one. Chains of the first rows
hold, those of copies do not; what was said with an event is left out.
"""

from __future__ import annotations

import random
import sys
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

AT = datetime(2026, 8, 3, 15, tzinfo=UTC)
BATCH = 1000
TRADES = (
    "Welding", "Phlebotomy", "Nursing Assistant", "Lineworker", "Truck Driving", "Machining", "Plumbing", "Carpentry",
    "Pharmacy", "Dental Assisting", "Medical Coding", "Bookkeeping", "Cybersecurity", "Networking", "Robotics",
    "Hydraulics", "Surveying", "Masonry", "Diesel Repair", "Solar Installation", "Water Treatment", "Forklift",
    "Electrical", "Instrumentation", "Sterile Processing", "Paramedic", "Culinary", "Childcare", "Shipping", "Drafting",
)  # fmt: skip
KINDS = ("Technician", "Operator", "Specialist", "Essentials", "Fundamentals", "Accelerated", "Advanced", "Evening")
TOWNS = (
    "Nowhere",
    "Elsewhere",
    "Fictive Springs",
    "Sample Bluff",
    "Mockville",
    "Port Imaginary",
    "Testburg",
    "Anytown",
)
SECTORS = ("Healthcare", "Manufacturing", "Energy", "Logistics", "Construction", "Information Technology")
WORK = (
    "submitted",
    "completeness_review",
    "review",
    "review",
    "review",
    "consultation",
    "recommendation",
    "correction",
)
INSTITUTIONS = 60


def main(programs: int, applications: int) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from magnolia.portal.actions import law, queueing
    from magnolia.portal.demo.cast import assemble

    cast = assemble("ms", AT)
    dice = random.Random(7)
    colleges = _colleges(dice)
    text = law.freeze("ms", AT.date())
    for start in range(0, programs, BATCH):
        _programs(dice, colleges, text, range(start, min(start + BATCH, programs)))
    for start in range(0, applications, BATCH):
        _in_work(dice, colleges, range(start, min(start + BATCH, applications)))
    queueing.catch_up()
    _settle()
    print(f"sessionid={_session(cast.reviewer)}")


def _colleges(dice: random.Random) -> list[Any]:
    from magnolia.portal.models import Institution, Organisation

    made = []
    for place in range(INSTITUTIONS):
        town = TOWNS[place % len(TOWNS)]
        name = f"Fictive {town} {dice.choice(('Community', 'Technical'))} College {place:02d}"
        organisation = Organisation.objects.create(jurisdiction="ms", kind="institution", name=name)
        made.append(
            Institution.objects.create(
                organisation=organisation,
                opeid=f"{place:08d}",
                postal_state="MS",
                city=town,
                title_iv=True,
                source="Made",
            )
        )
    return made


def _facts(dice: random.Random, place: int, town: str) -> dict[str, Any]:
    trade = dice.choice(TRADES)
    weeks, number = dice.randint(8, 14), TRADES.index(trade)
    return {
        "program_name": f"{dice.choice(KINDS)} {trade} {dice.choice(KINDS)} {place % 97}",
        "cip_code": f"{10 + number}.{dice.randint(1, 40):04d}",
        "soc_codes": [f"{11 + 2 * (number % 20)}-{dice.randint(1, 60):04d}"],
        "measure": "clock",
        "hours": f"{weeks * 30}.00",
        "instructional_weeks": f"{weeks}.00",
        "credential_name": f"Certified {trade} Worker (practice)",
        "credential_kind": dice.choice(("industry_certification", "license", "apprenticeship_certificate")),
        "offered_at": f"Campus {place % 5}, {town}",
        "tuition": "3250.00",
        "summary": "A practice program that does not exist.",
        "sectors": dice.sample(SECTORS, 1 + place % 2),
    }


class _Cases:
    """Cases with their chains, to be written with the events before the things they are about."""

    def __init__(self) -> None:
        self.cases: list[Any] = []
        self.events: list[Any] = []

    def open(self, number: str) -> Any:
        from magnolia.portal.models import Case

        self.cases.append(Case(jurisdiction="ms", kind="application", number=number, opened_at=AT))
        return self.cases[-1]

    def event(self, case: Any, kind: str, state: str, at: datetime) -> tuple[Any, uuid.UUID]:
        from magnolia.portal.actions.record import header, sha256
        from magnolia.portal.models import Event

        pk = uuid.uuid4()
        event = Event(
            case=case, seq=case.length + 1, thing_kind=kind, thing_id=pk, thing_version=1, move="open", to_state=state,
            recorded_at=at, occurred_on=at.date(), role="system", digest=sha256(""), previous=case.head,
        )  # fmt: skip
        event.hash = sha256(event.previous + header(event))
        case.length, case.head = event.seq, event.hash
        self.events.append(event)
        return event, pk

    def write(self) -> None:
        from magnolia.portal.models import Case, Event

        Case.objects.bulk_create(self.cases)
        Event.objects.bulk_create(self.events)


def _application(pk: uuid.UUID, case: Any, state: str, college: Any, name: str, at: datetime, **more: Any) -> Any:
    from magnolia.portal.models import Application

    known = {field.name for field in Application._meta.get_fields()}
    return Application(
        id=pk, case=case, state=state, version=1, jurisdiction="ms", institution=college.organisation, award_year=2026,
        number=case.number, program_name=name, opened_on=at.date(), submitted_at=at,
        **{key: value for key, value in more.items() if key in known},
    )  # fmt: skip


def _programs(dice: random.Random, colleges: list[Any], text: Any, places: range) -> None:
    from django.db import transaction

    from magnolia.portal.actions import publish
    from magnolia.portal.models import Approval, FederalFiling, Filing, ListedSector, Listing

    chain, rows = _Cases(), list[Any]()
    for place in places:
        college, case = dice.choice(colleges), chain.open(f"MS-2026-P{place:06d}")
        facts, at = _facts(dice, place, college.city), AT - timedelta(minutes=place)
        sent, application_pk = chain.event(case, "application", "certified", at)
        _, approval_pk = chain.event(case, "approval", "in_force", at)
        federal = dice.choices(("not_filed", "filed", "approved", "not_approved"), (30, 30, 35, 5))[0]
        _, federal_pk = chain.event(case, "federal_filing", federal, at)
        application = _application(application_pk, case, "certified", college, facts["program_name"], at)
        filing = Filing(
            application=application, event=sent, place=1, at=at, judged_on=at.date(), law=text, facts=facts,
            documents=[], findings=[], code_version="bench",
        )  # fmt: skip
        approval = Approval(
            id=approval_pk, case=case, state="in_force", version=1, jurisdiction="ms", application=application,
            filing=filing, institution_name=college.organisation.name, program_name=facts["program_name"],
            approved_on=at.date(), award_year=2026,
        )  # fmt: skip
        side = FederalFiling(id=federal_pk, case=case, state=federal, version=1, application=application)
        side.filed_on = at.date() if federal != "not_filed" else None
        side.decided_on = at.date() if federal in ("approved", "not_approved") else None
        rows.append((application, filing, approval, side, college))
    with transaction.atomic():
        chain.write()
        type(rows[0][0]).objects.bulk_create(row[0] for row in rows)
        Filing.objects.bulk_create(row[1] for row in rows)
        for _, filing, approval, _, _ in rows:
            approval.filing = filing
        Approval.objects.bulk_create(row[2] for row in rows)
        FederalFiling.objects.bulk_create(row[3] for row in rows)
        listed = [Listing(approval=row[2], changed_at=AT, **publish.entry(row[2], row[4])) for row in rows]
        Listing.objects.bulk_create(listed)
        ListedSector.objects.bulk_create(
            ListedSector(listing=one, jurisdiction="ms", name=name) for one in listed for name in one.sectors
        )


def _in_work(dice: random.Random, colleges: list[Any], places: range) -> None:
    from django.db import transaction

    from magnolia.portal.models import Deadline

    chain, rows, deadlines = _Cases(), list[Any](), list[Any]()
    for place in places:
        college, case = dice.choice(colleges), chain.open(f"MS-2026-W{place:06d}")
        at, state = AT - timedelta(minutes=place), dice.choice(WORK)
        name, (event, pk) = f"{dice.choice(TRADES)} {place % 97}", chain.event(case, "application", state, at)
        due = date(2026, 8, 10) + timedelta(days=dice.randint(0, 60)) if place % 3 == 0 else None
        if due:
            deadlines.append(
                Deadline(
                    case=case, thing_kind="application", thing_id=pk, clock="correction", opened_by=event,
                    notice_on=at.date(), count=10, unit="business days", citation="Made", due=due,
                )
            )  # fmt: skip
        queued = {"listed": True, "since": at, "clock": "correction" if due else ""} | ({"due_by": due} if due else {})
        rows.append(_application(pk, case, state, college, name, at, **queued))
    with transaction.atomic():
        chain.write()
        type(rows[0]).objects.bulk_create(rows)
        Deadline.objects.bulk_create(deadlines)


def times() -> None:
    """Nine copies of every case and what hangs on it, with numbers and names of their own for the rows."""
    django.setup()
    from django.db import connection, transaction

    from magnolia.portal.models import (
        Application,
        Approval,
        Case,
        Deadline,
        Event,
        FederalFiling,
        Filing,
        ListedSector,
        Listing,
        SoughtCase,
    )  # fmt: skip

    copied = (Case, Event, Application, SoughtCase, Filing, Approval, FederalFiling, Deadline, Listing, ListedSector)
    cases = "SELECT id FROM portal_case WHERE kind = 'application'"
    of_case = {
        Case: "kind = 'application'",
        Filing: f"application_id IN (SELECT id FROM portal_application WHERE case_id IN ({cases}))",  # noqa: S608
    }
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -1500000")
            cursor.execute("PRAGMA synchronous = OFF")
    with transaction.atomic(), connection.cursor() as cursor:
        for model in copied:
            table, columns = model._meta.db_table, model._meta.concrete_fields
            given = f"case_id IN ({cases})" if "case" in {column.name for column in columns} else "1 = 1"
            which = of_case.get(model, given)
            cursor.execute(f"CREATE TEMP TABLE was AS SELECT * FROM {table} WHERE {which}")  # noqa: S608
            names = ", ".join(str(column.column) for column in columns)
            for copy in "56789abcd":
                values = ", ".join(_copied(column, copy, copied, connection.vendor) for column in columns)
                cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM was")  # noqa: S608
            cursor.execute("DROP TABLE was")
    _settle()


def _copied(field: Any, copy: str, copied: tuple[Any, ...], vendor: str) -> str:
    """SQL for a column of a copy: keys lead into the same copy, numbers get its sign, everything else stays."""
    from django.db.models import UUIDField

    ours = field.remote_field is None or field.remote_field.model in copied
    key = field.target_field if field.remote_field else field
    if isinstance(key, UUIDField) and ours:
        # The fourth kind of UUID says so at one place; no other copy has this sign there.
        if vendor == "postgresql":
            return f"overlay({field.column}::text placing '{copy}' from 15)::uuid"
        return f"substr({field.column}, 1, 12) || '{copy}' || substr({field.column}, 14)"
    if ours and (field.primary_key or field.remote_field is not None):
        return f"{field.column} + {int(copy, 16)} * 10000000"
    return f"{field.column} || '-{copy}'" if field.column == "number" else field.column


def _settle() -> None:
    """What the databases do by themselves in time: PostgreSQL looks at its tables, SQLite empties its journal."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")


def _session(person: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    if sys.argv[1] == "times":
        times()
    else:
        main(int(sys.argv[1]), int(sys.argv[2]))
