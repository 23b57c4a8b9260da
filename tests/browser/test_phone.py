"""On a phone the page's own content comes first, and what is long is folded; nothing is lost on a wide screen."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from .entering import PHONE, WIDE, enter
from .site import Site
from .troupe import Troupe

SCREENS = 5  # a phone shows about 800 pixels at once
TOP = "e => e.getBoundingClientRect().top + window.scrollY"


def test_the_pages_of_the_form_stand_after_the_questions_on_a_phone_and_beside_them_on_a_wide_screen(
    browser: Browser, site: Site
):
    troupe = Troupe(browser, site, "ms")
    troupe.practice_case("draft")
    page = troupe.at("preparer", "details/program/")
    nav, form = page.get_by_role("navigation", name="Pages of Personal Details"), page.locator("main form").first
    title = page.get_by_role("heading", name="Program", level=2).first
    page.set_viewport_size({"width": PHONE, "height": 844})
    assert title.evaluate(TOP) < form.evaluate(TOP) < nav.evaluate(TOP)
    page.set_viewport_size({"width": WIDE, "height": 900})
    assert nav.evaluate(TOP) < form.evaluate(TOP)
    troupe.close()


def test_the_dashboard_is_folded_on_a_phone_and_open_on_a_wide_screen(browser: Browser, site: Site):
    director = next(e["person"] for e in site.exhibits if e["name"] == "dashboard" and e["who"] == "director.ms")
    for width in (PHONE, WIDE):
        context = enter(browser, site, director, width)
        page = context.new_page()
        page.goto(f"{site.url}/dashboard/")
        table = page.get_by_role("table").first
        if width == PHONE:
            assert page.evaluate("document.documentElement.scrollHeight") < SCREENS * 844
            expect(table).to_be_hidden()
            page.get_by_text("Figures").first.click()
            expect(page.locator("[data-chart] svg").first).to_be_visible()  # drawn when the fold has told of itself
        expect(table).to_be_visible()
        context.close()
