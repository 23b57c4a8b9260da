"""Give many cases to one person: first what would come of it row by row, then the same for real."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from magnolia.policy.workflow import process

from ... import access
from ...actions.reviewing import assign
from ...models import Application, Person
from ..forms import PlainForm
from ..moving import form_only
from ..office import keeping
from ..request import Request, today

MOST_AT_ONCE = 200


class BulkForm(PlainForm):
    """To whom the chosen cases go, and why where somebody has them already."""

    person = forms.ModelChoiceField(
        label="Give the chosen cases to", queryset=Person.objects.none(), empty_label="", error_messages=keeping.CHOOSE
    )
    reason = forms.CharField(
        label="Reason", max_length=500, required=False, help_text="Needed for cases that somebody has already."
    )

    def __init__(self, *args: Any, jurisdiction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [role.name for role in process(jurisdiction).roles.values() if role.assigned]
        field = self.fields["person"]
        people = [person.pk for person in assign.holders_of(jurisdiction, roles)]
        field.queryset = Person.objects.filter(pk__in=people).order_by("name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda person: person.name  # type: ignore[attr-defined]


@form_only("queue")
def bulk_assign(request: Request) -> HttpResponse:
    """First what would come of it, row by row; then the same for real. A row that is refused holds back no other."""
    jurisdiction = keeping.state_of(request, "director")
    chosen = _chosen(request, jurisdiction)
    form = BulkForm(request.POST, jurisdiction=jurisdiction)
    if not chosen:
        messages.error(request, "No case was chosen. Check the boxes before the cases, then assign.")
        return redirect("queue")
    sure = request.POST.get("do") == "assign"
    tried: list[assign.Tried] = []
    if form.is_valid():
        given = form.cleaned_data
        tried = assign.assign_all(
            chosen, given["person"], reason=given["reason"], by=request.user, at=request.at, preview=not sure
        )
    if tried and sure:
        done = sum(not row.refused for row in tried)
        messages.success(request, f"{done} of {len(tried)} cases are with {form.cleaned_data['person'].name} now.")
        for row in tried:
            if row.refused:
                messages.warning(request, f"{row.application.number}: {row.refused}")
        return redirect("queue")
    roles = process(jurisdiction).roles
    context = {
        "form": form,
        "chosen": chosen,
        "tried": [(row, roles[row.role].label if row.role else "") for row in tried],
        "works": sum(not row.refused for row in tried),
        "away": assign.away_warning(form.cleaned_data["person"], today(request, jurisdiction)) if tried else "",
    }
    return keeping.show(request, "work/bulk_assign.html", context, form)


def _chosen(request: Request, jurisdiction: str) -> list[Application]:
    """The cases whose boxes were checked, among those this person may know of."""
    ids = []
    for typed in request.POST.getlist("pk")[:MOST_AT_ONCE]:
        try:
            ids.append(UUID(typed))
        except ValueError:
            continue
    rows = access.known_to(request.standing).filter(pk__in=ids, jurisdiction=jurisdiction)
    return list(rows.select_related("institution", "case", "holder").order_by("number"))
