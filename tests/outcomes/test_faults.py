"""Every rule of the format, broken once: the row is named, the others count, and the run is incomplete."""

from __future__ import annotations

import csv
import json

import pytest

from .records import ENROLLED, PAID, PEOPLE, WAGES, Outcomes, as_csv, completed, enrolled, paid, run, withdrawn

OTHER = "101-00-1001"
NEEDED = [
    name
    for name in PEOPLE
    if name not in ("completion_date", "credential_attained", "last_date_of_attendance", "withdrawal_date",
                    "withdrawal_basis", "exclusion", "exclusion_date", "student_id", "pell_from", "pell_to")
]  # fmt: skip
BROKEN = [
    *((name, "required", enrolled(**{name: ""})) for name in NEEDED),
    ("completion_date", "required", completed("")),
    ("credential_attained", "required", completed(credential_attained="")),
    ("last_date_of_attendance", "required", withdrawn("")),
    ("withdrawal_basis", "required", withdrawn(withdrawal_basis="")),
    ("exclusion_date", "required", withdrawn(exclusion="death")),
    ("program_id", "required", enrolled(program_id="  ")),
    ("ssn", "form", enrolled(ssn="12345678")),
    ("ssn", "form", enrolled(ssn="1234567890")),
    ("ssn", "form", enrolled(ssn="12345678X")),
    ("ssn", "form", enrolled(ssn="2.19E+08")),
    ("ssn", "form", enrolled(ssn="219 09 9999")),
    ("date_of_birth", "form", enrolled(date_of_birth="05/17/1990")),
    ("date_of_birth", "form", enrolled(date_of_birth="0999-12-31")),
    ("opeid", "form", enrolled(opeid="123")),
    ("opeid", "form", enrolled(opeid="0001230A")),
    ("cip_code", "form", enrolled(cip_code="48.508")),
    ("cip_code", "form", enrolled(cip_code="480508")),
    ("soc_codes", "form", enrolled(soc_codes="514121")),
    ("soc_codes", "form", enrolled(soc_codes="51-4121,47-2111")),
    ("soc_codes", "form", enrolled(soc_codes="51-4121;")),
    ("entry_date", "form", enrolled(entry_date="20270331")),
    ("entry_date", "form", enrolled(entry_date="2027-3-31")),
    ("entry_date", "form", enrolled(entry_date="2027-02-29")),
    ("entry_date", "form", enrolled(entry_date="2027-03-31 00:00")),
    ("entry_date", "form", enrolled(entry_date=" 2027-03-31")),
    ("entry_date", "form", enrolled(entry_date="46112")),
    ("enrollment_status", "form", enrolled(enrollment_status="Enrolled")),
    ("enrollment_status", "form", enrolled(enrollment_status="active")),
    ("completion_date", "form", completed("2026-11-31")),
    ("completion_date", "not_completed", enrolled(completion_date="2026-11-01")),
    ("completion_date", "not_completed", withdrawn(completion_date="2026-11-01")),
    ("completion_date", "before_entry", completed("2026-08-31")),
    ("completion_date", "after_as_of", completed("2028-05-01")),
    ("credential_attained", "form", completed(credential_attained="yes")),
    ("normal_time_weeks", "form", enrolled(normal_time_weeks="0")),
    ("normal_time_weeks", "form", enrolled(normal_time_weeks="0.0")),
    ("normal_time_weeks", "form", enrolled(normal_time_weeks="-9")),
    ("normal_time_weeks", "form", enrolled(normal_time_weeks="nine")),
    ("normal_time_weeks", "form", enrolled(normal_time_weeks="1e1")),
    ("last_date_of_attendance", "form", withdrawn("soon")),
    ("last_date_of_attendance", "before_entry", withdrawn("2026-08-31")),
    ("withdrawal_date", "form", withdrawn(withdrawal_date="2026-13-01")),
    ("withdrawal_date", "after_as_of", withdrawn(withdrawal_date="2028-05-01")),
    ("exclusion", "form", withdrawn(exclusion="moved away", exclusion_date="2026-10-01")),
    ("exclusion_date", "form", withdrawn(exclusion="death", exclusion_date="x")),
    ("exclusion_date", "after_as_of", withdrawn(exclusion="death", exclusion_date="2028-05-01")),
    ("pell_recipient", "form", enrolled(pell_recipient="y")),
    ("published_tuition", "form", enrolled(published_tuition="-1")),
    ("published_tuition", "form", enrolled(published_tuition="$2,500")),
    ("required_fees", "form", enrolled(required_fees="1e3")),
    ("pell_from", "form", enrolled(pell_from="2026")),
    ("pell_to", "after_as_of", enrolled(pell_to="2028-05-01")),
    ("student_state", "form", enrolled(student_state="Miss")),
    ("entry_date", "after_as_of", enrolled(entry_date="2028-05-01")),
    ("date_of_birth", "born_after", enrolled(date_of_birth="2026-09-02")),
]
BROKEN_WAGES = [
    ("ssn", "required", paid(ssn="")),
    ("ssn", "form", paid(ssn="21909999")),
    ("employer_id", "required", paid(employer_id="")),
    ("year", "required", paid(year="")),
    ("year", "form", paid(year="27")),
    ("year", "form", paid(year="2027.5")),
    ("quarter", "required", paid(quarter="")),
    ("quarter", "form", paid(quarter="0")),
    ("quarter", "form", paid(quarter="5")),
    ("quarter", "form", paid(quarter="Q2")),
    ("wages", "required", paid(wages="")),
    ("wages", "form", paid(wages="8,123.45")),
    ("wages", "form", paid(wages="8.1E3")),
    ("wages", "form", paid(wages="1.2345678")),
    ("soc", "form", paid(soc="514121")),
    ("source", "form", paid(source="Tenn")),
]
EDGES = [
    enrolled(ssn="219099999"),
    enrolled(entry_date="2028-04-30"),
    enrolled(date_of_birth="2026-09-01"),
    completed("2026-09-01"),
    completed("2028-04-30"),
    completed(credential_attained="N", last_date_of_attendance="2026-10-01"),
    withdrawn("2026-09-01", withdrawal_date="2026-08-01"),
    completed(exclusion="death", exclusion_date="1999-01-01"),
    enrolled(normal_time_weeks="0.1"),
    enrolled(normal_time_weeks="520"),
    enrolled(published_tuition="0", required_fees="0.00"),
    enrolled(soc_codes="99-9999", cip_code="99.9999", student_state="xx"),
    enrolled(pell_from="2026-09-01", pell_to="2026-09-01", student_id="S 1"),
]


