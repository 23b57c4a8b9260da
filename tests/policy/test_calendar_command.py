"""`magnolia calendar`: the worked dates of the policy, and one clear line for every wrong call."""

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from magnolia.cli import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def magnolia(capsys):
    """Runs one call of the command; its exit status, standard output and standard error."""

    def run(*words: str) -> tuple[int | str | None, str, str]:
        status: int | str | None
        try:
            status = main(words)
        except SystemExit as stop:
            status = stop.code
        out, err = capsys.readouterr()
        return status, out, err

    return run


def installed(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "magnolia", *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.row("CAL-01")
@pytest.mark.parametrize(
    ("n", "notice", "due"),
    [
        ("10", "2026-08-24", "2026-09-08"),  # Labor Day skipped
        ("10", "2026-11-09", "2026-11-24"),  # Veterans' Day skipped
        ("10", "2027-01-04", "2027-01-19"),  # third Monday of January skipped
        ("15", "2027-04-16", "2027-05-10"),  # Confederate Memorial Day skipped
        ("15", "2026-12-18", "2027-01-12"),  # Christmas and New Year's Day skipped
        ("15", "2026-09-05", "2026-09-28"),  # a notice dated on a Saturday
    ],
)
def test_business_days_are_counted_from_the_day_after_the_notice_and_skip_state_holidays(magnolia, n, notice, due):
    assert magnolia("calendar", "add", "--business-days", n, notice) == (0, f"{due}\n", "")


@pytest.mark.row("CAL-01")
@pytest.mark.parametrize(("notice", "said"), [((), "DATE"), (("2027-02-29",), "no day"), (("soon",), "YYYY-MM-DD")])
def test_no_due_day_is_given_without_a_notice_date_that_exists(magnolia, notice, said):
    status, out, err = magnolia("calendar", "add", "--business-days", "10", *notice)
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.row("CAL-03")
@pytest.mark.parametrize(
    ("n", "trigger", "due"),
    [
        ("30", "2026-09-15", "2026-10-15"),
        ("15", "2027-02-15", "2027-03-02"),
        ("15", "2027-12-20", "2028-01-04"),
        ("15", "2028-02-20", "2028-03-06"),  # across a leap day
        ("15", "2026-09-05", "2026-09-20"),  # a Sunday stays a Sunday
        ("30", "2026-11-25", "2026-12-25"),  # and a holiday a holiday
    ],
)
def test_calendar_days_count_every_day_and_are_never_moved(magnolia, n, trigger, due):
    assert magnolia("calendar", "add", "--days", n, trigger) == (0, f"{due}\n", "")


@pytest.mark.row("CAL-04")
@pytest.mark.parametrize(
    ("date", "label"),
    [
        ("2026-07-01", "2026-27"),
        ("2027-06-30", "2026-27"),
        ("2026-06-30", "2025-26"),
        ("2027-07-01", "2027-28"),
        ("1999-07-01", "1999-00"),
    ],
)
def test_an_award_year_runs_from_july_1_to_june_30(magnolia, date, label):
    assert magnolia("calendar", "award-year", date) == (0, f"{label}\n", "")


@pytest.mark.parametrize(
    ("date", "quarter"),
    [("2026-06-30", "2026Q4"), ("2026-07-01", "2027Q1"), ("2026-09-30", "2027Q1"), ("2026-10-01", "2027Q2")],
)
def test_the_quarter_after_exit_is_the_second_full_one(magnolia, date, quarter):
    assert magnolia("calendar", "quarter-after-exit", date) == (0, f"{quarter}\n", "")


def test_the_calendar_is_that_of_the_state_asked_for_before_or_after_the_question(magnolia):
    for words in (
        ("calendar", "--jurisdiction", "xx", "add", "--business-days", "10", "2026-08-24"),
        ("calendar", "add", "--jurisdiction", "xx", "--business-days", "10", "2026-08-24"),
    ):
        assert magnolia(*words) == (0, "2026-09-04\n", "")


@pytest.mark.parametrize("date", ["20270331", "2027-3-31", "2027-02-29", "2027-13-01", "tomorrow", "", "2027-03-31 "])
@pytest.mark.parametrize(
    "question", [("add", "--days", "1"), ("add", "--business-days", "1"), ("award-year",), ("quarter-after-exit",)]
)
def test_a_date_in_another_form_or_that_does_not_exist_is_a_wrong_call(magnolia, question, date):
    status, out, err = magnolia("calendar", *question, date)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "YYYY-MM-DD" in err


@pytest.mark.parametrize("n", ["0", "000", "-5", "+5", "1.5", "1e3", "ten", "", " 5", "1_0", "５", "9" * 5000])
@pytest.mark.parametrize("unit", ["--days", "--business-days"])
def test_a_number_of_days_that_is_not_positive_and_whole_is_a_wrong_call(magnolia, unit, n):
    status, out, err = magnolia("calendar", "add", unit, n, "2026-09-15")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "positive whole number" in err
    assert len(err) < 600


@pytest.mark.parametrize(
    ("unit", "n"),
    [
        ("--days", "1000000000"),
        ("--business-days", "1000000000"),
        ("--days", "9" * 3000),
        ("--business-days", "9" * 3000),
        ("--days", "2912186"),  # the day after 9999-12-31
        ("--business-days", "2012345"),
    ],
)
def test_an_absurd_number_of_days_is_answered_in_one_line(magnolia, unit, n):
    status, out, err = magnolia("calendar", "add", unit, n, "2026-09-15")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "past the year 9999" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "COMMAND"),
        (("nonsense",), "calendar"),
        (("calendar",), "QUESTION"),
        (("calendar", "nonsense"), "quarter-after-exit"),
        (("calendar", "award-year"), "DATE"),
        (("calendar", "award-year", "2026-07-01", "2026-07-02"), "unrecognized"),
        (("calendar", "add", "2026-07-01"), "--business-days --days is required"),
        (("calendar", "add", "--days", "1", "--business-days", "1", "2026-07-01"), "not allowed with"),
        (("calendar", "add", "--day", "1", "2026-07-01"), "is required"),
        (("calendar", "add", "--days", "1"), "DATE"),
        (("calendar", "add", "--days"), "expected one argument"),
        (("calendar", "--jurisdiction", "zz", "award-year", "2026-07-01"), "the profiles are ms, xx"),
        (("calendar", "add", "--business-days", "10", "1990-03-01"), "holiday list for 1990 is missing"),
        (("calendar", "add", "--jurisdiction", "xx", "--business-days", "5", "2030-12-30"), "list for 2031 is missing"),
        (("calendar", "award-year", "9999-12-31"), "cannot be given"),
        (("calendar", "quarter-after-exit", "9999-12-31"), "cannot be given"),
        (("calendar", "award-year", "2026\n07\n01"), "YYYY-MM-DD"),
        (("calendar", "award-year", "x" * 100_000), "award-year"),
    ],
)
def test_every_other_wrong_call_exits_2_with_one_line_that_says_what_is_wrong(magnolia, words, said):
    status, out, err = magnolia(*words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert len(err) < 600


def test_help_is_no_error_and_names_the_commands(magnolia):
    status, out, err = magnolia("--help")
    assert (status, err) == (0, "")
    assert all(name in out for name in ("calendar", "serve", "manage"))


def test_python_dash_m_is_the_same_command_with_the_same_exit_status():
    done = installed("calendar", "add", "--business-days", "15", "2026-12-18")
    assert (done.returncode, done.stdout, done.stderr) == (0, "2027-01-12\n", "")
    wrong = installed("calendar", "award-year", "2026-02-30")
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)


def test_asking_the_calendar_loads_nothing_of_the_portal_or_the_engines():
    program = (
        "import sys; from magnolia.cli import main; main(['calendar', 'award-year', '2026-07-01']);"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'duckdb', 'pyspark')])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "2026-27\n[]\n"


def test_manage_hands_the_rest_of_the_call_to_django_options_included():
    done = installed("manage", "--version")
    assert (done.returncode, done.stdout.strip()) == (0, metadata.version("django"))
    unknown = installed("manage", "nonsense_command", "--help")
    assert unknown.returncode != 0
    assert "nonsense_command" in unknown.stderr
    assert "Traceback" not in unknown.stderr
