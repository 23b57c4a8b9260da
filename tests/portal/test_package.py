"""The certification package: eighteen elements from the case, signed under one hash, released whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from magnolia.policy.layers import LawError, jurisdictions
from magnolia.policy.package import package as words_of
from magnolia.policy.package import refuse_student_level
from magnolia.policy.registers import review
from magnolia.portal.actions import certify
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.package import elements, faults, matches
from magnolia.portal.actions.package_elements import ELEMENTS
from magnolia.portal.demo.findings import ANSWERS
from magnolia.portal.demo.stages import signature_of
from magnolia.portal.models import (
    Approval,
    Certification,
    EarningsAmount,
    Filing,
    FindingPoint,
    Letter,
    Occupation,
    Package,
    Reading,
)

from .bring import bring, certifying, it_is, last_letter, letter_page, name_designee, on, page, send, words

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
    shown = words(enter(ms.official).get(page("package", certified)))
    for number, heading in enumerate(HEADINGS, start=1):
        assert f"{number}. {heading}" in shown
    assert "Not applicable. None. There are no conditions, no limitations" in shown


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


@pytest.mark.row("CERT-01")
def test_only_the_governor_or_a_current_designee_may_ask_and_others_are_refused_and_logged(
    ms, approved, enter, settings
):
    name_designee(ms, on("2026-09-01"))
    for person, refused in ((ms.director, 422), (ms.reviewer, 403), (ms.official, 403)):
        answer = send(enter(person), page("certification", approved), approved, **certifying())
        assert answer.status_code == refused
        assert Reading.objects.filter(person=person, refused=True, what="certification").exists()
    own = certifying(signed_name="Drew Standin")
    assert send(enter(ms.designee), page("certification", approved), approved, **own).status_code == 302


@pytest.mark.row("CERT-01", "APPR-11")
def test_an_open_appeal_blocks_the_certification_and_one_that_was_granted_does_not(ms, enter, settings):
    case = bring(ms, "denied", on("2026-08-20"))
    moment = on("2026-09-21")
    it_is(settings, moment)
    assert send(enter(ms.governor), page("certification", case), case, **certifying()).status_code == 422
    act(case, "file_appeal", by=ms.official, at=moment, said={"appeal": "The agreement names a program."})
    shown = words(enter(ms.governor).get(page("certification", case)))
    assert "An appeal is open." in shown
    assert send(enter(ms.governor), page("certification", case), case, **certifying()).status_code == 422
    act(case, "grant_appeal", by=ms.governor, at=moment, said={"reason": "The panel advises to approve."})
    assert "An appeal is open." not in words(enter(ms.governor).get(page("certification", case)))
    from magnolia.portal.actions import review as reviewing

    reviewing.save_finding(
        case, "credit", outcome="met", rationale="The agreement names one.", evidence_note="Agreement",
        answers=ANSWERS["credit"], by=ms.reviewer,
        at=moment,
    )  # fmt: skip
    act(case, "conditions_met", by=ms.director, at=moment)
    assert send(enter(ms.governor), page("certification", case), case, **certifying()).status_code == 302
    assert case.state == "certified"


@pytest.mark.row("APPR-11")
def test_a_certification_reaches_the_inbox_with_number_and_date_and_has_no_second(ms, approved, enter):
    url = page("certification", approved)
    assert send(enter(ms.governor), url, approved, **certifying()).status_code == 302
    letter = last_letter(approved)
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
    assert "Secretary of Labor" in told["documents"]["rows"][0][1]
    assert "within 15 calendar days" in told["withdrawal"]["rows"][0][1]


@pytest.mark.row("APPR-12")
def test_a_condition_prints_on_the_document_and_on_the_programs_page(ms, approved, enter, client):
    text = "renew employer letters by 1 June 2027"
    fields = certifying(condition=text, none_condition="")
    assert send(enter(ms.governor), page("certification", approved), approved, **fields).status_code == 302
    assert text in letter_page(enter, ms.official, last_letter(approved))
    assert text in words(client.get(f"/in/ms/programs/{approved.number}/"))
    assert text in words(enter(ms.official).get(page("package", approved)))


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


@pytest.mark.row("CERT-04")
def test_twelve_months_after_the_first_qualifying_day_the_certification_is_signed_and_a_day_before_it_is_not(
    ms, approved
):
    filed_again(approved, history=[approved.filings.latest("place").facts["history"][0] | {"from_day": "2025-10-01"}])
    with pytest.raises(Refused, match="since October 1, 2025. On September 30, 2026 that is less than 12 months"):
        sign(ms, approved, "2026-09-30")
    assert not Certification.objects.exists()
    sign(ms, approved, "2026-10-01")
    assert Certification.objects.get().on == date(2026, 10, 1)


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


@pytest.mark.row("CERT-06")
def test_an_alternative_standard_is_quoted_with_its_rule_and_year_and_without_one_the_package_says_none(ms, approved):
    told = next(e for e in draft(approved) if e["id"] == "alternative")
    assert (told["rows"], told["not_applicable"][:5]) == ([], "None.")
    row = approved.findings.get(question="alternative_standards")
    type(row).objects.filter(pk=row.pk).update(outcome="met", rationale="A federal rule allows it.")
    for name, value in (("percent", "65"), ("citation", "34 CFR 690.94(b)"), ("award_year", "2026")):
        FindingPoint.objects.create(finding=row, name=name, value=value)
    said = " ".join(" ".join(each) for each in next(e for e in draft(approved) if e["id"] == "alternative")["rows"])
    for text in ("65", "34 CFR 690.94(b)", "2026-2027"):
        assert text in said


def draft(application):
    from magnolia.portal.actions.package import draft_of

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
def test_once_the_secretarys_amount_is_on_record_the_package_shows_it_instead(ms, approved):
    EarningsAmount.objects.create(
        institution=approved.institution, program_name=approved.program_name, cip_code=approved.facts.cip_code,
        award_year=2028, amount=Decimal("4100"), notice="Practice notice 3", published_on=date(2026, 9, 1),
        application=approved, by=ms.reviewer, on=date(2026, 9, 2),
    )  # fmt: skip
    [told] = next(e for e in draft(approved) if e["id"] == "cost_and_wage")["rows"]
    for text in ("$4,100.00", "2028-2029", "September 1, 2026"):
        assert text in told[1]
    assert "taken into consideration" not in told[1]


@pytest.mark.row("CERT-08")
def test_three_of_eleven_kinds_of_papers_go_along_with_an_index_and_no_record_of_a_student_ever(ms, certified, enter):
    url = page("package", certified)
    chosen = ["checklists", "board", "credit"]
    assert send(enter(ms.official), url, certified, exhibits=chosen).status_code == 422
    assert send(enter(ms.director), url, certified, exhibits=chosen).status_code == 302
    answer = enter(ms.official).get(page("package_zip", certified))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        top = archive.namelist()[0].split("/")[0]
        index = json.loads(archive.read(f"{top}/index.json"))
        assert [each["kind"] for each in index["exhibits"]] == ["credit", "checklists", "board"]
        assert index["exhibits"][2]["files"] != ["none"]
        assert hashlib.sha256(archive.read(f"{top}/package.json")).hexdigest() == Package.objects.get().sha256
        assert archive.read(f"{top}/package.pdf").startswith(b"%PDF")
        for line in archive.read(f"{top}/SHA256SUMS").decode().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(archive.read(f"{top}/{name}")).hexdigest() == digest
    with pytest.raises(LawError, match="records of single students"):
        refuse_student_level("board", "data", review("ms").slots)


@pytest.mark.row("CERT-09")
@pytest.mark.parametrize("field", ["program_name", "cip_code", "soc"])
def test_a_letter_that_would_differ_from_the_package_takes_the_certification_back(ms, approved, enter, field):
    if field == "program_name":
        type(approved).objects.filter(pk=approved.pk).update(program_name="Another name")
    elif field == "cip_code":
        type(approved.facts).objects.filter(pk=approved.pk).update(cip_code="48.0508")
    else:
        Occupation.objects.filter(application=approved).update(soc_code="11-1011")
    answer = send(enter(ms.governor), page("certification", approved), approved, **certifying())
    assert answer.status_code == 422
    assert "The letter and the package differ" in words(answer)
    assert not Letter.objects.filter(kind="certification").exists()
    assert not Approval.objects.exists()


@pytest.mark.row("CERT-09")
def test_the_letter_has_ten_elements_with_the_values_of_the_package(ms, certified, enter):
    letter, values = letter_page(enter, ms.official, last_letter(certified)), json.loads(Package.objects.get().text)
    signed = values["values"]
    for text in (
        signed["institution"], signed["program"], signed["credential"], signed["cip"], *signed["soc"],
        "approved as an eligible workforce program for purposes of State certification", "no conditions",
        "submission to the U.S. Department of Education", "Val Fictive",
    ):  # fmt: skip
        assert text in letter
    assert values["elements"][7]["rows"][0][1] in letter


@pytest.mark.row("CERT-10")
def test_on_issue_the_institution_has_a_download_a_dated_delivery_and_its_own_filing_to_record(ms, certified, enter):
    shown = words(enter(ms.official).get(page("package", certified)))
    assert f"Delivered in the portal to {certified.institution.name}" in shown
    assert "First downloaded" not in shown
    assert enter(ms.official).get(page("package_pdf", certified)).content.startswith(b"%PDF")
    assert "First downloaded by the institution" in words(enter(ms.director).get(page("package", certified)))
    stands = words(enter(ms.official).get(page("federal", certified)))
    assert "State certified - federal filing by institution pending" in stands
    assert enter(ms.other_official).get(page("package", certified)).status_code == 404
