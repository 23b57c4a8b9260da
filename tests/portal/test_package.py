"""The certification package: eighteen elements from the case, signed under one hash, released whole or not at all."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from magnolia.policy.layers import jurisdictions
from magnolia.policy.letters import say_day
from magnolia.policy.package import package as words_of
from magnolia.policy.registers import review
from magnolia.portal.actions.certifying import certify
from magnolia.portal.actions.certifying.package import BY_SIGNATURE, elements, faults, matches
from magnolia.portal.actions.certifying.package_elements import ELEMENTS
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.reviewing import earnings
from magnolia.portal.actions.reviewing import review as reviewing
from magnolia.portal.demo.walking import signature_of
from magnolia.portal.models import (
    Certification,
    EarningsAmount,
    Filing,
    Letter,
    Package,
)

from .bring import bring, certifying, it_is, last_letter, letter_page, on, page, send, walk, words

HEADINGS = [
    "Institution", "OPE ID", "Program", "Credential awarded, or to which the program leads", "Length",
    "Six-digit CIP code", "SOC code or codes", "Date of State approval", "Approving authority", "Summary of the basis",
    "Signed statement", "Alternative completion and placement standards", "Agreement: papers on request",
    "Agreement: notice of a withdrawal", "Cost and anticipated wages",
    "Conditions, limitations and documentation requirements", "Signature",
    "Other information required by the Secretary of Education or the Secretary of Labor",
]  # fmt: skip


@pytest.fixture
def approved(ms, settings):
    application = bring(ms, "approved", on("2026-08-20"))
    it_is(settings, on("2026-09-21"))
    return application


@pytest.fixture
def certified(ms, settings):
    application = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2026-10-01"))
    return application


def sign(cast, application, day="2026-09-21", **lists):
    return certify.certify(application, signature_of("ms", cast.governor, **lists), by=cast.governor, at=on(day))


@pytest.mark.parametrize("code", jurisdictions())
def test_every_element_has_its_function_and_there_are_eighteen_elements_and_eleven_kinds_of_papers(code):
    assert ELEMENTS.keys() == words_of(code).elements.keys()
    assert (len(words_of(code).elements), len(words_of(code).exhibits)) == (18, 11)


@pytest.mark.row("CERT-03")
def test_a_package_has_eighteen_headings_each_with_its_value_or_the_reason_why_not(ms, certified, enter):
    told = json.loads(Package.objects.get().text)["elements"]
    assert [each["title"] for each in told] == HEADINGS
    for each in told:
        assert each["rows"] or each["not_applicable"], each["title"]
        assert not each["missing"]
    facts, said = certified.filings.latest("place").facts, {each["id"]: dict(each["rows"]) for each in told}
    for element, value in {
        "institution": certified.institution.name, "opeid": facts["opeid"], "program": "Electric Lineworker",
        "credential": facts["credential_name"], "cip": "46.0303", "soc": "49-9051",
        "approved_on": say_day(certified.certification.on), "authority": "Governor of Mississippi",
    }.items():  # fmt: skip
        assert said[element] == {"": value}
    assert said["length"] == {"Clock hours": "520", "Weeks of instruction": "13"}
    assert said["basis"][""] == certified.determinations.get().basis
    assert said["signature"]["Signed"] == "Val Fictive"
    shown = words(enter(ms.official).get(page("package", certified)))
    for number, heading in enumerate(HEADINGS, start=1):
        assert f"{number}. {heading}" in shown
    for reason in ("No alternative", "There are no conditions, no limitations", "was required when"):
        assert re.search(rf"Not applicable\. None[. ]+{reason}", shown)


def test_before_the_signature_the_package_tells_what_comes_with_it_apart_from_what_is_missing(ms, approved, enter):
    shown = words(enter(ms.governor).get(page("package", approved)))
    assert "Nothing is missing." in shown
    assert shown.count("This comes with the signature of the certification.") == len(BY_SIGNATURE)
    assert "None. There are no conditions" not in shown
    filed_again(approved, soc_codes=[])
    assert "Missing: the SOC code." in words(enter(ms.governor).get(page("package", approved)))


@pytest.mark.row("CERT-03")
def test_without_its_soc_code_the_package_is_not_released_and_the_code_is_named(ms, approved, enter):
    filed_again(approved, soc_codes=[])
    answer = send(enter(ms.governor), page("certification", approved), approved, **certifying())
    assert answer.status_code == 422
    assert "Missing: the SOC code." in words(answer)
    assert not Package.objects.exists()
    assert approved.state == "approved"


def filed_again(application, **facts):
    """A later filing of the same case with other facts."""
    last = application.filings.latest("place")
    event = application.case.events.get(thing_id=application.pk, move="start_completeness")
    values = {f.name: getattr(last, f.name) for f in Filing._meta.fields if f.name != "id"}
    Filing.objects.create(**values | {"place": last.place + 1, "event": event, "facts": last.facts | facts})


@pytest.mark.row("CERT-02")
def test_without_the_finding_on_the_credential_the_preview_names_it_and_nobody_can_sign(ms, approved, enter):
    finding = approved.findings.get(question="credential")
    finding.points.all().delete()
    finding.delete()
    url = page("certification", approved)
    shown = words(enter(ms.governor).get(url))
    assert "Not considered yet: Credential." in shown
    assert send(enter(ms.governor), url, approved, **certifying()).status_code == 422
    assert not Certification.objects.exists()


@pytest.mark.row("CERT-02")
def test_each_of_eight_matters_links_to_its_finding(ms, approved, enter):
    html = enter(ms.governor).get(page("certification", approved)).content.decode()
    assert len(review("ms").matters) == 8
    for matter in review("ms").matters.values():
        assert matter.title in html
        for question in review("ms").under_matter(matter.id):
            assert page("finding", approved, question.id) in html


@pytest.mark.row("APPR-11")
def test_a_certification_reaches_the_inbox_with_number_and_date_and_has_no_second(ms, approved, enter):
    url = page("certification", approved)
    assert send(enter(ms.governor), url, approved, **certifying()).status_code == 302
    letter = last_letter(approved)
    assert (letter.kind, letter.dated) == ("certification", date(2026, 9, 21))
    notice = ms.official.notices.get(letter=letter)
    assert letter.number in words(enter(ms.official).get(reverse("notice", args=[notice.pk])))
    assert "September 21, 2026" in letter_page(enter, ms.official, letter)
    assert send(enter(ms.governor), url, approved, **certifying()).status_code == 422
    assert Certification.objects.count() == Package.objects.count() == 1


@pytest.mark.row("CERT-05")
@pytest.mark.parametrize("left", ["documents", "withdrawal"])
def test_unticking_either_agreement_blocks_the_signature(ms, approved, enter, left):
    url = page("certification", approved)
    answer = send(enter(ms.governor), url, approved, **certifying(**{f"agreed_{left}": ""}))
    assert answer.status_code == 422
    assert f"agreed_{left}" in answer.context["form"].errors
    assert send(enter(ms.governor), url, approved, **certifying()).status_code == 302
    told = {each["id"]: each for each in json.loads(Package.objects.get().text)["elements"]}
    for text in ("On request of the Secretary of Education or the Secretary of Labor", "papers on the State process"):
        assert text in told["documents"]["rows"][0][1]
    for text in (
        "the U.S. Department of Education, the U.S. Department of Labor and the institution",
        "within 15 calendar days of a final decision to withdraw",
    ):
        assert text in told["withdrawal"]["rows"][0][1]
    assert told["documents"]["rows"][1] == told["withdrawal"]["rows"][1] == ["Agreed by", "Val Fictive"]


@pytest.mark.row("APPR-12")
def test_a_condition_prints_on_the_document_and_on_the_programs_page(ms, approved, enter, client):
    text = "renew employer letters by 1 June 2027"
    fields = certifying(condition=text, none_condition="")
    assert send(enter(ms.governor), page("certification", approved), approved, **fields).status_code == 302
    assert printed_everywhere(ms, approved, enter, client, text)


def printed_everywhere(cast, application, enter, client, *texts):
    """Whether the letter, the package and the program's public page all say each text."""
    places = [
        letter_page(enter, cast.official, last_letter(application)),
        words(client.get(f"/in/ms/programs/{application.number}/")),
        words(enter(cast.official).get(page("package", application))),
    ]
    return all(text in place for text in texts for place in places)


