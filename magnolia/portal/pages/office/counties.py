"""Which county lies in which ecosystem and local area: the list that is loaded, and a form for a newer one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ... import access
from ...actions.keeping import counties
from ...actions.keeping.counties import BadCounties
from ...models import County, CountyList
from ..forms import PlainForm
from ..request import Request
from . import keeping
from .occupation_lists import SHOWN


class CountiesForm(PlainForm):
    """A file of counties."""

    file = forms.FileField(label="File of counties", allow_empty_file=True, help_text="CSV in UTF-8.")


def county_list(request: Request) -> HttpResponse:
    """Every ecosystem with its counties, what is still missing, and a file that replaces the list."""
    state = keeping.state_of(request, *access.OCCUPATIONS)
    mine = bool(set(access.LISTS) & request.standing.roles_in(state))
    form = CountiesForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    faults: list[str] = []

    def load(given: dict[str, Any]) -> None:
        who: dict[str, Any] = {"by": request.user, "at": request.at, "key": keeping.key(request)}
        if row is not None:
            who["seen"] = keeping.seen(request)
        try:
            counties.take(state, (given["file"].name, given["file"]), **who)
        except BadCounties as bad:
            faults.extend(bad.faults)
            raise

    row = keeping.visible(request, CountyList).filter(jurisdiction=state).first()
    if mine and form.is_bound and keeping.done(form, load):
        messages.success(request, "The counties are loaded and stand on the public pages.")
        return redirect("county_list")
    areas, unmatched = counties.table(state, keeping.visible(request, County))
    context = {
        "state": state,
        "mine": mine,
        "row": row,
        "thing": row or CountyList(),
        "areas": areas,
        "count": len(unmatched) + sum(len(area.counties) for area in areas),
        "unmatched": unmatched,
        "empty": [area.name for area in areas if not area.counties],
        "columns": counties.COLUMNS,
        "form": form,
        "faults": faults[:SHOWN],
        "faults_more": max(len(faults) - SHOWN, 0),
        "trail": [("Priority occupations", reverse("occupation_lists"))],
    }
    return keeping.show(request, "office/counties.html", context, form)
