"""Refuses a sending that is larger than its files may be, from its announced length, before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from magnolia.policy.layers import jurisdictions

from .actions.papers import incoming
from .kept_words import IN_PLACE

FILES = "X-Files"  # how many files our script sends at once; without it, as many as MOST_AT_ONCE
MOST_AT_ONCE = 10
BESIDE = incoming.MEGABYTE  # bytes for the fields beside the files, and for the dress of the message


class TooMuch:
    """Looks at the length before anything reads the body, as the check of the form's token would; after the doors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _number(request.META.get("CONTENT_LENGTH"))
        if length <= BESIDE or request.content_type != "multipart/form-data":
            return self.get_response(request)
        at, hats = request.at, request.standing.hats  # type: ignore[attr-defined]
        states = {hat.jurisdiction for hat in hats} or jurisdictions()
        largest = max(incoming.largest_megabytes(code, at) for code in states)
        files = min(_number(request.headers.get(FILES)) or MOST_AT_ONCE, MOST_AT_ONCE)
        if length <= files * largest * incoming.MEGABYTE + BESIDE:
            return self.get_response(request)
        if IN_PLACE in request.headers:
            return JsonResponse({"refused": [incoming.too_much_words(largest)]}, status=413)
        return render(request, "413.html", {"says": incoming.too_much_words(largest)}, status=413)


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() else 0
