"""The public list read by anybody: by keyboard alone, and as a screen reader hears it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from .entering import PHONE, WIDE, enter
from .site import Site
from .test_axe import faults
from .test_keyboard import tab_to

pytestmark = pytest.mark.sqlite


def heard(page: Page, role: str) -> list[str]:
    """What a screen reader names of one role in the main part."""
    main = page.get_by_role("main")
    return [each.inner_text() for each in main.get_by_role(role).all()]  # type: ignore[arg-type]


@pytest.mark.row("PUB-01")
def test_a_visitor_finds_a_program_by_keyboard_alone_and_every_step_is_clear_to_a_screen_reader(
    browser: Browser, site: Site
):
    context = enter(browser, site, None, WIDE)
    page = context.new_page()
    answer = page.goto(f"{site.url}/in/ms/programs/")
    assert answer is not None
    assert answer.status == 200
    assert faults(page) == []
    assert heard(page, "heading")[0].startswith("Programs certified by")
    assert [head.casefold() for head in heard(page, "columnheader")][:4] == [
        "program", "length", "state approval", "federal approval",
    ]  # fmt: skip
    tab_to(page, name="^q$")
    page.keyboard.type("lineworker")
    tab_to(page, tag="BUTTON", words="Search")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=lineworker**")
    assert "program" in page.get_by_role("status").first.inner_text()
    tab_to(page, tag="A", words="^Electric Lineworker")
    page.keyboard.press("Enter")
    page.wait_for_url("**/programs/MS-**")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Electric Lineworker")
    assert faults(page) == []
    context.close()


@pytest.mark.row("PUB-01")
def test_on_a_phone_the_list_is_whole_and_clear_to_a_screen_reader(browser: Browser, site: Site):
    context = enter(browser, site, None, PHONE)
    page = context.new_page()
    page.goto(f"{site.url}/in/ms/programs/")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert faults(page) == []
    assert page.get_by_role("rowheader").count() > 0
    context.close()
