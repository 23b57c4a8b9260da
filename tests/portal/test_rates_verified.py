"""A reviewer verifies a rate in eight steps, each with the data used, and decides on the exact fraction."""

from __future__ import annotations

from decimal import Decimal

import pytest

from magnolia.policy.verifying import said, verifying
from magnolia.portal.actions.moves import Refused, act, start
from magnolia.portal.actions.publishing import editions
from magnolia.portal.actions.verifying import recomputing, verify
from magnolia.portal.models import EventText, Grant

from .bring import another, bring, it_is, on, words
from .rated import decided, press, rated, read, run, signed_off

AT = on("2028-08-10")


@pytest.fixture
def case(ms, settings):
    made = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, AT)
    return made


@pytest.mark.row("RATE-COMP-12")
def test_a_completion_rate_is_decided_only_after_eight_steps_each_signed_off_with_the_data_it_rests_on(ms, case, enter):
    result = rated(ms, case, AT, 14, 20, excluded=2)
    steps = list(verifying("ms").steps["completion"].values())
    assert [step.label for step in steps] == [
        "Normal time",
        "Window for completing in time",
        "Cohort",
        "Finished in time",
        "Not finished in time",
        "Still in their window",
        "Rate calculated or checked",
        "Held against the standard",
    ]
    reviewer = enter(ms.reviewer)
    for step in steps:
        if step.id != "still_open":
            assert press(reviewer, result, f"sign_step {step.id}").status_code == 302
    shown = read(reviewer, result)
    assert "Not signed off yet: 6. Still in their window." in shown
    assert "Decide: met" not in shown
    assert press(reviewer, result, "decide").status_code == 422
    assert result.state == "preview"
    # Each step shows the data it rests on.
    for data in (
        "In the cohort: 22", "Left out on a permitted ground: 2", "Counted: 20", "Meet the measure: 14",
        "Do not meet it: 6", "Not known yet: 0", "Fraction: 14 / 20", "Rate: 70.00 percent", "Standard: 70 percent",
        "Share of the normal time: 150 percent", "Smallest number that reaches it: 14", "That is met",
        "Records: version 1 of the institution's records, checksum abababababab",
    ):  # fmt: skip
        assert data in shown
    assert press(reviewer, result, "sign_step still_open", remark="Asked the registrar.").status_code == 302
    assert "Decide: met" in read(reviewer, result)
    assert press(reviewer, result, "decide").status_code == 302
    assert result.state == "decided"
    assert result.decisions.get().outcome == "met"


@pytest.mark.row("RATE-JOB-10")
@pytest.mark.parametrize("skipped", ["cohort", "exit_dates", "quarters", "employed", "count_employed", "count_cohort",
                                     "rate", "standard"])  # fmt: skip
def test_a_placement_rate_stays_locked_while_one_of_its_eight_steps_is_skipped(ms, case, enter, skipped):
    steps = list(verifying("ms").steps["placement"])
    assert steps == [
        "cohort",
        "exit_dates",
        "quarters",
        "employed",
        "count_employed",
        "count_cohort",
        "rate",
        "standard",
    ]
    result = signed_off(rated(ms, case, AT, 13, 20, metric="placement"), ms.reviewer, AT, but=skipped)
    with pytest.raises(Refused, match="Not signed off yet: "):
        verify.decide(result, by=ms.reviewer, at=AT)
    verify.sign_step(result, step=skipped, by=ms.reviewer, at=AT)
    verify.decide(result, by=ms.reviewer, at=AT)
    assert result.decisions.get().outcome == "not_met"


def test_the_measured_quarters_and_the_approved_sources_stand_beside_the_steps_of_a_placement_rate(ms, case, enter):
    result = rated(ms, case, AT, 14, 20, metric="placement")
    shown = read(enter(ms.reviewer), result)
    assert "2027Q1 for exits in 2026Q3; 2027Q2 for exits in 2026Q4; 2027Q3 for exits in 2027Q1" in shown
    assert "Wage records are all there through 2028Q3" in shown
    assert "Sources: unemployment insurance wage records" in shown
    assert "Exits from July 1, 2026 to June 30, 2027" in shown


