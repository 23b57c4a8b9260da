"""Whether a completer's verified job is in an occupation that counts for the program, where placement asks for that.

Source: State policy, section 9; docs/requirements/readings.md, "Comparable occupations". `rates.placement_rule` says
for which award years it is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from .layers import fill_all, overlay, read, state_layer
from .periods import AwardYear

COUNTS, UNRELATED, UNVERIFIED = "counts", "unrelated", "unverified"


@cache
def words(jurisdiction: str) -> dict[str, Any]:
    """The words of placing.toml, with the State's names."""
    layer = state_layer(jurisdiction)
    filled: dict[str, Any] = fill_all(overlay(read("model", "placing"), read(layer, "placing")), read(layer, "profile"))
    return filled


@dataclass(frozen=True)
class Comparable:
    """The decision that `comparable_to` counts for programs of `soc_code`: from `since`, to the day before `ended`."""

    soc_code: str
    comparable_to: str
    since: date
    ended: date | None = None

    def counts_for(self, year: AwardYear) -> bool:
        """Whether it is in force at the end of the cohort's award year: none made later touches an earlier cohort."""
        return self.since <= year.last_day and (self.ended is None or year.last_day < self.ended)


def counting(programs: Iterable[str], year: AwardYear, decisions: Iterable[Comparable] = ()) -> frozenset[str]:
    """SOC codes that count for a program of these SOC codes and the cohort of an award year, its own included."""
    own = frozenset(programs)
    return own | {each.comparable_to for each in decisions if each.soc_code in own and each.counts_for(year)}


def placing(programs: Collection[str], job: str, year: AwardYear, decisions: Iterable[Comparable] = ()) -> str:
    """A job's occupation against the program's: `counts`, `unrelated`, or `unverified` where `job` is empty.

    Only the first is placed: an unverified job is never guessed, counts as not placed and is listed.
    """
    if not job:
        return UNVERIFIED
    return COUNTS if job in counting(programs, year, decisions) else UNRELATED
