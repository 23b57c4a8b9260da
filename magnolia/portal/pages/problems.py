"""When a form is too old to be trusted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's security token is missing or old: say so and how to keep the words."""
    return render(request, "form_expired.html", status=403)
