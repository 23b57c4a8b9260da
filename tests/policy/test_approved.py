"""Two approvals, each with its own days: a program is open to Pell Grants only while both are in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from magnolia.policy.approved import Side, approved, standing
from magnolia.policy.layers import jurisdictions
from magnolia.policy.workflow import process

DAY = date(2027, 3, 1)
CERTIFIED = Side("in_force", date(2026, 10, 1))
WITHDRAWN = Side("withdrawn", date(2026, 10, 1), ends=DAY)
PENDING = Side("filed")
APPROVED = Side("approved", date(2026, 12, 1))


@pytest.mark.row("CERT-13")
@pytest.mark.parametrize(
    ("by_state", "federal", "eligible", "label"),
    [
        (CERTIFIED, APPROVED, True, "State and federal approval in force"),
        (WITHDRAWN, APPROVED, False, "Withdrawn by the State, effective March 1, 2027"),
        (CERTIFIED, PENDING, False, "State certified, not yet federally approved"),
        (WITHDRAWN, PENDING, False, "Withdrawn by the State, effective March 1, 2027"),
    ],
)
def test_of_four_combinations_only_approved_and_approved_is_eligible(by_state, federal, eligible, label):
    found = standing("ms", by_state, federal, DAY)
    assert (found.eligible, found.label) == (eligible, label)


@pytest.mark.parametrize("side", ["state", "federal"])
def test_an_approval_counts_until_the_day_before_its_end(side):
    gone = Side("removed", date(2026, 12, 1), ends=DAY)
    by_state, federal = (WITHDRAWN, APPROVED) if side == "state" else (CERTIFIED, gone)
    assert standing("ms", by_state, federal, DAY - timedelta(days=1)).eligible
    assert not standing("ms", by_state, federal, DAY).eligible


def test_an_approval_counts_from_its_own_day_and_never_without_one():
    assert standing("ms", CERTIFIED, APPROVED, date(2026, 12, 1)).eligible
    before = standing("ms", CERTIFIED, APPROVED, date(2026, 11, 30))
    assert (before.eligible, before.label) == (False, "State certified, not yet federally approved")
    assert not standing("ms", CERTIFIED, Side("approved"), DAY).eligible
    assert not standing("ms", Side("in_force"), APPROVED, DAY).eligible


def test_before_the_institution_files_the_words_say_that_its_filing_is_pending():
    found = standing("ms", CERTIFIED, Side("not_filed"), DAY)
    assert found.label == "State certified - federal filing by institution pending"


@pytest.mark.parametrize("code", jurisdictions())
def test_every_state_of_both_tables_has_words_and_every_cause_a_move_that_takes_it(code):
    table, words = process(code), approved(code)
    for by_state in table.life("approval").states:
        for federal in table.life("federal_filing").states:
            side, other = Side(by_state, DAY, DAY), Side(federal, DAY, DAY)
            assert standing(code, side, other, DAY).label
    moves = {m.name for m in table.life("approval").moves.values() if "ending_stated" in m.needs}
    assert {move for cause in words.causes.values() for move in cause.moves} == moves
    assert len(words.secretary) == 5


def test_a_withdrawal_and_a_removal_have_each_their_own_causes():
    found = approved("ms")
    withdrawn = {cause.id for cause in found.causes_of("withdraw")}
    removed = {cause.id for cause in found.causes_of("remove")}
    assert {"completion", "placement", "employer_demand"} <= withdrawn
    assert {"agreement_expired", "federal_action"} <= removed
    assert not withdrawn & removed
    assert found.causes_of("bribe") == ()
    assert all(found.causes[name].waits for name in ("completion", "placement"))
    assert not found.causes["credit"].waits
