"""The checker of limits on Pell for one student: it warns with the rule, decides nothing and keeps nothing."""

from __future__ import annotations

import csv
import io
import logging
import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from magnolia.policy.layers import jurisdictions
from magnolia.policy.workflow import process
from magnolia.portal.doors import DOORS
from magnolia.portal.models import SignedDeclaration

from .bring import body, bring, on

PAGE = "/in/ms/student-limits/"
CLEAR = {
    "do": "student", "aid": "pell", "bachelors": "no", "graduate_program": "none", "graduate_credential": "no",
    "award_year": "2026-2027", "cost_of_attendance": "10000.00", "private_aid": "0", "pell_from": "2026-09-01",
    "pell_to": "2026-11-15", "counted_hours": "300", "required_hours": "300",
}  # fmt: skip
ROWS = {name: value for name, value in CLEAR.items() if name != "do"}

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    html = body(answer)
    return " ".join(re.sub(r"<[^>]+>", " ", html.decode()).replace("&#x27;", "'").split())


def ask(**typed):
    """The answer for one student: the tone of each question that is not clear, by its words."""
    answer = Client().post(PAGE, CLEAR | typed)
    assert answer.status_code == 200, words(answer)
    return answer


def heard(answer) -> list[tuple[str, str]]:
    """Label and sentence of every answer that warns, asks for action or informs."""
    lines = answer.context["said"]
    return [(line["label"], line["says"]) for line in lines if line["label"] not in ("No warning", "Not answered")]


def labels(**typed) -> list[str]:
    return [label for label, _ in heard(ask(**typed))]


def table(*rows: dict[str, str]) -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def send(content: bytes, do="file", name="students.csv"):
    return Client().post(PAGE, {"do": do, "file": SimpleUploadedFile(name, content)})


def told(answer) -> dict[int, list[str]]:
    """What each row with something to look at is told, by its number."""
    return {
        student.row: [f"{line['label']}: {line['says']}" for line in lines]
        for student, lines in answer.context["heard"]
    }


@pytest.mark.row("FED-01")
def test_pell_is_the_only_aid_offered_and_another_title_iv_fund_is_flagged_with_the_rule(ms, at):
    form = Client().get(PAGE).context["form"]
    assert form.fields["aid"].choices == [("pell", "Federal Pell Grant")]
    assert Client().post(PAGE, CLEAR | {"aid": "direct_loan"}).status_code == 422
    answer = send(table(ROWS, ROWS | {"aid": "direct_loan"}, ROWS | {"aid": "pell; work study"}))
    flag = "Warning: Named for this program: {}. Pell is the only Title IV aid that may be paid for it."
    assert told(answer) == {3: [flag.format("Direct Loan")], 4: [flag.format("Federal Work-Study")]}
    assert "34 CFR part 690; Mississippi Workforce Pell Policy 12.1" in words(answer)
    assert "Pell is the only federal student aid that may be paid for an eligible workforce program." in words(answer)
    filed = bring(ms, "submitted", on("2026-08-03"))
    signed = SignedDeclaration.objects.get(signature__application=filed, declaration="pell_only")
    assert "no other federal student aid for it" in signed.wording


@pytest.mark.row("FED-03")
def test_a_flagged_row_is_taken_with_a_warning_and_nothing_here_awards_or_refuses_aid(ms):
    answer = send(table(ROWS, ROWS | {"graduate_credential": "yes"}))
    assert answer.status_code == 200
    assert answer.context["found"].faults == []
    assert len(answer.context["found"].told) == 2
    assert list(told(answer)) == [3]
    shown = words(answer)
    assert (
        "It never awards aid and never refuses it: whether a student gets a Pell Grant is for the institution" in shown
    )
    assert "that is no decision on aid" in shown
    for state in jurisdictions():
        for life in process(state).lives.values():
            for move in life.moves.values():
                assert "award" not in move.name
                assert not re.search(r"\b(award|grant|pay|refuse)\b.*\b(aid|Pell)\b", move.label), move.label
    assert not [name for name in DOORS if "award" in name]
    buttons = re.findall(r"<button[^>]*>(.*?)</button>", answer.content.decode(), re.DOTALL)
    assert not [each for each in buttons if re.search("award|refuse|approve|deny", each, re.IGNORECASE)]


@pytest.mark.row("FED-04")
def test_a_bachelors_degree_alone_brings_no_warning():
    assert labels(bachelors="yes") == ["For information"]
    assert "By itself it is no bar to Pell" in words(ask(bachelors="yes"))
    assert not any(label == "Warning" for label in labels(bachelors="yes"))
    assert labels() == []
    answer = send(table(ROWS | {"bachelors": "yes"}))
    assert not [line for lines in told(answer).values() for line in lines if line.startswith(("Warning", "To do"))]


def test_no_warning_is_said_only_when_every_limit_could_be_looked_at():
    assert "No warning. That is no decision on aid." in words(ask())
    shown = words(ask(graduate_program=""))
    assert "Not enough is answered" in shown
    assert "No warning. That is" not in shown
    assert "There is at least one warning below." in words(ask(graduate_program="", graduate_credential="yes"))


