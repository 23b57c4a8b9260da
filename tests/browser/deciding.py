"""From the review to the public page: who has the case, the findings, the Board, the Governor, the two authorities."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from magnolia.policy.calendar import load_calendar
from magnolia.policy.package import package
from magnolia.policy.registers import review
from magnolia.portal.demo.cast import NEWCOMER, PEOPLE
from magnolia.portal.demo.findings import ANSWERS, OUTCOMES

from .filing import PROGRAM
from .troupe import Troupe, choose, declare, do, fill, press, stands_at, tick, unfold

NAMES = {key: name for key, _, _, name, _ in (*PEOPLE, NEWCOMER)}
GOVERNOR = {"name": "Val Fictive", "title": "Governor"}


def today(troupe: Troupe) -> date:
    return load_calendar(troupe.state).local_day(datetime.now(UTC))


def assign(troupe: Troupe, key: str) -> None:
    page = troupe.at("director", "people/")
    page.locator('select[name="person"]').select_option(label=NAMES[key])
    press(page, "Assign")
    stands_at(page, f"{NAMES[key]} has the case now.")


def hand_on(troupe: Troupe) -> None:
    """The reviewer who got the case has a conflict and loses it everywhere; another reviewer goes on."""
    number = troupe.number
    declare(troupe, "director")
    assign(troupe, "reviewer")
    page = troupe.to("reviewer", f"/queue/?q={number}")
    stands_at(page, "1 case")
    page = troupe.at("reviewer")
    expect(page.locator("main")).not_to_contain_text(PROGRAM)
    choose(page, answer="conflict")
    fill(page, words="My sister teaches in this program.")
    press(page, "Save my answer")
    stands_at(page, f"You are recused from {number}")
    for address in ("/queue/", f"/queue/?q={number}", "/queue/?q=Line+Work", "/queue/?who=me"):
        expect(troupe.to("reviewer", address).locator(f'a[href="{troupe.address}"]')).to_have_count(0)
    for part in ("", "review/", "people/", "print/"):
        answer = troupe.page("reviewer").goto(f"{troupe.site.url}{troupe.address}{part}")
        assert answer is not None
        assert answer.status == 404, part
    stands_at(troupe.at("director", "people/"), "Recused from this case.")
    assign(troupe, "second_reviewer")
    declare(troupe, "second.reviewer")
    do(troupe.at("second.reviewer", "review/"), "start_review")
    stands_at(troupe.at("second.reviewer"), "In full review")


def judge(troupe: Troupe) -> None:
    """A finding for every criterion, with the facts each asks for; then the closing questions."""
    for question in review(troupe.state).questions.values():
        page = troupe.at("second.reviewer", f"review/{question.id}/")
        choose(page, outcome=OUTCOMES.get(question.id, "met"))
        for name, given in ANSWERS.get(question.id, {}).items():
            (choose if question.points[name].options else fill)(page, **{f"point_{name}": given})
        for price in page.locator('input[name^="price_"]').all():
            stated = page.locator(f"#{price.get_attribute('id')}_helptext").inner_text()
            price.fill(re.findall(r"[0-9,.]+[0-9]", stated)[0])
        fill(page, rationale="The outline and the facts show it.")
        tick(page.locator('input[name="evidence"]').first)
        do(page, "save_finding")
    page = troupe.at("second.reviewer", "review/")
    stands_at(page, "Every criterion has a finding.")
    choose(page, enough_answer="yes", fit_answer="yes")
    do(page, "save_closing")
    do(troupe.at("second.reviewer", "review/"), "finish_review")


def consult(troupe: Troupe, minutes: Path) -> None:
    """The Board's record with a meeting, a dissent and a paper; then the attestation."""
    declare(troupe, "secretary")
    page, day = troupe.at("secretary", "consultation/"), today(troupe).isoformat()
    fill(page, held_on=day, noticed_on=day, materials="Filing and findings", ground="Utilities hire every cohort.")
    fill(page, member_1="Bo Madeup", member_2="Cleo Pretend", words_2="Demand in the north is not shown.")
    choose(page, quorum="yes", advice="supports", part_1="present", part_2="dissent")
    fill(page, comment_employer_demand="Some members doubt the demand in the north.")
    do(page, "save_consultation")
    form = page.get_by_role("form", name="Documents of the consultation")
    form.locator('input[type="file"]').set_input_files(minutes)
    for box in form.locator('input[name="topics"]').all():
        tick(box)
    do(page, "file_paper")
    stands_at(page, minutes.name)
    fill(page, attested_name="Kim Imaginary", attested_title="Board secretary", attested_on=day)
    do(page, "attest_consultation")


