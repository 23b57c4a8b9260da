"""Rates by the law of the day: its numbers, the State's own, days on which things change; nothing of it in the SQL."""

from __future__ import annotations

import re
from datetime import date

import pytest

from magnolia.outcomes.pipeline import steps

from .records import Outcomes, completed, enrolled, paid, withdrawn


@pytest.fixture
def made(tmp_path):
    return Outcomes(tmp_path)


@pytest.mark.row("RATE-COMP-08")
@pytest.mark.parametrize(
    ("as_of", "rule"), [("2026-11-30", "window_open"), ("2026-12-07", "window_open"), ("2026-12-08", "not_completed")]
)
def test_who_entered_on_august_24_is_tracked_until_december_7_and_then_a_non_completer_by_itself(made, as_of, rule):
    made.as_of = as_of
    made.write([enrolled(entry_date="2026-08-24")])
    assert made.compute() == 0
    (person,) = made.people()
    assert (person["rule"], person["window_last_day"]) == (rule, date(2026, 12, 7))


def test_a_rate_waits_for_the_wages_of_every_measured_quarter(made):
    made.write([completed("2026-09-30"), completed("2026-10-01", ssn="101010001")], [paid(quarter="1")])
    made.through = "2027Q1"
    assert made.compute() == 0
    row = made.rates["WELD", "2026-27", "placement"]
    assert (row["result"], row["pending"], row["rate"]) == ("pending", "1", "0.500000")
    made.through = "2027Q2"
    assert made.compute() == 0
    assert made.rates["WELD", "2026-27", "placement"]["result"] == "not_met"


def test_the_last_window_of_a_cohort_and_the_quarter_of_each_exit_are_told(made):
    made.write([enrolled(entry_date="2027-06-30"), completed("2026-11-20", ssn="101010001")], [])
    assert made.compute() == 0
    people = {each["metric"]: each for each in made.people()}
    assert max(each["window_last_day"] for each in made.people()) == date(2027, 10, 13)
    assert people["placement"]["measurement_quarter"] == "2027Q2"


def test_who_is_enrolled_on_the_day_is_handled_by_each_measure(made):
    made.as_of, made.through = "2027-05-01", "2027Q2"
    made.write(
        [
            enrolled(ssn="101010001", entry_date="2027-04-01"),  # in the window
            enrolled(ssn="101010002"),  # past it, still enrolled
            completed(ssn="101010003"),  # completed, enrolled elsewhere, wages
            enrolled(ssn="101010003", opeid="00045600", entry_date="2027-04-01"),
            completed(ssn="101010004"),  # completed, wages
            withdrawn(ssn="101010005"),
            completed(ssn="101010006"),  # completed, no wages
        ],
        [paid(ssn="101010003"), paid(ssn="101010004")],
    )
    assert made.compute() == 0
    here = [each for each in made.people() if each["opeid"] == "00012300"]
    completion = sorted(each["rule"] for each in here if each["metric"] == "completion")
    assert completion == [*["completed_in_time"] * 3, "not_completed", "window_open", "withdrawn"]
    assert sorted(each["rule"] for each in here if each["metric"] == "placement") == [
        "employed",
        "employed",
        "no_wages",
    ]


def test_a_changed_exit_date_or_exclusion_changes_every_measure_that_reads_it(made):
    made.write([completed("2026-09-30")], [paid(quarter="1")])
    assert made.compute() == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"
    made.write([completed("2026-10-01")], [paid(quarter="1")])
    assert made.compute() == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "0"
    assert {each["measurement_quarter"] for each in made.people()} == {None, "2027Q2"}
    assert b"2026-09-30" not in (made.out / "people.parquet").read_bytes()
    made.write([completed("2026-10-01", exclusion="death", exclusion_date="2027-01-01")], [paid()])
    assert made.compute() == 0
    assert {row["excluded"] for row in made.rates.values()} == {"1"}


def test_two_programs_with_the_same_data_have_the_same_result_and_the_run_says_how_to_recompute_it(made):
    rows = [completed(), withdrawn(ssn="101010001")]
    made.write([*rows, *({**row, "program_id": "OTHER"} for row in rows)], [paid()])
    assert made.compute() == 0
    first = made.manifest
    for metric in ("completion", "placement"):
        one, other = (
            {name: value for name, value in made.rates[program, "2026-27", metric].items() if name != "program_id"}
            for program in ("WELD", "OTHER")
        )
        assert one == other
    assert made.compute() == 0
    assert {**made.manifest, "durations": {}} == {**first, "durations": {}}
    assert len(first["method"]) == 64
    assert {each["key"]: (each["value"], bool(each["cite"])) for each in first["parameters"]} == {
        "rates.completion_percent": ("70", True),
        "rates.placement_percent": ("70", True),
        "rates.normal_time_percent": ("150", True),
        "rates.wages_above": ("0", True),
    }


def test_a_state_of_its_own_has_its_own_records_for_its_own(made):
    made.write([completed("2026-10-05")], [paid(source="MS")])
    assert made.compute("--jurisdiction", "xx") == 0
    (placed,) = [each for each in made.people() if each["metric"] == "placement"]
    assert (placed["wages_of_this_state"], placed["wages_of_other_state"]) == (False, "MS")


def test_a_law_that_was_changed_in_the_portal_is_the_one_that_counts(made, monkeypatch):
    changed = made.folder / "ms.toml"
    value = '{ from = 2027-07-01, value = 80, cite = "A rule", layer = "federal" }'
    changed.write_text(f'jurisdiction = "ms"\n[rates.placement_percent]\nvalues = [{value}]\n')
    people = [completed("2026-10-05", ssn=f"10101000{n}") for n in range(4)]
    made.write(people, [paid(ssn=f"10101000{n}") for n in range(3)])
    assert made.compute() == 0
    assert made.rates["WELD", "2026-27", "placement"]["result"] == "met"
    monkeypatch.setenv("MAGNOLIA_LAW", str(changed))
    assert made.compute() == 0
    assert made.rates["WELD", "2026-27", "placement"]["result"] == "not_met"
    assert {"value": "80", "cite": "A rule"}.items() <= made.manifest["parameters"][1].items()
    made.as_of = "2027-06-30"
    assert made.compute() == 0
    assert made.rates["WELD", "2026-27", "placement"]["result"] == "met"


def test_no_step_divides_rounds_or_holds_a_number_of_the_law():
    for step in steps():
        code = re.sub(r"--.*", "", step.sql)
        assert "/" not in code, step.name
        assert not re.search(r"\b(round|ceil|avg|median)\s*\(", code), step.name
        # Only what a calendar and a first row are made of.
        assert set(re.findall(r"(?<![a-z_'])[0-9]+(?:\.[0-9]+)?", code)) <= {"0", "1", "4", "100"}, step.name
