"""Outcome records and the numbers they are counted by: complete, in words, by the law of the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magnolia.policy.layers import LawError, read
from magnolia.policy.outcome_law import LATER, outcome_law, template_version
from magnolia.policy.outcome_records import PLACES, RecordColumn, build, common, records
from magnolia.policy.parameters import Amendment
from magnolia.policy.periods import Quarter, award_year_starts, quarters_after_exit
from magnolia.policy.rates import six_decimals, standing

THROUGH = Quarter.parse("2027Q4")


def test_participants_have_the_columns_of_the_template_and_wages_their_own():
    ms, xx = records("ms", 1), records("xx", 2)
    assert [each.id for each in ms.participants] == [each.id for each in xx.participants]
    assert len(ms.participants) == 27
    assert [each.id for each in ms.wages] == [
        "ssn", "employer_id", "year", "quarter", "wages", "naics", "soc", "source",
    ]  # fmt: skip
    assert {each.needed for each in (*ms.participants, *ms.wages)} == set(ms.needs)


def test_every_column_says_in_words_how_it_is_written():
    ms = records("ms", 1)
    forms = {each.id: ms.form(each) for each in (*ms.participants, *ms.wages)}
    assert forms["opeid"] == "8 digits"
    assert forms["pell_recipient"] == "one of: Y, N"
    assert all(forms.values())


def test_every_rule_has_its_place_a_sentence_and_a_source():
    rules = records("ms", 1).rules.values()
    assert {each.place for each in rules} == set(PLACES)
    assert all(each.says.endswith(".") and each.cite for each in rules)


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        (RecordColumn("odd", "colour", "Odd", "always"), "no such kind"),
        (RecordColumn("odd", "text", "Odd", "sometimes"), "no such `needed`"),
    ],
)
def test_a_column_of_no_known_kind_or_need_is_a_fault_of_the_law(column, fault):
    with pytest.raises(LawError, match=fault):
        build(read("model", "outcomes"), (column,))


def test_a_rule_without_a_place_in_a_measure_is_a_fault_of_the_law():
    blocks = read("model", "outcomes")
    odd = {**blocks["rule"], "lost": {"place": "elsewhere", "says": "Lost.", "cite": "None"}}
    with pytest.raises(LawError, match=r"rule\.lost: the place is one of excluded"):
        build({**blocks, "rule": odd}, ())


def test_the_numbers_of_the_day_join_in_as_one_row():
    law = outcome_law("ms", date(2028, 4, 30), THROUGH)
    assert law.row() == {
        "as_of": date(2028, 4, 30),
        "wages_through": 2027 * 4 + 4,
        "window_days_a_week": Decimal("10.5"),
        "quarters_after_exit": 2,
        "wages_above": 0,
        "award_year_starts": 701,
        "own_state": "MS",
    }
    assert (award_year_starts(), quarters_after_exit(), law.quarters_after_exit) == ((7, 1), 2, 2)
    assert law.standard("completion") == law.standard("placement") == 70


def test_a_change_counts_from_its_day_on_and_before_the_law_its_first_numbers_do():
    change = Amendment("rates.completion_percent", date(2027, 7, 1), 75, "A rule", "federal")
    for day, percent in ((date(2020, 1, 1), 70), (date(2027, 6, 30), 70), (date(2027, 7, 1), 75)):
        assert outcome_law("ms", day, THROUGH, [change]).standard("completion") == percent
    assert outcome_law("xx", date(2020, 1, 1), THROUGH).own_state == "XX"


def test_the_template_has_a_version_on_every_day():
    assert template_version("ms", date(2020, 1, 1)) == template_version("ms", date(2026, 11, 1)) == 1


@pytest.mark.parametrize(
    ("numerator", "pending", "denominator", "result"),
    [
        (0, 0, 0, "not_computable"), (7, 0, 10, "met"), (7, 3, 10, "met"), (6, 1, 10, "pending"), (6, 0, 10, "not_met"),
        (5, 1, 10, "not_met"), (0, 1, 1, "pending"), (1000, 0, 1429, "not_met"), (1001, 0, 1430, "met"),
        (699, 0, 1000, "not_met"), (699, 1, 1000, "pending"),
    ],
)  # fmt: skip
def test_a_result_is_what_nobody_can_change_any_more(numerator, pending, denominator, result):
    assert standing(numerator, pending, denominator, Decimal(70)) == result


@pytest.mark.parametrize(
    ("count", "of", "text"),
    [
        (7, 10, "0.700000"), (0, 3, "0.000000"), (1, 3, "0.333333"), (2, 3, "0.666667"), (3, 3, "1.000000"),
        (1, 2_000_000, "0.000001"), (1, 2_000_001, "0.000000"), (1999999, 2_000_000, "1.000000"), (0, 0, ""),
    ],
)  # fmt: skip
def test_a_rate_has_six_decimals_half_away_from_zero(count, of, text):
    assert six_decimals(count, of) == text


@settings(deadline=None)  # the machine is shared
@given(st.integers(1, 10**7).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_six_decimals_are_never_further_off_than_half_a_millionth(pair):
    count, of = pair
    off = Fraction(six_decimals(count, of)) - Fraction(count, of)
    assert -Fraction(1, 2_000_000) < off <= Fraction(1, 2_000_000)


def test_what_is_looked_at_years_later_joins_in_with_its_own_numbers():
    law = outcome_law("ms", date(2028, 4, 30), THROUGH, more=LATER)
    assert law.later_row() == {**law.row(), "years_after": 3, "quarters_in_a_row": 4}
    other = outcome_law("xx", date(2028, 4, 30), THROUGH, more=LATER).later_row()
    assert (other["years_after"], other["quarters_in_a_row"]) == (4, 8)


def test_the_records_as_they_are_before_any_state_have_every_column_with_a_kind():
    shared, ms = common(), records("ms", 1)
    assert shared.participants == ms.participants
    assert (shared.wages, shared.needs, shared.rules) == (ms.wages, ms.needs, ms.rules)
    assert shared.words["kind"] == ms.words["kind"]
    assert set(shared.words) == {"kind", "fault", "warning", "says", "marked"}
    assert shared.never_issued == tuple(read("model", "outcomes")["never_issued"]["like"])
    by = {each.id: each for each in shared.participants}
    assert by["pell_recipient"].values == ("Y", "N")
    assert by["opeid"].values == ()
    assert all(each.kind and each.means and each.needed for each in shared.participants)


def test_a_fault_of_the_law_names_the_column_the_rule_and_the_places_there_are():
    with pytest.raises(LawError) as fault:
        build(read("model", "outcomes"), (RecordColumn("odd", "colour", "Odd", "always"),))
    assert str(fault.value) == "odd: outcomes.toml has no such kind or no such `needed`."
    blocks = read("model", "outcomes")
    odd = {**blocks["rule"], "lost": {"place": "elsewhere", "says": "Lost.", "cite": "None"}}
    with pytest.raises(LawError) as fault:
        build({**blocks, "rule": odd}, ())
    assert str(fault.value) == "rule.lost: the place is one of excluded, numerator, pending, denominator."
    for table, name in (("column", "column.odd"), ("rule", "rule.odd")):
        with pytest.raises(LawError) as fault:
            build({**blocks, table: {"odd": {"colour": "red"}}}, ())
        assert str(fault.value) == f"{name}: nothing reads `colour`."


def test_when_a_row_needs_a_column_another_column_has_a_value_or_this_value():
    needs = records("ms", 1).needs
    blocks = read("model", "outcomes")["needed"]
    assert {name: (need.column, need.value) for name, need in needs.items()} == {
        name: (block.get("column", ""), block.get("is", "")) for name, block in blocks.items()
    }
