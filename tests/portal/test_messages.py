"""Messages of a case: between the institution and the State's people on it, in the portal only, and on record."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from magnolia.portal import access
from magnolia.portal.actions.moves import Refused, start
from magnolia.portal.actions.reviewing import assign, conflict, messages
from magnolia.portal.actions.telling import posting
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import Application, Assignment, Event, EventText, Grant, Message, Notice, Person

from .bring import body, bring, page, words
from .filling import send

CANARY = "canary-plover-7713"


@pytest.fixture(params=["ms", "xx"])
def cast(request, db):
    return request.getfixturevalue(request.param)


@pytest.fixture
def case(cast, at) -> Application:
    return bring(cast, "review", at - timedelta(days=12), WELDING)


def test_the_two_sides_write_to_each_other_inside_the_case_and_both_read_it_there(cast, case, enter):
    address = page("messages", case)
    assert send(enter(cast.reviewer), address, {"text": "Which table is right?"}).status_code == 302
    assert send(enter(cast.preparer), address, {"text": "The second one."}).status_code == 302
    for person in (cast.reviewer, cast.director, cast.preparer, cast.official, cast.auditor):
        shown = words(enter(person).get(address))
        assert "Which table is right?" in shown
        assert "The second one." in shown
    assert "It is not a request for documents : it sets no day by which to answer" in words(
        enter(cast.preparer).get(address)
    )


def test_a_message_starts_no_clock_and_opens_no_place_for_a_paper(cast, case, at):
    before = case.requests.count(), case.case.deadlines.count(), case.version
    messages.write(case, "Which table is right?", by=cast.reviewer, at=at)
    case.refresh_from_db()
    assert (case.requests.count(), case.case.deadlines.count(), case.version) == before


@pytest.mark.parametrize("who", ["secretary", "governor", "auditor", "administrator"])
def test_who_only_reads_the_case_writes_no_message_in_it(cast, case, at, enter, who):
    with pytest.raises(Refused):
        messages.write(case, "A word.", by=cast.people[who], at=at)
    assert not Message.objects.exists()
    answer = enter(cast.people[who]).get(page("messages", case))
    assert answer.status_code == 403 if who == "administrator" else "Write a message" not in words(answer)


def test_another_college_reads_and_writes_nothing(cast, case, at, enter):
    other = cast.people.get("other_preparer")
    if other is None:
        other = next(person for key, person in cast.people.items() if key.startswith(("other", "second")))
    assert enter(other).get(page("messages", case)).status_code == 404
    with pytest.raises(Refused):
        messages.write(case, "A word.", by=other, at=at)


def test_new_messages_stand_in_the_head_of_the_case_and_on_the_own_work_list_until_they_are_read(cast, case, at, enter):
    messages.write(case, "One.", by=cast.reviewer, at=at)
    messages.write(case, "Two.", by=cast.reviewer, at=at + timedelta(minutes=1))
    client = enter(cast.preparer)
    assert "2 new messages in this case" in words(client.get(page("case", case)))
    assert "New messages: 2 waiting for you" in words(client.get(reverse("work")))
    shown = words(client.get(page("messages", case)))
    assert shown.count(" New ") == 2
    assert "new message" not in words(client.get(page("case", case)))
    assert "New message" not in words(client.get(reverse("work")))
    assert " New " not in words(client.get(page("messages", case)))
    assert "1 new message" not in words(enter(cast.reviewer).get(page("case", case))), "their own is nothing new"
    assert "2 new messages in this case" in words(enter(cast.official).get(page("case", case)))


def test_an_answer_waits_for_whoever_has_the_case_and_for_everybody_where_nobody_has_it(cast, case, at, enter):
    for held in Assignment.objects.filter(application=case, held_until__isnull=True):
        assign.give_back(held, reason="Free.", by=held.person, at=at)
    case.refresh_from_db()
    free = messages.write(case, "Anybody there?", by=cast.preparer, at=at)
    told = set(Notice.objects.filter(event=free).values_list("person__email", flat=True))
    assert told == {cast.intake.email, cast.reviewer.email, cast.director.email}
    assert "New message: 1 waiting for you" in words(enter(cast.intake).get(reverse("work")))
    assign.assign(case, cast.reviewer, "reviewer", by=cast.director, at=at)
    event = messages.write(case, "And now?", by=cast.preparer, at=at)
    told = set(Notice.objects.filter(event=event).values_list("person__email", flat=True))
    assert told == {cast.reviewer.email}
    assert "waiting for you" not in words(enter(cast.intake).get(reverse("work"))).partition("New message")[2]
    assert "New messages: 2 waiting for you" in words(enter(cast.reviewer).get(reverse("work")))


def test_a_recused_person_sees_no_message_gets_no_notice_and_writes_none(cast, case, at, enter):
    messages.write(case, f"{CANARY} before", by=cast.preparer, at=at)
    conflict.declare(case, conflict=True, words="A cousin works there.", by=cast.intake, at=at)
    event = messages.write(case, f"{CANARY} after", by=cast.preparer, at=at)
    assert not Notice.objects.filter(event=event, person=cast.intake).exists()
    client = enter(cast.intake)
    assert client.get(page("messages", case)).status_code == 404
    assert CANARY not in words(client.get(reverse("work")))
    assert "New message" not in words(client.get(reverse("work")))
    assert not access.visible_to(access.standing(cast.intake), Message).exists()
    with pytest.raises(Refused, match="recused"):
        messages.write(case, "A word.", by=cast.intake, at=at)


def test_a_person_who_has_not_declared_on_conflicts_is_asked_first(cast, case, at, enter):
    messages.write(case, f"{CANARY} text", by=cast.preparer, at=at)
    newcomer = Person.objects.create_user("newcomer@example.test", None, name="Lou Sample", title="Reviewer")
    grant = Grant(person=newcomer, organisation=cast.organisations["agency"], role="reviewer")
    start(grant, "give", by=None, at=at, jurisdiction=cast.jurisdiction)
    answer = enter(newcomer).get(page("messages", case))
    assert answer.status_code == 302
    assert reverse("disclose", args=[case.pk]) in answer["Location"]
    assert "New message" not in words(enter(newcomer).get(reverse("work")))


@pytest.mark.parametrize(
    ("state", "open_to_messages"),
    [("draft", False), ("approved", True), ("certified", False), ("denied", False), ("withdrawn", False)],
)
def test_nobody_writes_before_the_filing_is_in_or_after_the_record_is_closed_and_all_can_still_read(
    cast, at, enter, state, open_to_messages
):
    case = bring(cast, state, at - timedelta(days=30), WELDING)
    address = page("messages", case)
    answer = enter(cast.official).post(address, {"text": "One more thing.", "key": "a click"})
    assert answer.status_code == (302 if open_to_messages else 422)
    assert Message.objects.exists() == open_to_messages
    shown = enter(cast.official).get(address)
    assert ("The record of this case is closed" in words(shown)) == (not open_to_messages and state != "draft")
    assert ("Messages begin once it is" in words(shown)) == (state == "draft")
    if not open_to_messages and state != "draft":
        with pytest.raises(Refused, match="The record of this case is closed"):
            messages.write(case, "A word.", by=cast.director, at=at)


def test_an_empty_a_too_long_and_a_telling_message_are_refused_and_nothing_typed_is_lost(cast, case, enter):
    client, address = enter(cast.preparer), page("messages", case)
    assert send(client, address, {"text": "   "}).status_code == 422
    told = send(client, address, {"text": "Her number is 123-45-6789."})
    assert told.status_code == 422
    assert "This seems to hold a Social Security number" in words(told)
    assert "Her number is 123-45-6789." in words(told)
    assert not Message.objects.exists()
    assert "123-45-6789" not in "".join(EventText.objects.values_list("text", flat=True))


def test_a_message_of_the_longest_length_goes_and_one_character_more_does_not(cast, case, at):
    from magnolia.portal import clock
    from magnolia.portal.actions import law

    day = clock.local_date(cast.jurisdiction, at)
    most = law.value(cast.jurisdiction, "documents.statement_characters", day).whole
    messages.write(case, "a" * most, by=cast.preparer, at=at)
    with pytest.raises(Refused, match="Nothing was cut"):
        messages.write(case, "a" * (most + 1), by=cast.preparer, at=at)


def test_a_double_click_sends_a_message_once(cast, case, at):
    for _ in range(2):
        messages.write(case, "Once.", by=cast.reviewer, at=at, key="one click")
    assert Message.objects.count() == 1


def test_the_mail_says_only_that_something_waits_and_no_event_letter_or_notice_holds_the_words(cast, case, at, enter):
    event = messages.write(case, f"{CANARY}: {cast.preparer.name} says hello", by=cast.preparer, at=at)
    messages.write(case, f"{CANARY}: and back", by=cast.reviewer, at=at)
    mailed = []
    for notice in Notice.objects.filter(event__thing_kind="message").select_related("case", "person"):
        posting.send(str(notice.pk))
        mailed.append(posting.mail(notice).message().as_bytes().decode())
    mailed += [path.read_text() for path in django_settings.MAIL_FOLDER.glob("*.eml")]
    assert len(mailed) >= 3
    for text in mailed:
        assert CANARY not in text
        assert case.number in text
        for never in (cast.preparer.name, case.institution.name, case.program_name, "hello"):
            assert never not in text
    for text in EventText.objects.values_list("text", flat=True):
        assert CANARY not in text
    notice = Notice.objects.filter(event=event).earliest("pk")
    shown = words(enter(notice.person).get(reverse("notice", args=[notice.pk])))
    assert CANARY not in shown
    assert "Open “Messages”" in shown


def test_the_event_seals_the_words_and_the_record_holds_them_in_order(cast, case, at, enter):
    event = messages.write(case, f"{CANARY} one", by=cast.preparer, at=at)
    messages.write(case, f"{CANARY} two", by=cast.reviewer, at=at + timedelta(minutes=1))
    sealed = json.loads(event.text.text)["sha256"]
    assert sealed == hashlib.sha256(f"{CANARY} one".encode()).hexdigest()
    shown = words(enter(cast.auditor).get(page("record", case) + "?part=supplements"))
    packed = body(enter(cast.director).get(reverse("record_download", args=[case.pk])))
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        held = {name: file.read(name).decode() for name in file.namelist() if name.endswith("messages.html")}
    (text,) = held.values()
    assert text.index(f"{CANARY} one") < text.index(f"{CANARY} two")
    assert sealed in text
    assert "Supplements" in shown


def test_messages_and_internal_notes_stay_apart(cast, case, at, enter):
    from magnolia.portal.actions.reviewing import notes

    notes.write(case, f"{CANARY} inside", privileged=False, by=cast.reviewer, at=at)
    messages.write(case, "For the college.", by=cast.reviewer, at=at)
    assert CANARY not in words(enter(cast.reviewer).get(page("messages", case)))
    assert CANARY not in words(enter(cast.preparer).get(page("messages", case)))
    assert "For the college." not in words(enter(cast.reviewer).get(page("case_notes", case)))
    shown = words(enter(cast.preparer).get(page("case", case)))
    assert "Message to the institution sent" in shown
    assert Event.objects.filter(case=case.case_id, thing_kind="message").count() == 1


def test_messages_take_the_same_queries_for_one_and_for_three(cast, case, at, enter, django_assert_max_num_queries):
    client, address = enter(cast.official), page("messages", case)
    messages.write(case, "One.", by=cast.reviewer, at=at)
    client.get(address)
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    for text in ("Two.", "Three."):
        messages.write(case, text, by=cast.director, at=at)
    client.get(address)
    with django_assert_max_num_queries(60) as three:
        client.get(address)
    assert len(three) <= len(one)
