"""The form of an approval cycle: days and times in the State's own zone, forms by line, a line for each stage."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from magnolia.policy.cycles import CycleStage, Span, cycle_register

from ... import clock
from ...actions.applying.windows import spans
from ...actions.keeping.cycles import MOMENTS
from ...models import Cycle
from ..forms import PlainForm
from ..institution.apply_fields import readable

MORE_FORMS = 3  # empty lines to add a form
TIMES = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%I %p"]
LONGEST = 10_000
LABELS = {"opens_at": "Opens", "closes_at": "Closes", "deadline": "Deadline"}


class Clock(forms.TimeField):
    """A time of day as people type it: 17:00, 5:00 p.m. or 5 pm."""

    widget = forms.TextInput

    def __init__(self, **rest: Any) -> None:
        super().__init__(input_formats=TIMES, help_text="Such as 5:00 p.m. or 17:00", **rest)
        self.error_messages["invalid"] = "Type a time, such as 5:00 p.m. or 17:00."

    def to_python(self, value: Any) -> Any:
        """`p.m.` in any spelling becomes the PM that is read."""
        text = str(value or "").lower().replace(".", "").replace("am", " AM").replace("pm", " PM")
        return super().to_python(" ".join(text.split()))


class CycleForm(PlainForm):
    """Everything a cycle publishes. Gaps may stay open until it is published."""

    name = forms.CharField(label="Name of the cycle", max_length=120)
    instructions = forms.CharField(
        label="How to hand in an application safely",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea,
    )
    timeline_starts = forms.DateField(
        label="First day of the timeline", required=False, help_text="The day from which the first stage is counted."
    )
    correction_business_days = forms.IntegerField(
        label="Business days for corrections",
        required=False,
        min_value=1,
        help_text="Only if this cycle has a period of its own. It then replaces the State’s number for all its cases.",
        error_messages={"invalid": "Give a whole number of business days."},
    )

    def __init__(self, data: Any = None, *, cycle: Cycle) -> None:
        self.zone = clock.zone(cycle.jurisdiction)
        self.register = cycle_register(cycle.jurisdiction)
        super().__init__(data, initial=_initial(cycle, self.zone))
        for name in MOMENTS:
            self.fields[name] = forms.DateField(label=f"{LABELS[name]}: day", required=False)
            self.fields[f"{name}-time"] = Clock(label=f"{LABELS[name]}: time", required=False)
        for stage in self.register.stages.values():
            words = stage.unit.capitalize()
            self.fields[f"{stage.id}-days"] = forms.IntegerField(
                label=words, required=False, min_value=1, max_value=1000
            )
            self.fields[f"{stage.id}-on"] = forms.DateField(label="Or ends on", required=False)
        sent = [int(name.split("-")[1]) for name in data or () if _is_line(name)]
        self.lines = max([cycle.forms.count() + MORE_FORMS, *(n for n in sent if n <= 100)])
        for place in range(1, self.lines + 1):
            self.fields[f"form-{place}-name"] = forms.CharField(label="Form", required=False, max_length=200)
            self.fields[f"form-{place}-where"] = forms.CharField(
                label="Where to get it", required=False, max_length=300
            )
        if cycle.state == "published":
            self.fields["reason"] = forms.CharField(
                label="Why it changes", required=False, max_length=2000, widget=forms.Textarea
            )

    def clean(self) -> None:
        """A day goes with a time, days or a date but not both, a form with its place."""
        for name in MOMENTS:
            self._moment(name)
        for stage in self.register.stages:
            if self.cleaned_data.get(f"{stage}-days") and self.cleaned_data.get(f"{stage}-on"):
                self.add_error(f"{stage}-days", "Give days or a date, not both.")
        for place in range(1, self.lines + 1):
            name, where = (readable(self.cleaned_data.get(f"form-{place}-{part}")) for part in ("name", "where"))
            if bool(name) != bool(where):
                lacks = "where" if name else "name"
                self.add_error(f"form-{place}-{lacks}", "Fill this in, or empty the whole line.")

    def _moment(self, name: str) -> None:
        day, time = self.cleaned_data.get(name), self.cleaned_data.get(f"{name}-time")
        if day is None or time is None:
            lacks, given = (f"{name}-time", day) if time is None else (name, time)
            if given is not None and not {name, f"{name}-time"} & self.errors.keys():
                self.add_error(lacks, "A day and a time go together.")
            return
        local = datetime.combine(day, time, self.zone)
        if local.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            self.add_error(f"{name}-time", "There is no such time on that day: the clocks are put forward.")

    def values(self) -> dict[str, Any]:
        """The columns of the cycle."""
        given = self.cleaned_data
        made = {name: given[name] for name in ("name", "timeline_starts", "correction_business_days")}
        made["instructions"] = readable(given["instructions"])
        for name in MOMENTS:
            day = given[name]
            made[name] = datetime.combine(day, given[f"{name}-time"], self.zone) if day else None
        return made

    def forms_given(self) -> list[tuple[str, str]]:
        lines = [
            tuple(readable(self.cleaned_data[f"form-{place}-{part}"]) for part in ("name", "where"))
            for place in range(1, self.lines + 1)
        ]
        return [(name, where) for name, where in lines if name]

    def spans_given(self) -> dict[str, Span]:
        given = self.cleaned_data
        return {stage: Span(given[f"{stage}-days"], given[f"{stage}-on"]) for stage in self.register.stages}

    def moments(self) -> list[tuple[Any, Any]]:
        """The fields of opening, closing and deadline: day and time."""
        return [(self[name], self[f"{name}-time"]) for name in MOMENTS]

    def stages(self) -> list[tuple[CycleStage, str, Any, Any]]:
        """Each stage with the words of what it follows, and its two fields."""
        rows = self.register.stages
        return [
            (stage, rows[stage.after].title if stage.after in rows else "", self[f"{key}-days"], self[f"{key}-on"])
            for key, stage in rows.items()
        ]

    def form_lines(self) -> list[tuple[int, Any, Any]]:
        return [(n, self[f"form-{n}-name"], self[f"form-{n}-where"]) for n in range(1, self.lines + 1)]


def _is_line(name: str) -> bool:
    parts = name.split("-")
    return len(parts) == 3 and parts[0] == "form" and parts[1].isascii() and parts[1].isdigit() and len(parts[1]) < 4


def _initial(cycle: Cycle, zone: ZoneInfo) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: getattr(cycle, name) for name in ("name", "instructions", "timeline_starts", "correction_business_days")
    }
    for name in MOMENTS:
        moment: datetime | None = getattr(cycle, name)
        local = moment.astimezone(zone) if moment else None
        made[name] = local.date() if local else None
        made[f"{name}-time"] = f"{local:%H:%M:%S}".removesuffix(":00") if local else ""
    for stage, span in spans(cycle).items():
        made |= {f"{stage}-days": span.days, f"{stage}-on": span.on}
    for place, row in enumerate(cycle.forms.all(), start=1):
        made |= {f"form-{place}-name": row.name, f"form-{place}-where": row.where}
    return made