@pytest.fixture
def made(tmp_path):
    return Outcomes(tmp_path)


def test_every_rule_of_participants_broken_once_is_named_and_the_other_rows_still_count(made):
    rows = [each for _, _, row in BROKEN for each in (row, enrolled(ssn=OTHER))]
    made.write(rows, [paid()])
    assert made.compute() == 1
    assert made.rejected == [(2 + 2 * place, column, code) for place, (column, code, _) in enumerate(BROKEN)]
    assert [each["cohort"] for each in made.rates.values()] == ["1"]
    assert made.manifest["complete"] is False
    assert made.manifest["inputs"][0] | {"sha256": ""} == {
        "role": "participants", "name": "participants.csv", "sha256": "", "rows": len(rows), "rejected": len(BROKEN),
    }  # fmt: skip


def test_the_first_day_that_a_file_can_have_belongs_to_an_award_year(made):
    made.write([enrolled(date_of_birth="1000-01-01", entry_date="1000-01-01")], [])
    assert made.compute() == 0
    assert list(made.rates) == [("WELD", "0999-00", "completion")]


def test_every_rule_of_wage_records_broken_once_is_named_and_pays_nobody(made):
    made.write([completed("2026-10-05")], [row for _, _, row in BROKEN_WAGES])
    assert made.compute() == 1
    assert made.rejected == [(place, column, code) for place, (column, code, _) in enumerate(BROKEN_WAGES, start=2)]
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "0"
    assert made.manifest["complete"] is False


