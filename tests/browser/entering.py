"""Sign in to the practice site by picking an identity, as a person at a demonstration does."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page

from .site import Site

WIDE, PHONE = 1280, 390


def enter(browser: Browser, site: Site, identity: int | str | None, width: int = WIDE) -> BrowserContext:
    """A window of this width, signed in as a person by number or by name; None stays a visitor."""
    context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
    context.set_default_timeout(15_000)
    if identity is not None:
        page = context.new_page()
        page.goto(f"{site.url}/demo/")
        choose(page, identity)
        page.wait_for_url("**/your-work/")
        page.close()
    return context


def choose(page: Page, identity: int | str) -> None:
    if isinstance(identity, int):
        page.locator(f'button[name="identity"][value="{identity}"]').click()
    else:
        page.get_by_role("button", name=identity).first.click()
