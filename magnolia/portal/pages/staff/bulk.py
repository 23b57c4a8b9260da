"""Give many cases to one person: who can take them, then what would come of it row by row, then the same for real."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from magnolia.policy.workflow import names, process

from ... import access
from ...actions.reviewing import assign, together
from ...models import Application, Person
from ..forms import PlainForm
from ..moving import form_only
from ..office import keeping
from ..request import Request, today

MOST_AT_ONCE = 200


class BulkForm(PlainForm):
    """To whom the chosen cases go, why where somebody has them already, and one word on conflicts for all of them.

    People who can take all cases are offered; where nobody can, those who can take the most.
    """

    person = forms.ModelChoiceField(
        label="Give the chosen cases to", queryset=Person.objects.none(), empty_label="", error_messages=keeping.CHOOSE
    )
    reason = forms.CharField(
        label="Reason", max_length=500, required=False, help_text="Needed for cases that somebody has already."
    )
    no_conflict = forms.BooleanField(label="I have no conflict of interest in these cases", required=False)

    def __init__(self, *args: Any, fits: list[together.Fit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = max((fit.can for fit in fits), default=0)
        self.offered = [fit for fit in fits if fit.can == most and most]
        self.others = [fit for fit in fits if fit not in self.offered]
        field = self.fields["person"]
        # Somebody who is not offered may still be sent: the preview then says case by case why not.
        field.queryset = Person.objects.filter(pk__in=[fit.person.pk for fit in fits]).order_by("name")  # type: ignore[attr-defined]
        field.widget.choices = [("", "")] + [
            (fit.person.pk, fit.person.name + (f" (away until the end of {fit.away})" if fit.away else ""))
            for fit in fits
            if fit in self.offered or str(fit.person.pk) == self.data.get("person")
        ]


@form_only("queue")
def bulk_assign(request: Request) -> HttpResponse:
    """Who can take them; what would come of it, row by row; then the same for real. A refusal holds back no other."""
    jurisdiction = keeping.state_of(request, "director")
    chosen = _chosen(request, jurisdiction)
    if not chosen:
        messages.error(request, "No case was chosen. Check the boxes before the cases, then assign.")
        return redirect("queue")
    day = today(request, jurisdiction)
    fits = together.fits(jurisdiction, chosen, on=day)
    form = BulkForm(request.POST if "person" in request.POST else None, fits=fits)
    sure = request.POST.get("do") == "assign"
    tried: list[together.Tried] = []
    if form.is_valid():
        tried = _try(request, form, chosen)
        if sure and _declared(form, tried):
            return _tell(request, form, _make(request, jurisdiction, form, tried))
        if sure:
            form.add_error("no_conflict", "Check this box, or open the case and declare your conflict there.")
    table = process(jurisdiction)
    context = {
        "form": form,
        "chosen": [(row, names(table, [role]) if (role := assign.role_in_turn(row)) else "") for row in chosen],
        "tried": [(row, table.roles[row.role].label if row.role else "") for row in tried],
        "works": sum(not row.refused for row in tried),
        "undeclared": any(row.undeclared and not row.refused for row in tried),
        "partly": bool(form.offered) and form.offered[0].why_not,
        "away": assign.away_warning(form.cleaned_data["person"], day) if tried else "",
    }
    return keeping.show(request, "work/bulk_assign.html", context, form)


def _try(request: Request, form: BulkForm, chosen: list[Application]) -> list[together.Tried]:
    """What would come of it; nothing stays of it."""
    given = form.cleaned_data
    return together.assign_all(
        chosen, given["person"], reason=given["reason"], by=request.user, at=request.at, preview=True
    )


def _declared(form: BulkForm, tried: list[together.Tried]) -> bool:
    """Whether the word on conflicts was said, where a case that would go over still lacks it."""
    return form.cleaned_data["no_conflict"] or not any(row.undeclared and not row.refused for row in tried)


def _make(request: Request, jurisdiction: str, form: BulkForm, tried: list[together.Tried]) -> list[together.Tried]:
    """Assign what would go over, from rows fetched anew; what was refused stands beside it."""
    refused = {row.application.pk: row for row in tried if row.refused}
    given = form.cleaned_data
    made = together.assign_all(
        [row for row in _chosen(request, jurisdiction) if row.pk not in refused],
        given["person"],
        reason=given["reason"],
        by=request.user,
        at=request.at,
        no_conflict=given["no_conflict"],
    )
    return [*made, *refused.values()]


def _tell(request: Request, form: BulkForm, tried: list[together.Tried]) -> HttpResponse:
    done = sum(not row.refused for row in tried)
    messages.success(request, f"{done} of {len(tried)} cases are with {form.cleaned_data['person'].name} now.")
    for row in tried:
        if row.refused:
            messages.warning(request, f"{row.application.number}: {row.refused}")
    return redirect("queue")


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
