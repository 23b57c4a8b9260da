"""What everybody may read: the States served, the posted programs, and whether the portal is up."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.layers import read, state_layer

from ...actions.publishing import publish
from ..components import components
from ..request import Request, known_state, states_served
from .programs import COUNTED_TO, listed

__all__ = [
    "accessibility", "components", "healthy", "home", "state_home",
]  # fmt: skip


def home(request: Request) -> HttpResponse:
    """The States this installation serves; where there is one, its own page."""
    served = states_served()
    if len(served) == 1:
        return redirect("state_home", served[0])
    return render(
        request, "public/home.html", {"states": [(code, read(state_layer(code), "profile")) for code in served]}
    )


def state_home(request: Request, jurisdiction: str) -> HttpResponse:
    """What the program is in plain words, the way to the list, and whose job is what."""
    state = known_state(jurisdiction)
    posted = listed(request, state).filter(state=publish.in_force(state)).order_by()[: COUNTED_TO + 1].count()
    return render(
        request,
        "public/state_home.html",
        {"state": state, "posted": min(posted, COUNTED_TO), "more": posted > COUNTED_TO},
    )


def accessibility(request: Request) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "public/accessibility.html")


def healthy(request: Request) -> HttpResponse:
    """ "ok" as plain text while the database answers, else 503: for a load balancer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
