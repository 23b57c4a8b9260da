"""axe finds nothing on any page of the grid: WCAG 2.2 AA and best practice, nothing excluded."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .entering import PHONE, WIDE, enter
from .exhibits import pages
from .site import Site

# The pages are the same on every database, the journey runs on both. A worker of its own, beside the other tests.
pytestmark = [pytest.mark.sqlite, pytest.mark.xdist_group("axe")]

# What passed is not told in full: to name each element of a page takes axe as long as to judge it.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


# How a page is built, in parts: elements, attributes and where words stand, not which words. The first part is what
# stands around the main part; the others are its pieces, each with the classes it stands under, and marked on the page.
# `outline` is what axe judges of a page as a whole: the order of its headings and landmarks.
# Ids that stand twice hang on the data, and are looked for on every page.
BUILD = """html => {
  const page = html ? new DOMParser().parseFromString(html, "text/html") : document;
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
  const ids = [...page.querySelectorAll("[id]")].map(e => e.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) < place);
  const main = page.querySelector("main"), pieces = [];
  const take = e => {
    if (e.children.length > 1 && e.querySelectorAll("*").length > 60) [...e.children].forEach(take);
    else pieces.push(e);
  };
  if (main) [...main.children].forEach(take);
  const under = e => e === main ? "" : under(e.parentElement) + e.parentElement.className + "/";
  const parts = [build(page.body, main), ...pieces.map(e => under(e) + build(e))];
  if (!html) pieces.forEach((e, place) => e.setAttribute("data-piece", place + 1));
  const landmarks = "nav,header,footer,aside,main,form[aria-label],section[aria-label],section[aria-labelledby],[role]";
  const marks = [...page.querySelectorAll("h1,h2,h3,h4,h5,h6," + landmarks)];
  const names = marks.map(e => e.tagName + (e.getAttribute("role") || ""));
  return {parts, twice, outline: names.filter((name, place) => name !== names[place - 1]).join(" ")};
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


@dataclass
class Seen:
    """What axe has looked at so far: pieces of pages, outlines of whole ones, and pieces as they were served."""

    pieces: set[str] = field(default_factory=set)
    outlines: set[tuple[str, str]] = field(default_factory=set)
    served: set[str] = field(default_factory=set)
    names: set[tuple[str, str]] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)


def walk(browser: Browser, site: Site, exhibits: list[dict], width: int, every: bool) -> dict[str, list[str]]:
    """Faults by page and person.

    Each page is asked for as each person, and answers. It is drawn where anything of it was built in a way not seen
    before, and once for each page and note; axe then looks at the whole page where the order of its headings and
    landmarks is new, else at the pieces that are. With `every` each page is drawn for each person.
    """
    wrong: dict[str, list[str]] = defaultdict(list)
    seen = Seen()
    for person, shown in groupby(exhibits, key=lambda e: e["person"]):
        context = enter(browser, site, person, width)
        page, reader = context.new_page(), context.new_page()
        for exhibit in shown:
            place = f"{exhibit['name']} {exhibit['note']} as {exhibit['who']}"
            answer = context.request.get(site.url + exhibit["url"])
            assert answer.status == 200, f"{place}: {answer.status}"
            served = reader.evaluate(BUILD, answer.text())
            wrong[place] += [f"two elements have the id {one}" for one in served["twice"]]
            named = (exhibit["name"], exhibit["note"])
            if every or named not in seen.names or not seen.served.issuperset(served["parts"]):
                wrong[place] += drawn(page, site.url + exhibit["url"], seen)
            seen.names.add(named)
            seen.served.update(served["parts"])
        context.close()
    print(f"{width} pixels: {len(exhibits)} pages, {dict(seen.counts)}")
    return {place: lines for place, lines in wrong.items() if lines}


def drawn(page: Page, url: str, seen: Seen) -> list[str]:
    """What is wrong with a page as the browser draws it, with what its scripts put in."""
    page.goto(url)
    seen.counts["drawn"] += 1
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"scrolls sideways by {overflow} pixels"] if overflow > 0 else []
    built = page.evaluate(BUILD, None)
    found += [f"two elements have the id {one}" for one in built["twice"]]
    new = [at for at, part in enumerate(built["parts"]) if part not in seen.pieces]
    outline = (built["parts"][0], built["outline"])
    if outline not in seen.outlines:
        seen.counts["whole"] += 1
        found += faults(page)
    elif new:
        seen.counts["in pieces"] += 1
        found += faults(page, new)
    seen.outlines.add(outline)
    seen.pieces.update(built["parts"])
    return found


@pytest.fixture(scope="module")
def exhibits(site: Site) -> list[dict]:
    """Every page of the State's own people; the other State's pages are the same templates."""
    return [e for e in site.exhibits if e["person"] is None or e["who"].endswith(".ms")]


@pytest.fixture(scope="module")
def every(pytestconfig: pytest.Config) -> bool:
    """`make test ARGS=--every-page` draws each page as each person; without it, each build of a page once."""
    return bool(pytestconfig.getoption("every_page"))


def test_axe_finds_nothing_on_any_page_of_any_role(browser, site, exhibits, every):
    assert pages() - {e["name"] for e in exhibits} == set()
    assert walk(browser, site, exhibits, WIDE, every) == {}


def test_axe_finds_nothing_on_any_page_at_the_width_of_a_phone(browser, site, exhibits, every):
    once = {(e["name"], e["note"]): e for e in exhibits}
    shown = sorted(once.values(), key=lambda e: e["person"] or 0)
    assert walk(browser, site, shown, PHONE, every) == {}


def test_axe_finds_nothing_on_pages_that_refuse(browser, site):
    context = enter(browser, site, None)
    page = context.new_page()
    page.goto(f"{site.url}/in/ms/programs/no-such-program/")
    assert faults(page) == []
    page.goto(f"{site.url}/account/login/")
    page.get_by_role("button", name="Sign in").last.click()
    assert faults(page) == []
    context.close()
