"""The glossary: each term of the law in one spelling, with what it means on a day.

Read from model/glossary.toml with the State's glossary.toml over it; names of offices and numbers of the law filled in.
Source: State policy, section 11; words it uses and does not define are marked as readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .parameters import Parameter, Value, load_parameters
from .sources import Source, cited, sources
from .typed import from_block, refuse_unfilled

NUMBER = re.compile(r"\{([a-z_]+\.[a-z_.]+)\}")
IN_BRACKETS = re.compile(r"^(?P<name>.+?) \((?P<short>[^()]+)\)$")


@dataclass(frozen=True)
class Wording:
    """What a term means from a day on, and where that is said."""

    starts: date
    says: str
    cite: str


@dataclass(frozen=True)
class Term:
    """One term; see the head of model/glossary.toml. `wordings` are in the order of their days."""

    id: str
    term: str
    wordings: tuple[Wording, ...]
    aliases: tuple[str, ...] = ()
    source: str = ""
    never: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    spelled: bool = False
    linked: bool = True
    reading: bool = False
    elements: Mapping[str, str] = field(default_factory=dict)
    shown_with: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The term without its abbreviation."""
        found = IN_BRACKETS.match(self.term)
        return found["name"] if found else self.term

    @property
    def abbreviation(self) -> str:
        """What stands in brackets after the name; empty where it has none."""
        found = IN_BRACKETS.match(self.term)
        return found["short"] if found else ""

    @property
    def anchor(self) -> str:
        """The id of its entry on the page."""
        return self.id.replace("_", "-")

    @property
    def called(self) -> tuple[str, ...]:
        """Name, abbreviation and aliases: everything that means it."""
        return tuple(dict.fromkeys(filter(None, (self.name, self.abbreviation, *self.aliases))))

    def on(self, day: date) -> Wording | None:
        """The wording in force on `day`; None before the first one."""
        started = [each for each in self.wordings if each.starts <= day]
        return started[-1] if started else None


@dataclass(frozen=True)
class Glossary:
    """Every term of a jurisdiction by id, and the words around them."""

    terms: Mapping[str, Term]
    words: Mapping[str, str]

    def in_order(self) -> list[Term]:
        """Terms as a reader looks them up: by name, whatever the case."""
        return sorted(self.terms.values(), key=lambda term: term.name.casefold())

    def find(self, sought: str) -> list[Term]:
        """Terms with `sought` in a name, abbreviation or alias, whatever the case; all of them for blank text."""
        words = " ".join(sought.split()).casefold()
        return [term for term in self.in_order() if any(words in each.casefold() for each in term.called)]


def says(term: Term, day: date, numbers: Mapping[str, Parameter]) -> str:
    """What a term means on `day` with the numbers of the law on that day; an empty text before its first wording."""
    wording = term.on(day)
    return NUMBER.sub(lambda found: numbers[found[1]].on(day).text, wording.says) if wording else ""


def numbers_in(term: Term, day: date, numbers: Mapping[str, Parameter]) -> list[tuple[Parameter, Value]]:
    """The numbers of the law that the wording of `day` shows, each with the value of that day, its source and start."""
    wording = term.on(day)
    keys = dict.fromkeys(NUMBER.findall(wording.says)) if wording else {}
    return [(numbers[key], numbers[key].on(day)) for key in keys]


@cache
def glossary(jurisdiction: str) -> Glossary:
    """The glossary of a jurisdiction; raises LawError naming the term that lacks something or is named twice."""
    layer = state_layer(jurisdiction)
    profile = read(layer, "profile")
    below, above = (fill_all(read(name, "glossary"), profile) for name in ("model", layer))
    found = build(below, above, sources(jurisdiction), load_parameters(jurisdiction).keys())
    for term in found.terms.values():
        for wording in term.wordings:
            cited(jurisdiction, wording.cite)
    return found


@dataclass(frozen=True)
class Reworded:
    """Another wording of one term from a day on, made in the portal by two persons."""

    term: str
    wording: Wording


def reworded(found: Glossary, changes: Iterable[Reworded], jurisdiction: str) -> Glossary:
    """A glossary with the changes over it, of two for one day the later one; names of offices are filled in.

    Raises LawError for a term that does not exist, a change without words or source, and a number that does not exist.
    """
    profile, numbers = read(state_layer(jurisdiction), "profile"), set(load_parameters(jurisdiction))
    terms = dict(found.terms)
    for change in changes:
        if change.term not in terms:
            raise LawError(f"There is no term {change.term!r} in the glossary.")
        given = change.wording
        if not given.says.strip() or not given.cite.strip():
            raise LawError("A wording needs its words and its source.")
        new = replace(given, says=fill_all(given.says.strip(), profile))
        by_day = {each.starts: each for each in terms[change.term].wordings} | {new.starts: new}
        term = replace(terms[change.term], wordings=tuple(by_day[day] for day in sorted(by_day)))
        _is_whole(term, terms, numbers)
        terms[change.term] = term
    return replace(found, terms=terms)


