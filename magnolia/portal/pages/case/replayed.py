"""The findings of a case recomputed from its record, for whoever audits it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from ...actions.applying.filing import code_version
from ...actions.recording import replay
from ..moving import Outcome
from ..request import Request
from .case import fetch, surround


def replayed(request: Request, pk: UUID) -> HttpResponse:
    """Each filing recomputed: what was altered, what a rule answers otherwise now, and remarks."""
    application = fetch(request, pk, "record recomputed")
    found = replay.replay(application, replay.today(application.jurisdiction))
    context = surround(request, application, "record") | {
        "found": found,
        "count": sum(each.count for each in found.filings),
        "code_version": code_version(),
        "outcome": Outcome(),
    }
    return render(request, "case/replayed.html", context)
