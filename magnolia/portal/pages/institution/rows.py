"""Where a person goes on after a button added a row or took one out: at that row, and the page says what was done.

The address leads to the row, so that the next press of Tab stands in it; static/portal.js puts the focus into its first
field and has the sentence read out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .apply_groups import ADD, REMOVE, TableForm

ADDED, GONE = "add", "gone"  # in the address: the table that got a row; the table and the place that lost one


def way(here: str, wanted: str, tables: Mapping[str, TableForm]) -> str:
    """The page's address at the row that comes next; the page itself where the button named no row."""
    name = wanted.removeprefix(ADD)
    if wanted.startswith(ADD) and name in tables:
        return f"{here}?{ADDED}={name}#{name}-{len(tables[name].kept)}"
    name, place = _place(wanted.removeprefix(REMOVE))
    if wanted.startswith(REMOVE) and name in tables and place is not None:
        return f"{here}?{GONE}={name}-{place}#{name}-{_beside(place, len(tables[name].kept))}"
    return here


def tell(tables: Mapping[str, TableForm], asked: Mapping[str, Any]) -> None:
    """Say at the table which row came or went, and at which row the person goes on."""
    added = asked.get(ADDED, "")
    name, place = _place(asked.get(GONE, ""))
    if added in tables:
        row = tables[added].rows[-1]
        tables[added].said, tables[added].goes_on = f"{row.called} was added.", f"{added}-{row.number}"
    elif name in tables and place is not None:
        table = tables[name]
        table.said = f"{table.table.one} {place + 1} was taken out."
        table.goes_on = f"{name}-{_beside(place, len(table.rows))}"


def _place(said: str) -> tuple[str, int | None]:
    name, _, place = said.rpartition("-")
    return name, int(place) if place.isascii() and place.isdigit() and len(place) < 5 else None


def _beside(place: int, count: int) -> int:
    """The row that moved up into the place, or the last one."""
    return min(place, max(count - 1, 0))
