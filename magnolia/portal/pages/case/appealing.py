"""The appeal of a case: what was decided, until when and with what it can be appealed, and how that is done."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.letters import listed
from magnolia.policy.workflow import process

from ...actions import law
from ...actions.appealing import appeals
from ...models import Appeal, Application, Approval, Deadline
from ..acting import WordsForm, blamed, in_the_way, may, move_of, unfinished
from ..decider import proofs
from ..decider.deciding import SigningForm, words
from ..doing import do
from ..moving import Outcome, word_of
from ..public.process import appeal_steps
from ..request import Request, today
from .case import fetch, surround

TAKE_BACK = "take_back"
# Which clause of the letters says what an appeal must contain, by what it is against.
CONTENTS = {Application.kind: "appeal_parts", Approval.kind: "appeal_end_must"}


class AppealForm(SigningForm):
    """What an appeal must contain and the case does not say already."""

    def __init__(self, thing: appeals.Decision, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, prefix=appeals.FILE, **more)
        asked: dict[str, forms.Field] = {
            "challenged": forms.MultipleChoiceField(
                label="What the appeal challenges",
                choices=appeals.points(thing),
                widget=forms.CheckboxSelectMultiple,
                error_messages={
                    "required": "Choose at least one ground or finding that the appeal challenges.",
                    "invalid_choice": "This is no ground of the decision. Choose from the list.",
                },
            ),
            "appeal": words(
                "Why the program meets the requirements", "Say for each point what is wrong in the decision.", 6
            ),
            "off_list": words(
                "An occupation that is not on the State’s list",
                "Only if you ask the State to count one: why it is high-skill, high-wage, in demand or a priority.",
                required=False,
            ),
            "reference": forms.CharField(
                label="Evidence that the State has already",
                max_length=300,
                required=False,
                help_text="Such as: the agreement under Attachments, page 3.",
            ),
            "paper": proofs.paper_field("New evidence"),
            "states": forms.BooleanField(
                label="The institution appeals this decision.",
                error_messages={"required": "Tick that the institution appeals this decision."},
            ),
        }
        asked["paper"].help_text = "A PDF, Word, Excel or picture file. Put several papers into one file."
        self.fields = asked | self.fields


def appeal(request: Request, pk: UUID) -> HttpResponse:
    """The page of an appeal; for a case in which nothing was decided against the institution it says so."""
    application = fetch(request, pk, "appeal")
    thing = appeals.decision(application)
    outcome, tried = Outcome(), None
    if request.method == "POST":
        outcome, tried = _try(request, application, thing)
        if outcome.done and outcome.event:
            life = process(application.jurisdiction).life(outcome.event.thing_kind)
            messages.success(request, f"{life.moves[outcome.event.move].done}.")
            return redirect("appeal", application.pk)
    context = (
        surround(request, application, "appeal")
        | _decided(request, application, thing)
        | _forms(request, application, thing, tried)
        | {"outcome": outcome, "tried": tried, "has_errors": bool(tried and tried.errors)}
    )
    status = unfinished(tried, outcome) if tried else outcome.status
    return render(request, "case/appeal.html", context, status=status)


def _try(
    request: Request, application: Application, thing: appeals.Decision | None
) -> tuple[Outcome, forms.Form | None]:
    word, _, which = word_of(request).partition(" ")
    if word == TAKE_BACK:
        row = next((each for each in _rows(application) if str(each.pk) == which), None)
        if row is None:
            raise Http404("no such appeal")
        said = WordsForm(move_of(row, TAKE_BACK), request.POST, which)
        if not said.is_valid():
            return Outcome(), said
        return blamed(do(request, row, appeals.take_back, row, **said.cleaned_data), said), said
    if word != appeals.FILE:
        raise Http404("no such step")
    if thing is None:
        refused = do(
            request, application, appeals.file, application,
            appeal="", challenged=(), states=False, signed_name="", signed_title="",
        )  # fmt: skip
        return refused, None
    form = AppealForm(thing, request.POST, request.FILES)
    if not form.is_valid():
        return Outcome(), form
    return blamed(do(request, thing, appeals.file, thing, **proofs.given(form)), form), form


def _rows(application: Application) -> list[Appeal]:
    return list(application.appeals.select_related("case", "application__case", "filing", "proof"))


def _decided(request: Request, application: Application, thing: appeals.Decision | None) -> dict[str, Any]:
    """What was decided and the days of this case; without a decision the State's steps alone."""
    table, day = process(application.jurisdiction), today(request, application.jurisdiction)
    clock = appeals.clock_of(thing) if thing else None
    life = table.life(thing.kind) if thing else None
    return {
        "decision": life.states[thing.state] if thing and life else None,
        "grounds": [said for point, said in appeals.points(thing) if point != appeals.WHOLE] if thing else [],
        "letter": clock.opened_by.letters.first() if clock else None,
        "running": clock,
        "over": clock is not None and clock.closed_by_id is None and clock.due < day,
        "last_moment": law.calendar(application.jurisdiction).last_moment(clock.due) if clock else None,
        "contents": listed(application.jurisdiction, CONTENTS[thing.kind if thing else Application.kind]),
        "closed": table.life(Application.kind).moves[appeals.FILE].closed,
        "steps": _steps(application.jurisdiction, clock, day),
        "codes": _codes(application),
    }


def _steps(state: str, clock: Deadline | None, day: date) -> list[dict[str, Any]]:
    """The published steps with the limits of the day that counts: that of the notice, where there was one."""
    on = clock.notice_on if clock else day
    return [each | {"clock": clock if each["step"].clock else None} for each in appeal_steps(state, on)]


def _codes(application: Application) -> list[tuple[str, str]]:
    """What an appeal must name and the case says already."""
    jobs = ", ".join(row.soc_code for row in application.occupations.all() if row.soc_code)
    return [
        ("Institution", application.institution.name),
        ("Program", application.program_name),
        ("CIP code", application.facts.cip_code),
        ("SOC codes", jobs),
    ]


def _forms(
    request: Request, application: Application, thing: appeals.Decision | None, tried: forms.Form | None
) -> dict[str, Any]:
    """The appeals so far, each with what its institution may do, and the form for one more."""
    life = process(application.jurisdiction).life(Appeal.kind)
    filed = []
    for row in _rows(application):
        form = None
        if TAKE_BACK in may(request, row):
            own = isinstance(tried, WordsForm) and request.POST.get("do", "").endswith(str(row.pk))
            form = tried if own else WordsForm(move_of(row, TAKE_BACK), None, str(row.pk))
        filed.append({
            "row": row,
            "state": life.states[row.state],
            "challenged": row.challenged.splitlines(),
            "decided_by": appeals.decided_by(row) if row.state == life.starts else None,
            "form": form,
        })  # fmt: skip
    form = None
    if thing and appeals.FILE in may(request, thing) and appeals.FILE not in in_the_way(request, thing):
        title = {"signed_title": request.user.title}
        form = tried if isinstance(tried, AppealForm) else AppealForm(thing, initial=title)
    table = process(application.jurisdiction)
    who = table.life(thing.kind).moves[appeals.FILE].who if thing else ()
    return {"filed": filed, "form": form, "moved": thing, "files": [table.roles[role].label for role in who]}
