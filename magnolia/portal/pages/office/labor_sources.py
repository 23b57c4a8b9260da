"""Exports of other programs: sent, their columns mapped and looked at, and joined into a list of occupations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from magnolia.policy.labor_rows import Column
from magnolia.policy.labor_sources import AREA, FIGURES, SOC, Source, words
from magnolia.policy.periods import AwardYear

from ... import access
from ...actions import law
from ...actions.moves import Problem
from ...actions.occupations import sources
from ...actions.occupations.list_files import BadList
from ...models import LaborSource, OccupationList
from ..forms import PlainForm
from ..request import Request, today
from . import keeping
from .occupation_lists import SHOWN, years_of

HEAD = 8  # rows of a preview
NEEDED = (AREA, SOC)
LINES = {
    "meanings": ("What cells mean", "One a line, such as typical_education: Bachelor's degree = bachelor"),
    "unknown": ("Cells that say a figure was not released", "One a line. An empty cell is unknown as well."),
    "at_least": (
        "Signs for a wage that is at least so much",
        "One a line, such as # = 239200, in what the wage is for",
    ),
    "only": ("Rows that count", "One a line, such as Level: detailed; broad. Without one every row counts."),
}


class ExportForm(PlainForm):
    """An export and the source it is from."""

    title = forms.CharField(
        label="Source",
        max_length=80,
        help_text="Such as: Jobs by region. Type a name from the table to send a newer export of that source.",
    )
    file = forms.FileField(
        label="Export", allow_empty_file=True, help_text="CSV in UTF-8, or an Excel workbook (.xlsx)."
    )


class MappingForm(PlainForm):
    """For each column of labor market data where it comes from, and what signs and cells mean."""

    wage_per = forms.ChoiceField(
        label="A wage of this source is for",
        required=False,
        help_text="Needed where a wage is taken. One for a year is divided by the law’s hours of a year.",
    )

    def __init__(self, data: Any, header: Sequence[str], known: Mapping[str, Column], made: Source) -> None:
        self.known = known
        initial = {"wage_per": made.wage_per, **_lines_of(made)}
        for name in known:
            initial |= {f"c_{name}": made.columns.get(name, ""), f"f_{name}": made.fixed.get(name, "")}
            initial[f"a_{name}"] = made.absent.get(name, "")
        super().__init__(data, initial=initial)
        per = [(each, f"an {each}" if each == "hour" else f"a {each}") for each in words()["per"]]
        self.fields["wage_per"].choices = [("", "No wage is taken"), *per]  # type: ignore[attr-defined]
        choices = [("", "Not from this export"), *((name, name) for name in dict.fromkeys(header))]
        for name, column in known.items():
            self.fields[f"c_{name}"] = forms.ChoiceField(label="Column of the export", choices=choices, required=False)
            self.fields[f"f_{name}"] = forms.CharField(label="Or the same in each row", max_length=300, required=False)
            if column.kind in FIGURES:
                label = "Where it has no row for an occupation"
                self.fields[f"a_{name}"] = forms.CharField(label=label, max_length=20, required=False)
        for name, (label, hint) in LINES.items():
            area = forms.Textarea(attrs={"rows": 3})
            self.fields[name] = forms.CharField(
                label=label, help_text=hint, max_length=8000, required=False, widget=area
            )

    def blocks(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The fields of each column together: of those with an answer, a fault or a need, and of all others."""
        said: list[dict[str, Any]] = []
        rest: list[dict[str, Any]] = []
        for name, column in self.known.items():
            fields = [self[f"{mark}_{name}"] for mark in "cfa" if f"{mark}_{name}" in self.fields]
            block = {"column": column, "fields": fields}
            shown = name in NEEDED or any(field.value() or field.errors for field in fields)
            (said if shown else rest).append(block)
        return said, rest

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in self.known:
            if given.get(f"c_{name}") and given.get(f"f_{name}"):
                self.add_error(f"f_{name}", "Take it from a column or type it, not both.")
        for name in ("meanings", "at_least", "only"):
            try:
                given[name] = _read_lines(name, given.get(name, ""))
            except ValueError as fault:
                self.add_error(name, f"“{str(fault)[:60]}” is not written as in the example.")
        return given

    def mapping(self) -> dict[str, Any]:
        """What was typed as a mapping."""
        given = self.cleaned_data

        def of(mark: str) -> dict[str, str]:
            return {name: given[f"{mark}_{name}"] for name in self.known if given.get(f"{mark}_{name}")}

        unknown = list(dict.fromkeys(line.strip() for line in given["unknown"].splitlines() if line.strip()))
        made = {"columns": of("c"), "fixed": of("f"), "absent": of("a"), "unknown": unknown}
        made |= {name: given[name] for name in ("meanings", "at_least", "only")}
        return made | ({"wage_per": given["wage_per"]} if given["wage_per"] else {})


