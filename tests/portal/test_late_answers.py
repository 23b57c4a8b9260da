"""An institution's answer after its deadline is taken and marked as late; before midnight of the last day it is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from magnolia.portal.actions import law
from magnolia.portal.actions.appealing import appeals
from magnolia.portal.actions.deadlines import open_now
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Application

from .bring import appealing

LATE = "Arrived after the deadline"


@pytest.fixture
def denied(ms, at) -> Application:
    return bring(ms, "denied", at)


def appealed(ms, denied: Application, seconds: int, enter, settings) -> str:
    """The case page as the director reads it after an appeal so many seconds after the last second of the due day."""
    due = open_now(denied).get(clock="appeal_filing").due
    moment = law.calendar("ms").last_moment(due) + timedelta(seconds=seconds)
    appeals.file(denied, **appealing("We appeal the finding on credit."), by=ms.official, at=moment)
    settings.CLOCK_STARTS_AT = moment
    return enter(ms.director).get(reverse("case", args=[denied.pk])).content.decode()


def test_an_appeal_in_the_last_second_of_its_last_day_is_on_time(ms, denied, enter, settings):
    page = appealed(ms, denied, 0, enter, settings)
    assert "We appeal the finding on credit." in page
    assert LATE not in page


def test_an_appeal_one_second_later_is_taken_and_marked_as_late(ms, denied, enter, settings):
    page = appealed(ms, denied, 1, enter, settings)
    assert "We appeal the finding on credit." in page
    assert LATE in page


def test_the_states_own_ending_of_an_overdue_correction_is_not_called_late(ms, at, enter, settings):
    closed = bring(ms, "returned_unreviewed", at)
    settings.CLOCK_STARTS_AT = at + timedelta(days=60)
    assert LATE not in enter(ms.director).get(reverse("case", args=[closed.pk])).content.decode()


def test_early_implementation_that_is_off_is_called_so_in_public(ms, client):
    page = client.get("/in/ms/criteria/").content.decode()
    assert "switched off" in page
    assert "9999" not in page
