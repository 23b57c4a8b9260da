"""The working list of potentially eligible programs: what fits the time frame is listed, and none of it is approved."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.keeping import amend
from magnolia.portal.models import Notice, PotentialProgram

from .bring import body, it_is, on
from .changes_of_law import tried
from .potential_list import (
    KEEPING,
    PROPOSE,
    csv_of,
    hidden,
    lengths,
    listed,
    load,
    public,
    upload,
    words,
)


@pytest.fixture
def keeper(ms, enter):
    return enter(ms.intake)


@pytest.mark.row("PROC-13")
def test_the_two_middle_lengths_of_hours_and_of_weeks_are_listed_and_every_row_reads_as_not_approved(keeper):
    preview = load(keeper, lengths())
    assert sorted(listed()) == ["H150", "H599", "W14.9", "W8"]
    said = words(preview)
    for row, why in (
        (2, "has 149 clock hours; the list starts at 150."),
        (5, "has 600 clock hours; the list ends below 600."),
        (6, "has 7.9 weeks; the list starts at 8."),
        (9, "has 15 weeks; the list ends below 15."),
        (10, "has no clock hours."),
        (11, "has no weeks of instruction."),
    ):
        assert f"Row {row} {why}" in said
    page = public()
    shown = words(page)
    assert "None of these programs is approved" in shown
    assert shown.count("Not yet approved: the program has only been seen to fit the time frame.") == 4
    assert shown.count("Possible candidate, not approved") == 4
    assert "From 150 up to, but not including, 600 clock hours" in shown
    data = json.loads(body(Client().get(reverse("potential_json", args=["ms"]))))
    assert {row["standing"] for row in data["programs"]} == {"Possible candidate, not approved"}
    rows = words(Client().get(reverse("potential_csv", args=["ms"])))
    assert rows.count("Not yet approved") == rows.count("Sample College") == 4


@pytest.mark.row("PROC-13")
def test_a_program_outside_or_without_hours_or_weeks_is_refused_when_it_is_typed(ms, keeper, enter):
    typed = {"institution_name": "Sample College", "name": "Typed", "hours": "300", "weeks": "10"}
    wrong = ({"hours": "149"}, {"hours": "600"}, {"weeks": "7.9"}, {"weeks": "15"}, {"hours": ""}, {"weeks": ""})
    for each in wrong:
        answer = keeper.post(
            reverse(KEEPING), typed | each | {"do": "add"} | hidden(keeper, reverse(KEEPING), "Add one program")
        )
        assert answer.status_code == 422, each
        assert answer.context["form"].errors.keys() == each.keys()
        assert answer.context["form"]["name"].value() == "Typed"
    for nth, each in enumerate(({"hours": "150"}, {"hours": "599"}, {"weeks": "8"}, {"weeks": "14.9"})):
        sent = typed | each | {"name": f"Fits {nth}", "do": "add"}
        answer = keeper.post(reverse(KEEPING), sent | hidden(keeper, reverse(KEEPING), "Add one program"))
        assert answer.status_code == 302
    assert len(listed()) == 4


def test_a_change_of_the_law_takes_programs_off_the_list_and_brings_them_back_from_its_day(ms, keeper, at, settings):
    load(keeper, csv_of("Sample College,Short,150,10", "Sample College,Long,400,10"))
    for day, number, value in (
        ("2026-09-01", "clock_hours_at_least", "200"),
        ("2026-10-01", "clock_hours_at_least", "150"),
        ("2026-10-15", "clock_hours_below", "400"),
        ("2026-11-01", "clock_hours_below", "401"),
        ("2026-11-10", "weeks_below", "10"),
        ("2026-11-20", "weeks_below", "15"),
        ("2026-11-20", "weeks_at_least", "10"),
    ):
        amendment = amend.propose(
            "ms",
            key_=f"length.{number}",
            layer="state",
            value=value,
            starts=on(day).date(),
            cite="Test order",
            by=ms.administrator,
            at=at,
        )
        tried()
        amend.adopt(amendment, by=ms.second_administrator, at=at)
    shown = {}
    both = ["Long", "Short"]
    days = (
        "2026-08-31",
        "2026-09-01",
        "2026-09-30",
        "2026-10-01",
        "2026-10-15",
        "2026-11-01",
        "2026-11-10",
        "2026-11-20",
    )
    for day in days:
        it_is(settings, on(day))
        shown[day] = sorted(listed())
    assert shown == {
        "2026-08-31": both,
        "2026-09-01": ["Long"],
        "2026-09-30": ["Long"],
        "2026-10-01": both,
        "2026-10-15": ["Short"],
        "2026-11-01": both,
        "2026-11-10": [],
        "2026-11-20": both,
    }
    it_is(settings, on("2026-09-15"))
    assert "Not shown today: it has 150 clock hours; the list starts at 200." in words(keeper.get(reverse(KEEPING)))
    answer = keeper.get(
        upload(keeper, csv_of("Sample College,Other,199.99,10", "Sample College,Edge,200,10"))["Location"]
    )
    assert [row for row, _ in answer.context["left_off"]] == [2]


def test_a_college_proposes_for_itself_alone_and_the_agency_accepts_or_declines_with_a_reason(ms, xx, enter, keeper):
    preparer, other = enter(ms.preparer), enter(ms.other_preparer)
    college, second = ms.organisations["college"], ms.organisations["second"]
    typed = {"institution": college.pk, "name": "Proposed Welding", "hours": "300", "weeks": "10"}
    foreign = preparer.post(reverse(PROPOSE), typed | {"institution": second.pk})
    assert foreign.status_code == 422
    assert preparer.post(reverse(PROPOSE), typed).status_code == 302
    row = PotentialProgram.objects.get()
    assert (row.state, row.institution, listed()) == ("proposed", college, [])
    page = reverse("potential_entry", args=[row.pk])
    assert other.get(page).status_code == 404
    assert enter(xx.intake).get(page).status_code == 404
    assert Notice.objects.filter(person=ms.intake, event__move="propose").exists()
    shown = keeper.get(page)
    sent = dict(re.findall(r'<input type="hidden" name="(seen|key)" value="([^"]*)">', shown.content.decode()))
    assert keeper.post(page, sent | {"do": "decline"}).status_code == 422
    assert preparer.post(page, sent | {"do": "accept"}).status_code == 200  # there is no such button for them
    assert PotentialProgram.objects.get().state == "proposed"
    assert keeper.post(page, sent | {"do": "accept"}).status_code == 302
    assert listed() == ["Proposed Welding"]
    assert Notice.objects.filter(person=ms.preparer, event__move="accept").exists()
    assert not Notice.objects.filter(person=ms.other_preparer, event__move="accept").exists()
    assert keeper.get(page).context["form"]["institution"].value() == college.pk
    assert keeper.get(page).context["form"]["institution_name"].value() == ""
    # One that is listed is changed and removed by the agency alone, and read by everybody.
    assert other.get(page).context["form"] is None
    once = {"seen": "2", "key": "k1", "do": "save"}
    assert other.post(page, typed | once).status_code == 200
    changed = {"institution": college.pk, "name": "Welding", "hours": "320", "weeks": "10.5"}
    assert keeper.post(page, changed | once).status_code == 302
    assert listed() == ["Welding"]
    stale = keeper.post(page, changed | once | {"key": "k2", "name": "Older words"})
    assert stale.status_code == 409
    assert (
        keeper.post(page, {"seen": "3", "key": "k3", "do": "remove", "reason": "No longer offered"}).status_code == 302
    )
    assert listed() == []
    assert keeper.post(page, {"seen": "4", "key": "k4", "do": "restore"}).status_code == 302
    assert listed() == ["Welding"]


def test_search_and_filters_stand_in_the_address_and_the_downloads_follow_them(keeper):
    rows = [f"Sample College,Welding {n:02},300,10" for n in range(21)]
    load(keeper, csv_of(*rows, "Other College,Phlebotomy & Café,160,8"))
    assert listed(q="cafe") == ["Phlebotomy & Café"]
    assert len(listed(q="weld")) == 20
    assert public(q="weld").context["page"].paginator.count == 21
    assert len(listed(q="weld", page="2")) == 1
    assert listed(institution="Other College") == ["Phlebotomy & Café"]
    assert listed(weeks="9") == ["Phlebotomy & Café"]
    assert len(listed(weeks="many")) == 20  # a mistyped filter leaves all, and says so
    assert "Type a whole number of weeks" in words(public(weeks="many"))
    assert "Nothing fits these words" in words(public(q="nowhere"))
    assert "Nothing is on the list yet" in words(public("xx"))
    out = words(Client().get(reverse("potential_csv", args=["ms"]), {"institution": "Other College"}))
    assert ("Phlebotomy" in out, "Welding" in out) == (True, False)
    assert Client().get(reverse("potential_json", args=["ms"]), {"weeks": "many"}).status_code == 400
    assert Client().get(reverse("potential_programs", args=["zz"])).status_code == 404


def test_the_list_asks_as_many_questions_with_twenty_rows_as_with_one(keeper, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = []
    for number in (1, 19):
        load(keeper, csv_of(*(f"Sample College,{number} of {n},300,10" for n in range(number))))
        public()
        with CaptureQueriesContext(connection) as asked:
            public()
        with CaptureQueriesContext(connection) as kept:
            keeper.get(reverse(KEEPING))
        counted.append((len(asked), len(kept)))
    assert counted[0] == counted[1]


def test_the_list_of_another_state_has_the_numbers_of_that_state(xx, enter):
    assert load(enter(xx.intake), csv_of("Sample College,Both,300,10", "Sample College,Here alone,155,10"))
    assert listed("ms") == []
    assert listed("xx") == ["Both"]
    assert "From 160 up to, but not including, 590 clock hours" in public("xx").context["frame"]