def build(below: Block, above: Block, known: Mapping[str, Source], numbers: Iterable[str]) -> Glossary:
    """A glossary from the tables of two files; `known` are the sources, `numbers` the keys of the parameters."""
    laid = overlay(below, above)
    for group in laid.keys() - {"words", "term"}:
        raise LawError(f"glossary.toml: nothing reads [{group}].")
    layers = (below, above)
    terms = {name: _term(name, block, layers, known) for name, block in laid.get("term", {}).items()}
    numbered = set(numbers)
    for term in terms.values():
        _is_whole(term, terms, numbered)
    _nothing_is_named_twice(terms.values())
    return Glossary(terms, laid.get("words", {}))


def _term(name: str, block: Mapping[str, Any], layers: Iterable[Block], known: Mapping[str, Source]) -> Term:
    place = f"term {name}"
    rest = {key: value for key, value in block.items() if key not in ("wordings", "elements", "source")}
    source = block.get("source", "")
    if source and source not in known:
        raise LawError(f"{place} names the source {source!r}, which does not exist.")
    names = [*block.get("aliases", ()), *(known[source].also_called if source else ())]
    found = IN_BRACKETS.match(block.get("term", ""))
    rest["aliases"] = [each for each in names if not found or each != found["short"]]
    return from_block(
        Term, place, rest, id=name, wordings=_wordings(place, name, layers), source=source,
        elements=block.get("elements", {}),
    )  # fmt: skip


def _wordings(place: str, name: str, layers: Iterable[Block]) -> tuple[Wording, ...]:
    """The wordings of all layers by their days; of two for one day the later layer's counts."""
    made: dict[date, Wording] = {}
    for layer in layers:
        days: set[date] = set()
        for entry in layer.get("term", {}).get(name, {}).get("wordings", ()):
            starts = entry.get("from")
            if type(starts) is not date or not entry.get("says") or not entry.get("cite") or len(entry) > 3:
                raise LawError(f"{place}: a wording has a day `from`, what it `says` and a `cite`, and nothing else.")
            if starts in days:
                raise LawError(f"{place}: two wordings start on the same day.")
            days.add(starts)
            made[starts] = Wording(starts, entry["says"], entry["cite"])
    if not made:
        raise LawError(f"{place} has no wording.")
    return tuple(made[day] for day in sorted(made))


def _is_whole(term: Term, terms: Mapping[str, Term], numbers: set[str]) -> None:
    place = f"term {term.id}"
    for other in term.see:
        if other not in terms or other == term.id:
            raise LawError(f"{place} points to {other!r}, which is no other term.")
    texts = [term.term, *term.aliases, *term.elements.values(), *(w.says for w in term.wordings)]
    for words in texts:
        refuse_unfilled(place, words)
        for key in NUMBER.findall(words):
            if key not in numbers:
                raise LawError(f"{place} shows the number {key!r}, which does not exist.")
    for rival in term.never:
        if any(rival.casefold().strip() == each.casefold() for each in term.called):
            raise LawError(f"{place}: {rival!r} is one of its names and a rival spelling.")


def _nothing_is_named_twice(terms: Iterable[Term]) -> None:
    taken: dict[str, str] = {}
    for term in terms:
        for words in dict.fromkeys(each.casefold() for each in term.called):
            if words in taken:
                raise LawError(f"The terms {taken[words]} and {term.id} are both called {words!r}.")
            taken[words] = term.id


def mentions(jurisdiction: str) -> re.Pattern[str]:
    """Where a text says a term that pages link, longest name first; the group `said` is the name as it stands there."""
    return _mentions(jurisdiction)[0]


def meant(jurisdiction: str, said: str) -> Term:
    """The term that a hit of `mentions` means, in the singular or the plural."""
    names = _mentions(jurisdiction)[1]
    words = " ".join(said.split()).casefold()
    return names[words] if words in names else names[words.removesuffix("s")]


@cache
def _mentions(jurisdiction: str) -> tuple[re.Pattern[str], Mapping[str, Term]]:
    names = {each.casefold(): term for term in _linked(jurisdiction) for each in term.called}
    longest = sorted(names, key=lambda name: (-len(name), name))
    choices = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest)
    return re.compile(rf"(?<![\w-])(?P<said>(?:{choices})s?)(?![\w-])", re.IGNORECASE), names


def _linked(jurisdiction: str) -> Iterator[Term]:
    return (term for term in glossary(jurisdiction).terms.values() if term.linked)
