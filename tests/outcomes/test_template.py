"""The workbook that institutions fill in: made from the columns that are read, and read back as it was typed."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from magnolia.outcomes.template import as_workbook
from magnolia.policy.data_template import version_in
from magnolia.policy.outcome_records import records

from .records import PEOPLE, Outcomes, run


@pytest.fixture
def book(tmp_path):
    file = tmp_path / "template.xlsx"
    assert run("template", "--out", str(file)) == 0
    return file


def parts(file):
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_its_header_is_the_columns_of_the_format_and_the_version(book):
    opened = CalamineWorkbook.from_path(str(book))
    assert opened.sheet_names == ["Participants", "Help"]
    (header,) = opened.get_sheet_by_name("Participants").to_python()
    assert tuple(header[:-1]) == PEOPLE
    assert version_in(header) == 1
    assert version_in(header[:-1]) is None
    help_ = opened.get_sheet_by_name("Help").to_python()
    assert help_[0][0] == "Version 1"
    assert [row[0] for row in help_[4:]] == list(PEOPLE)
    assert all(all(row[:4]) for row in help_[4:])


def test_identifiers_are_kept_as_text_and_dates_as_dates_that_read_back(book):
    sheet, styles = parts(book)["xl/worksheets/sheet1.xml"], parts(book)["xl/styles.xml"]
    codes = {"0": "General", "49": "@", **dict(re.findall(r'numFmtId="([0-9]+)" formatCode="([^"]+)"', styles))}
    formats = re.findall(r'<xf numFmtId="([0-9]+)"', styles.partition("<cellXfs")[2])
    columns = re.findall(r'<col min="([0-9]+)" max="([0-9]+)"(?: width="[^"]+")?(?: style="([0-9]+)")?', sheet)
    kinds = {each.id: each.kind for each in records("ms", 1).participants}
    for place, name in enumerate(PEOPLE, start=1):
        (style,) = [style or "0" for first, last, style in columns if int(first) <= place <= int(last)]
        wanted = {"date": "yyyy-mm-dd", "weeks": "General", "amount": "General"}.get(kinds[name], "@")
        assert codes[formats[int(style)]] == wanted, name


def test_words_are_chosen_from_lists_and_every_column_says_what_it_wants(book):
    sheet = parts(book)["xl/worksheets/sheet1.xml"]
    grounds = "death,disabling_condition,active_duty,incarceration"
    for values in ("enrolled,completed,withdrawn,never_attended", "Y,N", grounds):
        assert f"<formula1>&quot;{values}&quot;</formula1>" in sheet or f'<formula1>"{values}"</formula1>' in sheet
    assert sheet.count("promptTitle=") == len(PEOPLE)
    assert "9 digits, hyphens allowed. Needed always." in sheet


def test_empty_it_is_read_as_a_file_without_rows(book, tmp_path, capsys):
    made = Outcomes(tmp_path)
    made.write([], [])
    assert made.compute(participants=[book]) == 0
    assert made.rates == {}


def test_each_version_is_another_workbook_and_one_version_gives_the_same_bytes(book):
    from datetime import date

    first, again = (as_workbook("ms", 1, date(2026, 11, 1)) for _ in range(2))
    assert first == again
    (header,) = (
        CalamineWorkbook.from_filelike(io.BytesIO(as_workbook("xx", 2, date(2026, 11, 1))))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert version_in(header) == 2


@pytest.mark.parametrize("name", ["template.csv", "template"])
def test_it_is_a_workbook_and_nothing_else(tmp_path, name, capsys):
    assert run("template", "--out", str(tmp_path / name)) == 2
    assert ".xlsx" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
