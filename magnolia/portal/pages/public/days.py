"""A day or a version in the address of a page about the law: what it means, and the JSON beside each page."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse

from magnolia.policy.periods import CalendarError, parse_date

from ..request import Request, today


def day_of(request: Request, jurisdiction: str, day: str | None) -> date:
    """The day an address names, or today; a text that is no day is "page not found"."""
    if day is None:
        return today(request, jurisdiction)
    try:
        return parse_date(day)
    except CalendarError:
        raise Http404("no such day") from None


def as_json(content: dict[str, Any]) -> HttpResponse:
    """The content of a page for machines; docs/law-as-data.md says what each key means."""
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
    return HttpResponse(f"{text}\n", content_type="application/json")
