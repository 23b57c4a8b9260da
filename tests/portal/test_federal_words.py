"""Nothing calls a program federally approved before the Secretary's approval is on record (policy 7.10), and nothing
calls it certified before the Governor's certification is signed (policy, section 11).

Every page of every role and visitor is read, with the feed, the downloads, each letter as page and PDF, each notice and
each mail: with the federal side not begun, then filed, and then approved.
"""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from magnolia.policy.registers import review
from magnolia.portal import access, clock
from magnolia.portal.actions.telling import posting
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.stages import walk
from magnolia.portal.doors import ANYONE, door_of, may_open
from magnolia.portal.models import Letter, Notice
from tests.portal.bring import it_is, on, words
from tests.portal.crawling import filled, own_addresses

LAW = tomllib.loads((Path(__file__).parent / "federal_words.toml").read_text(encoding="utf-8"))
PHRASES = re.compile("|".join(f"(?:{phrase})" for phrase in LAW["phrases"]), re.IGNORECASE)
DENIALS = re.compile("|".join(LAW["denials"]), re.IGNORECASE)
CERTIFIED, UNCERTIFIED = (
    re.compile("|".join(f"(?:{each})" for each in LAW["certified"][name]), re.IGNORECASE)
    for name in ("phrases", "denials")
)
# Pages about the rules and not about a program: their words for each outcome stand there for every reader.
OF_THE_RULES = {
    "process", "process_on", "process_version", "process_json", "process_on_json", "process_version_json",
    "criteria", "criteria_on", "criteria_json", "criteria_on_json", "law_versions", "law_versions_json", "components",
    "glossary", "glossary_json",
}  # fmt: skip
NO_PAGE = {"favicon", "healthy", "account_logout"}


def too_early(text: str, phrases: re.Pattern[str] = PHRASES, denials: re.Pattern[str] = DENIALS) -> list[str]:
    """Words of federal eligibility in a text, with what stands around them."""
    told = denials.sub("", " ".join(text.split()))
    for declaration in review("ms").declarations.values():
        told = told.replace(declaration.title, "").replace(declaration.says, "")
    return [told[max(0, m.start() - 60) : m.end() + 60] for m in phrases.finditer(told)]


def called_certified(text: str) -> list[str]:
    """Words that call a program certified, with what stands around them."""
    return too_early(text, CERTIFIED, UNCERTIFIED)


def public(application: Any) -> Iterator[tuple[str, str]]:
    """(where, what it says) of all that a visitor can read."""
    yield from _read(None, own_addresses(), application)


def everything(cast: Any, application: Any) -> Iterator[tuple[str, str]]:
    """(where, what it says) of all that people can read of the case, in each role."""
    yield from public(application)
    for key, person in cast.people.items():
        # The pages of one's own sign-in know no case and the public ones no person: once is enough.
        addresses = [
            (name, arguments)
            for name, arguments in own_addresses()
            if door_of(name) != ANYONE and (key == "official" or not name.startswith(("account_", "mfa_")))
        ]
        yield from _read(person, addresses, application)
    yield from _sent(cast, application)


def _read(person: Any, addresses: list[Any], application: Any) -> Iterator[tuple[str, str]]:
    client, roles = Client(), set[str]()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        roles = access.standing(person).roles
    fill = filled(application)
    for name, arguments in addresses:
        if name in OF_THE_RULES | NO_PAGE or not may_open(name, person is not None, roles):
            continue
        answer = client.get(fill(name, arguments))
        kind = answer.get("Content-Type", "")
        if answer.status_code == 200 and kind.startswith("text/html"):
            yield f"{name} for {person.title if person else 'a visitor'}", words(answer)
        elif answer.status_code == 200 and re.match(r"text/|application/(json|atom)", kind):
            yield name, answer.getvalue().decode()


def _sent(cast: Any, application: Any) -> Iterator[tuple[str, str]]:
    """Letters as PDF, and what the worker mails."""
    client = Client()
    client.force_login(cast.official, backend="django.contrib.auth.backends.ModelBackend")
    for letter in Letter.objects.filter(application=application):
        yield f"letter {letter.kind}", words(client.get(reverse("letter", args=[letter.number])))
        content = client.get(reverse("letter_pdf", args=[letter.number])).getvalue()
        with pikepdf.open(io.BytesIO(content)) as pdf:
            yield f"title of the PDF {letter.kind}", str(pdf.docinfo.get("/Title", ""))
    for notice in Notice.objects.filter(case=application.case):
        mail = message_from_bytes(posting.mail(notice).message().as_bytes())
        yield "mail", f"{mail['Subject']} {mail.get_payload()}"
        reader = Client()
        reader.force_login(notice.person, backend="django.contrib.auth.backends.ModelBackend")
        yield "notice", words(reader.get(reverse("notice", args=[notice.pk])))


