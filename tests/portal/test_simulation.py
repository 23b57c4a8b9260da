"""Before a change of the law counts, staff see which past and open cases would have come out differently."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_q.models import OrmQ

from magnolia.portal.actions.keeping import amend, simulate
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.reviewing import conflict
from magnolia.portal.actions.telling import posting
from magnolia.portal.demo.programs import LINEWORKER, parts
from magnolia.portal.models import Amendment, Application, Event, Filing, Simulation
from tests.portal.bring import bring, declare_everywhere, it_is, on, send, words
from tests.portal.changes_of_law import adopted, narrower, proposed, tried

LAW, LIST = reverse("law_changes"), reverse("simulations")
DAY = on("2026-09-02")
LONG: dict[str, Any] = LINEWORKER | {
    "program_name": "Long line course",
    "hours": Decimal(560),
    "hour_parts": parts(safety_and_theory=200, line_construction_lab=360),
}


@pytest.fixture
def cases(ms, settings) -> tuple[Application, Application, Application]:
    """A decided case and one under review of 520 hours, and a draft of 560 hours."""
    made = bring(ms, "denied", on("2026-08-10")), bring(ms, "review", on("2026-08-10"))
    draft = bring(ms, "draft", on("2026-08-10"), LONG)
    it_is(settings, DAY)
    return *made, draft


def asked(ms, value: str, starts: str = "2026-09-10") -> Simulation:
    made = amend.simulated(
        "ms",
        key_="length.clock_hours_below",
        layer="state",
        starts=date.fromisoformat(starts),
        value=value,
        by=ms.director,
        at=DAY,
    )
    tried()
    made.refresh_from_db()
    return made


def lengths(row: Simulation) -> list[tuple[str, bool, str, str]]:
    found = row.changes.filter(criterion="program.length").select_related("application").order_by("pk")
    return [(each.application.number, each.filing is None, each.before, each.after) for each in found]


@pytest.mark.parametrize(("value", "filings", "draft"), [("521", 0, 1), ("520", 2, 1), ("560", 0, 1), ("561", 0, 0)])
def test_a_lower_ceiling_names_exactly_the_cases_at_or_above_it(ms, cases, value, filings, draft):
    row = asked(ms, value)
    assert (row.looked_filings, row.looked_drafts, row.left_out) == (2, 1, 0)
    turned = [each for each in lengths(row) if each[2] != each[3]]
    assert [(number, is_draft) for number, is_draft, *_ in turned] == (
        [(case.number, False) for case in cases[:2]] if filings else []
    ) + ([(cases[2].number, True)] if draft else [])
    assert {(before, after) for _, _, before, after in turned} <= {("met", "not_met")}
    assert (row.finished_at is not None, row.failure) == (True, "")
    assert (row.by, row.asked_at, row.law_state) == (ms.director, DAY, simulate.law.state_of("ms"))


def test_both_sentences_are_kept_and_only_criteria_that_read_the_number_are_named(ms, cases):
    row = asked(ms, "520")
    one = row.changes.get(application=cases[0], criterion="program.length")
    assert "fewer than 600" in one.sentence_before
    assert "fewer than 520" in one.sentence_after
    assert set(row.changes.values_list("criterion", flat=True)) <= {"program.length", "program.twelve_months"}
    before = Filing.objects.get(application=cases[0]).findings
    assert one.sentence_before in {each["message"] for each in before}


def test_a_finding_that_would_only_name_the_new_number_is_no_difference(ms, cases):
    assert not asked(ms, "590").changes.exists()


def test_a_number_that_no_rule_reads_is_finished_at_once(ms, cases):
    row = proposed(
        ms, DAY, key_="correction.business_days", layer="state", starts=date(2026, 9, 10), value="12", cite="Order 3"
    )
    assert not Simulation.objects.exists()
    amend.adopt(row, by=ms.second_administrator, at=DAY)
    made = amend.simulated(
        "ms",
        key_="correction.business_days",
        layer="state",
        starts=date(2026, 9, 10),
        value="13",
        by=ms.director,
        at=DAY,
    )
    assert made.finished_at == DAY
    assert simulate.RUN not in [task.task["func"] for task in OrmQ.objects.all()]


def test_a_proposal_is_simulated_by_itself_and_not_adopted_before(ms, cases, enter):
    row = amend.propose("ms", by=ms.administrator, at=DAY, **narrower("550"))
    assert [task.task["func"] for task in OrmQ.objects.all()].count(simulate.RUN) == 1
    client = enter(ms.second_administrator)
    assert "0 of 3 looked at" in words(client.get(LAW))
    answer = client.post(LAW, {"do": "adopt", "pk": row.pk, "seen": row.version}, follow=True)
    assert "Nobody has seen yet what this change would do" in words(answer)
    row.refresh_from_db()
    assert row.state == "proposed"
    tried()
    shown = words(client.get(LAW))
    assert "2 filings and 1 drafts looked at; findings that would have differed: " in shown
    assert send(client, LAW, row, do="adopt", pk=row.pk).status_code == 302
    assert row.state == "adopted"
    said = Event.objects.get(thing_id=row.pk, move="adopt").text.text
    assert str(Simulation.objects.get().pk) in said
    assert '"filings":2' in said


def test_a_simulation_of_another_change_or_on_another_law_does_not_count(ms, cases, enter):
    row = amend.propose("ms", by=ms.administrator, at=DAY, **narrower("550"))
    Simulation.objects.all().update(value="551")
    tried()
    with pytest.raises(Refused, match="Nobody has seen yet"):
        amend.adopt(row, by=ms.second_administrator, at=DAY)
    client = enter(ms.second_administrator)
    assert "Not simulated on the law as it stands." in words(client.get(LAW))
    again = {"parameter": row.key, "layer": row.layer, "starts": row.starts.isoformat(), "value": row.value}
    assert client.post(LIST, again).status_code == 302
    tried()
    adopted(ms, DAY, **narrower("580"))
    with pytest.raises(Refused, match="the law was changed since"):
        amend.adopt(row, by=ms.second_administrator, at=DAY)
    client.post(LIST, again)
    tried()
    amend.adopt(row, by=ms.second_administrator, at=DAY)


def test_a_law_changed_while_it_is_worked_on_ends_it_without_a_result(ms, cases):
    made = amend.simulated("ms", by=ms.director, at=DAY, **{k: v for k, v in narrower("520").items() if k != "cite"})
    Simulation.objects.filter(pk=made.pk).update(law_state="x" * 64)
    tried()
    made.refresh_from_db()
    assert made.failure == simulate.CHANGED
    assert not made.changes.exists()


def test_a_killed_worker_is_followed_by_one_that_goes_on_where_it_was(ms, cases, monkeypatch):
    monkeypatch.setattr(simulate, "A_BATCH", 1)
    made = amend.simulated("ms", by=ms.director, at=DAY, **{k: v for k, v in narrower("520").items() if k != "cite"})
    assert simulate._batch(str(made.pk)) == "more"
    made.refresh_from_db()
    assert (made.looked_filings, made.changes.exclude(application=cases[0]).count()) == (1, 0)
    OrmQ.objects.all().delete()
    posting.sweep()
    assert [task.task["func"] for task in OrmQ.objects.all()].count(simulate.RUN) == 1
    assert simulate.run(str(made.pk)) == "done"
    assert simulate.run(str(made.pk)) == "done"
    made.refresh_from_db()
    assert (made.looked_filings, made.looked_drafts) == (2, 1)
    assert len(lengths(made)) == len(set(lengths(made))) == 3


def test_the_number_of_queries_does_not_grow_with_the_cases(ms, cases):
    def queries() -> int:
        made = amend.simulated(
            "ms", by=ms.director, at=DAY, **{k: v for k, v in narrower("520").items() if k != "cite"}
        )
        with CaptureQueriesContext(connection) as counted:
            simulate.run(str(made.pk))
        return len(counted)

    few = queries()
    bring(ms, "submitted", on("2026-08-12"), LONG)
    bring(ms, "draft", on("2026-08-12"))
    assert queries() <= few


def test_a_person_sees_cases_they_may_open_and_counts_without_those_they_are_recused_from(ms, cases, enter):
    row = asked(ms, "520")
    page = reverse("simulation", args=[row.pk])
    seen = words(enter(ms.auditor).get(page))
    assert cases[0].number in seen
    assert cases[1].number in seen
    assert "Filings looked at 2" in seen
    assert "Filings that would have come out differently 2" in seen
    assert "Open drafts that would come out differently 1" in seen
    assert "Long line course" not in seen
    assert cases[2].number not in seen
    keeps = words(enter(ms.administrator).get(page))
    assert "Filings that would have come out differently 2" in keeps
    assert cases[0].number not in keeps
    assert "No case that you may open" in keeps
    declare_everywhere(ms.director, DAY)
    conflict.declare(cases[1], conflict=True, words="A brother teaches there.", by=ms.director, at=DAY)
    barred = words(enter(ms.director).get(page))
    assert cases[0].number in barred
    assert cases[1].number not in barred
    assert "Filings looked at 1" in barred
    assert "Filings that would have come out differently 1" in barred


def test_the_result_can_be_downloaded_by_the_same_rules(ms, cases, enter):
    row = asked(ms, "520")
    answer = enter(ms.auditor).get(reverse("simulation_csv", args=[row.pk]))
    lines = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    (one,) = [each for each in lines if each["Case"] == cases[0].number and each["Criterion"] == "program.length"]
    assert (one["Filing"], one["Outcome before"], one["Outcome after"]) == ("1", "met", "not_met")
    assert "fewer than 600" in one["Sentence before"]
    assert "fewer than 520" in one["Sentence after"]
    none = enter(ms.administrator).get(reverse("simulation_csv", args=[row.pk]))
    assert len(b"".join(none).decode().splitlines()) == 1


def test_who_runs_reads_and_may_not_see_a_simulation(ms, xx, cases, enter):
    change = {"parameter": "length.clock_hours_below", "layer": "state", "starts": "2026-09-10", "value": "520"}
    assert enter(ms.auditor).post(LIST, change).status_code == 200
    assert not Simulation.objects.exists()
    assert enter(ms.reviewer).get(LIST).status_code == 403
    assert enter(ms.director).post(LIST, change).status_code == 302
    row = Simulation.objects.get()
    assert "0 of 3 looked at" in words(enter(ms.auditor).get(LIST))
    assert enter(xx.director).get(reverse("simulation", args=[row.pk])).status_code == 404
    assert enter(xx.auditor).get(reverse("simulation_csv", args=[row.pk])).status_code == 404


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value": "many"}, "“many” is not a number."),
        ({"value": "700"}, "would widen federal law"),
        ({"starts": ""}, "First day: Fill this in."),
        ({"parameter": "no.such"}, "Choose one from the list."),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_its_reason(ms, enter, change, told):
    good = {"parameter": "length.clock_hours_below", "layer": "state", "starts": "2026-09-10", "value": "520"}
    answer = enter(ms.director).post(LIST, good | change)
    assert answer.status_code == 422
    assert told in words(answer)
    assert not Simulation.objects.exists()


def test_an_amendment_is_not_adopted_after_its_first_day_has_passed(ms, cases):
    row = proposed(ms, DAY, **narrower("550", "2026-09-03"))
    with pytest.raises(Refused, match="has not passed"):
        amend.adopt(row, by=ms.second_administrator, at=on("2026-09-04"))


def test_a_proposal_says_its_standing_and_who_confirmed_it_and_the_status_page_lists_what_is_not(ms, cases, enter):
    change = {
        "do": "propose",
        "parameter": "length.clock_hours_below",
        "layer": "state",
        "starts": "2026-09-02",
        "value": "590",
        "cite": "Practice rule 9",
        "standing": "default, not policy",
    }
    means = "A program has fewer clock hours of instruction than this"
    for confirmed, listed in (("Kim Imaginary, 1 September 2026", False), ("", True)):
        assert enter(ms.administrator).post(LAW, change | {"confirmed": confirmed}).status_code == 302
        tried()
        row = Amendment.objects.get(state="proposed")
        assert (row.standing, row.confirmed) == ("default, not policy", confirmed)
        amend.adopt(row, by=ms.second_administrator, at=DAY)
        assert (means in words(enter(ms.auditor).get(reverse("status")))) is listed


def test_an_auditor_recomputes_a_determination_on_the_page_of_its_record(ms, cases, enter):
    client = enter(ms.auditor)
    assert "Recompute this determination" in words(client.get(reverse("record", args=[cases[0].pk])))
    shown = words(client.get(reverse("replay", args=[cases[0].pk])))
    assert "Everything comes out the same" in shown
    assert "Filing 1" in shown