def test_what_lies_just_inside_each_rule_is_taken(made):
    odd = paid(year="1000", quarter="1", soc="99-9999", source="tn", naics="x")
    made.write([{**row, "program_id": str(n)} for n, row in enumerate(EDGES)], [paid(wages="-0.01"), odd])
    assert made.compute() == 0
    assert made.rejected == []
    assert made.manifest["complete"] is True
    assert sum(row["metric"] == "completion" for row in made.rates.values()) == len(EDGES)


def test_a_row_with_faults_in_several_columns_is_listed_with_each_of_them_and_counted_once(made):
    made.write([enrolled(opeid="1", entry_date="x", first_name="")], [])
    assert made.compute() == 1
    assert made.rejected == [(2, "first_name", "required"), (2, "opeid", "form"), (2, "entry_date", "form")]
    assert made.manifest["inputs"][0]["rejected"] == made.manifest["rejected_rows"] == 1


def test_faults_of_one_row_are_no_faults_of_the_rows_around_it_in_files_of_thousands_of_rows(made):
    rows = [enrolled(ssn=f"101{n:06d}") for n in range(5000)]
    for place in (0, 2047, 2048, 4999):
        rows[place]["opeid"] = "x"
    made.write(rows, [])
    assert made.compute() == 1
    assert made.rejected == [(place + 2, "opeid", "form") for place in (0, 2047, 2048, 4999)]


def test_a_message_names_the_row_by_the_institutions_own_key_and_repeats_no_cell(made):
    made.write(
        [
            enrolled(student_id="S-17", cip_code="219-09-9999"),
            enrolled(student_id="219-09-9999", cip_code="Fictive"),
            enrolled(student_id="219 09 9999", cip_code="Fictive"),
        ],
        [],
    )
    assert made.compute() == 1
    text = (made.out / "rejected.csv").read_text()
    messages = [row["message"] for row in csv.DictReader(text.splitlines())]
    says = "must be a CIP code written NN.NNNN"
    assert messages == [f"{says} (student_id S-17)", says, says]
    assert "219" not in text
    assert "Fictive" not in text


@pytest.mark.row("OUT-05")
def test_of_twenty_completers_two_without_identifiers_are_returned_by_their_rows_and_each_source_is_shown(made):
    rows = [completed("2026-10-05", ssn=f"1010010{n:02d}") for n in range(20)]
    rows[4]["ssn"] = rows[11]["ssn"] = ""
    made.write(rows, [paid(ssn="101001000"), paid(ssn="101001001", source="TN"), paid(ssn="101001002", wages="0")])
    assert made.compute() == 1
    assert made.rejected == [(6, "ssn", "required"), (13, "ssn", "required")]
    sources = [
        (each["wages_of_this_state"], each["wages_of_other_state"])
        for each in made.people()
        if each["rule"] == "employed"
    ]
    assert sorted(sources, key=str) == [(False, "TN"), (True, None)]


@pytest.mark.parametrize("ssn", ["000121234", "666-12-1234", "900121234", "999-12-1234", "123001234", "123-12-0000"])
def test_a_number_that_was_never_issued_is_a_warning_and_its_person_counts_and_is_matched(made, ssn, capsys):
    made.write([completed("2026-10-05", ssn=ssn), completed("2026-10-05", ssn="001-01-0001")], [paid(ssn=ssn)])
    assert made.compute() == 0
    assert made.manifest["warnings"]["ssn_never_issued"]["rows"] == 1
    assert made.rates["WELD", "2026-27", "placement"]["numerator"] == "1"
    capsys.readouterr()
    assert run("validate", "--participants", str(made.participants), "--json") == 0
    (warning,) = json.loads(capsys.readouterr().out)["warnings"]
    assert (warning["code"], warning["first"]) == ("ssn_never_issued", [{"file": "participants.csv", "row": 2}])


