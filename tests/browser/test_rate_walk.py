"""From the empty template to the published rate: a college, the steward, the engine, a reviewer, the director."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from magnolia.policy.periods import Quarter
from magnolia.policy.verifying import COMPLETION, verifying
from magnolia.portal.demo.rates import WAGES
from tests.portal.handing_records import as_csv, person, withdrawn

from .entering import PHONE, WIDE
from .test_axe import faults
from .troupe import Troupe, do, press, stands_at, tick

pytestmark = pytest.mark.sqlite
PICTURES = Path(".report/records")
WELDING = {
    "cip_code": "48.0508", "soc_codes": "51-4121", "program_id": "WELD-1", "program_name": "Structural Welding",
    "normal_time_weeks": "10", "entry_date": "2026-07-06",
}  # fmt: skip
FINISHED = WELDING | {"completion_date": "2026-09-14"}
LEFT = WELDING | {"last_date_of_attendance": "2026-08-03"}


@pytest.fixture
def troupe(browser, site):
    made = Troupe(browser, site, "ms")
    yield made
    made.close()


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
        key.fill(WELDING["program_id"])
    press(page, button)


def checked(page: Page) -> None:
    """Wait for the worker, which may have other work before it; the page looks again by itself."""
    expect(page.get_by_role("heading", name="Counts")).to_be_visible(timeout=180_000)


def command(troupe: Troupe, *words: str) -> str:
    """`magnolia outcomes` on the machine of the data steward."""
    said = [sys.executable, "-m", "magnolia", "outcomes", *words]
    done = subprocess.run(said, env=troupe.site.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def handed_in(troupe: Troupe, folder: Path) -> str:
    """The template downloaded; a file tried and mended; checked by the worker. The address of its page."""
    preparer = troupe.to("preparer", "/records/")
    with preparer.expect_download() as download:
        preparer.get_by_role("link", name="Empty workbook").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    refused = next(
        e["url"] for e in troupe.site.exhibits
        if (e["name"], e["note"], e["who"]) == ("records_version", "refused", "preparer.ms")
    )  # fmt: skip
    preparer = troupe.to("preparer", refused)
    expect(preparer.get_by_role("table", name="Faults and warnings")).to_contain_text("completion_date")
    preparer.get_by_role("link", name="Hand in the mended file").click()
    troupe.case_at(preparer)
    good = [person(n, **FINISHED) for n in range(1, 29)] + [withdrawn(n, **LEFT) for n in range(29, 41)]
    for name, rows in (("bad", [*good[:39], withdrawn(40, **LEFT, withdrawal_basis="")]), ("good", good)):
        (folder / f"{name}.csv").write_bytes(as_csv(*rows))
    send_file(preparer, folder / "bad.csv", 40, "Try it out")
    expect(preparer.get_by_role("table", name="What the trial found")).to_contain_text("withdrawal_basis")
    send_file(preparer, folder / "good.csv", 40, "Hand in")
    checked(preparer)
    stands_at(preparer, "Ready to sign")
    return preparer.url.removeprefix(troupe.site.url)


def brought_in(troupe: Troupe, address: str, folder: Path) -> None:
    """Signed by the official, taken out by the steward, counted by the engine, and its counts brought in."""
    official = troupe.to("official", f"{address}sign/")
    official.get_by_label("Your name").fill("Morgan Example")
    press(official, "Sign the records")
    steward = troupe.to("steward", f"/custody/{address.split('/')[2]}/export/")
    steward.get_by_label("Reason").fill("Run of this month")
    with steward.expect_download() as download:
        press(steward, "Download the records")
    (folder / "taken.csv").write_bytes(Path(download.value.path()).read_bytes())
    through = Quarter(Quarter.of(troupe.today - timedelta(days=1)).index - 1)
    (folder / "wages.csv").write_text(WAGES.format(year=through.year, quarter=through.number))
    (folder / "key").write_bytes(b"a key for tests, of no worth to anybody")
    told = command(
        troupe, "compute", "--participants", str(folder / "taken.csv"), "--wages", str(folder / "wages.csv"),
        "--as-of", troupe.today.isoformat(), "--wages-through", str(through), "--out", str(folder / "out"),
        "--key-file", str(folder / "key"),
    )  # fmt: skip
    assert "40 participant rows" in told
    command(troupe, "publish", str(folder / "out"), "--by", "steward.ms@example.test")
    looked_at(troupe.to("steward", "/outcome-runs/"), "runs")


def rate_page(troupe: Troupe, who: str) -> Page:
    page = troupe.at(who, "rates/")
    page.get_by_role("link", name="Completion rate").first.click()
    return page


def test_a_college_goes_in_the_browser_from_the_template_to_the_published_rate(troupe: Troupe, tmp_path: Path):
    brought_in(troupe, handed_in(troupe, tmp_path), tmp_path)

    official = troupe.at("official", "outcomes/")
    shown = official.get_by_role("region", name="Completion rate, 2026-2027", exact=True)
    expect(shown).to_contain_text("28 of 40")
    expect(shown).to_contain_text("70.00 percent")
    looked_at(official, "outcomes")
    looked_at(rate_page(troupe, "official"), "rate-preview")
    official = troupe.at("official", "outcomes/")
    official.get_by_role("form", name=re.compile("^Nothing to correct: Completion")).get_by_role("button").click()

    reviewer = rate_page(troupe, "reviewer")
    stands_at(reviewer, "Your turn")
    for step in verifying("ms").steps[COMPLETION]:
        do(reviewer, f"sign_step {step}")
    looked_at(reviewer, "rate-verified")
    press(reviewer, "Decide: met")
    stands_at(reviewer, "The director publishes it.")
    looked_at(reviewer, "rate-decided")

    director = troupe.to("director", "/rates-to-publish/")
    looked_at(director, "rates-to-publish")
    tick(director.get_by_role("checkbox", name=re.compile("Structural Welding")))
    press(director, "Publish what is chosen")
    looked_at(troupe.at("director", "document-files/2026/"), "document-file")

    visitor = troupe.to("visitor", "/in/ms/outcomes/")
    row = visitor.get_by_role("row", name=re.compile("Structural Welding"))
    expect(row).to_contain_text("28 of 40, 70.00 percent")
    looked_at(visitor, "outcome-rates")
