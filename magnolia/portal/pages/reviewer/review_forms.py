"""The forms of a review: one finding with the answers of its criterion, a closing question, a request, a contact."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from magnolia.policy.earnings import SECRETARY
from magnolia.policy.judging import Point
from magnolia.policy.registers import Question, Review

from ...actions.applying.prices import Line
from ...models import Finding
from ..forms import MoneyField, PlainForm, YesNo


class FindingForm(PlainForm):
    """One finding: the answer, why, what shows it, and what this criterion alone asks."""

    outcome = forms.ChoiceField(label="Finding", widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label="Reason",
        required=False,
        widget=forms.RadioSelect,
        help_text="Only for “not met”. Letters print this sentence.",
    )
    rationale = forms.CharField(
        label="Rationale",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What you looked at and what follows from it. The institution reads this in its letter.",
    )
    evidence = forms.MultipleChoiceField(
        label="Documents that show it", required=False, widget=forms.CheckboxSelectMultiple
    )
    evidence_note = forms.CharField(
        label="Other evidence",
        required=False,
        max_length=300,
        help_text="Such as a place in a document or a public source. “Met” needs a document or this.",
    )

    def __init__(
        self, register: Review, question: Question, papers: list[dict[str, Any]], lines: list[Line], data: Any = None,
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, **more)
        self.question, self.lines = question, lines
        self._choose("outcome", {name: register.outcomes[name].label for name in question.endings})
        self._choose("reason", {r.id: r.says for r in question.reasons.values()})
        self._choose(
            "evidence", {str(d.pk): f"{row['slot'].title}: {d.name}" for row in papers for d in row["documents"]}
        )
        for row in papers:
            for document in row["documents"]:
                self.fields[f"page_{document.pk}"] = forms.CharField(
                    label=f"Page in {document.name}", required=False, max_length=60
                )
        for point in question.points.values():
            self.fields[f"point_{point.id}"] = field = field_of(point)
            field.mark = needed_words(register, question, point)  # type: ignore[attr-defined]
        for place, line in enumerate(lines):
            self.fields[f"price_{place}"] = MoneyField(label=f"{line.label}: published amount", required=False)

    def _choose(self, name: str, choices: dict[str, str]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices.items())

    @property
    def places(self) -> list[forms.BoundField]:
        """The fields for where in each document to look."""
        return [self[name] for name in self.fields if name.startswith("page_")]

    @property
    def pages(self) -> dict[str, str]:
        """Where to look, by document."""
        return {name.removeprefix("page_"): self.cleaned_data[name] for name in self.fields if name[:5] == "page_"}

    @property
    def points(self) -> list[forms.BoundField]:
        """The fields that belong to this criterion only."""
        return [self[f"point_{name}"] for name in self.question.points]

    @property
    def prices(self) -> list[tuple[Line, forms.BoundField]]:
        """Each line of the stated price with the field for what is published."""
        return [(line, self[f"price_{place}"]) for place, line in enumerate(self.lines)]

    @property
    def answers(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(f"point_{name}") or "" for name in self.question.points}

    @property
    def published(self) -> list[Decimal | None]:
        return [self.cleaned_data.get(f"price_{place}") for place in range(len(self.lines))]


def needed_words(register: Review, question: Question, point: Point) -> str:
    """For which findings, and with which other answer, an answer is needed, in words; empty where it never is."""
    if not point.needed_for:
        sets = [each for each in question.met_when if point.id in each]
        met = register.outcomes["met"].label
        return (
            ""
            if not sets
            else f"needed if the finding is “{met}”"
            + ("" if sets == list(question.met_when) else ", unless another answer carries it")
        )
    labels = [register.outcomes[name].label for name in question.endings if name in point.needed_for]
    told = [f"“{label}”" for label in labels]
    others = [
        f"“{question.points[name].label}” is “{question.points[name].says(value)}”"
        for name, value in point.when.items()
    ]
    every = len(labels) == len(question.endings)
    parts = ([] if every and others else [f"the finding is {' or '.join(told)}"]) + others
    return f"needed if {' and '.join(parts)}"


def field_of(point: Point) -> forms.Field:
    """The field of one answer; the action reads and checks what is typed."""
    given: dict[str, Any] = {"label": point.label, "help_text": point.help, "required": False}
    if point.options:
        return forms.ChoiceField(widget=forms.RadioSelect, choices=list(point.options.items()), **given)
    if point.kind == "long":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, **given)
    if point.kind == "date":
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **given)
    if point.kind == "award_year":
        given["help_text"] = point.help or "Such as 2026-2027."
    figures = {"inputmode": "decimal"} if point.kind in ("money", "number", "whole") else {}
    return forms.CharField(widget=forms.TextInput(attrs=figures), max_length=500, **given)


def initial_of(before: Finding | None) -> dict[str, Any]:
    """What an earlier finding said, for its form."""
    if before is None:
        return {}
    names = ("outcome", "reason", "rationale", "evidence_note")
    said: dict[str, Any] = {name: getattr(before, name) for name in names}
    said["evidence"] = [str(d.pk) for d in before.evidence.all()]
    said |= {f"page_{at.document_id}": at.pages for at in before.pages.all()}
    said |= {f"point_{point.name}": point.value for point in before.points.all()}
    return said | {f"price_{line.place}": line.published for line in before.prices.all()}


class ClosingForm(PlainForm):
    """The questions that close the review, each a yes or no with its reason."""

    def __init__(self, register: Review, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.names = list(register.closings)
        for closing in register.closings.values():
            self.fields[f"{closing.id}_answer"] = YesNo(label=closing.asks)
            self.fields[f"{closing.id}_reason"] = forms.CharField(
                label=f"{closing.title}: why not", required=False, max_length=2000, help_text="Needed for a no."
            )


class AskForm(PlainForm):
    """A request for a further document."""

    wanted = forms.CharField(label="Document wanted", max_length=200, help_text="Such as: lab safety plan.")
    detail = forms.CharField(
        label="What it has to show", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    asker = forms.ChoiceField(label="Who asks", widget=forms.RadioSelect)
    due = forms.DateField(label="Due")
    question = forms.ChoiceField(label="For which criterion", required=False)

    def __init__(self, register: Review, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        choices = {
            "asker": [(each.id, each.title) for each in register.askers.values()],
            "question": [("", "None in particular"), *((q.id, q.title) for q in register.questions.values())],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = listed


class ReplyForm(PlainForm):
    """The document that answers a request."""

    file = forms.FileField(label="Document")


class ContactForm(PlainForm):
    """One contact with someone outside."""

    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect)
    who = forms.CharField(label="Who", max_length=200, help_text="Office or firm, and the person's position there.")
    day = forms.DateField(label="When")
    shared = forms.CharField(
        label="What was shared", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Where it was nothing, write so.",
    )  # fmt: skip
    returned = forms.CharField(
        label="What came back", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, register: Review, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(each.id, each.title) for each in register.contact_kinds.values()]


class EarningsForm(PlainForm):
    """The Secretary's amount as the federal notice gives it."""

    award_year = forms.TypedChoiceField(label="Award year", coerce=int)
    amount = MoneyField(
        label="Value-added earnings",
        min_value=None,
        help_text="As the notice gives it, in dollars. It may be below zero.",
    )
    notice = forms.CharField(
        label="Federal notice", max_length=300, help_text="Its citation or address, so that anyone can find it."
    )
    published_on = forms.DateField(label="Day of the notice")
    origin = forms.ChoiceField(label="Who set this figure", widget=forms.RadioSelect, required=False)
    field_order = ("origin",)

    def __init__(self, years: list[tuple[int, str]], origins: Mapping[str, str], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["origin"].choices = list(origins.items())  # type: ignore[attr-defined]
        self.fields["origin"].initial = SECRETARY
        field = self.fields["award_year"]
        if isinstance(field, forms.ChoiceField):
            field.choices = years

    def clean_origin(self) -> str:
        """Without a choice it is the Secretary's: that is what the page is for."""
        return self.cleaned_data["origin"] or SECRETARY


class PrecedentForm(PlainForm):
    """What to look for among findings of decided cases."""

    question = forms.ChoiceField(label="Criterion", required=False)
    outcome = forms.ChoiceField(label="Finding", required=False)
    reason = forms.ChoiceField(label="Reason", required=False)
    text = forms.CharField(label="Words", required=False, max_length=200)

    def __init__(self, register: Review, data: Any) -> None:
        super().__init__(data)
        asked = register.questions.get(data.get("question", ""))
        reasons = [r for q in ([asked] if asked else register.questions.values()) for r in q.reasons.values()]
        listed = {
            "question": [(q.id, q.title) for q in register.questions.values()],
            "outcome": [(o.id, o.label) for o in register.outcomes.values()],
            "reason": [(r.id, r.says) for r in reasons],
        }
        for name, choices in listed.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "Any"), *choices]
