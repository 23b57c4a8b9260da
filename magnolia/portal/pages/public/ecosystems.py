"""The State's workforce ecosystems, each with its counties and the local workforce development area they lie in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from ... import access
from ...actions.keeping import counties
from ...models import County
from ..request import Request, known_state


def ecosystems(request: Request, jurisdiction: str) -> HttpResponse:
    """Every ecosystem as a row; counties that nobody has put into one stand below."""
    state = known_state(jurisdiction)
    areas, unmatched = counties.table(state, access.visible_to(request.standing, County))
    context = {
        "state": state,
        "areas": areas,
        "unmatched": unmatched,
        "loaded": bool(unmatched) or any(area.counties for area in areas),
        "empty": [area.name for area in areas if not area.counties],
        "columns": counties.COLUMNS,
        "keeps": bool(set(access.LISTS) & request.standing.roles_in(state)),
        "loads": "administrator" in request.standing.roles_in(state),
    }
    return render(request, "public/ecosystems.html", context)
