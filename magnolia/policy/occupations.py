"""Which occupations are on an ecosystem's list and on the State's, and why the others are not.

Numbers are the parameters occupations.* and wage.living_hourly, words and the order of the reasons those of
occupations.toml. Source: State policy, 5.2 to 5.5; docs/requirements/readings.md where it is silent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import cache
from typing import Any

from .labor_rows import Column, Labor, columns
from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .parameters import Parameter, Value
from .typed import from_block

EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)  # a difference of two numbers of any length, unrounded
TESTS = ("few_openings", "no_gap", "low_wage", "unknown_wage", "low_skill")
KEYS = {
    "openings_at_least": "occupations.openings_at_least",
    "living_wage": "wage.living_hourly",
    "top": "occupations.top_per_ecosystem",
    "lists_at_least": "occupations.lists_at_least",
    "ecosystems": "occupations.ecosystems",
}


@dataclass(frozen=True)
class Numbers:
    """The numbers of one day: wage in dollars an hour, the others are counts; `values` are the law's own, by name."""

    openings_at_least: int
    living_wage: Decimal | int
    top: int
    lists_at_least: int
    ecosystems: int
    values: Mapping[str, Value] = field(repr=False, default_factory=dict)

    def words(self) -> dict[str, str]:
        """Each number as sentences have it."""
        return {name: str(getattr(self, name)) for name in KEYS}


@dataclass(frozen=True)
class Method:
    """How a State makes its lists: columns of its files, levels of education that count, reasons in their order."""

    labor: Mapping[str, Column]
    beside: Mapping[str, Column]  # columns that a file may have and the method does not read
    exceptions: Mapping[str, Column]
    skilled: frozenset[str]
    reasons: Mapping[str, str]
    tie: str
    words: Mapping[str, Mapping[str, str]]
    ecosystems: tuple[str, ...]  # the names the State gives them, where it gives any


@dataclass(frozen=True, slots=True)
class Judged:
    """One occupation in one ecosystem: `excluded` is a reason's code or empty, `rank` is None for who is not listed."""

    labor: Labor
    gap: Decimal
    high_demand: bool
    high_wage: bool
    high_skill: bool
    excluded: str
    rank: int | None = None

    @property
    def priority(self) -> bool:
        return self.rank is not None

    @property
    def any_of_three(self) -> bool:
        """The federal view, which is never the State's: high-skill, high-wage or in-demand (34 CFR 690.93)."""
        return self.high_demand or self.high_wage or self.high_skill

    @property
    def all_three(self) -> bool:
        return self.high_demand and self.high_wage and self.high_skill


@dataclass(frozen=True, slots=True)
class Statewide:
    """An occupation that is on `ecosystems` lists; `priority` is None where there are too few lists to say."""

    soc_code: str
    title: str
    ecosystems: int
    priority: bool | None


@cache
def method(jurisdiction: str) -> Method:
    """A jurisdiction's method. Raises LawError where a block does not fit."""
    layer = state_layer(jurisdiction)
    blocks = overlay(read("model", "occupations"), read(layer, "occupations"))
    return build(fill_all(blocks, read(layer, "profile")), _named(read(layer, "form")))


def build(blocks: Block, ecosystems: Sequence[str] = ()) -> Method:
    """A method from laid blocks and the names of the ecosystems. Raises LawError where a block does not fit."""
    labor = columns("labor", blocks["labor"])
    levels, categories = labor["typical_education"].choices, labor["category"].choices
    above = blocks["skill"]["above"]
    if above not in levels:
        raise LawError(f"occupations.toml, skill: {above!r} is no level of typical_education.")
    reasons = {code: from_block(_Reason, f"reason.{code}", block).says for code, block in blocks["reason"].items()}
    if unknown := [code for code in reasons if code not in (*TESTS, *categories)]:
        raise LawError(f"occupations.toml, reason.{unknown[0]}: neither a test nor a choice of category.")
    if lacking := [code for code in TESTS if code not in reasons]:
        raise LawError(f"occupations.toml has no reason.{lacking[0]}.")
    return Method(
        labor=labor,
        beside=columns("beside", blocks["beside"]),
        exceptions=columns("exceptions", blocks["exceptions"]),
        skilled=frozenset(levels[levels.index(above) + 1 :]),
        reasons=reasons,
        tie=blocks["tie"]["says"],
        words={name: blocks[name] for name in ("fault", "warning", "says")},
        ecosystems=tuple(ecosystems),
    )