@pytest.mark.row("APPR-12")
def test_limitations_and_documentation_requirements_print_beside_a_condition(ms, approved, enter, client):
    texts = {"condition": "Renew the letters.", "limitation": "One campus only.", "documentation": "A yearly roster."}
    fields = certifying(**texts, **{f"none_{name}": "" for name in texts})
    assert send(enter(ms.governor), page("certification", approved), approved, **fields).status_code == 302
    assert printed_everywhere(ms, approved, enter, client, *texts.values())
    kinds = approved.conditions.filter(blocking=False).values_list("kind", "text")
    assert dict(kinds) == texts


@pytest.mark.row("APPR-12")
def test_none_is_said_on_the_document_and_a_list_without_an_answer_is_refused(ms, approved, enter):
    url = page("certification", approved)
    for name in ("condition", "limitation", "documentation"):
        answer = send(enter(ms.governor), url, approved, **certifying(**{f"none_{name}": ""}))
        assert answer.status_code == 422
        assert name in answer.context["form"].errors
    both = send(enter(ms.governor), url, approved, **certifying(condition="One"))
    assert "“none” is checked too" in words(both)
    assert not Letter.objects.filter(kind="certification").exists()
    assert send(enter(ms.governor), url, approved, **certifying()).status_code == 302
    printed = letter_page(enter, ms.official, last_letter(approved))
    assert "no conditions, no limitations and no documentation requirements" in printed


