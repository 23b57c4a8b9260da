"""What a slip in the words of letters is answered with, word for word, and the shapes a letter is made of."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from magnolia.policy.glossary import glossary
from magnolia.policy.layers import LawError, overlay, read
from magnolia.policy.letter_words import BLOCK_SHAPES, FIELD_IS, FOUR_PARTS, Book, book, lay
from magnolia.policy.letters import UnfilledField
from tests.policy.letter_samples import EVERY_LETTER, letter

PLACE = "states/xx/letters.toml"
PARTS = ", ".join(FOUR_PARTS)


def laid(model: dict[str, Any] | None = None, state: dict[str, Any] | None = None, **letters: Any) -> Book:
    own = overlay(deepcopy(read("states/xx", "letters")), state or {})
    if letters:
        own["letter"] = letters
    return lay("xx", overlay(read("model", "letters"), model or {}), own, read("states/xx", "profile"), glossary("xx"))


def slip(block: dict[str, Any]) -> dict[str, Any]:
    return {"letters": {"denied": {"part": {"next": {"blocks": [block]}}}}}


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"state": {"state": {"letterhead": ""}}}, f"{PLACE}: [state] has no letterhead."),
        (
            {"state": {"state": {"accent": "red"}}},
            f"{PLACE}: accent is 'red'; write a colour as # and six hexadecimal digits.",
        ),
        ({"state": {"frame": {}}}, f"{PLACE}: a State cannot change [frame]; it may set [state] and parts of letters."),
        ({"letters": {"birthday": {}}}, f"{PLACE}: there is no letter 'birthday' to change."),
        ({"letters": {"denied": {"signed_as": []}}},
         f"{PLACE}: a State cannot set 'signed_as' of the letter 'denied'."),
        (
            {"letters": {"denied": {"part": {"appeal": {"heading": "x"}}}}},
            f"{PLACE}: part 'appeal' of the letter 'denied' is locked and cannot be changed.",
        ),
        (
            {"letters": {"denied": {"part": {"next": {"colour": "x"}}}}},
            f"{PLACE}: a State cannot set 'colour' of part 'next' in the letter 'denied'.",
        ),
        (
            {"letters": {"denied": {"parts": ["outcome"]}}},
            f"{PLACE}: the letter 'denied' must keep these parts in this order: {PARTS}.",
        ),
        ({"state": {"state": {"program": "x"}}}, f"{PLACE}: program is both a field and a name of the State."),
        (
            {"model": {"field": {"program": {"is": "song"}}}},
            f"letters.toml: field 'program' must say what it is: {', '.join(FIELD_IS)}.",
        ),
        (
            {"model": {"letter": {"denied": {"parts": ["outcome", "basis", "appeal", "next"]}}}},
            f"letters.toml: the letter 'denied' must have the parts {PARTS}.",
        ),
        (
            {"model": {"letter": {"denied": {"signed_as": ["king"]}}}},
            "letters.toml: the letter 'denied' is signed as 'king', which has no block.",
        ),
        (
            {"letters": {"receipt": {"parts": ["received", "next", "gift"]}}},
            f"{PLACE}: part 'gift' of the letter 'receipt' needs a heading and blocks.",
        ),
        (
            slip({"say": "Ask {nobody} or {no_one}."}),
            f"{PLACE}: the letter 'denied' asks for nobody, no_one, which no field defines.",
        ),
        (slip({"say": "A { brace."}), PLACE + ": the letter 'denied' has a stray brace in 'A { brace.'."),
        (slip({"bullets": ["A } brace."]}), PLACE + ": the letter 'denied' has a stray brace in 'A } brace.'."),
        (
            slip({"facts": [{"label": "L", "text": "{nobody}"}]}),
            f"{PLACE}: the letter 'denied' asks for nobody, which no field defines.",
        ),
        (
            slip({"say": "x", "bullets": ["y"]}),
            f"{PLACE}: a block of the letter 'denied' must be one of {', '.join(BLOCK_SHAPES)}.",
        ),
        (slip({"say": "x", "when": "moon"}),
         f"{PLACE}: the letter 'denied' depends on 'moon', which no field defines."),
        (slip({"say": "x", "unless": "moon"}),
         f"{PLACE}: the letter 'denied' depends on 'moon', which no field defines."),
        (slip({"rows": "program"}), f"{PLACE}: the letter 'denied' lists 'program', which is no field of rows."),
        (slip({"lines": "grounds"}), f"{PLACE}: the letter 'denied' lists 'grounds', which is no field of lines."),
        (slip({"lines": "moon"}), f"{PLACE}: the letter 'denied' lists 'moon', which is no field of lines."),
        (
            slip({"clause": "moon"}),
            "letters.toml: the letter 'denied' names the clause 'moon', which does not exist.",
        ),
    ],
)  # fmt: skip
def test_a_slip_is_told_word_for_word(change, answer):
    with pytest.raises(LawError) as refused:
        laid(change.get("model"), change.get("state"), **change.get("letters", {}))
    assert str(refused.value) == answer


def test_a_long_text_with_a_stray_brace_is_told_by_its_first_sixty_signs():
    with pytest.raises(LawError) as refused:
        laid(**slip({"say": "{" + "x" * 80})["letters"])
    assert repr("{" + "x" * 59) in str(refused.value)


@pytest.mark.parametrize("code", ["ms", "xx"])
def test_the_words_of_a_state_are_the_models_with_its_own_over_them(code):
    found, model, own = book(code), read("model", "letters"), read(f"states/{code}", "letters")
    assert found.jurisdiction == code
    assert found.letters == overlay(model["letter"], own.get("letter", {}))
    assert (found.fields, found.frame, found.clauses) == (model["field"], model["frame"], model["clause"])
    assert (found.signatures, found.preview) == (model["signature"], model["preview"])
    assert found.from_lines == tuple(own["state"]["from"])
    names = {**read(f"states/{code}", "profile"), **own["state"]}
    spelled = dict.fromkeys(found.spelled, "")
    assert found.names == {**spelled, **{key: value for key, value in names.items() if key != "from"}}


def test_the_mark_of_the_words_is_twelve_signs_and_changes_with_every_part_of_them():
    marks = {book("xx").version("denied")}
    assert all(len(mark) == 12 and set(mark) <= set("0123456789abcdef") for mark in marks)
    for change in (
        {"state": {"state": {"letterhead": "Another"}}},
        {"state": {"state": {"from": ["Another"]}}},
        {"model": {"frame": {"greeting": "Good day"}}},
        {"model": {"clause": {"no_decision": {"say": "Another."}}}},
    ):
        marks.add(laid(change.get("model"), change.get("state")).version("denied"))
    assert len(marks) == 5
    again = {**read("model", "letters")}
    turned = dict(reversed(list(again.items())))
    own = read("states/xx", "letters")
    laid_anew = lay("xx", turned, own, read("states/xx", "profile"), glossary("xx"))
    assert laid_anew.version("denied") == book("xx").version("denied")


@pytest.mark.parametrize(("state", "kind"), EVERY_LETTER)
def test_a_letter_is_made_of_paragraphs_bullets_facts_tables_and_entries_that_hold_together(state, kind):
    told = letter(state, kind)
    for block in (*told.opening, *(block for part in told.parts for block in part.blocks)):
        assert block.shape in {"paragraph", "bullets", "facts", "table", "entries"}
        if block.shape == "paragraph":
            assert block.text.strip()
            assert block.rows == block.head == ()
        else:
            assert block.text == ""
            assert block.rows
        widths = {len(row) for row in block.rows}
        if block.shape == "bullets":
            assert widths == {1}
        if block.shape == "facts":
            assert widths == {2}
        if block.shape == "table":
            assert widths == {len(block.head)}
        if block.shape == "entries":
            assert widths == {len(block.head) + 1}


def test_paragraphs_are_parted_by_an_empty_line_and_cells_that_are_needed_are_named():
    reason = "First.\r\n\r\nSecond\nline.\n  \nThird."
    told = letter("ms", "conditional", reason=reason)
    texts = [block.text for part in told.parts for block in part.blocks]
    assert "First." in texts
    assert "Second\nline." in texts
    with pytest.raises(UnfilledField, match=r"grounds, line 1: finding"):
        letter("ms", "denied", grounds=[{"requirement": "R", "evidence": "E", "citation": "C"}])
