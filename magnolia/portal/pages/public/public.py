"""What everybody may read: the States served, the posted programs, and whether the portal is up."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy.layers import read, state_layer

from ..components import components
from ..request import Request, known_state, states_served, today
from .programs import COUNTED_TO, listed
from .sought import ACTIVE, has_ended

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
    every = listed(request, state).order_by()
    active = every.filter(~has_ended(today(request, state)))[: COUNTED_TO + 1].count()
    entries = every[: COUNTED_TO + 1].count()
    context = {
        "state": state,
        "active": min(active, COUNTED_TO),
        "more": active > COUNTED_TO,
        "ended": entries - active if entries <= COUNTED_TO else 0,
        "many": entries > active and entries > COUNTED_TO,
        "active_only": f"{reverse('programs', args=[state])}?status={ACTIVE}",
    }
    return render(request, "public/state_home.html", context)


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
