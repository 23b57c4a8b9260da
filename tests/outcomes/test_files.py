"""Files as people send them: three kinds, the same answer; what cannot be read is one line and leaves nothing."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from magnolia.outcomes import intake
from tests.portal.sheets import workbook

from .records import PEOPLE, WAGES, Outcomes, as_csv, as_parquet, completed, enrolled, paid, run, withdrawn

ROOT = Path(__file__).resolve().parents[2]
FOUR = [
    completed("2026-10-05", ssn="001-01-0001"),
    withdrawn(ssn="001010002", program_name='Welding, "basic"'),
    enrolled(ssn="101010003", exclusion="death", exclusion_date="2026-10-01"),
    completed("2026-10-05", ssn="101010004", program_name="two\nlines"),
]
THREE = [paid(ssn="001010001"), paid(ssn="101010004", wages="-1"), paid(ssn="101010004", wages="2.5", source="TN")]
WHOLE = ("rates.csv", "people.parquet", "rejected.csv")


@pytest.fixture
def made(tmp_path):
    return Outcomes(tmp_path)


def xlsx(file, rows, columns, typed=None, sheets=()):
    """A workbook with the rows as they are typed; `typed` turns a cell into what Excel would hold."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    for name in (*sheets, "Sheet1"):
        sheet = book.add_worksheet(name)
        if name != "Sheet1" and name not in ("Participants", "Second"):
            sheet.write_string(0, 0, "Read this first")
            continue
        day = book.add_format({"num_format": "mm/dd/yyyy"})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column)
            for number, row in enumerate(rows, start=1):
                value = (typed or (lambda column, text: text))(column, row[column])
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, place, value, day)
                elif value != "":
                    sheet.write(number, place, value)
    book.close()
    file.write_bytes(content.getvalue())
    return file


def as_excel_holds_it(column, text):
    """Identifiers and amounts as numbers, dates as dates: what Excel makes of typed cells."""
    if text and column.endswith(("_date", "date_of_birth", "date_of_attendance")):
        return dt.datetime.fromisoformat(text)
    if column in ("ssn", "opeid"):
        return int(text.replace("-", ""))
    if column in ("cip_code", "normal_time_weeks", "published_tuition", "required_fees", "year", "quarter", "wages"):
        return float(text)
    return text


def test_csv_excel_and_parquet_give_the_same_bytes_whatever_excel_made_of_the_zeros(made):
    made.write(FOUR, THREE)
    assert made.compute() == 0
    first = {name: (made.out / name).read_bytes() for name in WHOLE}
    people = xlsx(made.folder / "p.xlsx", FOUR, PEOPLE, as_excel_holds_it)
    wages = xlsx(made.folder / "w.xlsx", THREE, WAGES, as_excel_holds_it)
    assert made.compute(participants=[people], wages=[wages]) == 0
    assert {name: (made.out / name).read_bytes() for name in WHOLE} == first
    people, wages = (
        as_parquet(made.folder / f"{name}.parquet", rows, columns)
        for name, rows, columns in (("p", FOUR, PEOPLE), ("w", THREE, WAGES))
    )
    assert made.compute(participants=[people], wages=[wages]) == 0
    assert {name: (made.out / name).read_bytes() for name in WHOLE} == first


def test_typed_columns_of_a_parquet_file_are_read_by_what_they_hold_and_odd_values_are_faults(made):
    people, wages = made.folder / "p.parquet", made.folder / "w.parquet"
    made.write([{**row, "program_name": "x"} for row in FOUR], THREE)
    with duckdb.connect() as engine:
        engine.execute(
            "copy (select * replace (cast(replace(ssn, '-', '') as bigint) as ssn, cast(opeid as double) as opeid, "
            "cast(entry_date as timestamp) as entry_date, cast(completion_date as date) as completion_date, "
            "cast(normal_time_weeks as double) as normal_time_weeks, cast(cip_code as decimal(6, 4)) as cip_code, "
            "cast(published_tuition as decimal(9, 2)) as published_tuition) "
            f"from read_csv('{made.participants}', all_varchar = true)) to '{people}' (format parquet)"
        )
        engine.execute(
            f"copy (select * from (values (1010001::double, 'E', 2027::bigint, 2::tinyint, 5::double), "
            "('nan'::double, 'E', 2027, 2, 5), ('inf'::double, 'E', 2027, 2, 5), (1.5e30, 'E', 2027, 2, 5), "
            "(219099999, 'E', 3000000000000, 2, 5), (219099999, 'E', 2027, 2, 'nan'::double), "
            "(219099999, 'E', 2027, 2, 1e300), (219099999.5, 'E', 2027, 2, 5)) "
            f"t(ssn, employer_id, year, quarter, wages)) to '{wages}' (format parquet)"
        )
    assert made.compute(participants=[people], wages=[wages]) == 1
    assert made.rejected == [
        (3, "ssn", "form"), (4, "ssn", "form"), (5, "ssn", "form"), (6, "year", "form"), (7, "wages", "form"),
        (8, "wages", "form"), (9, "ssn", "form"),
    ]  # fmt: skip
    first = (made.out / "rates.csv").read_text()
    only = made.folder / "only.csv"
    only.write_text(as_csv([paid(ssn="001010001", wages="5")], WAGES))
    assert made.compute(wages=[only]) == 0
    assert (made.out / "rates.csv").read_text() == first