@pytest.mark.row("FED-05")
def test_enrolled_in_or_accepted_into_a_graduate_program_warns_and_applied_only_does_not():
    for standing, expected in (("enrolled", ["Warning"]), ("accepted", ["Warning"]), ("applied", []), ("none", [])):
        assert labels(graduate_program=standing) == expected, standing
    answer = send(table(*({**ROWS, "graduate_program": each} for each in ("enrolled", "accepted", "applied"))))
    assert list(told(answer)) == [2, 3]
    assert "Mississippi Workforce Pell Policy 12.2" in words(answer)


@pytest.mark.row("FED-06")
def test_a_graduate_credential_held_warns_and_one_begun_and_dropped_does_not():
    assert labels(graduate_credential="yes") == ["Warning"]
    assert labels(graduate_credential="no", graduate_program="left") == []
    answer = send(table(ROWS | {"graduate_credential": "yes"}, ROWS | {"graduate_program": "left"}))
    assert list(told(answer)) == [2]


def test_two_pell_periods_of_one_student_are_flagged_where_they_share_a_day():
    first = ROWS | {"key": "S-17", "program": "W1"}
    second = first | {"program": "W2", "pell_from": "2026-11-10", "pell_to": "2027-01-20"}
    overlap = told(send(table(first, second)))
    assert list(overlap) == [2, 3]
    assert "in row 3. No student gets Pell for two programs at a time" in overlap[2][0]
    assert "in row 2." in overlap[3][0]
    assert told(send(table(first, second | {"pell_from": "2026-11-16"}))) == {}
    assert list(told(send(table(first, second | {"pell_from": "2026-11-15"})))) == [2, 3]
    assert told(send(table(first, second | {"key": "S-18"}))) == {}
    other = {"other_pell_from": "2026-11-10", "other_pell_to": "2027-01-20"}
    assert labels(**other) == ["Warning"]
    assert labels(**other | {"other_pell_from": "2026-11-16"}) == []


@pytest.mark.row("FED-08")
def test_non_federal_aid_at_or_above_the_cost_bars_for_its_award_year_and_federal_aid_is_not_counted():
    for aid, expected in (("10000.00", ["Warning"]), ("9999.99", []), ("10000.01", ["Warning"])):
        assert labels(private_aid=aid) == expected, aid
    third = {"state_aid": "3333.33", "institutional_aid": "3333.33", "private_aid": "3333.34"}
    assert labels(**third) == ["Warning"]
    assert labels(**third | {"state_aid": "3333.32"}) == []
    assert labels(private_aid="9999.99", federal_aid="25000.00") == []
    assert "in the award year 2026-2027" in words(ask(private_aid="10000.00"))
    one = ROWS | {"key": "S-17", "program": "W", "award_year": "2026-27", "private_aid": "6000.00"}
    rows = [one, one | {"award_year": "2027-28", "pell_from": "2027-09-01", "pell_to": "2027-11-15"}]
    assert told(send(table(*rows))) == {}  # 12,000 over two award years, 6,000 in each
    rows[1] = rows[1] | {"private_aid": "10000.00"}
    barred = told(send(table(*rows)))
    assert list(barred) == [3]
    assert "2027-2028" in barred[3][0]


def test_learned_before_the_last_payment_something_is_to_be_done_and_after_it_it_is_for_information():
    covered = {"private_aid": "10000.00", "learned_on": "2026-11-01", "last_payment_on": "2026-11-20"}
    assert labels(**covered) == ["Warning", "To do"]
    assert "lower the aid that the college controls, or return or cancel the Pell Grant" in words(ask(**covered))
    assert labels(**covered | {"learned_on": "2026-11-20"}) == ["Warning", "To do"]
    assert labels(**covered | {"learned_on": "2026-11-21"}) == ["Warning", "For information"]
    assert labels(**covered | {"private_aid": "9999.99"}) == []


def test_only_required_coursework_that_is_not_remedial_counts():
    assert labels(remedial_hours="1") == ["Warning"]
    assert labels(extra_hours="1") == ["Warning"]
    assert labels(counted_hours="300.5") == ["Warning"]
    assert labels(remedial_hours="0", extra_hours="0") == []


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize("signed_in", [False, True])
def test_nothing_that_was_asked_is_kept_in_a_row_a_session_or_a_log(ms, enter, caplog, signed_in, tmp_path, settings):
    client = enter(ms.preparer) if signed_in else Client()
    client.get(PAGE)
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    (tmp_path / "uploads").mkdir()
    before = counts()
    sessions = dict(Session.objects.values_list("session_key", "session_data"))
    secret = {"program": "Zebrafish-4711", "private_aid": "10000.07", "key": "KEY-90210"}
    caplog.set_level(logging.DEBUG)
    for do in ("student", "file", "download"):
        for bad in ({}, {"award_year": "never"}):
            row = ROWS | secret | bad
            typed = row | {"do": do, "file": SimpleUploadedFile("students.csv", table(row))}
            answer = client.post(PAGE, typed)
            assert answer.status_code in (200, 422)
            assert answer["Cache-Control"].startswith(("max-age=0", "no-store"))
            words(answer)
    assert counts() == before
    assert dict(Session.objects.values_list("session_key", "session_data")) == sessions
    for each in secret.values():
        assert each not in caplog.text
    assert not any((tmp_path / "uploads").iterdir())
    assert not (tmp_path / "documents").exists()
    assert client.get(PAGE).context["form"].is_bound is False