def _lines_of(made: Source) -> dict[str, str]:
    """The parts of a mapping that are typed as lines."""
    meanings = [f"{name}: {cell} = {value}" for name, cells in made.meanings.items() for cell, value in cells.items()]
    return {
        "meanings": "\n".join(meanings),
        "unknown": "\n".join(made.unknown),
        "at_least": "\n".join(f"{sign} = {figure}" for sign, figure in made.at_least.items()),
        "only": "\n".join(f"{name}: {'; '.join(cells)}" for name, cells in made.only.items()),
    }


def _read_lines(name: str, text: str) -> dict[str, Any]:
    """Lines as a table. Raises ValueError with the line that is written in another way."""
    made: dict[str, Any] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        key, colon, rest = line.partition(":") if name != "at_least" else ("", ":", line)
        cell, equals, value = (part.strip() for part in rest.rpartition("="))
        if name == "only":
            made[key.strip()] = [each.strip() for each in rest.split(";") if each.strip()]
        elif name == "meanings":
            made.setdefault(key.strip(), {})[cell] = value
        else:
            made[cell] = value
        if not colon or (name == "only" and not made[key.strip()]) or (name != "only" and not (equals and value)):
            raise ValueError(line)
    return made


class JoinForm(PlainForm):
    """Which sources make a list, and what the list is."""

    first = forms.ChoiceField(label="Source that says which occupations and areas there are")
    others = forms.MultipleChoiceField(
        label="Sources that say more of them", required=False, widget=forms.CheckboxSelectMultiple
    )
    title = forms.CharField(label="Title of the list", max_length=60, help_text="Such as: January 2027.")
    award_year = forms.TypedChoiceField(label="Award year", coerce=int, help_text="Its priority sectors count.")
    as_of = forms.DateField(
        label="Day of the analysis", help_text="The list is made by the numbers of the law of this day."
    )

    def __init__(self, data: Any, rows: Sequence[LaborSource], years: list[int], day: Any) -> None:
        super().__init__(data, initial={"as_of": day}, auto_id="list_%s")  # the export has a title too
        named = [(str(row.pk), row.title) for row in rows]
        self.fields["first"].choices = [("", "Choose"), *named]  # type: ignore[attr-defined]
        self.fields["others"].choices = named  # type: ignore[attr-defined]
        self.fields["award_year"].choices = [(year, AwardYear(year).long) for year in years]  # type: ignore[attr-defined]


