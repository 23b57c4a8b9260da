"""The law as it stands in the portal: the profile's files, the amendments adopted here, the confirmed holiday lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import Min, OuterRef, Subquery

from magnolia.policy.calendar import Calendar, load_calendar
from magnolia.policy.calendar import Closing as ClosingFact
from magnolia.policy.criteria import register as rules_of
from magnolia.policy.form import form
from magnolia.policy.frozen import as_blocks
from magnolia.policy.glossary import Glossary, Reworded, Wording, glossary, reworded
from magnolia.policy.parameters import Amendment as AmendmentFact
from magnolia.policy.parameters import Number, Parameter, Refused, Value, load_parameters
from magnolia.policy.periods import AwardYear
from magnolia.policy.picking import Days
from magnolia.policy.registers import review

from ..models import Amendment, CalendarYear, Closing, Event, Filing, LawText
from .recording.record import canonical, sha256

TERM = "term:"  # how the key of a change begins that words a term anew
PASSED = "A change counts from a day that has not passed: what was decided keeps its number."


def read_as(like: Number, typed: str) -> Number:
    """A typed value with the type of the parameter's own value; Refused with a sentence where it does not fit."""
    text = typed.strip()
    if isinstance(like, date):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                pass
        raise Refused(f"“{typed}” is not a date: write it as YYYY-MM-DD.")
    if isinstance(like, str):
        if not text:
            raise Refused("The value is empty.")
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused(f"“{typed}” is not a number.") from None
    if not number.is_finite():
        raise Refused(f"“{typed}” is not a number.")
    return int(number) if number == number.to_integral_value() else number


def facts_of(rows: Iterable[Amendment]) -> list[AmendmentFact]:
    """Amendments as the loader takes them."""
    made = []
    for row in rows:
        own = load_parameters(row.jurisdiction).get(row.key)
        if own is None:
            raise Refused(f"There is no parameter {row.key!r} to amend.")
        value = read_as(own.values[-1].value, row.value)
        made.append(AmendmentFact(row.key, row.starts, value, row.cite, row.layer, row.standing, row.confirmed))
    return made


_READ: ContextVar[dict[str, list[AmendmentFact]] | None] = ContextVar("_READ", default=None)


@contextmanager
def read_as_if(jurisdiction: str, changes: list[AmendmentFact]) -> Iterator[None]:
    """While the block lasts the law of a jurisdiction has these amendments, and the table is not asked.

    For simulations, and for going through many cases under one reading of the law.
    """
    before = _READ.set({**(_READ.get() or {}), jurisdiction: changes})
    try:
        yield
    finally:
        _READ.reset(before)