def test_several_files_are_read_in_the_order_of_the_call(made):
    made.write([enrolled(cip_code="48.0508")], [])
    second = made.folder / "second.csv"
    second.write_text(as_csv([enrolled(cip_code="01.0101"), enrolled(ssn="bad")], PEOPLE))
    assert made.compute(participants=[made.participants, second]) == 1
    assert made.rates["WELD", "2026-27", "completion"]["cip_code"] == "48.0508"
    assert [row["file"] for row in made._csv("rejected.csv")] == ["second.csv"]
    assert made.compute(participants=[second, made.participants]) == 1
    assert made.rates["WELD", "2026-27", "completion"]["cip_code"] == "01.0101"


@pytest.mark.parametrize("most", [1, intake.MOST])
def test_text_of_a_parquet_file_counts_alike_whether_it_is_held_as_a_list_of_words_or_not(made, monkeypatch, most):
    monkeypatch.setattr(intake, "MOST", most)
    first, second = FOUR[:2], [*FOUR[2:], enrolled(program_id="ABLE", opeid="00099900", cip_code="01.0101")]
    second.append(enrolled(program_id="", opeid="x", cip_code="1"))
    made.write(first, THREE)
    other = made.folder / "other.csv"
    other.write_text(as_csv(second, PEOPLE))
    assert made.compute(participants=[made.participants, other]) == 1
    of_text = [(made.out / name).read_bytes() for name in ("rates.csv", "people.parquet")]
    files = [as_parquet(made.folder / f"{name}.parquet", rows, PEOPLE) for name, rows in (("a", first), ("b", second))]
    for given in (files, [made.participants, files[1]], [files[0], other]):
        assert made.compute(participants=given) == 1
        assert [(made.out / name).read_bytes() for name in ("rates.csv", "people.parquet")] == of_text
        assert {column for _, column, _ in made.rejected} == {"program_id", "opeid", "cip_code"}


def test_line_ends_a_byte_order_mark_blank_lines_other_columns_and_their_order_change_nothing(made):
    made.write(FOUR, THREE)
    assert made.compute() == 0
    rates = (made.out / "rates.csv").read_bytes()
    text = as_csv([{**row, "gpa": "4.0"} for row in FOUR], ["gpa", *reversed(PEOPLE)])
    for changed in (
        text,
        "\ufeff" + text,
        text.replace("\n", "\r\n"),
        text.replace("\n", "\n\n", 1),
        text + "\n,,,\n",
        text.rstrip("\n"),
    ):
        made.write(changed, THREE)
        assert made.compute() == 0, repr(changed[:40])
        assert (made.out / "rates.csv").read_bytes() == rates


def test_rows_are_numbered_as_a_spreadsheet_shows_them_behind_blank_lines_and_cells_of_two_lines(made):
    lines = as_csv([FOUR[3], enrolled(opeid="x"), enrolled(), enrolled(ssn="y")], PEOPLE)
    made.write(lines.replace("\n219", "\n\n219", 1) if "\n219" in lines else lines, THREE)
    assert made.compute() == 1
    assert [(row, column) for row, column, _ in made.rejected] == [(4, "opeid"), (6, "ssn")]


def test_a_row_of_another_length_is_a_fault_as_a_whole_and_the_others_count(made):
    header, row = as_csv([enrolled()], PEOPLE).splitlines()
    made.write(f"{header}\n{row}\n219099998,short\n{row},x\n")
    assert made.compute() == 1
    assert made.rejected == [(3, "", "cells"), (4, "", "cells")]
    assert made.manifest["inputs"][0]["rows"] == 3
    assert made.rates["WELD", "2026-27", "completion"]["cohort"] == "1"


def test_a_header_without_rows_gives_no_rate(made):
    made.write([], [])
    assert made.compute() == 0
    assert made.rates == {}
    assert made.people() == []


def test_columns_that_no_row_needs_may_be_missing(made):
    spared = ("student_id", "pell_from", "pell_to", "exclusion_date", "exclusion")
    columns = [name for name in PEOPLE if name not in spared]
    made.write(as_csv(FOUR[:2], columns), as_csv(THREE, WAGES[:5]))
    assert made.compute() == 0
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"


