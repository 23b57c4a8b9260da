"""Messages of a case: the institution and the State's people on it write to each other, as part of its record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages as told
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from magnolia.policy.workflow import process

from ... import access
from ...actions import law
from ...actions.applying import filing
from ...actions.reviewing import messages
from ...doors import may_open
from ...models import Application, Message
from ..forms import PlainForm
from ..moving import Outcome
from ..office import keeping
from ..request import Request, today
from .case import fetch, surround

PAGE = "messages"
A_PAGE = 25


class MessageForm(PlainForm):
    """One more message."""

    text = forms.CharField(label="Message", widget=forms.Textarea)


def case_messages(request: Request, pk: UUID) -> HttpResponse:
    """Every message of the case, newest first, and the form for one more; opening it marks them read."""
    application = fetch(request, pk, PAGE)
    roles = access.roles_toward(request.standing, application)
    move = messages.move_of(application, roles)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_bound and keeping.done(form, lambda given: _send(request, application, given)):
        told.success(request, f"{process(application.jurisdiction).life(Message.kind).moves[move].done}.")
        return redirect(PAGE, application.pk)
    rows = access.visible_to(request.standing, Message).filter(application=application).select_related("by")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    new = set(messages.unread(request.standing).filter(application=application).values_list("pk", flat=True))
    if request.method == "GET" and page.number == 1:
        messages.mark_read(application, request.user, next(iter(page), None))
    day = today(request, application.jurisdiction)
    context = surround(request, application, PAGE) | {
        "outcome": Outcome(),
        "form": form,
        "page": page,
        "new": new,
        "move": process(application.jurisdiction).life(Message.kind).moves.get(move),
        "notes": may_open("case_notes", True, roles),
        "why_not": _why_not(application),
        "runs": filing.still_runs(application),
        "most": f"{law.value(application.jurisdiction, 'documents.statement_characters', day).whole:,}",
        "blank": Message(),
    }
    return keeping.show(request, "case/messages.html", context, form)


def _why_not(application: Application) -> str:
    """Why nobody writes in the case now, in the words of the refusal."""
    words = process(application.jurisdiction).needs
    return words["message_case_runs" if application.submitted_at else "message_filing_sent"]


def _send(request: Request, application: Application, given: dict[str, Any]) -> object:
    return messages.write(application, given["text"], by=request.user, at=request.at, key=keeping.key(request))


def waiting(request: Request) -> list[tuple[str, int, str]]:
    """New messages for this person: their label, how many, and the case of the oldest."""
    rows = messages.unread_of_mine(request.standing).order_by("written_at")
    first = rows.first()
    if first is None:
        return []
    count = rows.count()
    return [("New message" if count == 1 else "New messages", count, reverse(PAGE, args=[first.application_id]))]
