"""The filings of an application, each as it was sent, and what changed from one to another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from magnolia.policy.periods import AwardYear
from magnolia.policy.registers import review
from magnolia.policy.versions import Changes, compare

from ...models import Application, Filing
from ..moving import Outcome
from ..request import Request
from .case import fetch, surround
from .filed import papers, stated

HERE = "versions"


def versions(request: Request, pk: UUID) -> HttpResponse:
    """Every filing with its day, and what changed between two of them (?from=1&to=2), by default the last two."""
    application = fetch(request, pk, HERE)
    filings = list(application.filings.select_related("event").order_by("place"))
    places = {filing.place: filing for filing in filings}
    last = len(filings)
    later = _chosen(places, request.GET.get("to", ""), last)
    earlier = _chosen(places, request.GET.get("from", ""), last - 1)
    context = surround(request, application, HERE) | {
        "outcome": Outcome(),
        "filings": filings,
        "earlier": earlier,
        "later": later,
        "pairs": [
            (
                f"Filing {n} to {n + 1}",
                f"?from={n}&to={n + 1}",
                bool(earlier) and (earlier, later) == (places[n], places[n + 1]),
            )
            for n in range(1, last)
        ],
        "changes": changes(application, earlier, later) if earlier and later else None,
    }
    return render(request, "case/versions.html", context)


def _chosen(places: dict[int, Filing], typed: str, otherwise: int) -> Filing | None:
    """The filing the address names, else the usual one."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return places.get(number) or places.get(otherwise)


def filing(request: Request, pk: UUID, place: int) -> HttpResponse:
    """One filing as it was sent: its answers and its documents."""
    application = fetch(request, pk, f"filing {place}")
    sent = application.filings.select_related("form").filter(place=place).first()
    if sent is None:
        raise Http404("no such filing")
    context = surround(request, application, HERE) | {
        "outcome": Outcome(),
        "sent": sent,
        "stated": stated(sent, application.jurisdiction),
        "award_years": AwardYear(sent.facts["award_year"]).long,
        "papers": papers(application, sent),
    }
    return render(request, "case/filing.html", context)


def changes(application: Application, earlier: Filing, later: Filing) -> dict[str, Any]:
    """What differs, ready to show: answers as `told` gives them, documents by the title of their place."""
    found: Changes = compare(earlier.facts, later.facts, earlier.documents, later.documents)
    slots = review(application.jurisdiction).slots
    return {
        "answers": [{"name": a.name, "before": a.before, "after": a.after} for a in found.answers],
        "slots": [
            {"title": slots[s.slot].title if s.slot in slots else s.slot, "gone": s.gone, "come": s.come}
            for s in found.slots
        ],
    }
