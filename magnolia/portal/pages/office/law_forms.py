"""The forms of a change of the law: what changes, from when, to what; for a proposal also by which source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from magnolia.policy.glossary import Glossary
from magnolia.policy.layers import LawError
from magnolia.policy.parameters import STANDINGS, Parameter

from ...actions import law
from ...actions.keeping import amend
from ...models import Amendment
from ..forms import PlainForm
from . import keeping

LAYERS = [
    ("state", "State: our own number, or a narrower limit"),
    ("federal", "Federal: the federal rule itself changed"),
]
WORDS = {"policy": "The official text says so", "default, not policy": "Our own default; no official text names it"}


class ChangeForm(PlainForm):
    """A change of one number from a day on; what the law has against it stands beside what is left open."""

    begins_later = False  # whether its first day must not have passed

    parameter = forms.ChoiceField(label="Number", error_messages=keeping.CHOOSE)
    layer = forms.ChoiceField(
        label="Whose number changes", choices=LAYERS, widget=forms.RadioSelect, error_messages=keeping.CHOOSE
    )
    starts = forms.DateField(label="First day", help_text="From this day on. What was decided before keeps its number.")
    value = forms.CharField(label="New value", max_length=60)

    def __init__(
        self, *args: Any, parameters: Mapping[str, Parameter], jurisdiction: str, on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.jurisdiction, self.on = jurisdiction, on
        named = [(key, f"{p.means} ({p.unit})") for key, p in parameters.items()]
        self.fields["parameter"].choices = [("", ""), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Hold what is there against the law, so that one sending names every fault."""
        given = super().clean() or self.cleaned_data
        change = {name: given.get(name) for name in ("layer", "starts", "value")}
        found = amend.faults(self.jurisdiction, key_=given.get("parameter", ""), **change, on=self.on)
        if self.begins_later and change["starts"] and change["starts"] < self.on:
            found["starts"] = law.PASSED
        for name, sentence in found.items():
            self.add_error(name, sentence)
        return given


class ProposalForm(ChangeForm):
    """The same with what makes it law: the source, its standing, and who confirmed it."""

    begins_later = True

    cite = forms.CharField(
        label="Source", max_length=300, help_text="The section, notice or decision that makes the change."
    )
    standing = forms.ChoiceField(
        label="Standing of the value",
        required=False,
        choices=[(name, WORDS[name]) for name in STANDINGS],
        widget=forms.RadioSelect,
        error_messages=keeping.CHOOSE,
    )
    confirmed = forms.CharField(
        label="Confirmed by",
        required=False,
        max_length=200,
        help_text="Who held the value against the official text, and when. Until then the status page lists it.",
    )


class RejectForm(PlainForm):
    """Why a proposal is turned down."""

    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea)


class WordingForm(PlainForm):
    """Another wording of a term of the glossary, from a day on, with its source."""

    term = forms.ChoiceField(label="Term", error_messages=keeping.CHOOSE)
    starts = forms.DateField(label="First day", help_text="From this day on. What was signed before keeps its wording.")
    value = forms.CharField(
        label="New wording",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The whole wording, in plain words. A number of the law is written as its name in braces, such as "
        "{correction.business_days}: then it changes with the law.",
    )
    cite = forms.CharField(
        label="Source", max_length=300, help_text="The section, notice or decision that makes the change."
    )

    def __init__(self, *args: Any, terms: Glossary, jurisdiction: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "wording_%s"} | kwargs)
        self.jurisdiction, self.on = jurisdiction, on
        named = [(term.id, term.term) for term in terms.in_order()]
        self.fields["term"].choices = [("", ""), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the glossary has against the words, beside what is left open."""
        given = super().clean() or self.cleaned_data
        if given.get("starts") and given["starts"] < self.on:
            self.add_error("starts", law.PASSED)
        if given.get("term") and given.get("value"):
            key = f"{law.TERM}{given['term']}"
            tried = Amendment(
                jurisdiction=self.jurisdiction, key=key, starts=self.on, value=given["value"], cite="Tried"
            )
            try:
                law.terms(self.jurisdiction, tried)
            except LawError as problem:
                self.add_error("value", str(problem))
        return given
