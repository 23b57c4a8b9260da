"""Practice cycles open and close at full hours, whatever second the practice data was made in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import Cycle

from .bring import bring, on, page, words


@pytest.mark.parametrize("past", [timedelta(), timedelta(minutes=37, seconds=13), timedelta(minutes=59, seconds=59)])
def test_no_page_shows_the_seconds_in_which_the_practice_data_was_made(ms, enter, past):
    held = bring(ms, "held", on("2026-08-10") + past, WELDING)
    assert held.state == "held"
    assert held.late
    for cycle in Cycle.objects.all():
        for moment in (cycle.opens_at, cycle.deadline, cycle.closes_at):
            assert moment is not None
            assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0), cycle.name
    shown = words(enter(ms.official).get(page("case", held))) + words(enter(ms.director).get(reverse("cycles")))
    assert not re.search(r"\d:\d\d:\d\d", shown)
