"""Whose turn a case names: the one who can do the next thing, also where its state alone does not say who that is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from magnolia.policy.layers import jurisdictions
from magnolia.policy.workflow import process
from magnolia.portal.actions.afterwards import clearing, losses
from magnolia.portal.actions.deciding import conditions, decide
from magnolia.portal.actions.reviewing.waiting import WAITS
from magnolia.portal.demo.programs import WELDING, outline_pdf
from magnolia.portal.models import Loss, Notice

from .bring import bring, it_is, on, page, words

HEAD = "Waiting for "


@pytest.mark.parametrize("state", jurisdictions())
def test_every_wait_of_the_table_has_its_function_and_no_function_is_without_one(state):
    assert process(state).life("application").waits.keys() == WAITS.keys()


def lose(cast, at, **more):
    """A lost program of the college that a welding program resembles, to be decided by a person."""
    given = {
        "program_name": "Shipyard Work", "cip_code": "48.0508", "soc_codes": "51-4121", "ground": "employer",
        "lost_on": at.date(), "notice": "Federal notice 27-101 (practice)",
    }  # fmt: skip
    losses.record(cast.organisations["college"], by=cast.director, at=at, **given | more)
    return Loss.objects.get(program_name=(given | more)["program_name"])


def lists(client, case):
    """Whether the case is in the person's work, and how its row reads."""
    shown = words(client.get(reverse("work")))
    return case.number in shown


def told(person, move):
    return Notice.objects.filter(person=person, event__move=move).count()


def test_a_case_that_waits_for_a_clearing_names_the_reviewer_and_stands_in_that_queue(ms, enter, settings):
    case = bring(ms, "approved", on("2026-08-20"), WELDING)
    now = on("2026-10-12")
    it_is(settings, now)
    reviewer, governor = enter(ms.reviewer), enter(ms.governor)
    assert f"{HEAD}Governor" in words(enter(ms.auditor).get(page("case", case)))
    assert (lists(governor, case), lists(reviewer, case)) == (True, False)
    loss = lose(ms, now)
    shown = words(enter(ms.auditor).get(page("case", case)))
    assert f"{HEAD}Reviewer" in shown
    assert "A reviewer decides with reasons" in shown
    assert "Your turn Reviewer" in words(reviewer.get(page("case", case)))
    assert (lists(governor, case), lists(reviewer, case)) == (False, True)
    assert told(ms.reviewer, "ask_to_clear") == 1
    clearing.clear(case, loss.pk, reason="Other employers.", by=ms.reviewer, at=now + timedelta(hours=1))
    assert f"{HEAD}Governor" in words(enter(ms.auditor).get(page("case", case)))
    assert (lists(governor, case), lists(reviewer, case)) == (True, False)
    assert told(ms.governor, "open_to_sign") == 1


def test_a_resemblance_that_was_cleared_waits_for_nobody_and_a_corrected_loss_gives_the_case_back(ms):
    lose(ms, on("2026-08-18"))
    case = bring(ms, "approved", on("2026-08-20"), WELDING)
    assert (case.clearances.count(), case.waits) == (1, "")  # cleared during the review
    now = on("2026-10-12")
    second = lose(ms, now, program_name="Harbor Work")
    case.refresh_from_db()
    assert case.waits == "resemblance"
    losses.correct(
        second, reason="The notice named other codes.", cip_code="12.0500", soc_codes="39-5012",
        program_name="Barbering", by=ms.director, at=now + timedelta(hours=1),
    )  # fmt: skip
    case.refresh_from_db()
    assert case.waits == ""


def test_what_waits_changes_with_time_too(ms, settings):
    case = bring(ms, "approved", on("2026-08-20"), WELDING)
    now = on("2026-10-12")
    lose(ms, now)
    type(case).objects.update(waits="")
    assert [event.move for event in clearing.look_again("ms", at=now)] == ["ask_to_clear"]
    assert clearing.look_again("ms", at=now) == []


def test_a_condition_is_the_colleges_turn_until_it_answers_then_the_analysts_then_the_directors(ms, enter, settings):
    case, now = bring(ms, "conditional", on("2026-08-20")), on("2026-09-10")
    it_is(settings, now)
    auditor, url = enter(ms.auditor), page("case", case)
    people = {"college": ms.official, "analyst": ms.intake, "director": ms.director, "governor": ms.governor}

    def mine():
        return [name for name, person in people.items() if lists(enter(person), case)]

    assert "Waiting for Institution preparer or Certifying official" in words(auditor.get(url))
    assert mine() == ["college"]
    row = case.conditions.get(blocking=True)
    conditions.supply(case, row.pk, "agreement.pdf", outline_pdf(), by=ms.official, at=now)
    assert "Waiting for Intake analyst Next" in words(auditor.get(url))
    assert mine() == ["analyst"]
    decide.close_condition(case, row.pk, "The agreement is signed.", by=ms.intake, at=now)
    assert "Waiting for Director Next" in words(auditor.get(url))
    assert mine() == ["director"]


def test_a_condition_whose_day_has_passed_waits_for_the_director_alone(ms, enter, settings):
    case = bring(ms, "conditional", on("2026-08-20"))
    due = case.conditions.get(blocking=True).due
    assert due is not None
    auditor, url = enter(ms.auditor), page("case", case)
    it_is(settings, on(due.isoformat(), hour=23))
    assert "Waiting for Institution preparer" in words(auditor.get(url))
    it_is(settings, on((due + timedelta(days=1)).isoformat(), hour=1))
    shown = words(auditor.get(url))
    assert "Waiting for Director Next The day of a condition has passed." in shown
    assert lists(enter(ms.director), case)
    assert not lists(enter(ms.intake), case)
