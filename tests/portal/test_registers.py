"""Registers are complete: every word of a table has what it names, and nothing stands beside the table."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from magnolia.policy.layers import jurisdictions
from magnolia.policy.workflow import process
from magnolia.portal.actions.consequences import MAKES
from magnolia.portal.actions.needs import NEEDS
from magnolia.portal.models import THINGS
from magnolia.portal.pages.case.sections import PAGE_OF, SECTIONS


@pytest.mark.parametrize("state", jurisdictions())
def test_every_need_has_its_function_its_sentence_and_a_move_that_needs_it(state):
    table = process(state)
    used = {need for life in table.lives.values() for move in life.moves.values() for need in move.needs}
    assert NEEDS.keys() == table.needs.keys() == used


@pytest.mark.parametrize("state", jurisdictions())
def test_everything_with_a_state_has_a_table_and_every_table_a_model(state):
    assert THINGS.keys() == process(state).lives.keys()


@pytest.mark.parametrize("state", jurisdictions())
def test_every_follow_up_names_a_thing_that_can_be_made_and_a_move_of_magnolia(state):
    table = process(state)
    for life in table.lives.values():
        for move in life.moves.values():
            for follow_up in move.then:
                kind, name = follow_up.split(".")
                assert kind in MAKES
                assert table.life(kind).moves[name].who == ("system",)


def test_every_move_with_a_page_of_its_own_exists_and_so_does_the_page():
    moves = process("ms").life("application").moves
    assert PAGE_OF.keys() <= moves.keys()
    for name in {*PAGE_OF.values(), *(name for name, _ in SECTIONS)}:
        try:
            reverse(name, args=["00000000-0000-0000-0000-000000000000"])
        except NoReverseMatch:
            pytest.fail(f"no page {name}")


@pytest.mark.parametrize("state", jurisdictions())
def test_every_move_with_a_button_is_open_to_someone_who_can_open_its_page(state):
    from magnolia.portal.doors import may_open

    for move in process(state).life("application").moves.values():
        if move.quiet or move.name == "open":
            continue
        for role in move.who:
            assert may_open("case", True, {role}), f"{role} may {move.name} but not open the case"
            page = PAGE_OF.get(move.name)
            assert not page or may_open(page, True, {role}), f"{role} may {move.name} but not open {page}"


@pytest.mark.parametrize("state", jurisdictions())
def test_whoever_is_told_of_a_move_can_open_the_case(state):
    table = process(state)
    for move in table.life("application").moves.values():
        for role in move.tells:
            assert table.roles[role].sees in ("own", "submitted"), f"{role} is told of {move.name}"
