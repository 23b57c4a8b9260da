"""Approval cycles: the State's pages to write and publish them, and the public page of one."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from magnolia.policy.cycles import cycle_register
from magnolia.policy.form import form as form_words
from magnolia.policy.periods import AwardYear, CalendarError, award_year
from magnolia.policy.workflow import process

from ... import clock
from ...actions import law
from ...actions.applying import windows
from ...actions.keeping import cycles as keep
from ...actions.offers import offers
from ...models import Cycle, Event
from ..doing import do
from ..forms import PlainForm
from ..moving import Outcome
from ..request import Request, known_state, today
from . import keeping
from .cycle_form import LABELS, CycleForm

A_PAGE = 20
KEEPERS = ("director", "administrator", "auditor")
TONES = {
    windows.OPEN: ("Open", "good"),
    windows.UPCOMING: ("Not open yet", "info"),
    windows.CLOSED: ("Deadline passed", "neutral"),
}


class NewCycle(PlainForm):
    """A name and an award year; the rest follows on its own page. `wrong` is said of a label of another form."""

    name = forms.CharField(label="Name of the cycle", max_length=120, help_text="Such as: 2026-2027 initial.")
    award_year = forms.CharField(label="Award year", help_text="July 1 to June 30. Write it as 2026-2027.")

    def __init__(self, data: Any = None, *, wrong: str, **rest: Any) -> None:
        super().__init__(data, **rest)
        self.wrong = self.fields["award_year"].error_messages["required"] = wrong

    def clean_award_year(self) -> int:
        try:
            return AwardYear.parse(self.cleaned_data["award_year"].strip().replace("–", "-")).start
        except CalendarError:
            raise ValidationError(self.wrong) from None


def may_keep(request: Request, state: str) -> bool:
    """Whether this person may write cycles of the State."""
    return bool(set(process(state).life(Cycle.kind).moves["open"].who) & request.standing.roles_in(state))


def cycles(request: Request) -> HttpResponse:
    """Every cycle of the State, newest award year first; the way to a new one."""
    state = keeping.state_of(request, *KEEPERS)
    year = award_year(today(request, state))
    sent, wrong = request.POST if request.method == "POST" else None, form_words(state).says("award_year_form")
    form = NewCycle(sent, wrong=wrong, initial={"award_year": year.long})
    made: list[Cycle] = []

    def open_it(given: dict[str, Any]) -> None:
        key = keeping.key(request)
        made.append(keep.open_cycle(state, given["award_year"], given["name"], by=request.user, at=request.at, key=key))

    if form.is_bound and keeping.done(form, open_it):
        messages.success(request, "The cycle is started. Nobody outside sees it before it is published.")
        return redirect("cycle_edit", made[0].case.number)
    rows = keeping.visible(request, Cycle).filter(jurisdiction=state).select_related("case")
    page = Paginator(rows.order_by("-award_year", "-opens_at", "name"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [line(cycle, request.at) for cycle in page],
        "form": form,
        "mine": may_keep(request, state),
        "blank": Cycle(),
        "untold": keep.untold(state),
    }
    return keeping.show(request, "staff/cycles.html", context, form)


def line(cycle: Cycle, at: datetime) -> dict[str, Any]:
    """A cycle in words: its window, its deadline, and whether it is open at a moment."""
    code, state = cycle.jurisdiction, process(cycle.jurisdiction).life(cycle.kind).states[cycle.state]
    words = TONES[windows.standing(cycle, at)] if cycle.state == "published" else (state.label, state.tone)
    return {
        "cycle": cycle,
        "label": words[0],
        "tone": words[1],
        "year": AwardYear(cycle.award_year).long,
        "moments": {name: windows.say(code, moment) for name in keep.MOMENTS if (moment := getattr(cycle, name))},
    }


def cycle_edit(request: Request, number: str) -> HttpResponse:
    """One cycle as the State writes it: what is missing, its parts, what it looks like, what was changed."""
    state = keeping.state_of(request, *KEEPERS)
    rows = keeping.visible(request, Cycle).filter(jurisdiction=state).select_related("case")
    cycle = get_object_or_404(rows, case__number=number)
    mine, outcome, form = may_keep(request, state), Outcome(), CycleForm(cycle=cycle)
    if request.method == "POST" and request.POST.get("do") == "publish":
        outcome = do(request, cycle, keep.publish, cycle)
        if outcome.done:
            messages.success(request, "The cycle is published, and every registered institution has a notice.")
            return redirect("cycle_edit", number)
    elif request.method == "POST":
        form = CycleForm(request.POST, cycle=cycle)
        if form.is_valid() and _saved(request, cycle, form):
            return redirect("cycle_edit", number)
    context = {
        "cycle": cycle,
        "line": line(cycle, request.at),
        "form": form,
        "outcome": outcome,
        "mine": mine,
        "missing": windows.missing(cycle),
        "publishing": next((o for o in offers(cycle, request.standing, request.at) if o.move.name == "publish"), None),
        "register": cycle_register(state),
        "changes": changes(cycle),
        "stages": windows.timeline(cycle),
        "usual": law.value(state, "correction.business_days", today(request, state)).whole,
        "trail": [("Cycles", reverse("cycles"))],
    }
    answer = keeping.show(request, "staff/cycle.html", context, form)
    if outcome.problem:
        answer.status_code = outcome.status
    return answer


def _saved(request: Request, cycle: Cycle, form: CycleForm) -> bool:
    """Save what was sent; a refusal stands beside its field."""
    happened: list[Event | None] = []

    def save(_: dict[str, Any]) -> None:
        event = keep.save(
            cycle,
            form.values(),
            forms=form.forms_given(),
            spans=form.spans_given(),
            reason=form.cleaned_data.get("reason", ""),
            by=request.user,
            at=request.at,
            seen=keeping.seen(request),
            key=keeping.key(request),
        )
        happened.append(event)

    if not keeping.done(form, save):
        cycle.refresh_from_db()
        return False
    told = happened[0] is not None and happened[0].move == "move_dates"
    nothing, saved = "Nothing was changed.", "Saved. Every registered institution has a notice." if told else "Saved."
    messages.success(request, saved if happened[0] else nothing)
    return True


def changes(cycle: Cycle) -> list[dict[str, Any]]:
    """What was changed after publication, newest first."""
    return [change_words(cycle.jurisdiction, event) for event in keep.told_of(cycle)]


def change_words(jurisdiction: str, event: Event) -> dict[str, Any]:
    """One change in words: its day, the reason, and what stood before and stands now."""
    said, stages, moved = json.loads(event.text.text or "{}"), cycle_register(jurisdiction).stages, []
    for name, (before, after) in said.get("changed", {}).items():
        stage = stages.get(name.removeprefix("stage."))
        label = stage.title if stage else LABELS.get(name) or name.replace("_", " ").capitalize()
        sides = (words_of(jurisdiction, name, before), words_of(jurisdiction, name, after))
        moved.append({"name": label, "before": sides[0], "after": sides[1]})
    return {"on": event.occurred_on, "reason": said.get("reason", ""), "moved": moved}


def words_of(jurisdiction: str, name: str, value: Any) -> str:
    """One side of a change as people read it."""
    if value in (None, "", [None, None]):
        return "nothing"
    if name in keep.MOMENTS:
        return windows.say(jurisdiction, datetime.fromisoformat(value))
    if name.startswith("stage."):
        days, on = value
        return on or f"{days} days"
    if name == "forms":
        return "; ".join(f"{form}: {where}" for form, where in value)
    return str(value)


def shown(request: Request, cycle: Cycle) -> dict[str, Any]:
    """A published cycle as everybody reads it. `missing` is its completeness check: empty when all parts are there."""
    own = cycle.correction_business_days
    return line(cycle, request.at) | {
        "forms": list(cycle.forms.all()),
        "stages": windows.timeline(cycle),
        "missing": windows.missing(cycle),
        "changes": changes(cycle),
        "corrections": own or law.value(cycle.jurisdiction, "correction.business_days", _first_day(cycle)).whole,
        "published": Event.objects.filter(thing_id=cycle.pk, move="publish").order_by("seq").first(),
    }


def _first_day(cycle: Cycle) -> date:
    """The day whose law a cycle speaks of: its opening, and not before its award year begins."""
    first = AwardYear(cycle.award_year).first_day
    return max(first, clock.local_date(cycle.jurisdiction, cycle.opens_at)) if cycle.opens_at else first


def cycle(request: Request, jurisdiction: str, number: str) -> HttpResponse:
    """One published cycle, for everybody."""
    state = known_state(jurisdiction)
    rows = keeping.visible(request, Cycle).filter(jurisdiction=state, state="published").select_related("case", "law")
    row = get_object_or_404(rows, case__number=number)
    trail = [("How it works", reverse("process", args=[state]))]
    return render(request, "public/cycle.html", {"state": state, "one": shown(request, row), "trail": trail})
