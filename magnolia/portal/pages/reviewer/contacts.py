"""What a review draws on besides the filing: people asked outside."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.registers import review

from ...actions.reviewing import contacts as log
from ..acting import blamed, kept, may, move_of, unfinished
from ..case.case import fetch, surround
from ..doing import do
from ..moving import Outcome
from ..request import Request
from .review_forms import ContactForm

LOG = "log_contact"


def contacts(request: Request, pk: UUID) -> HttpResponse:
    """The log of contacts, and one more."""
    application = fetch(request, pk, "contacts")
    form = ContactForm(review(application.jurisdiction), request.POST or None)
    outcome = Outcome()
    if request.method == "POST" and form.is_valid():
        outcome = blamed(do(request, application, log.log, application, **form.cleaned_data), form)
        if outcome.done:
            messages.success(request, f"{move_of(application, LOG).done}.")
            return redirect("contacts", application.pk)
    kinds = review(application.jurisdiction).contact_kinds
    rows = application.contacts.select_related("by")
    context = surround(request, application, "contacts") | {
        "contacts": [(row, kinds[row.kind].title if row.kind in kinds else row.kind) for row in rows],
        "form": form,
        "kept": kept(request, application, LOG, form),
        "may": may(request, application),
        "outcome": outcome,
    }
    return render(request, "reviewer/contacts.html", context, status=unfinished(form, outcome))
