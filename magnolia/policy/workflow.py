"""The process as a table: states, moves and clocks of everything that has a life.

Buttons, checks, refusals, the diagram and the tests are read from here. Nothing here writes or asks the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from .layers import LawError, fill_all, overlay, read, state_layer


@dataclass(frozen=True)
class Role:
    """A role a person can hold: the kind of organisation that gives it and which applications it may see.

    `declares`: says whether there is a conflict of interest before a case opens. `assigned`: cases go to persons.
    `gives`: roles that whoever holds it gives to colleagues in the same organisation. `second_factor`: opens pages only
    to whoever signed in with one.
    """

    name: str
    label: str
    of: str
    sees: str
    does: str
    declares: bool = False
    assigned: bool = False
    gives: tuple[str, ...] = ()
    second_factor: bool = False


@dataclass(frozen=True)
class State:
    """Where a thing can stand: its words, whose turn it is (role names) and its stage in the public timeline.

    `settled`: nothing is left for the State to do unless somebody else acts, so it is no backlog.
    """

    name: str
    label: str
    tone: str
    turn: tuple[str, ...]
    next: str
    stage: str = ""
    settled: bool = False


@dataclass(frozen=True)
class Wait:
    """What a thing waits for in some states where the state alone does not say whose turn it is.

    The portal works it out from the rows of the case after each move. `begins` and `ends` are moves of its own that
    tell of it, or empty.
    """

    name: str
    states: tuple[str, ...]
    turn: tuple[str, ...]
    next: str
    begins: str = ""
    ends: str = ""


@dataclass(frozen=True)
class Move:
    """One row of the table; see the head of model/moves.toml for what each field means."""

    thing: str
    name: str
    label: str
    done: str
    starts: tuple[str, ...]
    to: str | None
    who: tuple[str, ...]
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    letter: str = ""
    freezes: bool = False
    quiet: bool = False
    takes: bool = False
    if_late: str = ""
    closed: str = ""  # said where the move is not open yet, before where the thing stands

    def target(self, state: str) -> str:
        """The state after this move when it starts in `state`."""
        return state if self.to is None else self.to


@dataclass(frozen=True)
class Clock:
    """A time limit: which parameter counts it, in which unit, and what it proposes to a person when it runs out.

    Without a parameter the day is set by a person in the case, such as the due day of a condition.

    `cycle` names the number of an approval cycle that replaces the parameter for the cycle's applications, or is empty.
    `with_case`: it stops where the case comes to an end, whatever thing of the case it is of.
    `legal` is false where the day binds nobody: the end of a stage as the cycle's timeline publishes it.
    `of_case` is false where the day is the keeper's alone: no date of the case, its lists or its parties' calendars.
    `reminders` are parameters, the days before the end on which it is told of; without any the State's own steps count.
    """

    name: str
    label: str
    unit: str
    starts: str
    proposes: tuple[str, ...]
    count: str = ""
    cycle: str = ""
    cite: str = ""
    legal: bool = True
    with_case: bool = False
    of_case: bool = True
    reminders: tuple[str, ...] = ()
    over: str = ""  # what happens next once the time has run out, where a person then chooses


@dataclass(frozen=True)
class Life:
    """The table of one kind of thing; `inside`: its events are no part of the timeline that the parties read."""

    name: str
    label: str
    starts: str
    states: dict[str, State]
    moves: dict[str, Move]
    stages: dict[str, str] = field(default_factory=dict)
    inside: bool = False
    waits: dict[str, Wait] = field(default_factory=dict)

    def waiting(self, state: str, wait: str) -> State:
        """The state as it reads while the thing waits for something of its own; `wait` may be empty."""
        found = self.waits.get(wait)
        return replace(self.states[state], turn=found.turn, next=found.next) if found else self.states[state]


@dataclass(frozen=True)
class Process:
    """All tables of a State."""

    lives: dict[str, Life]
    roles: dict[str, Role]
    clocks: dict[str, Clock]
    needs: dict[str, str]

    def life(self, thing: str) -> Life:
        if thing not in self.lives:
            raise LawError(f"Nothing called {thing!r} has a life here.")
        return self.lives[thing]


def _move(thing: str, name: str, block: dict[str, Any]) -> Move:
    known = {"label", "done", "from", "to", "who", "letter", "freezes", "quiet", "takes", "if_late", "closed"}
    lists = {"needs", "asks", "not_by", "opens", "closes", "then", "tells"}
    if extra := block.keys() - known - lists:
        raise LawError(f"{thing}.move.{name}: unknown {', '.join(sorted(extra))}.")
    if missing := {"label", "done", "from", "who"} - block.keys():
        raise LawError(f"{thing}.move.{name}: lacks {', '.join(sorted(missing))}.")
    return Move(
        thing=thing,
        name=name,
        label=block["label"],
        done=block["done"],
        starts=tuple(block["from"]),
        to=block.get("to"),
        who=tuple(block["who"]),
        letter=block.get("letter", ""),
        freezes=block.get("freezes", False),
        quiet=block.get("quiet", False),
        takes=block.get("takes", False),
        if_late=block.get("if_late", ""),
        closed=block.get("closed", ""),
        **{key: tuple(block.get(key, ())) for key in lists},
    )


def _clock(name: str, block: dict[str, Any]) -> Clock:
    lists = {key: tuple(block.get(key, ())) for key in ("proposes", "reminders")}
    return Clock(name=name, **{**block, **lists})


def _life(name: str, table: dict[str, Any]) -> Life:
    states = {
        key: State(key, b["label"], b["tone"], tuple(b["turn"]), b["next"], b.get("stage", ""), b.get("settled", False))
        for key, b in table["state"].items()
    }
    moves = {key: _move(name, key, block) for key, block in table["move"].items()}
    stages, inside = table.get("stage", {}), table.get("inside", False)
    waits = {
        key: Wait(key, tuple(b["in"]), tuple(b["turn"]), b["next"], b.get("begins", ""), b.get("ends", ""))
        for key, b in table.get("wait", {}).items()
    }
    return Life(name, table["label"], table["starts"], states, moves, stages, inside, waits)


def _faults(process: Process) -> Iterator[str]:
    """Everything that does not fit together, one sentence each."""
    for giver in process.roles.values():
        for given in giver.gives:
            if given not in process.roles or process.roles[given].of != giver.of:
                yield f"{giver.name} gives {given!r}, which is no role of the same organization"
    for life in process.lives.values():
        if life.starts not in life.states:
            yield f"{life.name} starts in {life.starts!r}, which is no state of it"
        for state in life.states.values():
            for role in set(state.turn) - process.roles.keys():
                yield f"{life.name}.state.{state.name}: no role {role!r}"
            if life.stages and state.stage not in life.stages:
                yield f"{life.name}.state.{state.name}: no stage {state.stage!r}"
        for wait in life.waits.values():
            told = {wait.begins, wait.ends} - {""}
            unknown = (
                {*wait.turn} - process.roles.keys() | {*wait.states} - life.states.keys() | told - life.moves.keys()
            )
            yield from (f"{life.name}.wait.{wait.name}: {name!r} is not known" for name in sorted(unknown))
        for move in life.moves.values():
            yield from _move_faults(process, life, move)


def _move_faults(process: Process, life: Life, move: Move) -> Iterator[str]:
    place = f"{life.name}.move.{move.name}"
    for state in ({*move.starts, move.to or ""} - {""}) - life.states.keys():
        yield f"{place}: no state {state!r}"
    for word, known in (
        (move.who, process.roles),
        (move.tells, process.roles),
        (move.needs, process.needs),
        (move.not_by, life.moves),
        ((move.if_late,) if move.if_late else (), life.moves),
        ((*move.opens, *move.closes), process.clocks),
        (tuple(t.split(".")[0] for t in move.then), process.lives),
    ):
        for name in sorted(set(word) - known.keys()):
            yield f"{place}: {name!r} is not known"


def _role(name: str, block: dict[str, Any]) -> Role:
    return Role(name=name, **{**block, "gives": tuple(block.get("gives", ()))})


@cache
def process(jurisdiction: str) -> Process:
    """The State's tables: the model process with the State's moves.toml laid over it, names filled in.

    Raises LawError listing every fault where the tables contradict themselves.
    """
    layer = state_layer(jurisdiction)
    profile = read(layer, "profile")

    def table(name: str) -> dict[str, Any]:
        filled: dict[str, Any] = fill_all(overlay(read("model", name), read(layer, name)), profile)
        return filled

    moves = table("moves")
    clocks = moves.pop("clock")
    made = Process(
        lives={name: _life(name, block) for name, block in moves.items()},
        roles={name: _role(name, block) for name, block in table("roles").items()},
        clocks={name: _clock(name, block) for name, block in clocks.items()},
        needs=table("needs"),
    )
    if faults := list(_faults(made)):
        raise LawError(f"The process of {jurisdiction} does not fit together: " + "; ".join(faults) + ".")
    return made


def open_moves(life: Life, state: str, roles: Collection[str]) -> list[Move]:
    """Moves that start in `state` and that a holder of `roles` may make, in the table's order; quiet ones too."""
    return [m for m in life.moves.values() if state in m.starts and set(m.who) & set(roles)]


