"""An approximation from official public figures in a real browser: loaded by staff, shown, and read by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from magnolia.cli import main

from .entering import PHONE, WIDE
from .site import Site
from .test_axe import faults
from .troupe import Troupe, press, tick

pytestmark = pytest.mark.sqlite
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
LABEL = "Public-data approximation, not the State's list."
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def troupe(browser: Browser, site: Site) -> Iterator[Troupe]:
    """Mississippi alone: the other State has no recipe."""
    made = Troupe(browser, site, "ms")
    yield made
    made.close()


def looks_right(page: Page) -> None:
    """Its label stands on it, nothing runs off it and axe finds nothing, on a wide screen, on a phone and in print."""
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_text(LABEL)).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert page.evaluate(SIDEWAYS) == 0, (page.url, width)
        assert faults(page) == []
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # which emulation does not send; folded tables open
    expect(page.get_by_text(LABEL)).to_be_visible()
    expect(page.get_by_role("table").first).to_be_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": WIDE, "height": 900})


def test_the_public_figures_become_pages_that_say_what_they_are_not(troupe: Troupe, tmp_path: Path):
    file = tmp_path / "labor.csv"
    assert main(["occupations", "recipe", "--data", str(SHARED), "--out", str(file)]) == 0
    analyst = troupe.to("intake", "/occupation-lists/")
    tick(analyst.get_by_label("From public figures"))
    analyst.locator('input[name="file"]').set_input_files(file)
    analyst.locator('input[name="notes"]').set_input_files(file.with_name("labor.csv.notes.json"))
    analyst.get_by_label("Title of the list").fill("Public figures, May 2025")
    press(analyst, "Make the list")
    expect(analyst.get_by_role("heading", name="This is not the State’s list")).to_be_visible()
    assert faults(analyst) == []
    address = analyst.url.removeprefix(troupe.site.url)
    director = troupe.to("director", address)
    press(director, "Show it as an approximation")
    expect(director.get_by_text("Shown as an approximation").first).to_be_visible()

    visitor = troupe.to("visitor", f"/in/{troupe.state}/occupations/")
    visitor.get_by_role("link", name="approximations from public figures").click()
    visitor.get_by_role("link", name="Public figures, May 2025").click()
    looks_right(visitor)
    visitor.get_by_label("Area of the wage statistics").select_option("Jackson, MS")
    press(visitor, "Search")
    expect(visitor.get_by_role("status").first).to_contain_text("ranked in Jackson, MS")
    visitor.get_by_role("link", name="Electricians").click()
    expect(visitor.get_by_role("heading", name="Wage against the living wage")).to_be_visible()
    looks_right(visitor)
