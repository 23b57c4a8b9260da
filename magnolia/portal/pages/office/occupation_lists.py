"""The State's lists of priority occupations for those who make them: every list, a new one, what is due."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect

from magnolia.policy.occupation_lists import register
from magnolia.policy.occupations import method
from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import process

from ... import access
from ...actions import law
from ...actions.occupations import approximations, building, in_force, obligations
from ...actions.occupations.list_files import BadList
from ...models import OccupationList
from ..cells import answer_csv
from ..forms import PlainForm
from ..request import Request, today
from . import keeping

AHEAD = 3  # award years that a list may be made for, beyond this one
SHOWN = 200  # faults of a file on the page
OWN, LABOR, PUBLIC = "own", "labor", "public"
SOURCES = [(LABOR, "From labor market data, by the State’s method"), (OWN, "The State’s own list, as it is")]
BY_RECIPE = (PUBLIC, "From public figures, by the State’s method: an approximation, never the State’s list")


class BuildForm(PlainForm):
    """A file, and what the list of it is."""

    made_of = forms.ChoiceField(label="What is in the file?", choices=SOURCES, widget=forms.RadioSelect)
    file = forms.FileField(
        label="File of occupations", allow_empty_file=True, help_text="CSV in UTF-8, or an Excel workbook (.xlsx)."
    )
    notes = forms.FileField(
        label="Notes of the recipe",
        required=False,
        allow_empty_file=True,
        help_text="Only with a file from public figures: what the recipe wrote beside it, .notes.json.",
    )
    title = forms.CharField(label="Title of the list", max_length=60, help_text="Such as: January 2027.")
    award_year = forms.TypedChoiceField(label="Award year", coerce=int, help_text="Its priority sectors count.")
    as_of = forms.DateField(
        label="Day of the analysis", help_text="The list is made by the numbers of the law of this day."
    )
    source = forms.CharField(
        label="Source of rows that name none",
        required=False,
        max_length=300,
        help_text="A web address or the name of a document. The file may have a column for it.",
    )
    source_date = forms.DateField(label="Day of that source", required=False)

    def __init__(self, data: Any, files: Any, years: list[int], today: Any, recipe: bool) -> None:
        super().__init__(data, files, initial={"made_of": LABOR, "as_of": today})
        self.fields["made_of"].choices = [*SOURCES, BY_RECIPE] if recipe else SOURCES  # type: ignore[attr-defined]
        if not recipe:
            del self.fields["notes"]
        self.fields["award_year"].choices = [(year, AwardYear(year).long) for year in years]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Notes go with a file from public figures and with no other."""
        given = super().clean() or self.cleaned_data
        public = given.get("made_of") == PUBLIC
        if "notes" in self.fields and public != bool(given.get("notes")):
            words = (
                "Add what the recipe wrote beside its file."
                if public
                else "Notes go with a file from public figures. Choose that above, or take them away."
            )
            self.add_error("notes", words)
        return given


def years_of(request: Request, state: str) -> list[int]:
    """Award years that a list, or sectors, may be for."""
    on = today(request, state)
    first = law.earliest_award_year(state, on).start
    return list(range(first, max(first, on.year) + AHEAD + 1))


def occupation_lists(request: Request) -> HttpResponse:
    """Every list, what is due, and a form to make a new one."""
    state = keeping.state_of(request, *access.OCCUPATIONS)
    mine = bool(set(access.LISTS) & request.standing.roles_in(state))
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    recipe = bool(approximations.label_of(state))
    form = BuildForm(data, files, years_of(request, state), today(request, state), recipe)
    made: list[OccupationList] = []
    faults: list[Any] = []

    def build(given: dict[str, Any]) -> None:
        file, own, notes = given.pop("file"), given.pop("made_of") == OWN, given.pop("notes", None)
        beside = (notes.name, notes) if notes else None
        who: dict[str, Any] = {"by": request.user, "at": request.at, "key": keeping.key(request)}
        try:
            made.append(building.build(state, file.name, file, own=own, notes=beside, **given, **who))
        except BadList as bad:
            faults.extend(bad.faults)
            raise

    if mine and form.is_bound and keeping.done(form, build):
        messages.success(request, "The list is made. Look at why each occupation is in or out.")
        return redirect("occupation_list", made[0].pk)
    rows = keeping.visible(request, OccupationList).filter(jurisdiction=state).select_related("made_by")
    states, words = process(state).life(OccupationList.kind).states, register(state)
    now = in_force.of(state, today(request, state))
    context = {
        "state": state,
        "mine": mine,
        "form": form,
        "faults": faults[:SHOWN],
        "faults_more": max(len(faults) - SHOWN, 0),
        "blank": OccupationList(),
        "lines": [(row, states[row.state], now is not None and row.pk == now.pk) for row in rows],
        "due": obligations.of(state, today(request, state)),
        "recipe": recipe,
        "columns": [*method(state).labor.values(), *method(state).beside.values()],
        "own_columns": list(words.own.values()),
    }
    return keeping.show(request, "office/occupation_lists.html", context, form)


def empty_file(request: Request, kind: str) -> StreamingHttpResponse:
    """The columns of a file of one kind: labor, own or more."""
    state = keeping.state_of(request, *access.OCCUPATIONS)
    words, by = register(state), method(state)
    columns = {LABOR: {**by.labor, **by.beside}, OWN: words.own, "more": words.more}.get(kind)
    if columns is None:
        raise Http404("no such file")
    return answer_csv(f"occupations-{kind}", [list(columns)])
