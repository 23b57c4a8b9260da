"""One result for those who work on it without the case: requests, other sources, conflicts, persons by pseudonym."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from magnolia.policy.outcome_law import template_version
from magnolia.policy.outcome_records import records
from magnolia.policy.outcome_runs import words
from magnolia.policy.periods import AwardYear

from ... import access
from ...actions.recording import reading
from ...actions.results import keeping_people, shown
from ...actions.results.standing import rows_of, told
from ...models import Institution, OutcomeResult, RateCorrection
from ..acting import may
from ..forms import PlainForm
from ..office import keeping
from ..request import Request
from . import showing

ANSWER, EVIDENCE, SETTLE = "answer", "add_evidence", "settle_conflict"
ON_A_PAGE = 25
PLACES = ("numerator", "denominator", "pending", "excluded")


class AnswerForm(PlainForm):
    """The answer to a request."""

    answer = forms.CharField(label="Answer", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class EvidenceForm(PlainForm):
    """Persons whom another source shows as employed."""

    source = forms.ChoiceField(label="Source", widget=forms.RadioSelect)
    persons = forms.IntegerField(
        label="Persons", min_value=1, help_text="Only those who have no wages in the measured quarter. No name."
    )
    reference = forms.CharField(
        label="Reference", max_length=300, help_text="Where the records of it are, so that anyone can find them."
    )

    def __init__(self, jurisdiction: str, *sent: Any) -> None:
        super().__init__(*sent)
        rows = words(jurisdiction)["source"].items()
        self.fields["source"].choices = [(name, each["label"]) for name, each in rows]  # type: ignore[attr-defined]


class SettleForm(PlainForm):
    """What was found about one conflict."""

    finding = forms.CharField(
        label="What was found", max_length=500, help_text="Such as: one person, the date was mistyped. Name nobody."
    )


def _fetch(request: Request, pk: UUID, what: str) -> OutcomeResult:
    rows = access.visible_to(request.standing, OutcomeResult).select_related(
        "case", "run", "submission", "application__institution", "application__case", "quality"
    )
    row = get_object_or_404(rows, pk=pk)
    reading.note(request.user, row.case, what, request.at)
    return row


def outcome_result(request: Request, result: UUID) -> HttpResponse:
    """A result with the forms of the data steward."""
    row = _fetch(request, result, "outcome_result")
    word, faulty = request.POST.get("do", ""), None
    if request.method == "POST":
        name, form, action = _asked(request, row, word)
        if keeping.done(form, action):
            messages.success(request, "Done. It is on record with the rate.")
            return redirect("outcome_result", row.pk)
        faulty = (name, form)
    rows = rows_of(row.application)
    each = next(one for one in told(rows) if one.row.pk == row.pk)
    moves = may(request, row)
    context = {
        "row": row,
        "each": showing.lines(request, each, rows),
        "case_opens": access.visible_to(request.standing, type(row.application)).filter(pk=row.application_id).exists(),
        "may_see_persons": showing.sees_persons(request, row.application),
        "to_answer": _to_answer(request, row, faulty),
        "evidence": _form(EVIDENCE, faulty, lambda: EvidenceForm(row.application.jurisdiction))
        if EVIDENCE in moves and row.metric == "placement" and row.denominator > row.numerator
        else None,
        "settle": _form(SETTLE, faulty, SettleForm) if SETTLE in moves and each.conflicts_open else None,
        "notes": row.conflict_notes.select_related("by"),
    }
    return keeping.show(request, "results/result.html", context, faulty[1] if faulty else None)


def _form(name: str, faulty: tuple[str, forms.Form] | None, make: Callable[[], forms.Form]) -> forms.Form:
    return faulty[1] if faulty and faulty[0] == name else make()


def _to_answer(
    request: Request, row: OutcomeResult, faulty: tuple[str, forms.Form] | None
) -> list[tuple[RateCorrection, forms.Form]]:
    asked = [each for each in row.corrections.select_related("case", "application") if each.state == "asked"]
    return [
        (each, _form(f"{ANSWER} {each.pk}", faulty, lambda pk=each.pk: AnswerForm(auto_id=f"id_{pk}_%s")))  # type: ignore[misc]
        for each in asked
        if ANSWER in may(request, each)
    ]


def _asked(request: Request, row: OutcomeResult, word: str) -> tuple[str, forms.Form, Callable[[Any], object]]:
    """Which form was sent, and the action it is for; both check again who may."""
    who: dict[str, Any] = {"by": request.user, "at": request.at, "key": keeping.key(request)}
    verb, _, of = word.partition(" ")
    if verb == ANSWER:
        correction = next((each for each in row.corrections.all() if str(each.pk) == of), None)
        if correction is None:
            raise Http404("no such request")
        form: forms.Form = AnswerForm(request.POST, auto_id=f"id_{of}_%s")
        return word, form, lambda given: shown.answer(correction, given["answer"], **who)
    if verb == EVIDENCE:
        form = EvidenceForm(row.application.jurisdiction, request.POST)
        return verb, form, lambda given: shown.add_evidence(row, **given, **who)
    if verb == SETTLE:
        return verb, SettleForm(request.POST), lambda given: shown.settle_conflict(row, given["finding"], **who)
    raise Http404("no such step")


class PersonsForm(PlainForm):
    """Which persons to show."""

    place = forms.ChoiceField(label="Where they count", required=False)
    rule = forms.ChoiceField(label="By which rule", required=False)

    def __init__(self, jurisdiction: str, as_of: date, data: Any) -> None:
        super().__init__(data)
        said = records(jurisdiction, template_version(jurisdiction, as_of)).rules.values()
        self.rules, places = [(each.id, each.says) for each in said], words(jurisdiction)["place"]
        self.fields["place"].choices = [("", "All"), *((each, places[each]) for each in PLACES)]  # type: ignore[attr-defined]
        self.fields["rule"].choices = [("", "All"), *self.rules]  # type: ignore[attr-defined]


def outcome_persons(request: Request, result: UUID) -> HttpResponse:
    """Why each person of a rate counts as they do, by pseudonym: no name, no number, no wage. The look is logged."""
    row = _fetch(request, result, "outcome_persons")
    if not showing.sees_persons(request, row.application) or not keeping_people.kept(row.run_id):
        raise Http404("nothing to show")
    state = row.application.jurisdiction
    form = PersonsForm(state, row.run.as_of, request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"place": "", "rule": ""}
    opeid = Institution.objects.get(pk=row.application.institution_id).opeid
    number = request.GET.get("page", "")[:6]
    at = max(int(number), 1) if number.isascii() and number.isdigit() else 1
    found = keeping_people.persons(row, opeid, chosen["place"], chosen["rule"], (at - 1) * ON_A_PAGE, ON_A_PAGE)
    places, said, rules = words(state)["place"], words(state)["measure"][row.metric], dict(form.rules)
    context = {
        "row": row,
        "label": said["label"],
        "year": AwardYear(row.award_year).long,
        "form": form,
        "persons": [(each, places[each["place"]]) for each in found.rows],
        "count": found.count,
        "page": Paginator(range(found.count), ON_A_PAGE).get_page(at),
        "by_rule": [(places[place], rules[rule], persons) for place, rule, persons in found.by_rule],
        "filtered": any(chosen.values()),
    }
    return render(request, "results/persons.html", context)