def empty(file):
    file.write_bytes(b"")


def latin(file):
    file.write_bytes(as_csv([enrolled(last_name="Muñoz")], PEOPLE).encode("latin-1"))


def no_column(file):
    file.write_text(as_csv([enrolled()], [name for name in PEOPLE if name not in ("entry_date", "ssn")]))


def twice(file):
    file.write_text(as_csv([enrolled()], PEOPLE).replace("pell_from", "ssn", 1))


def open_quote(file):
    file.write_text(as_csv([enrolled()], PEOPLE) + '"219099999')


def truncated(file):
    whole = as_parquet(file, [enrolled()], PEOPLE).read_bytes()
    file.write_bytes(whole[:-100])


def no_parquet(file):
    file.write_text(as_csv([enrolled()], PEOPLE))


def no_workbook(file):
    file.write_text(as_csv([enrolled()], PEOPLE))


def two_sheets(file):
    xlsx(file, [enrolled()], PEOPLE, sheets=("Second",))


def far_cell(file):
    file.write_bytes(workbook([list(PEOPLE)], far="XFD1048576"))


BAD = [
    (empty, ".csv", "it is empty"), (empty, ".parquet", "it is empty"), (latin, ".csv", "not UTF-8"),
    (no_column, ".csv", "these columns are missing: ssn, entry_date"), (twice, ".csv", "ssn is there more than once"),
    (open_quote, ".csv", "no CSV"), (truncated, ".parquet", "damaged"), (no_parquet, ".parquet", "damaged"),
    (no_workbook, ".xlsx", "no Excel workbook"), (two_sheets, ".xlsx", "2 of its sheets hold records"),
    (far_cell, ".xlsx", "too large"), (no_parquet, ".txt", "ends in .csv, .xlsx, .parquet"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "ending", "why"), BAD)
def test_a_file_that_cannot_be_read_is_said_in_one_line_and_nothing_is_written(made, capsys, spoil, ending, why):
    bad = made.folder / f"bad{ending}"
    spoil(bad)
    made.write([enrolled()], [paid()])
    for call in (
        lambda: made.compute(participants=[bad]),
        lambda: run("validate", "--participants", str(bad)),
    ):
        before = sorted(made.folder.iterdir())
        assert call() == 2
        told = capsys.readouterr()
        assert told.out == ""
        (line,) = told.err.splitlines()
        assert why in line
        assert "219" not in line
        assert sorted(made.folder.iterdir()) == before


@pytest.mark.parametrize(
    ("ending", "head", "why"),
    [
        (".csv", b"", "no row of CSV"), (".csv", (",".join(PEOPLE) + "\n").encode(), "no CSV after row 1"),
        (".xlsx", b"PK\x03\x04", "no Excel workbook"), (".parquet", b"PAR1", "damaged"),
    ],
)  # fmt: skip
def test_three_gigabytes_of_nothing_are_refused_in_one_line_and_in_little_memory(made, ending, head, why):
    bad = made.folder / f"bad{ending}"
    with bad.open("wb") as file:
        file.write(head)
        file.truncate(3 << 30)
    before = sorted(made.folder.iterdir())
    limited = "import sys; from magnolia.cli import main\ntry: main(sys.argv[1:])\nfinally:\n"
    # The peak of this program alone: ru_maxrss holds that of the process which started it as well.
    limited += " print(next(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM')))"
    words = ["outcomes", "validate", "--participants", str(bad)]
    ended = subprocess.run([sys.executable, "-c", limited, *words], cwd=ROOT, capture_output=True, text=True)
    (line,) = ended.stderr.splitlines()
    assert (ended.returncode, why in line) == (2, True), line
    assert int(ended.stdout) < 600_000  # kilobytes
    assert sorted(made.folder.iterdir()) == before


def test_a_bad_file_leaves_the_results_of_the_run_before_it_as_they_were(made):
    made.write(FOUR, THREE)
    assert made.compute() == 0
    before = {file.name: file.read_bytes() for file in made.out.iterdir()}
    made.write("nothing\n", THREE)
    assert made.compute() == 2
    assert {file.name: file.read_bytes() for file in made.out.iterdir()} == before


def test_the_sheet_named_participants_is_read_beside_sheets_of_other_content(made):
    people = xlsx(made.folder / "p.xlsx", FOUR, PEOPLE, sheets=("Help", "Participants"))
    made.write([], THREE)
    assert made.compute(participants=[people]) == 0
    assert made.rates["WELD", "2026-27", "completion"]["cohort"] == "4"
