"""Every story of cohorts/, on every engine: the counts, the rate, the result, and the rule for each person.

All stories of an engine are one run, each with an institution of its own, so that Spark starts once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from .engines import ENGINES
from .records import Outcomes
from .stories import CIP, PROGRAM, Story, stories

COUNTS = ("cohort", "excluded", "numerator", "pending")
STORIES = [
    pytest.param(each, id=each.name, marks=[pytest.mark.row(*each.told["rows"])] if "rows" in each.told else [])
    for each in stories()
]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What an engine made of all stories together, run once."""

    @cache
    def run(engine: str) -> Outcomes:
        made = Outcomes(Path(tmp_path_factory.mktemp(engine)))
        every = stories()
        made.write([row for each in every for row in each.people()], [row for each in every for row in each.wages()])
        assert made.compute("--engine", engine) == 0
        return made

    return run


def own_rates(made: Outcomes, story: Story) -> dict[tuple[str, str, str, str], dict[str, str]]:
    return {key: row for key, row in made_rates(made).items() if row["opeid"] == story.opeid}


def made_rates(made: Outcomes) -> dict[tuple[str, str, str, str], dict[str, str]]:
    return {(row["opeid"], row["program_id"], row["award_year"], row["metric"]): row for row in made._csv("rates.csv")}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("story", STORIES)
def test_a_story_ends_as_it_is_told(told, story, engine):
    made = told(engine)
    rates = own_rates(made, story)
    for wanted in story.told.get("rate", ()):
        row = rates[story.opeid, wanted.get("program", PROGRAM), wanted["year"], wanted["metric"]]
        assert [int(row[name]) for name in COUNTS] == wanted["counts"], wanted
        assert int(row["denominator"]) == wanted["counts"][0] - wanted["counts"][1]
        assert row["result"] == wanted["result"], wanted
        assert row["cip_code"] == wanted.get("cip", CIP)
        for name in ("rate", "low", "high"):
            assert row[name] == wanted.get(name, row[name]), (name, wanted)
    assert not {f"{metric} {year}" for _, _, year, metric in rates} & set(story.told.get("absent", ()))
    people = {(each["person"], each["metric"]): each for each in made.people() if each["opeid"] == story.opeid}
    for metric in ("completion", "placement"):
        for who, rule in story.told.get(metric, {}).items():
            assert {people[person, metric]["rule"] for person in story.pseudonyms(who)} == {rule}, who
    for who, quarter in story.told.get("quarter", {}).items():
        assert people[story.pseudonyms(who)[0], "placement"]["measurement_quarter"] == quarter, who
    for who, sources in story.told.get("sources", {}).items():
        found = people[story.pseudonyms(who)[0], "placement"]
        named = ["own"] if found["wages_of_this_state"] else []
        assert " ".join([*named, *filter(None, [found["wages_of_other_state"]])]) == sources, who


def test_every_person_of_every_rate_is_explained_and_the_explanations_add_up(told):
    made = told("duckdb")
    people = made.people()
    for key, row in made_rates(made).items():
        of = [each for each in people if (each["opeid"], each["program_id"], each["award_year"], each["metric"]) == key]
        places = [each["place"] for each in of]
        assert len(of) == int(row["cohort"])
        for place, name in (("excluded", "excluded"), ("numerator", "numerator"), ("pending", "pending")):
            assert places.count(place) == int(row[name]), key
    assert all(each["reason"] and each["citation"] and each["rule"] for each in people)


@pytest.mark.parametrize("engine", ENGINES)
def test_both_engines_write_the_same_bytes_and_so_does_a_second_run(told, engine):
    first, again = told("duckdb"), told(engine)
    assert (again.out / "rates.csv").read_bytes() == (first.out / "rates.csv").read_bytes()
    assert sorted(map(str, again.people())) == sorted(map(str, first.people()))
    assert again.manifest["engine"] == engine
    if engine == "duckdb":
        before = {name: (first.out / name).read_bytes() for name in ("rates.csv", "people.parquet", "rejected.csv")}
        assert first.compute() == 0
        assert {name: (first.out / name).read_bytes() for name in before} == before


def test_the_stories_hold_every_rule_that_places_a_person(told):
    from magnolia.policy.outcome_records import records

    assert {each["rule"] for each in told("duckdb").people()} == set(records("ms", 1).rules)
