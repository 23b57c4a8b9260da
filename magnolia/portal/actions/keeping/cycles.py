"""What the State does with an approval cycle: start it, fill it in, publish it, change what was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from magnolia.policy.cycles import Span, cycle_register
from magnolia.policy.parameters import Amendment, load_parameters
from magnolia.policy.parameters import Refused as LawRefused
from magnolia.policy.workflow import process

from ... import clock
from ...models import Cycle, Event, Grant, OnceKey, Organisation, Person, RequiredForm, StageSpan
from .. import law
from ..applying import windows
from ..moves import Refused, act
from ..recording import record
from ..state_words import prefix

MOMENTS = ("opens_at", "closes_at", "deadline")
COLUMNS = ("name", *MOMENTS, "instructions", "timeline_starts", "correction_business_days")
Papers = Sequence[tuple[str, str]]


def open_cycle(
    jurisdiction: str, award_year: int, name: str, *, by: Person, at: datetime, key: str | None = None
) -> Cycle:
    """A new draft with its own case. `award_year` is the year it starts in.

    Raises Refused for an award year outside the accepted ones, and for a name that is empty or taken.
    """
    with transaction.atomic():
        number = record.next_number(f"cycle-{jurisdiction}-{award_year}")
        made = OnceKey.objects.filter(key=key, event__move="open", event__by=by).first() if key else None
        if made is not None and made.event is not None:
            return Cycle.objects.get(pk=made.event.thing_id)
        cycle = Cycle(jurisdiction=jurisdiction, award_year=award_year)
        cycle.name = _name(cycle, name)
        label = f"{prefix(jurisdiction)}-C{award_year}-{number:02d}"
        cycle.case = record.open_case(jurisdiction, Cycle.kind, label, at)
        act(cycle, "open", by=by, at=at, key=key, said={"name": cycle.name, "award_year": award_year})
    return cycle


def save(
    cycle: Cycle,
    values: Mapping[str, Any],
    *,
    forms: Papers | None = None,
    spans: Mapping[str, Span] | None = None,
    reason: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event | None:
    """Keep columns of the cycle, its forms (name, where) and its stages; what is not given stays. None: no change.

    A published cycle asks for a reason. Where one of its moments changes, every registered institution is told; the
    event says what changed as {"changed": {column: [before, after]}}.
    """
    before, on = _as_it_stands(cycle), clock.local_date(cycle.jurisdiction, at)
    given = {name: value for name, value in values.items() if name in COLUMNS}
    if not _differences(cycle, before, given, forms, spans):
        return None

    def write(thing: Any) -> dict[str, Any]:
        return {"changed": _write(thing, given, forms, spans, on)}

    move = "save"
    if cycle.state == "published":
        moved = any(name in given and given[name] != before[name] for name in MOMENTS)
        move = "move_dates" if moved else "change"
    said = {"reason": reason} if reason else {}
    return act(cycle, move, by=by, at=at, seen=seen, key=key, said=said, write=write)


def publish(cycle: Cycle, *, by: Person, at: datetime, seen: int | None = None, key: str | None = None) -> Event:
    """Show the cycle to everybody, with the law as it reads that day. Refused naming each part that is missing."""

    def write(thing: Any) -> None:
        thing.law = law.freeze(thing.jurisdiction, clock.local_date(thing.jurisdiction, at))

    return act(cycle, "publish", by=by, at=at, seen=seen, key=key, write=write)


def _as_it_stands(cycle: Cycle) -> dict[str, Any]:
    made: dict[str, Any] = {name: getattr(cycle, name) for name in COLUMNS}
    made["forms"] = [(row.name, row.where) for row in cycle.forms.all()]
    return made | {f"stage.{stage}": [span.days, span.on] for stage, span in windows.spans(cycle).items()}


def _differences(
    cycle: Cycle,
    before: Mapping[str, Any],
    given: Mapping[str, Any],
    forms: Papers | None,
    spans: Mapping[str, Span] | None,
) -> dict[str, list[Any]]:
    """What the given values change, by name, as [before, after]."""
    after = dict(given)
    if forms is not None:
        after["forms"] = [(name.strip(), where.strip()) for name, where in forms]
    for stage in cycle_register(cycle.jurisdiction).stages if spans is not None else ():
        span = (spans or {}).get(stage, Span())
        after[f"stage.{stage}"] = [span.days, span.on]
    empty: dict[str, Any] = {name: [None, None] for name in after if name.startswith("stage.")}
    old = empty | dict(before)
    return {name: [_plain(old[name]), _plain(value)] for name, value in after.items() if value != old[name]}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _write(
    cycle: Cycle, given: Mapping[str, Any], forms: Papers | None, spans: Mapping[str, Span] | None, on: date
) -> dict[str, list[Any]]:
    """Write columns and rows; what changed."""
    given = dict(given)
    if "name" in given:
        given["name"] = _name(cycle, given["name"])
    if given.get("correction_business_days") is not None:
        _check_period(cycle, given["correction_business_days"], on)
    changed = _differences(cycle, _as_it_stands(cycle), given, forms, spans)
    for name, value in given.items():
        _fits(cycle, name, value)
        setattr(cycle, name, value)
    if "forms" in changed:
        cycle.forms.all().delete()
        rows = [RequiredForm(cycle=cycle, place=n, name=f[0], where=f[1]) for n, f in enumerate(changed["forms"][1], 1)]
        for row in rows:
            if not row.name or not row.where:
                raise Refused("Each form needs its name and where to get it.", "forms")
        RequiredForm.objects.bulk_create(rows)
    if any(name.startswith("stage.") for name in changed):
        cycle.spans.all().delete()
        typed = [(stage, span) for stage, span in (spans or {}).items() if span != Span()]
        StageSpan.objects.bulk_create(StageSpan(cycle=cycle, stage=s, days=x.days, on=x.on) for s, x in typed)
    return changed


def _fits(cycle: Cycle, name: str, value: Any) -> None:
    column: Any = Cycle._meta.get_field(name)
    if value is None and column.null:
        return
    try:
        column.clean(value, cycle) if value != "" else None
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages), name) from None


def _name(cycle: Cycle, typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Refused("Give the cycle a name, such as “2026-2027 initial”.", "name")
    same = Cycle.objects.filter(jurisdiction=cycle.jurisdiction, name__iexact=name).exclude(pk=cycle.pk)
    if same.exists():
        raise Refused(f"There is a cycle called “{name}” already.", "name")
    _fits(cycle, "name", name)
    return name


def _check_period(cycle: Cycle, days: Any, on: date) -> None:
    """Refuse a period for corrections that could not be the State's own number either: zero, negative, a fraction."""
    field = "correction_business_days"
    if type(days) is not int:
        raise Refused("Give the period for corrections as a whole number of business days.", field)
    rule = next(clock for clock in process(cycle.jurisdiction).clocks.values() if clock.cycle == field)
    try:
        load_parameters(cycle.jurisdiction, [Amendment(rule.count, on, days, cycle.name)])
    except LawRefused as problem:
        raise Refused(str(problem), field) from None


def told_of(cycle: Cycle) -> list[Event]:
    """The events by which the published cycle was changed, newest first."""
    rows = Event.objects.filter(thing_id=cycle.pk, move__in=("change", "move_dates"))
    return list(rows.select_related("text").order_by("-seq"))


def untold(jurisdiction: str) -> list[str]:
    """Registered institutions where nobody holds a role, so that no notice reaches them."""
    table = process(jurisdiction)
    told = [role for role in table.life(Cycle.kind).moves["publish"].tells if table.roles[role].of == "institution"]
    held = Grant.objects.filter(organisation=OuterRef("pk"), role__in=told, state="given", person__is_active=True)
    rows = Organisation.objects.filter(~Exists(held), jurisdiction=jurisdiction, kind="institution")
    return list(rows.order_by("name").values_list("name", flat=True))
