"""Everybody reaches every public page by keyboard alone, from the State's first page on, without a serious fault."""

from __future__ import annotations

from collections import deque
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from magnolia.portal.doors import ANYONE, DOORS

from .entering import enter
from .exhibits import pages
from .site import Site

pytestmark = [pytest.mark.sqlite, pytest.mark.xdist_group("axe")]
FAR = 900  # presses of the Tab key after which a page counts as without an end
HERE = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const s = getComputedStyle(e);
  const ring = (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none";
  return {href: e.href || "", name: e.name || "", tag: e.tagName, words: (e.innerText || "").slice(0, 60), ring};
}"""


def wanted() -> set[str]:
    """Names of the public pages; signing in has its own tests.

    So have the findings of a self-check, which open once a question is answered, and approximations of occupations,
    to which the lists lead once one is shown.
    """
    return {name for name in pages() if DOORS[name] == ANYONE} - {"self_check_findings", "approximations"}


def name_of(site: Site, href: str) -> str:
    """The name of an address of the site, or nothing for another site's, a mail's, a place on the same page."""
    if not href.startswith(site.url):
        return ""
    try:
        return resolve(urlparse(href).path).view_name
    except Resolver404:
        return ""


def stops(page: Page) -> list[dict]:
    """Everything the Tab key stops at on a page just opened, in order; the focus can be seen on each link."""
    found: list[dict] = []
    for _ in range(FAR):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            return found
        assert here["ring"] or here["tag"] != "A", f"the focus cannot be seen on {here} of {page.url}"
        if found and (here["href"], here["words"]) == (found[0]["href"], found[0]["words"]) and len(found) > 2:
            return found
        found.append(here)
    raise AssertionError(f"the Tab key finds no end on {page.url}")


def follow(page: Page, number: int) -> None:
    """On a page just opened: go to the stop of that number with the Tab key and press Enter."""
    for _ in range(number + 1):
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def compare(page: Page, site: Site) -> None:
    """From the list: mark two programs with the space bar and press the button."""
    page.goto(f"{site.url}/in/ms/programs/")
    order = stops(page)
    boxes = [number for number, each in enumerate(order) if each["name"] == "program"][:2]
    button = next(
        n for n, each in enumerate(order) if n > boxes[-1] and each["tag"] == "BUTTON" and "ompare" in each["words"]
    )
    page.goto(f"{site.url}/in/ms/programs/")
    for number in range(button + 1):
        page.keyboard.press("Tab")
        if number in boxes:
            page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def serious(page: Page) -> list[str]:
    """Faults that axe calls serious or critical on the page."""
    answer = Axe().run(page)
    return [
        f"{page.url}: {each['id']}"
        for each in answer.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.row("PROC-12")
def test_a_visitor_reaches_every_public_page_by_keyboard_alone_and_none_has_a_serious_fault(
    browser: Browser, site: Site
):
    context = enter(browser, site, None)
    page = context.new_page()
    page.goto(f"{site.url}/in/ms/")
    reached, faults, open_ways = {"state_home"}, serious(page), deque([page.url])
    while open_ways and wanted() - reached - {"compare"}:  # the comparison has its form, below
        at = open_ways.popleft()
        page.goto(at)
        ways: dict[str, int] = {}
        for number, each in enumerate(stops(page)):
            name = name_of(site, each["href"])
            if name in wanted() and name not in reached and "/in/xx/" not in each["href"]:
                ways.setdefault(name, number)
        for name, number in ways.items():
            page.goto(at)
            follow(page, number)
            assert name_of(site, page.url) == name
            reached.add(name)
            faults += serious(page)
            open_ways.append(page.url)
    compare(page, site)
    reached.add(name_of(site, page.url))
    faults += serious(page)
    context.close()
    assert wanted() - reached == set()
    assert faults == []