_ONCE: ContextVar[dict[str, list[AmendmentFact]] | None] = ContextVar("_ONCE", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """While the block lasts, as one page is read, the table is asked once for a jurisdiction; nothing is adopted."""
    before = _ONCE.set({})
    try:
        yield
    finally:
        _ONCE.reset(before)


def amendments(jurisdiction: str) -> list[AmendmentFact]:
    """Changes adopted in the portal, in the order they were adopted."""
    for read in (_READ.get(), _ONCE.get()):
        if read is not None and jurisdiction in read:
            return read[jurisdiction]
    found = _adopted(jurisdiction)
    if (once := _ONCE.get()) is not None:
        once[jurisdiction] = found
    return found


def _adopted(jurisdiction: str) -> list[AmendmentFact]:
    adopted = Event.objects.filter(thing_id=OuterRef("pk"), move="adopt").values("id")[:1]
    rows = Amendment.objects.filter(jurisdiction=jurisdiction, state="adopted").exclude(key__startswith=TERM)
    return facts_of(rows.annotate(place=Subquery(adopted)).order_by("starts", "place"))


def terms(jurisdiction: str, *more: Amendment) -> Glossary:
    """The glossary with the wordings adopted in the portal, in the order they were adopted, and `more` over them.

    Raises LawError where a wording is none.
    """
    changes = [*wordings(jurisdiction), *(_reworded(row) for row in more)]
    return reworded(glossary(jurisdiction), changes, jurisdiction)


def wordings(jurisdiction: str) -> list[Reworded]:
    """Terms worded anew in the portal, in the order in which that was adopted."""
    adopted = Event.objects.filter(thing_id=OuterRef("pk"), move="adopt").values("id")[:1]
    rows = Amendment.objects.filter(jurisdiction=jurisdiction, state="adopted", key__startswith=TERM)
    return [_reworded(row) for row in rows.annotate(place=Subquery(adopted)).order_by("place")]


def _reworded(row: Amendment) -> Reworded:
    return Reworded(row.key.removeprefix(TERM), Wording(row.starts, row.value, row.cite))


def parameters(jurisdiction: str) -> dict[str, Parameter]:
    """Every parameter of the State, amendments laid on top."""
    return load_parameters(jurisdiction, amendments(jurisdiction))


def state_of(jurisdiction: str) -> str:
    """SHA-256 of every number of the law as it stands, with its days and sources: equal as long as nothing changed."""
    numbers = {
        key: [[v.starts, str(v.value), v.layer, v.cite, v.standing, v.confirmed] for v in parameter.values]
        for key, parameter in parameters(jurisdiction).items()
    }
    return sha256(canonical([jurisdiction, numbers]))


def value(jurisdiction: str, key: str, on: date) -> Value:
    """One parameter on a day. Raises MissingParameter with a sentence."""
    return parameters(jurisdiction)[key].on(on)


def earliest_award_year(jurisdiction: str, on: date) -> AwardYear:
    """The first award year taken on a day: an earlier one than the law's first where early implementation is on."""
    values = parameters(jurisdiction)
    names = ("award_year.first", "award_year.early_implementation_from")
    return AwardYear(min(values[name].on(on).whole for name in names))


def first_day(jurisdiction: str) -> date:
    """The first day on which every number of the law has a value: criteria published before it count from it."""
    return max(parameter.values[0].starts for parameter in parameters(jurisdiction).values())


def calendar(jurisdiction: str) -> Calendar:
    """The State's calendar with the closings entered in the portal."""
    rows = Closing.objects.filter(calendar_year__jurisdiction=jurisdiction)
    return load_calendar(jurisdiction, tuple(ClosingFact(row.day, row.name, row.basis) for row in rows))


def confirmed_years(jurisdiction: str) -> set[int]:
    """Years whose holiday list a person has confirmed."""
    return set(CalendarYear.objects.filter(jurisdiction=jurisdiction, state="confirmed").values_list("year", flat=True))


def freeze(jurisdiction: str, on: date, days: Days | None = None) -> LawText:
    """Keep the law as it reads on a day, once per content: numbers, meanings, what is asked, declared and judged.

    With the `days` of a program each number is the one that counts for it, such as that of its award year.

    With the rules' words beside the numbers, the findings of the day can be recomputed from the text and the facts.
    """
    in_force, picked = {}, days or Days(on, on)
    for key, parameter in parameters(jurisdiction).items():
        if any(v.starts <= picked.picks(parameter) for v in parameter.values):
            now = picked.value(parameter)
            in_force[key] = {"value": str(now.value), "cite": now.cite, "from": now.starts, "by": parameter.by}
    register, words = review(jurisdiction), form(jurisdiction)
    text = canonical(
        {
            "jurisdiction": jurisdiction,
            "parameters": in_force,
            "rules": as_blocks(rules_of(jurisdiction)),
            "criteria": {q.id: {"asks": q.asks, "cite": q.cite} for q in register.questions.values()},
            "terms": _meanings(jurisdiction, on),
            "form": {name: label for group in words.groups for name, label in words.places_of(group)},
            "declarations": {d.id: {"says": d.says, "cite": d.cite} for d in register.declarations.values()},
        }
    )
    return LawText.objects.get_or_create(hash=sha256(text), defaults={"jurisdiction": jurisdiction, "text": text})[0]


def _meanings(jurisdiction: str, on: date) -> dict[str, dict[str, object]]:
    """What the terms of the glossary mean on a day, as they are written: the numbers in them are kept beside them."""
    wordings = {name: term.on(on) for name, term in terms(jurisdiction).terms.items()}
    return {name: {"says": each.says, "cite": each.cite} for name, each in wordings.items() if each}


def number_of(jurisdiction: str, version: str) -> int:
    """The number of a version of the law by its hash: versions count from 1 in the order in which filings used them."""
    used = Filing.objects.filter(application__jurisdiction=jurisdiction).values("law").annotate(first=Min("at"))
    order = list(used.order_by("first", "law").values_list("law", flat=True))
    return order.index(version) + 1
