"""The Board's packet: all it needs for its advice on one page to print, with every document one click away."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from .board import told
from .case import fetch, surround
from .filed import aims, filed, judged
from .moving import Outcome
from .request import Request


def packet(request: Request, pk: UUID) -> HttpResponse:
    """Facts, what the rules found, the review's findings by aim, the documents, and earlier consultations."""
    application = fetch(request, pk, "packet")
    rows = judged(application)
    context = (
        surround(request, application, "consultation")
        | filed(application)
        | {
            "judged": rows,
            "aims": aims(application, rows),
            "consultations": [each for each in told(application) if each["complete"]],
            "made_at": request.at,
            "outcome": Outcome(),
        }
    )
    return render(request, "board/packet.html", context)
