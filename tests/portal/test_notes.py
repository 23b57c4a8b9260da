"""Internal notes: written by the agency, changed by new rows, and found nowhere that others or an export can reach."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.urls import reverse

from magnolia.portal import access
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.reviewing import conflict, notes
from magnolia.portal.actions.telling import posting
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.models import Application, Event, EventText, Letter, Note, Notice

from .bring import body, page, words
from .crawling import everyone, filled, walked
from .filling import send

INTERNAL, PRIVILEGED, CONFLICT = "canary-heron-4471", "canary-wren-9038", "canary-finch-2265"
READERS = {"intake", "reviewer", "director", "auditor"}


@pytest.fixture
def case(ms, at) -> Application:
    return bring(ms, "review", at - timedelta(days=12), WELDING)


def test_a_reviewer_writes_a_note_and_the_agency_and_the_auditor_read_it(ms, case, enter):
    address = page("case_notes", case)
    assert send(enter(ms.reviewer), address, {"text": "Call the registrar."}).status_code == 302
    for key in sorted(READERS):
        assert "Call the registrar." in words(enter(ms.people[key]).get(address)), key
    for key in ("preparer", "official", "secretary", "governor", "administrator", "committee"):
        assert enter(ms.people[key]).get(address).status_code == 403, key


def test_an_empty_note_is_refused_with_a_sentence_and_nothing_is_written(ms, case, enter):
    sent = send(enter(ms.reviewer), page("case_notes", case), {"text": "   "})
    assert sent.status_code == 422
    assert not Note.objects.exists()


@pytest.mark.parametrize("who", ["auditor", "preparer", "secretary", "governor"])
def test_nobody_outside_the_agency_writes_a_note(ms, case, at, who):
    with pytest.raises(Refused):
        notes.write(case, "A note.", privileged=False, by=ms.people[who], at=at)


def test_a_change_is_a_new_row_by_the_same_person_and_the_earlier_words_stay(ms, case, at, enter):
    notes.write(case, "First words.", privileged=True, by=ms.reviewer, at=at)
    first = Note.objects.get()
    address = f"{page('case_notes', case)}?note={first.pk}"
    assert send(enter(ms.reviewer), address, {"text": "Second words.", "note": str(first.pk)}).status_code == 302
    second = Note.objects.get(replaces=first)
    first.refresh_from_db()
    assert (first.state, first.text) == ("replaced", "First words.")
    assert (second.state, second.text, second.privileged) == ("standing", "Second words.", True)
    assert "First words." in words(enter(ms.director).get(page("case_notes", case)))
    with pytest.raises(Refused, match="Only the person who wrote"):
        notes.change(second, "Not mine.", by=ms.director, at=at)


def test_a_double_click_writes_and_changes_a_note_once(ms, case, at):
    for _ in range(2):
        notes.write(case, "Once.", privileged=False, by=ms.reviewer, at=at, key="one click")
    note = Note.objects.get()
    for _ in range(2):
        notes.change(note, "Twice.", by=ms.reviewer, at=at, key="next click")
    assert Note.objects.count() == 2


def test_the_list_of_notes_takes_the_same_queries_for_one_and_for_three(
    ms, case, at, enter, django_assert_max_num_queries
):
    client, address = enter(ms.reviewer), page("case_notes", case)
    notes.write(case, "One.", privileged=False, by=ms.reviewer, at=at)
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    for text in ("Two.", "Three."):
        notes.write(case, text, privileged=False, by=ms.director, at=at)
    with django_assert_max_num_queries(60) as three:
        client.get(address)
    assert len(three) <= len(one)


@pytest.fixture
def planted(ms, at) -> Application:
    """A certified case with a note of each class, one of each changed, and a recusal with its words."""
    way = walk(ms, "certified", at - timedelta(days=30), WELDING)
    application = way.application
    for text, privileged in ((INTERNAL, False), (PRIVILEGED, True)):
        notes.write(application, f"{text} first", privileged=privileged, by=ms.intake, at=at)
        first = Note.objects.get(text=f"{text} first")
        notes.change(first, f"{text} second", by=ms.intake, at=at)
    conflict.declare(application, conflict=True, words=CONFLICT, by=ms.secretary, at=at)
    return application


def held_in(content: bytes) -> set[str]:
    """Which canaries some bytes hold, also inside a zip and a PDF."""
    texts = [content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            texts += [packed.read(name) for name in packed.namelist()]
    for one in list(texts):
        if one[:4] == b"%PDF":
            with pikepdf.open(io.BytesIO(one)) as paper:
                texts.append(str(paper.docinfo).encode())
                for sheet in paper.pages:
                    sheet.contents_coalesce()
                    texts.append(sheet.Contents.read_bytes())
    return {word for word in (INTERNAL, PRIVILEGED, CONFLICT) if any(word.encode() in text for text in texts)}


@pytest.mark.sqlite  # the pages say the same on every database, and there are thousands
def test_no_page_of_a_role_that_may_not_read_a_note_or_a_conflict_holds_it(ms, xx, planted):
    """Every page as everybody of two States and as a visitor: with letters, PDFs, downloads, the record's zip."""
    leaks, met, fill = [], set(), filled(planted)
    here = [each for each in everyone(ms) if not each[0].startswith(("other", "second"))]
    there = [each for each in everyone(xx) if each[0].startswith("director")]
    for label, client, name, arguments in walked([*here, *there]):
        found = held_in(body(client.get(fill(name, arguments))))
        key = label.partition(" of ")[0]
        allowed = set()
        if label.endswith("of ms") and name == "case_notes" and key in READERS:
            allowed = {INTERNAL, PRIVILEGED}
        if label.endswith("of ms") and name == "case_people" and key in {"director", "auditor"}:
            allowed = {CONFLICT}
        met |= found
        leaks += [f"{label} at {name}: {word}" for word in sorted(found - allowed)]
    assert leaks == []
    assert met == {INTERNAL, PRIVILEGED, CONFLICT}, "The canaries were to be found where they belong."


