"""The forms of the pages after an approval; each takes the application and the thing it moves, if there is one."""

from __future__ import annotations

from typing import Any

from django import forms

from magnolia.policy import earnings, yearly
from magnolia.policy.periods import AwardYear

from ...models import Application, Thing
from ..decider.proofs import paper_field
from ..forms import MoneyField, PlainForm

YEARS = range(7)  # from the award year of the approval on
REFERENCE = "Its number or address, so that anyone can find it."


class OfCase(PlainForm):
    """A form of a page of a case."""

    def __init__(self, application: Application, thing: Thing | None, *sent: Any, **more: Any) -> None:
        super().__init__(*sent, **more)
        self.application, self.thing = application, thing


class OfYear(OfCase):
    """One that is about an award year."""

    first = 0  # how many award years after that of the approval the first one is
    award_year = forms.TypedChoiceField(label="Award year", coerce=int)

    def __init__(self, application: Application, thing: Thing | None, *sent: Any, **more: Any) -> None:
        super().__init__(application, thing, *sent, **more)
        years = [(application.award_year + step, AwardYear(application.award_year + step).long) for step in YEARS]
        self.fields["award_year"].choices = years[self.first :]  # type: ignore[attr-defined]


class FederalRequestForm(OfYear):
    """A request of the Secretary."""

    asked_on = forms.DateField(label="Day of the request")
    wanted = forms.CharField(label="What is asked for", max_length=300, help_text="Such as: published fee schedule.")
    reference = forms.CharField(label="Reference", max_length=300, required=False, help_text=REFERENCE)


class AnswerForm(OfCase):
    """The document that answers it."""

    paper = paper_field("Document")


class ListForm(OfYear):
    """A list that came."""

    received_on = forms.DateField(label="Day the list came", help_text="The time to correct it counts from this day.")
    reference = forms.CharField(label="Reference", max_length=300, help_text=REFERENCE)


class CorrectionForm(OfCase):
    """One correction in words."""

    text = forms.CharField(
        label="What was corrected", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: two completion dates. Name no student and no number of one.",
    )  # fmt: skip


class ConfirmForm(OfCase):
    """The list is right as it stands now."""


class CohortForm(OfYear):
    """Four facts a person, and what is reported of the federal result."""

    people = forms.CharField(
        label="Completers", max_length=200000, widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    earnings_year = forms.IntegerField(
        label="Calendar year of earnings and enrollment", required=False, min_value=2026, max_value=2100
    )
    enrolled_then = forms.IntegerField(
        label="Persons enrolled at the time of the calculation", required=False, min_value=0
    )
    enrolled_in_year = forms.IntegerField(
        label="Persons enrolled at any time of that calendar year", required=False, min_value=0
    )
    listed = forms.IntegerField(label="Persons on the final list", required=False, min_value=0)
    pooled = forms.IntegerField(label="Persons together with earlier years", required=False, min_value=0)
    returned = forms.IntegerField(label="Earnings records that came back", required=False, min_value=0)
    outside_percent = forms.DecimalField(
        label="Percent of the cohort outside the State", required=False, min_value=0, max_value=100, decimal_places=1
    )
    notice = forms.CharField(label="Federal notice or list", max_length=300, help_text=REFERENCE)

    def __init__(self, application: Application, thing: Thing | None, *sent: Any, **more: Any) -> None:
        super().__init__(application, thing, *sent, **more)
        said = earnings.words(application.jurisdiction)
        facts, answers = "; ".join(said["fact"].values()).lower(), ", ".join(said["answer"].values())
        self.fields["people"].help_text = (
            f"One line a person, four answers with commas between: {facts}. Each is one of: {answers}. "
            "Only the counts are kept. Type nothing that tells who the person is."
        )


class OfReport(OfYear):
    """A report of a year after that of the approval."""

    first = 1


class CompletersForm(OfReport):
    """The list of completers of a year."""

    paper = forms.FileField(
        label="List of completers",
        help_text="The participants table of the Data Submission Template as CSV, one row a completer. It is checked "
        "and not kept here: the rows with a fault are named by their number.",
    )  # fmt: skip


class PriceForm(OfReport):
    """The price of a year and when it was reported."""

    tuition = MoneyField(label="Published tuition")
    fees = MoneyField(label="Required fees", help_text="Together. 0 where there are none.")
    reported_on = forms.DateField(label="Day it was reported to the Secretary", required=False)


class CompletionForm(OfReport):
    """The counts of the completion rate."""

    participants = forms.IntegerField(label="Participants who entered", min_value=0)
    completed = forms.IntegerField(label="Of them, completed in time", min_value=0)
    exclusions = forms.CharField(
        label="Left out of the count", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, application: Application, thing: Thing | None, *sent: Any, **more: Any) -> None:
        super().__init__(application, thing, *sent, **more)
        grounds = ", ".join(self._grounds())
        self.fields[
            "exclusions"
        ].help_text = f"One ground a line with how many persons, such as: Death, 1. Grounds: {grounds}."

    def _grounds(self) -> dict[str, str]:
        """The permitted grounds by their words."""
        return {label: name for name, label in yearly.words(self.application.jurisdiction)["exclusion"].items()}

    def clean_exclusions(self) -> list[tuple[str, int]]:
        """Grounds by name with their counts; a ground that is not permitted stays as it was typed."""
        names = {label.casefold(): name for label, name in self._grounds().items()}
        found: dict[str, int] = {}
        for line in filter(str.strip, self.cleaned_data["exclusions"].splitlines()):
            ground, _, persons = line.rpartition(",")
            if not (persons.strip().isascii() and persons.strip().isdigit() and len(persons.strip()) < 7):
                raise forms.ValidationError("Write on each line a ground, a comma and how many persons.")
            name = names.get(ground.strip().casefold(), ground.strip())
            found[name] = found.get(name, 0) + int(persons)
        return list(found.items())


class PlacementForm(OfReport):
    """The counts of the placement rate and where they come from."""

    completers = forms.IntegerField(label="Completers", min_value=0)
    employed = forms.IntegerField(label="Of them, employed in the measurement quarter", min_value=0)
    source = forms.CharField(label="Records that showed it", widget=forms.Select)

    def __init__(self, application: Application, thing: Thing | None, *sent: Any, **more: Any) -> None:
        super().__init__(application, thing, *sent, **more)
        sources = yearly.words(application.jurisdiction)["source"]
        self.fields["source"].widget.choices = list(sources.items())


class WaiverForm(OfYear):
    """A waiver of the Secretary."""

    measure = forms.ChoiceField(label="What it waives", widget=forms.RadioSelect)
    scope = forms.ChoiceField(label="What it allows", widget=forms.RadioSelect)
    reason = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    letter = forms.CharField(label="Reference of the letter", max_length=300, required=False, help_text=REFERENCE)
    paper = paper_field("Letter")

    def __init__(self, application: Application, thing: Thing | None, *sent: Any, **more: Any) -> None:
        super().__init__(application, thing, *sent, **more)
        said = yearly.words(application.jurisdiction)
        rows = [(block["measure"], block["label"]) for block in said["matter"].values() if "measure" in block]
        for name, choices in (("measure", rows), ("scope", list(said["scope"].items()))):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
