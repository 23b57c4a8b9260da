"""What an application says in rows: parts of hours, fees, employers, agreements and periods, through its pages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.test import Client

from magnolia.policy.form import form
from magnolia.portal.actions.applying import apply, filing
from magnolia.portal.actions.keeping import code_files
from magnolia.portal.actions.moves import Refused
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Application

from .filling import TYPED, address, fill_group, matches, new_application, pdf, text, upload

CHECK, SAVE = {"do": "check"}, {"do": "save"}


@pytest.fixture
def preparer(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, preparer) -> Application:
    return new_application(preparer, ms)


@pytest.fixture
def whole(ms, at) -> Application:
    """A draft in which every answer is there."""
    return bring(ms, "draft", at)


@pytest.fixture
def paper(preparer, draft) -> str:
    """A document of the draft, by its id."""
    assert upload(preparer, draft, "outline", "agreement.pdf", pdf()).status_code == 302
    return str(draft.documents.get().pk)


def stated(application: Application) -> dict[str, Any]:
    return filing.columns(Application.objects.get(pk=application.pk))


def missing(application: Application, group: str) -> list[tuple[str, str]]:
    """What is missing on a page: question or table, and the sentence."""
    gaps = filing.gaps(Application.objects.get(pk=application.pk))
    return [(gap.field, gap.says) for gap in gaps if gap.group == group]


PART = {"title": "Part", "kind": "lecture", "coursework": "program", "required": "yes"}


def parts(*hours: str) -> dict[str, str]:
    rows = {"hour_parts-rows": str(len(hours))}
    for place, each in enumerate(hours):
        rows |= {f"hour_parts-{place}-{name}": value for name, value in PART.items()}
        rows[f"hour_parts-{place}-hours"] = each
    return rows


def program(client: Client, application: Application, **typed: str) -> Any:
    kept = {name: value for name, value in TYPED.items() if not name.startswith("hour_parts")}
    return fill_group(client, application, "program", kept | CHECK | typed)


@pytest.mark.row("INFO-02", "SUB-10")
def test_a_welding_code_is_taken_a_letter_in_a_code_is_refused_and_two_occupations_are_both_kept(
    preparer, draft, paper
):
    def occupations(codes: str) -> Any:
        matched = matches(paper, "51-4121", "51-4122")
        return fill_group(preparer, draft, "occupations", TYPED | CHECK | matched | {"soc_codes": codes})

    assert occupations("51-4121").status_code == 302
    assert stated(draft)["soc_codes"] == ["51-4121"]
    for wrong, said in (("514121X", "written NN-NNNN"), ("51-412", "written NN-NNNN")):
        refused = occupations(wrong)
        assert refused.status_code == 422
        assert said in text(refused)
        assert wrong in refused.content.decode()
    twice = occupations("51-4121, 514121")
    assert twice.status_code == 422
    assert "51-4121 is named twice" in text(twice)
    assert stated(draft)["soc_codes"] == ["51-4121"]
    assert occupations("51-4121, 51-4122").status_code == 302
    assert stated(draft)["soc_codes"] == ["51-4121", "51-4122"]
    empty = occupations("")
    assert empty.status_code == 422
    assert "Type at least one SOC code." in text(empty)


@pytest.mark.row("SUB-10")
def test_a_broad_group_of_occupations_is_taken_with_a_warning(preparer, draft, paper):
    codes = {"soc_codes": "51-4120"} | matches(paper, "51-4120")
    assert fill_group(preparer, draft, "occupations", TYPED | CHECK | codes).status_code == 302
    page = text(preparer.get(address("part_group", draft, "occupations")))
    assert "51-4120 is a broad group of occupations. A detailed occupation is expected" in page
    assert stated(draft)["soc_codes"] == ["51-4120"]


@pytest.fixture
def lists(tmp_path, at):
    """Two code lists of a few lines, loaded as the official ones are."""
    files = {
        "cip": "cip_code,level,title,active_2020,moved_to\n48.0508,6-digit,Welding,1,\n",
        "soc": "soc_code,level,title\n51-4120,broad,Welding workers\n51-4121,detailed,Welders\n51-4122,detailed,Set\n",
    }
    for kind, content in files.items():
        file = tmp_path / f"{kind}.csv"
        file.write_text(content)
        code_files.load(kind, file, at=at)


@pytest.mark.row("SUB-10")
def test_a_broad_group_is_taken_with_its_warning_also_where_the_list_is_loaded(preparer, draft, lists, paper):
    codes = {"soc_codes": "51-4120"} | matches(paper, "51-4120")
    assert fill_group(preparer, draft, "occupations", TYPED | CHECK | codes).status_code == 302
    page = text(preparer.get(address("part_group", draft, "occupations")))
    assert "51-4120 is a broad group of occupations. A detailed occupation is expected" in page
    refused = fill_group(preparer, draft, "occupations", TYPED | CHECK | {"soc_codes": "51-9999"})
    assert refused.status_code == 422
    assert "51-9999 is not in SOC codes 2018" in text(refused)


@pytest.mark.row("SUB-09")
def test_a_code_the_loaded_edition_lacks_is_refused_with_the_year_of_that_edition(preparer, draft, lists):
    assert program(preparer, draft, **parts("120", "200"), cip_code="48.0508").status_code == 302
    assert stated(draft)["cip_code"] == "48.0508"
    for wrong, said in (("99.9999", "99.9999 is not in CIP codes 2020"), ("48.05", "NN.NNNN")):
        refused = program(preparer, draft, **parts("120", "200"), cip_code=wrong)
        assert refused.status_code == 422
        assert said in text(refused)
        assert f'value="{wrong}"' in refused.content.decode()
    assert stated(draft)["cip_code"] == "48.0508"


@pytest.mark.row("SUB-09", "INFO-02")
def test_a_cip_code_without_its_dot_is_written_with_it_and_shown(preparer, draft):
    typed = TYPED | SAVE | {"cip_code": "480508"}
    saved = fill_group(preparer, draft, "program", typed)
    shown = text(preparer.get(saved["Location"]))
    assert "480508 is written 48.0508." in shown
    assert 'value="48.0508"' in preparer.get(saved["Location"]).content.decode()
    refused = fill_group(preparer, draft, "program", typed | {"cip_code": "48.05"})
    assert refused.status_code == 422
    assert "NN.NNNN" in text(refused)
    assert "not checked against a code list" in shown  # no edition is loaded here


@pytest.mark.row("SUB-08")
def test_an_ope_id_keeps_its_zeros_and_without_one_a_reason_is_needed(ms, preparer, draft):
    ms.organisations["college"].institution.__class__.objects.filter(
        pk=ms.organisations["college"].institution.pk
    ).update(opeid="00243500")
    fill = {"opeid": "00243500"}
    assert fill_group(preparer, draft, "applicant", TYPED | CHECK | fill).status_code == 302
    assert stated(draft)["opeid"] == "00243500"
    assert 'value="00243500"' in preparer.get(address("part_group", draft, "applicant")).content.decode()
    for wrong, said in (("00990200", "registered with OPE ID 00243500"), ("0024350", "8 digits")):
        refused = fill_group(preparer, draft, "applicant", TYPED | CHECK | {"opeid": wrong})
        assert refused.status_code == 422
        assert said in text(refused)
    without = fill_group(preparer, draft, "applicant", TYPED | CHECK | {"opeid": ""})
    assert without.status_code == 422
    assert "or say below why it has none" in text(without)
    reason = {"opeid": "", "opeid_absent_because": "The identifier is being issued."}
    assert fill_group(preparer, draft, "applicant", TYPED | CHECK | reason).status_code == 302
    findings = {
        f.criterion: f.outcome for f in filing.findings_now(Application.objects.get(pk=draft.pk), draft.opened_on)
    }
    assert findings["institution.opeid"] == "missing"  # what the reviewer sees


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
    assert added["Location"] == f"{page}?add=fees#fees"
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
    with django_assert_max_num_queries(60) as few:
        preparer.get(page)
    asked = len(few)
    fill_group(preparer, draft, "employers", TYPED | SAVE)
    preparer.get(page)
    with django_assert_max_num_queries(asked) as more:
        preparer.get(page)
    assert sum('from "portal_employerletter"' in each["sql"].lower() for each in more.captured_queries) == 1
