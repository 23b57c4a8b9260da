"""The self-check as a new visitor walks it: by keyboard, without scripts, at four times the size, and on paper."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from .site import Site
from .test_keyboard import choose, tab_to

NARROW: ViewportSize = {"width": 320, "height": 640}  # CSS pixels: a window of 1280 at 400 percent
LENGTH = {"measure": "clock", "hours": "160", "instructional_weeks": "7.9", "remedial_hours": "0"}


@pytest.fixture
def page(browser: Browser, site: Site) -> Any:
    context = browser.new_context(viewport=NARROW)
    made = context.new_page()
    yield made
    context.close()


def fits(page: Page) -> None:
    """Nothing makes the page wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], page.url


def test_a_visitor_walks_from_the_home_page_to_the_findings_and_a_file_by_keyboard_alone(page, site, tmp_path: Path):
    page.goto(f"{site.url}/in/ms/")
    tab_to(page, words="^Check a program yourself")
    page.keyboard.press("Enter")
    page.wait_for_url("**/self-check/")
    fits(page)
    tab_to(page, words="^Length")
    page.keyboard.press("Enter")
    page.wait_for_url("**/self-check/length/")
    for name, value in LENGTH.items():
        here = tab_to(page, name=f"^{name}$")
        if here["type"] == "radio":
            choose(page, value)
        else:
            page.keyboard.type("many" if name == "hours" else value)
    page.keyboard.press("Enter")
    page.locator("[data-error-summary]").wait_for()
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    fits(page)
    tab_to(page, words="Number of hours")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type(LENGTH["hours"])
    assert page.locator("[name=instructional_weeks]").input_value() == "7.9"
    tab_to(page, words="^Save and see the findings")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/self-check/findings/"))
    fits(page)
    assert page.get_by_text("7.9 weeks of instruction is too short").count() == 2  # the finding, and what if
    tab_to(page, words="^Save the answers to a file")
    with page.expect_download() as kept:
        page.keyboard.press("Enter")
    kept.value.save_as(tmp_path / "facts.json")
    assert json.loads((tmp_path / "facts.json").read_text())["program"]["instructional_weeks"] == 7.9
    page.go_back()
    assert page.locator("[name=hours]").input_value() == "160"


def test_every_page_of_questions_fits_a_narrow_window_and_the_findings_print_without_buttons(page, site):
    page.goto(f"{site.url}/in/ms/self-check/")
    addresses = page.locator(".mg-tasks a").evaluate_all("all => all.map(a => a.href)")
    assert len(addresses) == 18
    for address in addresses:
        page.goto(address)
        fits(page)
    page.goto(f"{site.url}/in/ms/self-check/findings/")
    page.emulate_media(media="print")
    assert page.get_by_text("Is the program long enough").first.is_visible()
    assert not page.get_by_text("Carry these answers into an application").is_visible()
    assert not page.get_by_text(re.compile("^Criterion:")).first.is_visible()


def test_the_self_check_works_without_scripts_and_rows_can_be_added(browser: Browser, site: Site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/in/ms/self-check/coursework/")
    page.fill("[name=hour_parts-0-title]", "Welding")
    page.click("text=Add a part")
    assert page.locator("[name=hour_parts-0-title]").input_value() == "Welding"
    page.fill("[name=hour_parts-1-title]", "Workshop")
    page.click("text=Save and go back")
    page.goto(f"{site.url}/in/ms/self-check/coursework/")
    assert page.locator("[name=hour_parts-1-title]").input_value() == "Workshop"
    context.close()


HERE = "() => [document.activeElement.name || document.activeElement.tagName, document.activeElement.value || '']"


def goes_on(page: Page, button: str, name: str, value: str, says: str) -> None:
    """A press of Enter on a button leads to this field, and the page says what was done."""
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")
    page.locator("[role=status][data-said]").filter(has_text=says).wait_for(state="attached")
    assert page.evaluate(HERE) == [name, value]


def test_the_keyboard_goes_on_in_the_row_that_was_added_or_beside_the_one_that_was_taken_out(
    browser: Browser, site: Site
):
    page = browser.new_page()
    page.goto(f"{site.url}/in/ms/self-check/coursework/")
    page.fill("[name=hour_parts-0-title]", "Welding")
    goes_on(page, "Add a part", "hour_parts-1-title", "", "Part 2 was added.")
    page.keyboard.type("Workshop")
    goes_on(page, "Add a part", "hour_parts-2-title", "", "Part 3 was added.")
    page.keyboard.type("Safety")
    goes_on(page, "Take out Part 1", "hour_parts-0-title", "Workshop", "Part 1 was taken out.")
    page.get_by_text("Part 2: Safety").click()
    goes_on(page, "Take out Part 2", "hour_parts-0-title", "Workshop", "Part 2 was taken out.")
    goes_on(page, "Take out Part 1", "hour_parts-0-title", "", "Part 1 was taken out.")
    page.close()
