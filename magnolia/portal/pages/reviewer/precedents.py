"""How the same criterion was decided before: by criterion, finding, reason and words, in the cases a person may see."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from magnolia.policy.registers import review

from ... import access
from ...models import Determination, Finding
from ..request import Request, home_state
from .review_forms import PrecedentForm

PAGE_SIZE = 20


def precedents(request: Request) -> HttpResponse:
    """Findings of decided cases, the latest first, as the address filters them."""
    register = review(home_state(request))
    asked = {name: request.GET.get(name, "").strip() for name in ("question", "outcome", "reason", "text")}
    page = Paginator(_found(request, asked), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": PrecedentForm(register, request.GET),
        "filtered": any(asked.values()),
        "page": page,
        "rows": [_told(row) for row in page],
    }
    return render(request, "reviewer/precedents.html", context)


def _found(request: Request, asked: dict[str, str]) -> QuerySet[Finding]:
    """Only cases that have a determination, and only those this person may open."""
    decided = Determination.objects.filter(application=OuterRef("application"), event__isnull=False)
    rows = access.visible_to(request.standing, Finding).filter(Exists(decided))
    rows = rows.filter(**{name: asked[name] for name in ("question", "outcome", "reason") if asked[name]})
    if text := asked["text"]:
        rows = rows.filter(
            Q(rationale__icontains=text)
            | Q(evidence_note__icontains=text)
            | Q(points__value__icontains=text)
            | Q(application__program_name__icontains=text)
        ).distinct()
    return rows.select_related("application", "application__institution").order_by("-on", "-id")


def _told(row: Finding) -> dict[str, Any]:
    register = review(row.application.jurisdiction)
    question, ending = register.questions.get(row.question), register.outcomes.get(row.outcome)
    reason = question.reasons.get(row.reason) if question else None
    return {
        "row": row,
        "title": question.title if question else row.question,
        "label": ending.label if ending else row.outcome,
        "tone": ending.tone if ending else "neutral",
        "reason": reason.says if reason else "",
    }
