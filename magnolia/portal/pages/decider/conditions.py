"""The conditions of a result: what is open, the papers sent for each, closing it, more time, and the way on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ...actions.applying import filing
from ...actions.deciding import conditions as conditions_of
from ...actions.deciding import decide
from ...models import Application, Condition, Document
from ..acting import blamed, in_the_way, kept, may, move_of, unfinished
from ..case.case import fetch, surround
from ..case.filed import filed
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome, try_move, word_of
from ..request import Request, today
from ..staff.checking import MoreTimeForm
from . import condition_items as items
from .deciding import ClosingForm

ALL_MET, CLOSE, SUPPLY, EXTEND = "conditions_met", "close_condition", "supply", "extend_condition"


class PaperForm(PlainForm):
    """A paper for one condition."""

    file = forms.FileField(label="Document")


def conditions(request: Request, pk: UUID) -> HttpResponse:
    """The conditions with a form at each for what this person may do with it."""
    application = fetch(request, pk, "conditions")
    word, _, number = word_of(request).partition(" ")
    tried: PlainForm | None = None
    outcome = Outcome()
    if request.method == "POST":
        if word == items.LIST:
            tried, outcome = items.list_one(request, application)
        elif word == items.DROP and number.isascii() and number.isdigit() and len(number) < 18:
            outcome = items.drop_one(request, application, int(number))
        elif word in (CLOSE, SUPPLY, EXTEND) and number.isascii() and number.isdigit() and len(number) < 18:
            tried, outcome = _on_one(request, application, word, int(number))
        else:
            outcome = try_move(request, application, items.OPEN if word == items.OPEN else ALL_MET)
        if outcome.done and outcome.event is not None:
            messages.success(request, f"{move_of(application, outcome.event.move).done}.")
            return redirect("conditions", application.pk)
    context = _context(request, application, word, tried) | {"outcome": outcome}
    status = unfinished(tried, outcome) if tried else outcome.status
    return render(request, "decider/conditions.html", context, status=status)


def _on_one(request: Request, application: Application, word: str, number: int) -> tuple[PlainForm, Outcome]:
    """One button at one condition, with its form as it was filled in."""
    form = _form(word, number, _papers(application), request.POST, request.FILES)
    if not form.is_valid():
        return form, Outcome()
    given = form.cleaned_data
    if word == CLOSE:
        outcome = do(request, application, decide.close_condition, application, number, given["note"],
                     proof=given.get("proof", ""))  # fmt: skip
    elif word == SUPPLY:
        file = given["file"]
        outcome = do(request, application, conditions_of.supply, application, number, file.name or "", file)
    else:
        outcome = do(request, application, conditions_of.extend, application, number, given["to"], given["reason"])
    return form, blamed(outcome, form)


def _form(word: str, number: int, sent: dict[str, list[Document]], data: Any = None, files: Any = None) -> PlainForm:
    """The form of a button; closing offers the papers that were sent for the condition as its proof."""
    if word == SUPPLY:
        return PaperForm(data, files, prefix=f"{SUPPLY}-{number}")
    if word == EXTEND:
        return MoreTimeForm(data, prefix=f"{EXTEND}-{number}")
    form = ClosingForm(data, prefix=str(number))
    if papers := sent.get(f"condition-{number}", []):
        choices = [*((str(row.pk), row.name) for row in papers), ("", "None of these")]
        initial = {"proof": str(papers[-1].pk)}
        form.fields["proof"] = forms.ChoiceField(
            label="Shown by", required=False, choices=choices, widget=forms.RadioSelect
        )
        form.initial = {**form.initial, **initial}
    return form


def _papers(application: Application) -> dict[str, list[Document]]:
    """The papers that count now, by the place they were sent to."""
    found: dict[str, list[Document]] = {}
    for row in filing.current_documents(application):
        found.setdefault(row.slot, []).append(row)
    return found


def _context(request: Request, application: Application, word: str, tried: PlainForm | None) -> dict[str, Any]:
    rows = list(application.conditions.select_related("closed_by", "closed_with"))
    allowed, sent = may(request, application), _papers(application)
    return (
        surround(request, application, "conditions")
        | filed(application)
        | items.shown(request, application, tried)
        | {
            "may": allowed,
            "not_certified": application.state in _before_all_met(application),
            "stopped": in_the_way(request, application),
            "blocking": [_one(request, row, allowed, sent, tried) for row in rows if row.blocking],
            "standing": [row for row in rows if not row.blocking],
            "left": sum(row.blocking and row.closed_on is None for row in rows),
            "all_met": move_of(application, ALL_MET),
            "more_time": move_of(application, EXTEND),
            "supplied": _supplied(application),
            "supplies": SUPPLY in allowed,
            "has_errors": bool(tried and tried.errors),
            "tried": tried,
            "kept": kept(request, application, word, tried) if tried else [],
        }
    )


def _before_all_met(application: Application) -> set[str]:
    """The states of a conditional result: its own, and those in which the filing is corrected for it."""
    own = {*move_of(application, ALL_MET).starts}
    return own.union(*(move.starts for move in (move_of(application, name) for name in ("send_items", "review_items"))))


def _one(
    request: Request, row: Condition, allowed: set[str], sent: dict[str, list[Document]], tried: PlainForm | None
) -> dict[str, Any]:
    """One condition with its papers and, while it is open, the forms of this person."""
    made: dict[str, Any] = {
        "row": row,
        "papers": sent.get(row.slot, []),
        "overdue": row.due is not None and row.due < today(request, row.application.jurisdiction),
    }
    for name, word in (("form", CLOSE), ("paper", SUPPLY), ("later", EXTEND)):
        if row.closed_on is None and word in allowed and (word != EXTEND or row.deadline_id):
            blank = _form(word, row.pk, sent)
            made[name] = tried if tried is not None and tried.prefix == blank.prefix else blank
    return made


def _supplied(application: Application) -> list[Document]:
    """Documents the institution sent after its filing for no condition by name; newest first."""
    sent = filing.latest(application)
    rows = application.documents.filter(removed_at__isnull=True, superseded_by__isnull=True).order_by("-uploaded_at")
    rows = rows.exclude(slot__startswith="condition-")
    return list(rows.filter(uploaded_at__gt=sent.at)) if sent else []
