"""The glossary of the law: complete, each term once, and no rival spelling in what people read (policy, section 11)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from magnolia.policy.glossary import Reworded, Term, Wording, build, glossary, meant, mentions, reworded, says
from magnolia.policy.layers import HERE, LawError, jurisdictions
from magnolia.policy.parameters import load_parameters

ROOT = Path(__file__).resolve().parents[2]
STATES = pytest.mark.parametrize("jurisdiction", jurisdictions())
DAY = date(2026, 8, 3)
A_TERM: dict[str, Any] = {"term": "Short Word (SW)", "wordings": [{"from": DAY, "says": "A word.", "cite": "WFTCA"}]}


def the_names() -> list[str]:
    """The forty-three names of the catalogue's row."""
    rows = yaml.safe_load((ROOT / "docs/requirements/part-b.yaml").read_text(encoding="utf-8"))
    named: list[str] = next(row["items"] for row in rows if row["id"] == "DEF-01")
    return named


def texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """(key, text) of every text in a table, its names of rival spellings left out."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name != "never":
                yield from texts(inner, f"{key}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, key)


def everything_said() -> Iterator[tuple[str, str]]:
    """(place, text) of every text of the law's files, and of every template without its tags."""
    for path in sorted(HERE.rglob("*.toml")):
        for key, text in texts(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(HERE)}{key}", text
    for path in sorted((ROOT / "magnolia/portal/templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        yield str(path.relative_to(ROOT)), re.sub(r"\{%.*?%\}|\{#.*?#\}", " ", text, flags=re.DOTALL)


def rivals(said: str, terms: dict[str, Term]) -> list[str]:
    """Rival spellings that a text holds."""
    plain = " ".join(said.split()).casefold() + " "
    return [rival for term in terms.values() for rival in term.never if rival.casefold() in plain]


def named(jurisdiction: str, words: str) -> list[Term]:
    return [t for t in glossary(jurisdiction).terms.values() if words.casefold() in [c.casefold() for c in t.called]]


@pytest.mark.row("DEF-01")
def test_the_glossary_has_the_forty_three_terms_of_the_policy_and_nothing_people_read_spells_one_otherwise():
    terms = dict(glossary("ms").terms)
    of_the_policy = {term.id for term in terms.values() if not term.reading}
    assert len(of_the_policy) == len(the_names()) == 43
    found = {name: named("ms", name) for name in the_names()}
    assert all(len(each) == 1 for each in found.values()), found
    assert {each[0].id for each in found.values()} == of_the_policy
    assert "placement percent" in terms["job_placement_rate"].never
    wrong = {place: rival for place, said in everything_said() if (rival := rivals(said, terms))}
    assert wrong == {}
    assert rivals("The placement percent of the program", terms) == ["placement percent"]


@pytest.mark.row("DEF-03")
@STATES
def test_words_that_the_policy_does_not_define_have_a_reading_that_is_marked_and_waits_for_the_state(jurisdiction):
    readings = {term.name.casefold() for term in glossary(jurisdiction).terms.values() if term.reading}
    assert readings == {
        "award year", "business day", "cohort period", "reviewing entity", "initial implementation period",
        "second full calendar quarter", "substantially similar program", "final decision", "anticipated wages",
    }  # fmt: skip
    assert glossary(jurisdiction).words["reading"] == "State reading, to be confirmed"


@STATES
def test_every_term_has_a_meaning_on_the_first_day_of_the_law_with_its_numbers_filled_in(jurisdiction):
    numbers = load_parameters(jurisdiction)
    for term in glossary(jurisdiction).terms.values():
        first = min(wording.starts for wording in term.wordings)
        assert first == date(2026, 7, 1), term.id
        assert "{" not in says(term, DAY, numbers), term.id
        assert says(term, date(2026, 6, 30), numbers) == ""


def test_the_length_in_a_meaning_is_the_number_of_the_law():
    program = glossary("ms").terms["eligible_workforce_program"]
    assert "at least 150 and under 600 clock hours" in says(program, DAY, load_parameters("ms"))
    narrower = says(glossary("xx").terms["eligible_workforce_program"], DAY, load_parameters("xx"))
    assert "at least 150" not in narrower


def test_a_meaning_is_picked_by_the_day_and_an_earlier_day_keeps_its_own():
    term = glossary("xx").terms["governors_certification"]
    before, after = (says(term, date.fromisoformat(day), {}) for day in ("2027-06-30", "2027-07-01"))
    assert "opens no federal money" in before
    assert "Second wording" not in before
    assert "Second wording" in after
    assert "opens no federal money" not in after


def test_names_of_the_state_come_from_its_profile():
    board, certification = (glossary("xx").terms[name] for name in ("board", "governors_certification"))
    assert (board.name, board.abbreviation, board.aliases) == ("Exemplar Skills Council", "", ("Skills Council",))
    assert certification.name == "Chief Executive's Certification"
    assert (glossary("ms").terms["board"].name, glossary("ms").terms["board"].abbreviation) == (
        "State Workforce Investment Board",
        "SWIB",
    )
    for path in (HERE / "model/glossary.toml", HERE / "states/xx/glossary.toml"):
        for word in ("Mississippi", "AccelerateMS", "SWIB"):
            assert word not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("150 clock hours", ["clock_hour"]),
        ("CIP codes and SOC codes", ["cip_code", "soc_code"]),
        ("the SWIB", ["board"]),
        ("Registered Apprenticeship Programs", ["rap"]),
        ("a clock", []),
        ("the cohorts and the cohortal", ["cohort"]),
        ("an appeal", []),
    ],
)
def test_a_text_that_says_a_term_is_seen_to_say_it(said, ids):
    assert [meant("ms", hit["said"]).id for hit in mentions("ms").finditer(said)] == ids


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"wordings": []}, "has no wording"),
        ({"wordings": [{"from": DAY, "says": "A word."}]}, "a `cite`"),
        ({"wordings": [{"from": "2026-08-03", "says": "A word.", "cite": "WFTCA"}]}, "a day `from`"),
        ({"wordings": A_TERM["wordings"] * 2}, "same day"),
        ({"see": ["nothing"]}, "no other term"),
        ({"see": ["short"]}, "no other term"),
        ({"never": ["sw"]}, "rival spelling"),
        ({"aliases": ["other word"]}, "both called 'other word'"),
        ({"source": "nothing"}, "does not exist"),
        ({"wordings": [{"from": DAY, "says": "{length.nothing} hours", "cite": "WFTCA"}]}, "does not exist"),
        ({"wordings": [{"from": DAY, "says": "The {nobody}.", "cite": "WFTCA"}]}, "no State profile gives"),
        ({"colour": "green"}, "nothing reads"),
    ],
)
def test_a_glossary_that_lacks_something_or_says_something_twice_is_refused(change, why):
    other = {"term": "Other Word", "wordings": A_TERM["wordings"]}
    assert set(build({"term": {"short": A_TERM, "other": other}}, {}, {}, []).terms) == {"short", "other"}
    with pytest.raises(LawError, match=re.escape(why)):
        build({"term": {"short": {**A_TERM, **change}, "other": other}}, {}, {}, [])