@pytest.mark.row("RATE-COMP-10")
def test_a_rate_with_people_still_open_is_provisional_and_has_no_determination_until_the_last_window_has_closed(
    ms, case, enter
):
    result = signed_off(rated(ms, case, AT, 7, 10, 3), ms.reviewer, AT)
    reviewer = enter(ms.reviewer)
    shown = read(reviewer, result)
    assert "provisional, 7 of 10, 3 open" in shown
    assert "Decide" not in shown
    assert press(reviewer, result, "decide").status_code == 422
    assert result.state == "preview"
    later = signed_off(rated(ms, case, AT, 7, 10, 0), ms.reviewer, AT)
    assert "7 of 10, 70.00 percent" in read(reviewer, later)
    assert press(reviewer, later, "decide").status_code == 302
    assert later.decisions.get().outcome == "met"


@pytest.mark.row("RATE-COMP-02", "RATE-JOB-02")
@pytest.mark.parametrize(
    ("metric", "numerator", "denominator", "outcome", "shown"),
    [
        ("completion", 70, 100, "met", "70 of 100, 70.00 percent"),
        ("completion", 69, 100, "not_met", "69 of 100, 69.00 percent"),
        ("completion", 7, 10, "met", "7 of 10, 70.00 percent"),
        ("completion", 1000, 1429, "not_met", "1000 of 1429, 69.98 percent"),
        ("completion", 6999999999, 10000000000, "not_met", "6999999999 of 10000000000, below 70 percent"),
        ("placement", 14, 20, "met", "14 of 20, 70.00 percent"),
        ("placement", 13, 20, "not_met", "13 of 20, 65.00 percent"),
        ("placement", 699, 999, "not_met", "699 of 999, 69.97 percent"),
    ],
)
def test_a_rate_is_decided_on_the_exact_fraction_and_shown_with_the_digits_that_tell_it_from_the_standard(
    ms, case, enter, metric, numerator, denominator, outcome, shown
):
    if denominator > 2**31:
        assert said(verifying("ms"), metric, (numerator, denominator, 0), Decimal(70)) == shown
        return
    result = decided(ms, rated(ms, case, AT, numerator, denominator, metric=metric), AT)
    assert result.decisions.get().outcome == outcome
    page = read(enter(ms.reviewer), result)
    assert shown in page
    assert ("70.00 percent" in page) == (shown.endswith("70.00 percent"))


@pytest.mark.row("RATE-COMP-14")
def test_without_anybody_to_count_there_is_no_rate_and_neither_met_nor_not_met(ms, case, enter):
    nobody = decided(ms, rated(ms, case, AT, 0, 0, excluded=2), AT)
    reviewer = enter(ms.reviewer)
    assert nobody.decisions.get().outcome == "not_computable"
    shown = read(reviewer, nobody)
    assert "no cohort: there is no rate, so the measure is neither met nor not met" in shown
    none = decided(ms, rated(ms, case, AT, 0, 0, metric="placement"), AT)
    assert "no completers: there is no rate" in read(reviewer, none)
    assert none.decisions.get().outcome == "not_computable"
    # Nothing can cite it as met: no certificate is issued on it.
    with pytest.raises(Refused, match="met or not met"):
        act(none, "certify_placement", by=ms.director, at=AT)
    nothing_finished = decided(ms, rated(ms, case, AT, 0, 25, award_year=2027), AT)
    assert nothing_finished.decisions.get().outcome == "not_met"
    assert "0 of 25, 0.00 percent" in read(reviewer, nothing_finished)


