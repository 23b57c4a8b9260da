"""What follows from a result on conditions and from a denial, from practice cases that stand before the decision."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from magnolia.policy.calendar import load_calendar
from magnolia.policy.letters import say_day
from magnolia.policy.parameters import load_parameters

from .deciding import authorities, certify, decide, outcome_form, public_page, recommend, today
from .troupe import Troupe, do, press, stands_at, tick

CONDITION = "Send the signed articulation agreement."


def clear_lost(troupe: Troupe) -> None:
    """Give the reasons on a program of the college that was withdrawn meanwhile, where this one resembles it."""
    gate = troupe.at("governor", "certification/").get_by_role("listitem").filter(has_text="Lost programs of the")
    held = "Shipyard Welding" in gate.inner_text()
    assert held == (troupe.state == "xx")
    if held:
        page = troupe.at("director", "lost-programs/")
        page.get_by_label("Reason").fill("Other employers asked for this one, in another field.")
        do(page, "clear_similar")
        stands_at(page, "Cleared by")
        troupe.at("governor", "certification/")
        expect(gate).to_contain_text("In order")


def test_a_result_on_conditions_is_certified_only_after_the_college_answered_and_the_state_closed_each(
    troupe: Troupe, outline: Path
):
    troupe.practice_case("determination")
    page = troupe.at("governor", "determination/")
    form = outcome_form(page, "Approve on conditions", "approve_conditionally")
    form.get_by_label("Condition 1", exact=True).fill(CONDITION)
    form.get_by_label("Condition 1: due").fill((today(troupe) + timedelta(days=30)).isoformat())
    decide(form)
    stands_at(troupe.at("official"), "Conditional: not certified")
    assert troupe.at("governor", "certification/").locator('button[value="certify"]').count() == 0
    assert public_page(troupe) is None

    page = troupe.at("official", "conditions/")
    stands_at(page, CONDITION)
    stands_at(page, "Nothing was sent for this condition yet.")
    form = page.get_by_role("form", name="Send a document for condition 1")
    form.locator('input[type="file"]').set_input_files(outline)
    press(page, "Send the document")
    stands_at(page, outline.name)
    page = troupe.at("director", "conditions/")
    stands_at(page, outline.name)
    assert page.locator('button[value="conditions_met"]').count() == 0
    expect(page.get_by_role("radio", name=outline.name)).to_be_checked()
    page.get_by_label("What closed it").fill("The agreement was sent for it.")
    press(page, "Close this condition")
    stands_at(page, "Every condition is closed. The program is still not certified")
    do(page, "conditions_met")
    stands_at(troupe.at("official"), "Approved for State certification")
    clear_lost(troupe)
    certify(troupe)
    posted = public_page(troupe)
    assert posted is not None
    assert "Not yet filed" in authorities(posted)[1]


def test_a_denial_names_what_was_lacking_and_its_letter_prints_the_last_day_to_appeal(troupe: Troupe):
    troupe.practice_case("recommendation")
    recommend(troupe, "deny")
    page = troupe.at("governor", "determination/")
    form = outcome_form(page, "Deny", "deny")
    decide(form)
    stands_at(page, "A denial cites at least one ground")
    form.get_by_label("Insufficient documentation").fill("No agreement with a receiving institution was filed.")
    decide(form)
    stands_at(troupe.at("official"), "Denied")
    assert public_page(troupe) is None

    page = troupe.at("official")
    page.locator('a[href^="/letters/"]').first.click()
    letter = page.locator("main")
    days = load_parameters(troupe.state)["appeal.filing_business_days"].on(today(troupe)).whole
    last = load_calendar(troupe.state).add_business_days(today(troupe), days)
    expect(letter).to_contain_text("No agreement with a receiving institution was filed.")
    expect(letter).to_contain_text(f"must arrive by the end of {last:%A}, {say_day(last)}")
    expect(letter).to_contain_text(f"{days} business days from the date of this letter")
    page = troupe.at("official")
    stands_at(page, say_day(last))
    page.get_by_role("link", name="File an appeal").click()
    form = page.get_by_role("form", name="File the appeal")
    tick(form.locator('input[value="decision"]'))
    form.get_by_label("Why the program meets the requirements").fill("The agreement was filed, on page 3.")
    tick(form.locator('input[name="file_appeal-states"]'))
    form.get_by_label("Your name, typed as a signature").fill("Morgan Example")
    press(page, "File the appeal")
    stands_at(page, "written decision is due by")
    stands_at(troupe.at("director"), "Appeal filed")
