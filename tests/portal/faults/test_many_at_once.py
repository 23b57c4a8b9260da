"""Many people at the same instant, in processes of their own, on the database of this run."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.kill

PROCESSES, MOVES_EACH = 24, 10


def test_240_moves_at_once_all_happen_and_leave_a_whole_record_without_gaps(place):
    shared = place.does("case", "draft")
    own = place.does("cases", "attestation", str(PROCESSES))
    before = place.does("counts", shared)
    done = place.does("crowd", shared, *own)
    assert done == [MOVES_EACH] * PROCESSES  # none failed, as locked or otherwise
    after = place.does("counts", shared)
    assert after["version"] - before["version"] == 4 * PROCESSES
    assert after["Application"] - before["Application"] == 2 * PROCESSES
    notices = after["Notice"] - before["Notice"]
    assert after["Event"] - before["Event"] == MOVES_EACH * PROCESSES + notices
    assert after["OrmQ"] - before["OrmQ"] == notices  # a task for every notice
    assert place.does("faults") == []


def test_of_two_people_at_once_on_one_case_one_is_first_and_the_other_sees_what_changed(place):
    case = place.does("case", "draft")
    seen = place.does("counts", case)["version"]
    answers = place.does("at_once", case, str(seen), "", "2")
    events = [answer["event"] for answer in answers if "event" in answer]
    stale = [answer["stale"] for answer in answers if "stale" in answer]
    assert len(events) == 1
    assert stale == [events]
    assert place.does("counts", case)["version"] == seen + 1


def test_the_same_click_five_times_at_the_same_instant_counts_once(place):
    case = place.does("case", "draft")
    seen = place.does("counts", case)["version"]
    answers = place.does("at_once", case, str(seen), "one-click", "5")
    assert len({answer["event"] for answer in answers}) == 1
    assert place.does("counts", case)["version"] == seen + 1


def test_starting_an_application_five_times_with_one_click_makes_one_application(place):
    before = place.does("counts")
    assert len(set(place.does("open_at_once", "one-start", "5"))) == 1
    after = place.does("counts")
    for table in ("Application", "Case", "Event", "OnceKey"):
        assert after[table] - before[table] == 1, table
    assert place.does("faults") == []
