"""Agreements on wage records and the loads of them. No wage is here: only which quarter came from where, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from magnolia.policy.holiday_rules import CalendarError
from magnolia.policy.outcome_runs import words
from magnolia.policy.periods import Quarter
from magnolia.policy.workflow import process

from ... import access
from ...actions.moves import act
from ...actions.results import wages
from ...models import WageAgreement, WageLoad
from ..acting import WordsForm, move_of
from ..forms import PlainForm
from ..office import keeping
from ..request import Request, today
from .runs import STEWARD

AGREE, LOAD, STORE, END = "agree", "load", "store", "end"


class AgreementForm(PlainForm):
    """An agreement with its permitted purpose."""

    channel = forms.ChoiceField(label="Whose wage records", widget=forms.RadioSelect)
    parties = forms.CharField(label="Parties", max_length=300)
    purpose = forms.CharField(
        label="Permitted purpose", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As the agreement has it. Without one no load can be recorded.",
    )  # fmt: skip
    starts_on = forms.DateField(label="First day")
    ends_on = forms.DateField(label="Last day")

    def __init__(self, jurisdiction: str, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix=AGREE)
        rows = words(jurisdiction)["channel"].items()
        self.fields["channel"].choices = [(name, each["label"]) for name, each in rows]  # type: ignore[attr-defined]


class LoadForm(PlainForm):
    """A load of one quarter from one State."""

    quarter = forms.CharField(label="Quarter", max_length=6, help_text="Such as 2027Q2.")
    source = forms.CharField(label="State the records are of", max_length=2, help_text="Two letters.")
    loaded_on = forms.DateField(label="Day of the load")
    reference = forms.CharField(label="Reference", max_length=300, help_text="Such as the number of the transfer.")
    sha256 = forms.CharField(
        label="SHA-256 of the records", max_length=64, help_text="As run.json names them: 64 signs."
    )
    rows = forms.IntegerField(label="Rows", required=False, min_value=0)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix=LOAD)

    def clean_quarter(self) -> Quarter:
        try:
            return Quarter.parse(self.cleaned_data["quarter"].strip())
        except CalendarError as fault:
            raise forms.ValidationError(f"{str(fault)[:1].upper()}{str(fault)[1:]}.") from None


class StoreForm(PlainForm):
    """The store's own list of what it holds."""

    file = forms.FileField(label="store.json", help_text="Every current quarter that has no load yet is recorded.")
    sources = forms.CharField(
        label="States whose records are in the store",
        max_length=100,
        help_text="Two letters each, with spaces between.",
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix=STORE)


def wage_loads(request: Request) -> HttpResponse:
    """What is on record of wage records, and the forms of the data steward."""
    state = keeping.state_of(request, *access.RUNS)
    mine = keeping.holds(request, state, STEWARD)
    word = request.POST.get("do", "") if mine else ""
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    sent = {name: (request.POST, request.FILES) if word == name else () for name in (AGREE, LOAD, STORE)}
    made: dict[str, forms.Form] = {
        AGREE: AgreementForm(state, *sent[AGREE]), LOAD: LoadForm(*sent[LOAD]), STORE: StoreForm(*sent[STORE]),
    }  # fmt: skip
    agreements = keeping.visible(request, WageAgreement).filter(jurisdiction=state).select_related("case")
    actions = {
        AGREE: lambda given: wages.agree(state, **given, **who, key=keeping.key(request)),
        LOAD: lambda given: wages.load(state, **given, **who, key=keeping.key(request)),
        STORE: lambda given: wages.from_store(state, given["file"].read(), given["sources"].split(), **who),
    }
    if word in actions and keeping.done(made[word], actions[word]):
        messages.success(request, "Recorded.")
        return redirect("wage_loads")
    ending = _end(request, agreements, word)
    if ending is None:
        messages.success(request, "The agreement is ended.")
        return redirect("wage_loads")
    loads = keeping.visible(request, WageLoad).filter(jurisdiction=state).select_related("agreement", "corrects", "by")
    states, channels = process(state).life(WageAgreement.kind).states, words(state)["channel"]
    day = today(request, state)
    context = {
        "mine": mine,
        "blank_agreement": WageAgreement(),
        "blank_load": WageLoad(),
        "agreements": [
            (
                row,
                channels[row.channel]["label"],
                states[row.state],
                row.starts_on <= day <= row.ends_on,
                ending.get(row.pk),
            )
            for row in agreements
        ],
        "loads": [(row, Quarter(row.quarter)) for row in loads],
        "forms": made,
    }
    bound = [form for form in (*made.values(), *ending.values()) if form.is_bound]
    return keeping.show(request, "results/wage_loads.html", context, *bound)


def _end(request: Request, agreements: Any, word: str) -> dict[Any, WordsForm] | None:
    """The form that ends each running agreement; None where one was just ended."""
    verb, _, of = word.partition(" ")
    found: dict[Any, WordsForm] = {}
    for row in agreements:
        if row.state != "recorded":
            continue
        sent = request.POST if verb == END and of == str(row.pk) else None
        form = WordsForm(move_of(row, END), sent, f"{END}-{row.pk}")
        if sent is not None and keeping.done(
            form,
            lambda given, row=row: act(  # type: ignore[misc]
                row,
                END,
                by=request.user,
                at=request.at,
                said=given,
                seen=keeping.seen(request),
                key=keeping.key(request),
            ),
        ):
            return None
        found[row.pk] = form
    return found
