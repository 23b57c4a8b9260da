"""What an application says in rows: parts of hours, fees, employers, agreements and periods, through its pages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import pytest
from django.test import Client

from magnolia.policy.form import form
from magnolia.portal.actions.applying import apply, filing
from magnolia.portal.actions.moves import Refused
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Application

from . import typed_rows
from .filling import TYPED, address, fill_group, text
from .typed_rows import CHECK, SAVE, parts, program, stated


@pytest.fixture
def preparer(ms, enter) -> Client:
    return typed_rows.preparer(ms, enter)


@pytest.fixture
def draft(ms, preparer) -> Application:
    return typed_rows.draft(ms, preparer)


@pytest.fixture
def whole(ms, at) -> Application:
    """A draft in which every answer is there."""
    return bring(ms, "draft", at)


@pytest.fixture
def paper(preparer, draft) -> str:
    return typed_rows.paper(preparer, draft)


@pytest.mark.row("SUB-11")
def test_120_and_200_hours_make_320_and_120_and_190_do_not(preparer, draft):
    assert program(preparer, draft, **parts("120", "200"), hours="320").status_code == 302
    refused = program(preparer, draft, **parts("120", "190"), hours="320")
    assert refused.status_code == 422
    assert "Parts total 310, stated 320" in text(refused)
    for hours, said in (("", "Type the number of hours."), ("-1", "cannot be below zero"), ("many", "in figures")):
        refused = program(preparer, draft, **parts("120", "200"), hours=hours)
        assert refused.status_code == 422
        assert said in text(refused)


@pytest.mark.row("SUB-13")
def test_2900_and_350_are_3250_and_a_typed_total_that_differs_by_a_cent_is_refused(ms, preparer, draft, at):
    fill_group(preparer, draft, "cost", TYPED | SAVE | {"tuition": "2900.00", "fees-0-amount": "350.00"})
    application = Application.objects.get(pk=draft.pk)
    finding = next(f for f in filing.findings_now(application, draft.opened_on) if f.criterion == "cost.published")
    assert "together $3,250.00" in finding.message
    assert "$3,250.00" in text(preparer.get(address("part_group", draft, "cost")))
    with pytest.raises(Refused, match=r"\$350\.01 here and \$350\.00 line by line"):
        apply.save_details(application, {"required_fees": "350.01"}, by=ms.preparer, at=at)
    apply.save_details(application, {"required_fees": "350.00"}, by=ms.preparer, at=at)


@pytest.mark.row("SUB-12")
@pytest.mark.parametrize(
    ("first", "on", "outcome", "names"),
    [
        ("2025-09-01", "2026-09-01", "met", "September 1, 2026"),
        ("2025-09-02", "2026-09-01", "not_met", "September 2, 2026"),
        ("2028-02-29", "2029-02-28", "not_met", "March 1, 2029"),
        ("2028-02-29", "2029-03-01", "met", "March 1, 2029"),
    ],
)
def test_the_twelve_months_before_are_counted_to_the_day(ms, preparer, draft, first, on, outcome, names):
    year = {"from_day": date.fromisoformat(first), "measure": "clock", "hours": 320, "weeks": 10}
    then = datetime.combine(date.fromisoformat(on), time(18), UTC)
    fill_group(preparer, draft, "program", TYPED | SAVE)
    apply.save_details(draft, {"history": [year]}, by=ms.preparer, at=then)
    application = Application.objects.get(pk=draft.pk)
    found = filing.findings_now(application, date.fromisoformat(on))
    finding = next(each for each in found if each.criterion == "program.twelve_months")
    assert finding.outcome == outcome
    assert f"First qualifying date: {names}" in finding.message


@pytest.mark.row("SUB-12")
def test_without_a_first_day_the_history_cannot_be_checked(preparer, draft):
    typed = {name: value for name, value in TYPED.items() if not name.startswith("history")}
    refused = fill_group(preparer, draft, "program", typed | CHECK | {"history-rows": "1"})
    assert "12-month history cannot be checked; give the date the program first met the requirements" in text(refused)


def test_rows_are_added_and_taken_out_without_a_script_and_nothing_typed_is_lost(preparer, draft):
    page = address("part_group", draft, "cost")
    added = fill_group(preparer, draft, "cost", TYPED | {"do": "add-fees"})
    assert added["Location"] == f"{page}?add=fees#fees-1"  # where the next press of Tab goes on
    html = preparer.get(added["Location"]).content.decode()
    assert 'name="fees-rows" value="2"' in html
    assert 'name="fees-1-description"' in html
    two = TYPED | {"fees-rows": "2", "fees-1-description": "Uniform", "fees-1-amount": "60", "tuition": "lots"}
    wrong = fill_group(preparer, draft, "cost", two | {"do": "add-fees"})
    assert wrong.status_code == 422
    html = wrong.content.decode()
    assert 'value="lots"' in html
    assert 'name="fees-rows" value="3"' in html
    assert [row["description"] for row in stated(draft)["fees"]] == ["Materials", "Uniform"]
    fill_group(preparer, draft, "cost", two | {"tuition": "1", "do": "remove-fees-0"})
    assert [row["description"] for row in stated(draft)["fees"]] == ["Uniform"]


def test_a_cell_that_cannot_be_read_leaves_the_saved_one_and_names_row_and_column(preparer, draft):
    fill_group(preparer, draft, "cost", TYPED | SAVE)
    wrong = TYPED | SAVE | {"fees-0-was": "1", "fees-0-amount": "a lot", "fees-0-description": "Gas"}
    refused = fill_group(preparer, draft, "cost", wrong)
    assert refused.status_code == 422
    assert "Fee 1, Amount: Type the fee in dollars" in text(refused)
    assert 'href="#id_fees-0-amount"' in refused.content.decode()
    kept = stated(draft)["fees"][0]
    assert (kept["description"], kept["amount"]) == ("Gas", 145)


def test_a_frozen_filing_holds_every_row_and_a_change_of_one_voids_the_signature(ms, at):
    sent = bring(ms, "submitted", at)
    frozen = filing.latest(sent)
    assert frozen is not None
    assert frozen.facts.keys() >= form("ms").tables.keys()
    assert [row["employer"] for row in frozen.facts["employers"]] == [
        "Fictive Power Cooperative", "Madeup Line Builders", "Placeholder Electric",
    ]  # fmt: skip
    assert frozen.facts["fees"][0]["amount"] == "95.00"
    assert frozen.facts["required_fees"] == "145.00"
    signed = bring(ms, "attestation", at)
    assert filing.gaps(signed) == []


def test_each_page_shows_the_findings_its_answers_bear_on_with_law_and_source(preparer, draft):
    fill_group(preparer, draft, "program", TYPED | SAVE | {"hours": "100", "hour_parts-rows": "0"})
    shown = text(preparer.get(address("part_group", draft, "program")))
    assert "100 clock hours is too short: at least 150" in shown
    assert "34 CFR 690.92" in shown
    assert "Published tuition" not in shown
    overview = text(preparer.get(address("part_details", draft)))
    for group in form("ms").groups.values():
        assert group.title in overview
    assert re.search(r"Program .{0,120}\d+ missing", overview)


def test_saving_and_going_back_is_safe_and_continuing_leads_to_the_next_page(preparer, draft):
    back = fill_group(preparer, draft, "program", {"summary": "Half a thought", "do": "back"})
    assert back["Location"] == address("part_group", draft, "applicant")
    assert stated(draft)["summary"] == "Half a thought"
    on = fill_group(preparer, draft, "program", TYPED | CHECK)
    assert on["Location"] == address("part_group", draft, "occupations")
    assert preparer.get(address("part_group", draft, "nowhere")).status_code == 404


def test_another_state_asks_one_question_in_its_own_words():
    mine, theirs = form("ms").questions, form("xx").questions
    assert mine["applicant_authority"].help != theirs["applicant_authority"].help
    assert mine["input_channel"].choices.keys() != theirs["input_channel"].choices.keys()


def test_a_long_row_after_the_first_is_folded_under_its_name_with_what_it_lacks(preparer, draft):
    without = {name: value for name, value in TYPED.items() if name not in ("employers-2-dated", "employers-2-signed")}
    fill_group(preparer, draft, "employers", without | SAVE)
    html = preparer.get(address("part_group", draft, "employers")).content.decode()
    folded = re.findall(r"<details[^>]*>\s*<summary>(.*?)</summary>", html, re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in folded]
    assert "Employer 2: Pretend Shipyard Complete" in said
    lacking = next(each for each in said if each.startswith("Employer 3: Madeup Frames"))
    assert "Missing:" in lacking
    assert not any(each.startswith("Employer 1") for each in said)
    refused = fill_group(preparer, draft, "employers", TYPED | CHECK | {"employers-1-dated": "soon"})
    shown = refused.content.decode()
    assert "Employer 2: Pretend Shipyard" not in shown  # a row with something to correct stands open


def test_a_page_of_the_form_reads_the_answers_once_however_many_rows_there_are(
    preparer, draft, django_assert_max_num_queries
):
    page = address("part_group", draft, "employers")
    one = {name: value for name, value in TYPED.items() if not name.startswith(("employers-1", "employers-2"))}
    fill_group(preparer, draft, "employers", one | SAVE | {"employers-rows": "1"})
    preparer.get(page)
    with django_assert_max_num_queries(61) as few:
        preparer.get(page)
    asked = len(few)
    fill_group(preparer, draft, "employers", TYPED | SAVE)
    preparer.get(page)
    with django_assert_max_num_queries(asked) as more:
        preparer.get(page)
    assert sum('from "portal_employerletter"' in each["sql"].lower() for each in more.captured_queries) == 1
