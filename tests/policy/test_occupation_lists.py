"""The lists of priority occupations: what keeps one from being published, how two differ, what it is summed to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy import occupation_lists
from magnolia.policy.layers import LawError
from magnolia.policy.occupation_lists import (
    LABELLED,
    PLAIN,
    TESTS,
    Analysis,
    Count,
    Entry,
    Place,
    analyses,
    by_sector_group,
    compare,
    fits,
    lacks,
    misplaced,
    register,
    same,
    span,
    without_competencies,
)
from tests.policy.changed_law import changed

WORDS = register("ms")
SECTORS = ("Construction", "Health Care")


def entry(**but: Any) -> Entry:
    """An occupation that lacks nothing, with some of it changed."""
    whole: dict[str, Any] = {
        "soc_code": "47-2111", "title": "Electricians", "listed": True, "group": "", "state_priority": True,
        "sectors": ("Construction",), "reasons": (), "tests": dict.fromkeys(TESTS, True), "evidence": frozenset(TESTS),
        "supports": frozenset({"demand", "wage", "fit"}), "sourced": True, "competencies": True, "candidate": False,
    }  # fmt: skip
    return Entry(**whole | but)


def lacking(*entries: Entry, sectors: tuple[str, ...] = SECTORS) -> list[str]:
    return lacks(entries, 2026, sectors, WORDS)


# ---------------------------------------------------------------- words of a State


def test_every_word_of_the_lists_has_its_label_and_where_a_file_gave_the_figures_its_sentence():
    held = register("ms")
    assert held.labels["group"] == {"general": "General", "targeted": "Targeted", "emerging": "Emerging"}
    assert held.labels["tag"] == {"high_skill": "High skill", "high_wage": "High wage", "in_demand": "In demand"}
    assert held.sentences["tag"]["high_skill"] == "Typical entry education: {education}"
    assert held.sentences["reason"] == dict.fromkeys(("strategy", "growth", "shortage", "initiative"), "")
    assert held.means["emerging"].startswith("An occupation that the State watches")
    assert held.words["indicator"]["supply"] == "supply of trained workers"
    assert held.most_rows == 20000
    assert set(held.labels) == set(held.sentences) == {*LABELLED}
    assert set(held.words) == {*PLAIN}
    assert set(held.labels["tag"]) == {*TESTS}
    assert set(TESTS.values()) <= set(held.own)


def test_each_state_says_it_with_its_own_names_and_sums_up_by_its_own_sectors():
    held = register("ms")
    assert held.fault("no_sectors", year="2026-2027") == (
        "The SWIB has not set the priority sectors of award year 2026-2027."
    )
    assert "WET" in held.words["says"]["candidate"]
    other = register("xx")
    assert "SWIB" not in other.fault("no_sectors", year="2026-2027")
    assert "WET" not in other.words["says"]["candidate"]
    assert other.words["sector_group"]["farming"] == "Farming (fictive)"
    assert "skilled_trades" in held.words["sector_group"]
    assert "skilled_trades" not in other.words["sector_group"]


def test_the_columns_of_a_states_own_list_and_of_a_file_that_says_more_are_read_with_their_kinds():
    held = register("ms")
    assert [name for name, column in held.own.items() if not column.optional] == [
        "soc_code", "title", "sector", "state_priority", "high_demand", "high_wage", "high_skill", "evidence",
        "source", "source_date",
    ]  # fmt: skip
    assert (held.own["title"].kind, held.own["title"].longest, held.own["title"].id) == ("text", 200, "title")
    assert held.own["high_wage"].choices == ("Y", "N")
    assert list(held.more) == ["soc_code", "group", "reasons", "sector_groups", "competencies", "fit"]
    assert held.more["group"].choices == ("general", "targeted", "emerging")


@pytest.mark.parametrize("name", [each for each in (*LABELLED, *PLAIN) if each != "says"])
def test_a_group_of_words_that_is_missing_is_a_fault_of_the_law(name):
    lost = {name: {"off": True}}
    with changed(occupation_lists, register, "model", "occupation_lists", lost), pytest.raises(LawError) as fault:
        register("ms")
    assert str(fault.value) == f"occupation_lists.toml has no {name}."


@pytest.mark.parametrize("table", ["own", "more"])
def test_a_column_of_no_known_kind_is_named_by_its_table(table):
    odd = {table: {"odd": {"kind": "colour", "means": "Odd"}}}
    with changed(occupation_lists, register, "model", "occupation_lists", odd), pytest.raises(LawError) as fault:
        register("ms")
    assert str(fault.value).startswith(f"{table}.odd: the kind is one of text, soc, ")


# ---------------------------------------------------------------- what keeps a list from being published


def test_an_occupation_with_its_tests_evidence_supports_and_source_lacks_nothing():
    assert lacking(entry()) == []


def test_a_list_without_priority_sectors_or_without_a_listed_occupation_is_not_published():
    assert lacking(entry(), sectors=()) == ["The SWIB has not set the priority sectors of award year 2026-2027."]
    assert lacking() == ["Nothing is on the list."]
    assert lacking(entry(listed=False)) == ["Nothing is on the list."]
    assert lacking(entry(listed=False), entry()) == []


def test_what_is_not_on_the_list_needs_no_source_no_evidence_and_no_support():
    bare = {"sourced": False, "evidence": frozenset(), "supports": frozenset(), "tests": {}, "sectors": ()}
    assert lacking(entry(), entry(listed=False, **bare)) == []


def test_a_listed_occupation_names_the_source_of_its_figures():
    assert lacking(entry(sourced=False)) == ["47-2111 Electricians: no source is named for its figures."]


def test_a_tag_was_tested_and_one_that_holds_has_evidence():
    tests = {"in_demand": True, "high_wage": None, "high_skill": False}
    assert lacking(entry(tests=tests)) == ["47-2111 Electricians: it was not tested for high wage."]
    assert lacking(entry(tests={"in_demand": True, "high_wage": True})) == [
        "47-2111 Electricians: it was not tested for high skill."
    ]
    assert lacking(entry(evidence=frozenset({"high_skill", "high_wage"}))) == [
        "47-2111 Electricians: the tag in demand has no evidence."
    ]
    assert lacking(entry(tests=dict.fromkeys(TESTS, False), evidence=frozenset())) == []


def test_each_of_the_three_supports_is_said():
    assert lacking(entry(supports=frozenset({"demand", "fit"}))) == [
        "47-2111 Electricians: nothing is said of this support: sustainable wage."
    ]
    assert lacking(entry(supports=frozenset())) == [
        "47-2111 Electricians: nothing is said of this support: verified demand.",
        "47-2111 Electricians: nothing is said of this support: sustainable wage.",
        "47-2111 Electricians: nothing is said of this support: fit with the state's priorities.",
    ]


def test_an_occupation_lies_in_a_priority_sector_unless_it_is_a_general_one():
    outside = entry(sectors=("Mining", "Energy"))
    assert lacking(outside) == [
        "47-2111 Electricians: Mining, Energy is no priority sector of award year 2026-2027."
        " They are Construction, Health Care."
    ]
    assert lacking(entry(sectors=())) == [
        "47-2111 Electricians: no sector is no priority sector of award year 2026-2027."
        " They are Construction, Health Care."
    ]
    assert lacking(entry(sectors=("Mining",), group="general")) == []
    assert lacking(entry(sectors=("Mining",)), sectors=()) == [
        "The SWIB has not set the priority sectors of award year 2026-2027."
    ]


@pytest.mark.parametrize(
    ("sectors", "priority", "result"),
    [
        (("Health Care",), SECTORS, True), ((" health  CARE ",), SECTORS, True), (("Health",), SECTORS, False),
        (("Mining", "construction"), SECTORS, True), ((), SECTORS, False), (("Construction",), (), False),
        (("HealthCare",), SECTORS, False),
    ],
)  # fmt: skip
def test_a_sector_is_the_same_whatever_its_case_and_its_spaces(sectors, priority, result):
    assert fits(sectors, priority) is result
    assert same("  Health \t CARE ") == "health care"


# ---------------------------------------------------------------- groups


@pytest.mark.parametrize(
    ("but", "codes"),
    [
        ({}, []),
        ({"group": "emerging"}, []),
        ({"group": "emerging", "listed": False}, []),
        ({"group": "targeted", "reasons": ("growth",)}, []),
        ({"group": "targeted"}, ["no_reason"]),
        ({"group": "targeted", "listed": False, "reasons": ("growth",)}, ["not_targeted"]),
        ({"group": "targeted", "listed": False}, ["not_targeted", "no_reason"]),
        ({"group": "general"}, []),
        ({"group": "general", "listed": False}, ["not_general"]),
        ({"group": "general", "state_priority": False}, ["not_general"]),
        ({"group": "general", "state_priority": None}, ["not_general"]),
        ({"candidate": True}, ["no_candidate"]),
        ({"candidate": True, "group": "general"}, ["no_candidate"]),
        ({"candidate": True, "group": "emerging"}, []),
        ({"candidate": True, "group": "targeted", "reasons": ("growth",)}, []),
        ({"state_priority": None, "listed": False}, []),
    ],
)
def test_each_group_has_its_own_condition(but, codes):
    assert list(misplaced(entry(**but))) == [(code, {}) for code in codes]


def test_what_is_in_the_wrong_group_is_said_also_where_it_is_not_on_the_list():
    assert lacking(entry(), entry(listed=False, group="targeted", soc_code="51-4121", title="Welders")) == [
        "51-4121 Welders: only an occupation on the list can be targeted.",
        "51-4121 Welders: a targeted occupation needs at least one reason.",
    ]
    assert lacking(entry(candidate=True)) == [
        "47-2111 Electricians: only a targeted or an emerging occupation can be a candidate for training funds."
    ]


def test_competencies_that_are_not_recorded_are_shown_and_hinder_nothing():
    rows = [
        entry(), entry(competencies=False, soc_code="51-4121", title="Welders"),
        entry(competencies=False, listed=False),
    ]  # fmt: skip
    assert without_competencies(rows, WORDS) == ["51-4121 Welders: no competencies are recorded."]
    assert lacking(*rows) == []


# ---------------------------------------------------------------- two lists, and sums


def place(**but: Any) -> Place:
    return Place(**{"title": "Electricians", "group": "", "ecosystems": 3, "state_priority": True, **but})


def test_two_lists_differ_by_what_came_went_and_moved_and_a_new_title_is_no_change():
    before = {code: place() for code in ("47-0009", "47-0001", "47-0002", "47-0003", "47-0004", "47-0005")}
    after = {
        "47-0001": place(title="Wiremen"), "47-0004": place(group="targeted"), "47-0003": place(ecosystems=4),
        "47-0002": place(state_priority=None), "47-0008": place(), "47-0007": place(), "47-0005": place(),
    }  # fmt: skip
    found = compare(before | {"47-0006": place()}, after)
    assert found.came == ("47-0007", "47-0008")
    assert found.went == ("47-0006", "47-0009")
    assert found.moved == ("47-0002", "47-0003", "47-0004")
    same_list = compare(before, before)
    assert (same_list.came, same_list.went, same_list.moved) == ((), (), ())


def test_an_occupation_counts_in_each_of_its_sector_groups_and_once_in_the_whole():
    groups = {"47-2111": ["construction", "utilities"], "51-4121": ["manufacturing"], "29-1141": ["healthcare"],
              "47-2152": ["construction"], "11-1011": []}  # fmt: skip
    rows, whole = by_sector_group(groups, ["47-2111", "29-1141", "99-9999"], WORDS)
    assert [(row.label, row.occupations, row.targeted) for row in rows] == [
        ("Healthcare", 1, 1), ("Skilled trades", 0, 0), ("Infrastructure", 0, 0), ("Utilities", 1, 1),
        ("Construction", 2, 1), ("Advanced manufacturing", 1, 0), ("Transportation", 0, 0),
    ]  # fmt: skip
    assert whole == Count("", 5, 2)


# ---------------------------------------------------------------- the yearly analysis


def year(*held: str, first: str = "2026-07-01", on: str = "2026-10-01", month: int = 9) -> list[Analysis]:
    return analyses(month, date.fromisoformat(first), [date.fromisoformat(day) for day in held], date.fromisoformat(on))


def test_the_analysis_is_due_on_the_last_day_of_its_month_and_overdue_the_day_after():
    due = date(2026, 9, 30)
    assert year(on="2026-09-29") == year(on="2026-09-30") == [Analysis(2026, due, False, False)]
    assert year(on="2026-10-01") == [
        Analysis(2026, due, False, True),
        Analysis(2027, date(2027, 9, 30), False, False),
    ]


@pytest.mark.parametrize(
    ("run", "done"), [("2026-08-31", False), ("2026-09-01", True), ("2026-09-30", True), ("2026-10-01", False),
                      ("2025-09-15", False)]
)  # fmt: skip
def test_a_run_counts_for_the_year_in_whose_month_it_is_dated(run, done):
    assert year("2024-01-01", run)[0] == Analysis(2026, date(2026, 9, 30), done, not done)


@pytest.mark.parametrize(
    ("first", "begins"),
    [("2026-08-31", 2026), ("2026-09-01", 2026), ("2026-09-02", 2027), ("2026-12-31", 2027), ("2026-01-01", 2026)],
)
def test_the_first_analysis_is_that_of_the_first_whole_month_of_it(first, begins):
    assert year(first=first, on="2026-09-30")[0].year == begins


def test_every_year_until_today_has_its_analysis_and_the_last_one_is_never_overdue():
    found = year("2027-09-09", on="2028-09-30")
    assert [(each.year, each.done, each.overdue) for each in found] == [
        (2026, False, True), (2027, True, False), (2028, False, False),
    ]  # fmt: skip
    december = year(on="2026-12-31", month=12)
    assert december == [Analysis(2026, date(2026, 12, 31), False, False)]
    assert year(first="2027-01-01", on="2027-02-28", month=2) == [Analysis(2027, date(2027, 2, 28), False, False)]


# ---------------------------------------------------------------- amounts


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        (["18.20", "21.05", "19"], "18.20 to 21.05"), (["18.20"], "18.20"), (["18.20", "18.2"], "18.20"),
        ([], ""), ([None], ""), ([None, "7"], "7"), (["1E+2", None, "99.5"], "99.5 to 100"), (["0", "1"], "0 to 1"),
    ],
)  # fmt: skip
def test_amounts_are_told_from_the_smallest_to_the_largest_and_what_is_unknown_is_left_aside(amounts, said):
    assert span(None if each is None else Decimal(each) for each in amounts) == said
