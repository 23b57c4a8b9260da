"""What a college reads of its draft before it sends it: the deadline on every page, and the rules that are not met."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from magnolia.policy.form import form
from magnolia.policy.registers import review
from magnolia.portal.actions.applying import apply, filing
from magnolia.portal.actions.keeping import cycles
from magnolia.portal.actions.moves import act
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.models import Application, Cycle

from .bring import it_is
from .filling import address, text

FRIDAY = datetime(2026, 10, 31, 4, 59, tzinfo=UTC)  # 11:59 p.m. Central on Friday, October 30
DEADLINE = "Deadline 11:59 p.m. Central, Friday, October 30, 2026"


COUNTS = {"coursework": "program", "required": True}


@pytest.fixture
def client(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, at) -> Application:
    """A whole draft of a program that is too long, in a cycle that closes at the end of a Friday."""
    cycle = Cycle.objects.get(jurisdiction="ms")
    later = {"deadline": FRIDAY, "closes_at": FRIDAY}
    cycles.save(cycle, later, reason="Practice", by=ms.director, at=at - timedelta(days=2))
    facts = LINEWORKER | {"hours": 602, "hour_parts": [{"title": "All", "kind": "module", **COUNTS, "hours": 602}]}
    return bring(ms, "draft", at - timedelta(days=1), facts | {"instructional_weeks": 15})


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (FRIDAY - timedelta(days=88), "88 days left"),
        (FRIDAY - timedelta(hours=24), "1 day left"),
        (FRIDAY - timedelta(hours=5, minutes=5), "5 hours left, today"),
        (FRIDAY - timedelta(minutes=65), "1 hour left, today"),
        (FRIDAY - timedelta(minutes=59, seconds=45), "59 minutes left, today"),
        (FRIDAY + timedelta(minutes=5), "The deadline has passed"),
    ],
)
def test_every_page_of_a_draft_says_its_deadline_with_zone_and_time_left(ms, draft, enter, settings, now, left):
    it_is(settings, now)
    client = enter(ms.preparer)
    pages = ["case", "part_details", "part_attachments", "part_declarations", "draft_missing", "draft_check"]
    shown = [address(name, draft) for name in pages] + [
        address("part_group", draft, each) for each in form("ms").groups
    ]
    for url in shown if left.startswith("88") else shown[:1]:
        head = text(client.get(url)).partition("Pages of this case")[0]
        assert f"{DEADLINE} {left}" in head, url


def test_once_it_is_sent_the_deadline_of_the_cycle_leaves_the_head(ms, at, enter):
    sent = bring(ms, "submitted", at - timedelta(days=2))
    assert "Deadline" not in text(enter(ms.preparer).get(address("case", sent))).partition("Pages of this case")[0]


def test_rules_that_are_not_met_stand_apart_from_what_is_missing_with_source_and_way_to_the_question(client, draft):
    answer = client.get(address("draft_missing", draft))
    shown, html = text(answer), answer.content.decode()
    missing, _, against = shown.partition("What the rules say against it")
    assert "1 thing in 1 place." in missing  # the signature
    assert "Until they are there, the application cannot be sent." in missing
    assert "602 clock hours" not in missing
    assert "None of this keeps you from sending: it goes to a reviewer" in against
    assert re.search(r"Not met 602 clock hours is too long: .* are needed\. .*34 CFR 690\.92", against)
    assert "Not met 15 weeks of instruction is too long" in against
    for name, label in (("measure", "Unit"), ("hours", "Number of hours"), ("instructional_weeks", "Weeks of")):
        assert f'href="{address("part_group", draft, "program")}#id_{name}">{label}' in html.partition("against")[2]
    assert "Rules not met 2; a reviewer judges them" in text(client.get(address("draft_check", draft)))


def test_a_rule_that_is_not_met_keeps_nobody_from_sending(ms, draft, at):
    signed = {"name": ms.official.name, "title": ms.official.title, "by": ms.official}
    act(draft, "request_attestation", by=ms.preparer, at=at)
    apply.sign(draft, accepted=list(review("ms").declarations), at=at, **signed)
    act(draft, "submit", by=ms.official, at=at)
    sent = filing.latest(draft)
    assert sent is not None
    rows = {row["criterion"]: row["outcome"] for row in sent.findings}
    assert (draft.state, rows["program.length"]) == ("submitted", "not_met")


def test_what_else_stands_in_the_way_of_sending_is_said_on_the_same_page(ms, client, draft, at):
    assert "What else stands in the way of sending" not in text(client.get(address("draft_missing", draft)))
    opens = at + timedelta(days=20)
    rows = Cycle.objects.filter(jurisdiction="ms")
    rows.update(opens_at=opens)
    shown = text(client.get(address("draft_missing", draft)))
    assert "What else stands in the way of sending" in shown
    assert "August 23, 2026" in shown


def test_a_rule_that_a_person_decides_is_told_apart_from_one_that_is_not_met(ms, at, enter):
    parts = [{"title": "All", "kind": "module", **COUNTS, "hours": "15.5"}]
    facts = LINEWORKER | {"measure": "semester", "hours": "15.5", "hour_parts": parts}
    draft = bring(ms, "draft", at - timedelta(days=1), facts)
    shown = text(enter(ms.preparer).get(address("draft_missing", draft)))
    assert "A reviewer decides 15.5 semester hours" in shown
    assert "Not met" not in shown.partition("What the rules say against it")[2]


def test_a_draft_the_rules_hold_nothing_against_says_nothing_of_them(ms, at, enter):
    way = walk(ms, "attestation", at - timedelta(days=1))
    assert "What the rules say against it" not in text(
        enter(ms.preparer).get(address("draft_missing", way.application))
    )
