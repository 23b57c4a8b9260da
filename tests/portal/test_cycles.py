"""Approval cycles: five parts before publication, a deadline to the second, and every institution told of a change."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.policy.cycles import cycle_register
from magnolia.portal.actions.applying import windows
from magnolia.portal.actions.keeping import cycles
from magnolia.portal.actions.moves import Refused
from magnolia.portal.demo.rounds import FORMS, INSTRUCTIONS
from magnolia.portal.models import Cycle, Notice

from .bring import CENTRAL, words

OPENS, DEADLINE = datetime(2026, 8, 1, 8, tzinfo=CENTRAL), datetime(2026, 9, 30, 17, tzinfo=CENTRAL)
DAYS = {"review": 30, "consultation": 15, "determination": 10, "notice": 5, "appeal": 15, "certification": 20}


def typed(**other: Any) -> dict[str, Any]:
    """What a person types for a whole cycle, less what is given as None."""
    made: dict[str, Any] = {
        "name": "Test cycle",
        "opens_at": "2026-08-01",
        "opens_at-time": "8:00 a.m.",
        "deadline": "2026-09-30",
        "deadline-time": "5 pm",
        "closes_at": "2026-10-31",
        "closes_at-time": "17:00",
        "instructions": INSTRUCTIONS,
        "timeline_starts": "2026-09-01",
        "form-1-name": FORMS[0][0],
        "form-1-where": FORMS[0][1],
    }
    made |= {f"{stage}-days": days for stage, days in DAYS.items()} | other
    return {name: value for name, value in made.items() if value is not None}


def send(client: Client, cycle: Cycle, **fields: Any) -> Any:
    cycle.refresh_from_db()
    page = reverse("cycle_edit", args=[cycle.case.number])
    return client.post(page, {"seen": cycle.version, "key": secrets.token_hex(16)} | fields)


def start(client: Client, name: str = "Test cycle", year: str = "2026-2027") -> Cycle:
    answer = client.post(reverse("cycles"), {"name": name, "award_year": year, "key": secrets.token_hex(16)})
    assert answer.status_code == 302, words(answer)
    return Cycle.objects.select_related("case").get(name=name)


def written(client: Client, **other: Any) -> Cycle:
    """A draft with what is typed."""
    cycle = start(client)
    answer = send(client, cycle, **typed(**other))
    assert answer.status_code == 302, words(answer)
    return cycle


def published(client: Client, **other: Any) -> Cycle:
    cycle = written(client, **other)
    assert send(client, cycle, do="publish").status_code == 302
    cycle.refresh_from_db()
    return cycle


PARTS = [
    ("application window (open and close)", {"opens_at": "", "opens_at-time": ""}),
    ("application window (open and close)", {"closes_at": "", "closes_at-time": ""}),
    ("submission deadline", {"deadline": "", "deadline-time": ""}),
    ("required forms", {"form-1-name": "", "form-1-where": ""}),
    ("secure submission instructions", {"instructions": ""}),
    ("review timeline", {"timeline_starts": ""}),
]


@pytest.mark.row("SUB-01")
@pytest.mark.parametrize(("part", "without"), PARTS)
def test_a_cycle_with_four_of_five_parts_is_not_published_and_the_missing_part_is_named(ms, enter, part, without):
    client = enter(ms.director)
    cycle = start(client, "2026-2027 initial again")
    assert send(client, cycle, **typed(name=cycle.name) | without).status_code == 302
    refused = send(client, cycle, do="publish")
    assert refused.status_code == 422
    assert f"Missing: {part}" in words(refused)
    public = reverse("cycle", args=["ms", cycle.case.number])
    assert Client().get(public).status_code == 404
    assert send(client, cycle, **typed(name=cycle.name)).status_code == 302
    assert send(client, cycle, do="publish").status_code == 302
    for page in (public, reverse("process", args=["ms"])):
        shown = words(Client().get(page))
        assert cycle.name in shown
        assert "8:00 a.m. Central, Saturday, August 1, 2026" in shown
        assert "5:00 p.m. Central, Saturday, October 31, 2026" in shown


@pytest.mark.row("SUB-01")
@pytest.mark.parametrize(
    ("fields", "dates"),
    [
        ({"closes_at": "2026-07-31"}, ("July 31, 2026", "August 1, 2026")),
        ({"deadline": "2026-07-30"}, ("July 30, 2026", "August 1, 2026")),
        ({"deadline": "2026-11-01"}, ("November 1, 2026", "October 31, 2026")),
        (
            {"closes_at": "2026-08-01", "closes_at-time": "8:00", "deadline": "2026-08-01", "deadline-time": "8:00"},
            ("closes at 8:00 a.m. Central, Saturday, August 1, 2026", "opens, at 8:00 a.m. Central, Saturday"),
        ),
    ],
)
def test_a_window_that_closes_before_it_opens_or_misses_its_deadline_is_refused_with_both_dates(
    ms, enter, fields, dates
):
    client = enter(ms.director)
    cycle = start(client)
    refused = send(client, cycle, **typed(**fields))
    assert refused.status_code == 422
    assert all(day in words(refused) for day in dates)
    cycle.refresh_from_db()
    assert cycle.opens_at is None


def test_the_deadline_may_be_the_moment_the_window_closes_or_opens(ms, enter):
    client = enter(ms.director)
    at_the_end = {"deadline": "2026-10-31", "deadline-time": "17:00:00"}
    cycle = written(client, **at_the_end)
    assert send(client, cycle, **typed(deadline="2026-08-01", **{"deadline-time": "8:00"})).status_code == 302


@pytest.mark.row("SUB-02")
def test_the_public_process_page_shows_five_named_stages_each_with_its_duration_or_date(ms, enter):
    Cycle.objects.filter(name="2026-2027 initial").update(deadline=datetime(2026, 8, 1, tzinfo=CENTRAL))
    cycle = published(enter(ms.director), **{"appeal-days": "", "appeal-on": "2026-11-20"})
    answer = Client().get(reverse("process", args=["ms"]))
    shown = words(answer)
    for stage in (
        "State review 30 calendar days",
        "SWIB consultation 15 calendar days",
        "Certification 20 calendar days",
    ):
        assert stage in shown
    assert "Governor's determination 10 calendar days" in shown
    assert "Appeal to a fixed date the end of Notice to the institution November 20, 2026" in shown
    for when in (
        "8:00 a.m. Central, Saturday, August 1, 2026",
        "5:00 p.m. Central, Wednesday, September 30, 2026",
        "5:00 p.m. Central, Saturday, October 31, 2026",
    ):
        assert when in shown
    assert answer.context["one"]["missing"] == []
    cycle.spans.filter(stage="consultation").delete()
    answer = Client().get(reverse("process", args=["ms"]))
    assert answer.context["one"]["missing"] == ["review timeline: SWIB consultation"]
    assert "This cycle is incomplete Missing: review timeline: SWIB consultation." in words(answer)


@pytest.mark.row("PROC-09")
def test_stages_of_30_15_10_and_5_days_from_1_september_end_as_the_timeline_says(ms, enter):
    cycle = published(enter(ms.director))
    ends = {each.id: each.ends for each in windows.timeline(cycle)}
    assert [ends[stage] for stage in ("review", "consultation", "determination", "notice")] == [
        date(2026, 10, 1),
        date(2026, 10, 16),
        date(2026, 10, 26),
        date(2026, 10, 31),
    ]


@pytest.mark.row("PROC-09")
def test_dropping_the_consultation_stage_is_refused_also_after_publication(ms, enter):
    client = enter(ms.director)
    cycle = written(client, **{"consultation-days": ""})
    assert "Missing: review timeline: SWIB consultation." in words(send(client, cycle, do="publish"))
    send(client, cycle, **typed())
    assert send(client, cycle, do="publish").status_code == 302
    refused = send(client, cycle, **typed(reason="Shorter", **{"consultation-days": ""}))
    assert refused.status_code == 422
    assert "Missing: review timeline: SWIB consultation." in words(refused)
    assert cycle.spans.filter(stage="consultation", days=15).exists()


@pytest.mark.row("PROC-09")
def test_stages_out_of_order_are_refused_with_both_dates(ms, enter):
    client = enter(ms.director)
    cycle = start(client)
    refused = send(client, cycle, **typed(**{"consultation-days": "", "consultation-on": "2026-09-30"}))
    assert refused.status_code == 422
    assert "“SWIB consultation” ends on September 30, 2026, before October 1, 2026." in words(refused)
    assert send(client, cycle, **typed(**{"consultation-days": "", "consultation-on": "2026-10-01"})).status_code == 302


def test_another_state_has_a_stage_more_and_counts_its_consultation_in_business_days(xx, enter):
    client = enter(xx.director)
    cycle = start(client)
    send(client, cycle, **typed())
    assert "Missing: review timeline: Legal reading." in words(send(client, cycle, do="publish"))
    send(client, cycle, **typed(**{"legal-days": 3}))
    assert send(client, cycle, do="publish").status_code == 302
    assert list(cycle_register("xx").stages)[:4] == ["review", "consultation", "legal", "determination"]
    ends = {each.id: each.ends for each in windows.timeline(cycle)}
    assert ends["review"] == date(2026, 10, 1)
    assert ends["consultation"] == date(2026, 10, 19)  # Saturdays count there


@pytest.mark.row("SUB-04")
def test_a_changed_deadline_is_told_once_to_everybody_of_every_institution_with_both_dates(ms, enter):
    client = enter(ms.director)
    cycle = published(client)
    told = {ms.preparer, ms.official, ms.other_preparer, ms.other_official}
    assert {n.person for n in Notice.objects.filter(event__thing_id=cycle.pk, event__move="publish")} == told
    assert send(client, cycle, **typed(deadline="2026-10-15")).status_code == 422, "a change needs its reason"
    changed = send(client, cycle, **typed(deadline="2026-10-15", reason="Storm week"))
    assert changed.status_code == 302
    notices = Notice.objects.filter(event__thing_id=cycle.pk, event__move="move_dates")
    assert sorted(n.person.pk for n in notices) == sorted(person.pk for person in told)
    for person in told:
        [notice] = [n for n in notices if n.person == person]
        page = words(enter(person).get(reverse("notice", args=[notice.pk])))
        assert "5:00 p.m. Central, Wednesday, September 30, 2026" in page
        assert "5:00 p.m. Central, Thursday, October 15, 2026" in page
    public = words(Client().get(reverse("cycle", args=["ms", cycle.case.number])))
    assert "Deadline 5:00 p.m. Central, Thursday, October 15, 2026" in public
    assert "Changed on August 3, 2026" in public
    assert "Before: 5:00 p.m. Central, Wednesday, September 30, 2026" in public
    assert "Storm week" in public


def test_a_change_of_words_alone_is_shown_and_sends_no_message(ms, enter):
    client = enter(ms.director)
    cycle = published(client)
    before = Notice.objects.count()
    assert send(client, cycle, **typed(instructions="Sign in.", reason="Shorter")).status_code == 302
    assert Notice.objects.count() == before
    assert "Now: Sign in." in words(Client().get(reverse("cycle", args=["ms", cycle.case.number])))
    assert send(client, cycle, **typed(instructions="Sign in.")).status_code == 302
    assert "Nothing was changed." in words(client.get(reverse("cycles")))


def test_a_change_made_on_an_old_page_is_not_laid_over_the_new_one(ms, enter):
    client = enter(ms.director)
    cycle = published(client)
    seen = Cycle.objects.get(pk=cycle.pk).version
    send(client, cycle, **typed(instructions="Sign in.", reason="Shorter"))
    stale = client.post(
        reverse("cycle_edit", args=[cycle.case.number]),
        typed(instructions="Mail it.", reason="Other") | {"seen": seen, "key": secrets.token_hex(16)},
    )
    assert stale.status_code == 409
    assert "Mail it." in words(stale) or "Mail it." in stale.content.decode()
    cycle.refresh_from_db()
    assert cycle.instructions == "Sign in."


@pytest.mark.parametrize("days", ["0", "-3", "2.5", "261"])
def test_a_period_for_corrections_of_zero_a_negative_a_fraction_or_above_the_most_is_refused(ms, enter, days):
    client = enter(ms.director)
    cycle = start(client)
    assert send(client, cycle, **typed(correction_business_days=days)).status_code == 422
    with pytest.raises(Refused):
        cycles.save(cycle, {"correction_business_days": float(days)}, by=ms.director, at=OPENS)
    with pytest.raises(Refused):
        cycles.save(cycle, {"correction_business_days": 0}, by=ms.director, at=OPENS)
    cycle.refresh_from_db()
    assert cycle.correction_business_days is None


def test_a_time_that_the_clocks_skip_is_refused(ms, enter):
    client = enter(ms.director)
    cycle = start(client)
    skipped = {
        "opens_at": "2027-03-14",
        "opens_at-time": "2:30 am",
        "closes_at": "2027-04-01",
        "deadline": "2027-04-01",
    }
    assert "There is no such time on that day" in words(send(client, cycle, **typed(**skipped)))
    half = send(client, cycle, **typed(**{"deadline-time": ""}))
    assert "A day and a time go together." in words(half)
    assert "Type a time" in words(send(client, cycle, **typed(**{"deadline-time": "five"})))


def test_only_director_and_administrator_write_cycles_and_the_auditor_reads_them(ms, xx, enter):
    cycle = written(enter(ms.administrator))
    page = reverse("cycle_edit", args=[cycle.case.number])
    assert enter(ms.auditor).get(page).status_code == 200
    assert send(enter(ms.auditor), cycle, **typed(instructions="Mine")).status_code == 422
    for person in (ms.intake, ms.preparer, ms.governor):
        assert enter(person).get(page).status_code == 403
    assert enter(xx.director).get(page).status_code == 404
    assert Client().get(page).status_code == 302


def test_the_list_of_cycles_takes_as_many_queries_for_three_as_for_one(ms, enter, django_assert_max_num_queries):
    client = enter(ms.director)
    start(client)
    for name in ("Second", "Third"):
        start(client, name)
    with django_assert_max_num_queries(16):
        assert client.get(reverse("cycles")).status_code == 200
