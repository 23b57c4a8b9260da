"""What a filing keeps: facts come back as they were, and the law of its day with its one value each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy import frozen, writing
from magnolia.policy.criteria import decided, findings, register
from magnolia.policy.facts import Arrangement
from magnolia.policy.frozen import Unreadable, as_blocks, as_text, criteria_of, from_text, parameters_of
from magnolia.policy.parameters import load_parameters
from magnolia.policy.reading import read_facts
from tests.policy.samples import complete, facts

ON = date(2026, 10, 1)
WHOLE = facts(complete())
LEAST = facts({})
STATED = replace(
    WHOLE,
    program=replace(WHOLE.program, name="Zoë’s “Lineworker”", hours=Decimal("300.50"), remedial_hours=Decimal("0E-7")),
    credit=(),
)


@pytest.mark.parametrize("known", [WHOLE, LEAST, STATED], ids=["whole", "least", "stated"])
def test_facts_come_back_from_their_frozen_text_and_from_their_file_as_they_were(known):
    assert from_text(as_text(known)) == known
    assert read_facts(writing.as_file(known).encode()) == known
    assert as_text(from_text(as_text(known))) == as_text(known)


def test_the_frozen_text_has_no_spaces_sorted_names_and_every_figure_with_its_digits():
    text = as_text(STATED)
    assert as_text(LEAST) == (
        '{"attestation":{},"cost":{},"credential":{},"distance":{},"employers":{},"institution":{"name":"Sample"},'
        '"lists":{},"outcomes":{},"program":{"name":"Sample"},"vae":{}}'
    )
    assert '"hours":300.50,' in text
    assert '"remedial_hours":0.0000000,' in text
    assert '"name":"Zoë’s “Lineworker”"' in text
    assert '"credit":[],' in text
    assert '"from":"2024-08-19"' in text
    assert "null" not in text


def test_the_file_is_written_for_reading_with_every_figure_as_it_is():
    text = writing.as_file(LEAST)
    assert text.startswith('{\n  "institution": {\n    "name": "Sample"\n  },\n  "program": {\n    "name": "Sample"\n')
    assert text.endswith('  "attestation": {}\n}\n')
    assert json.loads(text) == json.loads(as_text(LEAST))
    told = writing.as_file(STATED)
    assert '\n    "hours": 300.50,\n' in told
    assert '\n    "remedial_hours": 0.0000000,\n' in told
    assert '\n  "credit": [],\n' in told
    assert '\n    "name": "Zoë’s “Lineworker”",\n' in told
    assert '\n    "soc_codes": [\n      "49-9051"\n    ],\n' in told
    assert '\n        "from": "2024-08-19",\n' in told


def test_an_arrangement_without_its_hours_is_frozen_but_no_file_can_say_it():
    half = replace(WHOLE, program=replace(WHOLE.program, written_arrangement=Arrangement(None, "Sample Center")))
    without = replace(WHOLE, program=replace(WHOLE.program, written_arrangement=None))
    assert from_text(as_text(half)) == half
    assert writing.unwritable(half) == ["program.written_arrangement"]
    assert writing.as_file(half) == writing.as_file(without)
    assert "written_arrangement" not in writing.as_file(half)
    assert writing.unwritable(WHOLE) == writing.unwritable(without) == []
    assert '"ineligible_hours": 130' in writing.as_file(WHOLE)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"colour": "red"}, "No rule reads the fact colour any more."),
        ({"cost": {"gold": 1}}, "No rule reads the fact cost.gold any more."),
        ({"cost": []}, "cost holds no facts."),
        ({"credit": [{}, 7]}, "credit[1] holds no facts."),
        ({"credit": "9 hours"}, "credit is not what the rules read there."),
        ({"program": {"name": 7}}, "program.name is not what the rules read there."),
        ({"program": {"name": "A", "hours": "520"}}, "program.hours is not what the rules read there."),
        ({"program": {"name": "A", "soc_codes": "51-4121"}}, "program.soc_codes is not what the rules read there."),
        ({"program": {"name": "A", "soc_codes": ["51-4121", 5]}}, "program.soc_codes[1] is not what"),
        ({"program": {"name": "A", "correspondence": 1}}, "program.correspondence is not what"),
        ({"outcomes": {"employed": 1.5}}, "outcomes.employed is not what the rules read there."),
        ({"outcomes": {"employed": "49"}}, "outcomes.employed is not what the rules read there."),
        ({"attestation": {"date": "soon"}}, "attestation.date is no day."),
        ({"attestation": {"date": 20261001}}, "attestation.date is no day."),
        ({"program": {"name": "A", "history": [{"from": "2024-13-01"}]}}, "program.history[0].from is no day."),
    ],
)
def test_a_frozen_text_that_no_longer_fits_is_refused_at_its_place(change, told):
    text = json.dumps({"institution": {"name": "A"}, "program": {"name": "A"}} | change)
    with pytest.raises(Unreadable) as fault:
        from_text(text)
    assert str(fault.value).startswith(told)


def test_what_is_no_text_of_facts_is_refused():
    with pytest.raises(Unreadable, match="The frozen facts are no JSON: Expecting"):
        from_text("{")
    with pytest.raises(Unreadable, match=r"^The frozen text holds no facts\.$"):
        from_text("[]")


def test_reading_what_was_frozen_is_lenient_where_an_application_may_lack_what_a_file_must_give():
    sparse: dict[str, Any] = {"institution": {}, "program": {"history": [{"measure": "clock"}]}, "credit": None}
    found = from_text(json.dumps(sparse))
    assert [str(each) for each in (found.institution.name, found.program.name, found.credit)] == ["None"] * 3
    (period,) = found.program.history or ()
    assert (period.measure, str(period.weeks)) == ("clock", "None")
    assert found.cost.tuition is None
    with_whole_number = from_text(json.dumps(sparse | {"outcomes": {"employed": 49.0}, "cost": {"tuition": 3000}}))
    assert with_whole_number.outcomes.employed == 49
    assert type(with_whole_number.outcomes.employed) is int
    assert with_whole_number.cost.tuition == Decimal(3000)
    assert type(with_whole_number.cost.tuition) is Decimal


# ------------------------------------------------------------------ the law of the day


def as_frozen(**more: object) -> dict[str, Any]:
    """The law of Mississippi on a day as a filing keeps it."""
    held = {key: parameter.on(ON) for key, parameter in load_parameters("ms").items()}
    numbers = {
        key: {"from": value.starts.isoformat(), "value": str(value.value), "cite": value.cite}
        for key, value in held.items()
    }
    return {"parameters": numbers, **more}


def test_findings_are_the_same_when_they_are_made_again_from_the_frozen_law():
    law = json.loads(json.dumps(as_frozen(rules=as_blocks(register("ms")))))
    criteria = criteria_of(law)
    assert criteria is not None
    assert list(criteria) == list(register("ms"))
    assert criteria == register("ms")
    for known in (WHOLE, STATED, LEAST):
        assert decided(criteria, from_text(as_text(known)), parameters_of(law), ON) == findings(known, "ms", ON)


def test_a_law_frozen_before_criteria_were_kept_has_none():
    assert criteria_of(as_frozen()) is None
    assert criteria_of(as_frozen(rules=[])) == {}


def test_a_criterion_keeps_what_is_read_today_and_leaves_what_is_not():
    first = replace(next(iter(register("ms").values())), asks="Zoë’s?")
    (text,) = as_blocks({first.id: first})
    assert text.startswith(f'{{"id":"{first.id}","asks":"Zoë’s?","')
    block = json.loads(text) | {"smell": "sweet"}
    found = criteria_of({"rules": [json.dumps(block)]})
    assert found == {first.id: first}


@pytest.mark.parametrize(
    ("kept", "value"),
    [("70", 70), ("70.0", 70), ("0.70", Decimal("0.70")), ("-3", -3), ("True", "True"), ("2027-07-01", "2027-07-01"),
     ("quarterly", "quarterly"), ("NaN", Decimal("NaN")), ("Infinity", Decimal("Infinity"))],
)  # fmt: skip
def test_a_number_is_read_as_it_was_printed_and_what_is_none_stays_a_text(kept, value):
    held = {"parameters": {"a.b": {"from": "2026-07-01", "value": kept, "cite": "Rule 1"}}}
    (found,) = parameters_of(held).values()
    (only,) = found.values
    assert (type(only.value), str(only.value)) == (type(value), str(value))
    assert (found.key, found.means, found.unit, found.by) == ("a.b", "a.b", "", "submission")
    assert (only.starts, only.cite, only.layer) == (date(2026, 7, 1), "Rule 1", "frozen")
    assert found.on(date(2026, 7, 1)) is only


def test_both_texts_call_the_first_and_last_day_from_and_to():
    written = json.loads(writing.as_file(WHOLE))
    assert written == json.loads(frozen.as_text(WHOLE))
    assert written["program"]["history"][0].keys() == {"from", "measure", "hours", "weeks"}
