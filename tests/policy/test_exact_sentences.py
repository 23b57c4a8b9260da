"""Findings read to the last sign: lists, figures and dates as a person reads them, and the edge days of a look back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy.answers import Law, dollars, has_form, in_words
from magnolia.policy.criteria import findings
from magnolia.policy.layers import LawError
from magnolia.policy.parameters import build
from magnolia.policy.picking import Days
from tests.policy.samples import facts

OCTOBER = date(2026, 10, 1)


def found(criterion: str, given: dict[str, Any], on: date = OCTOBER) -> tuple[str, str]:
    each = next(each for each in findings(facts(given), "ms", on) if each.criterion == criterion)
    return each.outcome, each.message


# ---------------------------------------------------------------- figures and words


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "$0.00"), ("0.5", "$0.50"), ("0.005", "$0.005"), ("3250", "$3,250.00"), ("3250.10", "$3,250.10"),
        ("-0.5", "-$0.50"), ("-1234567.891", "-$1,234,567.891"), ("100.00", "$100.00"),
    ],
)  # fmt: skip
def test_an_amount_has_its_cents_and_is_never_rounded(amount, said):
    assert dollars(Decimal(amount)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("100.0"), "100"), (Decimal("100.10"), "100.1"), (Decimal("0.50"), "0.5"), (100, "100"),
        (Decimal("1E+2"), "100"), (date(2026, 7, 1), "July 1, 2026"), (["a", "b"], "a, b"), ("a", "a"), ([], ""),
    ],
)  # fmt: skip
def test_numbers_lose_only_needless_zeros_and_lists_have_commas(value, said):
    assert in_words(value) == said


@pytest.mark.parametrize(
    ("code", "fits"),
    [("46-0303", True), ("46-030", False), ("46-03033", False), ("46.0303", False), ("4٦-0303", False), ("", False)],
)
def test_a_code_has_its_form_sign_by_sign(code, fits):
    assert has_form(code, "NN-NNNN") is fits


def test_a_number_that_its_criterion_does_not_name_or_that_is_none_is_refused_in_a_sentence():
    def law(value: Any, named: tuple[str, ...]) -> Law:
        entry = {"from": date(2026, 7, 1), "value": value, "cite": "Fictive Rule 1"}
        block = {"means": "Sample", "unit": "samples", "by": "event", "values": [entry]}
        return Law("sample.one", {}, named, build({"limit": block}, {}), Days(OCTOBER, OCTOBER))

    with pytest.raises(LawError) as unnamed:
        law(1, ()).number("limit")
    assert str(unnamed.value) == "criterion sample.one uses limit, which its block does not name."
    with pytest.raises(LawError) as no_number:
        law("ten", ("limit",)).number("limit")
    assert str(no_number.value) == "limit is no number on October 1, 2026."
    counted = law(10, ("limit",))
    assert counted.number("limit") == counted.number("limit") == Decimal(10)
    assert counted.used == ["Fictive Rule 1"], "a source is cited once"


# ---------------------------------------------------------------- codes, cost, sectors


def test_wrong_codes_are_quoted_with_the_field_of_study_first():
    outcome, message = found("alignment.codes", {"program": {"cip_code": "46", "soc_codes": ["x", "49-9051", "y"]}})
    assert outcome == "not_met"
    assert '"46", "x", "y"' in message


def test_a_sector_is_the_same_whatever_its_spaces_and_its_case():
    lists = {"version": "January 2026", "priority_socs": [], "priority_sectors": ["advanced  Manufacturing"]}
    program = {"soc_codes": ["11-1011"], "sectors": [" Advanced manufacturing "]}
    assert found("alignment.priority", {"program": program, "lists": lists})[0] == "needs_review"
    joined = {"soc_codes": ["11-1011"], "sectors": ["advancedmanufacturing"]}
    assert found("alignment.priority", {"program": joined, "lists": lists})[0] == "not_met"


def test_a_price_of_nothing_is_a_price_and_one_below_is_none():
    assert found("cost.published", {"cost": {"tuition": 0, "required_fees": 0}})[0] == "met"
    assert found("cost.published", {"cost": {"tuition": Decimal("-0.01"), "required_fees": 0}})[0] == "not_met"


# ---------------------------------------------------------------- employers


def letter(employer: str, **more: Any) -> dict[str, Any]:
    return {
        "employer": employer, "owner": employer, "sector": "Construction", "dated": date(2026, 5, 1), "hiring": "now",
        "occupations": ["Lineworker"], "competencies": ["Climbing"], "aligned": True, "signed": True,
        "verifiable": True,
    } | more  # fmt: skip


def counted(*letters: dict[str, Any], sectors: tuple[str, ...] = ("Construction",)) -> tuple[str, str]:
    given = {"program": {"sectors": list(sectors)}, "employers": {"letters": list(letters)}}
    return found("employers.independent", given)


def test_employers_whose_owner_is_unknown_count_as_one_and_one_apart_from_its_owner_by_itself():
    three = [letter("A"), letter("B"), letter("C")]
    assert counted(*three)[0] == "met"
    assert counted(*three[:2])[0] == "not_met"
    unknown = [letter("A", owner=""), letter("B", owner=""), letter("C")]
    assert counted(*unknown)[0] == "not_met"
    owned = [letter(name, owner="Holding") for name in "ABC"]
    assert counted(*owned)[0] == "not_met"
    assert counted(*owned[:1], *(letter(n, owner="Holding", separate_hiring_authority=True) for n in "BC"))[0] == "met"
    spelled = [letter("A", owner="Big  Holding"), letter("B", owner="big holding "), letter("C")]
    assert counted(*spelled)[0] == "not_met"
    named_like_its_owner = [
        letter("Holding", separate_hiring_authority=True),
        letter("B", owner="Holding"),
        letter("C"),
    ]
    assert counted(*named_like_its_owner)[0] == "met"


def test_an_owner_named_in_one_letter_of_an_employer_holds_for_its_others():
    letters = [letter("A", owner=""), letter("A", owner="Holding"), letter("B", owner="Holding"), letter("C")]
    assert counted(*letters)[0] == "not_met"


def test_every_sector_is_counted_by_itself_and_said_with_its_number():
    three = [letter(name) for name in "ABC"]
    outcome, message = counted(*three, letter("D", sector="Energy"), sectors=("Construction", "Energy"))
    assert outcome == "not_met"
    assert "Construction: 3; Energy: 1" in message
    nobody = counted(*three, letter("D", sector=None), sectors=("Construction", "Energy"))
    assert "Energy: 0" in nobody[1]


def test_another_method_of_validation_counts_only_where_its_approval_is_named():
    given = {"program": {"sectors": ["Construction"]}, "employers": {"letters": []}}
    for approval, outcome in (("Director's memo 4", "met"), ("", "not_met"), ("  ", "not_met"), (None, "not_met")):
        given["employers"]["alternative_approval"] = approval  # type: ignore[index]
        assert found("employers.independent", given)[0] == outcome


def test_a_letter_of_the_oldest_day_needs_no_exception_and_one_a_day_older_does():
    oldest = date(2024, 10, 1)
    on_the_day = found("employers.age", {"employers": {"letters": [letter("A", dated=oldest, age_exception="Memo 1")]}})
    assert on_the_day[0] == "met"
    assert "A" not in on_the_day[1].split()
    older = date(2024, 9, 30)
    excepted = found("employers.age", {"employers": {"letters": [letter("Acme", dated=older, age_exception="Memo 1")]}})
    assert excepted[0] == "met"
    assert "Acme" in excepted[1]
    two = found("employers.age", {"employers": {"letters": [letter("A", dated=older), letter("B", dated=older)]}})
    assert two[0] == "not_met"
    assert two[1].count("; ") == 1


# ---------------------------------------------------------------- the last twelve months


def taught(*periods: dict[str, Any], on: date = OCTOBER) -> tuple[str, str]:
    return found("program.twelve_months", {"program": {"history": list(periods)}}, on)


def period(first: date, last: date | None = None, hours: Any = 520, weeks: Any = 13) -> dict[str, Any]:
    ends = {"to_day": last} if last else {}
    return {"from_day": first, "measure": "clock", "hours": hours, "weeks": weeks} | ends


def test_a_period_that_did_not_fit_is_said_with_its_days_its_hours_and_its_weeks():
    outcome, message = taught(period(date(2024, 1, 1), date(2026, 2, 28), hours=140))
    assert outcome == "not_met"
    assert "January 1, 2024 to February 28, 2026: 140 clock hours, 13 weeks" in message
    running = taught(period(date(2024, 1, 1), hours=Decimal("140.50"), weeks=Decimal("9.0")))
    assert "January 1, 2024 to today: 140.5 clock hours, 9 weeks" in running[1]


def test_a_time_without_a_period_is_said_as_such():
    outcome, message = taught(period(date(2024, 1, 1), date(2025, 12, 31)), period(date(2026, 2, 1)))
    assert outcome == "not_met"
    assert "First qualifying date" in message or "a time without a period" in message
    nothing = taught(period(date(2024, 1, 1), date(2026, 8, 31)))
    assert nothing[0] == "not_met"
    assert "a time without a period" in nothing[1]


def test_a_period_that_ends_on_the_first_day_of_the_window_touches_it_and_one_the_day_before_does_not():
    start = date(2025, 10, 1)
    bad_before = period(date(2024, 1, 1), date(2025, 9, 30), hours=140)
    assert taught(bad_before, period(start))[0] == "met"
    bad_on_it = period(date(2024, 1, 1), start, hours=140)
    assert taught(bad_on_it, period(date(2025, 10, 2)))[0] == "not_met"


def test_a_period_that_begins_on_the_day_itself_says_nothing_of_the_months_before():
    assert taught(period(date(2024, 1, 1)), period(OCTOBER, hours=140))[0] == "met"
    assert taught(period(date(2024, 1, 1)), period(date(2026, 9, 30), hours=140))[0] == "not_met"


def test_hours_and_weeks_are_each_judged_for_every_period():
    wrongs: list[dict[str, Any]] = [{"hours": 140}, {"weeks": 7}, {"hours": 600}, {"weeks": 15}]
    for wrong in wrongs:
        assert taught(period(date(2024, 1, 1), **wrong))[0] == "not_met"


# ---------------------------------------------------------------- federal actions and lost programs


def action(first: date, last: date | None = None) -> dict[str, Any]:
    return {"kind": "suspension", "from_day": first} | ({"to_day": last} if last else {})


def acted(*actions: dict[str, Any]) -> tuple[str, str]:
    return found("institution.no_federal_action", {"institution": {"federal_actions": list(actions)}})


def test_two_actions_are_named_apart_and_one_that_ends_as_it_begins_is_none_of_the_turned():
    both = acted(action(date(2024, 1, 1)), action(date(2025, 1, 1), date(2025, 2, 1)))
    assert both[0] == "not_met"
    assert both[1].count("; ") == 1
    assert "January 1, 2024" in both[1]
    assert acted(action(date(2019, 1, 1), date(2019, 1, 1)))[0] == "met"
    turned = acted(action(date(2019, 1, 2), date(2019, 1, 1)), action(date(2018, 1, 2), date(2018, 1, 1)))
    assert turned[0] == "missing"
    assert turned[1].count("; ") == 1


def lost(*programs: dict[str, Any], **program: Any) -> tuple[str, str]:
    own = {"cip_code": "46.0303", "soc_codes": ["49-9051"]} | program
    return found("similar.none", {"program": own, "institution": {"failed_programs": list(programs)}})


def failed(name: str, cip: str = "46.0399", soc: str = "49-9051") -> dict[str, Any]:
    return {"name": name, "cip_code": cip, "soc_codes": [soc], "ineligible_from": date(2025, 7, 1)}


@pytest.mark.parametrize(
    ("cip", "soc", "outcome"),
    [
        ("46.0399", "49-9051", "not_met"),
        ("46.0399", "11-1011", "needs_review"),
        ("52.0401", "49-9051", "needs_review"),
        ("52.0401", "11-1011", "met"),
    ],
)
def test_several_lost_programs_are_named_apart(cip, soc, outcome):
    told = lost(failed("One", cip, soc), failed("Two", cip, soc))
    assert told[0] == outcome
    assert "One (waiting period until July 1, 2027); Two (waiting period until July 1, 2027)" in told[1]


def test_without_codes_the_lost_programs_still_waiting_are_named():
    told = lost(failed("One"), failed("Two"), cip_code=None)
    assert told[0] == "missing"
    assert "One (waiting period until July 1, 2027); Two (waiting period until July 1, 2027)" in told[1]


# ---------------------------------------------------------------- credit


def way(program: str, applies_to: str | None) -> dict[str, Any]:
    return {
        "institution": "Example State University", "program": program, "mechanism": "articulation",
        "credit": "12 hours", "applies_to": applies_to, "document": "a.pdf", "access_process": "advising",
        "student_notice": "catalog", "from_day": date(2026, 7, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("use", "outcome"), [("requirements", "met"), (None, "missing"), ("electives", "needs_review")]
)
def test_the_receiving_programs_are_named_apart(use, outcome):
    told = found("credit.applies", {"credit": [way("Welding", use), way("Energy", use)]})
    assert told[0] == outcome
    assert "Welding at Example State University; Energy at Example State University" in told[1]
