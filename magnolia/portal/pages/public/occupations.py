"""The State's priority occupations for everybody: each list with filters in the address, and what changed with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from magnolia.policy.occupation_lists import Register, register
from magnolia.policy.periods import AwardYear

from ... import access, search
from ...actions.occupations import approximations, comparing, in_force, obligations
from ...models import ListedArea, ListedMark, ListedOccupation, OccupationList
from ..drawing import bars
from ..forms import MoneyField, PlainForm
from ..office.keeping import CHOOSE
from ..request import Request, known_state, today
from ..words import plain_figure
from .sought import ANY, Choices

A_PAGE = 25
ORDERS = {
    "gap": ("Largest gap first", ("-gap", "soc_code")),
    "wage": ("Highest wage first", ("-highest_wage", "soc_code")),
    "title": ("Title", ("title", "soc_code")),
    "soc": ("SOC code", ("soc_code",)),
}


class SoughtOccupations(PlainForm):
    """Words and filters; a filter that was mistyped leaves all, and its message says so."""

    q = forms.CharField(required=False, max_length=100, label="Occupation or SOC code")
    ecosystem = forms.ChoiceField(required=False, widget=Choices, label="Workforce ecosystem", error_messages=CHOOSE)
    sector = forms.ChoiceField(required=False, widget=Choices, label="Sector", error_messages=CHOOSE)
    group = forms.ChoiceField(required=False, widget=Choices, label="Group", error_messages=CHOOSE)
    education = forms.ChoiceField(required=False, widget=Choices, label="Typical education", error_messages=CHOOSE)
    wage = MoneyField(required=False, max_digits=6, label="Median wage an hour, at least")
    order = forms.ChoiceField(
        required=False,
        widget=Choices,
        label="Sort by",
        choices=[(name, label) for name, (label, _) in ORDERS.items()],
        error_messages=CHOOSE,
    )

    def __init__(self, data: Any, row: OccupationList) -> None:
        super().__init__(data)
        words = register(row.jurisdiction)
        areas = ListedArea.objects.filter(occupation__occupation_list=row, occupation__standing="in")
        named = areas.exclude(ecosystem="").order_by("ecosystem").values_list("ecosystem", flat=True).distinct()
        marks = ListedMark.objects.filter(occupation__occupation_list=row, occupation__standing="in", kind="sector")
        levels = set(in_force.listing(row).values_list("education", flat=True))
        choices = {
            "ecosystem": [ANY, *((name, name) for name in named)],
            "sector": [
                ANY,
                *((name, name) for name in marks.order_by("value").values_list("value", flat=True).distinct()),
            ],
            "group": [ANY, ("state", "State priority"), *words.labels["group"].items()],
            "education": [ANY, *((key, label) for key, label in words.words["education"].items() if key in levels)],
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """The answers that stand."""
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    @property
    def address(self) -> str:
        return urlencode({name: str(value) for name, value in self.asked.items()})

    def of(self, rows: QuerySet[ListedOccupation]) -> QuerySet[ListedOccupation]:
        """What the answers leave of the rows, in their order."""
        asked = self.asked
        for term in search.asked(asked.get("q", "")):
            rows = rows.filter(words__contains=f" {term[:-1]}" if term.endswith("*") else f" {term} ")
        if "sector" in asked:
            rows = rows.filter(marks__kind="sector", marks__value=asked["sector"])
        if asked.get("group") == "state":
            rows = rows.filter(state_priority=True)
        elif "group" in asked:
            rows = rows.filter(group=asked["group"])
        if "education" in asked:
            rows = rows.filter(education=asked["education"])
        order = ORDERS[asked.get("order", "gap")][1]
        if "ecosystem" not in asked:
            rows = rows.filter(highest_wage__gte=asked["wage"]) if "wage" in asked else rows
            return rows.order_by(*order)
        rows = rows.filter(areas__ecosystem=asked["ecosystem"], areas__rank__isnull=False)
        if "wage" in asked:
            rows = rows.filter(areas__ecosystem=asked["ecosystem"], areas__wage__gte=asked["wage"])
        within = {"-gap": "-areas__gap", "-highest_wage": "-areas__wage"}
        return rows.order_by(*(within.get(name, name) for name in order))


def asked_for(request: Request, state: str, edition: int | None) -> OccupationList | None:
    """The list an address means: by its number, or the one in force today; a number that is none is not found."""
    rows = access.visible_to(request.standing, OccupationList).filter(jurisdiction=state, state="published")
    if edition is None:
        return in_force.on_day(rows.order_by("-effective_on", "-number"), today(request, state))
    row = rows.filter(number=edition).first()
    if row is None:
        raise Http404("no such list")
    return row


def line(row: ListedOccupation, words: Register, area: ListedArea | None = None) -> dict[str, Any]:
    """One occupation as the list shows it; with an area, by that ecosystem's figures."""
    shown = area or row
    low, high = (area.wage, area.wage) if area else (row.lowest_wage, row.highest_wage)
    return {
        "row": row,
        "group": words.labels["group"].get(row.group, ""),
        "gap": plain_figure(shown.gap),
        "openings": plain_figure(shown.openings),
        "wage": wage(low, high),
        "education": words.words["education"].get(shown.education, ""),
        "sectors": [mark.value for mark in row.marks.all() if mark.kind == "sector"],
    }


