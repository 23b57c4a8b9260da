"""Counts of a run come in by the command, checked against what was handed in, and institutions see them first."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from magnolia.cli import main
from magnolia.portal.actions.publishing import approved as ending
from magnolia.portal.demo.programs import LINEWORKER, WELDING
from magnolia.portal.models import DataSubmission, Event, OutcomeResult, OutcomeRun
from tests.outcomes.records import completed
from tests.portal.bring import it_is, on, walk, words
from tests.portal.handed_in import approved, computed, handed_in, loaded, sha256, some

SPRING, AUTUMN = on("2028-05-02"), on("2026-10-05")


def publish(made, by, *more):
    try:
        return main(["outcomes", "publish", str(made.out), "--by", by.email, *more])
    except SystemExit as end:
        return int(end.code or 0)


@pytest.fixture
def program(ms, settings):
    it_is(settings, SPRING)
    return approved(ms, WELDING)


@pytest.fixture
def made(tmp_path):
    return computed(tmp_path / "run", *some(14, 6))


@pytest.fixture
def ready(ms, program, made, capsys):
    """A run whose submission is signed and whose wage records are on record."""
    handed_in(ms, program, sha256(made.participants), SPRING)
    loaded(ms, sha256(made.wages), SPRING)
    capsys.readouterr()
    return made


def test_a_run_goes_from_two_files_over_the_command_to_the_preview_of_the_institution(
    ms, program, ready, enter, capsys
):
    assert publish(ready, ms.steward) == 0
    assert "Rates shown to their institutions: 2" in capsys.readouterr().out
    assert OutcomeRun.objects.get().number == 1
    assert {row.metric: (row.numerator, row.denominator) for row in OutcomeResult.objects.all()} == {
        "completion": (20, 20), "placement": (14, 20),
    }  # fmt: skip
    said = words(enter(ms.preparer).get(reverse("outcomes", args=[program.pk])))
    assert "14 of 20" in said
    assert "70.00 percent" in said
    told = words(enter(ms.preparer).get(reverse("notices")))
    assert "Outcome rates shown to the institution" in told


def refused(made, by, capsys, *words_):
    """The run is refused in one line and nothing is written."""
    before = Event.objects.count(), OutcomeRun.objects.count(), OutcomeResult.objects.count()
    status = publish(made, by)
    out = capsys.readouterr()
    assert status == 1
    assert len(out.out.strip().splitlines()) == 1
    assert out.err == ""
    for each in words_:
        assert each in out.out
    assert (Event.objects.count(), OutcomeRun.objects.count(), OutcomeResult.objects.count()) == before


def changed(made, **told):
    file = made.out / "run.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | told))


def test_a_run_with_rejected_rows_is_refused(ms, program, tmp_path, capsys):
    people, wages = some(3)
    made = computed(tmp_path / "run", [*people, completed("2026-11-01", ssn="12", cip_code="1")], wages)
    handed_in(ms, program, sha256(made.participants), SPRING)
    loaded(ms, sha256(made.wages), SPRING)
    capsys.readouterr()
    refused(made, ms.steward, capsys, "not complete")


def test_rates_that_are_not_those_of_the_run_are_refused(ms, ready, capsys):
    file = ready.out / "rates.csv"
    file.write_text(file.read_text().replace(",14,", ",15,"))
    refused(ready, ms.steward, capsys, "rates.csv is not the one that run.json names")


def test_a_file_that_nobody_signed_is_refused_by_its_name_and_hash(ms, program, made, capsys):
    handed_in(ms, program, sha256(made.participants), SPRING, sign=False)
    loaded(ms, sha256(made.wages), SPRING)
    capsys.readouterr()
    refused(made, ms.steward, capsys, "participants.csv", sha256(made.participants), "no signed submission")


def test_a_version_that_was_replaced_is_refused(ms, program, ready, capsys):
    handed_in(ms, program, "a" * 64, SPRING)
    refused(ready, ms.steward, capsys, "no signed submission")


def test_a_program_that_is_not_approved_any_more_is_refused(ms, settings, made, capsys):
    gone = walk(ms, "certified", on("2026-08-04"), WELDING).application
    it_is(settings, SPRING)
    handed_in(ms, gone, sha256(made.participants), SPRING)
    loaded(ms, sha256(made.wages), SPRING)
    ending.end(
        gone.approval, "withdraw", cause="completion", reason="A test.", effective_on=AUTUMN.date(),
        reference="Order 1", signed_name=ms.governor.name, signed_title="Governor", by=ms.governor, at=AUTUMN,
    )  # fmt: skip
    capsys.readouterr()
    refused(made, ms.steward, capsys, "WELD", "is not approved", "Withdrawn by the State")


def test_the_same_run_is_refused_a_second_time_and_an_older_one_after_it(ms, program, ready, tmp_path, capsys):
    assert publish(ready, ms.steward) == 0
    capsys.readouterr()
    refused(ready, ms.steward, capsys, "brought in already, as run 1")
    older = computed(tmp_path / "older", *some(13, 7), as_of="2028-04-29")
    handed_in(ms, program, sha256(older.participants), SPRING)
    capsys.readouterr()
    refused(older, ms.steward, capsys, "older than the last one", "April 29, 2028", "run 1 is of April 30, 2028")


def test_a_run_of_a_day_to_come_of_another_state_or_college_is_refused(ms, program, ready, capsys, tmp_path):
    changed(ready, as_of="2028-05-03")
    refused(ready, ms.steward, capsys, "still to come")
    changed(ready, as_of="2028-04-30", jurisdiction="xx")
    refused(ready, ms.steward, capsys, "of xx, not of ms")
    other = computed(tmp_path / "other", *some(5), college="00990200")
    handed_in(ms, program, sha256(other.participants), SPRING)
    loaded(ms, sha256(other.wages), SPRING)
    capsys.readouterr()
    refused(other, ms.steward, capsys, "submission of another institution", "00990200")


def test_wage_records_without_a_recorded_load_are_refused(ms, program, made, capsys):
    handed_in(ms, program, sha256(made.participants), SPRING)
    capsys.readouterr()
    refused(made, ms.steward, capsys, "wages.csv", "no recorded load", sha256(made.wages))


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"command": "outcomes compute"}', '{"command": 1}', "\x00", "[" * 5000]
)
def test_a_run_json_that_is_none_is_refused_in_one_line(ms, ready, capsys, text):
    (ready.out / "run.json").write_text(text)
    refused(ready, ms.steward, capsys, "run.json is not one of")


def test_a_wrong_call_is_answered_in_one_line_with_status_2(ms, ready, capsys, tmp_path):
    assert publish(ready, ms.reviewer) == 2
    assert "is no data steward of this State" in capsys.readouterr().err
    assert publish(ready, ms.steward, "--jurisdiction", "xx") == 2
    (ready.out / "rates.csv").unlink()
    assert publish(ready, ms.steward) == 2
    assert "does not hold rates.csv" in capsys.readouterr().err


def test_a_rate_that_says_the_same_again_stands_and_a_later_one_takes_its_place(ms, program, ready, tmp_path, capsys):
    assert publish(ready, ms.steward) == 0
    later = computed(tmp_path / "later", *some(14, 6), as_of="2028-05-01")
    assert publish(later, ms.steward) == 0
    assert "unchanged since an earlier run: 2" in capsys.readouterr().out
    assert OutcomeRun.objects.count() == 2
    assert OutcomeResult.objects.count() == 2
    people, wages = some(15, 5)
    third = computed(tmp_path / "third", people, wages, as_of="2028-05-01")
    loaded(ms, sha256(third.wages), SPRING)
    capsys.readouterr()
    assert publish(third, ms.steward, "--json") == 0
    assert json.loads(capsys.readouterr().out) | {"run": 3, "shown": 1, "unchanged": 1} == {
        "brought": True, "run": 3, "shown": 1, "unchanged": 1, "other_years": 0,
    }  # fmt: skip
    placement = OutcomeResult.objects.filter(metric="placement").order_by("run__number")
    assert [(row.state, row.numerator) for row in placement] == [("superseded", 14), ("preview", 15)]
    assert placement[1].replaces == placement[0]


def test_a_corrected_submission_takes_the_place_of_the_one_before(ms, program, ready, tmp_path, capsys):
    assert publish(ready, ms.steward) == 0
    better = computed(tmp_path / "better", some(20)[0], some(14)[1], as_of="2028-05-01")
    better.participants.write_text(better.participants.read_text())
    assert sha256(better.participants) == sha256(ready.participants)
    twenty_one = computed(tmp_path / "more", some(21)[0], some(14)[1], as_of="2028-05-01")
    handed_in(ms, program, sha256(twenty_one.participants), SPRING)
    assert publish(twenty_one, ms.steward) == 0
    row = OutcomeResult.objects.get(metric="placement", state="preview")
    assert (row.numerator, row.denominator, row.submission.number) == (14, 21, 2)


def test_award_years_that_have_no_submission_in_the_run_are_left_out(ms, program, tmp_path, capsys):
    people, wages = some(4)
    early = completed("2026-08-01", ssn="102020001", entry_date="2026-06-01")
    made = computed(tmp_path / "run", [*people, early], wages)
    handed_in(ms, program, sha256(made.participants), SPRING)
    loaded(ms, sha256(made.wages), SPRING)
    capsys.readouterr()
    assert publish(made, ms.steward) == 0
    assert "left out: 1" in capsys.readouterr().out
    assert set(OutcomeResult.objects.values_list("award_year", "metric")) == {(2026, "completion"), (2026, "placement")}


@pytest.mark.row("DATA-17")
def test_two_programs_with_the_same_records_have_the_same_results_each_with_method_and_loads(
    ms, program, tmp_path, enter
):
    people, wages = some(14, 6)
    other = approved(ms, LINEWORKER)
    first = computed(tmp_path / "a", people, wages)
    second = computed(tmp_path / "b", [row | {"program_id": "LINE"} for row in people], wages)
    both = computed(tmp_path / "both", people, wages)
    both.compute(participants=[first.participants, second.participants])
    for application, made in ((program, first), (other, second)):
        handed_in(ms, application, sha256(made.participants), SPRING)
    loaded(ms, sha256(both.wages), SPRING)
    assert publish(both, ms.steward) == 0
    counts = ("metric", "cohort", "excluded", "denominator", "numerator", "pending", "result")
    rows = [set(OutcomeResult.objects.filter(application=each).values_list(*counts)) for each in (program, other)]
    assert rows[0] == rows[1]
    assert len(rows[0]) == 2
    for application in (program, other):
        said = words(enter(ms.preparer).get(reverse("outcomes", args=[application.pk])))
        assert f"method {both.manifest['method'][:12]}" in said
        assert "Load 1 of May 2, 2028" in said


def test_the_steward_brings_in_a_run_by_its_two_files_on_a_page(ms, program, ready, enter):
    client = enter(ms.steward)
    with (ready.out / "run.json").open("rb") as manifest, (ready.out / "rates.csv").open("rb") as rates:
        answer = client.post(
            reverse("outcome_runs"), {"do": "bring", "manifest": manifest, "rates": rates, "key": "k1"}
        )
    run = OutcomeRun.objects.get()
    assert answer["Location"] == reverse("outcome_run", args=[run.pk])
    said = words(client.get(answer["Location"]))
    assert "14" in said
    assert "Welding" in said
    assert run.method_sha256 in said
    with (ready.out / "run.json").open("rb") as manifest, (ready.out / "rates.csv").open("rb") as rates:
        answer = client.post(
            reverse("outcome_runs"), {"do": "bring", "manifest": manifest, "rates": rates, "key": "k2"}
        )
    assert answer.status_code == 422
    assert "brought in already, as run 1" in words(answer)
    assert enter(ms.director).post(reverse("outcome_runs"), {"do": "bring"}).status_code == 200
    assert OutcomeRun.objects.count() == 1
    assert DataSubmission.objects.count() == 1
