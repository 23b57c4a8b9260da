"""The process as a table: it fits together in every State, and says who may do what and why not."""

from __future__ import annotations

import pytest

from magnolia.policy import workflow
from magnolia.policy.cycles import cycle_register
from magnolia.policy.layers import LawError, jurisdictions
from magnolia.policy.letters import kinds
from magnolia.policy.parameters import load_parameters
from magnolia.policy.workflow import Process, diagram, open_moves, process, refusal
from tests.policy.changed_law import changed

LIFE = "application"


@pytest.mark.parametrize("state", jurisdictions())
def test_every_state_of_a_case_can_be_reached_and_every_open_one_left(state):
    life = process(state).life(LIFE)
    reached = {move.to for move in life.moves.values() if move.to}
    assert life.states.keys() == reached
    closed = {"certified", "withdrawn", "returned_unreviewed"}
    left = {start for move in life.moves.values() if move.to for start in move.starts}
    assert life.states.keys() - left == closed


@pytest.mark.parametrize("state", jurisdictions())
def test_whoever_has_the_turn_has_a_move(state):
    table = process(state)
    for life in table.lives.values():
        for where in life.states.values():
            for role in where.turn:
                assert open_moves(life, where.name, {role}) or life.name == "notice" or where.name == "certified", (
                    f"{life.name} at {where.name}: {role} has the turn and nothing to do"
                )


@pytest.mark.parametrize("state", jurisdictions())
def test_every_letter_and_clock_that_a_move_names_exists(state):
    table, numbers = process(state), load_parameters(state)
    for life in table.lives.values():
        for move in life.moves.values():
            assert not move.letter or move.letter in kinds(state), move.name
    for clock in table.clocks.values():
        assert clock.count in numbers or (not clock.count and clock.unit == "a day that is set")
        assert set(clock.proposes) <= table.life(LIFE).moves.keys()


@pytest.mark.parametrize("state", jurisdictions())
def test_the_stages_of_a_timeline_name_states_of_their_own_stage_and_no_state_twice(state):
    states = process(state).life(LIFE).states
    named = [(stage, name) for stage in cycle_register(state).stages.values() for name in stage.due]
    assert len({name for _, name in named}) == len(named) > 5
    for stage, name in named:
        assert states[name].stage == stage.during, name
        assert not states[name].settled


def test_the_model_process_has_the_stages_in_their_order():
    life = process("ms").life(LIFE)
    assert list(life.stages) == ["request", "review", "consultation", "determination", "certification", "federal"]
    way = [
        "submit",
        "find_complete",
        "start_review",
        "finish_review",
        "attest_consultation",
        "recommend",
        "approve",
        "certify",
    ]
    place = 0
    for name in way:
        move = life.moves[name]
        assert all(list(life.stages).index(life.states[s].stage) >= place for s in move.starts)
        place = min(list(life.stages).index(life.states[s].stage) for s in move.starts)


def test_only_the_governor_or_a_designee_determines_and_certifies():
    for state in jurisdictions():
        life = process(state).life(LIFE)
        for name in ("approve", "approve_conditionally", "deny", "defer", "return_for_information", "certify"):
            assert set(life.moves[name].who) == {"governor", "designee"}
            assert {"recommend", "finish_review"} <= set(life.moves[name].not_by)


def test_a_refusal_names_the_stage_and_who_has_the_turn():
    table = process("ms")
    sentence = refusal(table, table.life(LIFE), "certify", "review", {"governor"})
    assert sentence is not None
    assert "“Approved for State certification”" in sentence
    assert "due before it: State review; SWIB consultation and recommendation; Governor's determination." in sentence
    assert "turn of: Reviewer" in sentence


def test_a_refusal_for_lack_of_authority_names_who_could_do_it():
    table = process("ms")
    sentence = refusal(table, table.life(LIFE), "certify", "approved", {"reviewer"})
    assert sentence == (
        "You have no authority for “Sign the certification”. It can be done by: Governor or Governor's designee."
    )


def test_a_move_that_does_not_exist_is_refused_in_a_sentence():
    table = process("ms")
    assert refusal(table, table.life(LIFE), "bribe", "review", {"governor"}) == (
        "There is no move called 'bribe' for this application."
    )


def test_a_move_open_to_the_role_is_not_refused():
    table = process("ms")
    assert refusal(table, table.life(LIFE), "certify", "approved", {"designee"}) is None


def test_another_state_has_a_step_more_and_a_step_less():
    ours, theirs = process("ms").life(LIFE), process("xx").life(LIFE)
    assert theirs.states.keys() - ours.states.keys() == {"legal_reading"}
    assert ours.states.keys() - theirs.states.keys() == {"submitted"}
    assert theirs.moves["submit"].to == "completeness_review"


