"""Stackable and portable: what each is judged by, each by itself, on the reviewer's page."""

from __future__ import annotations

import pytest

from magnolia.portal.actions import moves
from magnolia.portal.actions.reviewing import grounds, review
from magnolia.portal.demo.findings import favourable
from tests.portal.bring import bring, it_is, on, page, send, words

NEXT = {"stackable": "yes", "further_credential": "Certificate in Welding, Example State", "further_route": "working"}
WHERE = {"portable": "yes", "settings_kind": "areas", "settings": "Fictive delta region\nFictive coast region"}


@pytest.fixture
def case(ms, settings):
    application = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on("2026-08-24"))
    return application


@pytest.fixture
def reviewer(ms, enter):
    return enter(ms.reviewer)


def judged(client, case, **points):
    """The reviewer's page of the credential, sent with these answers."""
    given = {"outcome": "met", "rationale": "So it is.", "evidence_note": "Outline, page 2"}
    return send(
        client, page("finding", case, "credential"), case, **given, **{f"point_{n}": a for n, a in points.items()}
    )


@pytest.mark.row("DEF-14")
def test_portable_needs_two_settings_of_one_kind_and_stackable_one_further_credential_by_a_working_route(
    case, reviewer
):
    for settings_named in ("", "Fictive delta region", "Fictive delta region\n  fictive  DELTA region \n"):
        refused = judged(reviewer, case, **NEXT, **WHERE | {"settings": settings_named})
        assert refused.status_code == 422
        assert list(refused.context["form"].errors) == ["point_settings"], "the other one stands by itself"
    for lacking in ("further_credential", "further_route"):
        refused = judged(reviewer, case, **NEXT | {lacking: ""}, **WHERE)
        assert list(refused.context["form"].errors) == [f"point_{lacking}"]
    planned = judged(reviewer, case, **NEXT | {"further_route": "planned"}, **WHERE)
    assert list(planned.context["form"].errors) == ["point_further_route"]
    assert "by itself" in words(planned)
    assert "this one is only planned" in words(planned)
    assert not case.findings.exists()
    for kind in ("employers", "areas", "institutions", "industries", "labor_markets"):
        assert judged(reviewer, case, **NEXT, **WHERE | {"settings_kind": kind}).status_code == 302, kind
    shown = words(reviewer.get(page("review_sheet", case)))
    assert "Kind of setting Labor markets" in shown
    assert "Route to it In operation: a student can take it today" in shown


@pytest.mark.row("DEF-14")
def test_stackable_and_portable_are_judged_each_by_itself_and_a_finding_that_lost_its_ground_does_not_stand(
    case, reviewer
):
    why = {"outcome": "not_met", "rationale": "Only half of it holds.", "evidence_note": "Outline, page 2"}
    for held, other, reason in ((NEXT, "portable", "not_portable"), (WHERE, "stackable", "not_stackable")):
        half = {f"point_{name}": value for name, value in (held | {other: "no"}).items()}
        url = page("finding", case, "credential")
        assert send(reviewer, url, case, **half, **why | {"outcome": "met"}).status_code == 422
        assert send(reviewer, url, case, **half, **why, reason=reason).status_code == 302
        kept = {point.name: point.value for point in case.findings.get().points.all()}
        assert (kept["stackable"], kept["portable"]) == (("yes", "no") if held is NEXT else ("no", "yes"))
    assert judged(reviewer, case, **NEXT, **WHERE).status_code == 302
    case.findings.get().points.filter(name="settings").update(value="Fictive coast region")
    assert "Portable needs at least 2 settings of one kind" in grounds.faults(case)["credential"]


def test_another_state_can_ask_for_more_settings(xx):
    case = bring(xx, "review", on("2026-08-20"))
    answers = NEXT | WHERE
    given = favourable(case, "credential") | {"answers": answers, "evidence_note": "Outline"}
    with pytest.raises(moves.Refused, match="at least 3 settings of one kind"):
        review.save_finding(case, "credential", by=xx.reviewer, at=on("2026-08-24"), **given)
    more = answers | {"settings": answers["settings"] + "\nFictive hill region"}
    review.save_finding(case, "credential", by=xx.reviewer, at=on("2026-08-24"), **given | {"answers": more})
