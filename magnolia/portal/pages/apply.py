"""The institution's application: the list, a new one, and its three parts."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.form import form as form_words
from magnolia.policy.periods import award_year
from magnolia.policy.workflow import process

from .. import access
from ..actions import apply, filing, windows
from ..actions.moves import Refused
from ..models import Application, Organisation
from . import queue
from .answered import answered
from .apply_forms import Details, NewApplication
from .attachments import attachments
from .attest import correction, declarations
from .case import fetch, surround
from .cycles import line
from .doing import do, may, time_of
from .moving import Outcome
from .request import Request, home_state, today

PAGE_SIZE = 25
__all__ = ["applications", "attachments", "correction", "declarations", "details", "new"]


def applications(request: Request) -> HttpResponse:
    """Every application of the person's institutions, newest first, with its state, whose turn and due date."""
    own = [hat.organisation for hat in request.standing.hats]
    rows = access.visible_to(request.standing, Application).filter(institution__in=[o for o in own if o is not None])
    page = queue.page(request, queue.newest_first(rows), PAGE_SIZE)
    return render(request, "institution/applications.html", {"page": page, "lines": queue.lines(request, page)})


def _institutions(request: Request) -> QuerySet[Organisation]:
    """The institutions this person may apply for."""
    may = {
        hat.organisation
        for hat in request.standing.hats
        if hat.role in process(hat.jurisdiction).life("application").moves["open"].who
    }
    return Organisation.objects.filter(pk__in=[pk for pk in may if pk is not None]).order_by("name")


def new(request: Request) -> HttpResponse:
    """Start an application: institution and award year."""
    jurisdiction = home_state(request)
    institutions = _institutions(request)
    sent = request.POST if request.method == "POST" else None
    coming = award_year(today(request, jurisdiction)).long
    open_ones = windows.published(jurisdiction).filter(deadline__gte=request.at)
    form = NewApplication(
        sent, institutions=institutions, words=form_words(jurisdiction), cycles=open_ones, year=coming
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = apply.open_application(
                given["institution"],
                given["award_year"],
                program_name=given["program_name"],
                cycle=given["cycle"],
                by=request.user,
                at=request.at,
                key=(request.POST.get("key") or "")[:64] or None,
            )
            return redirect("part_details", made.pk)
        except Refused as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    lines = [line(cycle, request.at) for cycle in open_ones.select_related("case")]
    context = {"form": form, "institutions": institutions, "key": secrets.token_hex(16), "cycles": lines}
    return render(request, "institution/new.html", context, status=422 if form.errors else 200)


def details(request: Request, pk: UUID) -> HttpResponse:
    """Part 1: who applies, and the program."""
    application = fetch(request, pk, "part_details")
    on = today(request, application.jurisdiction)
    outcome = Outcome()
    check = request.POST.get("do") == "check"
    form = Details(request.POST or None, application=application, on=on, check=check)
    if request.method == "POST":
        outcome = do(request, application, apply.save_details, application, form.well_formed())
        if outcome.done and not form.errors:
            messages.success(request, f"Saved at {time_of(request, application)}.")
            return redirect("part_attachments" if check else "part_details", application.pk)
        if outcome.since:
            shown = form.beside(outcome.since, filing.columns(application))
            form = Details(shown, application=application, on=on)
        elif outcome.field in form.fields:
            form.add_error(outcome.field, str(outcome.problem))
    context = surround(request, application, "part_details") | {
        "form": form,
        "outcome": outcome,
        "saved": f"Everything else was saved at {time_of(request, application)}." if outcome.done else "",
        "editable": may(request, application, "save"),
        "findings": filing.findings_now(application, filing.judged_on(application, on)),
        "groups": answered(application, filing.columns(application)),
    }
    status = outcome.status if outcome.problem else 422 if outcome.done and form.errors else 200
    return render(request, "institution/details.html", context, status=status)
