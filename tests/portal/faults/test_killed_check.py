"""A real worker killed while it checks participant records: nothing plain is left, and the check begins anew."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pytest

from tests.portal.faults.conftest import Place, until
from tests.portal.handing_records import SEEDED, as_csv, files_under, holds, person

pytestmark = pytest.mark.kill
STEPS = ("while rows are checked", "before the outcome of a check")


def in_the_clear(place: Place, since: float) -> list[str]:
    """Files that hold the seeded number, written since then in the place or the temporary folder: database and logs."""
    found = []
    for root in (place.folder, Path(tempfile.gettempdir())):
        for path in files_under(root, since):
            if "pytest-of-" in str(path) and place.folder not in path.parents:
                continue  # of another test
            if holds(path, SEEDED.encode()):
                found.append(str(path))
    return found


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_in_a_check_leaves_nothing_plain_and_the_check_is_done_once(place, step):
    begun = time.time()
    key = f"LINE-{STEPS.index(step)}"  # one place serves both, and each program has its own
    entered = {
        "program_id": key,
        "entry_date": "2026-08-03",
        "completion_date": "2026-08-03",
        "date_of_birth": "2000-01-01",
    }
    people = [person(n % 90, ssn=SEEDED if not n else f"9{n:08d}", student_id=f"T{n}", **entered) for n in range(5_000)]
    pk = place.does("records", as_csv(*people).decode(), str(len(people)), key)
    assert in_the_clear(place, begun) == []
    place.dies_at(step, "group")
    with place.running("manage", "qcluster", day=4):
        assert until(lambda: place.died_at(step))
    state, rows, *_ = place.does("stands", pk)
    assert (state, rows) == ("received", None)
    assert in_the_clear(place, begun) == []
    with place.running("manage", "qcluster", day=4):
        assert until(lambda: place.does("stands", pk)[0] != "received")
        assert until(lambda: {row[1] for row in place.does("notices")} == {"sent"})
    state, rows, tries, _, errors = place.does("stands", pk)
    assert (state, rows, errors) == ("checked", len(people), 0)
    assert tries >= 2
    assert in_the_clear(place, begun) == []
