"""The forms of an institution's application: Personal Details, files, the declarations, a new application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from magnolia.policy.form import Form, form
from magnolia.policy.periods import AwardYear, CalendarError
from magnolia.policy.registers import review

from ..actions import filing, law
from ..models import Application, Cycle, Institution, Organisation
from .apply_fields import Around, field_for, readable
from .forms import PlainForm

NEEDED = {"program_name", "soc_codes", *filing.PERSONAL, *filing.PROGRAM}


def around(application: Application, on: dt.date) -> Around:
    """What the fields of an application need to know on a day."""
    jurisdiction = application.jurisdiction
    registered = Institution.objects.filter(pk=application.institution_id).first()
    return Around(
        words=form(jurisdiction),
        jurisdiction=jurisdiction,
        longest_text=law.value(jurisdiction, "documents.statement_characters", on).whole,
        opeid_digits=law.value(jurisdiction, "opeid.digits", on).whole,
        institution=application.institution.name,
        registered_opeid=registered.opeid if registered else "",
    )


class Details(PlainForm):
    """Personal Details. A plain save takes what is well-formed and leaves gaps; `check` asks for what is needed."""

    def __init__(self, data: Any = None, *, application: Application, on: dt.date, check: bool = False) -> None:
        super().__init__(data, initial=filing.columns(application))
        known = around(application, on)
        self.words: Form = known.words
        self.checks = check
        for question in self.words.questions.values():
            field = field_for(question, known)
            field.required = question.id in NEEDED
            field.error_messages["required"] = question.missing
            if question.autocomplete:
                field.widget.attrs["autocomplete"] = question.autocomplete
            self.fields[question.id] = field

    def _clean_fields(self) -> None:
        needed = {name for name, field in self.fields.items() if field.required}
        for name in needed:
            self.fields[name].required = self.checks
        super()._clean_fields()  # type: ignore[misc]
        for name in needed:
            self.fields[name].required = True

    def clean(self) -> None:
        """With `check`, what another answer makes needed: the place, the number of learners, the federal basis."""
        for question in self.words.questions.values() if self.checks else ():
            asked = question.id not in self.errors and question.needed_with(self.cleaned_data)
            if asked and not self.cleaned_data.get(question.id):
                self.add_error(question.id, question.missing)

    def well_formed(self) -> dict[str, Any]:
        """The answers that were sent and can be kept, by column. A radio button left open sends nothing."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}

    def grouped(self) -> list[tuple[Any, list[tuple[Any, Any]]]]:
        """Groups in order, each with its questions and their fields."""
        return [
            (group, [(question, self[question.id]) for question in self.words.of_group(group.id)])
            for group in self.words.groups.values()
        ]

    def beside(self, since: list[dict[str, Any]], now: Mapping[str, Any]) -> dict[str, str]:
        """For a form that came too late: the typed answers, with the new ones where this person had changed nothing."""
        shown = {name: self[name].value() for name in self.fields}
        for change in reversed([change for line in since for change in line["changed"]]):
            name = change["name"]
            if name in self.fields and _same(self.cleaned_data.get(name), change["before"]):
                shown[name] = self.fields[name].prepare_value(now[name])
        return {name: "" if value is None else value for name, value in shown.items()}


def _same(typed: Any, kept: Any) -> bool:
    """Whether a typed answer is what a change started from; the record keeps figures as text."""
    if isinstance(typed, Decimal):
        return kept is not None and typed == Decimal(str(kept))
    return (typed or None) == (kept or None) if not isinstance(typed, bool) else typed is kept


class Several(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class Upload(PlainForm):
    """Files for one slot."""

    file = forms.FileField(label="Files", widget=Several)


class NotApplicable(PlainForm):
    """Why a slot does not apply."""

    reason = forms.CharField(label="Why it does not apply to this program", widget=forms.Textarea)


class Placed(PlainForm):
    """Another slot for a document."""

    slot = forms.ChoiceField(label="Move to")

    def __init__(self, data: Any = None, *, jurisdiction: str, but: str = "", **rest: Any) -> None:
        super().__init__(data, **rest)
        slots = review(jurisdiction).slots.values()
        self.fields["slot"].choices = [(slot.id, slot.title) for slot in slots if slot.id != but]  # type: ignore[attr-defined]


class Declarations(PlainForm):
    """Each declaration with its own box, and the typed name and title that sign them."""

    def __init__(self, data: Any = None, *, jurisdiction: str, name: str = "", title: str = "") -> None:
        super().__init__(data, initial={"name": name, "title": title})
        for each in review(jurisdiction).declarations.values():
            self.fields[each.id] = forms.BooleanField(
                label=each.title,
                help_text=each.says,
                error_messages={"required": f"Check the box “{each.title}” to accept it."},
            )
        self.fields["name"] = forms.CharField(
            label="Your full name", error_messages={"required": "Type your full name to sign."}
        )
        self.fields["title"] = forms.CharField(
            label="Your title", error_messages={"required": "Type your title to sign."}
        )

    def boxes(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in ("name", "title")]

    def accepted(self) -> list[str]:
        return [name for name in self.fields if name not in ("name", "title") and self.cleaned_data.get(name)]


class NewApplication(PlainForm):
    """Which institution, which award year, and the program's name."""

    institution = forms.ModelChoiceField(label="Institution", queryset=Organisation.objects.none(), empty_label=None)
    award_year = forms.CharField(label="Award year", help_text="July 1 to June 30. Write it as 2026-2027.")
    program_name = forms.CharField(label="Name of the program", required=False, help_text="You can change it later.")
    cycle = forms.ModelChoiceField(
        label="Approval cycle", queryset=Cycle.objects.none(), required=False, empty_label="The next deadline"
    )

    def __init__(self, data: Any = None, *, institutions: Any, words: Form, cycles: Any, year: str = "") -> None:
        super().__init__(data, initial={"award_year": year})
        self.fields["cycle"].queryset = cycles  # type: ignore[attr-defined]
        self.fields["institution"].queryset = institutions  # type: ignore[attr-defined]
        self.words = words
        only = list(institutions[:2])
        if len(only) == 1:
            self.fields["institution"].initial = only[0].pk
            self.fields["institution"].widget = forms.HiddenInput()
        self.fields["award_year"].error_messages["required"] = words.says("award_year_form")

    def clean_program_name(self) -> str:
        return " ".join(readable(self.cleaned_data["program_name"]).split())

    def clean_award_year(self) -> int:
        """The year it starts in; any other label is answered with the form expected (CAL-04)."""
        try:
            return AwardYear.parse(self.cleaned_data["award_year"].replace("–", "-")).start
        except CalendarError:
            raise ValidationError(self.words.says("award_year_form")) from None
