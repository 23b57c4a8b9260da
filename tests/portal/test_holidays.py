"""The holiday list: the statute's days, who entered the rest, and deadlines that move later and never earlier."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from magnolia.cli import main
from magnolia.portal.actions import deadlines, law
from magnolia.portal.actions.checking import check
from magnolia.portal.actions.deciding import decide
from magnolia.portal.actions.keeping import holidays
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.demo.stages import walk
from magnolia.portal.models import CalendarYear, Closing, Deadline, Event, Letter, Notice
from tests.portal.bring import before_the_governor, confirmed, it_is, on, page, send, signed, words

STATUTE_2026 = [
    "Thursday, January 1, 2026", "Monday, January 19, 2026", "Monday, February 16, 2026", "Monday, April 27, 2026",
    "Monday, May 25, 2026", "Saturday, July 4, 2026", "Monday, September 7, 2026", "Wednesday, November 11, 2026",
    "Thursday, November 26, 2026", "Friday, December 25, 2026",
]  # fmt: skip
FRIDAY = {
    "do": "close",
    "year": "2026",
    "day": "2026-11-27",
    "name": "Day after Thanksgiving",
    "basis": "Proclamation 12",
}
GROUND = {"kind": "criterion", "question": "credit", "text": "No agreement names a program."}


def the_list(client, year):
    return words(client.get(reverse("holidays"), {"year": year}))


def enter_closing(client, year, **fields):
    row = CalendarYear.objects.get(jurisdiction="ms", year=year)
    return send(client, reverse("holidays"), row, **(FRIDAY | {"year": str(year)} | fields))


def denied(ms, at):
    application = before_the_governor(ms, on("2026-10-05"), on("2026-11-02"), unmet="credit")
    decide.determine(application, "deny", grounds=[GROUND], by=ms.governor, at=at, **signed())
    return application


@pytest.mark.row("CAL-02")
def test_the_list_holds_mississippis_ten_days_with_their_basis_and_no_federal_ones(ms, enter):
    shown = the_list(enter(ms.administrator), 2026)
    assert [day for day in STATUTE_2026 if day not in shown] == []
    assert shown.count(", 2026 ") >= len(STATUTE_2026)
    assert shown.count("Miss. Code Ann. 3-3-7(1)") == len(STATUTE_2026) == shown.count("The statute ")
    assert "June 19" not in shown
    assert "Columbus" not in shown
    assert "Monday, July 5, 2027" in the_list(enter(ms.administrator), 2027)


@pytest.mark.row("CAL-02")
def test_a_proclaimed_closing_moves_an_open_deadline_later_and_the_case_says_so(ms, enter, settings):
    application = denied(ms, on("2026-11-05"))
    deadline = Deadline.objects.get(thing_id=application.pk, clock="appeal_filing")
    assert deadline.due == date(2026, 11, 30)
    it_is(settings, on("2026-11-10"))
    told = Notice.objects.count()
    answer = enter_closing(enter(ms.administrator), 2026)
    assert answer.status_code == 302
    deadline.refresh_from_db()
    assert deadline.due == date(2026, 12, 1)
    event = Event.objects.get(thing_id=application.pk, move="deadline_moved")
    assert '"from":"2026-11-30"' in event.text.text
    assert '"to":"2026-12-01"' in event.text.text
    assert event.by is None
    assert Notice.objects.count() > told
    shown = words(enter(ms.official).get(page("case", application)))
    assert "Deadline moved later by a new closing" in shown
    assert "Tuesday, December 1, 2026" in shown
    assert "Sam Fixture, Tuesday, November 10, 2026" in the_list(enter(ms.auditor), 2026)


@pytest.mark.row("CAL-02")
def test_no_notice_goes_out_on_a_year_that_nobody_confirmed(ms, enter, settings):
    year = holidays.open_year("ms", 2030, by=ms.administrator, at=on("2026-08-03"))
    holidays.confirm(year, by=ms.administrator, at=on("2026-08-03"))
    way = walk(ms, "completeness_review", on("2030-12-10"))
    check.list_deficiency(way.application, "Outline", "missing", "Send it.", by=ms.intake, at=on("2030-12-19"))
    confirmed(ms, way.application, on("2030-12-19"))
    it_is(settings, on("2030-12-20"))
    letters = Letter.objects.count()
    answer = send(enter(ms.intake), page("case_move", way.application, "return_for_correction"), way.application)
    assert answer.status_code == 422
    assert "holiday list for 2031 is missing" in words(answer)
    assert Letter.objects.count() == letters
    assert way.application.state == "completeness_review"
    assert not Deadline.objects.filter(thing_id=way.application.pk).exists()


@pytest.mark.row("CAL-02")
def test_a_count_in_june_changes_only_when_june_19_is_entered(ms, capsys):
    assert main(["calendar", "add", "2026-06-10", "--business-days", "15"]) == 0
    assert capsys.readouterr().out.strip() == "2026-07-01"
    assert law.calendar("ms").add_business_days(date(2026, 6, 10), 15) == date(2026, 7, 1)
    year = CalendarYear.objects.get(jurisdiction="ms", year=2026)
    holidays.add_closing(
        year, day=date(2026, 6, 19), name="Closed", basis="Order 1", by=ms.administrator, at=on("2026-08-03")
    )
    assert law.calendar("ms").add_business_days(date(2026, 6, 10), 15) == date(2026, 7, 2)


@pytest.mark.row("CAL-02")
def test_a_closing_never_moves_a_deadline_earlier(ms):
    way = walk(ms, "completeness_review", on("2026-11-09"))
    case = way.application
    check.list_deficiency(case, "Outline", "missing", "Send it.", by=ms.intake, at=on("2026-11-13"))
    confirmed(ms, case, on("2026-11-13"))
    act(case, "return_for_correction", by=ms.intake, at=on("2026-11-13"))
    check.extend(case, date(2026, 12, 4), "A storm.", by=ms.director, at=on("2026-11-16"))
    year = CalendarYear.objects.get(jurisdiction="ms", year=2026)
    friday: dict[str, Any] = {"day": date(2026, 11, 27), "name": "Closed", "basis": "Order 1"}
    holidays.add_closing(year, **friday, by=ms.administrator, at=on("2026-11-17"))
    assert Deadline.objects.get(thing_id=case.pk, clock="correction").due == date(2026, 12, 4)  # counted anew: 1 Dec
    assert not Event.objects.filter(thing_id=case.pk, move="deadline_moved").exists()


@pytest.mark.row("CAL-02")
def test_only_an_administrator_of_the_state_changes_its_list(ms, xx, enter):
    year = CalendarYear.objects.get(jurisdiction="ms", year=2026)
    friday: dict[str, Any] = {"day": date(2026, 11, 27), "name": "Closed", "basis": "Order 1"}
    for person in (ms.auditor, ms.director, ms.governor, ms.preparer, xx.administrator):
        enter_closing(enter(person), 2026)
        with pytest.raises(Refused, match="authority"):
            holidays.add_closing(year, **friday, by=person, at=on("2026-11-10"))
    assert not year.closings.exists()
    assert enter_closing(enter(ms.administrator), 2026).status_code == 302
    row = year.closings.get()
    assert (row.day, row.name, row.basis) == (date(2026, 11, 27), "Day after Thanksgiving", "Proclamation 12")
    assert row.entered_by == ms.administrator


def test_a_closing_of_another_state_moves_nothing_here(ms, xx):
    application = denied(ms, on("2026-11-05"))
    year = CalendarYear.objects.get(jurisdiction="xx", year=2026)
    holidays.add_closing(
        year, day=date(2026, 11, 27), name="Closed", basis="Order 1", by=xx.administrator, at=on("2026-11-10")
    )
    assert Deadline.objects.get(thing_id=application.pk, clock="appeal_filing").due == date(2026, 11, 30)
    year = holidays.open_year("xx", 2028, by=xx.administrator, at=on("2026-11-10"))
    with pytest.raises(Refused, match="authority"):
        holidays.confirm(year, by=ms.administrator, at=on("2026-11-10"))


def test_a_closing_before_the_notice_or_after_the_due_day_moves_nothing(ms):
    application = denied(ms, on("2026-11-05"))
    year = CalendarYear.objects.get(jurisdiction="ms", year=2026)
    for day in (date(2026, 11, 4), date(2026, 12, 1)):
        holidays.add_closing(year, day=day, name="Closed", basis="Order", by=ms.administrator, at=on("2026-11-10"))
    assert Deadline.objects.get(thing_id=application.pk, clock="appeal_filing").due == date(2026, 11, 30)
    assert deadlines.later_dates("ms") == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": ""}, "Day: Fill this in."),
        ({"day": "27 Nov"}, "Day: Enter a valid date."),
        ({"day": "2027-11-26"}, "Day: The day is not in 2026."),
        ({"day": "2026-12-25"}, "Day: This day is on the list already: Christmas Day."),
        ({"day": "2026-11-28"}, "Day: This day is not counted anyway"),
        ({"name": "  "}, "Name: Fill this in."),
        ({"basis": ""}, "Legal basis: Fill this in."),
    ],
)
def test_a_closing_without_its_day_name_or_basis_is_refused_and_the_words_stay(ms, enter, fields, sentence):
    answer = enter_closing(enter(ms.administrator), 2026, **fields)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Proclamation 12" in answer.content.decode() or "basis" in fields
    assert not Closing.objects.exists()


def test_two_clicks_on_add_enter_one_closing(ms, enter):
    client = enter(ms.administrator)
    for _ in range(2):
        assert enter_closing(client, 2026, key="the-same-form", seen=2).status_code == 302
    assert Closing.objects.count() == 1


def test_an_old_page_sees_what_changed_and_keeps_its_words(ms, enter):
    client = enter(ms.second_administrator)
    enter_closing(enter(ms.administrator), 2026, day="2026-07-03")
    answer = enter_closing(client, 2026, seen=2)
    assert answer.status_code == 409
    assert "Changed since you opened this page" in words(answer)
    assert "Proclamation 12" in answer.content.decode()


def test_a_year_is_opened_then_confirmed_and_an_auditor_only_reads(ms, enter):
    client = enter(ms.administrator)
    assert "Nobody has confirmed 2028 yet" in the_list(client, 2028)
    assert client.post(reverse("holidays"), {"do": "open", "year": "2028", "key": "k1"}).status_code == 302
    row = CalendarYear.objects.get(jurisdiction="ms", year=2028)
    assert row.state == "computed"
    assert send(client, reverse("holidays"), row, do="confirm", year="2028").status_code == 302
    assert row.state == "confirmed"
    assert "Confirmed by Sam Fixture" in the_list(client, 2028)
    answer = enter(ms.auditor).post(reverse("holidays"), {"do": "open", "year": "2029"}, follow=True)
    assert "You have no authority" in words(answer)
    assert not CalendarYear.objects.filter(year=2029).exists()


@pytest.mark.parametrize("year", ["0", "99999", "next", "2026'"])
def test_a_year_that_is_none_gets_a_sentence(ms, enter, year):
    answer = enter(ms.administrator).get(reverse("holidays"), {"year": year})
    assert answer.status_code == 422
    assert "Year:" in words(answer)


def test_a_year_beyond_the_law_gets_a_sentence(xx, enter):
    assert "The list of 2031" not in the_list(enter(xx.administrator), 2031)
    assert "holiday list for 2031 is missing" in the_list(enter(xx.administrator), 2031).replace("Holiday", "holiday")