def test_one_number_with_two_dates_of_birth_is_matched_and_reported_by_pseudonym(made):
    made.write([completed("2026-10-05"), enrolled(program_id="OTHER", date_of_birth="1990-05-18")], [paid()])
    assert made.compute() == 0
    (conflict,) = made.manifest["identity_conflicts"]
    assert conflict["rows"] == [{"file": "participants.csv", "row": 2}, {"file": "participants.csv", "row": 3}]
    assert {each["person"] for each in made.people()} == {conflict["person"]}
    assert made.rates["WELD", "2026-27", "placement"]["result"] == "met"


def test_what_somebody_who_never_attended_says_is_no_conflict(made):
    made.write([completed(), enrolled(enrollment_status="never_attended", date_of_birth="1990-05-18", last_name="X")])
    assert made.compute() == 0
    assert made.manifest["identity_conflicts"] == []
    assert made.manifest["warnings"] == {}


def test_another_name_for_the_same_number_is_a_warning_and_another_spelling_of_its_letters_is_none(made):
    made.write([enrolled(last_name="Smith"), enrolled(program_id="B", last_name="SMITH ")])
    assert made.compute() == 0
    assert made.manifest["warnings"] == {}
    made.write([enrolled(last_name="Smith"), enrolled(program_id="B", last_name="Jones")])
    assert made.compute() == 0
    assert made.manifest["warnings"]["name_differs"]["rows"] == 2


@pytest.mark.row("FED-07")
@pytest.mark.parametrize(("start", "warned"), [("2026-11-10", 2), ("2026-11-15", 2), ("2026-11-16", 0)])
def test_pell_for_two_programs_on_one_day_is_flagged_at_both_colleges_and_neither_sees_the_other(
    made, start, warned, capsys
):
    college_a, college_b = made.folder / "a.csv", made.folder / "b.csv"
    college_a.write_text(as_csv([enrolled(pell_from="2026-09-01", pell_to="2026-11-15")], PEOPLE))
    of_b = enrolled(opeid="00045600", program_id="NURSE", pell_from=start, pell_to="2027-01-20")
    college_b.write_text(as_csv([of_b], PEOPLE))
    assert run("validate", "--participants", str(college_a), str(college_b), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    found = {each["code"]: each for each in told["warnings"]}.get("pell_overlap", {"rows": 0, "first": []})
    assert found["rows"] == warned
    assert found["first"] == [{"file": "a.csv", "row": 2}, {"file": "b.csv", "row": 2}][: warned or 0]
    for secret in ("NURSE", "WELD", "00045600", "2026-11-1", "2027-01-20"):
        assert secret not in json.dumps(found)


def test_pell_twice_for_one_program_is_no_overlap(made, capsys):
    row = enrolled(pell_from="2026-09-01", pell_to="2026-11-15")
    made.write([row, row])
    assert run("validate", "--participants", str(made.participants), "--json") == 0
    assert json.loads(capsys.readouterr().out)["warnings"] == []


def test_validate_names_every_fault_and_counts_nothing(made, capsys):
    made.write([enrolled(opeid="1"), withdrawn(""), enrolled()])
    before = sorted(made.folder.iterdir())
    assert run("validate", "--participants", str(made.participants), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [(each["row"], each["column"], each["code"]) for each in told["faults"]] == [
        (2, "opeid", "form"),
        (3, "last_date_of_attendance", "required"),
    ]
    assert told["complete"] is False
    assert run("validate", "--participants", str(made.participants)) == 1
    assert capsys.readouterr().out.splitlines() == [
        "participants.csv, row 2, opeid: must be 8 digits",
        "participants.csv, row 3, last_date_of_attendance: empty; this column is needed when withdrawn",
        "participants.csv: 3 rows, 2 to correct",
    ]
    assert sorted(made.folder.iterdir()) == before


def test_columns_of_the_samples_are_those_of_the_format():
    from magnolia.policy.outcome_records import records

    assert list(ENROLLED) == [each.id for each in records("ms", 1).participants] == list(PEOPLE)
    assert list(PAID) == [each.id for each in records("ms", 1).wages] == list(WAGES)