def test_of_two_wordings_for_one_day_the_states_counts():
    below = {"term": {"short": A_TERM}}
    above = {"term": {"short": {"wordings": [{"from": DAY, "says": "Ours.", "cite": "WFTCA"}]}}}
    assert [w.says for w in build(below, above, {}, []).terms["short"].wordings] == ["Ours."]


def test_the_developers_glossary_names_the_term_of_the_law_and_repeats_no_meaning():
    terms = glossary("ms").terms
    by_name = {each.casefold(): term.id for term in terms.values() for each in term.called}
    rows = re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \|$", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"), re.M)
    assert len(rows) > 50
    shared = {}
    for name, means in rows:
        found = by_name.get(name.casefold()) or by_name.get(name.casefold().removesuffix("s"))
        stated = re.match(r"`([a-z_]+)`\.", means)
        if stated:
            assert stated[1] in terms, name
            shared[name] = stated[1]
        assert found is None or (stated and stated[1] == found), f"{name} is the term {found}: name its id."
        for term in terms.values():
            for wording in term.wordings:
                assert wording.says.partition(".")[0] not in means, f"{name} repeats what {term.id} means."
    assert len(shared) >= 11


# ------------------------------------------------------------------ wordings changed in the portal


def anew(term: str, says: str, cite: str = "Fictive notice 1", starts: date = date(2027, 1, 1)) -> Reworded:
    return Reworded(term, Wording(starts, says, cite))


def test_a_wording_made_in_the_portal_lies_over_the_files_from_its_day_and_the_later_of_two_for_one_day_counts():
    before = glossary("ms")
    found = reworded(before, [anew("appeal", "First."), anew("appeal", "Ask the {governor}.")], "ms").terms["appeal"]
    old, new = found.on(date(2026, 12, 31)), found.on(date(2027, 1, 1))
    assert old == before.terms["appeal"].on(date(2026, 12, 31))
    assert new == Wording(date(2027, 1, 1), "Ask the Governor.", "Fictive notice 1")
    assert glossary("ms") == before


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (anew("no_term", "Words."), "There is no term 'no_term' in the glossary."),
        (anew("appeal", " "), "A wording needs its words and its source."),
        (anew("appeal", "Words.", " "), "A wording needs its words and its source."),
        (anew("appeal", "In {no.number} days."), "shows the number 'no.number', which does not exist"),
        (anew("appeal", "Ask {nobody}."), "term appeal"),
    ],
)
def test_a_wording_made_in_the_portal_is_held_against_the_glossary_as_the_files_are(change, fault):
    with pytest.raises(LawError, match=re.escape(fault)):
        reworded(glossary("ms"), [change], "ms")
