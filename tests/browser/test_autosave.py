"""The script that saves while one types: two people at one page, a lost sign-in, a double click, an upload refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .site import Site
from .troupe import Troupe


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
    expect(mine.get_by_role("heading", name="Two people changed the same answer")).to_be_visible()
    mine.get_by_text("Keep mine").click()
    mine.get_by_role("button", name="Save", exact=True).dblclick()
    expect(mine.locator("main")).to_contain_text("Saved at")
    theirs.reload()
    assert theirs.locator('[name="applicant_title"]').input_value() == "Dean"
    assert theirs.locator('[name="applicant_phone"]').input_value() == "601-555-0111"


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


def test_a_refused_file_is_said_beside_it_and_the_next_one_is_added(troupe: Troupe, tmp_path: Path):
    page = troupe.at("preparer", "attachments/")
    bad, good = tmp_path / "bad.pdf", tmp_path / "good.png"
    bad.write_bytes(b"no")
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
    good.write_bytes(picture)
    form = page.locator("#slot-outline").get_by_role("form", name=re.compile("^Add files"))
    form.locator('input[type="file"]').set_input_files(bad)
    form.get_by_role("button", name=re.compile("^Add")).click()
    expect(form.get_by_role("alert")).to_contain_text("“bad.pdf” is not a PDF")
    form.locator('input[type="file"]').set_input_files(good)
    form.get_by_role("button", name=re.compile("^Add")).click()
    expect(page.locator("#slot-outline")).to_contain_text("good.png")
