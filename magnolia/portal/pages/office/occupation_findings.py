"""What the State finds beside its lists: priority sectors, exceptions, comparable occupations, profiles of areas."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from magnolia.policy.periods import AwardYear

from ... import access
from ...actions.keeping import counties
from ...actions.occupations import comparing, findings, sectors
from ...models import AreaProfile, ComparableOccupation, County, ExclusionException, SectorList
from ..forms import PlainForm
from ..handing import handed_out
from ..request import Request, today
from . import keeping
from .occupation_lists import years_of

BOARD = "board_secretary"


def _soc(label: str) -> forms.RegexField:
    return forms.RegexField(
        r"^[0-9]{2}-[0-9]{4}$",
        label=label,
        error_messages={"invalid": "A SOC code is written NN-NNNN, such as 47-2111."},
    )


class SectorsForm(PlainForm):
    """The sectors of one award year, a line each."""

    award_year = forms.TypedChoiceField(label="Award year", coerce=int, required=False, empty_value=None)
    sectors = forms.CharField(
        label="Sectors, one a line", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    set_on = forms.DateField(label="Day on which they were set", required=False)
    evidence = forms.CharField(
        label="What shows it",
        required=False,
        max_length=300,
        help_text="Such as the minutes of a meeting and the item.",
    )

    def __init__(self, data: Any, years: list[int], row: SectorList | None) -> None:
        initial = {}
        if row is not None:
            named = "\n".join(sector.name for sector in row.sectors.all())
            initial = {"award_year": row.award_year, "sectors": named, "set_on": row.set_on, "evidence": row.evidence}
        super().__init__(data, initial=initial)
        choices = [("", "Choose"), *((year, AwardYear(year).long) for year in years)]
        self.fields["award_year"].choices = choices  # type: ignore[attr-defined]


class ExceptionForm(PlainForm):
    """Two findings and a document; the action says what is missing."""

    soc_code = _soc("Occupation, by its SOC code")
    title = forms.CharField(label="Its title", max_length=200)
    supports_sector = forms.CharField(
        label="How it directly supports a priority sector",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    pathway = forms.CharField(
        label="The training pathway that is documented",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = forms.FileField(
        label="Document of the pathway", required=False, allow_empty_file=True, help_text="PDF or Word."
    )


class ComparableForm(PlainForm):
    """A decision on two occupations."""

    soc_code = _soc("Occupation of the program, by its SOC code")
    comparable_to = _soc("Occupation that is comparable to it")
    basis = forms.CharField(
        label="Basis by the State’s method", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    decided_on = forms.DateField(label="Day of the decision")
    signed_name = forms.CharField(label="Type your name as your signature", required=False, max_length=120)
    signed_title = forms.CharField(label="Your title", required=False, max_length=120)


class ReasonForm(PlainForm):
    """Why something ends."""

    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ProfileForm(PlainForm):
    """The profile of one area."""

    def __init__(self, data: Any, row: AreaProfile | None, local: bool) -> None:
        names = ("targets",) if local else tuple(comparing.PARTS)
        super().__init__(data, initial={name: getattr(row, name, "") for name in names})
        labels = comparing.PARTS | {"targets": "core and horizon targets of economic development behind its strategy"}
        for name in names:
            label = labels[name][0].upper() + labels[name][1:]
            widget = forms.Textarea(attrs={"rows": 3})
            self.fields[name] = forms.CharField(label=label, required=False, max_length=8000, widget=widget)


TRAIL = ("Priority occupations", "occupation_lists")


def _trail() -> list[tuple[str, str]]:
    return [(TRAIL[0], reverse(TRAIL[1]))]


def _who(request: Request) -> dict[str, Any]:
    return {"by": request.user, "at": request.at, "key": keeping.key(request)}


def priority_sectors(request: Request) -> HttpResponse:
    """The sectors of each award year, and the form by which the Board's secretary puts its word on record."""
    state = keeping.state_of(request, BOARD, *access.OCCUPATIONS)
    mine = keeping.holds(request, state, BOARD)
    rows = keeping.visible(request, SectorList).filter(jurisdiction=state).prefetch_related("sectors")
    asked = request.POST.get("award_year") or request.GET.get("year") or ""
    there = rows.filter(award_year=int(asked)).first() if asked.isdecimal() and len(asked) == 4 else None
    form = SectorsForm(request.POST if request.method == "POST" else None, years_of(request, state), there)

    def put(given: dict[str, Any]) -> None:
        names = given.pop("sectors").splitlines()
        seen = keeping.seen(request) if there else None
        sectors.put(state, names=names, seen=seen, **given, **_who(request))

    if form.is_bound and keeping.done(form, put):
        messages.success(request, "The sectors are on record. Those of other award years stay as they are.")
        return redirect("priority_sectors")
    context = {
        "state": state,
        "mine": mine,
        "form": form,
        "there": there or SectorList(),
        "editing": there,
        "lines": [(row, AwardYear(row.award_year).long) for row in rows if row.award_year],
        "trail": _trail(),
    }
    return keeping.show(request, "office/priority_sectors.html", context, form)


