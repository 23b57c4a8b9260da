"""The forms of the Board's list of members and of a meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from ...actions.deciding.meetings import COLUMNS
from ...models import Application, Meeting, Seat
from ..forms import PlainForm, YesNo
from ..office.cycle_form import Clock


class SeatForm(PlainForm):
    """A member of the Board."""

    name = forms.CharField(label="Name", max_length=120)
    sits_for = forms.CharField(
        label="Sits for", required=False, max_length=200, help_text="Such as: business, organized labor, a college."
    )
    first_day = forms.DateField(label="First day")
    last_day = forms.DateField(label="Last day", required=False, help_text="Empty while the member serves.")


class CallForm(PlainForm):
    """A meeting to be called; the rest follows on its page."""

    day = forms.DateField(label="Day of the meeting")


class CancelForm(PlainForm):
    """Why a meeting that was called does not take place."""

    why = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class MeetingForm(PlainForm):
    """The record of a meeting: each member of that day on a line."""

    day = forms.DateField(label="Day")
    starts_at = Clock(label="Begins at", required=False)
    place = forms.CharField(label="Place or link", required=False, max_length=300)
    noticed_on = forms.DateField(label="Day of the public notice", required=False)
    noticed_where = forms.CharField(label="Where the notice was given", required=False, max_length=300)
    open_to_public = YesNo(label="Was the meeting open to the public?", required=False)
    closed_part = forms.CharField(
        label="Closed part",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What was dealt with behind closed doors, and on which ground. Empty if nothing was.",
    )
    quorum = YesNo(label="Was a quorum present?", required=False)
    reason = forms.CharField(
        label="Reason for the correction", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, meeting: Meeting, seats: Sequence[Seat], says: Mapping[str, str], data: Any = None) -> None:
        there = {row.seat_id: row for row in meeting.attendance.all()}
        initial = {name: getattr(meeting, name) for name in COLUMNS}
        if meeting.starts_at is not None:
            initial["starts_at"] = meeting.starts_at.strftime("%H:%M")
        for seat in seats:
            row = there.get(seat.pk)
            initial |= {f"part_{seat.pk}": row.part, f"words_{seat.pk}": row.words} if row else {}
        super().__init__(data, initial=initial)
        self.seats = list(seats)
        if meeting.state != "held":
            del self.fields["reason"]
        for seat in seats:
            self.fields[f"part_{seat.pk}"] = forms.ChoiceField(
                label=seat.name, required=False, choices=[("", "Choose"), *says.items()]
            )
            self.fields[f"words_{seat.pk}"] = forms.CharField(
                label=f"Why {seat.name} stood aside", required=False, max_length=1000
            )

    def people(self) -> list[tuple[Seat, forms.BoundField, forms.BoundField]]:
        """Each member with the two fields of the line."""
        return [(seat, self[f"part_{seat.pk}"], self[f"words_{seat.pk}"]) for seat in self.seats]

    def parts(self) -> dict[Any, tuple[str, str]]:
        """How each member took part, as the action takes it."""
        given = self.cleaned_data
        return {seat.pk: (given[f"part_{seat.pk}"], given[f"words_{seat.pk}"]) for seat in self.seats}


class AgendaForm(PlainForm):
    """Programs to be put on the agenda."""

    cases = forms.MultipleChoiceField(
        label="Programs that wait for their consultation",
        widget=forms.CheckboxSelectMultiple,
        help_text="Only those sent in by the day of this meeting. For one sent in later, call another meeting.",
    )

    def __init__(self, waiting: Sequence[Application]) -> None:
        super().__init__()
        self.count = len(waiting)
        self.fields["cases"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), f"{row.program_name} ({row.number}, {row.institution.name})") for row in waiting
        ]


class MinutesForm(PlainForm):
    """A document of the meeting."""

    file = forms.FileField(label="Document", help_text="The minutes, the notice or the like: a PDF or a .docx file.")
