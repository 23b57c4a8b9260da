"""A run of the outcome counting, read from its two files: what it says of itself, and why it is not brought in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from magnolia.policy.outcome_runs import COUNTS, QUALITY, BadRun, File, Matching, Rate, read_run, words
from magnolia.policy.periods import AwardYear, Quarter

HEADER = "opeid,program_id,award_year,metric,cohort,excluded,denominator,numerator,pending,rate,result\n"
COMPLETION = "00000100,WELD,2026-27,completion,22,2,20,14,1,0.700000,met\n"
PLACEMENT = "00000100,WELD,2026-2027,placement,20,0,20,0,20,,pending\n"
RATES = HEADER + COMPLETION + PLACEMENT
NO_COUNT = {"opeid": "00000100", "program_id": "WELD", "award_year": "2026-27"}
Read = Callable[..., Any]


def matching(**but: Any) -> dict[str, Any]:
    counts = {name: place for place, name in enumerate(QUALITY)}
    quarters = [{"quarter": "2027Q2", "persons": 12, "pending": 3}, {"quarter": "2027Q3", "persons": 8, "pending": 0}]
    return {**NO_COUNT, "metric": "placement", **counts, "window_closes": None, "quarters": quarters, **but}


def told(rates: str = RATES, **but: Any) -> dict[str, Any]:
    """What run.json of a complete run says, with some of it changed."""
    return {
        "command": "outcomes compute", "jurisdiction": "ms", "complete": True, "rejected_rows": 0,
        "outputs": {"rates.csv": hashlib.sha256(rates.encode()).hexdigest()}, "as_of": "2028-04-30",
        "wages_through": "2027Q4", "method": "ab" * 32, "other_states": ["TN", "AL"],
        "inputs": [
            {"role": "participants", "name": "participants.csv", "sha256": "0123456789abcdef" * 4},
            {"role": "wages", "name": "wages.csv", "sha256": "c" * 64},
        ],
        "programs": [{"opeid": "00000100", "program_id": "WELD", "inputs": ["d" * 64, "e" * 64]}],
        "matching": [matching(), matching(metric="completion", window_closes="2027-10-13", quarters=[])],
        **but,
    }  # fmt: skip


def run(rates: str = RATES, **but: Any) -> Any:
    return read_run("ms", json.dumps(told(rates, **but)).encode(), rates.encode())


def refusal(rates: str = RATES, manifest: bytes | None = None, **but: Any) -> str:
    """The sentence with which these two files are refused."""
    given = json.dumps(told(rates, **but)).encode() if manifest is None else manifest
    with pytest.raises(BadRun) as refused:
        read_run("ms", given, rates.encode())
    assert str(refused.value) == refused.value.word
    return refused.value.sentence("ms")


OTHER_FORM = "the file run.json is not one of `magnolia outcomes compute`: a value in it has another form"


def test_a_complete_run_is_read_with_its_day_its_files_and_the_files_of_each_program():
    made = run()
    assert (made.as_of, made.through, made.method) == (date(2028, 4, 30), Quarter.parse("2027Q4"), "ab" * 32)
    assert made.rates_sha256 == hashlib.sha256(RATES.encode()).hexdigest()
    assert made.files == (
        File("participants", "participants.csv", "0123456789abcdef" * 4), File("wages", "wages.csv", "c" * 64),
    )  # fmt: skip
    assert made.of_role("wages") == [File("wages", "wages.csv", "c" * 64)]
    assert made.programs == {("00000100", "WELD"): ("d" * 64, "e" * 64)}
    assert made.other_states == ("TN", "AL")
    assert made.manifest == told()


def test_rates_are_counts_of_a_program_an_award_year_and_a_measure():
    completion, placement = run().rates
    assert completion == Rate(
        "00000100", "WELD", AwardYear(2026), "completion", dict(zip(COUNTS, (22, 2, 20, 14, 1), strict=True)), "met"
    )
    assert (completion.program, completion.of) == (("00000100", "WELD"), ("00000100", "WELD", 2026, "completion"))
    assert (placement.year, placement.counts["pending"], placement.result) == (AwardYear(2026), 20, "pending")


def test_how_persons_were_matched_stands_by_rate_with_quarters_by_their_index():
    counts = {name: place for place, name in enumerate(QUALITY)}
    assert run().matching == {
        ("00000100", "WELD", 2026, "placement"): Matching(
            counts, None, {Quarter.parse("2027Q2").index: (12, 3), Quarter.parse("2027Q3").index: (8, 0)}
        ),
        ("00000100", "WELD", 2026, "completion"): Matching(counts, date(2027, 10, 13), {}),
    }


def test_a_state_says_where_its_rates_come_from_with_its_own_names():
    assert words("ms")["measure"]["placement"]["cite"] == "34 CFR 690.94; Mississippi Workforce Pell Policy 8.7"
    assert words("xx")["measure"]["placement"]["cite"] == "34 CFR 690.94; Exemplar Short Programs Rule 8.7"


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        (b"\xff", "it is not JSON in UTF-8"), (b"{", "it is not JSON in UTF-8"), (b"", "it is not JSON in UTF-8"),
        (b"[]", "another command wrote it"), (b'"outcomes compute"', "another command wrote it"),
        (b'{"command": "check"}', "another command wrote it"), (b"{}", "it has no 'command'"),
        pytest.param(b"[" * 100_000, "a value in it has another form", id="nested"),
    ],
)  # fmt: skip
def test_a_file_that_no_run_wrote_is_refused(manifest, why):
    said = refusal(manifest=manifest)
    assert said == f"the file run.json is not one of `magnolia outcomes compute`: {why}"


@pytest.mark.parametrize("key", [key for key in told() if key != "command"])
def test_what_a_run_does_not_say_is_named(key):
    manifest = {name: value for name, value in told().items() if name != key}
    assert refusal(manifest=json.dumps(manifest).encode()) == (
        f"the file run.json is not one of `magnolia outcomes compute`: it has no '{key}'"
    )


def test_a_run_of_another_state_is_refused_by_no_more_than_eight_letters_of_its_name():
    assert refusal(jurisdiction="xx") == "the run is of xx, not of ms"
    assert refusal(jurisdiction="abcdefghi") == "the run is of abcdefgh, not of ms"
    assert refusal(jurisdiction=None) == "the run is of None, not of ms"


@pytest.mark.parametrize(
    "but", [{"complete": False}, {"complete": 1}, {"rejected_rows": 1}, {"rejected_rows": "0"},
            {"complete": False, "rejected_rows": 1}]
)  # fmt: skip
def test_a_run_that_rejected_rows_is_refused(but):
    assert refusal(**but) == ("the run is not complete: rows were rejected (rejected.csv). Mend them and run again")


def test_rates_other_than_those_the_run_wrote_are_refused():
    assert refusal(outputs={"rates.csv": "0" * 64}) == (
        "the file rates.csv is not the one that run.json names: its SHA-256 differs"
    )


@pytest.mark.parametrize(
    "but",
    [
        {"as_of": "30 April 2028"}, {"as_of": 2028}, {"wages_through": "2027Q5"}, {"method": "ab" * 31 + "a"},
        {"method": "ab" * 32 + "a"}, {"method": "AB" * 32}, {"method": 7}, {"inputs": ["participants.csv"]},
        {"inputs": [{"role": "wages", "name": "w", "sha256": "g" * 64}]}, {"programs": 7}, {"outputs": []},
        {"other_states": 7}, {"matching": [7]}, {"matching": [matching(window_closes="soon")]},
        {"matching": [matching(quarters=[{"quarter": "2027-2", "persons": 1, "pending": 0}])]},
        {"matching": [matching(award_year="2026-28")]},
    ],
)  # fmt: skip
def test_a_value_of_another_form_is_refused(but):
    assert refusal(**but) == OTHER_FORM


@pytest.mark.parametrize("count", [-1, 10**9, True, 1.0, "1", None])
def test_a_count_is_a_whole_number_of_at_most_nine_digits(count):
    assert refusal(matching=[matching(conflicts=count)]) == OTHER_FORM
    assert refusal(matching=[matching(quarters=[{"quarter": "2027Q2", "persons": count, "pending": 0}])]) == OTHER_FORM
    assert refusal(matching=[matching(quarters=[{"quarter": "2027Q2", "persons": 0, "pending": count}])]) == OTHER_FORM


@pytest.mark.parametrize("count", [0, 10**9 - 1])
def test_a_count_of_none_and_the_largest_one_are_read(count):
    (found,) = run(matching=[matching(conflicts=count)]).matching.values()
    assert found.counts["conflicts"] == count


# ---------------------------------------------------------------- rates.csv


def wrong(row: int, column: str) -> str:
    return f"the file rates.csv cannot be read: row {row}, {column}"


@pytest.mark.parametrize("column", ["opeid", "program_id", "award_year", "metric", *COUNTS, "result"])
def test_a_column_that_is_missing_is_named(column):
    assert refusal(RATES.replace(column, "other", 1)) == wrong(1, column)


def test_a_file_without_any_line_has_no_column():
    assert refusal("") == wrong(1, "opeid")


def test_a_file_that_is_no_table_in_utf_8_is_refused():
    rates = (HEADER + COMPLETION).encode() + b"\xff\n"
    manifest = told() | {"outputs": {"rates.csv": hashlib.sha256(rates).hexdigest()}}
    with pytest.raises(BadRun) as refused:
        read_run("ms", json.dumps(manifest).encode(), rates)
    assert refused.value.sentence("ms") == "the file rates.csv is no CSV in UTF-8"
    endless = COMPLETION.replace("WELD", "W" * 200_000)  # more than the reader takes for one cell
    assert refusal(HEADER + endless) == "the file rates.csv is no CSV in UTF-8"


@pytest.mark.parametrize("text", ["", "-1", "1.0", "+1", " 1", "٣", "1000000000", "x"])
@pytest.mark.parametrize("column", COUNTS)
def test_a_cell_that_is_no_count_is_named_with_its_row(column, text):
    place = HEADER.strip().split(",").index(column)
    cells = PLACEMENT.strip().split(",")
    cells[place] = text
    assert refusal(HEADER + COMPLETION + ",".join(cells) + "\n") == wrong(3, column)


def test_the_largest_count_has_nine_digits():
    largest = "00000100,WELD,2026-27,completion,999999999,0,999999999,0,999999999,,pending\n"
    assert run(HEADER + largest).rates[0].counts["cohort"] == 999_999_999


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("earnings,22,2,20,14,1", "metric"), ("completion,22,2,19,14,1", "denominator"),
        ("completion,22,2,21,14,1", "denominator"), ("completion,22,2,20,20,1", "numerator"),
        ("completion,22,2,20,0,21", "numerator"),
    ],
)  # fmt: skip
def test_counts_that_do_not_add_up_are_named(cells, column):
    assert refusal(f"{HEADER}00000100,WELD,2026-27,{cells},,met\n") == wrong(2, column)


@pytest.mark.parametrize("cells", ["22,2,20,20,0", "22,2,20,0,20", "2,2,0,0,0"])
def test_all_may_count_all_may_be_pending_and_nobody_may_be_left(cells):
    assert len(run(f"{HEADER}00000100,WELD,2026-27,completion,{cells},,met\n").rates) == 1


@pytest.mark.parametrize("year", ["2026-28", "2026", ""])
def test_an_award_year_that_is_none_is_named(year):
    assert refusal(HEADER + COMPLETION.replace("2026-27", year)) == wrong(2, "award_year")


def test_a_row_that_ends_early_is_refused_and_no_rate_lacks_its_program():
    assert refusal(HEADER + COMPLETION + "00000100,WELD,2026-27,completion,22,2,20,14,1,0.700000\n") == (
        wrong(3, "result")
    )
    last = "program_id,award_year,metric,cohort,excluded,denominator,numerator,pending,result,opeid\n"
    assert refusal(f"{last}WELD,2026-27,completion,22,2,20,14,1,met\n") == wrong(2, "opeid")
