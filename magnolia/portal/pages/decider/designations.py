"""The Governor's designations: who may determine and certify besides, under which instrument, on which days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from ...actions.deciding import designate
from ...actions.moves import Refused
from ...models import Designation, Person
from ..forms import PlainForm
from ..office import keeping
from ..request import Request, today


class DesignationForm(PlainForm):
    """A new designation, as the Governor's office types it from the instrument."""

    person = forms.EmailField(
        label="Work e-mail of the designee",
        help_text="The address the person signs in with. An administrator adds a person who has none yet.",
    )
    instrument = forms.CharField(
        label="Instrument", max_length=200, help_text="What the designation stands on, such as a letter and its date."
    )
    first_day = forms.DateField(label="First day")
    last_day = forms.DateField(
        label="Last day", required=False, help_text="Leave it empty if it counts until it is revoked."
    )


class RevokeForm(PlainForm):
    """Why a designation is taken back."""

    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea)


def designations(request: Request) -> HttpResponse:
    """The list; the Governor records and revokes."""
    state = keeping.state_of(request, "governor", "director", "auditor")
    mine = keeping.holds(request, state, "governor")
    form = DesignationForm(initial={"first_day": today(request, state)})
    revoking, revoke_form = None, None
    if request.method == "POST" and request.POST.get("do") == "revoke":
        revoking, revoke_form = _row(request, state), RevokeForm(request.POST)
        row = revoking
        if keeping.done(revoke_form, lambda given: _revoke(request, row, given)):
            messages.success(request, f"The designation of {row.person.name} is revoked.")
            return redirect("designations")
    elif request.method == "POST":
        form = DesignationForm(request.POST)
        if keeping.done(form, lambda given: _record(request, state, given)):
            messages.success(request, "The designation is recorded.")
            return redirect("designations")
    elif mine and request.GET.get("pk"):
        revoking, revoke_form = _row(request, state), RevokeForm()
    rows = keeping.visible(request, Designation).filter(jurisdiction=state).select_related("person", "given_by")
    context = {
        "rows": [_line(row, request, state) for row in rows.order_by("-first_day", "-id")],
        "form": form,
        "mine": mine,
        "revoking": revoking,
        "revoke_form": revoke_form,
        "blank": Designation(),
    }
    return keeping.show(request, "panel/designations.html", context, form, revoke_form)


def _row(request: Request, state: str) -> Designation:
    rows = keeping.visible(request, Designation).filter(jurisdiction=state).select_related("person", "given_by")
    return keeping.chosen(request, rows)


def _record(request: Request, state: str, given: dict[str, Any]) -> Designation:
    person = Person.objects.filter(email__iexact=given["person"]).first()
    if person is None:
        raise Refused("Nobody signs in with this address. Ask an administrator to add the person.", "person")
    return designate.designate(
        state,
        person=person,
        instrument=given["instrument"],
        first_day=given["first_day"],
        last_day=given["last_day"],
        by=request.user,
        at=request.at,
        key=keeping.key(request),
    )


def _revoke(request: Request, row: Designation, given: dict[str, Any]) -> None:
    designate.revoke(
        row,
        reason=given["reason"],
        by=request.user,
        at=request.at,
        seen=keeping.seen(request),
        key=keeping.key(request),
    )


def _line(row: Designation, request: Request, state: str) -> dict[str, Any]:
    """A designation with its standing on the State's day: its days are computed when read, never stored."""
    day = today(request, state)
    if row.state == "revoked":
        standing = ("Revoked", "bad")
    elif day < row.first_day:
        standing = ("Not yet begun", "info")
    elif row.last_day is not None and row.last_day < day:
        standing = ("Ended", "neutral")
    else:
        standing = ("In force", "good")
    return {"row": row, "label": standing[0], "tone": standing[1]}
