"""axe finds nothing on any page of the grid: WCAG 2.2 AA and best practice, nothing excluded."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .entering import PHONE, WIDE, enter
from .exhibits import pages
from .site import Site

# The pages are the same on every database, the journey runs on both. A worker of its own, beside the other tests.
pytestmark = [pytest.mark.sqlite, pytest.mark.xdist_group("axe")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


# How a page is built, in parts: elements, attributes and where words stand, not which words. The first part is what
# stands around the main part; the others are its pieces, each with the classes it stands under, and marked on the page.
# Ids that stand twice hang on the data, and are looked for on every page.
BUILD = """() => {
  const given = new Set(["class", "type", "role", "lang", "tabindex", "aria-hidden", "aria-expanded"]);
  const build = (e, without) => {
    const say = a => given.has(a.name) ? a.name + "=" + a.value : a.name + (a.value ? "" : "=");
    const inside = new Set();
    for (const child of e.childNodes) {
      if (child.nodeType === 3 && child.textContent.trim()) inside.add("words");
      if (child.nodeType === 1 && child !== without) inside.add(build(child, without));
    }
    return "<" + e.tagName + " " + [...e.attributes].map(say).sort().join(" ") + ">" + [...inside].join("") + "</>";
  };
  const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) < place);
  const main = document.querySelector("main"), pieces = [];
  const take = e => {
    if (e.children.length > 1 && e.querySelectorAll("*").length > 60) [...e.children].forEach(take);
    else pieces.push(e);
  };
  [...main.children].forEach(take);
  const under = e => e === main ? "" : under(e.parentElement) + e.parentElement.className + "/";
  const parts = [build(document.body, main), ...pieces.map(e => under(e) + build(e))];
  pieces.forEach((e, place) => e.setAttribute("data-piece", place + 1));
  return {parts, twice};
}"""


def faults(page: Page, pieces: list[int] | None = None) -> list[str]:
    """What axe says about the page as it stands, or about those pieces of it, one line an element."""
    only = {"include": [[f'[data-piece="{piece}"]'] for piece in pieces]} if pieces else None
    answer = Axe().run(page, context=only, options=RULES)
    return [
        f"{found['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for found in answer.response["violations"]
        for node in found["nodes"]
    ]


def walk(browser: Browser, site: Site, exhibits: list[dict], width: int) -> dict[str, list[str]]:
    """Faults by page and person. Axe looks at each page whole once; in another role at the pieces not seen before."""
    wrong: dict[str, list[str]] = defaultdict(list)
    whole: set[tuple[str, str]] = set()
    seen: set[str] = set()
    for person, shown in groupby(exhibits, key=lambda e: e["person"]):
        context = enter(browser, site, person, width)
        page = context.new_page()
        for exhibit in shown:
            place = f"{exhibit['name']} {exhibit['note']} as {exhibit['who']}"
            answer = page.goto(site.url + exhibit["url"])
            assert answer is not None
            assert answer.status == 200, f"{place}: {answer.status}"
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if overflow > 0:
                wrong[place].append(f"scrolls sideways by {overflow} pixels")
            built = page.evaluate(BUILD)
            wrong[place] += [f"two elements have the id {one}" for one in built["twice"]]
            new = [at for at, part in enumerate(built["parts"]) if part not in seen]
            if (exhibit["name"], exhibit["note"]) not in whole or 0 in new:
                wrong[place] += faults(page)
            elif new:
                wrong[place] += faults(page, new)
            whole.add((exhibit["name"], exhibit["note"]))
            seen.update(built["parts"])
        context.close()
    return {place: lines for place, lines in wrong.items() if lines}


@pytest.fixture(scope="module")
def exhibits(site: Site) -> list[dict]:
    """Every page of the State's own people; the other State's pages are the same templates."""
    return [e for e in site.exhibits if e["person"] is None or e["who"].endswith(".ms")]


def test_axe_finds_nothing_on_any_page_of_any_role(browser, site, exhibits):
    assert pages() - {e["name"] for e in exhibits} == set()
    assert walk(browser, site, exhibits, WIDE) == {}


def test_axe_finds_nothing_on_any_page_at_the_width_of_a_phone(browser, site, exhibits):
    once = {(e["name"], e["note"]): e for e in exhibits}
    shown = sorted(once.values(), key=lambda e: e["person"] or 0)
    assert walk(browser, site, shown, PHONE) == {}


def test_axe_finds_nothing_on_pages_that_refuse(browser, site):
    context = enter(browser, site, None)
    page = context.new_page()
    page.goto(f"{site.url}/in/ms/programs/no-such-program/")
    assert faults(page) == []
    page.goto(f"{site.url}/account/login/")
    page.get_by_role("button", name="Sign in").last.click()
    assert faults(page) == []
    context.close()