def test_the_diagram_has_an_arrow_for_each_start_of_each_visible_move():
    arrows = diagram(process("ms").life(LIFE))
    assert ("approved", "certify", "certified", ("governor", "designee")) in arrows
    assert not [a for a in arrows if a[1] == "save"]


def test_a_table_that_contradicts_itself_is_refused_with_every_fault(monkeypatch):
    sound = workflow.read

    def with_faults(layer: str, name: str):
        if layer == "states/xx" and name == "moves":
            return {
                "application": {
                    "starts": "nowhere",
                    "state": {"draft": {"turn": ["king"], "stage": "palace"}},
                    "move": {"submit": {"who": ["king"], "needs": ["luck"], "to": "moon"}},
                }
            }
        return sound(layer, name)

    monkeypatch.setattr(workflow, "read", with_faults)
    process.cache_clear()
    with pytest.raises(LawError) as refused:
        process("xx")
    process.cache_clear()
    for fault in ("nowhere", "no role 'king'", "'luck' is not known", "no state 'moon'", "no stage 'palace'"):
        assert fault in str(refused.value)


@pytest.mark.parametrize(("change", "says"), [({"colour": "red"}, "unknown colour"), ({"label": None}, "lacks label")])
def test_a_move_with_a_wrong_field_is_refused_by_name(monkeypatch, change, says):
    sound = workflow.read

    def with_fault(layer: str, name: str):
        found = sound(layer, name)
        if layer == "model" and name == "moves":
            move = {k: v for k, v in {**found["application"]["move"]["submit"], **change}.items() if v is not None}
            application = {**found["application"], "move": {**found["application"]["move"], "submit": move}}
            return {**found, "application": application}
        return found

    monkeypatch.setattr(workflow, "read", with_fault)
    process.cache_clear()
    with pytest.raises(LawError, match=f"application.move.submit: {says}"):
        process("ms")
    process.cache_clear()


@pytest.mark.parametrize("gives", ["intake", "king"])
def test_a_role_gives_only_roles_of_the_same_organization(gives):
    change = {"certifying_official": {"gives": [gives]}}
    with changed(workflow, process, "model", "roles", change), pytest.raises(LawError) as refused:
        process("ms")
    assert f"certifying_official gives '{gives}', which is no role of the same organization" in str(refused.value)
    assert process("ms").roles["certifying_official"].gives == ("preparer",)
    assert {name for name, role in process("ms").roles.items() if role.gives} == {"certifying_official"}


def test_a_life_nobody_has_is_refused_by_name():
    empty = Process({}, {}, {}, {})
    with pytest.raises(LawError, match="'dream'"):
        empty.life("dream")


def test_a_refusal_that_looks_back_names_whose_turn_it_is_and_nothing_still_due():
    table = process("ms")
    sentence = refusal(table, table.life(LIFE), "submit", "review", {"certifier"})
    assert sentence is not None
    assert "Still due" not in sentence
    assert "Now it is the turn of: Reviewer." in sentence


def test_a_thing_that_is_not_there_yet_is_said_to_be_not_open():
    table = process("ms")
    sentence = refusal(table, table.life(LIFE), "certify", "", {"governor"})
    assert sentence is not None
    assert sentence.endswith("This application stands at “not open yet”.")


def test_of_a_state_in_which_nobody_has_the_turn_nobody_is_named():
    table = process("ms")
    life = table.life(LIFE)
    closed = next(name for name, state in life.states.items() if not state.turn)
    sentence = refusal(table, life, "submit", closed, {"certifier"})
    assert sentence is not None
    assert "turn of" not in sentence


def test_a_move_that_is_not_open_yet_says_so_in_its_own_words_and_where_the_thing_stands():
    table = process("ms")
    life = table.life(LIFE)
    move = next(each for each in life.moves.values() if each.closed)
    state = next(name for name in life.states if name not in move.starts and life.states[name].turn)
    sentence = refusal(table, life, move.name, state, set(move.who))
    assert sentence is not None
    assert sentence.startswith(f"{move.closed} This application stands at “{life.states[state].label}”.")
    assert "is possible only at the stage" not in sentence
    assert "turn of: " in sentence


def test_a_wait_lends_its_turn_and_next_words_to_the_state_and_leaves_the_rest():
    life = process("ms").life(LIFE)
    plain, held = life.waiting("approved", ""), life.waiting("approved", "resemblance")
    assert plain == life.states["approved"]
    assert (held.turn, plain.turn) == (("reviewer",), ("governor", "designee"))
    assert held.next == life.waits["resemblance"].next != plain.next
    assert (held.name, held.label, held.tone, held.stage) == (plain.name, plain.label, plain.tone, plain.stage)
