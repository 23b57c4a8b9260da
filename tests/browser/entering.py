"""Sign in to the practice site by picking an identity, as a person at a demonstration does."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page, expect

from .site import Site

WIDE, PHONE = 1280, 390
PATIENCE = 30_000  # milliseconds until something that does not come counts as missing, also on a busy machine
expect.set_options(timeout=PATIENCE)


def enter(browser: Browser, site: Site, identity: int | str | None, width: int = WIDE) -> BrowserContext:
    """A window of this width, signed in as a person by number or by name; None stays a visitor."""
    context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
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