def test_answers_in_the_address_are_not_read_since_addresses_are_logged():
    answer = Client().get(PAGE, CLEAR | {"graduate_credential": "yes"})
    assert answer.context["said"] == []
    assert answer.context["form"].is_bound is False


BAD = {
    "a Social Security number": (b"ssn,bachelors\n123-45-6789,yes\n", "Column 1 is named like a Social Security"),
    "a name": (b"key,Last Name\nA1,Sample\n", "Column 2 is named like a name"),
    "a birth date": (b"date_of_birth\n2000-01-01\n", "Column 1 is named like a date of birth"),
    "a key that is one": (b"key,bachelors\n123-45-6789,yes\n", "Row 2: the key looks like a Social Security"),
    "a key that is a name": (b"key,bachelors\nJane Sample,yes\n", "Row 2: a key has no spaces"),
    "no header": (b"123-45-6789,Jane,yes\n", "Column 1 is named like a Social Security"),
    "another header": (b"a,b\n1,2\n", "names none of the columns"),
    "a column twice": (b"key,bachelors,bachelors\nA1,yes,no\n", "A column stands in the file twice: bachelors"),
    "no rows": (b"key,bachelors\n", "nothing below it"),
    "no bytes": (b"", "is empty (0 bytes)"),
    "another encoding": ("key,bachelors\nA1,sí\n".encode("utf-16"), "not plain text in UTF-8"),
    "Latin letters": ("key,program\nA1,Café\n".encode("latin-1"), "not plain text in UTF-8"),
    "an open quote": (b'key,program\nA1,"x\n', "cannot be read as CSV"),
    "too many rows": (b"key\n" + b"A1\n" * 5001, "more than 5000 rows"),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("do", ["file", "download"])
def test_a_file_that_may_not_or_cannot_be_read_gets_a_sentence_that_repeats_nothing_of_it(what, do):
    content, says = BAD[what]
    answer = send(content, do)
    assert answer.status_code == 422
    shown = words(answer)
    assert says in shown
    for person in ("6789", "Jane", "Sample", "2000-01-01"):
        assert person not in shown.replace("Written as 2026-09-01", "")


def test_a_large_file_is_refused_before_it_is_read():
    answer = send(b"key\n" + b"x" * (50 * 1024 * 1024))
    assert answer.status_code == 413
    assert "The file is larger than 2 MB" in words(answer)


def test_rows_that_cannot_be_read_are_named_by_their_number_and_the_others_are_answered():
    rows = table(
        ROWS, ROWS | {"private_aid": "=1+1"}, ROWS | {"pell_to": "2026-08-31"}, ROWS | {"graduate_credential": "yes"}
    )
    answer = send(rows)
    assert [row for row, _ in answer.context["found"].faults] == [3, 4]
    assert "Row 3 says something under private_aid that is no amount" in words(answer)
    assert "=1+1" not in words(answer)
    assert list(told(answer)) == [5]


def test_the_answer_comes_as_a_file_with_rows_by_number_and_key_and_no_formula():
    answer = send(table(ROWS | {"key": "S-17", "graduate_credential": "yes"}, ROWS | {"award_year": "x"}), "download")
    assert answer["Content-Type"].startswith("text/csv")
    text = body(answer).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert {line["row"] for line in lines} == {"", "2", "3"}
    warned = [line for line in lines if line["answer"] == "Warning"]
    assert [(line["row"], line["key"]) for line in warned] == [("2", "S-17")]
    assert "12.2" in warned[0]["source"]
    assert [line["row"] for line in lines if line["answer"] == "Not read"] == ["3"]
    assert "never awards aid" in lines[0]["answer"] + lines[0]["question"] + lines[0]["sentence"]
    assert not re.search(r'(?m)(^|,)"?[=+@]', text)


def test_the_empty_file_has_every_column_and_none_that_tells_who_a_student_is():
    answer = Client().get(reverse("student_template", args=["ms"]))
    header = body(answer).decode("utf-8-sig").strip().split(",")
    assert header[0] == "key"
    assert send((",".join(header) + "\nA1" + "," * (len(header) - 1) + "\n").encode()).status_code == 200
    assert Client().get("/in/zz/student-limits/").status_code == 404
    assert get_resolver().reverse("student_limits", "xx") == "in/xx/student-limits/"


def test_a_field_that_cannot_be_read_stands_with_its_message_and_loses_nothing_typed():
    answer = Client().post(PAGE, CLEAR | {"pell_to": "2026-08-31", "cost_of_attendance": "0", "counted_hours": "many"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"pell_to", "cost_of_attendance", "counted_hours"}
    assert 'value="2026-08-31"' in answer.content.decode()
