"""The toolkit for everybody, and its files."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from magnolia.policy.toolkit import toolkit as words

from ... import access
from ...actions.keeping import toolkit_items
from ...doors import may_open
from ...models import ToolkitFile
from ..handing import handed_out
from ..request import Request, known_state, today


def toolkit(request: Request, jurisdiction: str) -> HttpResponse:
    """Four headings, each with its items."""
    state = known_state(jurisdiction)
    context = {
        "state": state,
        "headings": toolkit_items.headings(words(state), toolkit_items.items(state, today(request, state))),
        "keeps": may_open("toolkit_keeping", request.user.is_authenticated, request.standing.roles),
    }
    return render(request, "public/toolkit.html", context)


def file(request: Request, jurisdiction: str, toolkit_file: UUID) -> HttpResponse:
    """A file of an item that stands in the toolkit."""
    rows = access.visible_to(request.standing, ToolkitFile).filter(item__jurisdiction=known_state(jurisdiction))
    return handed_out(get_object_or_404(rows, pk=toolkit_file), request)
