"""The numbers of the law: dated, cited, laid over each other, narrowed and never widened."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy import parameters
from magnolia.policy.layers import LawError, jurisdictions, read, state_layer
from magnolia.policy.parameters import (
    PICKED_BY,
    Amendment,
    MissingParameter,
    Refused,
    flatten,
    load_parameters,
)
from magnolia.policy.registers import review
from magnolia.policy.sources import everything_cited, sources

START, LATER = date(2026, 7, 1), date(2027, 7, 1)


def entry(value: Any, starts: Any = START, **more: Any) -> dict[str, Any]:
    return {"from": starts, "value": value, "cite": "Fictive Rule 1"} | more


def block(*values: dict[str, Any], **more: Any) -> dict[str, Any]:
    whole = {"means": "Sample limit", "unit": "samples", "by": "submission", "values": list(values)} | more
    return {"limit": {key: value for key, value in whole.items() if value is not None}}


def built(federal: dict[str, Any], state: dict[str, Any] | None = None, *changes: Amendment) -> parameters.Parameter:
    return parameters.build(federal, state or {}, changes)["limit"]


def refusal(federal: dict[str, Any], state: dict[str, Any] | None = None, *changes: Amendment) -> str:
    with pytest.raises(LawError) as refused:
        built(federal, state, *changes)
    return str(refused.value)


# ---------------------------------------------------------------- what the files say


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_number_has_a_meaning_a_unit_a_day_that_picks_it_and_a_source(jurisdiction: str) -> None:
    found = load_parameters(jurisdiction)
    assert {"length.clock_hours_at_least", "correction.business_days", "opeid.digits"} <= found.keys()
    for parameter in found.values():
        assert parameter.means
        assert parameter.unit
        assert parameter.by in PICKED_BY
        for value in parameter.values:
            assert value.cite.strip()
            assert value.standing in ("policy", "default, not policy")


def test_a_number_that_no_policy_sets_says_so() -> None:
    assert load_parameters("ms")["documents.largest_megabytes"].values[-1].standing == "default, not policy"


def test_the_limits_of_federal_law_are_these() -> None:
    on = {key: parameter.on(START).value for key, parameter in load_parameters("ms").items() if "length" in key}
    assert on == {
        "length.clock_hours_at_least": 150,
        "length.clock_hours_below": 600,
        "length.semester_hours_at_least": 4,
        "length.semester_hours_clear": 15,
        "length.semester_hours_below": 16,
        "length.quarter_hours_at_least": 6,
        "length.quarter_hours_below": 24,
        "length.weeks_at_least": 8,
        "length.weeks_below": 15,
    }


def test_a_missing_value_names_parameter_and_day() -> None:
    limit = load_parameters("ms")["length.clock_hours_below"]
    assert limit.on(START).value == 600
    with pytest.raises(MissingParameter, match=r"no value for length\.clock_hours_below .* on June 30, 2026"):
        limit.on(date(2026, 6, 30))


# ---------------------------------------------------------------- two States


def test_exemplar_differs_from_mississippi_in_every_number_that_a_state_sets() -> None:
    ms, xx = (flatten(read(state_layer(code), "parameters")) for code in ("ms", "xx"))
    assert ms.keys() <= xx.keys()
    of_ms, of_xx = load_parameters("ms"), load_parameters("xx")
    for key in xx:
        assert of_ms[key].on(LATER).value != of_xx[key].on(LATER).value, key


def test_exemplar_differs_from_mississippi_in_every_name() -> None:
    ms, xx = (read(state_layer(code), "profile") for code in ("ms", "xx"))
    assert ms.keys() == xx.keys()
    assert [key for key in ms if ms[key] == xx[key]] == []


def test_exemplar_differs_from_mississippi_in_every_source_of_the_state() -> None:
    ms, xx = sources("ms"), sources("xx")
    for name in read(state_layer("ms"), "sources"):
        for field in fields(ms[name]):
            if field.name not in ("id", "kind"):
                assert getattr(ms[name], field.name) != getattr(xx[name], field.name), (name, field.name)


@pytest.mark.parametrize("name", ["Mississippi", "AccelerateMS", "SWIB", "Miss."])
def test_nothing_that_exemplar_resolves_to_names_mississippi(name: str) -> None:
    resolved = [review("xx"), everything_cited("xx"), [row.words for row in everything_cited("xx")]]
    resolved += [sources("xx"), load_parameters("xx"), read("states/xx", "profile")]
    assert [thing for thing in resolved if name in repr(thing)] == []
    assert name == "Miss." or name in repr([review("ms"), sources("ms")])


# ---------------------------------------------------------------- layers


def test_a_state_may_raise_a_lower_limit_and_lower_an_upper_one() -> None:
    assert built(block(entry(150), state_may="raise"), {"limit": {"values": [entry(160)]}}).on(START).value == 160
    assert built(block(entry(600), state_may="lower"), {"limit": {"values": [entry(550)]}}).on(START).value == 550


@pytest.mark.parametrize(
    ("may", "federal", "state", "words"),
    [
        ("raise", 150, 149, "limit: a State may only raise the federal value 150; 149 from July 1, 2026 would widen"),
        ("lower", 600, 601, "limit: a State may only lower the federal value 600; 601 from July 1, 2026 would widen"),
        ("lower", 600, Decimal("600.1"), "600.1 from July 1, 2026 would widen"),
        (None, 8, 9, "limit: a State may not change the federal value 8 (given: 9)"),
        (None, 8, 7, "limit: a State may not change the federal value 8 (given: 7)"),
    ],
)
def test_a_state_never_widens_a_federal_number(may: str | None, federal: int, state: Any, words: str) -> None:
    federal_block, state_block = block(entry(federal), state_may=may), {"limit": {"values": [entry(state)]}}
    assert words in refusal(federal_block, state_block)
    assert words in refusal(federal_block, None, Amendment("limit", START, state, "Fictive Act"))


@pytest.mark.parametrize("may", ["raise", "lower"])
def test_a_state_that_may_narrow_a_number_may_also_leave_it_as_it_is(may: str) -> None:
    kept = built(block(entry(150), state_may=may), {"limit": {"values": [entry(150)]}})
    assert (kept.on(START).value, kept.on(START).layer) == (150, "state")


def test_a_state_may_repeat_the_federal_number() -> None:
    assert built(block(entry(8)), {"limit": {"values": [entry(8, LATER)]}}).on(LATER).layer == "state"


def test_a_state_that_narrowed_stays_narrower_when_federal_law_is_loosened() -> None:
    limit = built(block(entry(600), entry(700, LATER), state_may="lower"), {"limit": {"values": [entry(550)]}})
    assert (limit.on(START).value, limit.on(LATER).value) == (550, 550)


def test_federal_law_that_becomes_narrower_than_the_state_overtakes_it() -> None:
    limit = built(block(entry(600), entry(500, LATER), state_may="lower"), {"limit": {"values": [entry(550)]}})
    assert (limit.on(START).value, limit.on(LATER).value) == (550, 500)


def test_a_state_cannot_widen_by_starting_before_federal_law() -> None:
    early = {"limit": {"values": [entry(100, date(2026, 1, 1))]}}
    limit = built(block(entry(150), state_may="raise"), early)
    assert (limit.on(date(2026, 6, 30)).value, limit.on(START).value) == (100, 150)


# ---------------------------------------------------------------- amendments


def test_an_amendment_counts_from_its_day_on_and_not_before() -> None:
    raised = Amendment("length.clock_hours_below", LATER, 700, "34 CFR 690.92 (as changed, fictive)", "federal")
    limit = load_parameters("ms", [raised])["length.clock_hours_below"]
    assert limit.on(date(2027, 6, 30)).value == 600
    assert limit.on(LATER).value == 700
    assert limit.on(LATER).cite == raised.cite
    assert load_parameters("ms")["length.clock_hours_below"].on(LATER).value == 600


def test_an_amendment_of_the_state_lies_above_its_file_and_the_later_made_above_the_earlier() -> None:
    own = {"limit": block(entry(10))["limit"]}
    twice = [Amendment("limit", START, 12, "Fictive Act 1"), Amendment("limit", START, 13, "Fictive Act 2")]
    assert built({}, own, *twice).on(START).value == 13
    assert built({}, own, twice[0]).on(START).layer == "amendment"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Amendment("limits", START, 1, "Act"), "There is no parameter 'limits' to amend"),
        (Amendment("limit", START, 1, "  "), "limit: a change of the law needs its source"),
        (Amendment("limit", START, "", "Act"), "limit: a change of the law needs its value"),
        (Amendment("limit", None, 1, "Act"), "limit: a change of the law needs its day it starts"),  # type: ignore[arg-type]
        (Amendment("limit", START, 1, "Act", "county"), "layer federal or state, not 'county'"),
        (Amendment("limit", START, 1, "Act", "federal"), "limit is a number of the State; federal law does not set it"),
        (Amendment("limit", START, "ten", "Act"), "limit: its values are of different kinds (Decimal, str)"),
        (Amendment("limit", START, True, "Act"), "limit: its values are of different kinds (Decimal, bool)"),
    ],
)
def test_a_change_that_is_not_whole_is_refused_by_name(change: Amendment, words: str) -> None:
    with pytest.raises(Refused) as refused:
        built({}, block(entry(10)), change)
    assert words in str(refused.value)


# ---------------------------------------------------------------- faults in the files


@pytest.mark.parametrize(
    ("faulty", "words"),
    [
        (block(entry(1, cite="")), "limit: a value has no `cite`"),
        (block({"value": 1, "cite": "X"}), "limit: a value has no `from`"),
        (block({"from": START, "cite": "X"}), "limit: a value has no `value`"),
        (block(entry(1, "2026-07-01")), "limit: `from` must be a date"),
        (block(entry(1), entry(2)), "limit: two federal values start on the same day"),
        (block(entry(1), means=None), "limit: needs `means`, `unit` and `by`"),
        (block(entry(1), unit=""), "limit: needs `means`, `unit` and `by`"),
        (block(entry(1), by="moon"), "limit: needs `means`, `unit` and `by`"),
        (block(entry(1), state_may="double"), 'limit: `state_may` is "raise", "lower" or left out'),
        ({"limit": {"value": 3}}, "limit.value is neither a parameter nor a group of parameters"),
        ({"limit": 3}, "limit is neither a parameter nor a group of parameters"),
    ],
)
def test_a_faulty_number_is_refused_by_name(faulty: dict[str, Any], words: str) -> None:
    assert words in refusal(faulty)


@pytest.mark.parametrize("key", ["state_may", "by"])
def test_a_state_may_not_change_how_a_federal_number_works(key: str) -> None:
    state = {"limit": {key: "raise", "values": [entry(2)]}}
    assert "of a federal number are federal" in refusal(block(entry(1), state_may="raise"), state)


# ---------------------------------------------------------------- values as they are read


def test_words_stand_for_a_value_that_would_mislead_and_the_value_for_itself_elsewhere() -> None:
    limit = built(block(entry(9999), entry(3, LATER), shown={"9999": "switched off"}))
    assert (limit.on(START).text, limit.on(LATER).text) == ("switched off", "3")


@pytest.mark.parametrize("value", [Decimal("1.5"), True, "ten"])
def test_a_count_of_days_is_a_whole_number_or_refused_with_its_source(value: Any) -> None:
    with pytest.raises(LawError, match=r"\(Fictive Rule 1\) is not a whole number"):
        built(block(entry(value))).on(START).whole  # noqa: B018
    assert built(block(entry(10))).on(START).whole == 10


@pytest.mark.parametrize(
    ("value", "possible"), [(0, False), (1, True), (260, True), (261, False), (Decimal("260.5"), False)]
)
def test_a_number_outside_what_such_a_number_can_be_is_refused_with_its_range(value: Any, possible: bool) -> None:
    limited = block(entry(value), least=1, most=260)
    if possible:
        assert built(limited).on(START).value == value
    else:
        words = f"Sample limit: {value} is not possible. Give a number from 1 to 260 samples."
        assert refusal(limited) == words


@pytest.mark.parametrize(("value", "possible"), [(9, False), (10, True), (10_000_000, True)])
def test_a_number_may_have_a_least_and_no_most(value: int, possible: bool) -> None:
    limited = block(entry(value), least=10)
    if possible:
        assert built(limited).on(START).value == value
    else:
        assert refusal(limited) == "Sample limit: 9 is not possible. Give a number of 10 or more samples."


def test_the_same_day_twice_is_refused_in_the_states_own_layer_too() -> None:
    assert "two state values start on the same day" in refusal({}, block(entry(1), entry(2)))


def test_who_held_a_number_against_the_official_text_is_kept() -> None:
    read_in = "A. Fictive, July 2, 2026"
    assert built(block(entry(1, confirmed=read_in))).on(START).confirmed == read_in
    assert built(block(entry(1))).on(START).confirmed == ""
    standing = built(block(entry(1, standing="default, not policy"))).on(START).standing
    assert standing == "default, not policy"
