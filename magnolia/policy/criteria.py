"""The register of criteria, read from the blocks of criteria.toml, and the findings for one program on one day.

The functions that decide are in rules*.py, one for each block that says `decided_by = "rule"`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Context, localcontext
from functools import cache, lru_cache
from typing import Any, get_args, get_type_hints

from . import rules_delivery, rules_employers, rules_history, rules_institution, rules_pathway, rules_results
from .answers import Law, Rule, says
from .facts import Facts
from .finding import Finding
from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .parameters import Amendment, Parameter, Value, load_parameters
from .picking import JUDGES, days_of
from .rules import RULES
from .typed import from_block

# They join RULES when they are read.
RULES_ARE_IN = (rules_delivery, rules_employers, rules_history, rules_institution, rules_pathway, rules_results)
EXACT = Context(prec=400)  # sums and products of whatever facts may hold, without rounding
STATE_MAY_SET = {"asks", "state_cite", "sentences"}


@dataclass(frozen=True)
class Criterion:
    """One block of criteria.toml; see the head of federal/criteria.toml for what each field means."""

    id: str
    asks: str
    cite: str
    decided_by: str
    reads: tuple[str, ...]
    parameters: tuple[str, ...]
    sentences: Mapping[str, Any]
    table: Mapping[str, Any] = field(default_factory=dict)
    state_cite: str = ""

    @property
    def citation(self) -> str:
        """Federal and State source, as people read it."""
        return joined_sources([self.cite, self.state_cite])


@cache
def register(jurisdiction: str) -> dict[str, Criterion]:
    """Every criterion of a jurisdiction by id, in order: the federal ones, then those the State adds.

    Raises LawError naming the block that has no source, no rule, or what a State may not change.
    """
    layer = state_layer(jurisdiction)
    state = fill_all(read(layer, "criteria"), read(layer, "profile"))
    federal = fill_all(read("federal", "criteria"), read(layer, "profile"))
    numbers = load_parameters(jurisdiction)
    found = build(federal, state, RULES.keys(), numbers.keys())
    for criterion in found.values():
        _picked(criterion, numbers)
    return found


def _picked(criterion: Criterion, numbers: Mapping[str, Parameter]) -> None:
    """Refuse a number picked by a day that a program which is judged does not have."""
    for name in criterion.parameters:
        if numbers[name].by not in JUDGES:
            raise LawError(
                f"criterion {criterion.id} compares {name}, which is picked by {numbers[name].by!r}; a number that a "
                f"rule compares is picked by one of {', '.join(JUDGES)}."
            )


def build(federal: Block, state: Block, rules: Iterable[str], parameters: Iterable[str]) -> dict[str, Criterion]:
    """The register from the federal blocks and the State's; `rules` and `parameters` are the ids there are."""
    for name, block in state.items():
        _state_keeps_to_its_part(name, federal.get(name), block)
    found = {
        name: from_block(Criterion, f"criterion {name}", block, id=name)
        for name, block in overlay(federal, state).items()
    }
    known_parameters = set(parameters)
    for criterion in found.values():
        _is_whole(criterion, known_parameters)
    decided = {name for name, criterion in found.items() if criterion.decided_by == "rule"}
    for name in sorted(decided ^ set(rules)):
        raise LawError(
            f"criterion {name} is decided by a rule, and there is no function for it."
            if name in decided
            else f"There is a function for {name}, and no criterion of this name that a rule decides."
        )
    return found


def _state_keeps_to_its_part(name: str, federal: Mapping[str, Any] | None, state: Mapping[str, Any]) -> None:
    """Refuse a State block that takes out or rewires a federal criterion, or brings a rule of its own."""
    if federal is None:
        if state.get("decided_by") != "reviewer":
            raise LawError(f"criterion {name}: a State adds only what a reviewer decides.")
        return
    for key in sorted(state.keys() - STATE_MAY_SET):
        raise LawError(f"criterion {name}: a State may not set `{key}` of a federal criterion.")
    for key in sorted(state.get("sentences", {}).keys() - federal["sentences"].keys()):
        raise LawError(f"criterion {name}: no rule says the sentence `{key}`.")


