"""One save of a page says everything that is wrong with it: unreadable, missing, in rows, and not fitting together."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from magnolia.portal.actions.applying import filing
from magnolia.portal.kept_words import AUTOSAVE
from magnolia.portal.models import Application, Event

from .filling import TYPED, address, fill_group, hidden, new_application, text


@pytest.fixture
def preparer(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, preparer) -> Application:
    return new_application(preparer, ms)


# Of each page: what is typed, and for each fault its sentence with the input that the summary leads to.
PROGRAM = {
    "hours": "abc",  # unreadable
    "instructional_weeks": "",  # missing
    "cip_code": "48.05",  # unreadable
    "hour_parts-1-title": "",  # missing in a row
    "hour_parts-1-hours": "many",  # unreadable in a row
    "history-0-from_day": "2026-02-01",
    "history-0-to_day": "2026-01-01",  # does not fit
    "history-0-weeks": "ten",  # unreadable in a row
}
PROGRAM_FAULTS = {
    "Type the number of hours in figures": "id_hours",
    "Type the weeks of instruction.": "id_instructional_weeks",
    "A CIP code is written NN.NNNN": "id_cip_code",
    "Type the name of the part.": "id_hour_parts-1-title",
    "Type the hours of the part in figures": "id_hour_parts-1-hours",
    "The last day comes before the first day.": "id_history-0-to_day",
    "Type the weeks in figures": "id_history-0-weeks",
}
EMPLOYERS = {
    "employers-0-dated": "2027-01-01",  # yet to come
    "employers-1-employer": "",  # missing in a row
    "employers-2-dated": "May",  # unreadable in a row
    "input_channel": "other",  # does not fit
    "input_channel_other": "",  # missing under another answer
    "input_statement": "w" * 10_001,  # too long
}
EMPLOYERS_FAULTS = {
    "This day has not come yet.": "id_employers-0-dated",
    "Type the name of the employer.": "id_employers-1-employer",
    "Give a day that exists": "id_employers-2-dated",
    "does not list this channel": "id_input_channel_0",
    "Name the other channel.": "id_input_channel_other",
    "has 10,001 characters; at most 10,000 fit": "id_input_statement",
    "Choose the document that shows the input.": "id_input_document",
}
PAGES: list[Any] = [
    pytest.param("program", PROGRAM, PROGRAM_FAULTS, id="program"),
    pytest.param("employers", EMPLOYERS, EMPLOYERS_FAULTS, id="employers"),
]


@pytest.mark.parametrize("do", ["save", "check", "back"])
@pytest.mark.parametrize(("group", "typed", "faults"), PAGES)
def test_one_save_shows_every_fault_of_a_page_in_the_summary_and_at_its_field(
    preparer, draft, group, typed, faults, do
):
    answer = fill_group(preparer, draft, group, TYPED | typed | {"do": do})
    assert answer.status_code == 422
    html = answer.content.decode()
    summary = html.partition("data-error-summary")[2].partition("</ul>")[0]
    for words, place in faults.items():
        assert words in text(answer), words
        assert f'href="#{place}"' in summary, words
    for name, value in typed.items():
        if name.endswith(("hours", "weeks", "dated")) and value:
            assert f'value="{value}"' in html, name  # nothing typed is lost
    kept = filing.columns(Application.objects.get(pk=draft.pk))
    if group == "program":
        assert (kept["program_name"], kept["history"][0]["weeks"]) == ("Structural Welding", None)


def test_the_second_save_brings_no_fault_that_the_first_did_not_name(preparer, draft):
    first = fill_group(preparer, draft, "program", TYPED | PROGRAM | {"do": "check"})
    mended = TYPED | {"history-0-to_day": "", "do": "check"}
    assert first.status_code == 422
    assert fill_group(preparer, draft, "program", mended).status_code == 302


def test_no_fault_is_said_twice(preparer, draft):
    answer = fill_group(preparer, draft, "program", TYPED | {"hours": "700", "program_name": "", "do": "check"})
    summary = answer.content.decode().partition("data-error-summary")[2].partition("</ul>")[0]
    assert summary.count("Parts total 320, stated 700") == 1
    assert summary.count("Type the name of the program.") == 1


def test_a_save_half_way_with_nothing_wrong_in_it_is_no_fault(preparer, draft):
    half = {"program_name": "Structural Welding", "do": "save"}
    assert fill_group(preparer, draft, "program", half).status_code == 302
    shown = text(preparer.get(address("part_group", draft, "program")))
    assert "Still missing on this page" in shown
    assert "Some answers need another look" not in shown


def test_a_row_is_added_in_the_midst_of_work_without_a_list_of_all_that_is_missing(preparer, draft):
    answer = fill_group(preparer, draft, "cost", {"tuition": "abc", "fees-rows": "1", "do": "add-fees"})
    summary = answer.content.decode().partition("data-error-summary")[2].partition("</ul>")[0]
    assert "in dollars" in summary
    assert "Name the source of the wage." not in summary


def test_the_script_that_saves_on_the_way_speaks_of_what_it_could_not_keep_and_of_nothing_missing(preparer, draft):
    page = address("part_group", draft, "program")
    sent = hidden(preparer, page) | {"program_name": "Welding", "hours": "abc", "do": "save"}
    told = preparer.post(page, sent, headers={AUTOSAVE: "yes"}).json()
    assert told["remarks"] == ["Not saved yet, look at it again: Number of hours."]
    assert Event.objects.filter(thing_id=draft.pk, move="save").count() == 1
