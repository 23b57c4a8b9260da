"""What each request passes on its way in: its moment, its standing, and the door of its address (doors.py)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from . import access, clock, kept_words, second_factor
from .actions import law
from .doors import ANYONE, door_of, may_open
from .models import Application, Reading

READS = ("GET", "HEAD")
# Addresses on the way to a second factor, open before there is one.
TO_A_FACTOR = ("account_", "mfa_", "second_factor")


class FrontDoor:
    """Gives each request its moment and each answer the headers that keep pages to themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()  # type: ignore[attr-defined]
        with law.read_once() if request.method in READS else nullcontext():
            response = self.get_response(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
        )
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Doors:
    """Asks the door before any page runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.standing = access.standing(request.user)  # type: ignore[attr-defined,arg-type]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        signed_in = request.user.is_authenticated
        if may_open(name, signed_in, request.standing.roles):  # type: ignore[attr-defined]
            if signed_in and door_of(name) != ANYONE and not name.startswith(TO_A_FACTOR) and _lacks_factor(request):
                return _to_second_factor(request)
            kept_words.forget_sent(request)
            return None
        if not signed_in and door_of(name) is not None:
            return _to_sign_in(request)
        if signed_in and request.method == "POST" and match is not None:
            _note_refused(request, name, match.kwargs.get("pk"))
        raise PermissionDenied

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A case that is not to be seen yet, because the person has not declared, leads to the declaration."""
        match = request.resolver_match
        if not isinstance(problem, Http404) or match is None:
            return None
        pk = access.to_declare(request.standing, match.kwargs)  # type: ignore[attr-defined]
        if pk is None or not may_open("disclose", True, request.standing.roles):  # type: ignore[attr-defined]
            return None
        back = request.get_full_path() if request.method == "GET" else reverse("case", args=[pk])
        return redirect(f"{reverse('disclose', args=[pk])}?{urlencode({'next': back})}")


def _lacks_factor(request: HttpRequest) -> bool:
    """Whether a role of this person asks for a second factor that this sign-in did not have."""
    return second_factor.asked_of(request.standing) and not second_factor.given(request)  # type: ignore[attr-defined]


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    """To the page that leads to one, and back; words that were sent wait as they do for a sign-in."""
    way_back = request.get_full_path() if request.method == "GET" else reverse("work")
    if request.method == "POST" and kept_words.keep(request):
        way_back = reverse("kept")
    return redirect(f"{reverse('second_factor')}?{urlencode({'next': way_back})}")


def _note_refused(request: HttpRequest, name: str, pk: object) -> None:
    """Write a refused try at a case's page to the access log, such as a signature by someone who may not give it."""
    found = Application.objects.filter(pk=pk).first() if isinstance(pk, UUID) else None
    if found is not None:
        Reading.objects.create(
            person=request.user,  # type: ignore[misc]
            case_id=found.case_id,
            what=name[:60],
            at=request.at,  # type: ignore[attr-defined]
            refused=True,
        )


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; words typed into a form while the sign-in ran out wait in the browser's session."""
    way_back, login = request.get_full_path(), reverse("demo") if settings.DEMO else None
    if request.method == "POST" and kept_words.AUTOSAVE in request.headers:
        # The words are still on the person's page: the script says so, and tries again after a sign-in elsewhere.
        return JsonResponse({"to": redirect_to_login(way_back, login)["Location"]}, status=401)
    if request.method == "POST" and kept_words.keep(request):
        way_back = reverse("kept")
        messages.warning(request, kept_words.SIGNED_OUT)
    return redirect_to_login(way_back, login)
