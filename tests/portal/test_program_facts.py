"""What an application states of its program (policy, Institutional Submission Requirements), through its pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from magnolia.policy.form import form
from magnolia.portal.actions.applying import filing
from magnolia.portal.models import Application

from .filling import TYPED, fill_group, make, matches, new_application, papers, pdf, text, upload

CHECK = {"do": "check"}


@pytest.fixture
def preparer(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, preparer) -> Application:
    return new_application(preparer, ms)


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


def lacking(application: Application, group: str) -> list[str]:
    return [field for field, _ in missing(application, group)]


def less(*names: str, **more: str) -> dict[str, str]:
    """What is typed, without some answers."""
    return {name: value for name, value in TYPED.items() if name not in names} | CHECK | more


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


def no_paper(client: Client, cast: Any, application: Application, slot: str) -> str:
    """What is said when the application is to be signed with one place for papers empty."""
    fill_group(client, application, "program", TYPED | {"do": "save"})
    papers(cast, application, slot)
    return text(make(client, application, "request_attestation"))


@pytest.mark.row("INFO-03")
def test_modules_of_60_60_and_40_hours_make_160_and_are_20_hours_apart_from_180(preparer, draft):
    assert program(preparer, draft, **parts("60", "60", "40"), hours="160").status_code == 302
    apart = program(preparer, draft, **parts("60", "60", "40"), hours="180")
    assert apart.status_code == 422
    assert "Parts total 160, stated 180: 20 hours apart." in text(apart)
    assert [row["hours"] for row in stated(draft)["hour_parts"]] == [60, 60, 40]  # kept, and reported
    assert ("hour_parts", "List the parts that make up the hours.") not in missing(draft, "program")


@pytest.mark.row("INFO-03")
def test_a_noncredit_program_needs_its_detailed_outline_and_a_credit_program_does_not(preparer, draft, paper):
    assert program(preparer, draft, **parts("120", "200"), noncredit="no").status_code == 302
    refused = program(preparer, draft, **parts("120", "200"), noncredit="yes")
    assert refused.status_code == 422
    assert "A noncredit program needs its detailed outline." in text(refused)
    assert [field for field, _ in missing(draft, "program")] == ["detailed_outline"]
    assert program(preparer, draft, **parts("120", "200"), noncredit="yes", detailed_outline=paper).status_code == 302
    assert missing(draft, "program") == []


@pytest.mark.row("INFO-03")
def test_hours_without_their_breakdown_or_a_program_without_an_outline_are_incomplete(ms, preparer, draft):
    refused = program(preparer, draft, **{"hour_parts-rows": "0"}, noncredit="no")
    assert refused.status_code == 422
    assert missing(draft, "program") == [("hour_parts", "List the parts that make up the hours.")]
    assert "Attachments: Program outline missing." in no_paper(preparer, ms, draft, "outline")


@pytest.mark.row("INFO-04")
def test_an_explanation_without_a_source_is_incomplete_until_the_list_or_a_report_is_cited(preparer, draft, paper):
    bare = {"alignment_source": "", "alignment_source_name": ""}
    typed = {name: value for name, value in (TYPED | bare | matches(paper, "51-4121", "51-4122")).items() if value}
    fill_group(preparer, draft, "occupations", typed | CHECK)
    assert [field for field, _ in missing(draft, "occupations")] == ["alignment_source", "alignment_source_name"]
    assert "The explanation names no source." in missing(draft, "occupations")[0][1]
    for source in ("list", "report"):
        cited = {"alignment_source": source, "alignment_source_name": "Practice list of 2026"}
        assert fill_group(preparer, draft, "occupations", typed | CHECK | cited).status_code == 302
        assert missing(draft, "occupations") == []


@pytest.mark.row("INFO-04")
def test_without_evidence_of_alignment_or_without_the_explanation_it_is_incomplete(ms, preparer, draft, paper):
    matched = matches(paper, "51-4121", "51-4122")
    fill_group(preparer, draft, "occupations", less(alignment_explanation=" ", **matched))
    assert lacking(draft, "occupations") == ["alignment_explanation"]
    fill_group(preparer, draft, "occupations", less(**matched | {"sectors-rows": "0"}))
    assert lacking(draft, "occupations") == ["sectors"]
    assert "Attachments: Occupation or sector evidence missing." in no_paper(preparer, ms, draft, "alignment")


@pytest.mark.row("INFO-05")
def test_three_employer_forms_without_a_channel_lack_direct_input_alone(preparer, draft, paper):
    without = {name: value for name, value in TYPED.items() if name != "input_channel"} | {"input_document": paper}
    refused = fill_group(preparer, draft, "employers", without | CHECK)
    assert refused.status_code == 422
    assert "Direct input is missing" in text(refused)
    assert [field for field, _ in missing(draft, "employers")] == ["input_channel"]
    unlisted = without | {"input_channel": "other", "input_channel_other": "A survey"}
    refused = fill_group(preparer, draft, "employers", unlisted | CHECK)
    assert "does not list this channel: A survey" in text(refused)
    chosen = without | {"input_channel": "sector_partnership", "input_channel_other": ""}
    assert fill_group(preparer, draft, "employers", chosen | CHECK).status_code == 302
    assert missing(draft, "employers") == []


@pytest.mark.row("INFO-05")
def test_validation_channel_and_its_statement_are_each_reported_on_their_own(ms, preparer, draft, paper):
    fill_group(preparer, draft, "apprenticeship", TYPED | CHECK)
    nobody = {"employers-rows": "0", "input_document": paper}
    for without, lack in (
        (less("input_document"), ["input_document"]),
        (less(input_statement=" ", input_document=paper), ["input_statement"]),
        (less(**nobody), ["employers"]),
        (
            less(**nobody, input_channel="other", input_channel_other="A survey"),
            ["input_channel_approval", "employers", "input_channel"],
        ),
    ):
        assert fill_group(preparer, draft, "employers", without).status_code == 422
        assert lacking(draft, "employers") == lack
    assert "Attachments: Employer validation missing." in no_paper(preparer, ms, draft, "employers")


@pytest.mark.row("INFO-06")
def test_the_only_credential_without_a_word_on_its_award_is_incomplete_for_that_alone(preparer, draft, paper):
    kept = {name: value for name, value in TYPED.items() if name not in ("stackable_evidence", "portable_evidence")}
    sole = kept | {
        "credential_route": "sole", "only_credential_for_occupation": "yes", "route_document": paper,
        "only_credential_evidence": "The practice board licenses nobody without it.",
    }  # fmt: skip
    refused = fill_group(preparer, draft, "credential", sole | CHECK)
    assert refused.status_code == 422
    assert missing(draft, "credential") == [
        ("given_on_completion", "Say whether the program gives the credential on completion.")
    ]
    assert fill_group(preparer, draft, "credential", sole | CHECK | {"given_on_completion": "yes"}).status_code == 302
    both = sole | {"given_on_completion": "yes", "stackable_evidence": "Counts toward another test"}
    refused = fill_group(preparer, draft, "credential", both | CHECK)
    assert refused.status_code == 422
    assert "These answers belong to the other route: What shows that it is stackable" in text(refused)


@pytest.mark.row("INFO-06")
@pytest.mark.parametrize(
    ("left_out", "lack"),
    [
        ("credential_route", "Say which route the credential takes."),
        ("stackable_evidence", "Name what shows that the credential is stackable."),
        ("portable_evidence", "Name what shows that the credential is portable."),
        ("recognising_employers", "Type how many employers recognize the credential."),
        ("route_document", "Choose the document that shows the route. Upload it under Attachments first."),
    ],
)
def test_no_route_or_a_route_without_what_shows_it_is_incomplete_and_the_gap_is_named(
    preparer, draft, paper, left_out, lack
):
    typed = less() | {"route_document": paper}
    kept = {name: value for name, value in typed.items() if name != left_out}
    refused = fill_group(preparer, draft, "credential", kept)
    assert refused.status_code == 422
    assert lack in text(refused)
    assert (left_out, lack) in missing(draft, "credential")
    assert fill_group(preparer, draft, "credential", typed).status_code == 302
    assert missing(draft, "credential") == []


@pytest.mark.row("INFO-07")
def test_an_agreement_that_loses_its_receiving_program_is_incomplete(preparer, draft, paper):
    typed = TYPED | CHECK | {"credit-0-document": paper}
    assert fill_group(preparer, draft, "credit", typed).status_code == 302
    assert missing(draft, "credit") == []
    assert stated(draft)["credit"][0]["credit"] == "9 semester hours"
    refused = fill_group(preparer, draft, "credit", typed | {"credit-0-program": ""})
    assert refused.status_code == 422
    assert "Agreement 1, Receiving program: Name the receiving certificate or degree program." in text(refused)
    assert missing(draft, "credit") == [("credit", "Name the receiving certificate or degree program.")]
    typed = {name: value for name, value in typed.items() if name != "credit-0-recognition"}
    assert "Say what kind of recognition a person gains." in text(fill_group(preparer, draft, "credit", typed))


@pytest.mark.row("INFO-07")
def test_recognition_is_one_of_five_kinds_and_rests_on_a_paper(preparer, draft, paper):
    typed = TYPED | CHECK | {"credit-0-document": paper}
    kinds = form("ms").tables["credit"].questions["recognition"].choices
    assert list(kinds.values()) == [
        "Credit", "Advanced standing", "Articulated coursework", "Prior learning credit", "Other recognition",
    ]  # fmt: skip
    for kind in kinds:
        assert fill_group(preparer, draft, "credit", typed | {"credit-0-recognition": kind}).status_code == 302
        assert stated(draft)["credit"][0]["recognition"] == kind
        assert missing(draft, "credit") == []
    assert fill_group(preparer, draft, "credit", typed | {"credit-0-recognition": "a promise"}).status_code == 422
    refused = fill_group(preparer, draft, "credit", typed | {"credit-0-document": ""})
    assert refused.status_code == 422
    assert lacking(draft, "credit") == ["credit"]
    assert "Choose the document of the agreement." in text(refused)
    fill_group(preparer, draft, "credit", CHECK | {"credit-rows": "0"})
    assert missing(draft, "credit") == [("credit", "List at least one agreement that leads to credit.")]


@pytest.mark.row("INFO-08")
@pytest.mark.parametrize(("year", "taken"), [(2026, True), (2028, True), (2029, False)])
def test_other_documents_stand_in_for_figures_only_while_the_first_years_last(preparer, draft, paper, year, taken):
    Application.objects.filter(pk=draft.pk).update(award_year=year)
    substitute = {
        "outcomes_basis": "substitute", "outcomes_document": paper,
        "initial_documentation": "Wage records, as the practice procedure of 2026 allows.",
    }  # fmt: skip
    answer = fill_group(preparer, draft, "outcomes", substitute | CHECK)
    assert (answer.status_code == 302) == taken
    assert (missing(draft, "outcomes") == []) == taken
    if not taken:
        assert "only up to award year 2028-2029; this application is for 2029-2030" in text(answer)


@pytest.mark.row("INFO-08")
def test_without_figures_and_without_other_documents_the_outcomes_are_incomplete(preparer, draft, paper):
    fill_group(preparer, draft, "outcomes", {"outcomes_basis": "figures", "outcomes_document": paper} | CHECK)
    lacking = [field for field, _ in missing(draft, "outcomes")]
    assert lacking == ["completion_cohort", "completed_in_time", "placement_cohort", "employed"]
    fill_group(preparer, draft, "outcomes", TYPED | CHECK | {"outcomes_document": ""})
    assert [field for field, _ in missing(draft, "outcomes")] == ["outcomes_document"]
    substitute = {"outcomes_basis": "substitute", "outcomes_document": paper, "initial_documentation": " "}
    fill_group(preparer, draft, "outcomes", substitute | CHECK)
    assert [field for field, _ in missing(draft, "outcomes")] == ["initial_documentation"]


@pytest.mark.row("INFO-09", "SUB-13")
def test_tuition_fees_cost_and_a_wage_with_its_unit_are_complete_and_the_total_is_computed(preparer, draft):
    cost = (
        TYPED | CHECK | {"tuition": "2,900", "fees-0-amount": "350", "anticipated_wage": "24.10", "wage_unit": "hour"}
    )
    assert fill_group(preparer, draft, "cost", cost).status_code == 302
    assert missing(draft, "cost") == []
    kept = stated(draft)
    assert (str(kept["anticipated_wage"]), kept["wage_unit"]) == ("24.10", "hour")
    assert kept["wage_source"] == TYPED["wage_source"]
    no_unit = {name: value for name, value in cost.items() if name != "wage_unit"}
    Application.objects.get(pk=draft.pk).facts.__class__.objects.update(wage_unit="")
    refused = fill_group(preparer, draft, "cost", no_unit)
    assert refused.status_code == 422
    assert "Say what the wage is for: an hour, a week, a month or a year." in text(refused)
    blank = fill_group(preparer, draft, "cost", cost | {"fees-0-amount": ""})
    assert blank.status_code == 422
    assert "Fee 1, Amount: Type the amount of the fee. If there is none, type 0." in text(blank)
    assert fill_group(preparer, draft, "cost", cost | {"fees-0-amount": "0"}).status_code == 302
    for wrong, said in (("-1", "cannot be below zero"), ("1.234", "at most 2 decimal places"), ("some", "in dollars")):
        refused = fill_group(preparer, draft, "cost", cost | {"fees-0-amount": wrong})
        assert refused.status_code == 422
        assert said in text(refused)
        assert f'value="{wrong}"' in refused.content.decode()


@pytest.mark.row("INFO-09")
@pytest.mark.parametrize("field", ["tuition", "fees-0-amount", "anticipated_wage"])
def test_an_amount_that_is_missing_negative_or_no_number_is_refused_at_its_field(preparer, draft, field):
    for wrong in ("", "-1", "some"):
        refused = fill_group(preparer, draft, "cost", TYPED | CHECK | {field: wrong})
        assert refused.status_code == 422
        assert f'id="id_{field}_error"' in refused.content.decode(), (field, wrong)
    assert fill_group(preparer, draft, "cost", TYPED | CHECK).status_code == 302


@pytest.mark.row("INFO-09")
def test_cost_information_source_of_the_wage_and_at_least_one_line_of_fees_are_needed(ms, preparer, draft):
    for given, lack in (
        ({"cost_information": " "}, ["cost_information"]),
        ({"wage_source": " "}, ["wage_source"]),
        ({"fees-rows": "0"}, ["fees"]),
    ):
        assert fill_group(preparer, draft, "cost", TYPED | CHECK | given).status_code == 422
        assert lacking(draft, "cost") == lack
    assert "Attachments: Cost missing." in no_paper(preparer, ms, draft, "cost")
