"""Save a picture of every page as every role, at phone and desktop width, into pictures/: `make pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.catalogue.machine import chromium

from .entering import PHONE, WIDE, enter
from .practice import practice_site
from .site import PAGES_IN_THE_BACKGROUND

WIDTHS = {"phone": PHONE, "wide": WIDE}
FOLDER = Path("pictures")


def main(only: list[str]) -> None:
    """`only`: names of pages or people; without any, everything."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        practice_site(Path(folder) / "practice", Path(folder) / "site", ("ms",)) as site,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium(), args=PAGES_IN_THE_BACKGROUND)
        shown = [e for e in site.exhibits if not only or e["name"] in only or e["who"] in only]
        for width_name, width in WIDTHS.items():
            for who in dict.fromkeys((e["who"], e["person"]) for e in shown):
                context = enter(browser, site, who[1], width)
                page = context.new_page()
                for exhibit in (e for e in shown if e["who"] == who[0]):
                    page.goto(site.url + exhibit["url"])
                    name = "-".join(filter(None, [exhibit["name"], exhibit["note"].replace(" ", "_"), exhibit["who"]]))
                    page.screenshot(path=FOLDER / f"{name}-{width_name}.png", full_page=True)
                context.close()
        print(f"{2 * len(shown)} pictures in {FOLDER}/")


if __name__ == "__main__":
    main(sys.argv[1:])