def wage(low: Decimal | None, high: Decimal | None) -> str:
    """A wage, or the span of an occupation's wages, in dollars an hour."""
    if low is None or high is None:
        return "unknown"
    return f"${low:.2f}" if low == high else f"${low:.2f} to ${high:.2f}"


def occupations(request: Request, jurisdiction: str, edition: int | None = None) -> HttpResponse:
    """A list with search and filters in the address; without a number the one in force."""
    state = known_state(jurisdiction)
    row = asked_for(request, state, edition)
    lists = list(in_force.published(state))
    if row is None:
        shown = approximations.shown(state).exists()
        return render(request, "public/occupations_none.html", {"state": state, "lists": lists, "approximated": shown})
    words, form = register(state), SoughtOccupations(request.GET or None, row)
    form.is_valid()
    rows = in_force.listing(row)
    page = Paginator(form.of(rows).prefetch_related("marks"), A_PAGE).get_page(request.GET.get("page"))
    groups, whole = comparing.sector_groups(row)
    context = {
        "state": state,
        "row": row,
        "numbered": edition is not None,
        "name": in_force.name_of(row),
        "year": AwardYear(row.award_year).long,
        "sectors": in_force.sectors_of(state, row.award_year),
        "current": in_force.on_day(lists, today(request, state)),
        "lists": lists,
        "approximated": approximations.shown(state).exists(),
        "form": form,
        "page": page,
        "ecosystem": form.asked.get("ecosystem", ""),
        "lines": lines(list(page), words, form.asked.get("ecosystem", "")),
        "filtered": any(request.GET.get(name) for name in form.fields if name != "order"),
        "more_filters": any(form.asked.get(name) for name in ("group", "education", "wage")),
        "emerging": row.occupations.filter(group="emerging").exclude(standing="in").order_by("title"),
        "whole": whole,
        "group_rows": [[each.label, each.occupations, each.targeted] for each in groups],
        "drawing": bars([(each.label, each.occupations, str(each.occupations)) for each in groups]),
        "due": obligations.of(state, today(request, state)),
        "own": words.words["says"]["own"],
        **method_of(row),
        "without_competencies": in_force.listing(row).filter(competencies=""),
    }
    return render(request, "public/occupations.html", context)


def lines(rows: list[ListedOccupation], words: Register, ecosystem: str) -> list[dict[str, Any]]:
    """The lines of a page; in one ecosystem by its figures."""
    areas: Mapping[int, ListedArea] = {}
    if ecosystem:
        found = ListedArea.objects.filter(occupation__in=rows, ecosystem=ecosystem)
        areas = {area.occupation_id: area for area in found}
    return [line(row, words, areas.get(row.pk)) for row in rows]


def method_of(row: OccupationList) -> dict[str, Any]:
    """The method that made a list, as it was frozen with it: reasons with the numbers of its day, in their order."""
    frozen = json.loads(row.method.text)
    numbers = {name: value for name, (value, _, _) in frozen["numbers"].items()}
    return {"method": frozen, "left_off": [says.format(**numbers) for _, says in frozen["reasons"]]}


def changes(request: Request, jurisdiction: str, edition: int) -> HttpResponse:
    """What came in, went out and moved with a list."""
    state = known_state(jurisdiction)
    row = asked_for(request, state, edition)
    if row is None:
        raise Http404("no such list")
    context = {
        "state": state,
        "made": row,
        "found": comparing.with_before(row),
        "groups": register(state).labels["group"],
    }
    return render(request, "public/occupations_changes.html", context)
