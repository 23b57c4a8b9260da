"""The forms of a change of the law: what changes, from when, to what; for a proposal also by which source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from magnolia.policy.parameters import STANDINGS, Parameter

from ..forms import PlainForm
from . import keeping

LAYERS = [
    ("state", "State: our own number, or a narrower limit"),
    ("federal", "Federal: the federal rule itself changed"),
]
WORDS = {"policy": "The official text says so", "default, not policy": "Our own default; no official text names it"}


class ChangeForm(PlainForm):
    """A change of one number from a day on."""

    parameter = forms.ChoiceField(label="Number", error_messages=keeping.CHOOSE)
    layer = forms.ChoiceField(
        label="Whose number changes", choices=LAYERS, widget=forms.RadioSelect, error_messages=keeping.CHOOSE
    )
    starts = forms.DateField(label="First day", help_text="From this day on. What was decided before keeps its number.")
    value = forms.CharField(label="New value", max_length=60)

    def __init__(self, *args: Any, parameters: Mapping[str, Parameter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(key, f"{p.means} ({p.unit})") for key, p in parameters.items()]
        self.fields["parameter"].choices = [("", ""), *named]  # type: ignore[attr-defined]


class ProposalForm(ChangeForm):
    """The same with what makes it law: the source, its standing, and who confirmed it."""

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
