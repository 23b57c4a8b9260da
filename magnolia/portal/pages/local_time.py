"""Moments on pages are told in the zone of the State whose page it is, never in the server's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .. import clock
from .request import home_state


class LocalTime:
    """While a page is made, a moment without a zone of its own is told in the State's; a case brings its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        timezone.activate(clock.zone(home_state(request)))  # type: ignore[arg-type]