def exclusion_exceptions(request: Request) -> HttpResponse:
    """Occupations whose standard exclusion the State lifted, with both findings; the director grants and ends them."""
    state = keeping.state_of(request, *access.OCCUPATIONS)
    mine = keeping.holds(request, state, "director")
    word = request.POST.get("do", "")
    form = ExceptionForm(*((request.POST, request.FILES) if word == "grant" else ()))
    rows = keeping.visible(request, ExclusionException).filter(jurisdiction=state).select_related("found_by", "case")
    ending = keeping.chosen(request, rows.filter(state="granted")) if _named(request) else None
    reason = ReasonForm(request.POST if word == "end" else None)

    def grant(given: dict[str, Any]) -> None:
        file = given.pop("file")
        findings.grant(state, file=(file.name, file) if file else None, **given, **_who(request))

    if form.is_bound and keeping.done(form, grant):
        messages.success(request, "The exclusion is lifted for lists that are made from now on.")
        return redirect("exclusion_exceptions")
    if _ended(request, ending, reason):
        return redirect("exclusion_exceptions")
    context = {
        "state": state,
        "mine": mine,
        "form": form,
        "reason": reason,
        "ending": ending,
        "blank": ExclusionException(),
        "rows": rows,
        "trail": _trail(),
    }
    return keeping.show(request, "office/exclusion_exceptions.html", context, form, reason)


def exclusion_document(request: Request, exclusion_exception: UUID) -> HttpResponse:
    """The document of the training pathway behind an exception."""
    row = get_object_or_404(keeping.visible(request, ExclusionException), pk=exclusion_exception)
    return handed_out(row, request)


def _named(request: Request) -> bool:
    return bool(request.GET.get("pk") or request.POST.get("pk"))


def _ended(request: Request, row: ExclusionException | ComparableOccupation | None, form: ReasonForm) -> bool:
    """End the thing that the address or the form names."""
    if row is None or not form.is_bound:
        return False
    who = _who(request) | {"seen": keeping.seen(request)}
    if not keeping.done(form, lambda given: findings.end(row, given["reason"], **who)):
        return False
    messages.success(request, "It is ended from now on. The record keeps it.")
    return True


def comparable_occupations(request: Request) -> HttpResponse:
    """Which occupations the State found comparable, each with its basis, day and signer; the Governor decides."""
    state = keeping.state_of(request, *access.COMPARES)
    mine = bool({"governor", "designee"} & request.standing.roles_in(state))
    word = request.POST.get("do", "")
    form = ComparableForm(request.POST if word == "decide" else None, initial={"decided_on": today(request, state)})
    rows = keeping.visible(request, ComparableOccupation).filter(jurisdiction=state).select_related("case")
    ending = keeping.chosen(request, rows.filter(state="decided")) if _named(request) else None
    reason = ReasonForm(request.POST if word == "end" else None)
    if form.is_bound and keeping.done(form, lambda given: findings.decide(state, **given, **_who(request))):
        messages.success(request, "The decision is on record. Cohorts of this award year and later ones use it.")
        return redirect("comparable_occupations")
    if _ended(request, ending, reason):
        return redirect("comparable_occupations")
    context = {
        "state": state,
        "mine": mine,
        "form": form,
        "reason": reason,
        "ending": ending,
        "blank": ComparableOccupation(),
        "rows": rows,
    }
    return keeping.show(request, "office/comparable_occupations.html", context, form, reason)


def area_profiles(request: Request) -> HttpResponse:
    """What the State says of each ecosystem and local area; one is written at a time."""
    state = keeping.state_of(request, *access.OCCUPATIONS)
    mine = bool(set(access.LISTS) & request.standing.roles_in(state))
    areas, unmatched = counties.table(state, keeping.visible(request, County))
    local = sorted(set(County.objects.filter(jurisdiction=state).values_list("local_area", flat=True)))
    asked = request.POST.get("area") or request.GET.get("area") or ""
    names = {f"e:{area.key}": area.name for area in areas} | {f"l:{name}": name for name in local}
    rows = keeping.visible(request, AreaProfile).filter(jurisdiction=state)
    by_area = {f"e:{row.ecosystem}" if row.ecosystem else f"l:{row.local_area}": row for row in rows}
    there, is_local = by_area.get(asked), asked.startswith("l:")
    form = ProfileForm(request.POST if request.method == "POST" else None, there, is_local) if asked in names else None

    def write(given: dict[str, Any]) -> None:
        place: dict[str, Any] = {"local_area" if is_local else "ecosystem": asked[2:]}
        seen = keeping.seen(request) if there else None
        findings.describe(state, **place, parts=given, seen=seen, **_who(request))

    if mine and form and form.is_bound and keeping.done(form, write):
        messages.success(request, f"The profile of {names[asked]} is saved.")
        return redirect("area_profiles")
    context = {
        "state": state,
        "mine": mine,
        "form": form if mine else None,
        "asked": asked,
        "area_name": names.get(asked, ""),
        "there": there or AreaProfile(),
        "lines": [(key, name, by_area.get(key), key.startswith("l:")) for key, name in names.items()],
        "lacking": dict(comparing.profiles(state)),
        "unmatched": unmatched,
        "trail": _trail(),
    }
    return keeping.show(request, "office/area_profiles.html", context, form)
