"""What a State says in its own words is laid over what is said everywhere, with the names of its own profile."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from magnolia.policy import (
    aid_flags,
    earnings,
    longterm,
    occupation_lists,
    outcome_records,
    outcome_runs,
    placing,
    records,
    verifying,
)
from tests.policy.changed_law import changed

OWN = {"added": {"one": "Said by the {policy_name} alone"}}
READ: list[tuple[ModuleType, str, Callable[[str], Any]]] = [
    (aid_flags, "aid_flags", aid_flags.words), (earnings, "earnings", earnings.words),
    (longterm, "longterm", longterm.words), (outcome_runs, "results", outcome_runs.words),
    (placing, "placing", placing.words), (records, "records", records.words),
    (verifying, "verifying", verifying.verifying),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name", "reader"), READ, ids=[name for _, name, _ in READ])
def test_a_state_adds_words_of_its_own_and_no_other_state_says_them(module, name, reader):
    def words(state: str) -> Any:
        return reader(state).words if module is verifying else reader(state)

    with changed(module, reader, "states/ms", name, OWN):
        assert words("ms")["added"] == {"one": "Said by the Mississippi Workforce Pell Policy alone"}
        assert "added" not in words("xx")
        assert words("ms").keys() - {"added"} == words("xx").keys()


def test_a_state_says_in_its_own_words_what_a_list_lacks():
    own = {"fault": {"nothing": "The {board} finds no occupation."}}
    with changed(occupation_lists, occupation_lists.register, "states/ms", "occupation_lists", own):
        assert occupation_lists.register("ms").fault("nothing") == "The SWIB finds no occupation."
        assert occupation_lists.register("xx").fault("nothing") == "Nothing is on the list."


def test_a_state_may_know_more_numbers_that_were_never_issued():
    own = {"never_issued": {"like": ["9"]}}
    with changed(outcome_records, outcome_records.records, "states/ms", "outcomes", own):
        assert outcome_records.records("ms", 1).never_issued == ("9",)
        assert outcome_records.records("xx", 2).never_issued != ("9",)
