"""Around the findings: starting the review, asking for more, people outside, no way around the review, precedents."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from magnolia.policy.registers import review as registers
from magnolia.portal.actions import law
from magnolia.portal.actions.applying import filing
from magnolia.portal.actions.keeping import amend
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.reviewing import contacts
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.rounds import publish_round
from magnolia.portal.demo.walking import Walk
from magnolia.portal.models import Event

from .bring import another, bring, it_is, on, page, send, walk, words
from .changes_of_law import tried
from .test_review import AT, find


@pytest.fixture
def case(ms, settings):
    application = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on(AT))
    return application


@pytest.mark.row("REV-01")
@pytest.mark.parametrize(
    ("state", "stands"),
    [
        ("submitted", "Submitted"),
        ("completeness_review", "Completeness check"),
        ("correction", "Correction by the institution"),
    ],
)
def test_a_review_starts_on_a_complete_filing_only_and_records_who_started_it(ms, enter, settings, state, stands):
    waiting = bring(ms, state, on("2026-08-20"))
    with pytest.raises(Refused, match=f"stands at “{stands}”"):
        act(waiting, "start_review", by=ms.reviewer, at=on("2026-08-27"))
    case = bring(ms, "complete", on("2026-08-20"))
    it_is(settings, on("2026-08-27"))
    with pytest.raises(Refused, match="possible only at the stage “In full review”"):
        find(ms, case, "length")
    assert send(enter(ms.reviewer), page("review", case), case, do="start_review").status_code == 302
    assert case.state == "review"
    assert Event.objects.get(thing_id=case.pk, move="start_review").by == ms.reviewer
    assert f"Review started by {ms.reviewer.name}" in words(enter(ms.auditor).get(page("review", case)))


@pytest.mark.row("REV-11")
def test_a_contact_of_each_kind_is_on_record_and_none_stands_for_the_consultation(ms, case, enter):
    reviewer, url = enter(ms.reviewer), page("contacts", case)
    assert len(registers("ms").contact_kinds) == 6
    for kind in registers("ms").contact_kinds:
        typed = {"kind": kind, "who": f"Fictive {kind} office", "day": "2026-08-21", "shared": "The outline"}
        assert send(reviewer, url, case, **typed, returned=f"Word of {kind}").status_code == 302
    answer = send(reviewer, url, case, kind="employer", who="Fictive firm", day="2026-09-30", shared="x")
    assert "not later than today" in words(answer)
    for name in ("contacts", "review_sheet", "record"):
        shown = words(enter(ms.auditor).get(page(name, case)))
        for kind in registers("ms").contact_kinds:
            assert f"Word of {kind}" in shown
    assert not case.consultations.exists()
    with pytest.raises(Refused):
        contacts.log(case, kind="oracle", who="x", day=date(2026, 8, 21), shared="x", by=ms.reviewer, at=on(AT))


@pytest.mark.row("PROC-15")
def test_a_filing_keeps_the_version_of_the_criteria_it_came_in_under(ms, enter, settings):
    first, again = bring(ms, "review", on("2026-08-20")), walk(ms, "returned", on("2026-08-20"))
    change = amend.propose(
        "ms",
        key_="length.clock_hours_below",
        layer="state",
        starts=on("2026-09-10").date(),
        value="550",
        cite="Practice rule 9",
        by=ms.administrator,
        at=on("2026-09-01"),
    )
    tried()
    amend.adopt(change, by=another(ms, "administrator", on("2026-09-01")), at=on("2026-09-02"))
    same = bring(ms, "submitted", on("2026-09-20"))
    again.at = on("2026-09-20")
    send_again(again)
    assert again.application.filings.count() == 2
    later = publish_round(
        "ms", "2026-2027 second", on("2026-09-12"), on("2026-12-01"), by=ms.director, at=on("2026-09-12")
    )
    way = Walk(ms, on("2026-09-21"), LINEWORKER)
    way.cycle = later
    for step in ("draft", "attestation", "submitted"):
        getattr(way, step)()
    it_is(settings, on("2026-09-25"))
    limits, numbers = [], []
    for each in (first, same, again.application, way.application):
        sent = filing.latest(each)
        assert sent is not None
        limits.append(json.loads(sent.law.text)["parameters"]["length.clock_hours_below"]["value"])
        numbers.append(law.number_of("ms", sent.law_id))
    assert limits == ["600", "600", "600", "550"]
    assert numbers == [1, 1, 1, 2]
    client = enter(ms.reviewer)
    for each, number in ((first, 1), (way.application, 2)):
        shown = words(client.get(page("review_sheet", each)))
        assert f"Judged under version {number} of the criteria" in shown


def test_earlier_findings_are_found_by_criterion_outcome_reason_and_words_in_decided_cases_only(
    ms, xx, case, enter, settings
):
    bring(ms, "denied", on("2026-08-20"))
    find(ms, case, "credit", outcome="not_met", reason="only_intended", rationale="Undecided words.", answers={})
    it_is(settings, on("2026-11-02"))
    client, url = enter(ms.reviewer), reverse("precedents")
    shown = words(client.get(url, {"question": "credit", "outcome": "not_met", "reason": "no_agreement"}))
    assert "1 finding" in shown
    assert "The filing does not show it." in shown
    assert "No finding like this yet" in words(client.get(url, {"question": "credit", "outcome": "met"}))
    assert "No finding like this yet" in words(client.get(url, {"text": "Undecided words"}))
    assert "1 finding" in words(client.get(url, {"text": "does not show"}))
    assert "11 findings" in words(client.get(url))
    assert "No finding like this yet" in words(enter(xx.reviewer).get(url))


def test_the_number_of_queries_of_earlier_findings_does_not_grow(ms, enter, settings):
    counts = []
    for _ in range(2):
        bring(ms, "denied", on("2026-08-20"))
        it_is(settings, on("2026-11-02"))
        client = enter(ms.reviewer)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(reverse("precedents"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_finding_made_before_the_filing_came_again_says_so_and_leads_to_what_changed(ms, enter, settings):
    way = walk(ms, "returned", on("2026-08-20"))
    case = way.application
    send_again(way)
    it_is(settings, way.later(days=1))
    reviewer = enter(ms.reviewer)
    for url in (page("review", case), page("finding", case, "length")):
        answer = reviewer.get(url)
        assert f"{reverse('versions', args=[case.pk])}?from=1&amp;to=2" in answer.content.decode()
    find(ms, case, "length", at=way.later(hours=1))
    assert "after this finding" not in words(reviewer.get(page("finding", case, "length")))


def send_again(way):
    """The institution signs and sends what it was asked to add."""
    way.later(days=1)
    way.sign()
    way.move("answer_return", way.cast.official)
