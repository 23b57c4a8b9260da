"""Limits on Pell for one student: every case file, both edges, and what a file may not hold."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from magnolia.policy.layers import LawError, fill_all, jurisdictions, read
from magnolia.policy.periods import AwardYear
from magnolia.policy.sources import cited
from magnolia.policy.student_rows import Unread, header, refuse_person, student
from magnolia.policy.students import RULES, TONES, Student, build, look, register

CASES = Path(__file__).parent / "student_cases"
ALL = [
    (path.stem, case)
    for path in sorted(CASES.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
WORDS = register("ms")


def made(facts: dict[str, Any]) -> Student:
    """A student from a case: figures are texts there, so that they are exact."""
    kinds = {name: column.kind for name, column in WORDS.columns.items()}
    values: dict[str, Any] = {}
    for name, value in facts.items():
        kind = kinds.get(name)
        if kind in ("money", "cost", "number"):
            values[name] = Decimal(value)
        elif kind == "year":
            values[name] = AwardYear.parse(value)
        else:
            values[name] = tuple(value) if kind == "funds" else value
    return Student(**values)


@pytest.mark.parametrize(("criterion", "case"), ALL, ids=[f"{name}: {case['name']}" for name, case in ALL])
def test_case(criterion: str, case: dict[str, Any]) -> None:
    found = [
        each
        for each in look(made(case["student"]), [made(other) for other in case.get("others", [])], WORDS)
        if each.criterion == criterion
    ]
    assert [each.tone for each in found] == case["tones"]
    assert {each.citation for each in found} <= {WORDS.criteria[criterion].cite}
    said = " ".join(each.message for each in found)
    for words in case.get("says", []):
        assert words in said
    assert "{" not in said


def test_every_criterion_has_a_case_for_each_of_its_sentences() -> None:
    assert {name for name, _ in ALL} == RULES.keys() == WORDS.criteria.keys()
    for name, criterion in WORDS.criteria.items():
        said = {
            key
            for case_of, case in ALL
            if case_of == name
            for key, _ in RULES[name](
                made(case["student"]), [made(other) for other in case.get("others", [])], WORDS
            )
        }  # fmt: skip
        assert said == criterion.sentences.keys(), name


@pytest.mark.parametrize("state", jurisdictions())
def test_every_criterion_cites_a_source_that_the_state_names(state: str) -> None:
    words = register(state)
    for criterion in words.criteria.values():
        assert cited(state, criterion.cite), criterion.id
        assert {key.partition(".")[0] for key in criterion.sentences} <= set(TONES)
    texts = [
        *words.says.values(),
        *words.fault.values(),
        *(s for c in words.criteria.values() for s in c.sentences.values()),
    ]
    assert not [text for text in texts if "{policy_name}" in text or "{agency}" in text]


def test_no_sentence_awards_or_refuses_aid() -> None:
    for criterion in WORDS.criteria.values():
        for sentence in criterion.sentences.values():
            assert "award Pell" not in sentence
            assert "refuse" not in sentence


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("SSN", "Social Security"),
        ("student_ssn", "Social Security"),
        ("SocialSecurityNumber", "Social Security"),
        ("Social Security No.", "Social Security"),
        ("ITIN", "Social Security"),
        ("123-45-6789", "Social Security"),
        ("Name", "a name"),
        ("Last Name", "a name"),
        ("firstname", "a name"),
        ("LastName", "a name"),
        ("student", "a student"),
        ("DOB", "date of birth"),
        ("date_of_birth", "date of birth"),
        ("E-Mail", "an address"),
        ("home address", "an address"),
    ],
)
def test_a_column_named_like_what_tells_who_a_student_is_is_refused(cell: str, what: str) -> None:
    with pytest.raises(Unread) as refused:
        header(["key", cell], WORDS)
    assert "Column 2 is named like" in str(refused.value)
    assert what in str(refused.value)
    assert "6789" not in str(refused.value)


def test_columns_of_other_things_are_left_unread_and_one_that_stands_twice_is_refused() -> None:
    assert header(["Key", "program name", "Institution Name", "bachelors", "remarks"], WORDS) == [
        "key", "", "", "bachelors", "",
    ]  # fmt: skip
    for cells, says in ((["key", "key"], "twice"), (["remarks"], "names none of the columns")):
        with pytest.raises(Unread, match=says):
            header(cells, WORDS)


@pytest.mark.parametrize("key", ["123-45-6789", "123456789", "123 45 6789", "123.45.6789"])
def test_a_key_that_looks_like_a_social_security_number_is_refused_without_saying_it(key: str) -> None:
    with pytest.raises(Unread) as refused:
        refuse_person(7, {"key": key}, WORDS)
    assert "Row 7" in str(refused.value)
    assert key not in str(refused.value)


@pytest.mark.parametrize("key", ["Jane Sample", "Sample", "Sample,J", "a" * 30, "1" * 31])
def test_a_key_that_could_be_a_name_is_refused_without_saying_it(key: str) -> None:
    with pytest.raises(Unread) as refused:
        refuse_person(7, {"key": key}, WORDS)
    assert key not in str(refused.value)


@pytest.mark.parametrize("key", ["", "A1", "2026-0017", "row_9", "1" * 30, "12345678", "1234567890"])
def test_a_key_of_the_college_is_taken(key: str) -> None:
    refuse_person(7, {"key": key}, WORDS)


@pytest.mark.parametrize(
    ("column", "wrong", "right"),
    [
        ("bachelors", "maybe", "Yes"),
        ("graduate_program", "begun", "Accepted"),
        ("aid", "gift card", "pell; Direct Loan"),
        ("award_year", "2026", "2026-2027"),
        ("award_year", "2026-28", "2026-27"),
        ("cost_of_attendance", "0", "0.01"),
        ("cost_of_attendance", "1e4", "10000.00"),
        ("private_aid", "9999.999", "9999.99"),
        ("private_aid", "-1", "0"),
        ("pell_from", "09/01/2026", ""),
        ("counted_hours", "NaN", "300.5"),
        ("learned_on", "2026-02-30", "2026-02-28"),
    ],
)
def test_a_cell_is_read_exactly_or_named_by_its_column_and_never_repeated(column: str, wrong: str, right: str) -> None:
    fault = student(2, {column: wrong}, WORDS)
    assert isinstance(fault, str)
    assert column in fault
    assert f"“{wrong}”" not in fault
    assert isinstance(student(2, {column: right}, WORDS), Student)


def test_a_period_needs_both_its_days_in_order() -> None:
    for first, last, ok in (
        ("2026-09-01", "2026-08-31", False),
        ("2026-09-01", "", False),
        ("", "2026-09-01", False),
        ("2026-09-01", "2026-09-01", True),
    ):
        assert isinstance(student(2, {"pell_from": first, "pell_to": last}, WORDS), Student) is ok


def test_the_register_refuses_a_criterion_without_a_rule_and_a_tone_nobody_knows() -> None:
    blocks = fill_all(read("federal", "students"), read("states/ms", "profile"))
    with pytest.raises(LawError, match="a criterion has one rule"):
        build({**blocks, "criterion": {**blocks["criterion"], "more": blocks["criterion"]["bachelors"]}})
    odd = {**blocks["criterion"]["bachelors"], "sentences": {"maybe": "Perhaps."}}
    with pytest.raises(LawError, match="no tone"):
        build({**blocks, "criterion": {**blocks["criterion"], "bachelors": odd}})
