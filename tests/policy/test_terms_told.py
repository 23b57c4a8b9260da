"""Terms as a page and a letter tell them: found by any name, in order, with the numbers they show."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from magnolia.policy import glossary as glossary_module
from magnolia.policy import letter_words
from magnolia.policy.glossary import Wording, build, glossary, meant, mentions, numbers_in, says
from magnolia.policy.layers import LawError, read
from magnolia.policy.letter_words import book, lay
from magnolia.policy.letters import MEANINGS, kinds, meanings
from magnolia.policy.parameters import load_parameters
from magnolia.policy.sources import sources
from tests.policy.changed_law import changed

MS = glossary("ms")
LAW = load_parameters("ms")
DAY, BEFORE = date(2026, 8, 3), date(2026, 6, 30)
ENTRY = {"from": DAY, "says": "A word.", "cite": "WFTCA"}
ONE_WORDING = "term word: a wording has a day `from`, what it `says` and a `cite`, and nothing else."


def test_a_term_is_found_by_a_piece_of_any_of_its_names_whatever_the_case():
    assert [term.id for term in MS.find("  swib ")] == ["board"]
    assert [term.id for term in MS.find("Workforce  investment BOARD")] == ["board"]
    assert MS.find("no such word at all") == []
    assert MS.find("  ") == MS.find("") == MS.in_order()
    names = [term.name.casefold() for term in MS.in_order()]
    assert names == sorted(names)
    assert len(names) == len(MS.terms)


def test_a_term_knows_its_place_on_the_page_and_every_name_it_has_once():
    board = MS.terms["board"]
    assert MS.terms["eligible_workforce_program"].anchor == "eligible-workforce-program"
    assert (board.name, board.abbreviation) == ("State Workforce Investment Board", "SWIB")
    assert board.called[:2] == ("State Workforce Investment Board", "SWIB")
    assert len(set(board.called)) == len(board.called)
    clock = MS.terms["clock_hour"]
    assert (clock.name, clock.abbreviation) == (clock.term, "")
    assert "" not in clock.called


def test_the_numbers_a_meaning_shows_are_those_in_force_each_once_and_none_before_its_first_wording():
    program = MS.terms["eligible_workforce_program"]
    found = numbers_in(program, DAY, LAW)
    keys = [parameter.key for parameter, _ in found]
    assert keys[:2] == ["length.clock_hours_at_least", "length.clock_hours_below"]
    assert len(set(keys)) == len(keys)
    assert all(parameter == LAW[parameter.key] and value == parameter.on(DAY) for parameter, value in found)
    assert numbers_in(program, BEFORE, LAW) == []
    assert says(program, BEFORE, LAW) == ""
    assert numbers_in(MS.terms["clock_hour"], DAY, LAW) == []


def test_a_wording_counts_from_its_own_day():
    block = {
        "term": "Word",
        "wordings": [
            {"from": date(2027, 1, 1), "says": "Second.", "cite": "B"},
            {"from": date(2026, 1, 1), "says": "First.", "cite": "A"},
        ],
    }
    term = build({"term": {"word": block}}, {}, {}, []).terms["word"]
    assert term.on(date(2025, 12, 31)) is None
    assert term.on(date(2026, 1, 1)) == term.on(date(2026, 12, 31)) == Wording(date(2026, 1, 1), "First.", "A")
    assert term.on(date(2027, 1, 1)) == Wording(date(2027, 1, 1), "Second.", "B")


def test_a_term_keeps_its_source_its_elements_and_what_the_source_is_also_called():
    block = {"term": "Rule Book (RB)", "wordings": [{"from": DAY, "says": "A.", "cite": "A"}], "source": "book",
             "aliases": ["RB", "the Book"], "elements": {"first": "One"}}  # fmt: skip
    known = replace(next(iter(sources("ms").values())), also_called=("Old Book",))
    found = build({"term": {"book": block}}, {}, {"book": known}, []).terms["book"]
    assert (found.source, found.elements, found.aliases) == ("book", {"first": "One"}, ("the Book", "Old Book"))
    assert found.called == ("Rule Book", "RB", "the Book", "Old Book")
    assert build({"term": {"book": {**block, "source": ""}}}, {}, {}, []).terms["book"].aliases == ("the Book",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"source": "moon"}, "term word names the source 'moon', which does not exist."),
        ({"wordings": []}, "term word has no wording."),
        ({"wordings": [{**ENTRY, "smell": "sweet"}]}, ONE_WORDING),
        ({"wordings": [{**ENTRY, "says": ""}]}, ONE_WORDING),
        ({"wordings": [ENTRY, ENTRY]}, "term word: two wordings start on the same day."),
        ({"see": ["moon"]}, "term word points to 'moon', which is no other term."),
        ({"never": [" WORD "]}, "term word: ' WORD ' is one of its names and a rival spelling."),
        ({"elements": {"a": "Of {nobody}"}}, "term word: no State profile gives {nobody}."),
        ({"aliases": ["{length.moons}"]}, "term word shows the number 'length.moons', which does not exist."),
        ({"term": "Other (WORDS)", "aliases": ["Second"]}, "The terms word and second are both called 'second'."),
        ({"smell": "sweet"}, "term word: nothing reads `smell`."),
    ],
)
def test_a_term_that_does_not_fit_is_refused_by_its_name(change, told):
    word = {"term": "Word", "wordings": [ENTRY], **change}
    second = {"term": "Second", "wordings": [ENTRY]}
    with pytest.raises(LawError) as fault:
        build({"term": {"word": word, "second": second}}, {}, {}, ["length.suns"])
    assert str(fault.value) == told


def test_of_two_names_the_longer_one_is_seen_in_a_text():
    said = [hit["said"] for hit in mentions("ms").finditer("An Eligible  Workforce Program and a Workforce Pell Grant")]
    assert all(len(each.split()) > 1 for each in said)
    for hit in said:
        assert meant("ms", hit).id in MS.terms


def test_the_glossary_has_terms_and_words_and_nothing_else_and_cites_known_sources():
    with pytest.raises(LawError, match=r"^glossary\.toml: nothing reads \[attic\]\.$"):
        build({"attic": {}}, {}, {}, [])
    wording = {"from": DAY, "says": "A word.", "cite": "Nowhere 9"}
    change: dict[str, Any] = {"term": {"word": {"term": "Sample Word", "wordings": [wording]}}}
    with (
        changed(glossary_module, glossary, "states/ms", "glossary", change),
        pytest.raises(LawError, match="Nowhere 9"),
    ):
        glossary("ms")


# ------------------------------------------------------------------ in letters

EXPLAINED = next(kind for kind in kinds("ms") if book("ms").letters[kind].get("terms"))


def test_a_letter_explains_its_terms_as_they_are_meant_on_its_day_and_marks_a_reading():
    rows = meanings("ms", EXPLAINED, DAY, LAW)
    terms = [MS.terms[name] for name in book("ms").letters[EXPLAINED]["terms"]]
    assert rows == {MEANINGS: [{"term": term.term, "means": says(term, DAY, LAW)} for term in terms]}
    reading = next(term for term in MS.terms.values() if term.reading)
    model = copy.deepcopy(read("model", "letters")["letter"][EXPLAINED])
    change = {"letter": {EXPLAINED: {**model, "terms": [reading.id]}}}
    with changed(letter_words, book, "model", "letters", change):
        marked = meanings("ms", EXPLAINED, DAY, LAW)
    means = f"{says(reading, DAY, LAW)} ({MS.words['reading']})"
    assert marked == {MEANINGS: [{"term": reading.term, "means": means}]}


def test_a_letter_that_explains_no_words_has_no_field_for_them():
    silent = next(kind for kind in kinds("ms") if not book("ms").letters[kind].get("terms"))
    assert meanings("ms", silent, DAY, LAW) == {}


def laid(**letter: Any) -> None:
    model = copy.deepcopy(read("model", "letters"))
    model["letter"][EXPLAINED] |= letter
    lay("ms", model, read("states/ms", "letters"), read("states/ms", "profile"), MS)


def test_a_letter_explains_only_words_of_the_glossary_and_has_a_place_where_they_stand():
    laid(terms=["board"])
    with pytest.raises(
        LawError, match=rf"^letters\.toml: the letter '{EXPLAINED}' explains moon, sun, which is no term\.$"
    ):
        laid(terms=["moon", "board", "sun"])
    neither = rf"^letters\.toml: the letter '{EXPLAINED}' has `terms` and a place for them, or neither\.$"
    with pytest.raises(LawError, match=neither):
        laid(terms=[])
