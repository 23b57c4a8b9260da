"""Potentially eligible programs for everybody: search, filters, and the same as files. None of them is approved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from magnolia.policy.potential import Frame, Register, plain, register

from ... import access, search
from ...actions import law
from ...actions.keeping import potential
from ...actions.keeping.potential_files import template
from ...doors import may_open
from ...models import PotentialProgram
from ..cells import KIND, answer_csv, csv_lines
from ..forms import PlainForm
from ..office.keeping import CHOOSE
from ..request import Request, known_state, today
from .sought import ANY, Choices

A_PAGE = 20
AT_ONCE = 500  # rows in memory
ORDERS = {
    "institution": ("Institution", ("institution_name", "name", "id")),
    "name": ("Name of the program", ("name", "institution_name", "id")),
    "shortest": ("Shortest first", ("weeks", "hours", "name", "id")),
}
COLUMNS = ("institution", "program", "offered", "clock_hours", "weeks", "student_cost_usd", "notes", "source",
           "source_year", "standing", "says")  # fmt: skip


class SoughtPotential(PlainForm):
    """Words and filters, as they stand in the address."""

    q = forms.CharField(required=False, max_length=100, label="Program or institution")
    institution = forms.ChoiceField(required=False, widget=Choices, label="Institution", error_messages=CHOOSE)
    offered = forms.ChoiceField(required=False, widget=Choices, label="Offered", error_messages=CHOOSE)
    weeks = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=99,
        label="Weeks of instruction, at most",
        error_messages={"invalid": "Type a whole number of weeks, in figures, such as 10."},
    )
    order = forms.ChoiceField(
        required=False,
        widget=Choices,
        label="Sort by",
        choices=[(name, label) for name, (label, _) in ORDERS.items()],
        error_messages=CHOOSE,
    )

    def __init__(self, data: Any, *, institutions: Iterable[str], words: Register) -> None:
        super().__init__(data)
        self.fields["institution"].choices = [ANY, *((name, name) for name in institutions)]  # type: ignore[attr-defined]
        self.fields["offered"].choices = [ANY, *words.offered_as.items()]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """The answers that stand; a filter that was mistyped leaves all."""
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    @property
    def address(self) -> str:
        return urlencode({name: str(value) for name, value in self.asked.items()})

    def of(self, rows: QuerySet[PotentialProgram]) -> QuerySet[PotentialProgram]:
        """What the answers leave of the rows, in their order."""
        asked = self.asked
        rows = potential.sought(rows, search.asked(asked.get("q", "")))
        for name, column in (("institution", "institution_name"), ("offered", "offered_as"), ("weeks", "weeks__lte")):
            if name in asked:
                rows = rows.filter(**{column: asked[name]})
        return rows.order_by(*ORDERS[asked.get("order", "institution")][1])


def _listed(request: Request, state: str) -> tuple[QuerySet[PotentialProgram], Frame]:
    """The entries that fit the law of today, and the time frame."""
    within = potential.frame(state, today(request, state))
    rows = access.visible_to(request.standing, PotentialProgram).filter(jurisdiction=state)
    return potential.listed(rows, within), within


def _form(request: Request, state: str, rows: QuerySet[PotentialProgram]) -> SoughtPotential:
    names = rows.order_by("institution_name").values_list("institution_name", flat=True).distinct()
    form = SoughtPotential(request.GET or None, institutions=names, words=register(state))
    form.is_valid()
    return form


def potential_programs(request: Request, jurisdiction: str) -> HttpResponse:
    """The list, with search and filters in the address."""
    state = known_state(jurisdiction)
    words = register(state)
    rows, within = _listed(request, state)
    form = _form(request, state, rows)
    page = Paginator(form.of(rows), A_PAGE).get_page(request.GET.get("page"))
    numbers = law.parameters(state)
    context = {
        "state": state,
        "form": form,
        "page": page,
        "lines": [(row, words.offered_as.get(row.offered_as, ""), plain(row.hours), plain(row.weeks)) for row in page],
        "says": words.says,
        "frame": words.says["frame"].format(**within.words()),
        "cite": numbers[potential.parameter("hours_at_least")].on(today(request, state)).cite,
        "filtered": any(request.GET.get(name) for name in form.fields if name != "order"),
        "there": bool(page.paginator.count) or rows.exists(),
        "self_check": _address("self_check", state),
        "starts": may_open("application_new", request.user.is_authenticated, request.standing.roles),
        "proposes": may_open("potential_proposals", request.user.is_authenticated, request.standing.roles),
        "keeps": may_open("potential_keeping", request.user.is_authenticated, request.standing.roles),
    }
    return render(request, "public/potential.html", context)


def _address(name: str, *args: str) -> str:
    """An address by its name, or nothing where the installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _record(row: PotentialProgram, words: Register) -> dict[str, Any]:
    made: dict[str, Any] = {
        "institution": row.institution_name,
        "program": row.name,
        "offered": words.offered_as.get(row.offered_as, ""),
        "clock_hours": plain(row.hours),
        "weeks": plain(row.weeks),
        "student_cost_usd": "" if row.cost is None else f"{row.cost:f}",
        "notes": row.notes,
        "source": row.source,
        "source_year": row.source_year or "",
        "standing": words.says["standing"],
        "says": words.says["row"],
    }
    return made


def _json(state: str, rows: Iterable[PotentialProgram], within: Frame) -> Iterator[str]:
    words = register(state)
    head = {"state": state, "says": words.says["page"], "time_frame": words.says["frame"].format(**within.words())}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "programs": [\n'
    comma = ""
    for row in rows:
        yield comma + json.dumps(_record(row, words), ensure_ascii=False)
        comma = ",\n"
    yield "\n]}\n"


def download(request: Request, jurisdiction: str, form: str) -> HttpResponse | StreamingHttpResponse:
    """What the list shows under the same filters, as CSV or JSON; every row says that it is not approved."""
    state = known_state(jurisdiction)
    words = register(state)
    rows, within = _listed(request, state)
    sought = _form(request, state, rows)
    if sought.is_bound and not sought.is_valid():
        said = " ".join(f"{sought[name].label}: {' '.join(map(str, errors))}" for name, errors in sought.errors.items())
        return HttpResponse(f"{said}\n", status=400, content_type="text/plain; charset=utf-8")
    found = sought.of(rows).iterator(chunk_size=AT_ONCE)
    if form == "json":
        answer = StreamingHttpResponse(_json(state, found, within), content_type="application/json")
    else:
        records = (list(_record(row, words).values()) for row in found)
        answer = StreamingHttpResponse(_lines(records), content_type=KIND)
    answer["Content-Disposition"] = f'attachment; filename="potential-programs-{state}-not-approved.{form}"'
    return answer


def _lines(records: Iterable[list[Any]]) -> Iterator[str]:
    def rows() -> Iterator[Iterable[Any]]:
        yield COLUMNS
        yield from records

    return csv_lines(rows())


def empty_file(request: Request, jurisdiction: str) -> StreamingHttpResponse:
    """The columns of a file to load, with one row as an example."""
    return answer_csv("potential-programs-template", template(known_state(jurisdiction)))
