"""The numbers of the law as they stand, and changes to them: one administrator proposes, a second decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from magnolia.policy.glossary import Term
from magnolia.policy.parameters import POLICY, MissingParameter, Parameter
from magnolia.policy.workflow import process

from ...actions import law
from ...actions.keeping import amend, simulate
from ...actions.moves import Problem
from ...models import Amendment, Event, Simulation
from ..request import Request, today
from . import keeping
from .law_forms import ProposalForm, RejectForm, WordingForm
from .simulations import counted, standing


def law_changes(request: Request) -> HttpResponse:
    """Every number with its source; proposals with who made them and what became of them."""
    state = keeping.state_of(request, "administrator", "auditor")
    parameters = law.parameters(state)
    about: dict[str, Any] = {"parameters": parameters, "jurisdiction": state, "on": today(request, state)}
    form = ProposalForm(**about)
    worded: dict[str, Any] = {**about, "terms": law.terms(state)}
    del worded["parameters"]
    wording = WordingForm(**worded)
    rejecting: Amendment | None = None
    reject_form: RejectForm | None = None
    if request.method == "POST":
        do = request.POST.get("do")
        if do == "propose":
            form = ProposalForm(request.POST, **about)
            if keeping.done(form, lambda given: _propose(request, state, given)):
                messages.success(request, "The change is proposed. A second administrator adopts or rejects it.")
                return redirect("law_changes")
        elif do == "reword":
            wording = WordingForm(request.POST, **worded)
            if keeping.done(wording, lambda given: _reword(request, state, given)):
                messages.success(request, "The wording is proposed. A second administrator adopts or rejects it.")
                return redirect("law_changes")
        elif do == "reject":
            rejecting, reject_form = _row(request, state), RejectForm(request.POST)
            if _reject(request, rejecting, reject_form):
                return redirect("law_changes")
        else:
            _adopt(request, _row(request, state))
            return redirect("law_changes")
    elif request.GET.get("pk"):
        rejecting, reject_form = _row(request, state), RejectForm()
    context = {
        "numbers": [_number(p, request, state) for p in parameters.values()],
        "changes": _changes(request, state, parameters),
        "form": form,
        "wording": wording,
        "rejecting": rejecting,
        "reject_form": reject_form,
        "mine": keeping.holds(request, state, "administrator"),
        "blank": Amendment(),
    }
    return keeping.show(request, "staff/law_changes.html", context, form, wording, reject_form)


def _row(request: Request, state: str) -> Amendment:
    rows = keeping.visible(request, Amendment).filter(jurisdiction=state).select_related("case")
    return keeping.chosen(request, rows)


def _propose(request: Request, state: str, given: dict[str, Any]) -> Amendment:
    return amend.propose(
        state,
        key_=given["parameter"],
        layer=given["layer"],
        starts=given["starts"],
        value=given["value"],
        cite=given["cite"],
        standing=given["standing"] or POLICY,
        confirmed=given["confirmed"],
        by=request.user,
        at=request.at,
        key=keeping.key(request),
    )


def _reword(request: Request, state: str, given: dict[str, Any]) -> Amendment:
    return amend.propose(
        state,
        key_=f"{law.TERM}{given['term']}",
        layer="state",
        starts=given["starts"],
        value=given["value"],
        cite=given["cite"],
        by=request.user,
        at=request.at,
        key=keeping.key(request),
    )


def _adopt(request: Request, row: Amendment) -> None:
    try:
        amend.adopt(row, by=request.user, at=request.at, seen=keeping.seen(request), key=keeping.key(request))
        messages.success(request, "The change is adopted.")
    except Problem as problem:
        messages.error(request, str(problem))


def _reject(request: Request, row: Amendment, form: RejectForm) -> bool:
    made = keeping.done(
        form,
        lambda given: amend.reject(
            row,
            reason=given["reason"],
            by=request.user,
            at=request.at,
            seen=keeping.seen(request),
            key=keeping.key(request),
        ),
    )
    if made:
        messages.success(request, "The change is rejected.")
    return made


def _number(parameter: Parameter, request: Request, state: str) -> dict[str, Any]:
    """A number with the value in force today and what starts later."""
    day = today(request, state)
    try:
        now = parameter.on(day)
    except MissingParameter:
        now = None
    return {"parameter": parameter, "now": now, "later": [v for v in parameter.values if v.starts > day]}


def _changes(request: Request, state: str, parameters: dict[str, Parameter]) -> list[dict[str, Any]]:
    """Proposals, the newest first, each with who proposed and who decided."""
    rows = list(keeping.visible(request, Amendment).filter(jurisdiction=state))
    events = Event.objects.filter(thing_id__in=[row.pk for row in rows]).select_related("by").order_by("seq")
    told: dict[Any, dict[str, Event]] = {}
    for event in events:
        told.setdefault(event.thing_id, {})[event.move] = event
    states = process(state).life("amendment").states
    named = law.terms(state).terms
    tried = simulate.matching(row for row in rows if row.state == "proposed")
    differ = counted(request, tried.values())
    lines = [
        {
            "row": row,
            "simulation": _simulation(row, tried.get(row.pk), differ),
            "means": _means(row, parameters, named),
            "status": states[row.state],
            "proposed": told[row.pk]["propose"],
            "decided": told[row.pk].get("adopt") or told[row.pk].get("reject"),
            "own": told[row.pk]["propose"].by_id == request.user.pk,
        }
        for row in rows
    ]
    return sorted(lines, key=lambda line: line["proposed"].seq, reverse=True)


def _means(row: Amendment, parameters: dict[str, Parameter], named: Mapping[str, Term]) -> str:
    """What a change is of, in words."""
    if row.key.startswith(law.TERM):
        return f"The term “{named[row.key.removeprefix(law.TERM)].term}”"
    return parameters[row.key].means


def _simulation(row: Amendment, found: Simulation | None, differ: dict[Any, int]) -> dict[str, Any]:
    """What the proposal would have done, for the one who decides on it."""
    return {
        "needed": row.state == "proposed" and simulate.needed(row),
        "row": found,
        "standing": standing(found) if found else None,
        "differ": differ.get(found.pk, 0) if found else 0,
        "again": {"parameter": row.key, "layer": row.layer, "starts": row.starts.isoformat(), "value": row.value},
    }
