"""The filters of the staff's queue as they stand in the address, and the cases they leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from magnolia.policy.periods import AwardYear
from magnolia.policy.periods import award_year as year_of
from magnolia.policy.workflow import Life, process

from ... import access, search
from ...actions import law
from ...actions.applying import windows
from ...actions.reviewing import assign
from ...actions.reviewing.queueing import ANSWERED
from ...found import holding, walking
from ...models import Application, Organisation, SoughtCase
from ...models.application import overdue
from ..request import Request, today
from . import queue

MANY = 2000  # above it a page fills sooner by reading the queue in its order
ONE, NO_CLOCK = "person-", "none"  # before the number of a person; cases without a date
WHO = (("", "Anybody or nobody"), ("me", "Me"), ("nobody", "Nobody"), ("someone", "Somebody"))


class Filters(forms.Form):
    """What the address asks for; a value nobody offers shows everything."""

    q = forms.CharField(label="Number, program or institution", required=False, max_length=80)
    state = forms.ChoiceField(label="State or stage", required=False)
    award_year = forms.ChoiceField(label="Award year", required=False)
    cycle = forms.ChoiceField(label="Approval cycle", required=False)
    who = forms.ChoiceField(label="Assigned to", required=False)
    clock = forms.ChoiceField(label="Kind of date", required=False)
    late = forms.BooleanField(label="Filed late only", required=False)
    institution = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    overdue = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
    answered = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, jurisdiction: str, years: list[int], cycles: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        table = process(jurisdiction)
        life = table.life(Application.kind)
        roles = [role.name for role in table.roles.values() if role.assigned]
        people = [(f"{ONE}{person.pk}", person.name) for person in assign.holders_of(jurisdiction, roles)]
        clocks = [(clock.name, clock.label) for clock in table.clocks.values()]
        self.fields["who"].choices = [*WHO, ("By name", people)]  # type: ignore[attr-defined]
        self.fields["clock"].choices = [("", "All"), *clocks, (NO_CLOCK, "No date")]  # type: ignore[attr-defined]
        stages = [(f"stage-{name}", title) for name, title in life.stages.items()]
        states = [(s.name, s.label) for s in life.states.values() if not s.settled]
        self.fields["state"].choices = [("", "All"), ("Stages", stages), ("States", states)]  # type: ignore[attr-defined]
        self.fields["award_year"].choices = [  # type: ignore[attr-defined]
            ("", "All"),
            *((str(year), AwardYear(year).long) for year in years),
        ]
        self.fields["cycle"].choices = [("", "All"), *cycles]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Asked:
    """The filters as they count: without what was not understood."""

    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.values.get(name) or ""


def award_years(request: Request, jurisdiction: str) -> list[int]:
    """Award years an application can be for today."""
    values, day = law.parameters(jurisdiction), today(request, jurisdiction)
    first = min(values[f"award_year.{key}"].on(day).whole for key in ("first", "early_implementation_from"))
    return list(range(first, year_of(day).start + values["award_year.furthest_ahead"].on(day).whole + 1))


def cycle_choices(jurisdiction: str) -> list[tuple[str, str]]:
    """The State's published cycles, the newest award year first, and the applications that are in none."""
    rows = windows.published(jurisdiction).order_by("-award_year", "name").values_list("pk", "name")
    return [*((str(pk), name) for pk, name in rows), ("none", "In no cycle")]


def in_cycle(rows: QuerySet[Application], chosen: str) -> QuerySet[Application]:
    """Applications of a chosen cycle, or of none of them; all where nothing was chosen."""
    if not chosen:
        return rows
    return rows.filter(cycle=None) if chosen == "none" else rows.filter(cycle=UUID(chosen))


def filtered(request: Request, jurisdiction: str, asked: Asked, life: Life) -> QuerySet[Application]:
    """The listed applications the address asks for, in the order of the queue."""
    rows = access.known_to(request.standing).filter(jurisdiction=jurisdiction, listed=True)
    state = asked.state
    if state.startswith("stage-"):
        rows = rows.filter(state__in=[s.name for s in life.states.values() if s.stage == state[6:]])
    elif state:
        rows = rows.filter(state=state)
    if asked.institution:
        rows = rows.filter(institution=asked.institution)
    if asked.award_year:
        rows = rows.filter(award_year=int(asked.award_year))
    rows = in_cycle(rows, asked.cycle)
    if asked.who.startswith(ONE):
        rows = rows.filter(holder=int(asked.who.removeprefix(ONE)))
    elif asked.who:
        who = {"me": Q(holder=request.user), "nobody": Q(holder=None), "someone": Q(holder__isnull=False)}
        rows = rows.filter(who[asked.who])
    if asked.clock:
        rows = rows.filter(clock="" if asked.clock == NO_CLOCK else asked.clock)
    if asked.late:
        rows = rows.filter(late=True)
    if asked.answered:
        rows = rows.filter(rank=ANSWERED)
    if asked.q:
        rows = rows.filter(_matching(request, jurisdiction, asked.q))
    ordered = queue.most_urgent_first(rows)
    if asked.overdue:
        # Along the index by due date, which ends where today begins.
        ordered = ordered.filter(overdue(today(request, jurisdiction))).order_by("due_by", "since", "number")
    return ordered


def _matching(request: Request, jurisdiction: str, text: str) -> Q:
    """By whole number, by institution, and by words of number or program only where the case is open to the person."""
    named = Organisation.objects.filter(jurisdiction=jurisdiction, kind="institution", name__icontains=text)
    found = Q(institution__in=list(named.values_list("pk", flat=True)[:200])) | Q(number=text.upper())
    wanted = search.asked(text)
    if not wanted:
        return found
    open_to = access.visible_to(request.standing, Application).filter(jurisdiction=jurisdiction, listed=True)
    every = SoughtCase.objects.all()
    # Asked apart from the conditions on cases: PostgreSQL overestimates a beginning of a word and would read all cases.
    pks = list(holding(every, wanted).values_list("application", flat=True)[: MANY + 1])
    if len(pks) <= MANY:
        return found | Q(pk__in=list(open_to.filter(pk__in=pks).values_list("pk", flat=True)))
    walked = walking(every.filter(application=OuterRef("pk")), wanted)
    return found | Q(Exists(walked), pk__in=open_to.values("pk"))


def read(request: Request, jurisdiction: str) -> tuple[Filters, Asked, Life]:
    life = process(jurisdiction).life(Application.kind)
    form = Filters(
        request.GET,
        jurisdiction=jurisdiction,
        years=award_years(request, jurisdiction),
        cycles=cycle_choices(jurisdiction),
    )
    form.is_valid()
    return form, Asked(form.cleaned_data), life
