"""The forms of a rate's page: a step, a decision, a note, a request and its answer."""

from __future__ import annotations

from typing import Any

from django import forms

from magnolia.policy.verifying import Verifying

from ..decider.proofs import paper_field
from ..forms import PlainForm

LONG = forms.Textarea(attrs={"rows": 3})
BY_IDENTIFIER = "Name students by the program’s own identifier, never by a Social Security number."


class StepForm(PlainForm):
    """Signing one step off."""

    remark = forms.CharField(label="Remark", max_length=500, required=False)


class ReasonForm(PlainForm):
    """Taking something back."""

    reason = forms.CharField(label="Reason", max_length=500)


class DecisionForm(PlainForm):
    """The decision; the outcome itself follows from the counts."""

    exception = forms.CharField(
        label="Federal exception relied on", max_length=500, required=False, help_text="Leave it empty where none is."
    )
    citation = forms.CharField(
        label="Its citation", max_length=300, required=False, help_text="An exception counts only with its citation."
    )
    reason = forms.CharField(label="Remark on the decision", max_length=1000, required=False, widget=LONG)


class NoteForm(PlainForm):
    """A note that is printed wherever the number is."""

    kind = forms.ChoiceField(label="Kind of note")
    text = forms.CharField(label="Note", max_length=500, help_text="Such as: 3 without SSN. " + BY_IDENTIFIER)

    def __init__(self, words: Verifying, *sent: Any, **more: Any) -> None:
        super().__init__(*sent, **more)
        self.fields["kind"].choices = list(words.words["note"].items())  # type: ignore[attr-defined]


class RequestForm(PlainForm):
    """What is asked for about the measure."""

    way = forms.ChoiceField(label="What is to happen", widget=forms.RadioSelect)
    matter = forms.ChoiceField(label="About")
    wanted = forms.CharField(label="What is asked for", max_length=2000, widget=LONG, help_text=BY_IDENTIFIER)
    due = forms.DateField(label="Due")

    def __init__(self, words: Verifying, *sent: Any, **more: Any) -> None:
        super().__init__(*sent, **more)
        ways = [(name, way["label"]) for name, way in words.words["way"].items()]
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        self.fields["matter"].choices = list(words.words["matter"].items())  # type: ignore[attr-defined]


class AnswerForm(PlainForm):
    """The institution's answer."""

    answer = forms.CharField(label="Answer", max_length=4000, required=False, widget=LONG, help_text=BY_IDENTIFIER)
    paper = paper_field("Paper")


class ResultForm(PlainForm):
    """What came of a follow-up review or a corrective action."""

    result = forms.CharField(label="Result", max_length=2000, widget=LONG)


class SlotForm(PlainForm):
    """One slot of a document file."""

    slot = forms.ChoiceField(label="Slot")
    applies = forms.ChoiceField(
        label="It is",
        choices=[("yes", "present: say what or where it is, or attach it"), ("no", "not applicable: say why")],
        widget=forms.RadioSelect,
        initial="yes",
    )
    says = forms.CharField(label="In words", max_length=1000, required=False, widget=LONG, help_text=BY_IDENTIFIER)
    paper = paper_field("Paper")

    def __init__(self, slots: list[tuple[str, str]], *sent: Any, **more: Any) -> None:
        super().__init__(*sent, **more)
        self.fields["slot"].choices = slots  # type: ignore[attr-defined]
