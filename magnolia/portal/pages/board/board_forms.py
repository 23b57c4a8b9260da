"""The forms of a consultation: its record, a document of it, and the attestation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from magnolia.policy.registers import Topic

from ...actions.deciding import consult
from ..forms import PlainForm, YesNo


class ConsultationForm(PlainForm):
    """The record of a consultation; it may be saved half done. `lines` is how many members it has room for.

    With a meeting, what the meeting says is not asked again: a line is for a member who differs on this program.
    """

    meeting = forms.ChoiceField(
        label="Taken up at",
        required=False,
        help_text="Its day, notice, quorum and members then count here, and are copied when you attest.",
    )
    held_on = forms.DateField(label="Day of the consultation", required=False)
    noticed_on = forms.DateField(
        label="Day of the public notice", required=False, help_text="When the meeting was announced, if it was one."
    )
    quorum = YesNo(label="Was a quorum present?", required=False)
    advice = forms.ChoiceField(label="Advice", required=False, widget=forms.RadioSelect)
    materials = forms.CharField(
        label="Materials reviewed", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    ground = forms.CharField(
        label="Ground for the recommendation or determination",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        topics: Mapping[str, Topic],
        says: Mapping[str, Any],
        lines: int,
        data: Any = None,
        *,
        meetings: Sequence[tuple[str, str]] = (),
        there: Sequence[consult.Member] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.fields["meeting"].choices = [("", "No meeting on the list"), *meetings]  # type: ignore[attr-defined]
        names = None if there is None else [("", "Choose"), *((m.name, m.name) for m in there)]
        if there is not None:
            for name in ("held_on", "noticed_on", "quorum"):
                del self.fields[name]
        self.fields["advice"].choices = list(says["board_advice"].items())  # type: ignore[attr-defined]
        self.lines = lines
        self.fields["lines"] = forms.IntegerField(required=False, initial=lines, widget=forms.HiddenInput)
        for place in range(1, lines + 1):
            self.fields[f"member_{place}"] = (
                forms.CharField(label="Member", required=False, max_length=120)
                if names is None
                else forms.ChoiceField(label="Member", required=False, choices=names)
            )
            self.fields[f"part_{place}"] = forms.ChoiceField(
                label="Took part", required=False, choices=[("", "Choose"), *says["board_part"].items()]
            )
            self.fields[f"words_{place}"] = forms.CharField(
                label="Dissent, or reason for standing aside",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        for topic in topics.values():
            self.fields[f"comment_{topic.id}"] = forms.CharField(
                label=topic.title, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
            )
        self.comments = [self[f"comment_{topic}"] for topic in topics]

    def people(self) -> list[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields of each member, side by side."""
        return [(n, self[f"member_{n}"], self[f"part_{n}"], self[f"words_{n}"]) for n in range(1, self.lines + 1)]

    def members(self) -> list[consult.Member]:
        """The lines that say anything, as the action takes them."""
        given = self.cleaned_data
        typed = [
            consult.Member(given[f"member_{n}"], given[f"part_{n}"], given[f"words_{n}"])
            for n in range(1, self.lines + 1)
        ]
        return [member for member in typed if member.name or member.part or member.words]


class PaperForm(PlainForm):
    """A document of the consultation and the topics it speaks to."""

    file = forms.FileField(label="Document", help_text="Minutes, a letter, a labor-market sheet or the like.")
    topics = forms.MultipleChoiceField(label="Topics it speaks to", widget=forms.CheckboxSelectMultiple)

    def __init__(self, topics: Mapping[str, Topic], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["topics"].choices = [(t.id, t.title) for t in topics.values()]  # type: ignore[attr-defined]


class AttestationForm(PlainForm):
    """The signature that the consultation took place."""

    attested_name = forms.CharField(label="Your name, typed as a signature", max_length=120)
    attested_title = forms.CharField(label="Your title", max_length=120)
    attested_on = forms.DateField(label="Day of this attestation")
