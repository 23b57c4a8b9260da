"""Fill an empty database for measuring: programs on the public list, and applications that the State has to work on.

    python -m tests.bench.seed PROGRAMS APPLICATIONS     prints the session of a reviewer as a cookie
    python -m tests.bench.seed times                      ten times as many, copied inside the database

Rows are written in bulk, each with its event, because the triggers refuse a state without one. Chains of the first rows
hold, those of copies do not; what was said with an event is left out.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

AT = datetime(2026, 8, 3, 15, tzinfo=UTC)
BATCH = 2000
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

    _hasten()
    call_command("migrate", verbosity=0)
    from magnolia.portal.actions.reviewing import queueing
    from magnolia.portal.demo.cast import assemble

    cast = assemble("ms", AT)
    dice = random.Random(7)
    colleges = _colleges(dice)
    for start in range(0, programs, BATCH):
        _programs(dice, colleges, range(start, min(start + BATCH, programs)))
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


def _programs(dice: random.Random, colleges: list[Any], places: range) -> None:
    from tests.portal.posted import Program, post

    made = []
    for place in places:
        college = dice.choice(colleges)
        federal = dice.choices(("not_filed", "filed", "approved", "not_approved"), (30, 30, 35, 5))[0]
        facts, at = _facts(dice, place, college.city), AT - timedelta(minutes=place)
        made.append(Program(f"MS-2026-P{place:06d}", facts, college, at, federal))
    post("ms", made)


def _in_work(dice: random.Random, colleges: list[Any], places: range) -> None:
    from tests.portal.posted import InWork, put_to_work

    made = []
    for place in places:
        due = date(2026, 8, 10) + timedelta(days=dice.randint(0, 60)) if place % 3 == 0 else None
        name, at = f"{dice.choice(TRADES)} {place % 97}", AT - timedelta(minutes=place)
        made.append(InWork(f"MS-2026-W{place:06d}", name, dice.choice(WORK), dice.choice(colleges), at, due))
    put_to_work("ms", made)


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
    _hasten()
    with transaction.atomic(), connection.cursor() as cursor:
        _unguard(cursor, [model._meta.db_table for model in copied])
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
        _guard(cursor, [model._meta.db_table for model in copied])
    _settle()


def _unguard(cursor: Any, tables: list[str]) -> None:
    """Take the guards of states away while rows are copied that passed them once; the index of words stays."""
    from django.db import connection

    if connection.vendor == "postgresql":
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return
    kept = "tbl_name <> 'portal_listing'"
    cursor.execute(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND {kept}")  # noqa: S608
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')


def _guard(cursor: Any, tables: list[str]) -> None:
    from django.db import connection

    from magnolia.portal import triggers

    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks outstanding cannot be changed
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    triggers.install(connection)


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


def _hasten() -> None:
    """SQLite need not survive a power cut here, and may keep everything in memory; on this connection alone."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -1500000")
            cursor.execute("PRAGMA synchronous = OFF")
    elif connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")


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
