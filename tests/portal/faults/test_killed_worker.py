"""Real workers killed while they mail a notice: after a restart each notice was mailed once, and none is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.portal.faults.conftest import Place, until

pytestmark = pytest.mark.kill

STEPS = (
    "before hand_over",
    "after hand_over",
    "before the file has its name",
    "after the file has its name",
    "before accepted",
    "after accepted",
)


def waiting(place: Place) -> list[list[Any]]:
    return [row for row in place.does("notices") if row[1] != "sent"]


def mailed_once(place: Place) -> None:
    """Every notice is mailed, each is in one message, and there are no other messages."""
    rows = place.does("notices")
    assert {row[1] for row in rows} == {"sent"}
    for _, _, moves, _ in rows:
        assert moves.count("accepted") == 1
    files = sorted(path.name for path in (place.folder / "mail").glob("*.eml"))
    assert files == sorted(row[3] for row in rows)
    assert place.does("faults") == []


def test_a_worker_killed_at_each_step_of_mailing_loses_no_notice_and_sends_none_twice(place):
    place.does("settle")
    place.does("cases", "attestation", str(len(STEPS)))
    assert len(waiting(place)) == len(STEPS)
    for step in STEPS:
        place.dies_at(step)
    with place.running("manage", "qcluster", day=4):
        assert until(lambda: all(place.died_at(step) for step in STEPS))
        assert until(lambda: not waiting(place))
    mailed_once(place)


@pytest.mark.parametrize("step", ["after hand_over", "before accepted"])
def test_everything_killed_while_mailing_a_restart_finishes_what_lay_there(place, step):
    place.does("settle")
    place.does("case", "attestation")
    place.dies_at(step, "group")
    with place.running("manage", "qcluster", day=5):
        assert until(lambda: place.died_at(step))
    assert [row[1] for row in waiting(place)] == ["handing_over"]
    with place.running("manage", "qcluster", day=6):
        assert until(lambda: not waiting(place))
    mailed_once(place)


def test_a_notice_whose_task_is_gone_is_found_and_mailed(place):
    place.does("settle")
    place.does("case", "submitted")
    lost = place.does("forget_tasks")
    assert lost > 2  # notices and a letter
    assert place.does("sweep") == lost
    assert place.does("sweep") == lost  # a second round gives no second task
    place.does("settle")
    mailed_once(place)
