"""The staff's queue: every case in the State's hands by days left on its clock, with filters in the address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy.periods import AwardYear
from magnolia.policy.periods import award_year as year_of
from magnolia.policy.workflow import Life, process

from ... import access, search
from ...actions import law
from ...actions.applying import windows
from ...actions.reviewing import assign
from ...actions.reviewing.queueing import ANSWERED
from ...found import holding, walking
from ...models import Application, Organisation, Person, SavedView, SoughtCase
from ...models.application import overdue
from ..cells import answer_csv
from ..forms import PlainForm
from ..moving import form_only
from ..office import keeping
from ..request import Request, today
from . import queue

A_PAGE = 50
MOST_AT_ONCE = 200
AT_ONCE = 500  # rows of a file in memory
MOST_VIEWS = 20
MANY = 2000  # above it a page fills sooner by reading the queue in its order
# Saved views are links: (label, what stands in the address).
VIEWS = (
    ("Everything open", ""),
    ("Assigned to me", "who=me"),
    ("Assigned to nobody", "who=nobody"),
    ("Answered", "answered=yes"),
    ("Overdue", "overdue=yes"),
)
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


def _filtered(request: Request, jurisdiction: str, asked: Asked, life: Life) -> QuerySet[Application]:
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


def _read(request: Request, jurisdiction: str) -> tuple[Filters, Asked, Life]:
    life = process(jurisdiction).life(Application.kind)
    form = Filters(
        request.GET,
        jurisdiction=jurisdiction,
        years=award_years(request, jurisdiction),
        cycles=cycle_choices(jurisdiction),
    )
    form.is_valid()
    return form, Asked(form.cleaned_data), life


def staff_queue(request: Request) -> HttpResponse:
    """The list; a director chooses rows and assigns them together."""
    jurisdiction = keeping.state_of(request, "intake", "reviewer", "director", "auditor")
    form, asked, life = _read(request, jurisdiction)
    page = queue.page(request, _filtered(request, jurisdiction, asked, life), A_PAGE)
    directs = keeping.holds(request, jurisdiction, "director")
    plain = {key: value for key, value in asked.values.items() if value}
    own_rows = list(SavedView.objects.filter(person=request.user, jurisdiction=jurisdiction))
    own = [(view.name, view.address) for view in own_rows]
    context = {
        "page": page,
        "lines": queue.lines(request, page),
        "form": form,
        "filtered": bool(plain),
        "institution": _institution(request, asked.institution, jurisdiction) if asked.institution else "",
        "views": [(label, f"?{address}", _is(address, plain)) for label, address in (*VIEWS, *own)],
        "own": own_rows,
        "address": urlencode(plain),
        "directs": directs,
        "view_form": ViewForm(initial={"address": urlencode(plain)}),
        "bulk": BulkForm(jurisdiction=jurisdiction) if directs else None,
        "headers": ("Choose|" if directs else "") + "Program|State|Whose turn|Assigned to|Due",
    }
    return render(request, "work/queue.html", context)


def _is(address: str, plain: dict[str, Any]) -> bool:
    """Whether an address asks for what is shown."""
    return dict(parse_qsl(address)) == {key: str(value) for key, value in plain.items()}


def queue_csv(request: Request) -> StreamingHttpResponse:
    """What the list shows under the same filters, in its order; a program that is not open yet has no name."""
    jurisdiction = keeping.state_of(request, "intake", "reviewer", "director", "auditor")
    _, asked, life = _read(request, jurisdiction)
    rows = _filtered(request, jurisdiction, asked, life)
    return answer_csv(f"queue-{jurisdiction}-{today(request, jurisdiction)}", chain([COLUMNS], _cells(request, rows)))


COLUMNS = (
    "Number", "Program", "Institution", "Award year", "State", "Late", "Whose turn", "Assigned to", "Kind of date",
    "Due", "Days left",
)  # fmt: skip


def _cells(request: Request, rows: QuerySet[Application]) -> Iterator[tuple[Any, ...]]:
    """The rows a batch at a time, with one query for the conflict declarations of each."""
    reader = iter(rows.iterator(chunk_size=AT_ONCE))
    while batch := list(islice(reader, AT_ONCE)):
        for line in queue.lines(request, batch):
            one = line.application
            yield (
                one.number, line.program, one.institution.name, line.award_year, line.state.label,
                "Late" if one.late else "", "; ".join(line.turn), one.holder.name if one.holder else "", line.clock,
                line.due.isoformat() if line.due else "", line.left,
            )  # fmt: skip


class ViewForm(PlainForm):
    """A name for the filters as they stand."""

    name = forms.CharField(label="Name of this view", max_length=40)
    address = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


@form_only("queue")
def queue_view(request: Request) -> HttpResponse:
    """Keep the filters under a name of one's own, or let a kept view go."""
    jurisdiction = keeping.state_of(request, "intake", "reviewer", "director", "auditor")
    own = SavedView.objects.filter(person=request.user, jurisdiction=jurisdiction)
    if request.POST.get("do") == "drop":
        keeping.chosen(request, own).delete()
        messages.success(request, "The view is gone.")
        return redirect("queue")
    form = ViewForm(request.POST)
    address = request.POST.get("address", "")[:500]
    if not form.is_valid():
        messages.error(request, "Give the view a name of at most 40 characters.")
    elif own.count() >= MOST_VIEWS and not own.filter(name=form.cleaned_data["name"]).exists():
        messages.error(request, f"You have {MOST_VIEWS} views. Let one go first.")
    else:
        own.update_or_create(
            name=form.cleaned_data["name"],
            defaults={"person": request.user, "jurisdiction": jurisdiction, "address": address},
        )
        messages.success(request, f"The view “{form.cleaned_data['name']}” is kept.")
    return redirect(reverse("queue") + (f"?{address}" if address else ""))


