"""The forms of an institution's application beside Personal Details: files, the declarations, a new application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from magnolia.policy.form import Form
from magnolia.policy.periods import AwardYear, CalendarError
from magnolia.policy.registers import review

from ...models import Application, Cycle, Organisation
from ..forms import PlainForm
from .apply_fields import readable


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

    earlier = forms.ModelChoiceField(
        label="Start from an earlier application",
        queryset=Application.objects.none(),
        required=False,
        empty_label="No, start empty",
        help_text="Its answers and documents are copied. You then say of each that it is still true, or change it.",
    )

    def __init__(
        self, data: Any = None, *, institutions: Any, words: Form, cycles: Any, earlier: Any, year: str, earliest: str
    ) -> None:
        super().__init__(data, initial={"award_year": year})
        self.fields["earlier"].queryset = earlier  # type: ignore[attr-defined]
        self.fields["earlier"].label_from_instance = lambda a: f"{a.number}: {a.program_name}"  # type: ignore[attr-defined]
        self.fields["cycle"].queryset = cycles  # type: ignore[attr-defined]
        self.fields["institution"].queryset = institutions  # type: ignore[attr-defined]
        self.words = words
        only = list(institutions[:2])
        if len(only) == 1:
            self.fields["institution"].initial = only[0].pk
            self.fields["institution"].widget = forms.HiddenInput()
        self.fields["institution"].error_messages["invalid_choice"] = words.says("not_your_institution")
        self.fields["award_year"].error_messages["required"] = words.says("award_year_none", earliest=earliest)

    def clean(self) -> None:
        """What is copied belongs to the institution that applies."""
        earlier, institution = self.cleaned_data.get("earlier"), self.cleaned_data.get("institution")
        if earlier is not None and institution is not None and earlier.institution_id != institution.pk:
            self.add_error("earlier", f"{earlier.number} is an application of another institution.")

    def clean_program_name(self) -> str:
        return " ".join(readable(self.cleaned_data["program_name"]).split())

    def clean_award_year(self) -> int:
        """The year it starts in; any other label is answered with the form expected (CAL-04)."""
        try:
            return AwardYear.parse(self.cleaned_data["award_year"].replace("–", "-")).start
        except CalendarError:
            raise ValidationError(self.words.says("award_year_form")) from None
