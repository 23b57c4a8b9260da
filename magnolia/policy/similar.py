"""Whether a new program is too like one of its institution that lost its eligibility or was stopped.

Pure: facts of two programs and the numbers of a day in, an outcome with its comparison in sentences out. The same
four-digit CIP and a shared SOC block within the waiting period; one of the two, or the same credential, goes to a
person (readings, "Substantially similar", "Waiting period"); names and outlines that are nearly the same are told as a
possible replacement. Source: 34 CFR 690.97; State policy 10.5, 6.6, 7.11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache

from .approved import approved
from .codes import same_field, shared_occupation
from .layers import LawError, fill_all, overlay, read, state_layer
from .parameters import MissingParameter, Parameter
from .periods import MONTHS_A_YEAR, months_after, say_day
from .typed import from_block

BLOCKED, REVIEW, PRICE, FREE, OVER, NONE = "blocked", "review", "price", "free", "over", "none"
ORDER = (BLOCKED, REVIEW, PRICE, FREE, OVER, NONE)
WAITS, PERSON = "waits", "person"
HELD = (REVIEW, PRICE)  # a person clears these, with reasons


@dataclass(frozen=True)
class Ground:
    """Why a program was lost, and what may come after: `waits`, `free`, `price` or `person`."""

    id: str
    label: str
    after: str
    cite: str


@dataclass(frozen=True)
class Losses:
    """The register of a State: grounds, the ground of each cause of an end, and the words of the comparison."""

    grounds: Mapping[str, Ground]
    causes: Mapping[str, str]
    after: Mapping[str, str]
    outcomes: Mapping[str, Mapping[str, str]]
    says: Mapping[str, str]
    compared: Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """What is compared of a program: codes as they are written, its outline line by line."""

    name: str
    cip_code: str = ""
    soc_codes: tuple[str, ...] = ()
    credential: str = ""
    outline: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lost:
    """A program that was lost or stopped; `id` tells it apart. Days are those of the federal notice, if it is there."""

    id: str
    program: Known
    ground: str
    lost_on: date | None = None
    stopped_on: date | None = None

    @property
    def begins(self) -> date | None:
        """The day a waiting period begins: the later of loss and discontinuation, None while neither is on record."""
        return max((day for day in (self.lost_on, self.stopped_on) if day), default=None)


@dataclass(frozen=True)
class Numbers:
    """The numbers of a day; `years` None: no waiting period is entered."""

    years: int | None
    cip_digits: int
    soc_digits: int
    outline_percent: int
    line_percent: int
    name_percent: int


@dataclass(frozen=True)
class Screened:
    """One lost program against one new one. `until` is the first day on which the new one can be submitted."""

    lost: Lost
    outcome: str
    says: str
    compared: tuple[str, ...]
    until: date | None = None
    replacement: bool = False


@cache
def losses(jurisdiction: str) -> Losses:
    """The register of a State; raises LawError naming the block that is at fault."""
    layer = state_layer(jurisdiction)
    blocks = fill_all(overlay(read("model", "losses"), read(layer, "losses")), read(layer, "profile"))
    found = Losses(
        grounds={
            name: from_block(Ground, f"ground.{name}", block, id=name) for name, block in blocks["ground"].items()
        },
        causes=blocks["cause"],
        after=blocks["after"],
        outcomes=blocks["outcome"],
        says=blocks["says"],
        compared=blocks["compared"],
    )
    for ground in found.grounds.values():
        if ground.after not in found.after:
            raise LawError(f"losses.toml: ground.{ground.id} says {ground.after!r} of what may come after.")
    causes = approved(jurisdiction).causes
    if found.causes.keys() != causes.keys() or set(found.causes.values()) - found.grounds.keys():
        raise LawError("losses.toml: [cause] must name a ground of this file for every cause of approved.toml.")
    return found


def numbers(parameters: Mapping[str, Parameter], on: date) -> Numbers:
    """The numbers in force on a day; without a waiting period in force its years are None."""

    def whole(name: str) -> int:
        return parameters[f"similar.{name}"].on(on).whole

    try:
        years: int | None = whole("waiting_years")
    except (MissingParameter, KeyError):
        years = None
    names = ("cip_digits", "soc_digits", "outline_percent", "line_percent", "name_percent")
    return Numbers(years, *(whole(name) for name in names))


def screen(jurisdiction: str, new: Known, lost: Lost, law: Numbers, on: date) -> Screened:
    """How a new program stands on a day against a lost one of its institution; a ground that is unknown is a person's.

    No waiting period, or no day on which it begins, holds what resembles the lost program for a person.
    """
    words, old = losses(jurisdiction), lost.program
    cip = same_field(old.cip_code, new.cip_code, law.cip_digits)
    soc = shared_occupation(old.soc_codes, new.soc_codes, law.soc_digits)
    shared = len([line for line in new.outline if _near_one(line, old.outline, law.line_percent)])
    alike = bool(old.outline and new.outline) and 100 * shared >= law.outline_percent * len(new.outline)
    replacement = alike or _percent(old.name, new.name) >= law.name_percent
    begins = lost.begins
    until = None if law.years is None or begins is None else months_after(begins, MONTHS_A_YEAR * law.years)
    ground = words.grounds.get(lost.ground)
    credential = bool(old.credential) and _plain(old.credential) == _plain(new.credential)
    said = _said(ground.after if ground else PERSON, (cip, soc), replacement or credential, until, on)
    outcome = {"partly": REVIEW, "no_period": REVIEW, PERSON: REVIEW}.get(said, said)
    days = {"day": say_day(begins) if begins else "", "until": say_day(until) if until else "", "years": str(law.years)}
    return Screened(
        lost=lost,
        outcome=outcome,
        says=_fill(words.says[said], name=old.name, **days),
        compared=_compared(words, old, new, law, (cip, soc, credential), shared)
        + ((words.says["replacement"],) if replacement else ()),
        until=until if said in (BLOCKED, "partly") else None,
        replacement=replacement,
    )


def _said(after: str, alike: tuple[bool, bool], otherwise: bool, until: date | None, on: date) -> str:
    """Which sentence of `says` fits; `otherwise`: alike in something else than the two codes."""
    if not (any(alike) or otherwise):
        return NONE
    if after != WAITS:
        return after
    if until is None:
        return "no_period"
    if on >= until:
        return OVER
    return BLOCKED if all(alike) else "partly"


def _compared(
    words: Losses, old: Known, new: Known, law: Numbers, alike: tuple[bool, bool, bool], shared: int
) -> tuple[str, ...]:
    """The comparison line by line, as a reviewer reads it."""
    said = words.compared

    def line(name: str, lost: str, now: str, same: bool, **more: str) -> str:
        shown = {"lost": lost or said["nothing"], "new": now or said["nothing"]}
        return _fill(said[name], answer=said["same" if same else "different"], **shown, **more)

    outline, name = said["no_outline"], _percent(old.name, new.name)
    if old.outline and new.outline:
        percent = str(100 * shared // len(new.outline))
        needed, of = str(law.outline_percent), str(len(new.outline))
        outline = _fill(said["outline"], shared=str(shared), of=of, percent=percent, needed=needed)
    return (
        line("cip", old.cip_code, new.cip_code, alike[0], digits=str(law.cip_digits)),
        line("soc", ", ".join(old.soc_codes), ", ".join(new.soc_codes), alike[1], digits=str(law.soc_digits)),
        line("credential", old.credential, new.credential, alike[2]),
        outline,
        line("name", old.name, new.name, False, percent=str(name), needed=str(law.name_percent)),
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _percent(one: str, other: str) -> int:
    """How alike two texts are, in whole percent, case and spaces aside; an empty text is like none."""
    if not one.strip() or not other.strip():
        return 0
    return int(100 * SequenceMatcher(None, _plain(one), _plain(other), autojunk=False).ratio())


def _near_one(line: str, lines: Iterable[str], percent: int) -> bool:
    return any(_percent(line, other) >= percent for other in lines)


def _fill(sentence: str, **words: str) -> str:
    """The sentence with its words in one pass, so that nothing a person typed is read as a word to fill in."""
    return re.sub(r"\{([a-z]+)\}", lambda found: words.get(found[1], found[0]), sentence)


def worst(found: Iterable[Screened]) -> list[Screened]:
    """What was found, what weighs most first."""
    return sorted(found, key=lambda each: ORDER.index(each.outcome))
