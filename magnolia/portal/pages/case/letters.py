"""Letters of a case: the page with the same words as the PDF, the PDF itself, and the check that a letter is real."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from magnolia.policy.letters import LetterText
from magnolia.policy.workflow import process

from ... import access, clock
from ...actions.papers import store
from ...actions.recording import reading
from ...actions.telling.letter_files import typeset_and_keep
from ...actions.telling.letters import TWIN, CannotTypeset, printed
from ...models import Approval, Letter, Notice
from ..request import Request


def _fetch(request: Request, number: str, what: str) -> Letter:
    """A letter of a case that this person may see; the look is written to the access log."""
    rows = access.visible_to(request.standing, Letter).select_related("application__case", "event", "replaces")
    found = get_object_or_404(rows, number=number)
    reading.note(request.user, found.application.case, what, request.at)
    return found


def letter(request: Request, number: str) -> HttpResponse:
    """The letter as a web page, with what replaced it and who was told of it when."""
    found = _fetch(request, number, "letter")
    words = printed(LetterText.from_json(found.text), number=found.number, dated=found.dated)
    states = process(found.application.jurisdiction).life(Notice.kind).states
    context: dict[str, Any] = {
        "record": found,
        "twin": TWIN,
        "letter": words,
        "application": found.application,
        "zone": clock.zone(found.application.jurisdiction).key,
        "trail": [(found.application.number, reverse("case", args=[found.application_id]))],
        "replaced_by": Letter.objects.filter(replaces=found).first(),
        "told": [{"notice": n, "state": states[n.state]} for n in _told(request, found)],
    }
    return render(request, "letter/letter.html", context)


def _told(request: Request, found: Letter) -> QuerySet[Notice]:
    """Deliveries of a letter; an institution sees those to its own people."""
    rows = found.notices.select_related("person").order_by("person__name")
    roles = process(found.application.jurisdiction).roles
    mine = access.roles_toward(request.standing, found.application)
    if all(roles[role].of == "institution" for role in mine):
        rows = rows.filter(person__grants__organisation=found.application.institution_id).distinct()
    return rows


def pdf(request: Request, number: str) -> HttpResponse:
    """The letter as PDF/UA; typeset now if the worker has not come to it yet."""
    found = _fetch(request, number, "letter PDF")
    try:
        content = typeset_and_keep(found)
    except (CannotTypeset, store.Lost) as problem:
        messages.error(request, str(problem))
        return redirect("letter", found.number)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response


def _ended(letter: Letter) -> Approval | None:
    """The approval that a certification letter announced, where it no longer counts."""
    application = letter.application
    if letter.kind != process(application.jurisdiction).life(application.kind).moves["certify"].letter:
        return None
    return Approval.objects.filter(application=application).exclude(state="in_force").first()


def verify(request: Request) -> HttpResponse:
    """For everyone: whether a letter with this number was issued, its date, and whether it still stands."""
    number = request.GET.get("number", "").strip()[:40]
    found = Letter.objects.filter(number__iexact=number).select_related("application").first() if number else None
    context = {
        "number": number,
        "found": found,
        "replaced_by": Letter.objects.filter(replaces=found).first() if found else None,
        "ended": _ended(found) if found else None,
    }
    return render(request, "letter/verify.html", context, status=404 if number and found is None else 200)
