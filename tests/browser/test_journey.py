"""One new program from draft to the public page, each role in turn, in a real browser with a real document."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
import typst
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from magnolia.policy.calendar import load_calendar
from magnolia.policy.completeness import checklist
from magnolia.policy.registers import review
from magnolia.portal.demo.findings import ANSWERS, OUTCOMES

from .entering import enter
from .site import Site

QUESTIONS = 11


class Troupe:
    """Windows of everyone who takes part, opened when their turn comes."""

    def __init__(self, browser: Browser, site: Site, state: str) -> None:
        self.browser, self.site, self.state = browser, site, state
        self.people = {e["who"]: e["person"] for e in site.exhibits() if e["person"]}
        self.windows: dict[str, BrowserContext] = {}
        self.address = ""

    def page(self, who: str) -> Page:
        if who not in self.windows:
            self.windows[who] = enter(self.browser, self.site, self.people[f"{who}.{self.state}"])
        window = self.windows[who]
        return window.pages[0] if window.pages else window.new_page()

    def at(self, who: str, part: str = "") -> Page:
        """The person's window on a page of the case."""
        page = self.page(who)
        page.goto(f"{self.site.url}{self.address}{part}")
        return page

    def close(self) -> None:
        for window in self.windows.values():
            window.close()


@pytest.fixture(params=["ms", "xx"])
def troupe(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Troupe]:
    made = Troupe(browser, site, request.param)
    yield made
    made.close()


@pytest.fixture
def outline(tmp_path: Path) -> Path:
    """A real PDF, typeset for the test."""
    path = tmp_path / "Outline of the course.pdf"
    path.write_bytes(typst.compile(b'#set document(title: "Outline")\n= Outline\nThirteen weeks of lines and poles.'))
    return path


