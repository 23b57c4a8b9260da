"""The staff's queue: every case in the State's hands by days left on its clock, with filters in the address."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ...models import Application, Organisation, SavedView
from ..cells import answer_csv
from ..forms import PlainForm
from ..moving import form_only
from ..office import keeping
from ..request import Request, today
from . import queue
from .queue_filters import filtered, read

A_PAGE = 50
AT_ONCE = 500  # rows of a file in memory
MOST_VIEWS = 20
# Saved views are links: (label, what stands in the address).
VIEWS = (
    ("Everything open", ""),
    ("Assigned to me", "who=me"),
    ("Assigned to nobody", "who=nobody"),
    ("Answered", "answered=yes"),
    ("Overdue", "overdue=yes"),
)


def staff_queue(request: Request) -> HttpResponse:
    """The list; a director chooses rows and assigns them together."""
    jurisdiction = keeping.state_of(request, "intake", "reviewer", "director", "auditor")
    form, asked, life = read(request, jurisdiction)
    page = queue.page(request, filtered(request, jurisdiction, asked, life), A_PAGE)
    directs = keeping.holds(request, jurisdiction, "director")
    plain = {key: value for key, value in asked.values.items() if value}
    own_rows = list(SavedView.objects.filter(person=request.user, jurisdiction=jurisdiction))
    own = [(view.name, view.address) for view in own_rows]
    context = {
        "page": page,
        "lines": queue.lines(request, page),
        "form": form,
        "filtered": bool(plain),
        "institution": _institution(request, asked.institution, jurisdiction) if asked.institution else "",
        "views": [(label, f"?{address}", _is(address, plain)) for label, address in (*VIEWS, *own)],
        "own": own_rows,
        "address": urlencode(plain),
        "directs": directs,
        "view_form": ViewForm(initial={"address": urlencode(plain)}),
        "headers": ("Choose|" if directs else "") + "Program|State|Whose turn|Assigned to|Due",
    }
    return render(request, "work/queue.html", context)


def _is(address: str, plain: dict[str, Any]) -> bool:
    """Whether an address asks for what is shown."""
    return dict(parse_qsl(address)) == {key: str(value) for key, value in plain.items()}


def queue_csv(request: Request) -> StreamingHttpResponse:
    """What the list shows under the same filters, in its order; a program that is not open yet has no name."""
    jurisdiction = keeping.state_of(request, "intake", "reviewer", "director", "auditor")
    _, asked, life = read(request, jurisdiction)
    rows = filtered(request, jurisdiction, asked, life)
    return answer_csv(f"queue-{jurisdiction}-{today(request, jurisdiction)}", chain([COLUMNS], _cells(request, rows)))


COLUMNS = (
    "Number", "Program", "Institution", "Award year", "State", "Late", "Whose turn", "Assigned to", "Kind of date",
    "Due", "Days left",
)  # fmt: skip


def _cells(request: Request, rows: QuerySet[Application]) -> Iterator[tuple[Any, ...]]:
    """The rows a batch at a time, with one query for the conflict declarations of each."""
    reader = iter(rows.iterator(chunk_size=AT_ONCE))
    while batch := list(islice(reader, AT_ONCE)):
        for line in queue.lines(request, batch):
            one = line.application
            yield (
                one.number, line.program, one.institution.name, line.award_year, line.state.label,
                "Late" if one.late else "", "; ".join(line.turn), one.holder.name if one.holder else "", line.clock,
                line.due.isoformat() if line.due else "", line.left,
            )  # fmt: skip


class ViewForm(PlainForm):
    """A name for the filters as they stand."""

    name = forms.CharField(label="Name of this view", max_length=40)
    address = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


@form_only("queue")
def queue_view(request: Request) -> HttpResponse:
    """Keep the filters under a name of one's own, or let a kept view go."""
    jurisdiction = keeping.state_of(request, "intake", "reviewer", "director", "auditor")
    own = SavedView.objects.filter(person=request.user, jurisdiction=jurisdiction)
    if request.POST.get("do") == "drop":
        keeping.chosen(request, own).delete()
        messages.success(request, "The view is gone.")
        return redirect("queue")
    form = ViewForm(request.POST)
    address = request.POST.get("address", "")[:500]
    if not form.is_valid():
        messages.error(request, "Give the view a name of at most 40 characters.")
    elif own.count() >= MOST_VIEWS and not own.filter(name=form.cleaned_data["name"]).exists():
        messages.error(request, f"You have {MOST_VIEWS} views. Let one go first.")
    else:
        own.update_or_create(
            name=form.cleaned_data["name"],
            defaults={"person": request.user, "jurisdiction": jurisdiction, "address": address},
        )
        messages.success(request, f"The view “{form.cleaned_data['name']}” is kept.")
    return redirect(reverse("queue") + (f"?{address}" if address else ""))


def _institution(request: Request, pk: int, jurisdiction: str) -> str:
    return Organisation.objects.filter(pk=pk, jurisdiction=jurisdiction).values_list("name", flat=True).first() or ""
