"""What only a drawn page shows: words keep the room they need."""

from __future__ import annotations

from playwright.sync_api import Browser

from .site import Site
from .troupe import Troupe

NARROWEST = "Math.min(...[...document.querySelectorAll('.mg-facts dd')].map((dd) => dd.getBoundingClientRect().width))"


def test_an_answer_beside_a_long_question_keeps_its_room_on_the_reviewers_page(browser: Browser, site: Site):
    troupe = Troupe(browser, site, "ms")
    troupe.practice_case("review")
    page = troupe.at("reviewer", "review/")
    page.set_viewport_size({"width": 1200, "height": 900})
    assert page.evaluate(NARROWEST) > 150
    assert page.evaluate("document.documentElement.scrollWidth") <= 1200
    troupe.close()
