"""What the pages that keep an installation share: whose State it is, and how a form becomes one action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from ... import access
from ...actions.moves import Problem, Refused, Stale
from ..moving import told
from ..request import Request

M = TypeVar("M", bound=Model)
CHOOSE = {"invalid_choice": "Choose one from the list."}


def state_of(request: Request, *roles: str) -> str:
    """The State in which this person holds one of the roles, in the order of the roles given; else not found."""
    for role in roles:
        for hat in request.standing.hats:
            if hat.role == role:
                return hat.jurisdiction
    raise Http404("none of the roles")


def holds(request: Request, jurisdiction: str, role: str) -> bool:
    """Whether this person holds the role in the State."""
    return role in request.standing.roles_in(jurisdiction)


def key(request: Request) -> str | None:
    """The once-only key of the form that was sent."""
    return (request.POST.get("key") or "")[:64] or None


def seen(request: Request) -> int | None:
    """The version of the thing that the sent form showed."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def chosen(request: Request, rows: QuerySet[M], name: str = "pk") -> M:
    """The row a form or an address names, among those this person may see; else not found."""
    typed = request.POST.get(name) or request.GET.get(name) or ""
    try:
        return get_object_or_404(rows, pk=typed)
    except (ValueError, forms.ValidationError):
        raise Http404("no such row") from None


def visible(request: Request, model: type[M]) -> QuerySet[M]:
    """Rows this person may see."""
    return access.visible_to(request.standing, model)


def done(form: forms.Form, action: Callable[[dict[str, Any]], object]) -> bool:
    """Run the action on a form without faults; a refusal stands beside its field, and nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        action(form.cleaned_data)
    except Problem as problem:
        field = problem.field if isinstance(problem, Refused) and problem.field in form.fields else None
        form.add_error(field, str(problem))
        form.since = told(problem.since) if isinstance(problem, Stale) else []  # type: ignore[attr-defined]
        return False
    return True


def show(request: Request, template: str, context: dict[str, Any], *sent: forms.Form | None) -> HttpResponse:
    """The page; with status 409 where somebody was faster, 422 where a form that was sent has a fault."""
    faulty = [form for form in sent if form is not None and form.is_bound and form.errors]
    since = [line for form in faulty for line in getattr(form, "since", [])]
    status = 200 if not faulty else 409 if since else 422
    return render(
        request, template, context | {"has_errors": bool(faulty), "faulty": faulty, "since": since}, status=status
    )
