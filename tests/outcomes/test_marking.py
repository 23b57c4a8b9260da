"""The file of an institution given back with what is wrong marked in it."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from magnolia.outcomes.marking import mark
from magnolia.outcomes.taking import Rejected

from .records import PEOPLE, Outcomes, as_csv, enrolled, run, withdrawn
from .test_files import as_excel_holds_it, xlsx

ROWS = [
    enrolled(student_id="S-1"),
    enrolled(ssn="001-01-0001", opeid="1", cip_code="x", student_id="S-2"),
    withdrawn("", ssn="001010002"),
]
RED = "2"  # the style of a faulty cell


@pytest.fixture
def made(tmp_path):
    return Outcomes(tmp_path)


def sheets(file):
    book = CalamineWorkbook.from_path(str(file))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def parts(file):
    with zipfile.ZipFile(file) as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    for name, text in found.items():
        assert ElementTree.fromstring(text.encode()) is not None, name  # noqa: S314 - made by the test itself
    return found


@pytest.mark.parametrize("kind", ["csv", "xlsx", "typed"])
def test_the_file_comes_back_with_every_faulty_cell_coloured_and_commented_and_its_sentences_last(made, kind):
    file = made.participants
    made.write(ROWS)
    if kind != "csv":
        safe = [{**row, "opeid": row["opeid"]} for row in ROWS]
        file = xlsx(made.folder / "p.xlsx", safe, PEOPLE, None if kind == "xlsx" else _typed)
    out = made.folder / "marked.xlsx"
    assert run("validate", "--participants", str(file), "--marked", str(out)) == 1
    found = sheets(out)
    assert list(found) == ["Participants", "Summary"]
    header, *rows = found["Participants"]
    assert header == [*PEOPLE, "Errors"]
    assert [row[0].replace("-", "") for row in rows] == ["219099999", "001010001", "001010002"]
    assert rows[0][:-1] == list(ROWS[0].values()) or kind == "typed"
    assert [row[-1] for row in rows] == [
        "",
        "opeid: must be 8 digits; cip_code: must be a CIP code written NN.NNNN",
        "last_date_of_attendance: empty; this column is needed when withdrawn",
    ]
    inside = parts(out)
    red = set(re.findall(f'<c r="([A-Z]+[0-9]+)" s="{RED}"', inside["xl/worksheets/sheet1.xml"]))
    at = {name: place for place, name in enumerate(PEOPLE)}
    named = {f"{chr(65 + at['opeid'])}3", f"{chr(65 + at['cip_code'])}3", f"{chr(65 + at['last_date_of_attendance'])}4"}
    assert red == {*named, "AB3", "AB4"}
    assert set(re.findall('<comment ref="([A-Z]+[0-9]+)"', inside["xl/comments1.xml"])) == named
    assert "must be 8 digits" in inside["xl/comments1.xml"]
    assert found["Summary"][1] == ["cip_code", "form", "must be a CIP code written NN.NNNN", "1"]
    assert found["Summary"][-1] == ["Rows to correct", "", "", "2"]


def _typed(column, text):
    return text if column in ("opeid", "cip_code") else as_excel_holds_it(column, text)


def test_nothing_that_the_file_holds_stands_in_a_comment_a_sentence_or_the_summary(made):
    made.write([enrolled(ssn="219-09-99990", opeid="219099999", last_name="Zzyzxworth", cip_code="Zzyzxworth")])
    out = made.folder / "marked.xlsx"
    assert run("validate", "--participants", str(made.participants), "--marked", str(out)) == 1
    told = parts(out)["xl/comments1.xml"] + str(sheets(out)["Summary"]) + sheets(out)["Participants"][1][-1]
    assert "2190" not in told.replace("-", "")
    assert "Zzyz" not in told


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_looks_like_a_formula_is_text_and_stays_as_it_was(made, start):
    name = f"{start}cmd|'/c calc'!A1"
    made.write(as_csv([enrolled(program_name=name, opeid="=1+1")], PEOPLE).replace(name, f'"{name}"'))
    out = made.folder / "marked.xlsx"
    run("validate", "--participants", str(made.participants), "--marked", str(out))
    inside = parts(out)["xl/worksheets/sheet1.xml"]
    assert "<f>" not in inside
    assert set(re.findall(' t="([a-zA-Z]+)"', inside)) == {"inlineStr"}
    assert sheets(out)["Participants"][1][PEOPLE.index("program_name")].strip() == name.strip()


def test_the_marked_file_can_be_corrected_and_sent_again_and_marked_again(made):
    made.write(ROWS)
    first, second = made.folder / "first.xlsx", made.folder / "second.xlsx"
    assert run("validate", "--participants", str(made.participants), "--marked", str(first)) == 1
    assert run("validate", "--participants", str(first), "--marked", str(second)) == 1
    assert sheets(second) == sheets(first)


def test_rows_keep_their_numbers_behind_blank_lines_and_rows_of_another_length_are_marked_whole(made):
    header, row = as_csv([enrolled()], PEOPLE).splitlines()
    made.write(f"{header}\n\n{row}\n219099998,short\n")
    out = made.folder / "marked.xlsx"
    assert run("validate", "--participants", str(made.participants), "--marked", str(out)) == 1
    rows = sheets(out)["Participants"]
    assert rows[2][0] == "219-09-9999"
    assert rows[3][-1] == "the row does not have as many cells as the header"


def test_a_workbook_in_memory_is_made_from_faults_alone_and_has_the_same_bytes_each_time(made):
    made.write(ROWS)
    faults = [Rejected("participants.csv", 3, "opeid", "form", "must be 8 digits (student_id S-2)", "must be 8 digits")]
    written = [io.BytesIO(), io.BytesIO()]
    for out in written:
        mark(made.participants, faults, out)
    assert written[0].getvalue() == written[1].getvalue()
    assert "S-2" not in parts(written[0])["xl/comments1.xml"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--marked", "out.csv"), "ends in .xlsx"),
        (("--marked", "/proc/nowhere/out.xlsx"), "/proc/nowhere"),
        (("--participants", "a.csv", "b.csv", "--marked", "out.xlsx"), "one file"),
    ],
)
def test_a_workbook_that_cannot_be_made_is_said_in_one_line(made, capsys, words, why):
    made.write(ROWS)
    before = sorted(made.folder.iterdir())
    assert run("validate", "--participants", str(made.participants), *words) == 2
    told = capsys.readouterr()
    (line,) = told.err.splitlines()
    assert why in line
    assert told.out == ""
    assert sorted(made.folder.iterdir()) == before


def test_a_file_never_takes_its_own_place(made, capsys):
    file = xlsx(made.folder / "p.xlsx", ROWS, PEOPLE)
    before = file.read_bytes()
    assert run("validate", "--participants", str(file), "--marked", str(file)) == 2
    assert "is the input" in capsys.readouterr().err
    assert file.read_bytes() == before
