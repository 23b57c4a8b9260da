"""The end of participant records: destroyed with proof, or kept longer for a reason; after the second factor again."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import Move

from ... import access
from ...actions.custody import destroying, keeping
from ...models import DataSubmission
from ..acting import WordsForm, blamed, in_the_way, may, move_of, unfinished
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome
from ..office import keeping as keeping_of_state
from ..request import Request, today
from . import shown

MOST_AT_ONCE = 200


class LongerForm(WordsForm):
    """Until when records are kept, and why."""

    def __init__(self, move: Move, data: Any = None) -> None:
        super().__init__(move, data)
        self.fields["until"] = forms.DateField(label="Last day they are kept")
        self.order_fields(["until", "reason"])


# Each button: its form, the action, and what the page says once it is done.
BUTTONS: dict[str, tuple[type[WordsForm], Any, str]] = {
    "purge": (WordsForm, keeping.purge, "The records are destroyed. The proof is on this page."),
    "keep_longer": (LongerForm, destroying.keep_longer, "The records are kept until the day you gave."),
    "keep_no_longer": (WordsForm, destroying.keep_no_longer, "The records are kept no longer."),
}


def purge(request: Request, submission: UUID) -> HttpResponse:
    """Destroy the records, or keep them longer; the proof once they are gone."""
    row = shown.fetch(request, submission)
    if row.purged_on is None and (way := shown.confirm_first(request, row.application.jurisdiction)) is not None:
        return way
    word, outcome, tried = request.POST.get("do", ""), Outcome(), None
    if word in BUTTONS:
        kind, action, done = BUTTONS[word]
        tried = kind(move_of(row, word), request.POST)
        if tried.is_valid():
            outcome = blamed(do(request, row, action, row, **tried.cleaned_data), tried)
        if outcome.done:
            messages.success(request, done)
            return redirect("custody_purge", row.pk)
    mine = may(request, row)
    offered = {name: kind(move_of(row, name)) for name, (kind, _, _) in BUTTONS.items() if name in mine}
    if tried is not None and word in offered:
        offered[word] = tried
    context = shown.surround(request, row) | {
        "forms": offered, "tried": tried, "outcome": outcome, "in_the_way": in_the_way(request, row).get("purge", ""),
        "has_errors": bool(tried is not None and tried.errors),
    }  # fmt: skip
    status = 200 if tried is None else unfinished(tried, outcome)
    return render(request, "records/purge.html", context, status=status)


class TogetherForm(PlainForm):
    """Which versions go now, and why."""

    version = forms.ModelMultipleChoiceField(
        label="Records to destroy",
        queryset=DataSubmission.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one version."},
    )
    reason = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


def destroy(request: Request) -> HttpResponse:
    """Every version that is to be destroyed, the first due first; what is chosen goes, each with its own proof."""
    state = keeping_of_state.state_of(request, "data_steward")
    if (way := shown.confirm_first(request, state)) is not None:
        return way
    rows = access.visible_to(request.standing, DataSubmission).filter(application__jurisdiction=state)
    rows = rows.filter(destroying.is_asked()).select_related(
        "application__institution", "application__approval", "case"
    )
    form = TogetherForm(request.POST if request.method == "POST" else None)
    form.fields["version"].queryset = rows  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        _destroy(request, list(form.cleaned_data["version"])[:MOST_AT_ONCE], form.cleaned_data["reason"])
        return redirect("custody_destroy")
    due, day = destroying.due_days(rows.values_list("pk", flat=True)), today(request, state)
    found = sorted(rows, key=lambda row: (due[row.pk], row.application.program_name, row.number))[:MOST_AT_ONCE]
    context = {
        "form": form,
        "form_key": secrets.token_hex(16),
        "chosen": set(request.POST.getlist("version")),
        "lines": [(row, AwardYear(row.award_year).long, due[row.pk], (due[row.pk] - day).days) for row in found],
        "trail": [("Your work", reverse("work")), ("Records in custody", reverse("custody"))],
        "more": max(len(due) - len(found), 0),
    }
    return keeping_of_state.show(request, "records/destroy.html", context, form)


def _destroy(request: Request, rows: list[DataSubmission], reason: str) -> None:
    """One after the other; what is refused holds back no other."""
    done = 0
    for nth, row in enumerate(rows):
        outcome = do(request, row, keeping.purge, row, reason=reason, nth=nth)
        done += outcome.done
        if outcome.problem:
            messages.warning(request, f"{row.application.program_name}, version {row.number}: {outcome.problem}")
    if done:
        messages.success(request, f"Destroyed: {done} version{'s' if done > 1 else ''}. Each has its proof.")
