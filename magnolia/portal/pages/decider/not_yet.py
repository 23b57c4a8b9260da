"""The answer of a page that has something to show only after the certification: which step is missing, and why."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from magnolia.policy.approved import approved
from magnolia.policy.workflow import process

from ...models import Application
from ..case.case import surround
from ..moving import Outcome
from ..request import Request


def not_yet(request: Request, application: Application, page: str) -> HttpResponse:
    """The missing step and the reason in words; 422 for whoever tried to do something."""
    words = approved(application.jurisdiction).before[page]
    made = process(application.jurisdiction).life(application.kind).moves["certify"]
    context = surround(request, application, page) | {
        "missing": f"Missing step: {made.label.lower()}",
        "says": words["says"],
        "outcome": Outcome(),
    }
    return render(request, "decider/not_yet.html", context, status=422 if request.method == "POST" else 200)