PAPER = "a document"
# What a preparer types on each page of Personal Details.
TYPED = {
    "applicant": {
        "applicant_name": "Morgan Example",
        "applicant_title": "Vice president",
        "applicant_email": "morgan@example.test",
        "applicant_phone": "601-555-0100",
        "applicant_authority": "Named by the president",
        "opeid": "00990100",
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
        "hour_parts-0-hours": "520",
        "history-0-from_day": "2024-08-19",
        "history-0-measure": "clock",
        "history-0-hours": "520",
        "history-0-weeks": "13",
    },
    "occupations": {
        "soc_codes": "49-9051",
        "sectors-0-name": "Energy",
        "alignment_explanation": "Practice utilities ask for it.",
        "alignment_source": "report",
        "alignment_source_name": "Practice report 2026",
    },
    "employers": {
        "employers-0-employer": "Fictive Power",
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


def stands_at(page: Page, words: str) -> None:
    expect(page.locator("main")).to_contain_text(words)


def do(page: Page, value: str) -> None:
    page.locator(f'button[name="do"][value="{value}"]').click()


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f'[name="{name}"]').fill(value)


def tick(box: Locator) -> None:
    """Click the words beside a radio button or a check box, as people do: the design draws its own mark there."""
    box.page.locator(f'label[for="{box.get_attribute("id")}"]').click()


def choose(page: Page, **fields: str) -> None:
    """Choose from a list or among radio buttons, whichever the page offers."""
    for name, value in fields.items():
        field = page.locator(f'select[name="{name}"]')
        if field.count():
            field.select_option(value)
        else:
            tick(page.locator(f'input[name="{name}"][value="{value}"]'))


def answer(page: Page, name: str, value: str) -> None:
    """Give one answer of a page: typed, chosen, or a document from the list by its place."""
    field = page.locator(f'[name="{name}"]').first
    if value == PAPER:
        page.locator(f'select[name="{name}"]').select_option(index=1)
    elif field.evaluate("e => e.tagName === 'SELECT' || e.type === 'radio'"):
        choose(page, **{name: value})
    else:
        field.fill(value)


def draft(troupe: Troupe, outline: Path) -> None:
    page = troupe.page("preparer")
    page.goto(f"{troupe.site.url}/applications/new/")
    fill(page, award_year="2026-2027", program_name="Line Work in Thirteen Weeks")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/cases/**")
    troupe.address = re.sub(r"(/cases/[0-9a-f-]+/).*", r"\1", page.url.removeprefix(troupe.site.url))
    for slot in review(troupe.state).slots.values():
        if slot.required:
            upload(troupe, slot.id, data_file(troupe, outline) if slot.template else outline)
    for group, rows in TYPED.items():
        page = troupe.at("preparer", f"details/{group}/")
        for name, value in rows.items():
            answer(page, name, value)
        do(page, "check")
        page.wait_for_load_state()
    stands_at(troupe.at("preparer", "details/"), "Complete")
    page = troupe.at("preparer")
    page.get_by_role("button", name="Ask the certifying official to sign").click()
    stands_at(page, "Waiting for attestation")


def unfold(place: Locator, heading: str) -> None:
    """Open the part under a heading, unless it stands open already."""
    part = place.locator("details", has=place.page.get_by_text(heading, exact=True)).first
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()


def data_file(troupe: Troupe, beside: Path) -> Path:
    """The State's data file as its public page gives it."""
    answer = troupe.page("preparer").request.get(f"{troupe.site.url}/in/{troupe.state}/data-template/program.csv")
    path = beside.with_name("program.csv")
    path.write_bytes(answer.body())
    return path


def upload(troupe: Troupe, slot: str, paper: Path) -> None:
    page = troupe.at("preparer", "attachments/")
    section = page.locator(f"#slot-{slot}")
    unfold(section, "Add files")
    form = section.get_by_role("form", name=re.compile("^Add files"))
    form.locator('input[type="file"]').set_input_files(paper)
    form.get_by_role("button", name=re.compile("^Add")).click()
    expect(page.locator(f"#slot-{slot}")).to_contain_text(paper.name)


def sign(troupe: Troupe) -> Page:
    page = troupe.at("official", "declarations/")
    for box in page.locator('main input[type="checkbox"]').all():
        tick(box)
    fill(page, name="Morgan Example", title="Vice president")
    page.get_by_role("button", name="Sign", exact=True).click()
    stands_at(page, "Morgan Example")
    return page


def submit(troupe: Troupe) -> None:
    page = sign(troupe)
    page.get_by_role("button", name=re.compile("^Submit to")).click()
    expect(troupe.at("official").locator('a[href^="/letters/"]')).to_have_count(1)


def confirm_each_point(troupe: Troupe, page: Page) -> None:
    for item in checklist(troupe.state).items:
        choose(page, **{f"answer-{item}": "yes"})
    do(page, "answer")


def correct_once(troupe: Troupe, outline: Path) -> None:
    page = troupe.at("intake", "completeness/")
    if troupe.state == "ms":
        do(page, "start_completeness")
        page = troupe.at("intake", "completeness/")
    page.get_by_role("heading", name="Add a deficiency").click()
    fill(page, item="Program outline", needed="Show the hours of each part.")
    choose(page, kind="unclear")
    do(page, "add")
    stands_at(page, "Show the hours of each part.")
    confirm_each_point(troupe, page)
    do(page, "return_for_correction")
    stands_at(troupe.at("preparer"), "Correction by the institution")
    page = troupe.at("preparer", "correction/")
    page.locator("main textarea").first.fill("The outline now shows the hours of each part.")
    page.get_by_role("button", name="Save the answers").click()
    upload(troupe, "outline", outline)  # a changed filing needs a new signature
    sign(troupe)
    page = troupe.at("official", "correction/")
    page.get_by_role("button", name=re.compile("^Send the correction")).click()
    page = troupe.at("intake", "completeness/")
    page.get_by_role("button", name=re.compile("^Cleared")).click()
    do(page, "find_complete")
    do(troupe.at("reviewer", "review/"), "start_review")
    stands_at(troupe.at("reviewer"), "In full review")


def judge(troupe: Troupe) -> None:
    for question in review(troupe.state).questions.values():
        page = troupe.at("reviewer", f"review/{question.id}/")
        choose(page, outcome=OUTCOMES.get(question.id, "met"))
        for name, answer in ANSWERS.get(question.id, {}).items():
            (choose if question.points[name].options else fill)(page, **{f"point_{name}": answer})
        for price in page.locator('input[name^="price_"]').all():
            stated = page.locator(f"#{price.get_attribute('id')}_helptext").inner_text()
            price.fill(re.search(r"[0-9,.]+[0-9]", stated).group())
        fill(page, rationale="The outline and the facts show it.")
        tick(page.locator('input[name="evidence"]').first)
        do(page, "save_finding")
    page = troupe.at("reviewer", "review/")
    choose(page, enough_answer="yes", fit_answer="yes")
    do(page, "save_closing")
    do(troupe.at("reviewer", "review/"), "finish_review")
    assert len(review(troupe.state).questions) == QUESTIONS


def consult(troupe: Troupe) -> None:
    page = troupe.at("secretary", "consultation/")
    today = load_calendar(troupe.state).local_day(datetime.now(UTC)).isoformat()
    fill(page, held_on=today, materials="Filing and findings", ground="Utilities hire every cohort.")
    fill(page, comment_employer_demand="Some members doubt the demand in the north.")
    do(page, "save_consultation")
    page = troupe.at("secretary", "consultation/")
    fill(page, attested_name="Kim Imaginary", attested_title="Board secretary", attested_on=today)
    do(page, "attest_consultation")


def recommend(troupe: Troupe) -> None:
    page = troupe.at("director", "recommendation/")
    stands_at(page, "Some members doubt the demand in the north.")
    choose(page, outcome="approve")
    fill(page, text="All criteria are met.", signed_name="Alex Pretend")
    do(page, "recommend")
    if troupe.state == "xx":
        page = troupe.at("director")
        page.get_by_role("button", name=re.compile("^Release to")).click()


def determine(troupe: Troupe) -> None:
    page = troupe.at("governor", "determination/")
    unfold(page.locator("main"), "Approve for State certification")
    form = page.locator("form", has=page.locator('button[value="approve"]'))
    form.get_by_label("Basis of the determination").fill("Every criterion is met on the record.")
    form.get_by_label("Your name, typed as a signature").fill("Val Fictive")
    form.get_by_label("Your title").fill("Governor")
    form.locator('button[value="approve"]').click()
    stands_at(troupe.at("governor"), "Approved for State certification")
    assert not posted(troupe)


def certify(troupe: Troupe) -> None:
    page = troupe.at("governor", "certification/")
    fill(page, signed_name="Val Fictive", signed_title="Governor")
    for box in page.locator("form[aria-label] input[type=checkbox]").all():
        box.check(force=True)
    do(page, "certify")
    stands_at(troupe.at("official"), "State certified")


def posted(troupe: Troupe) -> bool:
    page = troupe.page("preparer")
    page.goto(f"{troupe.site.url}/in/{troupe.state}/programs/?q=Line+Work")
    return page.get_by_role("link", name="Line Work in Thirteen Weeks").count() > 0


STEPS: tuple[Callable[[Troupe], None], ...] = (judge, consult, recommend, determine, certify)


def test_each_role_in_turn_takes_a_new_program_from_draft_to_the_public_page(troupe, outline):
    draft(troupe, outline)
    submit(troupe)
    correct_once(troupe, outline)
    for step in STEPS:
        step(troupe)
    assert posted(troupe)
    page = troupe.page("preparer")
    page.get_by_role("link", name="Line Work in Thirteen Weeks").click()
    stands_at(page, "State approval")
    stands_at(page, "Federal approval")
    stands_at(page, "Not yet filed")
    page = troupe.at("official")
    page.locator('a[href^="/letters/"]').first.click()
    stands_at(page, "Morgan Example")
    address = page.get_by_role("link", name="Download as PDF").get_attribute("href")
    letter = page.request.get(f"{troupe.site.url}{address}")
    assert letter.status == 200
    with pikepdf.open(io.BytesIO(letter.body())) as paper:
        assert paper.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in paper.Root


def test_the_path_is_left_open_by_no_step_to_a_person_whose_turn_it_is_not(troupe, outline):
    draft(troupe, outline)
    page = troupe.at("preparer", "declarations/")
    assert page.get_by_role("button", name=re.compile("^Submit to")).count() == 0
    answer = troupe.page("intake").goto(f"{troupe.site.url}{troupe.address}")
    assert answer is not None
    assert answer.status == 404