@pytest.mark.row("RATE-JOB-11")
def test_a_result_keeps_what_it_rests_on_and_computed_again_from_that_it_is_the_same(ms, case, enter):
    made = rated(ms, case, AT, 14, 20, metric="placement")
    signed_off(made, ms.reviewer, AT)
    reviewer = enter(ms.reviewer)
    answer = press(reviewer, made, "decide", exception="Start-up method of the Secretary")
    assert answer.status_code == 422
    assert "A federal exception counts only with its citation." in words(answer)
    assert made.state == "preview"
    cited = {"exception": "Start-up method of the Secretary", "citation": "Notice 2028-1 (fictive)"}
    assert press(reviewer, made, "decide", **cited).status_code == 302
    kept = made.decisions.get()
    assert (kept.by, kept.on, kept.citation) == (ms.reviewer, AT.date(), "Notice 2028-1 (fictive)")
    assert (kept.submission_sha256, kept.method_sha256) == (made.submission.sha256, made.run.method_sha256)
    assert (kept.rule, kept.standard) == ("ordinary", 70)
    shown = read(reviewer, made)
    assert "Computed again The same value." in shown
    assert "Start-up method of the Secretary (Notice 2028-1 (fictive))" in shown
    # Counts that were changed behind the record's back are found.
    type(made).objects.filter(pk=made.pk).update(numerator=13)
    made.refresh_from_db()
    assert recomputing.recompute(made) == [
        "The counts are not those that were decided on.",
        "The number who meet the measure is not the one that was decided on.",
        "Computed again, the outcome is not_met, not met.",
    ]


def test_a_sign_off_taken_back_locks_the_decision_again_and_the_record_keeps_the_reason(ms, case, enter):
    result = signed_off(rated(ms, case, AT, 14, 20), ms.reviewer, AT)
    reviewer = enter(ms.reviewer)
    assert press(reviewer, result, "unsign_step cohort").status_code == 422
    assert press(reviewer, result, "unsign_step cohort", reason="A late entry came in.").status_code == 302
    assert press(reviewer, result, "decide").status_code == 422
    assert EventText.objects.filter(text__contains="A late entry came in.").exists()
    assert press(reviewer, result, "sign_step nonsense").status_code == 422
    assert press(reviewer, result, "sign_step window").status_code == 422  # signed already


def test_a_run_that_left_rows_out_is_never_decided_on(ms, case):
    result = signed_off(rated(ms, case, AT, 14, 20, of=run(ms, AT, complete=False)), ms.reviewer, AT)
    with pytest.raises(Refused, match="The run left rows out"):
        verify.decide(result, by=ms.reviewer, at=AT)


def test_whoever_verified_or_decided_a_rate_does_not_publish_it_and_only_the_reviewer_verifies(ms, case, enter):
    result = rated(ms, case, AT, 14, 20)
    for person in (ms.director, ms.preparer, ms.official, ms.auditor):
        with pytest.raises(Refused):
            verify.sign_step(result, step="cohort", by=person, at=AT)
    both = another(ms, "reviewer", AT)
    grant = Grant(person=both, organisation=ms.organisations["agency"], role="director")
    start(grant, "give", by=None, at=AT, jurisdiction="ms")
    verify.sign_step(result, step="cohort", by=both, at=AT)
    signed_off(result, ms.reviewer, AT, but="cohort")
    verify.decide(result, by=ms.reviewer, at=AT)
    with pytest.raises(Refused, match="nobody decides on what they prepared"):
        editions.publish([result], by=both, at=AT)
    assert editions.publish([result], by=ms.director, at=AT)


def test_a_decision_is_sent_back_before_it_is_published_and_every_step_is_signed_anew(ms, case, enter):
    result = decided(ms, rated(ms, case, AT, 14, 20), AT)
    director = enter(ms.director)
    assert press(director, result, "reopen", reason="The window of two was counted wrong.").status_code == 302
    assert (result.state, result.steps.count()) == ("preview", 0)
    decided(ms, result, AT)
    assert [row.place for row in result.decisions.all()] == [1, 2]


def test_a_rates_page_says_whose_turn_the_rate_is_and_not_whose_turn_the_program_is(ms, case, enter):
    result = rated(ms, case, AT, 14, 20)
    assert "Waiting for Reviewer" in read(enter(ms.official), result)
    decided(ms, result, AT)
    assert "The director publishes it." in read(enter(ms.official), result)
    waiting = rated(ms, case, AT, 7, 10, 3)
    shown = read(enter(ms.official), waiting)
    assert "It waits until the outcome of everybody can be known" in shown
    assert "Waiting for" not in shown
