"""A remembered case is the case: the same rows by the same statements, and a test that went its own way gets none."""

from __future__ import annotations

import hashlib
import shutil
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import Error, connection, transaction
from django.urls import reverse

from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.papers.store import bytes_of
from magnolia.portal.actions.recording import record
from magnolia.portal.demo import cast
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.models import Application, Event

from . import remembering

UNREAD = {"django_session"}  # who signed in


def every_row() -> dict[str, list[Any]]:
    """What all tables hold, row by row."""
    tables = sorted({m._meta.db_table: m for m in apps.get_models(include_auto_created=True)}.keys() - UNREAD)
    with connection.cursor() as cursor:
        held = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 own names
            held[table] = sorted(map(repr, cursor.fetchall()))
    return held


def test_what_is_written_the_second_time_is_what_was_written_the_first_time(db, at, monkeypatch):
    sent = []
    send = remembering.send

    def counted(lines: Any) -> None:
        sent.append(lines)
        send(lines)

    monkeypatch.setattr(remembering, "send", counted)

    def made() -> tuple[Any, ...]:
        remembering.begin()
        way = walk(cast.assemble("ms", at), "recommendation", at + timedelta(seconds=7))
        assert list(record.faults()) == []
        for document in way.application.documents.all():
            assert hashlib.sha256(bytes_of(document.sha256)).hexdigest() == document.sha256
        case = way.application
        return every_row(), (case.pk, case.number, case.state, case.version), way.at, way.cycle

    with transaction.atomic():
        first, before = made(), len(sent)
        transaction.set_rollback(True)
    assert not Application.objects.exists()
    shutil.rmtree(default_storage.path(""))
    assert made() == first
    assert len(sent) == before + 2


def test_a_remembered_record_cannot_be_changed_either(ms, at):
    case = bring(ms, "submitted", at)
    for change in (
        lambda: Event.objects.filter(thing_id=case.pk).update(move="withdraw"),
        lambda: Application.objects.filter(pk=case.pk).update(state="approved"),
        lambda: Event.objects.filter(thing_id=case.pk).delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()


def test_the_application_a_test_holds_moves_on_with_a_remembered_step(ms, at):
    way = walk(ms, "draft", at)
    held = way.application
    way.attestation()
    assert held is way.application
    assert held.state == "attestation"


def test_after_a_row_written_by_hand_each_step_is_really_made(ms, at):
    case = bring(ms, "submitted", at)
    assert remembering.stands_somewhere_known()
    Application.objects.filter(pk=case.pk).update(program_name="Another name")
    assert not remembering.stands_somewhere_known()
    takes = remembering.keys()
    assert bring(ms, "draft", at).number != case.number
    assert remembering.keys() == takes


def test_what_is_taken_back_is_no_known_place(ms, at):
    with transaction.atomic():
        bring(ms, "draft", at)
        transaction.set_rollback(True)
    assert not Application.objects.exists()
    assert not remembering.stands_somewhere_known()


def test_signing_in_and_reading_leave_the_known_way_open(ms, at, enter):
    bring(ms, "review", at)
    client = enter(ms.director)
    assert client.get(reverse("queue")).status_code == 200
    assert remembering.stands_somewhere_known()


def test_a_step_that_is_refused_is_not_remembered(ms, at):
    way = walk(ms, "draft", at + timedelta(seconds=8))
    takes = remembering.keys()
    with pytest.raises(Refused):
        way.move("submit", ms.official)
    assert remembering.keys() == takes
    assert not remembering.stands_somewhere_known()