def test_no_mail_no_letter_no_event_and_no_export_of_the_record_holds_a_note_or_a_conflict(
    ms, planted, enter, settings
):
    for notice in Notice.objects.select_related("case", "person"):
        message: EmailMessage = posting.mail(notice)
        assert held_in(message.message().as_bytes()) == set()
        posting.send(str(notice.pk))
    for path in django_settings.MAIL_FOLDER.glob("*.eml"):
        assert held_in(path.read_bytes()) == set()
    for letter in Letter.objects.all():
        assert held_in(str(letter.text).encode()) == set()
    for text in EventText.objects.values_list("text", flat=True):
        assert held_in(text.encode()) == set()
    for person in (ms.director, ms.auditor, ms.governor):
        record = body(enter(person).get(reverse("record_download", args=[planted.pk])))
        assert record[:2] == b"PK"
        assert held_in(record) == set()


def test_the_canary_search_looks_into_zips(tmp_path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", f"x {PRIVILEGED} x")
    assert held_in(made.getvalue()) == {PRIVILEGED}


def test_notes_are_visible_through_access_to_the_agency_and_the_auditor_alone(ms, xx, planted):
    for cast in (ms, xx):
        for key, person in cast.people.items():
            rows = access.visible_to(access.standing(person), Note)
            assert rows.exists() == (cast is ms and key in READERS), key


def test_the_timeline_of_a_case_shows_no_note_assignment_or_declaration(ms, planted, enter):
    assert Event.objects.filter(case=planted.case_id, thing_kind="note").exists()
    for person in (ms.preparer, ms.director):
        shown = words(enter(person).get(page("case", planted)))
        for line in ("Internal note", "no conflict of interest", "recused"):
            assert line not in shown.replace("Internal notes", "")