@pytest.mark.sqlite  # the pages say the same on every database, and there are thousands
@pytest.mark.row("PUB-03")
def test_no_page_letter_notice_mail_feed_or_download_speaks_of_federal_approval_before_it_is_recorded(ms, settings):
    way = walk(ms, "certified", on("2026-08-04"), LINEWORKER)
    it_is(settings, on("2026-12-01"))
    for where, text in public(way.application):
        assert not too_early(text), f"{where}, not filed: {too_early(text)}"
    way.federal("record_filing")
    seen = set[str]()
    for where, text in everything(ms, way.application):
        assert not too_early(text), f"{where}, filed: {too_early(text)}"
        seen.add(where.split(" ")[0])
    for must in ("programs", "program", "programs_feed", "programs_csv", "programs_json", "case", "letter", "mail",
                 "notice", "work", "compare"):  # fmt: skip
        assert must in seen, must
    visitor = Client()
    page, feed = (reverse(name, args=["ms"]) for name in ("programs", "programs_feed"))
    assert "Final federal approval is still required." in words(visitor.get(page))
    way.federal("record_approval")
    assert clock.now() > way.at
    entry = words(visitor.get(reverse("program", args=["ms", way.application.number])))
    assert too_early(entry)
    assert too_early(visitor.get(feed).content.decode())
    for text in (entry, words(visitor.get(page)), visitor.get(feed).content.decode()):
        assert "Final federal approval is still required" not in text
    row = visitor.get(reverse("programs_json", args=["ms"])).getvalue().decode()
    assert '"federal_approval": "2026-' in row


@pytest.mark.sqlite  # the pages say the same on every database, and there are thousands
@pytest.mark.row("DEF-21")
def test_a_determination_is_no_certification_and_a_certification_no_federal_approval(ms, settings):
    way = walk(ms, "approved", on("2026-08-04"), LINEWORKER)
    it_is(settings, on("2026-12-01"))
    seen = set[str]()
    for where, text in everything(ms, way.application):
        assert not called_certified(text), f"{where}, determined: {called_certified(text)}"
        assert not too_early(text), f"{where}, determined: {too_early(text)}"
        seen.add(where.split(" ")[0])
    assert {"case", "letter", "notice", "mail", "work", "programs", "queue"} <= seen
    letter = Letter.objects.get(application=way.application, kind="approved_for_certification")
    official = Client()
    official.force_login(ms.official, backend="django.contrib.auth.backends.ModelBackend")
    assert "approved for State certification" in words(official.get(reverse("letter", args=[letter.number])))
    way.certified()
    it_is(settings, way.at)
    entry = Client().get(reverse("program", args=["ms", way.application.number]))
    assert called_certified(words(entry))
    assert not too_early(words(entry))
    way.federal("record_filing")
    way.federal("record_approval")
    it_is(settings, way.at)
    entry = Client().get(reverse("program", args=["ms", way.application.number]))
    assert called_certified(words(entry))
    assert too_early(words(entry))


@pytest.mark.parametrize(
    "said",
    [
        "The program is certified.", "State certified", "It was certified on August 3, 2026", "a certified program",
        "The Governor has certified your program", "Your program is now State certified.",
    ],
)  # fmt: skip
def test_words_that_call_a_program_certified_are_found(said):
    assert called_certified(said)
    assert not called_certified(
        "This program is not yet certified and is not on the public list of certified programs."
    )


@pytest.mark.parametrize(
    "said",
    [
        "This program is federally approved.", "Approved by the Secretary of Education", "It is Pell-eligible",
        "The program is open to Pell Grants.", "This program can be paid with a Pell Grant.", "You may get a grant.",
        "Both approvals are in force.", "Federal approval of August 3, 2026", "eligible for federal student aid",
    ],
)  # fmt: skip
def test_the_words_looked_for_are_found(said):
    assert too_early(said)


def test_what_denies_an_approval_is_not_taken_for_one():
    for said in (
        "State certified, not yet federally approved.",
        "Not approved by the Secretary of Education",
        "Until then this program cannot be paid with a Pell Grant.",
        "Final federal approval is still required.",
    ):
        assert not too_early(said)
