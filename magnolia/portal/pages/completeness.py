"""The completeness check: what the rules found, the list of deficiencies, and where the application goes next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.workflow import process

from ..actions import check, deadlines
from ..actions.moves import Refused
from ..models import Application
from .acting import WordsForm, blamed, in_the_way, kept, may, move_of, try_words, unfinished
from .case import fetch, surround
from .doing import do
from .filed import filed
from .forms import PlainForm
from .moving import Outcome, try_move
from .request import Request, today

ADD, DROP, CLEAR = "add", "drop", "clear"
SENDS = ("start_completeness", "find_complete", "return_for_correction")
CLOCK = "correction"


class DeficiencyForm(PlainForm):
    """One deficiency: what is deficient, how, and what would mend it."""

    item = forms.CharField(
        label="Item", max_length=200, help_text="Name the answer or the paper, as the form names it."
    )
    kind = forms.ChoiceField(label="What is the matter with it", widget=forms.RadioSelect)
    needed = forms.CharField(
        label="What the institution has to send or change", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, kinds: dict[str, str], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(kinds.items())


def completeness(request: Request, pk: UUID) -> HttpResponse:
    """The check of one application; forms only for those whose move is open."""
    application = fetch(request, pk, "completeness")
    word, _, number = request.POST.get("do", "").partition(" ")
    form = DeficiencyForm(check.kinds(application.jurisdiction), request.POST if word == ADD else None)
    ending, outcome = None, Outcome()
    if request.method == "POST":
        if word in _endings(application):
            outcome, ending = try_words(request, application, word)
        else:
            outcome = _do(request, application, word, number, form)
        if outcome.done and outcome.event is not None:
            messages.success(request, f"{move_of(application, outcome.event.move).done}.")
            return redirect("completeness", application.pk)
    context = _context(request, application, form, ending) | {"outcome": outcome}
    return render(request, "reviewer/completeness.html", context, status=unfinished(ending or form, outcome))


def _do(request: Request, application: Application, word: str, number: str, form: DeficiencyForm) -> Outcome:
    """One button of the page."""
    if word == ADD:
        if not form.is_valid():
            return Outcome()
        return blamed(do(request, application, check.list_deficiency, application, **form.cleaned_data), form)
    if word in (DROP, CLEAR) and number.isascii() and number.isdigit():
        action = check.drop_deficiency if word == DROP else check.clear_deficiency
        return do(request, application, action, application, int(number))
    if word in SENDS:
        return try_move(request, application, word)
    return Outcome(problem=Refused("Choose one of the buttons of this page."))


def _endings(application: Application) -> tuple[str, ...]:
    """The moves that the correction clock proposes to a person when it has run out."""
    return process(application.jurisdiction).clocks[CLOCK].proposes


def overdue(request: Request, application: Application) -> bool:
    """Whether a correction was due and has not come."""
    running = deadlines.open_now(application).filter(clock=CLOCK).select_related("case").first()
    return running is not None and not deadlines.is_open(running, request.at)


def endings(request: Request, application: Application, tried: WordsForm | None) -> list[WordsForm]:
    """A form for each ending of an overdue correction that this person may choose."""
    if not overdue(request, application):
        return []
    open_here = may(request, application)
    return [
        tried if tried is not None and tried.move.name == name else WordsForm(move_of(application, name))
        for name in _endings(application)
        if name in open_here
    ]


def _context(
    request: Request, application: Application, form: DeficiencyForm, tried: WordsForm | None
) -> dict[str, Any]:
    kinds = check.kinds(application.jurisdiction)
    day = today(request, application.jurisdiction)
    this_round = check.current_round(application)
    rows = application.deficiencies.select_related("cleared_by")
    due = (
        deadlines.compute(application.jurisdiction, CLOCK, day) if application.state == "completeness_review" else None
    )
    return (
        surround(request, application, "completeness")
        | filed(application)
        | {
            "form": form,
            "may": may(request, application),
            "stopped": in_the_way(request, application),
            "moves": process(application.jurisdiction).life("application").moves,
            "deficiencies": [{"row": r, "kind": kinds.get(r.kind, r.kind), "sent": r.round < this_round} for r in rows],
            "due": due,
            "due_left": (due.day - day).days if due else None,
            "overdue": overdue(request, application),
            "endings": endings(request, application, tried),
            "proposed": [move_of(application, name) for name in _endings(application)],
            "kept": kept(request, application, tried.move.name if tried else check.MOVE, tried or form),
            "tried": tried,
            "has_errors": bool(form.errors or (tried and tried.errors)),
        }
    )
