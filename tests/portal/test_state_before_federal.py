"""The State's approval comes first: no federal day before it, and the package for the Department only after it."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest

from magnolia.portal.actions.deciding import decide
from magnolia.portal.actions.moves import Refused
from magnolia.portal.models import FederalFiling

from .bring import (
    body,
    bring,
    certifying,
    consulted,
    it_is,
    on,
    page,
    recommended,
    send,
    signed,
    typed,
    walk,
    words,
)  # fmt: skip


@pytest.fixture
def certified(ms, enter, settings):
    """A program whose certification is dated 10 September 2026."""
    case = bring(ms, "approved", on("2026-08-20"))
    it_is(settings, on("2026-09-10"))
    assert send(enter(ms.governor), page("certification", case), case, **certifying()).status_code == 302
    it_is(settings, on("2026-10-20"))
    return case


def step(move: str, day: str) -> dict[str, Any]:
    return {"do": move, f"{move}-day": day, f"{move}-evidence": "ED-26-1 (practice)"}


@pytest.mark.row("RULE-01")
def test_a_federal_approval_before_the_certification_is_refused_and_one_after_it_keeps_its_own_day(
    ms, certified, enter
):
    url, filed = page("federal", certified), certified.federal_filing
    assert certified.certification.on == date(2026, 9, 10)
    answer = send(enter(ms.official), url, filed, **step("record_filing", "2026-09-09"))
    assert answer.status_code == 422
    assert send(enter(ms.official), url, filed, **step("record_filing", "2026-09-12")).status_code == 302
    for decision in ("record_approval", "record_refusal"):
        for day, says in (
            ("2026-09-09", "The day lies before the State's certification of September 10, 2026."),
            ("2026-09-11", "The decision lies before the filing of September 12, 2026."),
            ("2026-10-21", "not later than today"),  # tomorrow
        ):
            answer = send(enter(ms.director), url, filed, **step(decision, day))
            assert answer.status_code == 422
            assert says in words(answer), (decision, day)
            assert (filed.state, filed.decided_on) == ("filed", None)
    assert send(enter(ms.director), url, filed, **step("record_approval", "2026-10-15")).status_code == 302
    assert (filed.state, filed.decided_on) == ("approved", date(2026, 10, 15))
    assert certified.approval.approved_on == date(2026, 9, 10)


@pytest.mark.row("RULE-01")
@pytest.mark.parametrize("day", ["2026-08-01", "2026-09-21"])
def test_without_a_certification_every_federal_approval_is_refused_and_the_missing_step_named(ms, enter, settings, day):
    case = bring(ms, "approved", on("2026-08-20"))
    it_is(settings, on("2026-09-21"))
    answer = send(enter(ms.director), page("federal", case), case, **step("record_approval", day))
    assert answer.status_code == 422
    assert "Missing step: sign the certification" in words(answer)
    assert not FederalFiling.objects.exists()


@pytest.mark.row("RULE-01")
def test_the_governor_approves_and_certifies_nothing_before_the_board_was_consulted(ms, enter, settings):
    governor = enter(ms.governor)
    way = walk(ms, "review", on("2026-08-20"))
    way.consultation()
    case = way.application
    it_is(settings, on("2026-09-15"))
    assert case.state == "consultation"
    for name, fields in (("determination", typed("approve")), ("certification", certifying())):
        assert send(governor, page(name, case), case, **fields).status_code == 422
        assert (case.state, case.determinations.count()) == ("consultation", 0)
    consulted(ms, case, "2026-09-14", on("2026-09-15"))
    recommended(ms, case, on("2026-09-15", 12))
    assert send(governor, page("certification", case), case, **certifying()).status_code == 422
    with pytest.raises(Refused):  # dated before the consultation
        decide.determine(case, "approve", on=date(2026, 9, 13), by=ms.governor, at=on("2026-09-15", 13), **signed())
    it_is(settings, on("2026-09-15", 14))
    assert send(governor, page("determination", case), case, **typed("approve")).status_code == 302
    assert case.state == "approved"
    assert not FederalFiling.objects.exists()


@pytest.mark.row("RULE-03")
def test_the_package_holds_the_certification_and_the_documents_of_the_request(ms, certified, enter):
    official = enter(ms.official)
    answer = official.get(page("package_zip", certified))
    sent = certified.filings.latest("place").documents
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        top = archive.namelist()[0].split("/")[0]
        index = json.loads(archive.read(f"{top}/index.json"))
        assert f"{top}/package.pdf" in archive.namelist()
        assert any(name.startswith(f"{top}/letter-") for name in archive.namelist())
        held = {name.split("/")[-1].split("-", 2)[1] for name in archive.namelist() if "/request/" in name}
    assert len(index["request"]) == len(sent) - 1
    assert held == {row["slot"] for row in sent} - {"data"}
    assert len(index["kept_back"]) == 1
    # The file that may hold records of single students is the institution's own, in the download of its whole filing.
    whole = official.get(page("case_package", certified))
    with zipfile.ZipFile(io.BytesIO(body(whole))) as archive:
        assert len([name for name in archive.namelist() if name.startswith("documents/")]) == len(sent)


@pytest.mark.row("RULE-03")
def test_before_the_certification_the_package_answers_with_the_reason(ms, enter, settings):
    case = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on("2026-09-21"))
    official = enter(ms.official)
    for name in ("package", "package_zip", "package_pdf"):
        shown = words(official.get(page(name, case)))
        assert "Missing step: sign the certification" in shown
        assert "nothing that the institution could send to the U.S. Department of Education" in shown


@pytest.mark.row("RULE-03")
def test_the_institutions_own_filing_is_recorded_from_the_day_of_the_certification_on(ms, certified, enter):
    url, filed, official = page("federal", certified), certified.federal_filing, enter(ms.official)
    answer = send(official, url, filed, **step("record_filing", "2026-09-09"))
    assert answer.status_code == 422
    assert "The day lies before the State's certification of September 10, 2026." in words(answer)
    assert filed.filed_on is None
    assert send(enter(ms.director), url, filed, **step("record_filing", "2026-09-10")).status_code == 422
    assert send(official, url, filed, **step("record_filing", "2026-09-10")).status_code == 302
    assert filed.filed_on == date(2026, 9, 10)
