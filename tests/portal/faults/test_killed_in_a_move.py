"""A process killed in the middle of a move: afterwards all of the move happened, or none of it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.kill

# Sending back for correction writes everything a move can: event, text, state, deadline, letter, notices, tasks.
MOVE = "return_for_correction"
BEFORE_THE_COMMIT = (
    "key claimed",
    "before the event",
    "before the text of the event",
    "after the event",
    "before the state",
    "after the state",
    "after the deadline",
    "after the letter",
    "after a task",
    "after all that follows",
    "before the commit",
)


@pytest.fixture
def case(place) -> str:
    """A case that can go back for correction."""
    made: str = place.does("case", "completeness_review")
    place.does("list_one", made)
    return made


def test_killed_at_any_step_before_the_commit_nothing_of_the_move_happened(place, case):
    before = place.does("counts", case)
    for step in BEFORE_THE_COMMIT:
        after = place.does("die_in_move", case, MOVE, step)
        assert after.pop("killed"), step
        assert after == before, step
    assert place.does("faults") == []
    assert place.does("again", case, MOVE)["state"] == "correction"


@pytest.mark.parametrize("step", ["after the commit", "after the move"])
def test_killed_after_the_commit_all_of_the_move_happened_and_the_same_click_changes_nothing(place, case, step):
    before = place.does("counts", case)
    after = place.does("die_in_move", case, MOVE, step)
    assert after.pop("killed")
    assert after["state"] == "correction"
    people = 2  # the preparer and the certifying official are told
    for table, rows in {"Event": 1 + people, "Letter": 1, "Deadline": 1, "Notice": people, "OrmQ": 1 + people}.items():
        assert after[table] - before[table] == rows, table
    assert place.does("again", case, MOVE) == after
    assert place.does("faults") == []
