"""Earnings years after completion in the portal: benchmarks with their reasons, medians from a run, and no effect."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from magnolia.portal.actions.afterwards import losses
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.publishing import approved
from magnolia.portal.models import Application, Approval, Benchmark, Event, LongTermResult, LongTermRun, Loss

from .bring import bring, it_is, on, page, send, words

BENCHMARK = {
    "measure": "Median earnings of people with a high school diploma", "year": "2029", "amount": "34,000.00",
    "source": "American Community Survey 2029, table B20004 (practice)", "reason": "Closest schooling to the entrants",
}  # fmt: skip
HEAD = "opeid,program_id,award_year,people,complete,incomplete,waiting,median\n"


@pytest.fixture
def certified(ms, settings):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2031-02-01"))
    return case


def benchmark(client, **more: Any) -> Any:
    return client.post(reverse("benchmarks"), {"do": "enter", "key": str(sorted(more))} | BENCHMARK | more)


def row(case, counts: str = "24,20,3,1", median: str = "32200.00", **more: str) -> str:
    given = {"opeid": case.institution.institution.opeid, "program": case.number} | more
    return f"{given['opeid']},{given['program']},2026-27,{counts},{median}\n"


def brought(client, text: str, **more: Any) -> Any:
    """Post the two files as the command wrote them; `more` changes the manifest."""
    content = (HEAD + text).encode()
    manifest = {"longterm_sha256": hashlib.sha256(content).hexdigest(), "wages_through": "2030Q4", "complete": True}
    files = {
        "file": SimpleUploadedFile("longterm.csv", content, "text/csv"),
        "manifest": SimpleUploadedFile("run.json", json.dumps(manifest | more).encode(), "application/json"),
    }
    return client.post(reverse("benchmarks"), {"do": "bring"} | files)


@pytest.mark.row("LTE-01")
def test_before_wage_quarters_exist_the_page_says_not_yet_and_a_benchmark_shows_source_year_and_reason(
    ms, certified, enter
):
    director = enter(ms.director)
    shown = words(director.get(page("longterm", certified)))
    assert "Not yet. The first people completed in 2026-2027" in shown
    assert "starts on July 1, 2029" in shown
    assert "For evaluation only." in shown
    for lacking in ("source", "reason", "measure", "year", "amount"):
        assert benchmark(director, **{lacking: ""}).status_code == 422
    assert not Benchmark.objects.exists()
    assert benchmark(director).status_code == 302
    for url in (page("longterm", certified), reverse("benchmarks")):
        shown = words(director.get(url))
        for said in (BENCHMARK["source"], "2029", BENCHMARK["reason"], "$34,000"):
            assert said in shown


def test_medians_come_in_whole_with_their_manifest_or_not_at_all(ms, certified, enter):
    director = enter(ms.director)
    wrong: list[tuple[str, dict[str, Any], str]] = [
        (row(certified), {"longterm_sha256": "0" * 64}, "names another content"),
        (row(certified), {"complete": False}, "not complete"),
        (row(certified), {"wages_through": "2030"}, "not a quarter"),
        (row(certified) + row(certified, program="XX-1"), {}, "Row 3: no approved program"),
        (row(certified, counts="24,20,3,2"), {}, "do not add up"),
        (row(certified, counts="24,20,3,x"), {}, "Row 2, waiting: write a whole number"),
        (row(certified, median=""), {}, "Row 2: a median belongs to complete people"),
    ]
    for text, more, said in wrong:
        answer = brought(director, text, **more)
        assert answer.status_code == 422
        assert said in words(answer)
        assert not LongTermRun.objects.exists()
    assert brought(director, row(certified)).status_code == 302
    assert "brought in already" in words(brought(director, row(certified)))
    found = LongTermResult.objects.get()
    assert (found.people, found.complete, found.median) == (24, 20, Decimal("32200.00"))
    shown = words(enter(ms.official).get(page("longterm", certified)))
    assert "2026-2027 24 20 3 $32,200.00 Evaluation only" in shown


def test_the_median_of_fewer_people_than_may_be_shown_is_held_back(ms, certified, enter):
    assert brought(enter(ms.director), row(certified, counts="10,9,1,0")).status_code == 302
    shown = words(enter(ms.official).get(page("longterm", certified)))
    assert "Too few people to show" in shown
    assert "32,200" not in shown


@pytest.mark.row("LTE-02")
def test_below_the_benchmark_no_status_changes_no_badge_fails_and_it_is_no_ground_of_a_loss(ms, certified, enter):
    director = enter(ms.director)
    assert benchmark(director).status_code == 302
    before = certified.state, certified.version, Approval.objects.get().state
    assert brought(director, row(certified, median="21000.00")).status_code == 302
    now = Application.objects.get(pk=certified.pk)
    assert (now.state, now.version, Approval.objects.get().state) == before
    html = director.get(page("longterm", certified)).content.decode()
    assert "$21,000" in html
    assert not re.search(r"mg-tag--bad|mg-tag--warn|Not met|Failed|Below", html.split("Long-term earnings</h2>", 1)[1])
    public = words(director.get(reverse("program", args=["ms", certified.number])))
    assert "21,000" not in public
    given: dict[str, Any] = {
        "program_name": "Structural Welding", "cip_code": "48.0508", "soc_codes": "51-4121", "lost_on": None,
        "stopped_on": None, "notice": "Own evaluation",
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        losses.record(
            ms.organisations["college"], ground="long_term_earnings", by=ms.director, at=on("2031-02-01"), **given
        )
    assert "no ground for the loss or the end of an approval" in str(refused.value)
    assert not Loss.objects.exists()
    answer = send(
        enter(ms.governor), page("approval", certified), certified.approval,
        **{"do": "withdraw", "withdraw-cause": "long_term_earnings", "withdraw-reason": "Below the benchmark"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert Approval.objects.get().state == before[2]
    with pytest.raises(Refused) as refused:
        approved.end(
            certified.approval, "withdraw", cause="long_term_earnings", reason="Below the benchmark",
            effective_on=on("2031-02-01").date(), signed_name="Val Fictive", signed_title="Governor", by=ms.governor,
            at=on("2031-02-01"),
        )  # fmt: skip
    assert "no ground for the loss or the end of an approval" in str(refused.value)


def test_a_benchmark_entered_in_error_is_struck_with_its_reason_and_stays_on_the_page_of_benchmarks_alone(
    ms, certified, enter
):
    director, url = enter(ms.director), reverse("benchmarks")
    assert benchmark(director).status_code == 302
    assert benchmark(director, amount="36,500.00", reason="The figure of the table").status_code == 302
    wrong = Benchmark.objects.get(amount=Decimal("34000.00"))

    def strike(client, **typed: str) -> Any:
        return send(client, url, wrong, do="strike", pk=str(wrong.pk), **typed)

    assert "Strike it" not in words(enter(ms.reviewer).get(url))
    assert "Strike it" in words(director.get(url))
    assert strike(enter(ms.reviewer), **{"strike-reason": "Wrong"}).status_code == 422
    assert strike(director, **{"strike-reason": " "}).status_code == 422
    assert strike(enter(ms.auditor), **{"strike-reason": "Wrong"}).status_code in (200, 403)
    wrong.refresh_from_db()
    assert wrong.state == "entered"
    assert strike(director, **{"strike-reason": "Of another table"}).status_code == 302
    wrong.refresh_from_db()
    assert (wrong.state, wrong.amount, wrong.struck_by) == ("struck", Decimal("34000.00"), ms.director)
    shown = words(director.get(url))
    assert "Struck on February 1, 2031 by" in shown
    assert "Of another table" in shown
    assert "$34,000" in shown
    beside = words(director.get(page("longterm", certified)))
    assert "$36,500" in beside
    assert "$34,000" not in beside
    event = Event.objects.get(thing_id=wrong.pk, move="strike")
    assert (event.by, json.loads(event.text.text)["reason"]) == (ms.director, "Of another table")
    assert strike(director, **{"strike-reason": "Again"}).status_code in (409, 422)
    assert Event.objects.filter(thing_id=wrong.pk, move="strike").count() == 1


def test_another_states_director_strikes_no_benchmark_of_this_state(ms, xx, certified, enter):
    assert benchmark(enter(ms.director)).status_code == 302
    row = Benchmark.objects.get()
    stranger = enter(xx.director)
    answer = send(stranger, reverse("benchmarks"), row, do="strike", pk=str(row.pk), **{"strike-reason": "Mine"})
    assert answer.status_code == 404
    assert Benchmark.objects.get().state == "entered"
