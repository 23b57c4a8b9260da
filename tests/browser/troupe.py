"""Windows of everyone who takes part in a case, and what a person does on a page: type, choose, tick, upload."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from magnolia.portal.clock import local_date, now

from .entering import enter
from .site import Site

PAPER = "a document"  # an answer that is one of the filing's documents


class Troupe:
    """One State's people around one case; a window opens when a person's turn comes."""

    def __init__(self, browser: Browser, site: Site, state: str) -> None:
        self.browser, self.site, self.state = browser, site, state
        self.people = {e["who"]: e["person"] for e in site.exhibits if e["person"]}
        self.windows: dict[str, BrowserContext] = {}
        self.address = ""

    @property
    def today(self) -> date:
        """The State's date: for some hours of the day it is not that of UTC."""
        return local_date(self.state, now())

    def page(self, who: str) -> Page:
        """The person's window; "visitor" is nobody who signed in."""
        if who not in self.windows:
            identity = None if who == "visitor" else self.people[f"{who}.{self.state}"]
            self.windows[who] = enter(self.browser, self.site, identity)
        window = self.windows[who]
        return window.pages[0] if window.pages else window.new_page()

    def at(self, who: str, part: str = "") -> Page:
        """The person's window on a page of the case."""
        return self.to(who, f"{self.address}{part}")

    def to(self, who: str, address: str) -> Page:
        """The person's window on any page of the site."""
        page = self.page(who)
        page.goto(f"{self.site.url}{address}")
        return page

    def case_at(self, page: Page) -> None:
        """From now on the case is the one this window shows."""
        self.address = re.sub(r"(/cases/[0-9a-f-]+/).*", r"\1", page.url.removeprefix(self.site.url))

    def practice_case(self, state: str) -> None:
        """From now on the case is the practice case that stood at this state when the site came up."""
        lookers = {f"director.{self.state}", f"official.{self.state}"}
        shown = [e for e in self.site.exhibits if e["who"] in lookers and e["name"] == "case"]
        self.address = next(e["url"] for e in shown if e["note"] == state)

    @property
    def number(self) -> str:
        """Number of the case, as it stands above the program's name on every page of the case."""
        return self.at("official").locator("main .mg-kicker").first.inner_text().split(" · ")[0]

    def close(self) -> None:
        for window in self.windows.values():
            window.close()


def stands_at(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("main")).to_contain_text(words)


def do(page: Page, value: str) -> None:
    """Press the button of a step; forms of many buttons hide a second one for the Enter key."""
    page.locator(f'button[name="do"][value="{value}"]:not([aria-hidden])').click()


def press(page: Page, words: str) -> None:
    """The button whose words start so."""
    page.get_by_role("button", name=re.compile(f"^{words}")).click()


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f'[name="{name}"]').fill(value)


def tick(box: Locator) -> None:
    """Click the words beside a radio button or a check box, as people do: the design draws its own mark there."""
    box.page.locator(f'label[for="{box.get_attribute("id")}"]').click()


def choose(page: Page, **fields: str) -> None:
    """Choose from a list or among radio buttons, whichever the page offers."""
    for name, value in fields.items():
        field = page.locator(f'select[name="{name}"]')
        if field.count():
            field.select_option(value)
        else:
            tick(page.locator(f'input[name="{name}"][value="{value}"]'))


def answer(page: Page, name: str, value: str) -> None:
    """Give one answer of a page: typed, chosen, or a document from the list by its place."""
    field = page.locator(f'[name="{name}"]').first
    if value == PAPER:
        page.locator(f'select[name="{name}"]').select_option(index=1)
    elif field.evaluate("e => e.tagName === 'SELECT' || e.type === 'radio'"):
        choose(page, **{name: value})
    else:
        field.fill(value)


def unfold(place: Locator, heading: str) -> None:
    """Open the part under a heading, unless it stands open already."""
    part = place.locator("details", has=place.page.get_by_text(heading, exact=True)).first
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()


def data_file(troupe: Troupe, beside: Path) -> Path:
    """The State's data file as its public page gives it."""
    given = troupe.page("preparer").request.get(f"{troupe.site.url}/in/{troupe.state}/data-template/program.csv")
    path = beside.with_name("program.csv")
    path.write_bytes(given.body())
    return path


def upload(troupe: Troupe, slot: str, paper: Path) -> None:
    """Add a file to a place for documents."""
    page = troupe.at("preparer", "attachments/")
    section = page.locator(f"#slot-{slot}")
    there = section.locator(".mg-document").count()
    unfold(section, "Add files")
    form = section.get_by_role("form", name=re.compile("^Add files"))
    form.locator('input[type="file"]').set_input_files(paper)
    form.get_by_role("button", name=re.compile("^Add")).click()
    expect(section.locator(".mg-document")).to_have_count(there + 1)
    expect(section).to_contain_text(paper.name)


def declare(troupe: Troupe, who: str) -> None:
    """The case shows nothing until the person says that there is no conflict."""
    page = troupe.at(who)
    stands_at(page, "Before you open this case")
    expect(page.locator("main")).not_to_contain_text("Whose turn")
    choose(page, answer="none")
    press(page, "Save my answer")
    expect(page.locator("main")).not_to_contain_text("Before you open this case")
