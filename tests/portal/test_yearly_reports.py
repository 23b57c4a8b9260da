"""What an institution owes each award year after the approval: completers, price, two rates."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from magnolia.policy.form import form
from magnolia.portal.actions.applying import filing
from magnolia.portal.actions.reviewing import against
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.models import EventText, YearlyReport

from .bring import bring, it_is, on, page, send, words
from .filling import fill_group, filled, make, with_papers
from .reporting import file

HEAD = "ssn,first_name,last_name,date_of_birth,completion_date,exclusion,credential_attained\n"


@pytest.fixture
def certified(ms, settings):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2028-08-10"))
    return case


def people(count: int, **changed: str) -> str:
    """A list of fictive completers as CSV; `changed` are lines by the number of their row in the file."""
    lines = [f"900-00-{row:04d},Ada{row},Fictive,2000-01-01,2027-10-{row:02d},,Y\n" for row in range(2, count + 2)]
    for row, line in changed.items():
        lines[int(row.removeprefix("row")) - 2] = line
    return HEAD + "".join(lines)


def file_list(client: Any, case: Any, text: str, year: int = 2027) -> Any:
    paper = SimpleUploadedFile("completers.csv", text.encode(), "text/csv")
    fields = {"completers-award_year": year, "completers-paper": paper}
    return send(client, page("yearly_reports", case), case, do="completers", **fields)


@pytest.mark.row("RULE-05")
def test_a_list_with_one_completion_outside_the_year_comes_back_with_that_row_and_the_mended_one_closes_the_item(
    ms, certified, enter
):
    official = enter(ms.official)
    shown = words(official.get(page("yearly_reports", certified)))
    assert "2027-2028 List of completers and placement information October 1, 2028 Outstanding" in shown
    wrong = people(20, row7="900-00-0007,Ada7,Fictive,2000-01-01,2028-07-01,,Y\n")
    assert file_list(official, certified, wrong).status_code == 302
    shown = words(official.get(page("yearly_reports", certified)))
    assert "Row 7: the completion date is outside the award year 2027-2028." in shown
    assert shown.count("Row ") == 1
    assert "Sent back, outstanding" in shown
    report = YearlyReport.objects.get()
    assert (report.state, report.rows, report.sha256) == ("returned", 20, "")
    assert file_list(official, certified, people(20)).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.faults) == ("filed", "")
    shown = words(official.get(page("yearly_reports", certified)))
    assert "2027-2028 List of completers and placement information October 1, 2028 Filed" in shown
    # Of the people on the list nothing is kept.
    kept = " ".join(EventText.objects.values_list("text", flat=True)) + shown
    assert "900-00-" not in kept
    assert "Ada7" not in kept


@pytest.mark.row("RULE-05")
def test_rows_without_what_a_match_needs_are_named_and_the_filing_stays_open(ms, certified, enter):
    lacking = {"row4": ",Ada4,Fictive,2000-01-01,2027-10-04,,Y\n", "row9": "900-00-0009,Ada9,Fictive,,2027-10-09,,Y\n"}
    assert file_list(enter(ms.official), certified, people(20, **lacking)).status_code == 302
    report = YearlyReport.objects.get()
    assert report.state == "returned"
    assert report.faults.splitlines() == [
        f"Row {row}: an identifier is missing, so no record can be matched." for row in (4, 9)
    ]


@pytest.mark.row("DEF-07")
def test_a_completer_without_a_day_or_without_credential_and_rule_comes_back_and_nothing_of_the_person_is_kept(
    ms, certified, enter
):
    official = enter(ms.official)
    head = "ssn,first_name,last_name,date_of_birth,completion_date,credential_attained,completion_rule\n"
    person = "900-00-000{row},Ada,Fictive,2000-01-01,"
    ends = ["2027-10-01,Y,", "2027-10-01,N,34 CFR 690.94 (practice)", "2027-10-01,N,", ",Y,"]
    text = head + "".join(f"{person.format(row=row)}{end}\n" for row, end in enumerate(ends, start=2))
    assert file_list(official, certified, text).status_code == 302
    report = YearlyReport.objects.get()
    assert report.state == "returned"
    assert report.faults.splitlines() == [
        "Row 4: neither the credential nor a rule that allows another completion outcome is given, so the person is no "
        "completer.",
        "Row 5: the completion date is missing, so no measurement quarter can be given.",
    ]
    shown = words(official.get(page("yearly_reports", certified)))
    assert "so the person is no completer." in shown
    assert "Ada" not in shown
    assert file_list(official, certified, "\n".join(text.splitlines()[:3])).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.rows) == ("filed", 2)


@pytest.mark.row("RULE-06")
def test_a_year_closes_with_tuition_fees_and_the_day_of_the_federal_report(ms, certified, enter):
    official = enter(ms.official)
    price: dict[str, Any] = {"tuition": "2,900.00", "fees": "350.00"}
    answer = file(official, certified, "price", **price, reported_on="")
    assert answer.status_code == 422
    assert "Until then the year stays outstanding." in words(answer)
    for change in ({"tuition": ""}, {"fees": "-1"}, {"tuition": "many"}):
        assert file(official, certified, "price", **(price | change), reported_on="2028-08-01").status_code == 422
    assert not YearlyReport.objects.exists()
    shown = words(official.get(page("yearly_reports", certified)))
    assert "2027-2028 Published tuition and required fees October 1, 2028 Outstanding" in shown
    assert file(official, certified, "price", **price, reported_on="2028-08-01").status_code == 302
    shown = words(official.get(page("yearly_reports", certified)))
    assert "2027-2028 Published tuition and required fees October 1, 2028 Filed" in shown
    assert "Tuition and required fees $3,250 Reported to the Secretary on August 1, 2028" in shown


@pytest.mark.row("OUT-02")
def test_only_a_permitted_exclusion_leaves_the_count_and_another_is_refused_with_the_rate_as_it_stays(
    ms, certified, enter
):
    official = enter(ms.official)
    counts = {"participants": 21, "completed": 14}
    answer = file(official, certified, "completion", **counts, exclusions="moved away, 1")
    assert answer.status_code == 422
    shown = words(answer)
    assert "“moved away” is no permitted ground of exclusion, so 1 stay in the count." in shown
    assert "14 of 21: 70 percent, here 15, is needed. Not met." in shown
    answer = file(official, certified, "completion", **counts, exclusions=", 1")
    assert "An exclusion without a reason is refused" in words(answer)
    assert not YearlyReport.objects.exists()
    assert file(official, certified, "completion", **counts, exclusions="Death, 1").status_code == 302
    shown = words(official.get(page("yearly_reports", certified)))
    assert "14 of 20: 70 percent, here 14, is needed. Met." in shown
    assert "Death: 1" in shown


@pytest.mark.row("OUT-04")
@pytest.mark.parametrize("lacks", ["completed_in_time", "employed"])
def test_without_one_of_the_rates_no_application_is_sent_in(ms, enter, lacks):
    client = enter(ms.preparer)
    application = filled(client, ms)
    group = form("ms").group_of(lacks)
    for value, state in (("", "draft"), (with_papers(application)[lacks], "attestation")):
        fill_group(client, application, group, with_papers(application) | {lacks: value, "do": "check"})
        make(client, application, "request_attestation")
        application.refresh_from_db()
        assert application.state == state


@pytest.mark.row("OUT-04")
@pytest.mark.parametrize(("short", "says"), [({"completed_in_time": 27}, "27 of 40"), ({"employed": 23}, "23 of 34")])
def test_with_one_rate_below_its_standard_no_program_is_approved_whatever_the_other(ms, short, says):
    case = bring(ms, "review", on("2026-08-20"), LINEWORKER | short)
    sent = filing.latest(case)
    assert sent is not None
    assert [said for said in against.rules_against(case, sent.judged_on) if says in said]
    assert len([said for said in against.rules_against(case, sent.judged_on) if "percent" in said]) == 1


@pytest.mark.row("OUT-01")
@pytest.mark.parametrize(
    ("completed", "of", "status", "says"),
    [
        (14, 20, 302, "14 of 20: 70 percent, here 14, is needed. Met."),
        (13, 20, 302, "13 of 20: 70 percent, here 14, is needed. Not met."),
        (699, 1000, 302, "699 of 1000: 70 percent, here 700, is needed. Not met."),
        (21, 20, 422, "No rate: 21 of 20 cannot be right."),
        (0, 0, 422, "No rate: there is nobody in the cohort."),
    ],
)
def test_the_completion_rate_of_a_year_is_its_exact_fraction_or_none_with_the_reason(
    ms, certified, enter, completed, of, status, says
):
    official = enter(ms.official)
    answer = file(official, certified, "completion", participants=of, completed=completed, exclusions="")
    assert answer.status_code == status
    assert says in words(answer if status == 422 else official.get(page("yearly_reports", certified)))
    assert YearlyReport.objects.exists() == (status == 302)


@pytest.mark.row("OUT-03")
@pytest.mark.parametrize(
    ("employed", "of", "says"), [(7, 10, "7, is needed. Met."), (69, 100, "70, is needed. Not met.")]
)
def test_the_placement_rate_of_a_year_counts_the_employed_of_its_completers(ms, certified, enter, employed, of, says):
    official = enter(ms.official)
    counts = {"completers": of, "employed": employed, "source": "wage_records"}
    assert file(official, certified, "placement", **counts).status_code == 302
    told = words(official.get(page("yearly_reports", certified)))
    assert f"{employed} of {of}: 70 percent, here {says}" in told


@pytest.mark.row("OUT-03")
def test_a_list_with_a_completer_without_an_exit_date_comes_back_and_names_the_row(ms, certified, enter):
    official = enter(ms.official)
    lacking = people(10, row4="900-00-0004,Ada4,Fictive,2000-01-01,,,Y\n")
    assert file_list(official, certified, lacking).status_code == 302
    report = YearlyReport.objects.get()
    assert report.state == "returned"
    says = "Row 4: the completion date is missing, so no measurement quarter can be given."
    assert report.faults == says
    assert says in words(official.get(page("yearly_reports", certified)))


def test_placement_from_a_source_the_state_has_not_approved_is_refused_by_name(ms, certified, enter):
    official = enter(ms.official)
    counts = {"completers": 10, "employed": 7}
    answer = file(official, certified, "placement", **counts, source="social media")
    assert answer.status_code == 422
    assert "“social media” is no source the State has approved." in words(answer)
    assert file(official, certified, "placement", **counts, source="wage_records").status_code == 302
    shown = words(official.get(page("yearly_reports", certified)))
    assert "7 of 10: 70 percent, here 7, is needed. Met. Shown by Unemployment insurance wage records" in shown


@pytest.mark.parametrize(("year", "why"), [(2026, "Choose one from the list"), (2029, "has not begun yet")])
def test_the_year_of_the_approval_and_a_year_to_come_are_not_reported(ms, certified, enter, year, why):
    answer = file(enter(ms.official), certified, "price", year, tuition="1", fees="0", reported_on="2028-08-01")
    assert answer.status_code == 422
    assert why in words(answer)


def test_a_file_that_is_no_list_is_refused_and_nothing_is_kept(ms, certified, enter):
    for text in ("hello,there\n1,2\n", HEAD):
        answer = file_list(enter(ms.official), certified, text)
        assert answer.status_code == 422
        assert "The list has no row" in words(answer)
    assert not YearlyReport.objects.exists()