def _institution(request: Request, pk: int, jurisdiction: str) -> str:
    return Organisation.objects.filter(pk=pk, jurisdiction=jurisdiction).values_list("name", flat=True).first() or ""


class BulkForm(PlainForm):
    """To whom the chosen cases go, and why where somebody has them already."""

    person = forms.ModelChoiceField(
        label="Give the chosen cases to", queryset=Person.objects.none(), empty_label="", error_messages=keeping.CHOOSE
    )
    reason = forms.CharField(
        label="Reason", max_length=500, required=False, help_text="Needed for cases that somebody has already."
    )

    def __init__(self, *args: Any, jurisdiction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [role.name for role in process(jurisdiction).roles.values() if role.assigned]
        field = self.fields["person"]
        people = [person.pk for person in assign.holders_of(jurisdiction, roles)]
        field.queryset = Person.objects.filter(pk__in=people).order_by("name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda person: person.name  # type: ignore[attr-defined]


@form_only("queue")
def bulk_assign(request: Request) -> HttpResponse:
    """First what would come of it, row by row; then the same for real. A row that is refused holds back no other."""
    jurisdiction = keeping.state_of(request, "director")
    chosen = _chosen(request, jurisdiction)
    form = BulkForm(request.POST, jurisdiction=jurisdiction)
    if not chosen:
        messages.error(request, "No case was chosen. Check the boxes before the cases, then assign.")
        return redirect("queue")
    sure = request.POST.get("do") == "assign"
    tried: list[assign.Tried] = []
    if form.is_valid():
        given = form.cleaned_data
        tried = assign.assign_all(
            chosen, given["person"], reason=given["reason"], by=request.user, at=request.at, preview=not sure
        )
    if tried and sure:
        done = sum(not row.refused for row in tried)
        messages.success(request, f"{done} of {len(tried)} cases are with {form.cleaned_data['person'].name} now.")
        for row in tried:
            if row.refused:
                messages.warning(request, f"{row.application.number}: {row.refused}")
        return redirect("queue")
    roles = process(jurisdiction).roles
    context = {
        "form": form,
        "chosen": chosen,
        "tried": [(row, roles[row.role].label if row.role else "") for row in tried],
        "works": sum(not row.refused for row in tried),
        "away": assign.away_warning(form.cleaned_data["person"], today(request, jurisdiction)) if tried else "",
    }
    return keeping.show(request, "work/bulk_assign.html", context, form)


def _chosen(request: Request, jurisdiction: str) -> list[Application]:
    """The cases whose boxes were checked, among those this person may know of."""
    ids = []
    for typed in request.POST.getlist("pk")[:MOST_AT_ONCE]:
        try:
            ids.append(UUID(typed))
        except ValueError:
            continue
    rows = access.known_to(request.standing).filter(pk__in=ids, jurisdiction=jurisdiction)
    return list(rows.select_related("institution", "case", "holder").order_by("number"))