def recommend(troupe: Troupe, outcome: str = "approve") -> None:
    page = troupe.at("director", "recommendation/")
    choose(page, outcome=outcome)
    fill(page, text="The findings and the advice lead to this.", signed_name="Alex Pretend")
    do(page, "recommend")
    if troupe.state == "xx":
        press(troupe.at("director"), "Release to")


def outcome_form(page: Page, heading: str, move: str) -> Locator:
    """The form of one outcome, opened, with the basis and the signature typed."""
    unfold(page.locator("main"), heading)
    form = page.locator("form", has=page.locator(f'button[name="do"][value="{move}"]'))
    form.get_by_label("Basis of the determination").fill("What the record shows.")
    form.get_by_label("Your name, typed as a signature").fill(GOVERNOR["name"])
    form.get_by_label("Your title").fill(GOVERNOR["title"])
    return form


def decide(form: Locator) -> None:
    form.locator('button[name="do"]:not([aria-hidden])').click()


def approve(troupe: Troupe) -> None:
    declare(troupe, "governor")
    page = troupe.at("governor", "determination/")
    stands_at(page, "Demand in the north is not shown.")
    decide(outcome_form(page, "Approve for State certification", "approve"))
    stands_at(troupe.at("governor"), "Approved for State certification")


def certify(troupe: Troupe) -> None:
    """Three lists answered, one with an entry, both agreements, the intent, and the signature."""
    page = troupe.at("governor", "certification/")
    for name in package(troupe.state).lists:
        if name == "limitation":
            fill(page, **{name: "Offered on the Practice campus only."})
        elif (none := page.locator(f'input[name="none_{name}"]')).count():  # not offered where one is listed already
            tick(none)
    for name in package(troupe.state).agreements:
        tick(page.locator(f'input[name="agreed_{name}"]'))
    tick(page.locator('input[name="intent"]'))
    fill(page, signed_name=GOVERNOR["name"], signed_title=GOVERNOR["title"])
    do(page, "certify")
    stands_at(page, "Certification letter")
    stands_at(troupe.at("official"), "State certified")


def public_page(troupe: Troupe) -> Page | None:
    """The program's public page as a visitor finds it through the list, or None where it is not posted."""
    number = troupe.number
    page = troupe.to("visitor", f"/in/{troupe.state}/programs/")
    link = page.locator(f'a[href$="/programs/{number}/"]')
    if not link.count():
        return None
    link.click()
    return page


def authorities(page: Page) -> list[str]:
    """What the public page says of the State's decision and of the Secretary's, each in its own box."""
    boxes = page.locator(".mg-authority")
    expect(boxes).to_have_count(2)
    return [box.inner_text() for box in boxes.all()]


def federal_step(troupe: Troupe, who: str, move: str, paper: Path) -> None:
    """A step of the federal side with its day, its reference and a paper."""
    page = troupe.at(who, "federal/")
    fields = {f"{move}-day": today(troupe).isoformat(), f"{move}-evidence": "Practice reference 0001"}
    fill(page, **fields)
    page.locator(f'input[name="{move}-paper"]').set_input_files(paper)
    do(page, move)
    stands_at(page, "Practice reference 0001")
