"""What the filing says can be read at every width, and whoever decides has the case on a few screens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from .entering import PHONE, WIDE, enter
from .site import Site

pytestmark = pytest.mark.sqlite

TABLET = 800
NARROWEST = 120  # pixels an answer has at least
SCREENS = 6  # of 900 pixels: what a decider scrolls at most on a wide screen
PAGES = {
    "completeness": "intake.ms",
    "review": "reviewer.ms",
    "consultation": "secretary.ms",
    "recommendation": "director.ms",
    "determination": "governor.ms",
    "conditions": "director.ms",
    "filing": "intake.ms",
}
LOOK = """() => {
  const closed = document.documentElement.scrollHeight;
  document.querySelectorAll("main details").forEach(part => { part.open = true; });
  const answers = [...document.querySelectorAll("main dd")].filter(dd => dd.offsetParent);
  return {
    tall: closed,
    narrow: answers.filter(dd => dd.offsetWidth < NARROWEST).map(dd => dd.textContent.trim().slice(0, 40)),
    answers: answers.length,
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}""".replace("NARROWEST", str(NARROWEST))


def looked(page: Page, address: str) -> dict:
    page.goto(address)
    found: dict = page.evaluate(LOOK)
    return found


@pytest.mark.parametrize("width", [WIDE, TABLET, PHONE])
def test_no_answer_of_a_filing_stands_a_few_letters_a_line_and_no_page_of_the_review_scrolls_sideways(
    browser: Browser, site: Site, width: int
):
    for name, who in PAGES.items():
        exhibit = next(e for e in site.exhibits if e["name"] == name and e["who"] == who)
        context = enter(browser, site, exhibit["person"], width)
        found = looked(context.new_page(), site.url + exhibit["url"])
        context.close()
        assert found["answers"] > 20, name
        assert found["narrow"] == [], name
        assert found["sideways"] == 0, name


def test_whoever_decides_has_the_case_on_a_few_screens(browser: Browser, site: Site):
    exhibit = next(e for e in site.exhibits if e["name"] == "determination" and e["who"] == "governor.ms")
    context = enter(browser, site, exhibit["person"])
    assert looked(context.new_page(), site.url + exhibit["url"])["tall"] <= SCREENS * 900
    context.close()
