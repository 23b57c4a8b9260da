"""Conflict of interest: nothing of a case shows before the person's word, and a recused person loses all of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from magnolia.portal import access
from magnolia.portal.actions.keeping.people import give_role
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.reviewing import conflict
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import (
    Application,
    Approval,
    Assignment,
    Disclosure,
    Document,
    Event,
    Letter,
    Note,
    Notice,
    Person,
)

from .bring import page, words
from .crawling import OF_A_CASE, filled, own_addresses
from .filling import send

WHY = "My sister teaches the course."


@pytest.fixture
def case(ms, at) -> Application:
    return bring(ms, "review", at - timedelta(days=12), WELDING)


@pytest.fixture
def filed_later(ms, at) -> tuple[Person, Application]:
    """A reviewer and a case that was filed before they came, without their word on it."""
    application = bring(ms, "review", at - timedelta(days=12), WELDING)
    person = Person.objects.create_user("new.reviewer@example.test", None, name="Noel Newcomer", title="Reviewer")
    give_role(person, ms.organisations["agency"], "reviewer", by=ms.administrator, at=at)
    return person, application


def recuse(application: Application, person: Person, at) -> Disclosure:
    conflict.declare(application, conflict=True, words=WHY, by=person, at=at)
    return Disclosure.objects.get(application=application, person=person)


def test_every_page_of_a_case_leads_to_the_declaration_before_the_first_look(filed_later, enter):
    person, application = filed_later
    client, fill = enter(person), filled(application)
    for name, arguments in own_addresses():
        if name in OF_A_CASE - {"disclose", "case_move", "document_move", "document_remove"} and "pk" in arguments:
            answer = client.get(fill(name, arguments))
            assert answer.status_code in (302, 403), name
            if answer.status_code == 302:
                assert answer["Location"].startswith(
                    (page("disclose", application), page("part_attachments", application))
                )
    document, letter = application.documents.first(), application.letters.first()
    for address in (reverse("document", args=[document.pk]), reverse("letter", args=[letter.number])):
        assert client.get(address)["Location"].startswith(page("disclose", application))


def test_before_the_declaration_a_person_reads_number_and_institution_and_no_more(filed_later, enter):
    person, application = filed_later
    client = enter(person)
    for address in (page("disclose", application), reverse("work"), reverse("queue"), reverse("notices")):
        shown = words(client.get(address))
        assert application.program_name not in shown, address
    assert application.number in words(client.get(reverse("queue")))
    assert application.institution.name in words(client.get(page("disclose", application)))
    assert application.number not in words(client.get(reverse("queue"), {"q": "Structural"}))


def test_with_no_conflict_declared_the_case_opens_where_the_person_wanted_to_go(filed_later, enter):
    person, application = filed_later
    client = enter(person)
    asked = client.get(page("review", application))["Location"]
    opened = send(client, asked, {"answer": "none", "next": page("review", application)})
    assert opened["Location"] == page("review", application)
    assert application.program_name in words(client.get(page("review", application)))


def test_a_way_back_to_another_site_is_not_taken(filed_later, enter):
    person, application = filed_later
    sent = send(enter(person), page("disclose", application), {"answer": "none", "next": "https://elsewhere.test/"})
    assert sent["Location"] == page("case", application)


def test_an_answer_is_needed_and_a_conflict_needs_its_words(filed_later, enter):
    person, application = filed_later
    client, address = enter(person), page("disclose", application)
    assert send(client, address, {}).status_code == 422
    bare = send(client, address, {"answer": "conflict", "words": "  "})
    assert bare.status_code == 422
    assert "Say in a sentence what the conflict is" in words(bare)
    assert not Disclosure.objects.filter(person=person).exists()


def test_an_action_is_refused_before_the_declaration(filed_later, at):
    person, application = filed_later
    with pytest.raises(Refused, match="whether you have a conflict"):
        act(application, "finish_review", by=person, at=at)


def test_a_recused_person_finds_no_page_paper_notice_or_line_of_the_case(ms, case, enter, at):
    client = enter(ms.reviewer)
    assert case.number in words(client.get(reverse("work")))
    send(client, page("disclose", case), {"answer": "conflict", "words": WHY})
    fill = filled(case)
    for name, arguments in own_addresses():
        if name in OF_A_CASE:
            answer = client.get(fill(name, arguments)).status_code
            assert answer in (404, 403, 302), name
            if answer == 302:
                assert name in {"case_move", "document_upload", "slot_not_applicable"} or "pk" not in arguments, name
    for address in ("work", "queue", "notices", "dashboard", "workload"):
        shown = words(client.get(reverse(address), {"q": case.number}))
        assert case.number not in shown.replace(f"You are recused from {case.number}", ""), address
    who = access.standing(ms.reviewer)
    assert not access.known_to(who).filter(pk=case.pk).exists()
    for of_application in (Document, Letter, Assignment, Disclosure, Note):
        assert not access.visible_to(who, of_application).filter(application=case).exists(), of_application
    for of_case in (Notice, Event):
        assert not access.visible_to(who, of_case).filter(case=case.case_id).exists(), of_case
    assert access.visible_to(who, Approval).count() == 0


def test_a_recused_persons_counts_do_not_tell_that_the_case_is_there(ms, case, enter, at):
    client = enter(ms.director)
    before = {name: words(client.get(reverse(name))) for name in ("dashboard", "workload", "queue")}
    other = bring(ms, "review", at - timedelta(days=12), WELDING)
    assert words(client.get(reverse("dashboard"))) != before["dashboard"]
    recuse(other, ms.director, at)
    for name, was in before.items():
        assert words(client.get(reverse(name))) == was, name


def test_a_recused_person_is_refused_every_move_in_the_case(ms, case, at):
    recuse(case, ms.reviewer, at)
    with pytest.raises(Refused, match="You are recused"):
        act(case, "finish_review", by=ms.reviewer, at=at)


def test_recusal_takes_the_case_off_the_person_and_tells_the_director_without_the_words(ms, case, enter, at):
    recuse(case, ms.reviewer, at)
    case.refresh_from_db()
    assert case.holder is None
    held = Assignment.objects.get(application=case, role="reviewer")
    assert (held.state, held.held_until) == ("ended", at.date())
    told = Notice.objects.get(person=ms.director, event__move="declare_conflict")
    client = enter(ms.director)
    assert WHY not in words(client.get(reverse("notice", args=[told.pk])))
    assert WHY in words(client.get(page("case_people", case)))
    assert WHY in words(enter(ms.auditor).get(page("case_people", case)))
    assert WHY not in words(enter(ms.intake).get(page("case_people", case)))
    for event in Event.objects.filter(case=case.case_id).select_related("text"):
        assert WHY not in event.text.text


def test_a_recused_person_gets_no_notice_of_the_case_any_more(ms, case, at):
    recuse(case, ms.director, at)
    before = Notice.objects.filter(person=ms.director).count()
    act(case, "withdraw", by=ms.official, at=at, said={"reason": "Not this year."})
    assert Notice.objects.filter(person=ms.director).count() == before
    assert Notice.objects.filter(person=ms.intake, event__move="withdraw").exists()


def test_a_mistaken_recusal_is_lifted_by_the_director_and_the_person_declares_again(ms, case, enter, at):
    row = recuse(case, ms.reviewer, at)
    with pytest.raises(Refused):
        conflict.lift(row, reason="It was another case.", by=ms.reviewer, at=at)
    lifted = send(
        enter(ms.director),
        page("case_people", case),
        {"reason": "It was another case."},
        to=reverse("recusal_lift", args=[row.pk]),
    )
    assert lifted.status_code == 302
    client = enter(ms.reviewer)
    assert client.get(page("case", case))["Location"].startswith(page("disclose", case))
    send(client, page("disclose", case), {"answer": "none"})
    assert client.get(page("case", case)).status_code == 200
    moves = list(Event.objects.filter(thing_id=row.pk).order_by("seq").values_list("move", flat=True))
    assert moves == ["declare_none", "declare_conflict", "lift", "declare_none"]


def test_institutions_and_auditors_open_a_case_without_a_declaration(ms, case, enter):
    for person in (ms.preparer, ms.auditor):
        assert enter(person).get(page("case", case)).status_code == 200
        assert enter(person).get(page("disclose", case)).status_code == 403


def test_another_states_people_cannot_declare_in_a_case_here(ms, xx, case, at, enter):
    assert enter(xx.reviewer).get(page("disclose", case)).status_code == 404
    with pytest.raises(Refused):
        conflict.declare(case, conflict=False, by=xx.reviewer, at=at)