@dataclass(frozen=True)
class _Reason:
    says: str


def _named(form: Mapping[str, Any]) -> list[str]:
    """The State's own ecosystems, which its form offers as choices."""
    return list(form["table"]["ecosystems"]["question"]["name"]["choices"].values())


def numbers(parameters: Mapping[str, Parameter], day: date) -> Numbers:
    """The numbers in force on a day. Raises MissingParameter where one has not started yet."""
    values = {name: parameters[key].on(day) for name, key in KEYS.items()}
    wage = values["living_wage"].value
    counts = {name: value.whole for name, value in values.items() if name != "living_wage"}
    if not isinstance(wage, Decimal | int):
        raise LawError(f"{KEYS['living_wage']}: {wage!r} is not an amount.")
    return Numbers(living_wage=wage, values=values, **counts)


def gap(row: Labor) -> Decimal:
    """Projected demand a year less the completers a year, exact; below 0 where supply is more than demand."""
    return EXACT.subtract(row.annual_openings, row.annual_supply)


def judge(rows: Iterable[Labor], law: Numbers, by: Method, lifted: Set[str] = frozenset()) -> list[Judged]:
    """Every row tested and ranked within its ecosystem: by ecosystem, then rank, then the unranked by SOC code.

    `lifted` are SOC codes whose standard exclusion an exception of the State lifts.
    """
    lists: dict[str, list[Judged]] = defaultdict(list)
    for row in rows:
        lists[row.ecosystem].append(_tested(row, law, by, row.soc_code in lifted))
    return [each for name in sorted(lists) for each in _ranked(lists[name], law.top)]


def _tested(row: Labor, law: Numbers, by: Method, lifted: bool) -> Judged:
    short, wage = gap(row), row.median_hourly_wage
    demanded, skilled = row.job_openings >= law.openings_at_least and short > 0, row.typical_education in by.skilled
    paid = wage is not None and wage >= law.living_wage
    applies = {
        "few_openings": row.job_openings < law.openings_at_least,
        "no_gap": short <= 0,
        "low_wage": wage is not None and not paid,
        "unknown_wage": wage is None,
        "low_skill": not skilled,
        row.category: not lifted,
    }
    excluded = next((code for code in by.reasons if applies.get(code)), "")
    return Judged(row, short, demanded, paid, skilled, excluded)


def _ranked(found: list[Judged], top: int) -> list[Judged]:
    """One ecosystem's list, then who is not on it."""
    by_code = sorted(found, key=lambda each: each.labor.soc_code)
    passed = [each for each in by_code if not each.excluded]
    passed.sort(key=lambda each: (each.gap, each.labor.job_openings), reverse=True)  # stable: equals stay by SOC code
    listed = [_at(rank, each) for rank, each in enumerate(passed[:top], start=1)]
    on_list = {each.labor.soc_code for each in listed}
    return listed + [each for each in by_code if each.labor.soc_code not in on_list]


def _at(rank: int, each: Judged) -> Judged:
    return Judged(each.labor, each.gap, each.high_demand, each.high_wage, each.high_skill, each.excluded, rank)


def statewide(judged: Iterable[Judged], titles: Mapping[str, str], law: Numbers, lists: int) -> list[Statewide]:
    """Occupations by the number of lists they are on, most first, then by SOC code; `lists` is how many there are.

    With fewer lists than the State has ecosystems nothing is designated (readings, "Fewer ecosystem lists").
    """
    on = Counter(each.labor.soc_code for each in judged if each.priority)
    complete = lists >= law.ecosystems
    rows = [
        Statewide(code, titles[code], count, count >= law.lists_at_least if complete else None)
        for code, count in on.items()
    ]
    return sorted(rows, key=lambda row: (-row.ecosystems, row.soc_code))


def missing(present: Set[str], law: Numbers, by: Method) -> str:
    """A warning that names the ecosystems which the file lacks, or says that it has more; empty where neither holds.

    Where the file's names are not the State's own, only how many are missing can be told.
    """
    says, count = by.words["warning"], len(present)
    if count == law.ecosystems:
        return ""
    if count > law.ecosystems:
        return says["more"].format(count=count, wanted=law.ecosystems)
    absent = ", ".join(name for name in by.ecosystems if name not in present)
    if foreign := sorted(present - set(by.ecosystems)):
        absent = says["which"].format(number=law.ecosystems - count, names=absent, given=", ".join(foreign))
    return says["missing"].format(count=count, wanted=law.ecosystems, names=absent)
