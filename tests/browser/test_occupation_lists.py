"""A list of priority occupations in a real browser: made, reviewed, adopted and published; a case keeps its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from magnolia.policy.occupation_lists import register
from magnolia.portal.demo.occupations import labor as labor_file

from .test_axe import faults
from .troupe import Troupe, press

pytestmark = pytest.mark.sqlite
TITLE = "Browser list"


@pytest.mark.row("OCC-07")
def test_a_list_is_made_reviewed_adopted_and_published_and_a_sent_case_keeps_the_older_one(
    troupe: Troupe, tmp_path: Path
):
    file = tmp_path / "labor.csv"
    file.write_bytes(labor_file(troupe.state, heavier=1))
    today = troupe.today

    analyst = troupe.to("intake", "/occupation-lists/")
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes(file.read_bytes().replace(b"47-2111", b"472111", 1))
    for sent in (wrong, file):
        analyst.locator('input[name="file"]').set_input_files(sent)
        analyst.get_by_label("Title of the list").fill(TITLE)
        analyst.get_by_label("Source of rows that name none").fill("Practice figures, made up")
        analyst.get_by_label("Day of that source").fill(today.isoformat())
        press(analyst, "Make the list")
        if sent is wrong:
            expect(analyst.get_by_role("table", name="Faults of the file")).to_contain_text("472111")
            assert faults(analyst) == []
    expect(analyst.get_by_role("heading", level=1)).to_have_text(TITLE)
    address = analyst.url.removeprefix(troupe.site.url)
    for label in register(troupe.state).labels["check"].values():
        analyst.get_by_label(label).fill("Held against practice figures.")
    press(analyst, "Save")
    press(analyst, "Send to review")
    expect(analyst.get_by_text("In review", exact=True).first).to_be_visible()

    secretary = troupe.to("secretary", address)
    secretary.get_by_label("Day of the adoption").fill(today.isoformat())
    secretary.get_by_label("What shows it").fill("Practice minutes, item 9")
    assert faults(secretary) == []
    press(secretary, "Record the adoption")
    expect(secretary.get_by_text("Adopted by the", exact=False).first).to_be_visible()

    director = troupe.to("director", address)
    director.get_by_label("The list counts from").fill(today.isoformat())
    director.get_by_text("Publish it without a targeted list").click()
    press(director, "Publish")
    expect(director.get_by_text("Published", exact=True).first).to_be_visible()
    assert faults(director) == []

    visitor = troupe.to("visitor", f"/in/{troupe.state}/occupations/")
    expect(visitor.get_by_text(re.compile(f"^{TITLE}, list "))).to_have_count(2)  # above the title, and among all lists
    expect(visitor.get_by_text("In force since", exact=False)).to_be_visible()
    visitor.get_by_role("link", name="Practice list, list 1").click()
    expect(visitor.get_by_text("This is not the list in force today")).to_be_visible()
    visitor.go_back()
    visitor.get_by_role("link", name="Electricians").click()
    expect(visitor.get_by_role("heading", name="Gap by ecosystem")).to_be_visible()
    assert faults(visitor) == []

    troupe.practice_case("review")
    case = troupe.at("director", "filings/1/")
    expect(case.get_by_role("link", name="Practice list, list 1")).to_be_visible()
