"""What Personal Details still lacks, what does not fit together, and what deserves a second look."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy.complete import Around, Gap, exact, gaps, notes, total
from magnolia.policy.form import form

MS = form("ms")
AROUND = Around(award_year=2026, last_substitute_year=2028, arrangement_percent=Decimal(25))


def unfit(stated: dict[str, Any], around: Around = AROUND) -> list[Gap]:
    return [gap for gap in gaps(MS, stated, around) if gap.unfit]


def missing(stated: dict[str, Any]) -> dict[str, str]:
    """What is missing outside tables, or where a table has no row: place and words."""
    return {gap.field: gap.says for gap in gaps(MS, stated, AROUND) if not gap.unfit and not gap.row}


def test_of_an_empty_form_every_needed_question_and_table_is_asked_for_page_by_page():
    found = gaps(MS, {}, AROUND)
    needed = {q.id for q in MS.questions.values() if q.needed} | {t.id for t in MS.tables.values() if t.needed}
    assert {gap.field for gap in found} == needed
    pages = [list(MS.groups).index(MS.group_of(gap.field)) for gap in found]
    assert pages == sorted(pages)
    assert missing({})["hours"] == "Type the number of hours."
    assert missing({})["sectors"] == "Name at least one sector."
    assert not any(gap.unfit for gap in found)


def test_an_answer_that_makes_another_one_needed_asks_for_it_and_another_answer_does_not():
    offered = missing({"ground": "offered_in_state"})
    assert offered["offered_at"] == "Name the campus or site in Mississippi where the program is offered."
    assert "offered_at" not in missing({"ground": "serves_learners"})
    assert "offered_at" not in missing({"ground": "offered_in_state", "offered_at": "Main campus, Fictive City"})


def test_employers_are_listed_unless_the_program_is_the_class_part_of_an_apprenticeship():
    assert missing({"apprenticeship": False})["employers"].startswith("Employer validation is missing")
    assert "employers" not in missing({"apprenticeship": True})
    assert "employers" not in missing({})


def test_a_row_is_asked_for_what_it_lacks_with_its_number_and_its_column():
    rows = [{"description": "Books", "amount": Decimal("0")}, {"description": "", "amount": None}]
    found = [gap for gap in gaps(MS, {"fees": rows}, AROUND) if gap.field == "fees"]
    assert found == [
        Gap("fees", "Say what the fee is for.", 2, "description"),
        Gap("fees", "Type the amount of the fee. If there is none, type 0.", 2, "amount"),
    ]


@pytest.mark.parametrize(
    ("hours", "parts", "says"),
    [
        ("320", ["200", "120"], None),
        ("320.0", ["320"], None),
        ("320", ["200", "119.5"], "Parts total 319.5, stated 320: 0.5 hours apart."),
        ("320", ["200", "121"], "Parts total 321, stated 320: 1 hours apart."),
        ("320", ["200", ""], None),  # a row without a figure is asked for by itself
        ("", ["200"], None),
        ("320", [], None),
    ],
)
def test_the_parts_add_up_to_the_hours_or_the_difference_is_said(hours, parts, says):
    found = unfit({"hours": hours, "hour_parts": [{"hours": part} for part in parts]})
    assert [(gap.field, gap.says.startswith(says or "")) for gap in found] == ([("hour_parts", True)] if says else [])


def test_a_channel_that_the_state_does_not_list_is_named_as_the_institution_named_it():
    (found,) = unfit({"input_channel": "other", "input_channel_other": "Fictive Breakfast Club"})
    assert found.field == "input_channel"
    assert found.says.startswith("AccelerateMS does not list this channel: Fictive Breakfast Club.")
    (unnamed,) = unfit({"input_channel": "other"})
    assert "this channel: another channel." in unnamed.says
    assert unfit({"input_channel": "state_board"}) == []


def test_points_of_the_other_credential_route_are_to_be_emptied():
    portable = {"stackable_evidence": ["Certificate"], "portable_evidence": ["Two employers"]}
    assert unfit({"credential_route": "stackable_portable", **portable}) == []
    (found,) = unfit({"credential_route": "sole", **portable})
    assert found.field == "credential_route"
    assert "What shows that it is stackable; What shows that it is portable." in found.says
    (other,) = unfit({"credential_route": "stackable_portable", "given_on_completion": True})
    assert "Does the program give it on completion?" in other.says
    assert unfit({"given_on_completion": True}) == unfit({"credential_route": "", "given_on_completion": True}) == []


@pytest.mark.parametrize(("asked", "late"), [(2027, False), (2028, False), (2029, True)])
def test_other_documents_stand_in_for_figures_to_the_last_year_that_allows_it_and_no_longer(asked, late):
    found = unfit({"outcomes_basis": "substitute"}, Around(asked, 2028, Decimal(25)))
    assert bool(found) is late
    if late:
        assert "only up to award year 2028-2029; this application is for 2029-2030." in found[0].says
    assert unfit({"outcomes_basis": "figures"}, Around(asked, 2028, Decimal(25))) == []


@pytest.mark.parametrize(
    ("part", "whole", "column"),
    [("completed_in_time", "completion_cohort", "are in the group"), ("employed", "placement_cohort", "are counted")],
)
def test_no_more_people_finish_or_find_work_than_there_were(part, whole, column):
    assert unfit({part: 40, whole: 40}) == []
    assert unfit({part: 41}) == unfit({whole: 40}) == []
    (found,) = unfit({part: 41, whole: 40})
    assert found.field == part
    assert found.says.startswith("41 ")
    assert f"only 40 {column}" in found.says


def test_a_period_ends_on_its_first_day_at_the_earliest():
    def period(first: Any, last: Any) -> list[Gap]:
        return unfit({"history": [{"from_day": "2025-01-01", "to_day": ""}, {"from_day": first, "to_day": last}]})

    assert period("2025-09-01", "2025-09-01") == period("2025-09-01", "") == period("", "2025-08-31") == []
    assert period("2025-09-01", "2025-08-31") == [
        Gap("history", "The last day comes before the first day.", 2, "to_day", unfit=True)
    ]


def test_a_broad_group_of_occupations_is_taken_and_gets_a_second_look():
    found = notes(MS, {"soc_codes": ["47-2110", "47-2111"]}, AROUND)
    assert [(note.field, note.says[:7], note.unfit) for note in found] == [("soc_codes", "47-2110", False)]
    assert notes(MS, {}, AROUND) == []


def test_figures_are_exact_and_a_sum_needs_every_one_of_them():
    assert exact("12.50") == exact(Decimal("12.5")) == Decimal("12.5")
    assert exact(0) == Decimal(0)
    assert exact(None) is exact("") is None
    assert total([{"hours": "0.1"}, {"hours": "0.2"}], "hours") == Decimal("0.3")
    assert total([{"hours": "0.1"}, {}], "hours") is None
    assert total([], "hours") is total(None, "hours") is None


@pytest.mark.parametrize(
    ("reason", "asked"), [(None, True), ("", True), ("  ", True), ("The course teaches it.", False)]
)
def test_an_occupation_that_the_crosswalk_does_not_join_to_the_field_of_study_has_a_reason(reason, asked):
    around = Around(2026, 2028, Decimal(25), unusual=("47-2111", "51-4121"))
    found = [gap for gap in unfit({"cip_code": "46.0303", "pair_reason": reason}, around) if gap.field == "pair_reason"]
    assert [gap.says for gap in found] == asked * [
        "The crosswalk does not join CIP 46.0303 to 47-2111, 51-4121. Say in a sentence why the program prepares for"
        " it, or check the codes."
    ]
    assert not [gap for gap in unfit({"cip_code": "46.0303"}) if gap.field == "pair_reason"]
