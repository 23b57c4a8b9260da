"""The database itself refuses what goes around `act`: through the ORM and through SQL, on the database of this run."""
# ruff: noqa: S608 the statements are made of our own table names

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from magnolia.portal.actions.recording import record
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import (
    THINGS,
    Anchor,
    AnchorHead,
    Application,
    Event,
    EventText,
    Filing,
    LawText,
    Letter,
    Notice,
    Signature,
    SignedDeclaration,
)

KEPT = (Event, EventText, Anchor, AnchorHead, Filing, LawText, Letter, Signature, SignedDeclaration)
OURS = ("without event", "is never", "can only be emptied", "is taken", "the record is only added to")


@pytest.fixture
def certified(ms, at) -> Application:
    """A finished case, so that there is a row of every kind, and an anchor over it."""
    made = bring(ms, "certified", at, LINEWORKER)
    record.anchor(at.date(), at)
    return made


def refused(statement: str, *values: Any) -> bool:
    """Whether one of our triggers refuses a statement; any other complaint of the database is an error of the test."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as answer:
        if any(words in str(answer) for words in OURS):
            return True
        raise
    return False


@pytest.mark.parametrize("column", ["state", "version"])
def test_no_query_of_the_orm_changes_a_state_or_a_version(certified, column):
    value = "draft" if column == "state" else F("version") + 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=certified.pk).update(**{column: value})
    certified.state = "draft"
    with pytest.raises(DatabaseError), transaction.atomic():
        certified.save()
    certified.refresh_from_db()
    assert certified.state == "certified"


def test_no_sql_changes_a_state_moves_a_thing_to_another_case_or_deletes_it(certified, ms):
    for kind, model in THINGS.items():
        table, row = model._meta.db_table, model._default_manager.first()
        if row is None:
            continue
        assert refused(f"UPDATE {table} SET state = 'x' WHERE version = %s", row.version), kind
        assert refused(f"UPDATE {table} SET state = 'x', version = version + 1"), kind
        assert refused(f"DELETE FROM {table}"), kind
    other = Notice.objects.exclude(case=certified.case).first() or ms.preparer.grants.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=certified.pk).update(case=other.case_id)


def test_no_thing_is_born_without_its_event(ms, certified):
    born = Notice(
        case=certified.case,
        person=ms.preparer,
        event=certified.case.events.first(),
        state="queued",
        version=1,
        written_at=certified.submitted_at,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        born.save(force_insert=True)


def test_no_row_of_the_record_can_be_deleted_or_changed(certified):
    for model in KEPT:
        table = model._meta.db_table
        assert model.objects.exists()
        assert refused(f"DELETE FROM {table}"), table
        for field in model._meta.concrete_fields if model is not EventText else ():
            if not field.primary_key:
                assert refused(f'UPDATE {table} SET "{field.column}" = "{field.column}"'), (table, field.name)


def test_the_text_of_an_event_can_only_be_emptied_and_the_chain_still_verifies(certified):
    text = EventText.objects.exclude(text="{}").filter(event__case=certified.case).first()
    assert text is not None
    table = EventText._meta.db_table
    assert refused(f"UPDATE {table} SET text = 'other' WHERE event_id = %s", text.pk)
    assert refused(f"UPDATE {table} SET text = '', salt = 'x' WHERE event_id = %s", text.pk)
    assert refused(f"UPDATE {table} SET event_id = event_id + 1 WHERE event_id = %s", text.pk)
    assert not refused(f"UPDATE {table} SET text = '' WHERE event_id = %s", text.pk)
    assert list(record.faults()) == []


@pytest.mark.sqlite
def test_replacing_a_row_does_not_get_past_the_triggers(certified):
    for model in (Application, Event, EventText, Letter, Filing):
        table = model._meta.db_table
        columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
        assert refused(f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"), table
    columns = ", ".join(f'"{field.column}"' for field in Event._meta.concrete_fields if not field.primary_key)
    assert refused(f"INSERT OR REPLACE INTO portal_event ({columns}) SELECT {columns} FROM portal_event")