def _is_whole(criterion: Criterion, parameters: set[str]) -> None:
    place = f"criterion {criterion.id}"
    references = (("parameter", criterion.parameters, parameters), ("fact", criterion.reads, fact_names()))
    for kind, named, known in references:
        for name in named:
            if name not in known:
                raise LawError(f"{place} names the {kind} {name!r}, which does not exist.")
    if criterion.decided_by not in ("rule", "reviewer"):
        raise LawError(f'{place}: `decided_by` is "rule" or "reviewer".')
    if criterion.decided_by == "reviewer" and "needs_review" not in criterion.sentences:
        raise LawError(f"{place} is decided by a reviewer and needs a sentence `needs_review`.")
    for key, words in criterion.sentences.items():
        if not isinstance(words, str) or not words.strip():
            raise LawError(f"{place}: the sentence `{key}` is empty.")


@cache
def fact_names() -> frozenset[str]:
    """Names of facts as blocks write them: `program.hours`; `credit` is a list and one name."""
    held: set[str] = set()
    for name, kind in get_type_hints(Facts).items():
        group = next((each for each in (kind, *get_args(kind)) if is_dataclass(each)), None)
        held |= {f"{name}.{fact.name}" for fact in fields(group)} if group else {name}
    return frozenset(held)


def findings(
    facts: Facts, jurisdiction: str, on: date, amendments: Iterable[Amendment] = (), law_of: date | None = None
) -> tuple[Finding, ...]:
    """One finding for every criterion, always all of them, in the order of the register.

    `on` is the day that facts are held against, the day of submission; its law counts unless `law_of` names another
    day, save for numbers that the award year or the determination picks (see picking.py). Raises MissingParameter where
    the law has no value then.
    """
    parameters = load_parameters(jurisdiction, amendments)
    return decided(register(jurisdiction), facts, parameters, on, law_of)


def decided(
    criteria: Mapping[str, Criterion],
    facts: Facts,
    parameters: Mapping[str, Parameter],
    on: date,
    law_of: date | None = None,
    rules: Mapping[str, Rule] = RULES,
) -> tuple[Finding, ...]:
    """One finding for each of the criteria, in their order, computed exactly."""
    with localcontext(EXACT):
        return tuple(decide(each, facts, parameters, on, law_of, rules) for each in criteria.values())


def decide(
    criterion: Criterion,
    facts: Facts,
    parameters: Mapping[str, Parameter],
    on: date,
    law_of: date | None = None,
    rules: Mapping[str, Rule] = RULES,
) -> Finding:
    """The finding of one criterion; its citation names the sources of the numbers that were compared."""
    return worked(criterion, facts, parameters, on, law_of, rules)[0]


def worked(
    criterion: Criterion,
    facts: Facts,
    parameters: Mapping[str, Parameter],
    on: date,
    law_of: date | None = None,
    rules: Mapping[str, Rule] = RULES,
) -> tuple[Finding, Mapping[str, Value]]:
    """The finding of one criterion, and the values that were looked up for it by the keys of their parameters."""
    law = Law(criterion.id, criterion.table, criterion.parameters, parameters, days_of(facts, on, law_of))
    answer = rules[criterion.id](facts, law) if criterion.decided_by == "rule" else says("needs_review")
    try:
        message = criterion.sentences[answer.sentence].format_map(answer.filled)
    except (LookupError, ValueError, AttributeError) as problem:
        raise LawError(f"criterion {criterion.id}: the sentence `{answer.sentence}` lacks {problem}.") from None
    made = Finding(criterion.id, answer.outcome, message, joined_sources([criterion.citation, *law.used]))
    return made, law.looked


def joined_sources(citations: Iterable[str]) -> str:
    """Citations as one text, each source once; sources are parted by `; `."""
    return _joined(tuple(citations))


@lru_cache(maxsize=1024)
def _joined(citations: tuple[str, ...]) -> str:
    parts = (part.strip() for citation in citations for part in citation.split(";"))
    return "; ".join(dict.fromkeys(part for part in parts if part))
