"""What the form sends back, with the field and the way out, and which programs cannot be sent in at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.models import Application

from .bring import it_is, on, page, words
from .filling import TYPED, address, fill_group, new_application, text
from .typed_rows import CHECK, missing, parts, program, stated


@pytest.fixture
def preparer(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, preparer) -> Application:
    return new_application(preparer, ms)


@pytest.mark.row("SUB-08")
@pytest.mark.parametrize("wrong", ["0099010", "009901000", "0099010A", "OPE 0099"])
def test_an_ope_id_of_letters_or_another_length_is_refused(preparer, draft, wrong):
    refused = fill_group(preparer, draft, "applicant", TYPED | CHECK | {"opeid": wrong})
    assert refused.status_code == 422
    assert "An OPE ID has 8 digits" in text(refused)
    assert stated(draft)["opeid"] == ""


@pytest.mark.row("SUB-08")
def test_a_submission_names_its_program_and_the_credential(preparer, draft):
    assert program(preparer, draft, **parts("120", "200"), program_name="").status_code == 422
    assert ("program_name", "Type the name of the program.") in missing(draft, "program")
    refused = fill_group(preparer, draft, "credential", TYPED | CHECK | {"credential_name": ""})
    assert "Type the name of the credential." in text(refused)
    assert ("credential_name", "Type the name of the credential.") in missing(draft, "credential")


@pytest.mark.row("SUB-08")
def test_a_filing_without_ope_id_comes_with_its_reason_and_a_flag_before_the_reviewer(ms, enter, settings):
    way = walk(ms, "draft", on("2026-08-20"))
    without = {"opeid": "", "opeid_absent_because": "The identifier is being issued."}
    apply.save_details(way.application, without, by=ms.preparer, at=way.later())
    for step in ("attestation", "submitted", "completeness_review", "complete", "review"):
        getattr(way, step)()
    it_is(settings, way.later(days=1))
    found = next(f for f in way.application.filings.get().findings if f["criterion"] == "institution.opeid")
    assert found["outcome"] == "missing"
    shown = words(enter(ms.reviewer).get(page("finding", way.application, "other")))
    assert found["message"] in shown
    assert "The identifier is being issued." in shown


@pytest.mark.row("SUB-09")
def test_a_program_needs_its_cip_code(preparer, draft):
    refused = program(preparer, draft, **parts("120", "200"), cip_code="")
    assert refused.status_code == 422
    assert "Type the CIP code of the program." in text(refused)


@pytest.mark.row("SUB-11")
@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("measure", "", "Unit Say in which unit the program measures progress"),
        ("hours", "", "Type the number of hours."),
        ("hours", "-1", "Number of hours cannot be below zero"),
        ("hours", "many", "Type the number of hours in figures"),
        ("instructional_weeks", "", "Type the weeks of instruction."),
        ("instructional_weeks", "-1", "Weeks of instruction cannot be below zero"),
        ("instructional_weeks", "ten", "Type the number of weeks in figures"),
        ("hour_parts-1-hours", "-200", "Hours cannot be below zero"),
        ("hour_parts-1-hours", "much", "Type the hours of the part in figures"),
        ("hour_parts-1-hours", "", "Type the hours of the part."),
    ],
)
def test_hours_and_weeks_that_are_blank_negative_or_no_figure_name_the_field_and_the_unit(
    preparer, draft, field, typed, said
):
    rows = parts("120", "200") | {"hours": "320"}
    refused = program(preparer, draft, **(rows | {field: typed}))
    assert refused.status_code == 422
    assert said.removeprefix("Unit ") in text(refused)
    assert f'id="id_{field}' in refused.content.decode()
    assert program(preparer, draft, **rows).status_code == 302
    assert (stated(draft)["hours"], stated(draft)["instructional_weeks"]) == (320, 10)


@pytest.mark.row("SUB-13")
@pytest.mark.parametrize("field", ["tuition", "fees-0-amount"])
def test_tuition_and_fees_are_neither_negative_nor_finer_than_a_cent(preparer, draft, field):
    for wrong, said in (("-0.01", "cannot be below zero"), ("350.001", "at most 2 decimal places")):
        refused = fill_group(preparer, draft, "cost", TYPED | CHECK | {field: wrong})
        assert refused.status_code == 422
        assert said in text(refused)


@pytest.mark.row("SUB-13")
def test_a_typed_total_counts_only_where_it_is_the_sum_and_the_wage_stands_beside_it(ms, preparer, draft, at):
    cost = {"tuition": "2900.00", "fees-0-amount": "350.00", "anticipated_wage": "24.10", "wage_unit": "hour"}
    assert fill_group(preparer, draft, "cost", TYPED | CHECK | cost).status_code == 302
    for total in ("349.99", "350.01"):
        with pytest.raises(Refused, match="The total is computed"):
            apply.save_details(draft, {"required_fees": total}, by=ms.preparer, at=at)
    shown = text(preparer.get(address("part_group", draft, "cost")))
    assert "$3,250.00" in shown
    html = preparer.get(address("part_group", draft, "cost")).content.decode()
    for value in ("24.10", TYPED["wage_source"]):
        assert f'value="{value}"' in html
    assert 'name="required_fees"' not in html


def the_same_twice(cast: Any) -> tuple[Any, Any]:
    """Two filings of one program, both signed and neither sent in."""
    ways = [walk(cast, "attestation", on("2026-08-10") + timedelta(days=n), WELDING) for n in range(2)]
    first, second = ways
    second.application.facts.credential_name = first.application.facts.credential_name
    second.application.facts.save()
    for way in ways:
        way.sign()
    return first.application, second.application


@pytest.mark.row("SUB-06")
def test_of_two_filings_of_the_same_program_the_second_is_not_sent_in(ms):
    first, second = the_same_twice(ms)
    act(first, "submit", by=ms.official, at=on("2026-08-20"))
    with pytest.raises(Refused, match=f"open in the same cycle already: {first.number}"):
        act(second, "submit", by=ms.official, at=on("2026-08-21"))
    assert second.state == "attestation"


@pytest.mark.row("SUB-06")
@pytest.mark.parametrize(("state", "move"), [("attestation", "submit"), ("returned", "answer_return")])
def test_whenever_a_filing_is_sent_in_it_carries_one_program(ms, state, move):
    application = bring(ms, state, on("2026-08-10"), WELDING)
    Application.objects.filter(pk=application.pk).update(program_name="Welding; Phlebotomy")
    application.refresh_from_db()
    with pytest.raises(Refused, match="One application carries one program"):
        act(application, move, by=ms.official, at=on("2026-09-28"))
    assert application.state == state


@pytest.mark.row("SUB-10")
def test_the_action_itself_refuses_an_occupation_that_is_named_twice(ms, preparer, draft, at):
    with pytest.raises(Refused, match="51-4121 is named twice"):
        apply.save_details(draft, {"soc_codes": ["51-4121", "51-4121"]}, by=ms.preparer, at=at)
    assert stated(draft)["soc_codes"] == []