def refusal(process: Process, life: Life, move_name: str, state: str, roles: Collection[str]) -> str | None:
    """Why the move is not open to a holder of `roles` in `state`, with who could do what; None when it is open."""
    move = life.moves.get(move_name)
    if move is None:
        return f"There is no move called {move_name!r} for this {life.label.lower()}."
    who = names(process, move.who)
    if state not in move.starts:
        now = life.states[state].label if state in life.states else "not open yet"
        then = " or ".join(f"“{life.states[s].label}”" for s in move.starts if s) or "at the start"
        turn = names(process, life.states[state].turn) if state in life.states else ""
        waits = f" Now it is the turn of: {turn}." if turn else ""
        if due := _still_due(life, state, move):
            waits = f" Still due before it: {'; '.join(due)}.{waits}"
        stands = f"This {life.label.lower()} stands at “{now}”."
        if move.closed:
            return f"{move.closed} {stands}{waits}"
        return f"“{move.label}” is possible only at the stage {then}. {stands}{waits}"
    if not set(move.who) & set(roles):
        return f"You have no authority for “{move.label}”. It can be done by: {who}."
    return None


def _still_due(life: Life, state: str, move: Move) -> list[str]:
    """Stages that lie between where a thing stands and the earliest place the move starts from; none looking back."""
    stages = list(life.stages)
    if state not in life.states or not stages:
        return []
    here = stages.index(life.states[state].stage)
    there = min((stages.index(life.states[s].stage) for s in move.starts if s), default=here)
    return [life.stages[s] for s in stages[here:there]]


def names(process: Process, roles: Collection[str]) -> str:
    """Role labels in words: `Intake analyst or Director`."""
    return " or ".join(process.roles[role].label for role in roles)


def diagram(life: Life) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Arrows (from state, move, to state, roles) of a life, quiet moves left out, in the table's order."""
    return [
        (start, move.name, move.target(start), move.who)
        for move in life.moves.values()
        if not move.quiet
        for start in move.starts
    ]
