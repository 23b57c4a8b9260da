"""What moves on a page of a draft while it is open: who else is there, and what a page of questions still lacks.

Our scripts get it as the page shows it, by the name of its place (`data-part`), from the same templates.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string

from ... import access
from ...actions.applying import drafts
from ...models import Application
from ..moving import form_only
from ..request import Request
from . import parts

PAGE = {
    "standing": "institution/_standing.html",
    "heard": "institution/_heard.html",
    "tag": "institution/_step_tag.html",
    "note": "institution/_step_note.html",
    "count": "case/_count.html",
}
OTHERS = {"others": "case/_others.html"}


def line(request: Request, application: Application, place: str) -> dict[str, Any]:
    """Note the page a person opened; who else is on the draft, when it was saved last, and how often to say so."""
    drafts.here(application, request.user, place, request.at)
    return {
        "others": drafts.others(application, request.user, request.at),
        "saved": drafts.last_save(application),
        "every": int(drafts.EVERY.total_seconds()),
    }


def seen_by_others(request: Request, application: Application) -> dict[str, str]:
    """Note that the person is still on the draft; who else is, as the line above each of its pages says it."""
    drafts.still_here(application, request.user, request.at)
    return _rendered(OTHERS, {"others": drafts.others(application, request.user, request.at)})


def of_page(application: Application, step: Any, findings: list[Any]) -> dict[str, str]:
    """What a page of questions lacks, what the rules find on it, and how much is missing in the whole draft."""
    count = sum(len(part.missing) for part in parts.parts(application))
    context = {"application": application, "step": step, "findings": findings, "draft": {"count": count}}
    return _rendered(PAGE, context)


def _rendered(templates: dict[str, str], context: dict[str, Any]) -> dict[str, str]:
    return {part: render_to_string(template, context).strip() for part, template in templates.items()}


@form_only("case")
def here(request: Request, pk: UUID) -> HttpResponse:
    """The sign of life of an open page; it is no look at the case, so the access log does not grow by it."""
    application = get_object_or_404(access.visible_to(request.standing, Application), pk=pk)
    return JsonResponse({"parts": seen_by_others(request, application)})
