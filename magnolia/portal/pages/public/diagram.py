"""The process as a picture: states one below the other, moves as arcs beside them; a table beside it says the same."""

from __future__ import annotations

from dataclasses import dataclass

from magnolia.policy.workflow import Life, diagram

ROW, BOX, LANE, EDGE = 46, 30, 13, 250  # in the picture's own units
MANY = 4  # a move that starts in more states than this would hide the rest: the table alone shows it


@dataclass(frozen=True)
class Box:
    """One state: its words, tone and the top of its box."""

    label: str
    tone: str
    top: int


@dataclass(frozen=True)
class Arc:
    """One move drawn as a path; `number` is its row in the table, at (x, y)."""

    number: int
    path: str
    x: int
    y: int
    back: bool


@dataclass(frozen=True)
class Picture:
    """Everything the template draws, and the size of the drawing."""

    boxes: list[Box]
    arcs: list[Arc]
    width: int
    height: int
    left: int
    box_width: int
    box_height: int


@dataclass(frozen=True)
class Row:
    """One move in the table: from where, what, to where, by whom; `drawn` where the picture shows it."""

    number: int
    starts: tuple[str, ...]
    label: str
    to: str
    who: tuple[str, ...]
    drawn: bool


def rows(life: Life) -> list[Row]:
    """The moves of a life that have a button, in the table's order, numbered as in the picture."""
    names = list(dict.fromkeys(move for _, move, _, _ in diagram(life)))
    made = []
    for number, name in enumerate(names, 1):
        move = life.moves[name]
        starts = tuple(life.states[s].label for s in move.starts if s)
        to = life.states[move.to].label if move.to else ""
        made.append(Row(number, starts, move.label, to, move.who, bool(starts and to) and len(starts) <= MANY))
    return made


def draw(life: Life) -> Picture:
    """Lay the states in the table's order and give every arrow the nearest free lane on its side."""
    order = {name: place for place, name in enumerate(life.states)}
    numbers = {row.label: row for row in rows(life)}
    taken: dict[bool, list[list[tuple[int, int]]]] = {True: [], False: []}
    laid: list[tuple[int, int, int, int]] = []
    arrows = [(order[s], order[t], numbers[life.moves[m].label]) for s, m, t, _ in diagram(life) if s and s != t]
    for start, end, row in sorted(arrows, key=lambda a: (abs(a[0] - a[1]), a[0])):
        if row.drawn:
            span = (min(start, end), max(start, end))
            laid.append((start, end, row.number, _lane(taken[end < start], span)))
    left = LANE * (len(taken[True]) + 1)
    width = left + EDGE + LANE * (len(taken[False]) + 1)
    boxes = [Box(s.label, s.tone, ROW * order[name] + 4) for name, s in life.states.items()]
    arcs = [_arc(left, *each) for each in laid]
    return Picture(boxes, arcs, width, ROW * len(order) + 4, left, EDGE, BOX)


def _lane(lanes: list[list[tuple[int, int]]], span: tuple[int, int]) -> int:
    """The first lane in which nothing overlaps the span."""
    for place, lane in enumerate(lanes):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in lane):
            lane.append(span)
            return place
    lanes.append([span])
    return len(lanes) - 1


def _arc(left: int, start: int, end: int, number: int, lane: int) -> Arc:
    """Down the right side, or back up the left; it leaves low on one box and arrives high on the other."""
    back = end < start
    edge, out = (left, -LANE * (lane + 1)) if back else (left + EDGE, LANE * (lane + 1))
    y1, y2 = ROW * start + 4 + (10 if back else 20), ROW * end + 4 + (20 if back else 10)
    x = edge + out
    return Arc(number, f"M{edge} {y1} H{x} V{y2} H{edge}", x, (y1 + y2) // 2, back)
