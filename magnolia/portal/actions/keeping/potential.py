"""The State's working list of potentially eligible programs: entries proposed by colleges, kept by the agency.

Which of them the public list shows on a day is asked of the law on that day (`listed`), so a change of a number of the
law takes entries off the list, or brings them back, from its first day on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from magnolia.policy.potential import LIMITS, Entry, Frame, clean, outside, register

from ... import access, clock
from ...models import Event, Organisation, Person, PotentialProgram
from ...search import fold, words_of
from .. import law
from ..moves import Refused, Said, act, start

COLUMNS = ("institution", "institution_name", "name", "offered_as", "hours", "weeks", "cost", "notes", "source",
           "source_year")  # fmt: skip
TEXTS = ("institution_name", "name", "notes", "source")
STANDS = ("proposed", "listed")  # an entry in one of these states is the one of its program


def frame(jurisdiction: str, on: date) -> Frame:
    """The time frame of the law on a day."""
    values = law.parameters(jurisdiction)
    return Frame(**{name: Decimal(str(values[parameter(name)].on(on).value)) for name in LIMITS})


def parameter(limit: str) -> str:
    """The parameter that a limit of the frame is: `hours_below` is length.clock_hours_below."""
    return f"length.{limit.replace('hours', 'clock_hours')}"


def listed(rows: QuerySet[PotentialProgram], within: Frame) -> QuerySet[PotentialProgram]:
    """Entries of the list that fit the time frame."""
    return rows.filter(
        state="listed",
        hours__gte=within.hours_at_least,
        hours__lt=within.hours_below,
        weeks__gte=within.weeks_at_least,
        weeks__lt=within.weeks_below,
    )


def key_of(institution: str, program: str) -> str:
    """College and program, folded, so that one program is one entry however it is written."""
    return f"{' '.join(fold(institution).split())}|{' '.join(fold(program).split())}"


def standing(jurisdiction: str) -> QuerySet[PotentialProgram]:
    """Entries that are on the list, or proposed for it."""
    return PotentialProgram.objects.filter(jurisdiction=jurisdiction, state__in=STANDS)


def registered(jurisdiction: str) -> list[Organisation]:
    """The State's registered institutions, with their numbers."""
    rows = Organisation.objects.filter(jurisdiction=jurisdiction, kind="institution")
    return list(rows.select_related("institution").order_by("name"))


def save(
    entry: PotentialProgram,
    given: Mapping[str, Any],
    *,
    by: Person,
    at: datetime,
    proposed: bool = False,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Add, propose or change an entry. Raises Refused, with the field at fault, where it does not fit the list."""
    values = _values(given)
    on = clock.local_date(entry.jurisdiction, at)
    _fits(entry, values, on)

    def write(thing: Any) -> Said:
        changed = fill(thing, values)
        _for_its_own(thing, by, on)
        _once_a_program(thing)
        return {"changed": changed, "program": thing.name}

    if entry._state.adding:
        entry.institution = values["institution"]  # a college's people have their role toward their own alone
        move = "propose" if proposed else "add"
        return start(entry, move, by=by, at=at, jurisdiction=entry.jurisdiction, key=key, write=write)
    move = "change" if entry.state == "listed" else "correct"
    return act(entry, move, by=by, at=at, seen=seen, key=key, write=write)


def move(
    entry: PotentialProgram,
    name: str,
    *,
    reason: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Accept, decline, withdraw, remove or restore an entry; a program is on the list once."""

    def write(thing: Any) -> Said:
        if name in ("accept", "restore"):
            _once_a_program(thing)
        return {"program": thing.name}

    said = {"reason": reason} if reason else {}
    return act(entry, name, by=by, at=at, seen=seen, key=key, said=said, write=write)


def _once_a_program(entry: PotentialProgram) -> None:
    if standing(entry.jurisdiction).filter(key=entry.key).exclude(pk=entry.pk).exists():
        raise Refused("This program of this institution is on the list, or proposed for it, already.", "name")


def _for_its_own(entry: PotentialProgram, by: Person, on: date) -> None:
    """Refuse an entry that somebody gave to a college they do not act for."""
    if not access.roles_toward(access.standing(by, on), entry):
        raise Refused("You can name only your own institution.", "institution")


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    made = {name: given.get(name) for name in COLUMNS} | {name: clean(given.get(name) or "") for name in TEXTS}
    if made["institution"] is not None:
        made["institution_name"] = made["institution"].name
    made["offered_as"] = made["offered_as"] or ""
    return made


def _fits(entry: PotentialProgram, values: Mapping[str, Any], on: date) -> None:
    if not values["institution_name"]:
        raise Refused("Choose the institution, or type its name.", "institution_name")
    if not values["name"]:
        raise Refused("Type the name of the program.", "name")
    words = register(entry.jurisdiction)
    if why := outside(frame(entry.jurisdiction, on), values["hours"], values["weeks"], words):
        raise Refused(f"The program {why}", "weeks" if "weeks" in why else "hours")


def fill(entry: PotentialProgram, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Write the columns of an entry and what it is found by; what changed, as [before, after]."""
    changed = {}
    for name, value in values.items():
        before = getattr(entry, name)
        if before != value and name != "institution":
            changed[name] = [_text(before), _text(value)]
        setattr(entry, name, value)
    entry.key = key_of(entry.institution_name, entry.name)
    entry.words = words_of([entry.institution_name, entry.name, entry.notes], [], [])
    return changed


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def values_of(entry: Entry, institutions: Mapping[str, Organisation]) -> dict[str, Any]:
    """One row of a file as columns; `institutions` by UNITID and by folded name."""
    known = institutions.get(entry.unitid) or institutions.get(fold(entry.institution))
    return {
        "institution": known,
        "institution_name": known.name if known else entry.institution,
        "name": entry.program,
        "offered_as": entry.credit_status,
        "hours": entry.clock_hours,
        "weeks": entry.weeks,
        "cost": entry.student_cost_usd,
        "notes": entry.notes,
        "source": entry.source,
        "source_year": entry.year_of_source,
    }


def by_name(jurisdiction: str) -> dict[str, Organisation]:
    """Registered institutions by UNITID and by folded name."""
    found: dict[str, Organisation] = {}
    for row in registered(jurisdiction):
        found[fold(row.name)] = row
        facts = getattr(row, "institution", None)
        if facts is not None and facts.unitid:
            found[facts.unitid] = row
    return found


def sought(rows: QuerySet[PotentialProgram], terms: list[str]) -> QuerySet[PotentialProgram]:
    """Entries that hold every term; one that ends in `*` is the beginning of a word."""
    held = Q()
    for term in terms:
        held &= Q(words__contains=f" {term[:-1]}") if term.endswith("*") else Q(words__contains=f" {term} ")
    return rows.filter(held)


def same(entry: PotentialProgram, values: Mapping[str, Any]) -> bool:
    """Whether an entry says already what a row of a file says."""
    return all(getattr(entry, f"{name}_id" if name == "institution" else name) == _id(values[name]) for name in values)


def _id(value: Any) -> Any:
    return value.pk if isinstance(value, Organisation) else value
