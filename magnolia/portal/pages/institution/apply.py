"""The institution's application: the list, a new one, and its three parts."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.form import form as form_words
from magnolia.policy.periods import award_year
from magnolia.policy.workflow import process

from ... import access
from ...actions import law
from ...actions.applying import apply, copying, windows
from ...actions.moves import Refused
from ...models import Application, Organisation
from ..office.cycles import line
from ..request import Request, home_state, today
from ..staff import queue
from .apply_details import details, group
from .apply_forms import NewApplication
from .attachments import attachments
from .attest import correction, declarations

PAGE_SIZE = 25
__all__ = ["applications", "attachments", "correction", "declarations", "details", "group", "new"]


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
    asked = Starting(request, home_state(request))
    if asked.form.is_bound and asked.form.is_valid():
        try:
            made = _started(request, asked.form.cleaned_data)
            return redirect("copied" if made.copied_from_id else "part_details", made.pk)
        except Refused as problem:
            asked.refuse(problem)
    return render(request, "institution/new.html", asked.context(), status=asked.status)


class Starting:
    """The form that starts an application, as it is shown or was sent, with what its page shows beside it."""

    def __init__(self, request: Request, jurisdiction: str, copies: bool = True) -> None:
        institutions = _institutions(request)
        open_ones = windows.published(jurisdiction).filter(deadline__gte=request.at)
        earlier = access.visible_to(request.standing, Application).filter(institution__in=institutions)
        self.institutions, self.open_ones, self.copies = institutions, open_ones, copies and earlier.exists()
        self.request = request
        self.form = NewApplication(
            request.POST if request.method == "POST" else None,
            institutions=institutions,
            words=form_words(jurisdiction),
            cycles=open_ones,
            earlier=(earlier if copies else earlier.none()).order_by("-opened_on", "-number"),
            year=award_year(today(request, jurisdiction)).long,
            earliest=law.earliest_award_year(jurisdiction, today(request, jurisdiction)).long,
        )

    @property
    def status(self) -> int:
        return 422 if self.form.errors else 200

    def refuse(self, problem: Refused) -> None:
        """Say at its field why nothing was started."""
        self.form.add_error(problem.field if problem.field in self.form.fields else None, str(problem))

    def who(self) -> dict[str, Any]:
        """By whom, when, and under which once-only key."""
        key = (self.request.POST.get("key") or "")[:64] or None
        return {"by": self.request.user, "at": self.request.at, "key": key}

    def context(self) -> dict[str, Any]:
        """What the fields of institution/_new_fields.html need."""
        return {
            "form": self.form,
            "institutions": self.institutions,
            "key": secrets.token_hex(16),
            "cycles": [line(cycle, self.request.at) for cycle in self.open_ones.select_related("case")],
            "may_copy": self.copies,
        }


def _started(request: Request, given: dict[str, Any]) -> Application:
    """The new draft: empty, or with what an earlier application says."""
    who: dict[str, Any] = {"by": request.user, "at": request.at, "key": (request.POST.get("key") or "")[:64] or None}
    who |= {"program_name": given["program_name"], "cycle": given["cycle"]}
    if given["earlier"] is not None:
        return copying.start_from(given["earlier"], award_year=given["award_year"], **who)
    return apply.open_application(given["institution"], given["award_year"], **who)
