"""Bad input as a person meets it: the list of what to correct has the focus and leads to each field; a huge file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .site import Site
from .troupe import Troupe

HUGE = 200 * 1024 * 1024


@pytest.fixture
def troupe(browser: Browser, site: Site) -> Iterator[Troupe]:
    made = Troupe(browser, site, "ms")
    page = made.page("preparer")
    page.goto(f"{site.url}/applications/new/")
    page.locator('[name="program_name"]').fill("Bad input")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/cases/**")
    made.case_at(page)
    yield made
    made.close()


def test_the_list_of_faults_takes_the_focus_and_leads_to_each_field_with_nothing_lost(troupe: Troupe):
    page = troupe.at("preparer", "details/applicant/")
    page.locator('[name="applicant_name"]').fill("Zoë Nuñez 🔥")
    page.locator('[name="applicant_email"]').fill("zoe@")
    page.locator('[name="applicant_phone"]').fill("555010")
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    expect(summary.get_by_role("link")).to_have_count(8)  # two unreadable, six missing
    summary.get_by_role("link", name=re.compile("^E-mail")).click()
    email = page.locator('[name="applicant_email"]')
    expect(email).to_be_focused()
    assert email.get_attribute("aria-invalid") == "true"
    assert email.input_value() == "zoe@"
    assert page.locator('[name="applicant_name"]').input_value() == "Zoë Nuñez 🔥"


def test_a_file_of_200_megabytes_is_refused_in_a_sentence_and_the_draft_stays(troupe: Troupe, tmp_path: Path):
    page = troupe.at("preparer", "attachments/")
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(HUGE)
    slot = page.locator("#slot-outline")
    form = slot.get_by_role("form", name=re.compile("^Add files"))
    form.locator('input[type="file"]').set_input_files(huge)
    form.get_by_role("button", name=re.compile("^Add")).click()
    expect(form.get_by_role("alert")).to_contain_text("“huge.pdf” is larger than", timeout=60_000)
    page.reload()
    expect(slot).to_contain_text("Missing")
    expect(slot).not_to_contain_text("huge.pdf")