@pytest.mark.row("CERT-04")
def test_the_statement_is_stored_with_signer_capacity_date_and_the_hash_of_what_was_signed(ms, approved, enter):
    sign(ms, approved)
    row, package = Certification.objects.get(), Package.objects.get()
    statement = next(e for e in json.loads(package.text)["elements"] if e["id"] == "statement")["rows"]
    assert "(September 21, 2025 to September 21, 2026)" in statement[0][1]
    assert statement[1][1] == "Val Fictive, Governor, Governor of Mississippi, September 21, 2026"
    assert (row.capacity, row.intent[:19]) == ("Governor of Mississippi", "By typing my name I")
    assert package.sha256 == hashlib.sha256(package.text.encode()).hexdigest()
    assert package.sha256 in words(enter(ms.governor).get(page("certification", approved)))
    in_eights = " ".join(package.sha256[place : place + 8] for place in range(0, 64, 8))
    assert in_eights in letter_page(enter, ms.official, last_letter(approved))
    assert matches(package)


def test_a_package_that_was_altered_is_told_by_its_hash(ms, certified, enter):
    package = Package.objects.get()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER portal_package_fixed")
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER portal_package_fixed ON portal_package")
    Package.objects.update(text=package.text.replace("Lineworker", "Linewalker"))
    assert list(faults()) == [f"Certification package {package.number} was altered."]
    assert "The text was altered after the signature" in words(enter(ms.auditor).get(page("certification", certified)))


def test_without_the_intent_a_typed_name_is_no_signature(ms, approved):
    given = replace(signature_of("ms", ms.governor), intent=False)
    with pytest.raises(Refused, match="makes your name a signature"):
        certify.certify(approved, given, by=ms.governor, at=on("2026-09-21"))


@pytest.mark.row("CERT-06", "REV-10")
def test_the_signed_package_quotes_the_reviewers_alternative_standard_with_its_rule_and_year(ms, enter):
    way = walk(ms, "review", on("2026-08-20"))
    way.findings()
    other = {
        "measure": "completion", "percent": "65", "citation": "34 CFR 690.94(b)", "award_year": "2026-2027",
        "starts": "2026-07-01",
    }  # fmt: skip
    reviewing.save_finding(
        way.application, "alternative_standards", outcome="met", rationale="A federal rule allows it.",
        evidence_note="The rule", answers=other, by=ms.reviewer, at=way.later(),
    )  # fmt: skip
    way.closing()
    way.move("finish_review", ms.reviewer)
    for step in ("recommendation", "determination"):
        getattr(way, step)()
    way.decided("approve")
    way.certified()
    shown = words(enter(ms.official).get(page("package", way.application)))
    part = shown[shown.index("12. Alternative") : shown.index("13. Agreement")]
    for text in ("A federal rule allows it.", "65", "34 CFR 690.94(b)", "2026-2027"):
        assert text in part
    assert "None" not in part


@pytest.mark.row("CERT-06")
def test_without_an_alternative_standard_the_package_says_none(ms, certified, enter):
    shown = words(enter(ms.official).get(page("package", certified)))
    part = shown[shown.index("12. Alternative") : shown.index("13. Agreement")]
    assert "Not applicable. None. No alternative completion or placement standard applies to this program." in part


def draft(application):
    from magnolia.portal.actions.certifying.package import draft_of

    return elements(draft_of(application, None, on("2026-09-21").date()))


@pytest.mark.row("CERT-07")
def test_before_the_first_amount_the_package_certifies_cost_and_wage_and_no_narrative_blocks(ms, approved, enter):
    told = next(e for e in draft(approved) if e["id"] == "cost_and_wage")["rows"]
    assert "Before the first value-added earnings amount" in told[0][1]
    assert told[1][1] == approved.findings.get(question="cost_and_wage").rationale
    approved.findings.filter(question="cost_and_wage").update(rationale=" ")
    answer = send(enter(ms.governor), page("certification", approved), approved, **certifying())
    assert answer.status_code == 422
    assert "the reviewer's words on cost and anticipated wages" in words(answer)


@pytest.mark.row("CERT-07")
def test_once_the_secretarys_amount_is_on_record_the_package_shows_it_instead(ms, approved, enter):
    earnings.record(
        approved, award_year=2028, amount=Decimal("4100"), notice="Practice notice 3",
        published_on=date(2026, 9, 1), by=ms.reviewer, at=on("2026-09-21"),
    )  # fmt: skip
    earnings.confirm(EarningsAmount.objects.get(), by=ms.director, at=on("2026-09-21"))
    sign(ms, approved)
    [told] = next(e for e in json.loads(Package.objects.get().text)["elements"] if e["id"] == "cost_and_wage")["rows"]
    for text in ("$4,100.00", "2028-2029", "September 1, 2026"):
        assert text in told[1]
    assert "taken into consideration" not in words(enter(ms.official).get(page("package", approved)))
