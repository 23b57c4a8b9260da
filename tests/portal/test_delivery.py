"""What goes out on the day of the certification: letter, package with its papers, delivery, and the filing after it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from magnolia.policy.layers import LawError
from magnolia.policy.package import refuse_student_level
from magnolia.policy.registers import review
from magnolia.portal.actions.certifying import certify
from magnolia.portal.actions.certifying.package import Differs, must_agree
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.publishing import approved as approvals
from magnolia.portal.demo.walking import signature_of
from magnolia.portal.models import Approval, FederalFiling, Letter, Notice, Occupation, Package, Proof

from .bring import bring, certifying, it_is, last_letter, letter_page, on, page, send, walk, words
from .filling import pdf


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


@pytest.mark.row("CERT-08")
def test_three_of_eleven_kinds_of_papers_go_along_with_an_index_and_no_record_of_a_student_ever(ms, certified, enter):
    url = page("package", certified)
    chosen = ["checklists", "board", "credit"]
    assert send(enter(ms.official), url, certified, exhibits=chosen).status_code == 422
    for never in ("data", "participants"):
        assert send(enter(ms.director), url, certified, exhibits=[*chosen, never]).status_code == 422
        with pytest.raises(Refused, match="There is no such kind of papers"):
            certify.choose_exhibits(certified, [never], by=ms.director, at=on("2026-10-01"))
    assert send(enter(ms.director), url, certified, exhibits=chosen).status_code == 302
    answer = enter(ms.official).get(page("package_zip", certified))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        top = archive.namelist()[0].split("/")[0]
        index = json.loads(archive.read(f"{top}/index.json"))
        assert [each["kind"] for each in index["exhibits"]] == ["credit", "checklists", "board"]
        assert index["exhibits"][2]["files"] != ["none"]
        inside = {name.split("/")[2] for name in archive.namelist() if "/exhibits/" in name}
        assert inside == {"01-credit", "02-checklists", "03-board"}
        assert f"{top}/index.html" in archive.namelist()
        student_level = {document.sha256 for document in certified.documents.filter(slot="data")}
        assert student_level
        held = {hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
        assert not student_level & held
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


@pytest.mark.row("CERT-09")
def test_a_letter_that_says_anything_else_than_the_package_is_not_built(ms, approved):
    limits = signature_of("ms", ms.governor, condition=["One campus only."])
    certify.certify(approved, limits, by=ms.governor, at=on("2026-09-21"))
    package = Package.objects.get()
    same = json.loads(package.text)["values"]
    must_agree(package, same)
    for name, other in (
        ("institution", "Another College"),
        ("program", "Another name"),
        ("credential", "Another credential"),
        ("cip", "48.0508"),
        ("soc", ["11-1011"]),
        ("approved_on", date(2026, 9, 22)),
        ("standing_conditions", []),
    ):
        with pytest.raises(Differs):
            must_agree(package, same | {name: other})


def step(name: str, day: str, evidence: str = "", paper: bytes | None = None) -> dict[str, Any]:
    """What the page of the federal side sends."""
    given = {"do": name, f"{name}-day": day, f"{name}-evidence": evidence}
    return given | ({f"{name}-paper": SimpleUploadedFile("confirmation.pdf", paper)} if paper else {})


@pytest.mark.row("CERT-10")
def test_on_issue_the_institution_is_told_and_has_a_download_and_a_dated_delivery(ms, approved, enter, settings):
    assert send(enter(ms.governor), page("certification", approved), approved, **certifying()).status_code == 302
    letter = last_letter(approved)
    assert {ms.preparer, ms.official} <= {notice.person for notice in Notice.objects.filter(letter=letter)}
    it_is(settings, on("2026-09-25"))
    official = enter(ms.official)
    shown = words(official.get(page("package", approved)))
    college = approved.institution.name
    assert f"Delivered in the portal to {college} Monday, September 21, 2026, 10:00 a.m. Central" in shown
    assert "The institution files the certification and the other papers with the U.S. Department of Education" in shown
    assert "First downloaded" not in shown
    html = official.get(page("package", approved)).content.decode()
    for name, begins in (("package_pdf", b"%PDF"), ("package_zip", b"PK")):
        assert page(name, approved) in html
        assert official.get(page(name, approved)).content.startswith(begins)
    told = words(enter(ms.director).get(page("package", approved)))
    assert "First downloaded by the institution Friday, September 25, 2026, 10:00 a.m. Central" in told
    assert ms.official.name in told
    assert enter(ms.other_official).get(page("package", approved)).status_code == 404
    for name in ("federal", "approval"):
        stands = words(official.get(page(name, approved)))
        assert "State certified - federal filing by institution pending" in stands, name


@pytest.mark.row("CERT-10")
def test_the_institution_and_nobody_else_records_its_filing_and_uploads_the_confirmation(ms, certified, enter):
    filed, url = certified.federal_filing, page("federal", certified)
    for person in (ms.director, ms.governor, ms.preparer):
        refused = send(enter(person), url, filed, **step("record_filing", "2026-09-30", paper=pdf()))
        assert refused.status_code in (403, 422), person
        assert (filed.state, filed.filed_on) == ("not_filed", None)
    content = pdf("Confirmation")
    official = enter(ms.official)
    assert send(official, url, filed, **step("record_filing", "2026-09-30", paper=content)).status_code == 302
    assert (filed.state, filed.filed_on) == ("filed", date(2026, 9, 30))
    shown = words(official.get(url))
    assert "Filed by the institution on September 30, 2026" in shown
    assert "State certified - federal filing by institution pending" not in shown
    proof = Proof.objects.get()
    assert "confirmation.pdf" in shown
    assert proof.sha256 == hashlib.sha256(content).hexdigest()
    assert enter(ms.director).get(reverse("proof", args=[proof.pk])).getvalue() == content


BOTH = "State and federal approval in force"
FOUR = [
    (True, True, BOTH),
    (False, True, "Withdrawn by the State, effective October 10, 2026"),
    (True, False, "State certified, not yet federally approved"),
    (False, False, "Withdrawn by the State, effective October 10, 2026"),
]


@pytest.mark.row("CERT-13")
@pytest.mark.parametrize(("by_state", "federal", "label"), FOUR)
def test_a_program_is_shown_as_open_only_while_two_approvals_of_their_own_days_are_in_force(
    ms, enter, settings, by_state, federal, label
):
    way = walk(ms, "certified", on("2026-08-20"))
    case = way.application
    certified_on = case.certification.on
    it_is(settings, on("2026-10-10"))
    director, url = enter(ms.director), page("federal", case)
    filed = case.federal_filing
    sent = step("record_filing", "2026-09-29", "Practice receipt")
    assert send(enter(ms.official), url, filed, **sent).status_code == 302
    decided = step("record_approval", "2026-10-05", "Practice letter")
    if federal:
        assert send(director, url, filed, **decided).status_code == 302
    if not by_state:
        withdraw(ms, case, "2026-10-10")
    entry, listed = reverse("program", args=["ms", case.number]), reverse("programs", args=["ms"])
    pages = {"entry": words(Client().get(entry))} | {
        name: words(director.get(page(name, case))) for name in ("approval", "federal")
    }
    for where, shown in pages.items():
        assert label in shown, where
        assert (BOTH in shown) == (by_state and federal), where
        day = "effective October 10, 2026" if not by_state else f"{certified_on:%B} {certified_on.day}, 2026"
        assert day in shown, where
    row = json.loads(Client().get(reverse("programs_json", args=["ms"])).getvalue())["programs"][0]
    assert row["state_approval"] == certified_on.isoformat()
    assert row.get("federal_approval") == ("2026-10-05" if by_state and federal else None)
    assert row["state_status"] == ("State certified" if by_state else "Withdrawn by the State")
    assert ("Final federal approval is still required." in words(Client().get(listed))) == (by_state and not federal)
    # Each side keeps its own state, whatever becomes of the other.
    assert Approval.objects.get().state == ("in_force" if by_state else "withdrawn")
    assert FederalFiling.objects.get().state == ("approved" if federal else "filed")


def withdraw(cast: Any, case: Any, day: str) -> None:
    approvals.end(
        case.approval, "withdraw", cause="completion", reason="Below it.", effective_on=date.fromisoformat(day),
        reference="Report 7", signed_name=cast.governor.name, signed_title="Governor", by=cast.governor, at=on(day, 9),
    )  # fmt: skip


@pytest.mark.row("CERT-14")
def test_pending_and_not_approved_are_recorded_with_day_and_evidence_like_an_approval(ms, certified, enter):
    filed, url, director = certified.federal_filing, page("federal", certified), enter(ms.director)
    assert send(enter(ms.official), url, filed, **step("record_filing", "2026-09-28", "Receipt 1")).status_code == 302
    for move, state, label in (
        ("record_pending", "filed", "Decision of the Secretary of Education pending"),
        ("record_refusal", "not_approved", "Not approved by the Secretary of Education"),
    ):
        for lacking in (step(move, "2026-09-30"), step(move, "", "P-2"), step(move, "2026-10-02", "P-2")):
            assert send(director, url, filed, **lacking).status_code == 422
        assert send(enter(ms.official), url, filed, **step(move, "2026-09-30", "Letter P-2")).status_code == 422
        assert send(director, url, filed, **step(move, "2026-09-30", "Letter P-2")).status_code == 302
        assert (filed.state, filed.evidence, filed.step_on) == (state, "Letter P-2", date(2026, 9, 30))
        shown = words(director.get(url))
        for said in (label, "Letter P-2", "September 30, 2026"):
            assert said in shown
    assert filed.decided_on == date(2026, 9, 30)
    assert BOTH not in words(Client().get(reverse("program", args=["ms", certified.number])))
