"""Internal notes on a case: read and written by the agency's own people; nothing else of the portal shows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect

from magnolia.policy.workflow import process

from ... import access
from ...actions.reviewing import notes
from ...models import Application, Note
from ..forms import PlainForm
from ..moving import Outcome
from ..office import keeping
from ..request import Request
from .case import fetch, surround

PAGE = "case_notes"
A_PAGE = 25


class NoteForm(PlainForm):
    """A new note."""

    text = forms.CharField(label="Note", max_length=notes.MOST_CHARACTERS, widget=forms.Textarea)
    privileged = forms.BooleanField(
        label="Privileged: advice of counsel, or a question to counsel",
        required=False,
        help_text="A privileged note stays out of every export of the record.",
    )


class ChangeForm(PlainForm):
    """New words for one's own note."""

    text = forms.CharField(label="Note", max_length=notes.MOST_CHARACTERS, widget=forms.Textarea)


def case_notes(request: Request, pk: UUID) -> HttpResponse:
    """The notes that stand, newest first, with what they replaced; the form for one more."""
    application = fetch(request, pk, PAGE)
    rows = access.visible_to(request.standing, Note).filter(application=application)
    changing = (
        keeping.chosen(request, rows.filter(state="standing", by=request.user), "note") if _asked(request) else None
    )
    sent = request.POST if request.method == "POST" else None
    form: forms.Form = ChangeForm(sent, initial={"text": changing.text}) if changing is not None else NoteForm(sent)
    if sent is not None and keeping.done(form, lambda given: _save(request, application, changing, given)):
        messages.success(request, "The note is saved.")
        return redirect(PAGE, application.pk)
    page = Paginator(rows.filter(state="standing").select_related("by", "replaces__by"), A_PAGE).get_page(
        request.GET.get("page")
    )
    writers = process(application.jurisdiction).life(Note.kind).moves["write"].who
    context = surround(request, application, PAGE) | {
        "outcome": Outcome(),
        "form": form,
        "changing": changing,
        "page": page,
        "writes": bool(set(writers) & access.roles_toward(request.standing, application)),
        "blank": Note(),
    }
    return keeping.show(request, "case/notes.html", context, form)


def _asked(request: Request) -> bool:
    return bool(request.POST.get("note") or request.GET.get("note"))


def _save(request: Request, application: Application, changing: Note | None, given: dict[str, Any]) -> object:
    who: dict[str, Any] = {"by": request.user, "at": request.at, "key": keeping.key(request)}
    if changing is None:
        return notes.write(application, given["text"], privileged=given["privileged"], **who)
    return notes.change(changing, given["text"], seen=keeping.seen(request), **who)
