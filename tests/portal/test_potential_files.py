"""Files of potentially eligible programs: read on trial, kept or dropped whole, and nothing of a bad one written."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.portal.models import Event, OnceKey, PotentialProgram, ProgramFile

from .bring import body
from .potential_list import (
    EXAMPLES,
    HEADER,
    csv_of,
    hidden,
    listed,
    load,
    public,
    upload,
    words,
)
from .sheets import workbook


@pytest.fixture
def keeper(ms, enter):
    return enter(ms.intake)


def test_real_rows_without_hours_in_figures_are_left_off_by_number(keeper):
    if not EXAMPLES.is_file():
        pytest.skip("the examples of real programs are not on this machine")
    answer = upload(keeper, EXAMPLES.read_bytes(), EXAMPLES.name)
    preview = keeper.get(answer["Location"])
    trial = preview.context["trial"]
    rows = EXAMPLES.read_text(encoding="utf-8-sig").splitlines()
    assert len(trial.kept) + len(trial.left_off) == len(rows) - 1
    assert "Row 2 has no clock hours." in words(preview)
    for each in trial.kept:
        assert 150 <= each.clock_hours < 600
        assert 8 <= each.weeks < 15
    assert trial.unread, "columns of the file that mean nothing here are named by their number"
    assert not PotentialProgram.objects.exists()


def test_nothing_is_on_the_list_before_the_preview_is_kept_and_a_second_click_loads_nothing_twice(ms, keeper):
    answer = upload(keeper, csv_of("Sample College,One,300,10"))
    page = answer["Location"]
    assert not PotentialProgram.objects.exists()
    assert listed() == []
    sent = hidden(keeper, page, "Load or drop") | {"do": "load"}
    assert keeper.post(page, sent).status_code == 302
    assert keeper.post(page, sent).status_code == 302
    assert listed() == ["One"]
    assert Event.objects.filter(move="load").count() == 1
    again = load(keeper, csv_of("sample  COLLEGE,ONE,300,10", "Sample College,Two,310,10"))
    assert (len(again.context["trial"].new), len(again.context["trial"].changed)) == (1, 1)
    assert sorted(listed()) == ["ONE", "Two"]


def test_a_file_that_is_dropped_leaves_the_list_as_it_was(keeper):
    page = upload(keeper, csv_of("Sample College,One,300,10"))["Location"]
    sent = hidden(keeper, page, "Load or drop") | {"do": "drop"}
    assert keeper.post(page, sent).status_code == 302
    assert listed() == []
    assert ProgramFile.objects.get().state == "dropped"
    assert keeper.post(page, sent | {"do": "load", "key": "other", "seen": "2"}).status_code == 422


def test_a_fault_in_the_midst_of_loading_leaves_no_row(keeper, monkeypatch):
    from magnolia.portal.actions.keeping import potential

    page = upload(keeper, csv_of("Sample College,One,300,10", "Sample College,Two,300,10"))["Location"]
    fill = potential.fill

    def breaks(entry, values):
        if values["name"] == "Two":
            raise RuntimeError("the machine stops here")
        return fill(entry, values)

    monkeypatch.setattr(potential, "fill", breaks)
    keeper.raise_request_exception = False
    sent = hidden(keeper, page, "Load or drop") | {"do": "load"}
    assert keeper.post(page, sent).status_code == 500
    assert not PotentialProgram.objects.exists()
    assert ProgramFile.objects.get().state == "tried"
    assert not OnceKey.objects.filter(key=sent["key"]).exists()


BAD_FILES = {
    "latin.csv": (csv_of("Colegio Peña,One,300,10").encode("latin-1"), "is not plain text in UTF-8"),
    "wide.csv": (csv_of("Sample College,One,300,10").encode("utf-16"), "is not plain text in UTF-8"),
    "header.csv": (b"college,program,hours,weeks\na,b,300,10\n", "lacks these columns: institution, clock_hours"),
    "twice.csv": (b"institution,program,clock_hours,weeks,weeks\na,b,300,10,11\n", "has a column twice: weeks"),
    "empty.csv": (b"", "is empty (0 bytes)"),
    "bare.csv": (HEADER.encode(), "nothing below it"),
    "quote.csv": (csv_of('"Sample College,One,300,10').encode(), "cannot be read as CSV"),
    "large.csv": (b"x" * (50 * 1024 * 1024), "is larger than"),
    "many.csv": (csv_of(*(f"Sample College,P{n},300,10" for n in range(501))).encode(), "has more than 500 rows"),
    "word.docx": (b"PK", "it takes a CSV file or an Excel workbook"),
    "false.xlsx": (csv_of("a,b,300,10").encode(), "is not an Excel workbook"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_read_gets_a_sentence_and_nothing_is_written(keeper, name):
    content, says = BAD_FILES[name]
    answer = upload(keeper, content, name)
    assert answer.status_code == 422
    assert f"“{name}” {says}" in words(answer) or says in words(answer)
    assert not ProgramFile.objects.exists()
    assert not PotentialProgram.objects.exists()


def test_odd_input_is_left_off_cleaned_or_made_harmless(keeper):
    rows = (
        '"=HYPERLINK(""http://example.test"")",One,300,10',  # 2: listed, harmless as text
        "Sample College,Two,3e2,10",  # 3
        "Sample College,Three,NaN,10",
        "Sample College,Four,300.005,10",
        "Sample College,Five,-300,10",
        "Sample College,Six,٣٠٠,10",
        f"Sample College,{'x' * 201},300,10",
        "Sample College,Eight,300",  # 9: too few cells
        "Sample College,Nine,300,10",  # 10
        "sample college,NINE,310,10",  # 11: the same program
        "Sample College,<script>Ten\u202e</script>,300,10",  # 12
        ",Eleven,300,10",  # 13
    )
    preview = load(keeper, csv_of(*rows))
    assert [row for row, _ in preview.context["left_off"]] == [3, 4, 5, 6, 7, 8, 9, 11, 13]
    assert "Row 11 names the same program as row 10 of this file." in words(preview)
    assert sorted(listed()) == ["<script>Ten</script>", "Nine", "One"]
    html = public().content.decode()
    assert "<script>Ten" not in html
    rows_out = body(Client().get(reverse("potential_csv", args=["ms"]))).decode()
    assert "'=HYPERLINK" in rows_out
    assert not re.search(r"(?m)(^|,)\"?=", rows_out)


def test_a_workbook_is_read_by_its_first_sheet_and_one_with_a_far_cell_is_not_opened(keeper):
    rows = ["Sample College", "From a sheet", 299.5, 10], ["Sample College", "Short", 149, 10]
    table: list[list[Any]] = [HEADER.split(","), *rows]
    preview = load(keeper, workbook(table), "programs.xlsx")
    assert [row for row, _ in preview.context["left_off"]] == [3]
    assert listed() == ["From a sheet"]
    assert PotentialProgram.objects.get().hours == Decimal("299.50")
    answer = upload(keeper, workbook(table, far="XFD1048576"), "far.xlsx")
    assert answer.status_code == 422
    assert "unpacks to far more than a document holds" in words(answer)
