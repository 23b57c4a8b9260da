"""A large file over a line that breaks: it goes on by itself, after a reload too, and small files go as before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from magnolia.policy.parameters import load_parameters
from magnolia.portal.actions.papers.incoming import MEGABYTE, too_large_words
from tests.portal.filling import pdf

from .site import Site
from .test_axe import faults
from .troupe import Troupe, unfold
from .weak_line import WeakLine

LARGE = 30 * MEGABYTE
PART = 4 * MEGABYTE


@pytest.fixture
def line(site: Site) -> Iterator[WeakLine]:
    made = WeakLine(site.url)
    yield made
    made.close()


@pytest.fixture
def troupe(browser: Browser, site: Site, line: WeakLine) -> Iterator[Troupe]:
    weak = replace(site, url=line.url)
    weak.__dict__["exhibits"] = site.exhibits
    made = Troupe(browser, weak, "ms")
    page = made.page("preparer")
    page.goto(f"{line.url}/applications/new/")
    page.locator('[name="program_name"]').fill("Sent in parts")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/cases/**")
    made.case_at(page)
    yield made
    made.close()


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.pdf"
    path.write_bytes(pdf().replace(b"%%EOF", b"%" + b"x" * LARGE + b"\n%%EOF"))
    return path


def limit(name: str) -> int:
    return load_parameters("ms")[name].on(datetime.now(UTC).date()).whole


def sending(page: Page, paper: Path) -> Locator:
    """Choose a file for the outline and press the button; the form."""
    section = page.locator("#slot-outline")
    unfold(section, "Add files")
    form = section.get_by_role("form", name=re.compile("^Add files"))
    form.locator('input[type="file"]').set_input_files(paper)
    form.get_by_role("button", name=re.compile("^Add")).click()
    return form


def test_a_file_above_the_forms_limit_goes_on_by_itself_after_the_connection_was_cut(troupe, line, large):
    assert large.stat().st_size > limit("documents.largest_megabytes") * MEGABYTE
    page = troupe.at("preparer", "attachments/")
    expect(page.locator("main")).to_contain_text(f"up to {limit('documents.largest_sent_in_parts')} MB in this browser")
    before = line.sent
    line.cut_after(LARGE // 2)
    form = sending(page, large)
    said = form.locator("[data-progress-words]")
    expect(said).to_contain_text("The connection broke. What was sent is kept")
    assert line.is_cut.is_set()
    assert 0 < page.locator("#slot-outline progress").first.evaluate("bar => bar.value") < 100
    line.mend()
    expect(page.locator("#slot-outline .mg-document")).to_contain_text("large.pdf")
    assert line.sent - before < LARGE + 2 * PART  # nothing but the part that was cut went twice


def test_after_a_reload_the_same_file_goes_on_from_where_it_stopped(troupe, line, large):
    page = troupe.at("preparer", "attachments/")
    line.cut_after(LARGE // 2)
    form = sending(page, large)
    expect(form.locator("[data-progress-words]")).to_contain_text("The connection broke")
    line.mend()
    page = troupe.at("preparer", "attachments/")  # the page is gone, and with it what was chosen
    expect(page.locator("#slot-outline")).to_contain_text("“large.pdf” is not sent to its end")
    assert faults(page) == []
    again = line.sent
    sending(page, large)
    expect(page.locator("#slot-outline .mg-document")).to_contain_text("large.pdf")
    expect(page.locator("#slot-outline")).not_to_contain_text("is not sent to its end")
    assert line.sent - again < LARGE // 2 + 2 * PART
    stored = page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert "tus" not in stored


def test_a_file_above_the_limit_for_parts_is_refused_before_it_is_sent(troupe, line, tmp_path):
    page, most = troupe.at("preparer", "attachments/"), limit("documents.largest_sent_in_parts")
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(most * MEGABYTE + 1)
    form = sending(page, path)
    expect(form.get_by_role("alert")).to_have_text(too_large_words("huge.pdf", most))


def test_a_large_file_that_is_not_what_it_says_is_refused_on_the_page_like_a_small_one(troupe, tmp_path):
    page = troupe.at("preparer", "attachments/")
    wrong, small = tmp_path / "wrong.pdf", tmp_path / "small.pdf"
    wrong.write_bytes(b"\0\1 no PDF" * MEGABYTE)
    small.write_bytes(pdf())
    form = sending(page, wrong)
    expect(form.get_by_role("alert")).to_contain_text("“wrong.pdf” is not a PDF as its name says")
    sending(page, small)
    expect(page.locator("#slot-outline .mg-document")).to_contain_text("small.pdf")
