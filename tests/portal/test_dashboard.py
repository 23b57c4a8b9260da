"""The dashboard: what it counts, each table's file, and what it says where there is nothing to count."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from magnolia.policy.cycles import Span
from magnolia.portal.actions.reviewing import conflict
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.models import Application, Sector
from magnolia.portal.pages.staff.dashboard import TABLES

from .bring import it_is, page, planned, words


@pytest.fixture
def at(settings) -> datetime:
    now = datetime(2026, 11, 2, 16, tzinfo=UTC)
    it_is(settings, now)
    return now


def rows(client, table: str, **filters: str) -> list[list[str]]:
    answer = client.get(reverse("dashboard_table", args=[table]), filters)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))[1:]


def test_the_backlog_counts_open_cases_overdue_ones_and_those_nobody_has(ms, at, enter):
    planned(ms, "2027-01-01", at)
    bring(ms, "draft", at - timedelta(days=9), WELDING)
    bring(ms, "certified", at - timedelta(days=70), WELDING)
    bring(ms, "correction", at - timedelta(days=40), WELDING)
    bring(ms, "review", at - timedelta(days=12), WELDING)
    assert rows(enter(ms.director), "backlog") == [["State review", "2", "1", "1", "1", "1"]]


@pytest.mark.parametrize(("days", "median"), [((10,), 10), ((10, 20), 15), ((10, 20, 60), 20), ((0, 9, 20, 21), 14)])
def test_time_in_a_state_is_the_median_and_the_longest_in_calendar_days(ms, at, enter, days, median):
    planned(ms, "2027-01-01", at)
    for ago in days:
        case = bring(ms, "submitted", at - timedelta(days=70), WELDING)
        Application.objects.filter(pk=case.pk).update(since=at - timedelta(days=ago))
    assert rows(enter(ms.intake), "time-in-state") == [
        ["Submitted", str(len(days)), "0", str(len(days)), str(median), str(max(days)), "2027-01-31"]
    ]


def test_determinations_and_unmet_criteria_are_counted_by_outcome_and_by_coded_reason(ms, at, enter):
    bring(ms, "denied", at - timedelta(days=70), WELDING)
    bring(ms, "certified", at - timedelta(days=70), WELDING)
    client = enter(ms.auditor)
    assert sorted(rows(client, "determinations")) == [["Approved for State certification", "1"], ["Denied", "1"]]
    (line,) = rows(client, "reasons")
    assert line[1] == "1"
    assert line[3]


def test_open_cases_are_counted_by_stage_against_the_day_their_cycle_publishes_for_it(ms, at, enter):
    planned(ms, "2026-09-01", at, consultation=Span(60))
    for state in ("review", "complete", "consultation", "determination", "deferred"):
        bring(ms, state, at - timedelta(days=12), WELDING)
    bring(ms, "correction", at - timedelta(days=3), WELDING)
    assert rows(enter(ms.director), "time-in-stage") == [
        ["State review", "3", "0", "2", "1", "0", "32"],
        ["SWIB consultation and recommendation", "1", "1", "0", "0", "0", "0"],
        ["Governor's determination", "2", "1", "0", "0", "1", "0"],
    ]


PARTED: dict[
    str, list[tuple[str, tuple[str, ...]]]
] = {  # of each table the column of the total and the columns that part it
    "backlog": [("Cases", ("Overdue", "Not overdue")), ("Cases", ("Assigned to nobody", "Assigned"))],
    "time-in-state": [("Cases", ("Overdue", "Not overdue"))],
    "time-in-stage": [("Cases", ("Before the published end", "Past it", "Under a legal time limit", "Without a date"))],
    "fields-of-study": [("Applications", ("Approved", "Not approved, or not yet"))],
    "sectors": [("Applications", ("Approved", "Not approved, or not yet"))],
    "ecosystems": [("Applications", ("Approved", "Not approved, or not yet"))],
}


def test_the_parts_of_each_row_make_its_total(ms, at, enter):
    planned(ms, "2026-09-01", at, consultation=Span(60))
    for state, ago in (("review", 12), ("correction", 40), ("deferred", 12), ("certified", 70), ("denied", 70)):
        bring(ms, state, at - timedelta(days=ago), WELDING | {"ecosystems": [{"name": "e3"}]})
    client = enter(ms.director)
    for table, parted in PARTED.items():
        answer = client.get(reverse("dashboard_table", args=[table]))
        lines = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
        assert lines, table
        for total, parts in parted:
            assert all(int(line[total]) == sum(int(line[part]) for part in parts) for line in lines), (table, lines)


@pytest.mark.parametrize(("days", "median"), [((10,), 10), ((10, 20), 15), ((10, 20, 60), 20)])
def test_time_to_decision_runs_from_the_first_filing_to_the_end_of_the_case(ms, at, enter, days, median):
    for took in days:
        case = bring(ms, "denied", at - timedelta(days=70), WELDING)
        Application.objects.filter(pk=case.pk).update(submitted_at=at - timedelta(days=took), since=at)
    bring(ms, "review", at - timedelta(days=12), WELDING)
    assert rows(enter(ms.director), "time-to-decision") == [["Denied", str(len(days)), str(median), str(max(days))]]


def test_no_cell_of_a_file_can_run_as_a_formula(ms, at, enter):
    case = bring(ms, "review", at - timedelta(days=12), WELDING)
    Sector.objects.filter(application=case).update(name='=HYPERLINK("https://example.test")')
    assert rows(enter(ms.director), "sectors")[0][0].startswith("'=")


def test_the_award_year_in_the_address_narrows_every_table_and_nonsense_does_not(ms, at, enter):
    bring(ms, "review", at - timedelta(days=12), WELDING)
    client = enter(ms.director)
    assert len(rows(client, "backlog", award_year="2026")) == 1
    assert rows(client, "backlog", award_year="2027") == []
    assert len(rows(client, "backlog", award_year="x")) == 1
    assert client.get(reverse("dashboard_table", args=["nothing"])).status_code == 404


def test_sectors_count_each_program_once_a_sector_however_it_is_written(ms, at, enter):
    first = bring(ms, "review", at - timedelta(days=12), WELDING)
    second = bring(ms, "certified", at - timedelta(days=70), WELDING)
    draft = bring(ms, "draft", at - timedelta(days=9), WELDING)
    Sector.objects.all().delete()
    for case, name in ((first, "Health care"), (first, "Energy"), (second, "health  Care"), (draft, "Energy")):
        Sector.objects.create(application=case, place=1, name=name)
    shown = {name.casefold().replace("  ", " "): figures for name, *figures in rows(enter(ms.director), "sectors")}
    assert shown == {"health care": ["2", "1", "1"], "energy": ["1", "0", "1"]}


def test_ecosystems_count_each_program_once_an_ecosystem_and_name_those_that_none_serves(ms, at, enter):
    first = bring(ms, "review", at - timedelta(days=12), WELDING | {"ecosystems": [{"name": "e3"}, {"name": "e5"}]})
    second = bring(ms, "certified", at - timedelta(days=70), WELDING | {"ecosystems": [{"name": "e3"}] * 2})
    bring(ms, "draft", at - timedelta(days=9), WELDING)
    shown = {name: figures for name, *figures in rows(enter(ms.director), "ecosystems")}
    assert len(shown) == 9
    assert (shown["Ecosystem 3"], shown["Ecosystem 5"], shown["Ecosystem 1"]) == (
        ["2", "1", "1"],
        ["1", "0", "1"],
        ["0", "0", "0"],
    )
    for case, says in ((first, "Ecosystem 5"), (second, "Ecosystem 3")):
        assert says in words(enter(ms.reviewer).get(page("filing", case, "1")))


def test_the_cycle_in_the_address_narrows_every_table(ms, at, enter):
    case = bring(ms, "review", at - timedelta(days=12), WELDING)
    client = enter(ms.director)
    assert len(rows(client, "backlog", cycle=str(case.cycle_id))) == 1
    assert rows(client, "backlog", cycle="none") == []


def test_each_chart_stands_beside_its_table_with_words_for_who_sees_no_chart(ms, at, enter):
    walk(ms, "denied", at - timedelta(days=70), WELDING)
    bring(ms, "correction", at - timedelta(days=40), WELDING)
    html = enter(ms.director).get(reverse("dashboard")).content.decode()
    for slug in (
        "backlog",
        "time-in-stage",
        "time-in-state",
        "time-to-decision",
        "determinations",
        "reasons",
        "fields-of-study",
        "sectors",
    ):
        assert f'data-chart="{slug}"' in html
        assert f'id="{slug}-says"' in html
        assert f'href="/dashboard/{slug}.csv"' in html
    assert html.count("<table") == html.count("data-chart=")
    assert "<style" not in html
    assert ' style="' not in html


def test_an_empty_dashboard_says_why_each_figure_is_missing(ms, at, enter):
    shown = words(enter(ms.director).get(reverse("dashboard")))
    for sentence in ("No case is open.", "No determination was made yet.", "names a workforce ecosystem"):
        assert sentence in shown


def test_a_recused_persons_figures_leave_the_case_out_and_another_states_have_none(ms, xx, at, enter):
    case = bring(ms, "denied", at - timedelta(days=70), WELDING)
    conflict.declare(case, conflict=True, words="I taught there.", by=ms.reviewer, at=at)
    for table in TABLES:
        assert rows(enter(ms.reviewer), table) == [], table
        assert rows(enter(xx.director), table) == [], table
    assert rows(enter(ms.intake), "determinations") != []


@pytest.mark.parametrize("who", ["preparer", "secretary", "governor", "administrator", "committee"])
def test_the_dashboard_is_for_the_agency_and_the_auditor(ms, enter, who):
    assert enter(ms.people[who]).get(reverse("dashboard")).status_code == 403
