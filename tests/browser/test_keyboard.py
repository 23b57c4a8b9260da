"""The path from a new draft to a submitted application by keyboard alone, with the focus always to be seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typst
from playwright.sync_api import Browser, FileChooser, Page, TimeoutError

from magnolia.policy.registers import review

from .filing import TYPED
from .site import Site
from .troupe import PAPER, Troupe, data_file, upload

FAR = 250  # presses of the Tab key after which something counts as out of reach


FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  const label = (e.labels || [])[0] || e;
  const l = getComputedStyle(label, e.labels && e.type.match(/radio|checkbox/) ? "::before" : null);
  const ring = c => (c.outlineStyle !== "none" && parseFloat(c.outlineWidth) > 0) || c.boxShadow !== "none";
  const seen = [s, l].some(ring);
  return {name: e.name || "", value: e.value || "", type: e.type || "", tag: e.tagName, words: e.innerText || "", seen};
}"""


def tab_to(page: Page, **wanted: str) -> dict:
    """Press Tab until the focus stands on what is wanted; the focus must be visible on everything passed."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        here: dict = page.evaluate(FOCUS)
        if here["tag"] == "BODY":
            continue
        assert here["seen"], f"the focus cannot be seen on {here}"
        if all(re.search(pattern, str(here[key])) for key, pattern in wanted.items()):
            return here
    raise AssertionError(f"{wanted} cannot be reached with the keyboard")


def choose(page: Page, value: str) -> None:
    """With the focus on a group of radio buttons or a list: the arrows lead to the wanted answer."""
    for _ in range(20):
        here = page.evaluate(FOCUS)
        if here["value"] == value:
            if here["type"] == "radio":
                page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} cannot be chosen with the keyboard")


@pytest.fixture
def troupe(browser: Browser, site: Site):
    made = Troupe(browser, site, "ms")
    yield made
    made.close()


def test_a_new_program_goes_from_draft_to_submitted_by_keyboard_alone(troupe, tmp_path: Path):
    paper = tmp_path / "outline.pdf"
    paper.write_bytes(typst.compile(b"= Outline\nPoles and lines."))
    page = troupe.page("preparer")
    page.goto(f"{troupe.site.url}/applications/new/")
    tab_to(page, name="^award_year$")
    page.keyboard.type("2026-2027")
    tab_to(page, name="^program_name$")
    page.keyboard.type("Lines by keyboard")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")
    troupe.case_at(page)
    attach(troupe.at("preparer", "attachments/"), paper)
    for slot in review("ms").slots.values():
        if slot.required and slot.id != "outline":
            upload(troupe, slot.id, data_file(troupe, paper) if slot.template else paper)
    fill_in(troupe)
    page = troupe.at("preparer")
    tab_to(page, words="^Ask the certifying official")
    page.keyboard.press("Enter")
    page.get_by_text("Waiting for attestation").first.wait_for()
    sign_and_submit(troupe.at("official", "declarations/"))
    assert troupe.at("official").locator('a[href^="/letters/"]').count() == 1


def fill_in(troupe: Troupe) -> None:
    for group, rows in TYPED.items():
        page = troupe.at("preparer", f"details/{group}/")
        for name, value in rows.items():
            here = tab_to(page, name=f"^{name}$")
            if value == PAPER:
                page.keyboard.press("ArrowDown")
            elif here["type"] in ("radio", "select-one"):
                choose(page, value)
            elif here["type"] == "date":
                page.locator(f'[name="{name}"]').fill(value)  # the order of its parts is the browser's
            else:
                page.keyboard.press("Control+a")
                page.keyboard.type(value)
        tab_to(page, words="^Save and continue")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(f"/details/(?!{group}/)"))


def chooser(page: Page) -> FileChooser:
    """Open the file chooser of the control in focus: with the space bar, or, where that is not taken, with Enter."""
    for key in ("Space", "Enter", "Space"):
        try:
            with page.expect_file_chooser(timeout=6_000) as opened:
                page.keyboard.press(key)
        except TimeoutError:
            continue
        return opened.value
    raise AssertionError("the file chooser does not open from the keyboard")


def attach(page: Page, paper: Path) -> None:
    here = tab_to(page, name="^file$") if page.locator("details[open] input[type=file]").count() else None
    if here is None:
        tab_to(page, words="^Add files")
        page.keyboard.press("Enter")
        tab_to(page, name="^file$")
    chooser(page).set_files(paper)
    tab_to(page, tag="^BUTTON$", words="^Add")
    page.keyboard.press("Enter")
    page.get_by_text("Added: outline.pdf").first.wait_for()


def sign_and_submit(page: Page) -> None:
    for _ in page.locator('main input[type="checkbox"]').all():
        tab_to(page, type="^checkbox$")
        page.keyboard.press("Space")
    tab_to(page, name="^name$")
    page.keyboard.type("Morgan Example")
    tab_to(page, name="^title$")
    page.keyboard.type("Vice president")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("^Submit to")).wait_for()
    tab_to(page, words="^Submit to")
    page.keyboard.press("Enter")
    page.get_by_text("Submitted").first.wait_for()
