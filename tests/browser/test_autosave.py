"""The script that saves while one types: two people at one page, a lost sign-in, a double click, an upload refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from .entering import PHONE, WIDE
from .site import Site
from .troupe import Troupe

MEGABYTE = 1024 * 1024
# Whether all of what has the focus lies under the bar; of a radio button or check box people see its label.
COVERED = """() => {
  const bar = document.querySelector(".mg-saved-bar"), at = document.activeElement;
  if (!at || at === document.body || bar.contains(at)) return false;
  const seen = (["radio", "checkbox"].includes(at.type) && at.labels[0] || at).getBoundingClientRect();
  const over = bar.getBoundingClientRect();
  return seen.top >= over.top && seen.bottom <= over.bottom;
}"""


@pytest.fixture
def troupe(browser: Browser, site: Site) -> Iterator[Troupe]:
    made = Troupe(browser, site, "ms")
    page = made.page("preparer")
    page.goto(f"{site.url}/applications/new/")
    page.locator('[name="program_name"]').fill("Saved on the way")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/cases/**")
    made.case_at(page)
    yield made
    made.close()


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text(re.compile(r"Saved at \d+:\d\d [ap]\.m\."))


def test_typing_is_saved_and_of_two_people_on_one_answer_the_second_picks(troupe: Troupe):
    mine = troupe.at("preparer", "details/applicant/")
    theirs = troupe.at("official", "details/applicant/")
    theirs.locator('[name="applicant_title"]').fill("Provost")
    theirs.locator('[name="applicant_authority"]').click()
    saved(theirs)
    mine.locator('[name="applicant_title"]').fill("Dean")
    mine.locator('[name="applicant_phone"]').fill("601-555-0111")
    expect(mine.locator("[data-saved]")).to_contain_text("changed “Title” as well")
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.get_by_role("heading", name="The same answer was changed twice")).to_be_visible()
    mine.get_by_text("Keep mine").click()
    mine.get_by_role("button", name="Save", exact=True).dblclick()
    expect(mine.locator("main")).to_contain_text("Saved at")
    theirs.reload()
    assert theirs.locator('[name="applicant_title"]').input_value() == "Dean"
    assert theirs.locator('[name="applicant_phone"]').input_value() == "601-555-0111"


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_time_of_the_last_save_stays_in_sight_and_never_covers_what_has_the_focus(
    browser: Browser, site: Site, troupe: Troupe, width: int
):
    page = troupe.at("preparer", "details/program/")
    page.set_viewport_size({"width": width, "height": 700})
    bar = page.locator(".mg-saved-bar")
    for key in ("Tab", "Shift+Tab"):
        for _ in range(45):
            page.keyboard.press(key)
            assert not page.evaluate(COVERED), page.evaluate("document.activeElement.name")
    page.locator('[name="hours"]').fill("100")
    saved(page)
    assert page.evaluate("window.scrollY") > 0
    assert bar.bounding_box()["y"] >= 0  # type: ignore[index]
    expect(bar).to_be_in_viewport()
    page.set_viewport_size({"width": WIDE, "height": 900})


def test_what_is_missing_and_what_the_rules_say_move_while_one_types_and_the_focus_stays(troupe: Troupe):
    page = troupe.at("preparer", "details/program/")
    standing = page.locator('[data-part="standing"]')
    heard = page.locator('[data-part="heard"]')
    expect(standing).to_contain_text("Number of hours")
    before = heard.inner_text()
    page.locator('label[for="id_measure_0"]').click()
    page.locator('[name="instructional_weeks"]').fill("9")
    page.locator('[name="hours"]').press_sequentially("100")
    expect(standing).not_to_contain_text("Number of hours")
    expect(standing).to_contain_text("Not met")
    expect(heard).not_to_have_text(before)
    assert page.evaluate("document.activeElement.name") == "hours"


def test_an_open_page_says_that_its_person_is_there_and_learns_who_came(troupe: Troupe):
    mine = troupe.page("preparer")
    mine.clock.install()
    troupe.at("preparer", "attachments/")
    expect(mine.locator("main")).not_to_contain_text("Also on this draft now")
    troupe.at("official", "details/cost/")
    mine.clock.fast_forward("01:01")
    expect(mine.locator(".mg-draft-line")).to_contain_text("Also on this draft now: Morgan Example (Cost and wage)")
    mine.clock.resume()


def test_words_typed_just_before_the_page_is_left_are_saved(troupe: Troupe):
    page = troupe.at("preparer", "details/applicant/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator('[name="applicant_title"]').fill("Dean to the last")
    page.goto(f"{troupe.site.url}/healthy/")
    for _ in range(20):
        page = troupe.at("preparer", "details/applicant/")
        if page.locator('[name="applicant_title"]').input_value() == "Dean to the last":
            return
        page.wait_for_timeout(250)
    raise AssertionError("the last words were lost")


def test_signed_out_the_words_stay_on_the_page_and_are_saved_after_signing_in_elsewhere(troupe: Troupe):
    page = troupe.at("preparer", "details/applicant/")
    context = page.context
    kept = context.cookies()
    context.clear_cookies(name="sessionid")
    page.locator('[name="applicant_title"]').fill("Dean of lines")
    expect(page.locator("[data-saved]")).to_contain_text("Not saved: you were signed out")
    assert page.locator('[name="applicant_title"]').input_value() == "Dean of lines"
    context.add_cookies(kept)  # type: ignore[arg-type]
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)
    page.reload()
    assert page.locator('[name="applicant_title"]').input_value() == "Dean of lines"


@pytest.mark.row("FORM-02")
def test_after_wrong_answers_the_focus_is_on_their_summary_and_one_key_from_the_first_field_at_fault(troupe: Troupe):
    page = troupe.at("preparer", "details/applicant/")
    page.locator('[name="applicant_email"]').fill("official@")
    page.locator('[name="applicant_phone"]').fill("555010")
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    first = summary.locator("a").first.get_attribute("href") or ""
    assert summary.locator('a[href*="applicant_email"], a[href*="applicant_phone"]').count() == 2
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(first)).to_be_focused()
    assert page.locator('[name="applicant_email"]').input_value() == "official@"
    assert page.locator('[name="applicant_phone"]').input_value() == "555010"


def test_a_refused_file_is_said_beside_it_and_the_next_one_is_added(troupe: Troupe, tmp_path: Path):
    page = troupe.at("preparer", "attachments/")
    bad, good = tmp_path / "bad.pdf", tmp_path / "good.png"
    bad.write_bytes(b"no")
    Image.new("RGB", (4, 4)).save(good)
    form = page.locator("#slot-outline").get_by_role("form", name=re.compile("^Add files"))
    form.locator('input[type="file"]').set_input_files(bad)
    form.get_by_role("button", name=re.compile("^Add")).click()
    expect(form.get_by_role("alert")).to_contain_text("“bad.pdf” is not a PDF")
    form.locator('input[type="file"]').set_input_files(good)
    form.get_by_role("button", name=re.compile("^Add")).click()
    expect(page.locator("#slot-outline .mg-document")).to_contain_text("good.png")
