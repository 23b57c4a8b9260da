"""With a scanner configured, an uploaded file is unseen until the scanner said that it is clean. The daemon is real."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django_q.models import OrmQ

from magnolia.portal import clock
from magnolia.portal.actions.keeping import potential_files
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.papers import scanning, store
from magnolia.portal.actions.recording.record_export import CannotExport, export
from magnolia.portal.actions.telling import posting
from magnolia.portal.models import Document, Event, Notice, Scan

from .bring import bring, it_is, on, page, words
from .filling import new_application, pdf, upload
from .scanner import EICAR, READ_MOST, Daemon
from .test_potential import csv_of

pytestmark = pytest.mark.needs("clamd")
BAD = pdf("Outline").replace(b"%%EOF", b"%" + EICAR + b"\n%%EOF")
NOWHERE = "clamd:///nowhere/at/all"
ONLY_LATER = b"a sentence that no signature knows yet"


@pytest.fixture(scope="module")
def daemon() -> Iterator[Daemon]:
    made = Daemon()
    made.start()
    yield made
    made.end()


@pytest.fixture
def scanned(daemon, settings) -> Daemon:
    """The portal with the daemon configured."""
    settings.SCANNER = daemon.address
    return daemon


@pytest.fixture
def client(ms, enter):
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, client):
    return new_application(client, ms)


def stored(settings) -> list[Path]:
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_clean_file_is_scanned_while_its_sender_waits_and_can_be_opened_at_once(scanned, client, draft):
    assert upload(client, draft, "outline", "outline.pdf", pdf()).status_code == 302
    row, paper = Scan.objects.get(), draft.documents.get()
    assert (row.verdict, row.sha256, row.size) == ("clean", paper.sha256, paper.size)
    assert row.scanner.startswith("ClamAV ")
    assert row.signatures
    assert client.get(f"/documents/{paper.pk}/").content == pdf()
    assert not OrmQ.objects.exists()


def test_an_infected_file_is_refused_with_a_sentence_and_never_kept(scanned, ms, client, draft, settings, enter):
    answer = upload(client, draft, "outline", "outline.pdf", BAD)
    assert answer.status_code == 422
    assert "“outline.pdf” was not taken: a scan found malware in it (Test.Eicar" in words(answer)
    assert not draft.documents.exists()
    assert stored(settings) == []
    row = Scan.objects.get()
    assert (row.verdict, row.by) == ("infected", ms.preparer)
    shown = words(enter(ms.administrator).get(reverse("status")))
    assert "Infected Test.Eicar" in shown
    assert f"{row.scanner} {row.signatures}" in shown


@pytest.mark.parametrize("how", ["down", "slow", "too large"])
def test_while_a_scan_cannot_be_done_the_file_is_kept_and_nobody_can_open_it(
    scanned, ms, client, draft, settings, enter, how
):
    content = pdf() if how != "too large" else pdf().replace(b"%%EOF", b"%" + b"x" * READ_MOST + b"\n%%EOF")
    settings.SCAN_AT_ONCE = 0.5 if how == "slow" else 30
    if how == "down":
        settings.SCANNER = NOWHERE
    if how == "slow":
        scanned.freeze()
    try:
        assert upload(client, draft, "outline", "outline.pdf", content).status_code == 302
    finally:
        scanned.thaw()
    paper = draft.documents.get()
    assert Scan.objects.get().verdict == "not done"
    assert len(stored(settings)) == 1
    for address in (f"/documents/{paper.pk}/", f"/documents/{paper.pk}/?read"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "was not scanned for malware yet" in words(answer)
    assert "was not scanned for malware yet" in words(client.get(page("part_attachments", draft)))
    assert "Files in quarantine 1" in words(enter(ms.administrator).get(reverse("status")))
    assert OrmQ.objects.get().task["func"] == scanning.SCAN


def test_what_waits_is_scanned_by_the_queue_once_the_scanner_answers_again(scanned, client, draft, settings):
    settings.SCANNER = NOWHERE
    upload(client, draft, "outline", "outline.pdf", pdf())
    paper = draft.documents.get()
    OrmQ.objects.all().delete()  # its own task came while nothing answered
    assert scanning.scan(paper.sha256) == "not done"
    settings.SCANNER = scanned.address
    assert scanning.due(clock.now()) == []  # its turn comes later
    it_is(settings, clock.now() + timedelta(minutes=6))
    posting.sweep()
    posting.sweep()
    (task,) = (row.task for row in OrmQ.objects.all() if row.task["func"] == scanning.SCAN)
    assert scanning.scan(*task["args"]) == "clean"
    assert client.get(f"/documents/{paper.pk}/").content == pdf()
    assert scanning.due(clock.now() + timedelta(days=1)) == []


def test_the_longer_a_scan_is_not_done_the_later_it_is_tried_again(scanned, client, draft, settings):
    settings.SCANNER = NOWHERE
    upload(client, draft, "outline", "outline.pdf", pdf())
    digest = draft.documents.get().sha256
    scanning.scan(digest)
    settings.SCANNER = scanned.address
    last = Scan.objects.latest("id").at
    assert scanning.due(last + timedelta(minutes=5, seconds=-1)) == []
    assert scanning.due(last + timedelta(minutes=5)) == [digest]


def test_a_file_found_infected_later_is_taken_out_of_the_draft_and_its_college_is_told(
    scanned, ms, client, draft, settings
):
    settings.SCANNER = NOWHERE
    assert upload(client, draft, "outline", "outline.pdf", BAD).status_code == 302
    settings.SCANNER = scanned.address
    paper = draft.documents.get()
    assert scanning.scan(paper.sha256) == "infected"
    paper.refresh_from_db()
    assert paper.removed_at is not None
    event = Event.objects.get(thing_id=draft.pk, move="refuse_document")
    assert set(Notice.objects.filter(event=event).values_list("person", flat=True)) >= {ms.preparer.pk, ms.official.pk}
    answer = client.get(f"/documents/{paper.pk}/")
    assert answer.status_code == 403
    assert "found malware in this file (Test.Eicar" in words(answer)
    assert "A document was refused: a scan found malware in it" in words(client.get(page("case", draft)))
    scanning.scan_again(paper.sha256)
    assert Event.objects.filter(move="refuse_document").count() == 1


@pytest.fixture
def filed(ms, settings):
    """A filed case, its papers kept before there was a scanner."""
    case = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on("2026-09-01"))
    return case


def test_what_was_kept_before_the_scanner_came_is_shut_on_every_way_until_it_is_scanned(
    ms, filed, scanned, enter, tmp_path
):
    paper, reviewer = filed.documents.filter(slot="outline").first(), enter(ms.reviewer)
    assert reviewer.get(f"/documents/{paper.pk}/").status_code == 403
    assert "Held: cannot be opened" in words(reviewer.get(page("review", filed)))
    packed = reviewer.get(page("case_package", filed), follow=True)
    assert "The filing could not be packed: This file was not scanned" in words(packed)
    with pytest.raises(CannotExport, match="was not scanned for malware yet"):
        export(filed, tmp_path, at=clock.now())
    with pytest.raises(store.Held):
        store.bytes_of(paper.sha256)
    call_command("rescan")
    assert reviewer.get(f"/documents/{paper.pk}/").status_code == 200
    assert "Held: cannot be opened" not in words(reviewer.get(page("review", filed)))
    packed = b"".join(reviewer.get(page("case_package", filed)).streaming_content)
    assert f"documents/outline/{paper.name}" in zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert export(filed, tmp_path, at=clock.now()).exists()


def test_new_signatures_find_what_old_ones_did_not_and_a_filed_paper_stays_listed_but_shut(
    ms, client, scanned, enter, capsys
):
    case = bring(ms, "draft", on("2026-08-03"))
    tainted = pdf("Outline").replace(b"%%EOF", b"%" + ONLY_LATER + b"\n%%EOF")
    old = case.documents.get(slot="outline")
    assert upload(client, case, "outline", "new.pdf", tainted, replaces=str(old.pk)).status_code == 302
    paper = case.documents.get(name="new.pdf")
    assert enter(ms.preparer).get(f"/documents/{paper.pk}/").status_code == 200
    scanned.stop()
    scanned.learn("Test.Later", ONLY_LATER)
    scanned.start()
    with pytest.raises(SystemExit) as ended:
        call_command("rescan")
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert f"{paper.sha256}: infected: Test.Later" in said.err
    assert "new.pdf" not in said.err + said.out
    assert enter(ms.preparer).get(f"/documents/{paper.pk}/").status_code == 403
    assert Event.objects.filter(thing_id=case.pk, move="refuse_document").count() == 1


def test_the_command_says_so_where_nothing_can_scan(db, settings):
    for address in ("", NOWHERE):
        settings.SCANNER = address
        with pytest.raises(CommandError) as refused:
            call_command("rescan")
        assert refused.value.returncode == 2


def test_a_paper_kept_inside_a_move_waits_in_quarantine_for_the_queue(ms, scanned, settings):
    """Its scan may take seconds, and a move holds locks; so the queue scans it."""
    from magnolia.portal.actions.papers import proofs

    case = bring(ms, "draft", on("2026-08-03"))
    with transaction.atomic():
        kept = proofs.keep(case, ("letter.pdf", BAD), field="paper", by=ms.director, at=clock.now())
    assert kept is not None
    with pytest.raises(store.Held, match="not scanned"):
        store.bytes_of(kept.sha256)
    assert scanning.scan(kept.sha256) == "infected"
    with pytest.raises(store.Held, match="found malware"):
        store.bytes_of(kept.sha256)


def test_what_was_found_infected_stays_shut_when_the_scanner_is_taken_away(scanned, client, draft, settings):
    settings.SCANNER = NOWHERE
    upload(client, draft, "outline", "outline.pdf", BAD)
    paper = draft.documents.get()
    settings.SCANNER = scanned.address
    scanning.scan(paper.sha256)
    settings.SCANNER = ""
    assert client.get(f"/documents/{paper.pk}/").status_code == 403


def test_without_a_scanner_files_are_taken_on_their_content_and_the_status_page_says_that_nothing_scans(
    ms, client, draft, enter
):
    assert upload(client, draft, "outline", "outline.pdf", pdf()).status_code == 302
    assert client.get(f"/documents/{draft.documents.get().pk}/").status_code == 200
    assert not Scan.objects.exists()
    assert "Uploaded files are not scanned for malware." in words(enter(ms.administrator).get(reverse("status")))


def test_the_log_of_scans_is_only_added_to(scanned, client, draft):
    upload(client, draft, "outline", "outline.pdf", pdf())
    for change in (lambda rows: rows.update(verdict="clean"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Scan.objects.all())


def test_every_model_that_keeps_files_is_asked_what_waits():
    assert Document in scanning.kept_models()
    assert len(scanning.kept_models()) >= 6


def test_the_rows_of_a_list_in_quarantine_are_neither_shown_nor_loaded(scanned, ms, enter, settings, at):
    settings.SCANNER = NOWHERE
    file = potential_files.try_out(
        "ms", "list.csv", csv_of("Sample College,Lines,300,10").encode(), by=ms.intake, at=at
    )
    client, address = enter(ms.intake), reverse("potential_file", args=[file.pk])
    assert "was not scanned for malware yet" in words(client.get(address, follow=True))
    with pytest.raises(Refused, match="not scanned"):
        potential_files.load(file, by=ms.intake, at=at)
    settings.SCANNER = scanned.address
    assert scanning.scan(file.sha256) == "clean"
    assert client.get(address).status_code == 200
