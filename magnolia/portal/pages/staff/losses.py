"""Programs that were lost or stopped: the list, one more, and the page of one with what may follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from magnolia.policy import similar
from magnolia.policy.periods import AwardYear, award_year
from magnolia.policy.workflow import process

from ... import access
from ...actions.afterwards import losses as keep
from ...actions.moves import Refused
from ...models import Approval, Ending, Event, Loss, Organisation
from ..acting import WordsForm, blamed, in_the_way, may, move_of, try_words, unfinished
from ..doing import do
from ..forms import MoneyField, PlainForm
from ..moving import Outcome, told
from ..request import Request, home_state, today

RECORD, CORRECT, ASK, RESTORE, LIABILITY = "record", "correct", "ask_back", "restore", "report_liability"
YEARS = range(-6, 3)


class LossForm(PlainForm):
    """The facts of a lost program and why it was lost; what an approval on record says need not be typed."""

    ground = forms.ChoiceField(label="Ground", widget=forms.RadioSelect)
    program_name = forms.CharField(label="Name of the program", max_length=200, required=False)
    cip_code = forms.CharField(label="CIP code", max_length=7, required=False, help_text="Such as 48.0508.")
    soc_codes = forms.CharField(
        label="SOC codes", max_length=200, required=False, help_text="Such as 51-4121. Put a semicolon between codes."
    )
    credential_name = forms.CharField(label="Credential", max_length=200, required=False)
    outline = forms.CharField(
        label="Outline", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One part of the program on each line. A new program's outline is held against it.",
    )  # fmt: skip
    lost_on = forms.DateField(
        label="Day of the loss", required=False,
        help_text="From the federal notice. Leave it empty if the notice is not there yet: nothing is worked out here.",
    )  # fmt: skip
    stopped_on = forms.DateField(
        label="Day it was discontinued", required=False, help_text="If the institution stopped teaching it."
    )
    notice = forms.CharField(
        label="Federal notice or section", max_length=300, help_text="So that anyone can find what this rests on."
    )

    def __init__(self, jurisdiction: str, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        grounds = similar.losses(jurisdiction).grounds.values()
        self.fields["ground"].choices = [(each.id, each.label) for each in grounds]  # type: ignore[attr-defined]


class RecordForm(LossForm):
    """The same for one not on record yet: whose program it is."""

    institution = forms.ModelChoiceField(label="Institution", queryset=Organisation.objects.none())
    approval = forms.ModelChoiceField(
        label="Approved program", queryset=Approval.objects.none(), required=False,
        help_text="If the program was approved here. Then its name, codes and outline may stay empty.",
    )  # fmt: skip
    field_order = ("institution", "approval")

    def __init__(self, request: Request, jurisdiction: str, data: Any = None) -> None:
        super().__init__(jurisdiction, data)
        colleges = Organisation.objects.filter(jurisdiction=jurisdiction, kind="institution").order_by("name")
        approvals = access.visible_to(request.standing, Approval).filter(jurisdiction=jurisdiction)
        self._offer("institution", colleges, lambda row: row.name)
        rows = approvals.select_related("application", "filing").order_by("institution_name", "program_name", "pk")
        self._offer("approval", rows, lambda row: f"{row.program_name}, {row.institution_name}")

    def _offer(self, name: str, rows: Any, words: Callable[[Any], str]) -> None:
        field: Any = self.fields[name]
        field.queryset, field.label_from_instance, field.empty_label = rows, words, "Choose"


class YearForm(PlainForm):
    """A form about one award year."""

    award_year = forms.TypedChoiceField(label="Award year", coerce=int)

    def __init__(self, now: int, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        years = [(now + step, AwardYear(now + step).long) for step in YEARS]
        self.fields["award_year"].choices = years  # type: ignore[attr-defined]
        self.fields["award_year"].initial = now


class AskForm(YearForm):
    """The price with which a program is to come back."""

    tuition = MoneyField(label="Published tuition")
    fees = MoneyField(label="Required fees")


class LiabilityForm(YearForm):
    """A liability notice, as it reports the matter."""

    amount = MoneyField(label="Amount the notice names", help_text="As reported. Magnolia works nothing out.")
    notice = forms.CharField(label="Notice", max_length=300, help_text="Its number or address.")
    dated = forms.DateField(label="Day of the notice")


class PermissionForm(PlainForm):
    """The federal permission to come back."""

    permission = forms.CharField(label="Reference of the federal permission", max_length=300, required=False)
    day = forms.DateField(label="Day of the permission", required=False)


def losses(request: Request) -> HttpResponse:
    """Every lost or stopped program this person may see, and a form for one more."""
    state = home_state(request)
    records = bool(set(process(state).life(Loss.kind).moves[RECORD].who) & request.standing.roles_in(state))
    form = RecordForm(request, state, request.POST or None) if records else None
    if request.method == "POST" and form is None:
        raise Http404("nobody of this role records a loss")
    if form is not None and request.method == "POST" and form.is_valid() and _record(request, form):
        messages.success(request, f"{process(state).life(Loss.kind).moves[RECORD].done}.")
        return redirect("losses")
    rows = access.visible_to(request.standing, Loss).select_related("institution", "case")
    context = {
        "rows": [_line(row) for row in rows.order_by("institution__name", "program_name", "pk")],
        "ended": _ended(request, state),
        "form": form,
        "blank": Loss(),
        "has_errors": bool(form and form.errors),
    }
    return render(request, "work/losses.html", context, status=422 if form and form.errors else 200)


def _ended(request: Request, state: str) -> QuerySet[Ending]:
    """Approvals that ended and count as lost although nobody has recorded the loss: the State's, or a college's own."""
    recorded = Loss.objects.filter(approval__isnull=False).values("approval")
    rows = Ending.objects.filter(approval__jurisdiction=state).exclude(approval__in=recorded)
    roles = process(state).roles
    hats = [hat for hat in request.standing.hats if hat.jurisdiction == state]
    if all(roles[hat.role].of == "institution" for hat in hats):
        rows = rows.filter(approval__application__institution__in=[hat.organisation for hat in hats])
    return rows.select_related("approval__application").order_by("-effective_on", "pk")


def _record(request: Request, form: RecordForm) -> bool:
    given = dict(form.cleaned_data)
    try:
        key = (request.POST.get("key") or "")[:64] or None
        keep.record(given.pop("institution"), by=request.user, at=request.at, key=key, **given)
    except Refused as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return False
    return True


def _line(row: Loss) -> dict[str, Any]:
    """A loss with its words: ground, status, and what follows from the ground."""
    words = similar.losses(row.jurisdiction)
    ground = words.grounds[row.ground]
    return {
        "row": row,
        "ground": ground,
        "after": words.after[ground.after],
        "state": process(row.jurisdiction).life(row.kind).states[row.state],
        "soc_codes": row.soc_codes.split(";"),
        "outline": row.outline.splitlines(),
    }


def loss(request: Request, loss: UUID) -> HttpResponse:
    """One lost program: its record, what was done, and the forms of whoever may do something."""
    rows = access.visible_to(request.standing, Loss).select_related("institution", "case", "approval__application")
    row = get_object_or_404(rows, pk=loss)
    word, outcome = request.POST.get("do", ""), Outcome()
    forms_of = {name: _form(request, row, name) for name in ACTIONS if name in may(request, row)}
    if request.method == "POST":
        if word not in process(row.jurisdiction).life(row.kind).moves:
            raise Http404("no such step")
        outcome, forms_of[word] = _try(request, row, word)
        if outcome.done:
            messages.success(request, f"{move_of(row, word).done}.")
            return redirect("loss", row.pk)
    stopped, tried = in_the_way(request, row), forms_of.get(word) if word else None
    steps = Event.objects.filter(thing_id=row.pk).select_related("by", "case", "text").order_by("seq")
    context = _line(row) | {
        "forms": [
            (move_of(row, name), form) for name, form in forms_of.items() if name not in stopped or form is tried
        ],
        "liabilities": [(each, AwardYear(each.award_year).long) for each in row.liabilities.all()],
        "asked_year": AwardYear(row.asked_year).long if row.asked_year else "",
        "steps": told(list(steps)),
        "outcome": outcome,
        "tried": tried,
        "has_errors": bool(tried and tried.errors),
    }
    return render(request, "work/loss.html", context, status=unfinished(tried, outcome) if tried else 200)


ACTIONS: dict[str, Callable[..., Event] | None] = {
    ASK: keep.ask_back,
    RESTORE: keep.restore,
    "turn_down": None,
    LIABILITY: keep.report_liability,
    CORRECT: keep.correct,
    "strike": None,
}


def _form(request: Request, row: Loss, name: str, data: Any = None) -> forms.Form:
    now = award_year(today(request, row.jurisdiction)).start
    if name in (ASK, LIABILITY):
        return {ASK: AskForm, LIABILITY: LiabilityForm}[name](now, data, prefix=name)
    if name == RESTORE:
        return PermissionForm(data, prefix=name)
    if name == CORRECT:
        names = (*keep.FACTS, *keep.SAID)
        form = LossForm(row.jurisdiction, data, prefix=name, initial={each: getattr(row, each) for each in names})
        form.fields |= WordsForm(move_of(row, name)).fields
        return form
    return WordsForm(move_of(row, name), data)


def _try(request: Request, row: Loss, name: str) -> tuple[Outcome, forms.Form]:
    action = ACTIONS.get(name)
    if action is None:
        return try_words(request, row, name)
    form = _form(request, row, name, request.POST)
    if not form.is_valid():
        return Outcome(), form
    return blamed(do(request, row, action, row, **form.cleaned_data), form), form
