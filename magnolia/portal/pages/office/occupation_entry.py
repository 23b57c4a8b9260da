"""One occupation of a list in the making: its figures by ecosystem, and what people say of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from magnolia.policy.occupation_lists import register

from ... import access
from ...actions.occupations import building, comparing, keeping, standing
from ...models import ListedArea, ListedOccupation, OccupationList
from ..forms import PlainForm
from ..request import Request
from . import keeping as page_of
from .occupation_list import EDITED, list_of


class EntryForm(PlainForm):
    """What people say of an occupation; the figures come from the file."""

    group = forms.ChoiceField(label="Group", required=False)
    reasons = forms.MultipleChoiceField(
        label="Why it is targeted", required=False, widget=forms.CheckboxSelectMultiple, help_text="One or more."
    )
    candidate = forms.BooleanField(label="Candidate for priority in training funds", required=False)
    sectors = forms.CharField(
        label="Sectors, one a line", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    sector_groups = forms.MultipleChoiceField(
        label="Sectors of the summary", required=False, widget=forms.CheckboxSelectMultiple
    )
    support_demand = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    support_wage = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    support_fit = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    competencies = forms.CharField(
        label="Competencies it needs", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Any, row: ListedOccupation, made: OccupationList) -> None:
        marks = list(row.marks.all())
        initial = {name: getattr(row, name) for name in keeping.COLUMNS}
        for name, kind in keeping.MARKS.items():
            initial[name] = [mark.value for mark in marks if mark.kind == kind]
        initial["sectors"] = "\n".join(initial["sectors"])
        super().__init__(data, initial=initial)
        words = register(made.jurisdiction)
        choices = {
            "group": [("", "A priority occupation like the others"), *words.labels["group"].items()],
            "reasons": list(words.labels["reason"].items()),
            "sector_groups": list(words.words["sector_group"].items()),
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]
        for name, label in words.labels["support"].items():
            self.fields[f"support_{name}"].label = label

    def given(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        lines = [" ".join(line.split())[:200] for line in self.cleaned_data["sectors"].splitlines()]
        return self.cleaned_data | {"sectors": [line for line in lines if line]}


class TagForm(PlainForm):
    """The evidence of one tag."""

    tag = forms.ChoiceField(label="Tag", error_messages=page_of.CHOOSE)
    evidence = forms.CharField(
        label="Evidence", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.CharField(label="Source", required=False, max_length=300)

    def __init__(self, data: Any, state: str) -> None:
        super().__init__(data)
        labels = register(state).labels["tag"]
        self.fields["tag"].choices = [("", "Choose"), *labels.items()]  # type: ignore[attr-defined]


def occupation_list_entry(request: Request, occupation_list: UUID, soc: str) -> HttpResponse:
    """Its figures with the reason in each ecosystem, its tags, and a form while the list is in the making."""
    made = list_of(request, occupation_list)
    row = get_object_or_404(made.occupations.select_related("exception").prefetch_related("marks"), soc_code=soc)
    row.occupation_list = made
    state, word = made.jurisdiction, request.POST.get("do", "")
    mine = bool(set(access.LISTS) & request.standing.roles_in(state)) and made.state in EDITED and not made.label
    form = EntryForm(request.POST if word == "save" else None, row, made) if mine else None
    tag_form = TagForm(request.POST if word == "tag" else None, state) if mine else None
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    who |= {"seen": page_of.seen(request), "key": page_of.key(request)}
    if form and form.is_bound and page_of.done(form, lambda given: keeping.change(row, form.given(), **who)):
        messages.success(request, "Saved.")
        return redirect("occupation_list_entry", made.pk, soc)
    if tag_form and tag_form.is_bound and page_of.done(tag_form, lambda given: _tag(row, given, who)):
        messages.success(request, "The tag and its evidence are saved.")
        return redirect("occupation_list_entry", made.pk, soc)
    made.refresh_from_db()
    row = made.occupations.select_related("exception").prefetch_related("marks", "tags").get(soc_code=soc)
    words, on = register(state), building.ground(made)
    tests = standing.results(list(row.areas.all()))
    context = {
        "made": made,
        "place": "Area" if made.label else "Ecosystem",
        "row": row,
        "form": form,
        "tag_form": tag_form,
        "areas": [_line(area, state, on) for area in row.areas.order_by("ecosystem")],
        "education": words.words["education"].get(row.education, ""),
        "tags": [(tag, words.labels["tag"][tag.tag]) for tag in row.tags.order_by("tag")],
        "tests": [(label, tests[name]) for name, label in words.labels["tag"].items()],
        "federal": any(tests.values()),
        "of_the_state": all(tests.values()),
        "group": words.labels["group"].get(row.group, ""),
        "candidate": words.words["says"]["candidate"],
        "trail": [
            ("Priority occupations", reverse("occupation_lists")),
            (made.title, reverse("occupation_list", args=[made.pk])),
        ],
    }
    return page_of.show(request, "office/occupation_entry.html", context, form, tag_form)


def _tag(row: ListedOccupation, given: dict[str, Any], who: dict[str, Any]) -> None:
    keeping.tag(row, given["tag"], given["evidence"], given["source"], **who)


def _line(area: ListedArea, state: str, on: standing.Ground) -> dict[str, Any]:
    reason = standing.reason_of(area)
    return {
        "area": area,
        "why": on.why(reason) if reason and not area.occupation.occupation_list.own else "",
        "unprojected": keeping.projected(area, state),
    }


def occupation_list_compare(request: Request, occupation_list: UUID) -> HttpResponse:
    """The list beside the one before it: what came in, went out and moved."""
    made = list_of(request, occupation_list)
    context = {
        "made": made,
        "found": comparing.with_before(made),
        "groups": register(made.jurisdiction).labels["group"],
        "trail": [
            ("Priority occupations", reverse("occupation_lists")),
            (made.title, reverse("occupation_list", args=[made.pk])),
        ],
    }
    return render(request, "office/occupation_compare.html", context)
