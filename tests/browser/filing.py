"""A program from a new draft to the State and once back: what the college does, and the completeness check."""

from __future__ import annotations

import re
from pathlib import Path

import typst
from playwright.sync_api import Page, expect

from magnolia.policy.completeness import checklist
from magnolia.policy.form import form as form_words
from magnolia.policy.registers import review

from .troupe import (
    PAPER,
    Troupe,
    answer,
    choose,
    data_file,
    declare,
    do,
    fill,
    press,
    stands_at,
    tick,
    unfold,
    upload,
)

PROGRAM = "Line Work in Thirteen Weeks"
CYCLE = "2026-2027 initial"
# What a preparer types on each page of Personal Details.
TYPED = {
    "applicant": {
        "applicant_name": "Morgan Example",
        "applicant_title": "Vice president",
        "applicant_email": "morgan@example.test",
        "applicant_phone": "601-555-0100",
        "applicant_authority": "Named by the president",
        "opeid": "00990100",
        "accreditor": "Fictive Commission on Colleges",
        "title_iv_status": "participates",
        "institution_basis": "authorized",
    },
    "program": {
        "level": "undergraduate",
        "cip_code": "46.0303",
        "noncredit": "no",
        "ground": "offered_in_state",
        "offered_at": "Practice campus",
        "measure": "clock",
        "hours": "520",
        "instructional_weeks": "13",
        "remedial_hours": "0",
        "hour_parts-0-title": "Line school",
        "hour_parts-0-kind": "laboratory",
        "hour_parts-0-coursework": "program",
        "hour_parts-0-required": "yes",
        "hour_parts-0-hours": "520",
        "history-0-from_day": "2024-08-19",
        "history-0-measure": "clock",
        "history-0-hours": "520",
        "history-0-weeks": "13",
    },
    "occupations": {
        "soc_codes": "49-9051",
        "sectors-0-name": "Energy",
        "ecosystems-0-name": "e3",
        "alignments-0-target": "49-9051",
        "alignments-0-curriculum": "Line school",
        "alignments-0-competencies": "Climbing",
        "alignments-0-credential": "Lineworker I",
        "alignments-0-document": PAPER,
        "alignment_explanation": "Practice utilities ask for it.",
        "alignment_source": "report",
        "alignment_source_name": "Practice report 2026",
    },
    "employers": {
        "employers-0-employer": "Fictive Power",
        "employers-0-source_kind": "employer",
        "employers-0-sector": "Energy",
        "employers-0-dated": "2026-05-02",
        "employers-0-hiring": "now",
        "employers-0-occupations": "Line workers",
        "employers-0-competencies": "Climbing",
        "employers-0-aligned": "yes",
        "employers-0-signed": "yes",
        "employers-0-verifiable": "yes",
        "input_channel": "advisory_council",
        "input_statement": "More pole hours.",
        "input_document": PAPER,
    },
    "credential": {
        "credential_name": "Lineworker I",
        "credential_kind": "industry_certification",
        "credential_route": "stackable_portable",
        "stackable_evidence": "Lineworker II",
        "portable_evidence": "Three utilities",
        "recognising_employers": "3",
        "route_document": PAPER,
    },
    "credit": {
        "credit-0-institution": "Imaginary Pine Community College",
        "credit-0-program": "A.A.S. in Electrical Technology",
        "credit-0-recognition": "credit",
        "credit-0-mechanism": "articulation",
        "credit-0-credit": "9 semester hours",
        "credit-0-applies_to": "requirements",
        "credit-0-document": PAPER,
        "credit-0-access_process": "At the registrar",
        "credit-0-student_notice": "At orientation",
        "credit-0-from_day": "2025-08-01",
    },
    "cost": {
        "tuition": "3250",
        "fees-0-description": "Gear",
        "fees-0-amount": "145",
        "cost_information": "Practice catalog",
        "anticipated_wage": "52000",
        "wage_unit": "year",
        "wage_source": "Practice survey 2026",
    },
    "outcomes": {
        "outcomes_basis": "figures",
        "outcomes_document": PAPER,
        "completion_cohort": "40",
        "completed_in_time": "34",
        "placement_cohort": "34",
        "employed": "29",
    },
    "delivery": {
        "correspondence": "no",
        "study_abroad": "no",
        "direct_assessment": "no",
        "distance_offered": "no",
        "arrangement": "no",
    },
    "apprenticeship": {"apprenticeship": "no"},
}


def an_ecosystem(state: str) -> str:
    """One of those the State has."""
    return next(iter(form_words(state).tables["ecosystems"].questions["name"].choices))


