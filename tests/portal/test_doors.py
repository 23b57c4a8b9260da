"""Every address x every role x ownership: closed by default, and another college or another State sees nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from magnolia.policy.workflow import process
from magnolia.portal import access
from magnolia.portal.demo.cast import Cast
from magnolia.portal.demo.programs import PHLEBOTOMY, WELDING
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.doors import ANYONE, DOORS, door_of, may_open
from magnolia.portal.models import Application, BoardPaper, Document

# Addresses that show one case, by the name of the argument that carries it.
OF_A_CASE = {
    "case", "case_move", "case_print", "part_details", "part_attachments", "part_declarations", "correction", "copied",
    "document_upload", "slot_not_applicable", "document", "document_move", "document_remove", "completeness", "review",
    "finding", "review_sheet", "requests", "messages", "contacts", "earnings", "similar", "high_quality", "cohort",
    "federal_requests", "completer_lists", "yearly_reports", "waivers", "prices", "federal_reports", "price_requests",
    "earnings_review", "longterm", "jobs", "aid_flags", "appeal", "outcomes", "accountability", "rate_verification",
    "records_case",
    "consultation", "recommendation", "determination", "conditions", "certification", "federal", "record",
    "record_download", "replay", "letter", "letter_pdf",
    "draft_missing", "draft_check", "draft_here", "draft_together", "case_pdf", "case_package", "board_paper", "packet",
    "packet_pdf", "packet_zip",
    "disclose", "case_people", "case_notes", "assignment_end", "recusal_lift",
    "sendings", "sending", "sending_drop",
    "approval", "changes", "proof", "package", "package_pdf", "package_zip",
}  # fmt: skip
# Addresses that only take a form lead whoever opens them to the page of the form.
FORM_ONLY = {
    "draft_here",
    "draft_together",
    "case_move",
    "document_upload",
    "document_move",
    "document_remove",
    "slot_not_applicable",
    "sendings",
    "sending",
    "sending_drop",
    "assignment_end",
    "recusal_lift",
}
REDIRECTS = {301, 302}


def patterns(
    resolver: URLResolver | None = None, prefix: str = "", inherited: tuple[str, ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    """Every named address of the installation with the names of its arguments."""
    for entry in (resolver or get_resolver()).url_patterns:
        arguments = (*inherited, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from patterns(entry, inner, arguments)
        elif isinstance(entry, URLPattern):
            assert entry.name or prefix, f"the address {entry.pattern} has no name, so it has no door"
            yield f"{prefix}{entry.name or 'unnamed'}", list(arguments)


def own_addresses() -> list[tuple[str, list[str]]]:
    return [(name, arguments) for name, arguments in patterns() if ":" not in name]


def filled(application: Application) -> Callable[[str, list[str]], str]:
    """What gives an address the arguments of one real case."""
    document = application.documents.first()
    letter, proof = application.letters.first(), application.proofs.first()
    paper = BoardPaper.objects.filter(consultation__application=application).first()
    values = {
        "pk": application.pk,
        "document": document.pk if document else application.pk,
        "proof": proof.pk if proof else application.pk,
        "paper": paper.pk if paper else application.pk,
        "number": application.number,
        "jurisdiction": application.jurisdiction,
        "move": "submit",
        "slot": "outline",
        "page": "length",
        "question": "length",
        "assignment": application.pk,
        "disclosure": application.pk,
        "sending": application.pk,
        "meeting_paper": application.pk,
        "table": "backlog",
        "loss": application.pk,
        "potential_program": application.pk,
        "program_file": application.pk,
        "toolkit_file": application.pk,
        "occupation_list": application.pk,
        "labor_source": application.pk,
        "exclusion_exception": application.pk,
        "submission": application.pk,
        "soc": "47-2111",
        "kind": "own",
        "simulation": application.pk,
        "run": application.pk,
        "result": application.pk,
        "day": "2026-08-03",
    }

    def fill(name: str, arguments: list[str]) -> str:
        own = {"number": letter.number} if name.startswith("letter") and letter else {}
        given = {key: (values | own).get(key, "1") for key in arguments}
        if name.startswith(("mfa_", "account_")):
            given = dict.fromkeys(arguments, "1")
        return reverse(name, kwargs=given)

    return fill


def everyone(cast: Cast) -> Iterator[tuple[str, Client, access.Standing]]:
    for key, person in cast.people.items():
        client = Client(raise_request_exception=False)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        yield f"{key} of {cast.jurisdiction}", client, access.standing(person)


def test_every_address_has_a_door_and_every_door_an_address():
    names = {name for name, _ in patterns()}
    assert not {name for name in names if door_of(name) is None}
    known = {name.partition(":")[0] + ":" if ":" in name else name for name in names} | names
    assert not DOORS.keys() - known


def test_an_address_without_a_door_is_closed_to_everyone():
    assert not may_open("nobody wrote this one", True, {"administrator", "governor"})


def test_each_door_lets_pass_only_roles_that_exist(ms):
    roles = process("ms").roles.keys() | {"anyone", "signed in"}
    assert not {role for door in DOORS.values() for role in door} - roles


@pytest.fixture
def certified(ms, at) -> Application:
    """A case with everything a case can have."""
    way = walk(ms, "certified", at - timedelta(days=30), WELDING, decider="governor")
    way.federal("record_filing")
    return way.application


def wrong_answers(cast: Cast, application: Application, of_things: bool = False) -> list[str]:
    """Addresses that answered otherwise than door and ownership say, one line each; `of_things`: of those alone that
    name a thing."""
    wrong, fill, opened = [], filled(application), set[str]()
    people = [
        (*each, access.visible_to(each[-1], Application).filter(pk=application.pk).exists()) for each in everyone(cast)
    ]
    for (label, client, standing, visible), (name, arguments) in itertools.product(people, own_addresses()):
        # What is open to everybody shows everybody the same; a visitor without a session has his own test.
        if name in ("account_logout", "demo") or (DOORS.get(name) == ANYONE and name in opened):
            continue
        if of_things and not arguments:
            continue  # its door is the same in each State
        opened.add(name)
        answer = client.get(fill(name, arguments)).status_code
        if not may_open(name, True, standing.roles):
            expected = {403}
        elif name in OF_A_CASE:
            expected = {302} if name in FORM_ONLY else {200, 302} if visible else {404}
        else:
            # a page of the sign-in library may refuse by itself, e.g. to confirm with a second factor nobody has set up
            expected = {200, 302, 301, 404, 405, 503} | ({403} if name.startswith(("mfa_", "account_")) else set())
        if answer not in expected:
            wrong.append(f"{label} at {name}: {answer}, expected {sorted(expected)}")
    return wrong


def test_each_role_of_the_state_opens_what_its_door_says_and_nothing_else(ms, certified):
    assert wrong_answers(ms, certified) == []


def test_people_of_another_state_see_no_case_of_this_one(ms, xx, certified):
    assert wrong_answers(xx, certified, of_things=True) == []
    for _, _, standing in everyone(xx):
        assert not access.visible_to(standing, Application).filter(jurisdiction="ms").exists()
        assert not access.visible_to(standing, Document).filter(application__jurisdiction="ms").exists()


def test_a_second_college_sees_nothing_of_the_first(ms, certified, at):
    draft = bring(ms, "draft", at, PHLEBOTOMY)
    addresses = dict(own_addresses())
    fills = {application: filled(application) for application in (certified, draft)}
    for key in ("other_preparer", "other_official"):
        client = Client()
        client.force_login(ms.people[key], backend="django.contrib.auth.backends.ModelBackend")
        for application, name in itertools.product((certified, draft), sorted(OF_A_CASE)):
            url = fills[application](name, addresses[name])
            if name.startswith("letter") and not application.letters.exists():
                continue
            answer = client.get(url).status_code
            assert answer in (403, 302 if name in FORM_ONLY else 404), f"{key} at {name}: {answer}"
            assert client.post(url).status_code in (403, 404, 405)


def test_the_state_sees_no_draft_before_it_is_sent_in(ms, at):
    draft = bring(ms, "draft", at, PHLEBOTOMY)
    for key in ("intake", "reviewer", "director", "secretary", "governor", "auditor", "administrator", "committee"):
        assert not access.visible_to(access.standing(ms.people[key]), Application).filter(pk=draft.pk).exists(), key


def test_a_visitor_without_a_session_is_asked_to_sign_in_or_reads_the_public_page(ms, certified):
    fill = filled(certified)
    for name, arguments in own_addresses():
        answer = Client().get(fill(name, arguments))
        if may_open(name, False, set()):
            assert answer.status_code in (200, 301, 302, 404, 405), f"{name}: {answer.status_code}"
        else:
            assert answer.status_code in REDIRECTS, name
            assert "/account/login/" in answer["Location"], name


def test_the_administration_of_look_up_tables_opens_to_administrators_alone(ms):
    for label, client, standing in everyone(ms):
        answer = client.get("/admin/").status_code
        assert (answer == 200) == ("administrator" in standing.roles), f"{label}: {answer}"


def test_a_designation_opens_doors_from_its_first_day_to_its_last(ms, at):
    from magnolia.portal.actions.deciding import designate

    first = at.date() + timedelta(days=1)
    designate.designate(
        "ms", person=ms.designee, instrument="Test order 1", first_day=at.date(), last_day=first, by=ms.governor, at=at
    )
    assert access.standing(ms.designee, at.date()).roles == {"designee"}
    assert access.standing(ms.designee, first).roles == {"designee"}
    assert access.standing(ms.designee, at.date() - timedelta(days=1)).roles == set()
    assert access.standing(ms.designee, first + timedelta(days=1)).roles == set()
