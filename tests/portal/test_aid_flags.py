"""Other aid that covers a student's cost: a task of the institution until its action is recorded, or information."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from magnolia.portal.actions.afterwards import aid_flags
from magnolia.portal.actions.moves import Refused
from magnolia.portal.models import AidFlag, EventText

from .bring import bring, it_is, on, page, send, words


@pytest.fixture
def certified(ms, settings) -> Any:
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2026-11-01"))
    return case


def flag(client: Any, case: Any, **more: str) -> Any:
    typed = {"student_key": "S-2041", "source": "private", "learned_on": "2026-11-01", "last_on": "2026-11-20"} | more
    fields = {f"flag-{name}": value for name, value in typed.items()}
    return send(client, page("aid_flags", case), case, do="flag", **fields)


def record(client: Any, row: AidFlag, **more: str) -> Any:
    typed = {"done": "returned_pell", "acted_on": "2026-11-03"} | more
    fields = {f"record_action-{name}": value for name, value in typed.items()}
    return send(client, page("aid_flags", row.application), row, do=f"record_action {row.pk}", **fields)


@pytest.mark.row("FED-09")
def test_raised_before_the_last_disbursement_it_is_an_open_task_until_action_and_day_are_recorded(
    ms, certified, enter, settings
):
    preparer = enter(ms.preparer)
    assert flag(preparer, certified).status_code == 302
    row = AidFlag.objects.get()
    assert row.state == "open"
    told = words(preparer.get(page("aid_flags", certified)))
    assert "Student S-2041 Open: no action recorded" in told
    assert "Whose turn Institution preparer, Certifying official" in told
    waits = "Other aid that covers a student's cost: 1 waiting for you"
    for person in (ms.preparer, ms.official):
        assert waits in words(enter(person).get(reverse("work"))).replace("’", "'")
    it_is(settings, on("2026-11-25"))
    assert waits in words(enter(ms.official).get(reverse("work"))).replace("’", "'"), "it does not end by itself"
    for fault, sentence in (
        ({"done": ""}, "Choose an answer."),
        ({"acted_on": ""}, "Fill this in."),
        ({"acted_on": "2026-10-31"}, "not before the day on which the institution learned of it"),
        ({"acted_on": "2026-11-26"}, "not later than today"),
    ):
        answer = record(enter(ms.official), row, **fault)
        assert answer.status_code == 422
        assert sentence in words(answer)
    assert record(enter(ms.official), row).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.action, row.acted_on) == ("acted", "returned_pell", date(2026, 11, 3))
    told = words(enter(ms.official).get(page("aid_flags", certified)))
    assert "What was done Returned Pell Grant money Day of the action November 3, 2026" in told
    assert waits not in words(enter(ms.official).get(reverse("work"))).replace("’", "'")


@pytest.mark.row("FED-09")
@pytest.mark.parametrize(("learned", "state"), [("2026-11-20", "open"), ("2026-11-21", "noted")])
def test_learned_of_after_the_last_disbursement_it_is_for_information_only(
    ms, certified, enter, settings, learned, state
):
    it_is(settings, on("2026-11-22"))
    assert flag(enter(ms.preparer), certified, learned_on=learned).status_code == 302
    row = AidFlag.objects.get()
    assert row.state == state
    told = words(enter(ms.preparer).get(page("aid_flags", certified)))
    assert ("For information" in told) is (state == "noted")
    assert ("Record what was done" in told) is (state == "open")
    assert ("waiting for you" in words(enter(ms.official).get(reverse("work")))) is (state == "open")
    if state == "noted":
        assert record(enter(ms.official), row).status_code == 422


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("", "Fill this in."),
        ("900-00-0001", "This looks like a Social Security number."),
        ("900 00 0001", "This looks like a Social Security number."),
        ("K900000001", "This looks like a Social Security number."),
        ("Ada Fictive", "This looks like a name."),
        ("AdaFictive1", "This looks like a name."),
        ("S 2041", "letters, digits and hyphens without spaces"),
        ("S1" * 21, "letters, digits and hyphens without spaces"),
    ],
)
def test_a_key_that_may_tell_who_the_student_is_is_refused_and_does_not_come_back(ms, certified, enter, key, sentence):
    answer = flag(enter(ms.preparer), certified, student_key=key)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not key or key not in answer.content.decode()
    with pytest.raises(Refused) as refused:
        aid_flags.flag(
            certified, student_key=key, source="state", learned_on=date(2026, 11, 1), last_on=date(2026, 11, 20),
            by=ms.preparer, at=on("2026-11-01"),
        )  # fmt: skip
    assert not key or key not in str(refused.value)
    assert not AidFlag.objects.exists()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"source": ""}, "Choose an answer."),
        ({"source": "lottery"}, "Choose one from the list."),
        ({"learned_on": ""}, "Fill this in."),
        ({"learned_on": "2026-11-02"}, "not later than today"),
        ({"last_on": ""}, "Fill this in."),
        ({"last_on": "2026-13-01"}, "Day of the last disbursement"),
    ],
)
def test_days_and_source_that_do_not_fit_are_refused(ms, certified, enter, fault, sentence):
    answer = flag(enter(ms.preparer), certified, **fault)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not AidFlag.objects.exists()


def test_a_second_task_of_the_same_student_is_refused_and_one_entered_in_error_is_struck(ms, certified, enter):
    preparer, url = enter(ms.preparer), page("aid_flags", certified)
    flag(preparer, certified)
    assert "A task for this student is open already" in words(flag(preparer, certified))
    row = AidFlag.objects.get()
    assert send(preparer, url, row, do=f"strike {row.pk}", **{"strike-reason": "Wrong program."}).status_code == 302
    assert flag(preparer, certified).status_code == 302
    assert sorted(AidFlag.objects.values_list("state", flat=True)) == ["open", "struck"]


def test_nobody_but_the_institution_sees_it_and_no_event_has_the_key(ms, certified, enter):
    flag(enter(ms.preparer), certified)
    for person in (ms.director, ms.auditor, ms.reviewer):
        assert enter(person).get(page("aid_flags", certified)).status_code == 403
    assert enter(ms.other_official).get(page("aid_flags", certified)).status_code == 404
    assert "S-2041" not in " ".join(EventText.objects.values_list("text", flat=True))
    assert "Other aid of a student" not in words(enter(ms.director).get(page("case", certified)))


def test_before_the_approval_nothing_is_noted(ms, enter, settings):
    case = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on("2026-11-01"))
    answer = flag(enter(ms.preparer), case)
    assert answer.status_code == 422
    assert "The State's approval of this program is not in force." in words(answer).replace("’", "'")