def draft(troupe: Troupe, outline: Path) -> None:
    """Every place for documents, every page of Personal Details, then the check of all answers."""
    page = troupe.to("preparer", "/applications/new/")
    fill(page, award_year="2026-2027", program_name=PROGRAM)
    press(page, "Start")
    page.wait_for_url("**/cases/**")
    troupe.case_at(page)
    for slot in review(troupe.state).slots.values():
        if slot.required:
            upload(troupe, slot.id, data_file(troupe, outline) if slot.template else outline)
    page = troupe.at("preparer", "missing/")
    stands_at(page, re.compile(r"\d+ things in \d+ places"))
    for group, rows in TYPED.items():
        page = troupe.at("preparer", f"details/{group}/")
        for name, value in rows.items():
            answer(page, name, value if name != "ecosystems-0-name" else an_ecosystem(troupe.state))
        do(page, "check")
        page.wait_for_load_state()
    stands_at(troupe.at("preparer", "missing/"), "1 thing in 1 place")  # the official's signature
    page = troupe.at("preparer", "check/")
    for words in (PROGRAM, CYCLE, "Fictive Power", outline.name):
        stands_at(page, words)
    press(page, "Ask the certifying official to sign")
    stands_at(troupe.at("preparer"), "Waiting for attestation")


def sign(troupe: Troupe) -> Page:
    page = troupe.at("official", "declarations/")
    for box in page.locator('main input[type="checkbox"]').all():
        tick(box)
    fill(page, name="Morgan Example", title="Vice president")
    page.get_by_role("button", name="Sign", exact=True).click()
    stands_at(page, "Morgan Example")
    return page


def submit(troupe: Troupe) -> None:
    """The case names its cycle and that cycle's deadline; a receipt comes."""
    press(sign(troupe), "Submit to")
    page = troupe.at("official")
    expect(page.locator('a[href^="/letters/"]')).to_have_count(1)
    stands_at(page, "Its deadline is")
    page.get_by_role("link", name=CYCLE).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(CYCLE)


def list_item(page: Page, place: str, kind: str, needed: str) -> None:
    """Put a place of the form on the list: found by typing its name."""
    unfold(page.locator("main"), "Add a deficiency")
    field = page.get_by_role("combobox", name="Item")
    field.fill(place)
    page.get_by_role("option", name=place, exact=True).first.click()
    choose(page, kind=kind)
    fill(page, needed=needed)
    do(page, "add")
    stands_at(page, needed)


def confirm_each_point(troupe: Troupe) -> None:
    page = troupe.at("intake", "completeness/")
    for item in checklist(troupe.state).items:
        choose(page, **{f"answer-{item}": "yes"})
    do(page, "answer")
    stands_at(page, "Completeness check answered")


def return_with_a_list(troupe: Troupe) -> None:
    """The analyst lists one document and one answer, confirms each point, and sends the filing back."""
    declare(troupe, "intake")
    page = troupe.at("intake", "completeness/")
    if troupe.state == "ms":
        do(page, "start_completeness")
        page = troupe.at("intake", "completeness/")
    list_item(page, "Program outline", "unclear", "Show the hours of each part.")
    list_item(page, "Source of the wage", "unsupported", "Name the year of the survey.")
    confirm_each_point(troupe)
    do(troupe.at("intake", "completeness/"), "return_for_correction")
    stands_at(troupe.at("preparer"), "Correction by the institution")


def only_what_is_listed_is_open(troupe: Troupe) -> None:
    page = troupe.at("preparer", "attachments/")
    places = page.locator("section[id^=slot-]", has=page.locator('input[type="file"]'))
    assert [place.get_attribute("id") for place in places.all()] == ["slot-outline"]
    page = troupe.at("preparer", "details/applicant/")
    stands_at(page, "Only what the State listed can be changed now.")
    expect(page.locator('main [name="applicant_title"]')).to_have_count(0)
    page = troupe.at("preparer", "details/cost/")
    expect(page.locator('main [name="tuition"]')).to_have_count(0)
    fill(page, wage_source="Practice survey of 2026, whole State")
    do(page, "save")
    stands_at(page, "Saved at")


def correct_once(troupe: Troupe, outline: Path) -> None:
    """Each item answered, signed and sent; the analyst clears both and finds the filing complete."""
    return_with_a_list(troupe)
    only_what_is_listed_is_open(troupe)
    page = troupe.at("preparer", "correction/")
    for box in page.locator("main textarea").all():
        box.fill("Mended; see the place on the form.")
    press(page, "Save the answers")
    mended = outline.with_name("Outline with hours.pdf")
    mended.write_bytes(typst.compile(b"= Outline\nLine school: 520 hours in the laboratory."))
    upload(troupe, "outline", mended)
    sign(troupe)  # a changed filing needs a new signature
    press(troupe.at("official", "correction/"), "Send the correction")
    page = troupe.at("intake", "completeness/")
    cleared = page.get_by_role("button", name=re.compile("^Cleared"))
    for left in (1, 0):
        cleared.first.click()
        expect(cleared).to_have_count(left)
    confirm_each_point(troupe)  # a filing that was sent again is looked at again
    do(troupe.at("intake", "completeness/"), "find_complete")
    stands_at(troupe.at("intake"), "In full review")
