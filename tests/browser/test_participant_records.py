"""Participant records in a real browser: template, trial, upload, faults, mended, signed, taken into custody."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.portal.handing_records import as_csv, person

from .entering import PHONE, WIDE
from .test_axe import faults
from .troupe import Troupe, press

pytestmark = pytest.mark.sqlite
PICTURES = Path(".report/records")


@pytest.fixture(params=["ms"])
def troupe(request, browser, site):
    made = Troupe(browser, site, request.param)
    yield made
    made.close()


# A key of its own: other practice programs of the college have theirs.
PROGRAM = {
    "cip_code": "48.0508", "soc_codes": "51-4121", "program_id": "SHIP-7", "program_name": "Shipyard Welding",
    "normal_time_weeks": "10",
}  # fmt: skip


def looked_at(page: Page, name: str) -> None:
    """Nothing for axe to find, nothing wider than the window, at both widths; pictures are kept for the eye."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width_name, size in (("phone", PHONE), ("wide", WIDE)):
        page.set_viewport_size({"width": size, "height": 900})
        page.screenshot(path=PICTURES / f"{name}-{width_name}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} at {width_name}"
    assert faults(page) == [], name


def send_file(page: Page, file: Path, enrolled: int, button: str) -> None:
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_label("Persons on your enrollment list").fill(str(enrolled))
    key = page.get_by_label("Your own key of the program")
    if key.count():
        key.fill(PROGRAM["program_id"])
    press(page, button)


def checked(page: Page) -> None:
    """Wait for the worker; the page looks again by itself."""
    expect(page.get_by_role("heading", name="Counts")).to_be_visible(timeout=120_000)


def test_records_are_tried_handed_in_mended_signed_and_seen_by_the_steward(troupe: Troupe, tmp_path: Path):
    troupe.practice_case("certified")
    days = PROGRAM | {"entry_date": "2026-08-03", "completion_date": "2026-10-12"}
    good = [person(n, **days) for n in range(1, 31)]
    bad = [*good[:28], person(29, ssn="12", **days), person(30, **(days | {"program_id": "WELD-9"}))]
    files = {}
    for name, rows in (("bad", bad), ("good", good)):
        files[name] = tmp_path / f"{name}.csv"
        files[name].write_bytes(as_csv(*rows))

    preparer = troupe.to("preparer", "/records/")
    looked_at(preparer, "records")
    preparer = troupe.at("preparer", "records/2026/")
    looked_at(preparer, "hand-in")
    send_file(preparer, files["bad"], 31, "Try it out")
    expect(preparer.get_by_role("table", name="What the trial found")).to_contain_text("WELD-9")
    looked_at(preparer, "trial")
    send_file(preparer, files["bad"], 31, "Hand in")
    checked(preparer)
    expect(preparer.get_by_role("table", name="Faults and warnings")).to_contain_text("Missing: 1.")
    looked_at(preparer, "faults")
    preparer.get_by_role("link", name="Hand in the mended file").click()
    send_file(preparer, files["good"], 30, "Hand in")
    checked(preparer)
    expect(preparer.locator("main")).to_contain_text("Ready to sign")
    looked_at(preparer, "checked")
    address = preparer.url.removeprefix(troupe.site.url)

    official = troupe.to("official", address)
    official.get_by_role("link", name="Go on to sign").click()
    looked_at(official, "sign")
    official.get_by_label("Your name").fill("Morgan Example")
    press(official, "Sign the records")
    expect(official.locator("main")).to_contain_text("The data steward matches")
    official = troupe.at("official", "records/")
    looked_at(official, "case")

    steward = troupe.to("steward", "/custody/")
    looked_at(steward, "custody")
    steward = troupe.to("steward", f"/custody/{address.split('/')[2]}/export/")
    looked_at(steward, "export")
    steward.get_by_label("Reason").fill("Run of this month")
    with steward.expect_download() as download:
        press(steward, "Download the records")
    assert Path(download.value.path()).read_bytes() == files["good"].read_bytes()
    for name, path in (
        ("log", "/custody/log/"),
        ("agreements", "/custody/agreements/"),
        ("purge", f"/custody/{address.split('/')[2]}/purge/"),
    ):
        looked_at(troupe.to("steward", path), name)
    looked_at(troupe.to("director", f"{address}proof/"), "proof")
    looked_at(troupe.at("director", "records/exclusions/"), "exclusions")
