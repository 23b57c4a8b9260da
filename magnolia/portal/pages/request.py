"""The request as our pages know it: with its moment and the person's standing, put there by the doors."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404, HttpRequest

from magnolia.policy.layers import jurisdictions

from .. import clock
from ..access import Standing
from ..models import Person


class Request(HttpRequest):
    """For the type checker: what `FrontDoor` and `Doors` add to a request."""

    at: datetime
    standing: Standing
    user: Person


def today(request: Request, jurisdiction: str) -> date:
    """The State's date at the moment of the request."""
    return clock.local_date(jurisdiction, request.at)


def known_state(jurisdiction: str) -> str:
    """The jurisdiction of an address, or "page not found"."""
    if jurisdiction not in jurisdictions():
        raise Http404("no such State")
    return jurisdiction


def home_state(request: Request) -> str:
    """The State whose names frame the page: of the address, else of the person's first role, else the first here."""
    match = request.resolver_match
    named = match.kwargs.get("jurisdiction") if match else None
    if named in jurisdictions():
        return str(named)
    hats = request.standing.hats if hasattr(request, "standing") else ()
    return hats[0].jurisdiction if hats else states_served()[0]


def states_served() -> list[str]:
    """States that have an organisation in this installation; all profiles where there is none yet."""
    from ..models import Organisation

    found = Organisation.objects.order_by("jurisdiction").values_list("jurisdiction", flat=True).distinct()
    return [code for code in found if code in jurisdictions()] or list(jurisdictions())