def labor_sources(request: Request) -> HttpResponse:
    """Every source with its latest export, a form for an export, and one that joins some into a list."""
    state = keeping.state_of(request, *access.OCCUPATIONS)
    mine = bool(set(access.LISTS) & request.standing.roles_in(state))
    word = request.POST.get("do", "")
    rows = list(keeping.visible(request, LaborSource).filter(jurisdiction=state).prefetch_related("rules"))
    mapped = [row for row in rows if sources.mapping(row)]
    form = ExportForm(*((request.POST, request.FILES) if word == "send" else ()))
    sent = request.POST if word == "join" else None
    join = JoinForm(sent, mapped, years_of(request, state), today(request, state))
    who: dict[str, Any] = {"by": request.user, "at": request.at, "key": keeping.key(request)}
    made: list[LaborSource | OccupationList] = []
    faults: list[Any] = []

    def send(given: dict[str, Any]) -> None:
        file = given["file"]
        made.append(sources.take(state, title=given["title"], file=(file.name, file), **who))

    def build(given: dict[str, Any]) -> None:
        first, others = given.pop("first"), given.pop("others")
        chosen = [row for row in mapped if str(row.pk) == first]
        chosen += [row for row in mapped if str(row.pk) in others and str(row.pk) != first]
        try:
            made.append(sources.build(chosen, on=given["as_of"], **given, **who))
        except BadList as bad:
            faults.extend(bad.faults)
            raise

    if mine and form.is_bound and keeping.done(form, send):
        messages.success(request, "The export is kept. Say what its columns mean, or look at what is proposed.")
        return redirect("labor_source", made[0].pk)
    if mine and join.is_bound and keeping.done(join, build):
        messages.success(request, "The list is made. Look at why each occupation is in or out.")
        return redirect("occupation_list", made[0].pk)
    context = {
        "state": state,
        "mine": mine,
        "rows": [(row, row in mapped) for row in rows],
        "form": form,
        "join": join if mapped else None,
        "blank": LaborSource(),
        "blank_list": OccupationList(),
        "faults": faults[:SHOWN],
        "faults_more": max(len(faults) - SHOWN, 0),
        "by_file": True,
        "trail": [("Priority occupations", reverse("occupation_lists"))],
    }
    return keeping.show(request, "office/labor_sources.html", context, form, join)


def labor_source(request: Request, labor_source: UUID) -> HttpResponse:
    """What the columns of one source mean, and what its latest export gives by it, with every fault."""
    row = get_object_or_404(keeping.visible(request, LaborSource).prefetch_related("rules"), pk=labor_source)
    state = row.jurisdiction
    if not set(access.OCCUPATIONS) & request.standing.roles_in(state):
        raise Http404("another State's")
    mine = bool(set(access.LISTS) & request.standing.roles_in(state))
    header, held = _header(row)
    known = sources.known(state)
    data = request.POST if request.method == "POST" and mine else None
    form = MappingForm(data, header, known, sources.proposed(row, header))
    who: dict[str, Any] = {"by": request.user, "at": request.at, "key": keeping.key(request)}
    who["seen"] = keeping.seen(request)
    if form.is_bound and keeping.done(form, lambda given: sources.describe(row, form.mapping(), **who)):
        messages.success(request, "Saved. Below is what the export gives by it.")
        return redirect("labor_source", row.pk)
    said, rest = form.blocks()
    mapped = sources.mapping(row) is not None
    context = {
        "row": row,
        "mine": mine and not held,
        "header": header,
        "held": held,
        "mapped": mapped,
        "not_mapped": not mapped,
        "form": form,
        "said": said,
        "rest": rest,
        "hours": law.parameters(state)[sources.HOURS].values[0],
        **(_preview(request, row) if not held else {}),
        "trail": [
            ("Priority occupations", reverse("occupation_lists")),
            ("Exports of labor market data", reverse("labor_sources")),
        ],
    }
    return keeping.show(request, "office/labor_source.html", context, form)


def _header(row: LaborSource) -> tuple[list[str], str]:
    """The columns of the latest export, or why it cannot be opened."""
    try:
        return sources.header(row), ""
    except Problem as problem:
        return [], str(problem)


def _preview(request: Request, row: LaborSource) -> dict[str, Any]:
    if sources.mapping(row) is None:
        return {}
    try:
        made, faults = sources.preview(row, today(request, row.jurisdiction))
    except Problem as problem:
        return {"unread": str(problem)}
    return {
        "columns": made.columns,
        "lines": made.rows[:HEAD],
        "count": len(made.rows),
        "faults": faults[:SHOWN],
        "faults_count": len(faults),
        "faults_more": max(len(faults) - SHOWN, 0),
    }
