"""`magnolia check` with the worked figures of the policy and the catalogue."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from magnolia.policy.criteria import findings
from magnolia.policy.parameters import Amendment
from magnolia.policy.reading import read_facts

Program = dict[str, Any]


@pytest.mark.row("ELIG-02")
@pytest.mark.parametrize(("level", "outcome"), [("undergraduate", "met"), ("graduate", "not_met"), (None, "missing")])
def test_the_level_must_be_undergraduate_and_a_blank_is_missing(program, check, level, outcome):
    program["program"]["level"] = level
    assert check(program, "program.undergraduate").startswith(f"{outcome}:")


@pytest.mark.row("ELIG-04", "ELIG-05")
@pytest.mark.parametrize(
    ("measure", "hours", "outcome"),
    [
        *[
            (measure, hours, outcome)
            for measure in ("semester", "trimester")
            for hours, outcome in (
                (3.9, "not_met"), (4, "met"), (15, "met"), (15.5, "needs_review"), (16, "not_met"),
            )
        ],
        ("quarter", 5.9, "not_met"), ("quarter", 6, "met"), ("quarter", 23.9, "met"), ("quarter", 24, "not_met"),
    ],
)  # fmt: skip
def test_credit_hours_have_their_own_limits_in_each_unit(program, check, measure, hours, outcome):
    program["program"] |= {"measure": measure, "hours": hours}
    assert check(program, "program.length").startswith(f"{outcome}: {hours} {measure} hours")


@pytest.mark.parametrize(
    ("hours", "outcome"), [(149.9, "not_met"), (150, "met"), (599.9, "met"), (600, "not_met"), (-10, "not_met")]
)
def test_clock_hours_are_at_least_150_and_fewer_than_600(program, check, hours, outcome):
    program["program"]["hours"] = hours
    assert check(program, "program.length").startswith(f"{outcome}: {hours} clock hours")


@pytest.mark.row("ELIG-06")
@pytest.mark.parametrize(
    ("measure", "outcome"), [("quarter", "met"), ("semester", "not_met"), ("clock", "not_met"), (None, "missing")]
)
def test_twenty_is_judged_in_the_unit_that_is_stated(program, check, measure, outcome):
    program["program"] |= {"hours": 20, "measure": measure}
    told = check(program, "program.length")
    assert told.startswith(f"{outcome}:")
    assert measure is not None or "Say in which unit" in told


@pytest.mark.row("ELIG-07")
@pytest.mark.parametrize(("weeks", "outcome"), [(7.9, "not_met"), (8, "met"), (14.9, "met"), (15, "not_met")])
def test_weeks_of_instruction_are_tested_beside_the_hours(program, check, weeks, outcome):
    program["program"] |= {"hours": 300, "instructional_weeks": weeks}
    assert check(program, "program.weeks").startswith(f"{outcome}: {weeks} weeks")
    program["program"] |= {"hours": 600, "instructional_weeks": 10}
    assert check(program, "program.weeks").startswith("met")
    assert check(program, "program.length").startswith("not_met")


@pytest.mark.row("ELIG-08")
def test_the_twelve_months_before_must_be_covered_in_qualifying_form(program, check):
    def history(*periods: tuple[str, str | None, int]) -> None:
        program["program"]["history"] = [
            {"from": first, "to": last, "measure": "clock", "hours": hours, "weeks": 10}
            for first, last, hours in periods
        ]

    history(("2025-09-01", None, 160))
    assert check(program, "program.twelve_months", "2026-09-01").startswith("met")
    history(("2025-01-13", "2025-11-30", 140), ("2025-12-01", None, 160))
    told = check(program, "program.twelve_months", "2026-09-01")
    assert told.startswith("not_met")
    assert "December 1, 2025" in told
    assert check(program, "program.twelve_months", "2026-12-01").startswith("met")


@pytest.mark.row("ELIG-09")
@pytest.mark.parametrize(
    ("answers", "outcome", "says"),
    [
        ((False, False, False), "met", "none of these"),
        ((False, True, False), "not_met", "includes study abroad."),
        ((False, False, None), "missing", "Say whether the program includes direct assessment"),
    ],
)
def test_each_excluded_way_of_teaching_is_answered_by_itself(program, check, answers, outcome, says):
    program["program"] |= dict(zip(("correspondence", "study_abroad", "direct_assessment"), answers, strict=True))
    told = check(program, "program.no_excluded_delivery")
    assert told.startswith(f"{outcome}:")
    assert says in told


@pytest.mark.row("ELIG-10")
@pytest.mark.parametrize(
    ("actions", "outcome"),
    [
        ([("suspension", "2020-03-01", "2021-08-31")], "met"),
        ([("suspension", "2020-03-01", "2021-09-01")], "not_met"),
        ([("emergency_action", "2026-08-31", None)], "not_met"),
        ([("termination", "2019-05-01", None)], "not_met"),
        ([], "met"),
        ([("suspension", "2026-03-01", "2026-02-01")], "missing"),
        (None, "missing"),
    ],
)
def test_five_years_are_looked_back_for_federal_actions(program, check, actions, outcome):
    named = (
        [{"kind": kind, "from": first, "to": last} for kind, first, last in actions] if actions is not None else None
    )
    program["institution"]["federal_actions"] = named
    assert check(program, "institution.no_federal_action", "2026-09-01").startswith(f"{outcome}:")


@pytest.mark.row("ELIG-12")
def test_a_program_online_for_its_own_state_is_judged_like_one_in_person(program, check):
    told = []
    for distance in ({"offered": False}, {"offered": True, "student_states": ["MS"]}):
        program["distance"] = distance
        told.append([check(program, name) for name in ("program.length", "program.weeks", "program.twelve_months")])
        assert check(program, "program.distance").startswith("met")
    assert told[0] == told[1]


def test_each_other_state_of_the_students_needs_an_agreement_in_force(program, check):
    program["distance"] = {"offered": True, "student_states": ["TN"], "agreements": []}
    assert "with TN" in check(program, "program.distance")
    program["distance"]["agreements"] = [{"state": "TN", "from": "2026-07-01"}]
    assert check(program, "program.distance").startswith("met")
    program["distance"]["student_states"] = ["TN", "AR"]
    assert "October 1, 2026 with AR, where" in check(program, "program.distance")


def _letters(program: Program, *employers: tuple[str, str, bool], sector: str = "Construction") -> list[dict[str, Any]]:
    letter = program["employers"]["letters"][0] | {"sector": sector}
    return [
        letter | {"employer": name, "owner": owner, "separate_hiring_authority": apart}
        for name, owner, apart in employers
    ]


@pytest.mark.row("EMP-10")
def test_every_sector_needs_three_independent_employers_or_as_many_as_the_state_sets(program, check):
    program["program"]["sectors"] = ["Construction", "Healthcare"]
    for second, outcome in ((["Elm", "Fir"], "not_met"), (["Elm", "Fir", "Hazel"], "met")):
        program["employers"]["letters"] = [
            *_letters(program, *((name, name, False) for name in ("Alder", "Birch", "Cedar"))),
            *_letters(program, *((name, name, False) for name in second), sector="Healthcare"),
        ]
        told = check(program, "employers.independent")
        assert told.startswith(f"{outcome}:")
        assert f"Construction: 3; Healthcare: {len(second)}." in told
    program["program"]["sectors"] = ["Construction"]
    program["employers"]["letters"] = _letters(program, *(("Alder", "Alder", False), ("Birch", "Birch", False)) * 3)
    assert "not_met: Independent employers with a letter that counts: Construction: 2." in check(
        program, "employers.independent"
    )
    five = Amendment("employers.independent_per_sector", date(2026, 7, 1), 5, "Fictive finding")
    for count, outcome in ((4, "not_met"), (5, "met")):
        names = ("Alder", "Birch", "Cedar", "Elm", "Fir")[:count]
        program["employers"]["letters"] = _letters(program, *((name, name, False) for name in names))
        found = findings(read_facts(json.dumps(program).encode()), "ms", date(2026, 10, 1), [five])
        assert next(f.outcome for f in found if f.criterion == "employers.independent") == outcome


@pytest.mark.row("EMP-16")
def test_a_letter_without_occupations_and_competencies_is_named_with_both_and_does_not_count(program, check):
    assert check(program, "employers.content").startswith("met:")
    assert "Construction: 3." in check(program, "employers.independent")
    program["employers"]["letters"][1] |= {"occupations": [], "competencies": []}
    assert "Birch: the occupations, the competencies. " in check(program, "employers.content")
    assert "not_met: Independent employers with a letter that counts: Construction: 2." in check(
        program, "employers.independent"
    )


@pytest.mark.row("EMP-12")
def test_employers_of_one_owner_count_as_one_unless_they_hire_on_their_own(program, check):
    owned = ("Birch", "Root"), ("Cedar", "Root"), ("Elm", "Root")
    for apart, outcome in (
        (False, "not_met: Independent employers with a letter that counts: Construction: 2."),
        (True, "met: Independent employers with a letter that counts: Construction: 4."),
    ):
        program["employers"]["letters"] = _letters(
            program, ("Alder", "Alder", False), *[(*each, apart) for each in owned]
        )
        assert check(program, "employers.independent").startswith(outcome)
    program["employers"]["letters"] = _letters(program, ("Alder", "Alder", False), *[(*each, False) for each in owned])
    program["employers"]["alternative_approval"] = "Finding of 3 August 2026: the structure is right for the sector"
    assert check(program, "employers.independent").startswith("met: The State approved another way")


@pytest.mark.row("EMP-14")
@pytest.mark.parametrize(
    ("dated", "outcome"), [("2024-09-15", "met"), ("2024-09-14", "not_met"), ("2026-09-16", "not_met")]
)
def test_a_letter_of_the_same_date_24_months_before_is_the_oldest_that_counts(program, check, dated, outcome):
    program["employers"]["letters"][0]["dated"] = dated
    assert check(program, "employers.age", "2026-09-15").startswith(f"{outcome}:")
    counts = "Construction: 3" if outcome == "met" else "Construction: 2"
    assert counts in check(program, "employers.independent", "2026-09-15")


@pytest.mark.row("OUT-06")
@pytest.mark.parametrize(("fees", "outcome"), [(300.00, "met"), (300.01, "not_met")])
def test_tuition_and_fees_may_reach_the_published_amount_and_not_pass_it(program, check, fees, outcome):
    program["cost"] |= {"tuition": 3200.00, "required_fees": fees}
    program["vae"] = {"published_amount": 3500.00}
    assert check(program, "vae.tuition").startswith(f"{outcome}:")
    program |= {"award_year": "2027-28", "vae": {"published_amount": 3500.01}}
    assert check(program, "vae.tuition").startswith("met:")
    assert "for 2027-28" in check(program, "vae.tuition")
