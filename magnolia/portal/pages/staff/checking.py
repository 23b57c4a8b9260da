"""The forms of the completeness check: the confirmations, what the papers say, one deficiency, more time to correct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from magnolia.policy.completeness import Checklist, checklist
from magnolia.policy.form import form as form_words
from magnolia.policy.registers import review

from ...actions.checking import check, checked
from ...actions.checking.look import Found
from ...models import Application, PaperReading
from ..forms import PlainForm, YesNo

OWN_WORDS = ("", "Something else, in my own words")


class DeficiencyForm(PlainForm):
    """One deficiency: what is deficient, how, and what would mend it."""

    place = forms.ChoiceField(
        label="Item", required=False, help_text="What you choose here opens for the institution to change."
    )
    item = forms.CharField(
        label="Item in your own words",
        max_length=200,
        required=False,
        help_text="Only where no item of the form fits. It opens what you check below; without that, the institution "
        "can only answer in words.",
    )
    opens = forms.MultipleChoiceField(
        label="What opens for an item in your own words",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Places for documents and pages of the form that the institution may then change.",
    )
    kind = forms.ChoiceField(label="What is the matter with it", widget=forms.RadioSelect)
    needed = forms.CharField(
        label="What the institution has to send or change", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, jurisdiction: str, data: Any = None) -> None:
        super().__init__(data)
        choices = {"place": _grouped(jurisdiction), "kind": list(check.kinds(jurisdiction).items())}
        choices["opens"] = _wholes(jurisdiction)
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField | forms.MultipleChoiceField):
                field.choices = offered

    def clean(self) -> dict[str, Any]:
        """An item is named one way or the other."""
        given = super().clean() or {}
        if not given.get("place") and not given.get("item") and "place" not in self.errors:
            self.add_error("place", "Choose an item, or name it in your own words below.")
        if given.get("place") and given.get("opens"):
            self.add_error("opens", "An item of the form opens its own place. Take these checks away.")
        return given


def _wholes(jurisdiction: str) -> list[tuple[str, str]]:
    """Each place for documents, and each page of the form as a whole."""
    asked = form_words(jurisdiction)
    slots = [(f"slot.{slot.id}", f"Document: {slot.title}") for slot in review(jurisdiction).slots.values()]
    return slots + [(f"group.{group.id}", f"Page: {group.title}") for group in asked.groups.values()]


def _grouped(jurisdiction: str) -> list[Any]:
    """The places of the form as a list to choose from: documents, then each group with its questions."""
    asked = form_words(jurisdiction)
    slots = [(f"slot.{slot.id}", slot.title) for slot in review(jurisdiction).slots.values()]
    groups = [
        (
            group.title,
            [
                (f"group.{group.id}", f"{group.title}: all questions"),
                *((f"question.{name}", label) for name, label in asked.places_of(group.id)),
            ],
        )
        for group in asked.groups.values()
    ]
    return [OWN_WORDS, (asked.parts["attachments"].title, slots), *groups]


class AnswersForm(PlainForm):
    """Every point of the check, yes or no; filled in with what was answered, else with what the rules suggest."""

    def __init__(self, application: Application, found: Mapping[str, Found], data: Any = None) -> None:
        super().__init__(data, prefix="answer")
        self.given, self.found = checked.answers(application), found
        self.register = checklist(application.jurisdiction)
        for item, title in self.register.items.items():
            row = self.given.get(item)
            suggested = row.confirmed if row else found[item].suggests
            label = title.rpartition(": ")[2] if "." in item else title
            self.fields[item] = YesNo(label=label, required=False, initial=suggested)

    def answers(self) -> dict[str, bool]:
        """What was answered, by item."""
        return {item: answer for item, answer in self.cleaned_data.items() if answer is not None}

    def groups(self) -> list[dict[str, Any]]:
        """The confirmations in order, each with its fields and what the rules found for each of them."""
        return [
            {
                "confirmation": each,
                "lines": [self._line(f"{each.id}.{part.id}") for part in each.parts] or [self._line(each.id)],
            }
            for each in self.register.confirmations.values()
        ]

    def _line(self, item: str) -> dict[str, Any]:
        return {
            "field": self[item],
            "title": self.fields[item].label,
            "found": self.found[item],
            "answer": self.given.get(item),
        }

    @property
    def left(self) -> int:
        """How many points have no answer yet."""
        return len(self.register.items.keys() - self.given.keys())


class PapersForm(PlainForm):
    """What the papers say of each fact that the form says too."""

    def __init__(self, application: Application, data: Any = None) -> None:
        super().__init__(data, prefix="read")
        register: Checklist = checklist(application.jurisdiction)
        known = checked.readings(application)
        self.places: dict[str, tuple[str, str]] = {}
        longest = PaperReading._meta.get_field("value").max_length
        for fact in register.facts.values():
            for source in fact.papers:
                name = f"{fact.id}-{source.paper}"
                self.places[name] = (fact.id, source.paper)
                self.fields[name] = forms.CharField(
                    label=f"{source.source}: {fact.label[0].lower()}{fact.label[1:]}",
                    required=False,
                    max_length=longest,
                    initial=known.get(self.places[name], ""),
                )

    def typed(self) -> dict[tuple[str, str], str]:
        """The words by fact and place for documents."""
        return {place: self.cleaned_data[name] for name, place in self.places.items() if name in self.cleaned_data}


class MoreTimeForm(PlainForm):
    """A later day for one institution, with the reason."""

    to = forms.DateField(label="New last day")
    reason = forms.CharField(
        label="Reason",
        help_text="It stays on record and the institution reads it.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
