"""What is reported each award year after an approval, and the waivers of the Secretary that lift a report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from magnolia.policy import rates, yearly
from magnolia.policy.periods import AwardYear, say_day

from ...actions import law
from ...actions.afterwards import waivers as waiving
from ...actions.afterwards import yearly as reporting
from ...models import Application, Waiver, YearlyReport
from ..case.case import fetch
from ..case.sheet import WORDS, Sheet, Step, show
from ..request import Request, today
from ..words import money
from . import forms


def _report_told(row: YearlyReport) -> dict[str, Any]:
    said = yearly.words(row.application.jurisdiction)
    paid = row.price.tuition + row.price.fees if row.price else None
    left_out = [f"{said['exclusion'][each.reason]}: {each.persons}" for each in row.exclusions.all()]
    return {
        "heading": f"{said['matter'][row.matter]['label']}, {AwardYear(row.award_year).long}",
        "facts": [
            ("Filed on", say_day(row.filed_on) if row.filed_on else ""),
            ("Rows in the list", row.rows or ""),
            ("Rows with a fault", row.faults),
            ("Tuition and required fees", money(paid) if paid is not None else ""),
            ("Reported to the Secretary on", say_day(row.reported_on) if row.reported_on else ""),
            ("Rate", reporting.rate_of(row)),
            ("Left out of the count", "\n".join(left_out)),
            ("Shown by", said["source"].get(row.source, "")),
        ],
    }


REPORTS = Sheet(
    page="yearly_reports",
    template="after/yearly_reports.html",
    model=YearlyReport,
    rows=lambda case: case.yearly_reports.select_related("case", "application", "price").prefetch_related("exclusions"),
    told=_report_told,
    opening={
        "completers": Step(forms.CompletersForm, reporting.file_completers, "file", "File the list of completers"),
        "price": Step(forms.PriceForm, reporting.file_price, "file", "File tuition and fees"),
        "completion": Step(forms.CompletionForm, reporting.file_completion, "file", "File the completion rate"),
        "placement": Step(forms.PlacementForm, reporting.file_placement, "file", "File the placement rate"),
    },
)


def yearly_reports(request: Request, pk: UUID) -> HttpResponse:
    """The reports of each award year: what is outstanding, what was filed, what was waived."""
    application = fetch(request, pk, "yearly_reports")
    open_here = getattr(application, "approval", None) is not None
    return show(request, application, REPORTS, open_here=open_here, more=lambda: _owed(request, application))


def _owed(request: Request, application: Application) -> dict[str, Any]:
    """Every report that is owed with its status, and which placement counts in its year."""
    said, day = yearly.words(application.jurisdiction), today(request, application.jurisdiction)
    duties = reporting.duties(application, day)
    first = law.parameters(application.jurisdiction)["rates.occupational_from_award_year"]

    def rule(duty: yearly.Duty) -> str:
        if duty.matter != reporting.PLACEMENT:
            return ""
        waived = duty.status == yearly.WAIVED
        return str(said["rate"][rates.placement_rule(duty.year.start, first.on(duty.year.first_day).whole, waived)])

    return {
        "duties": [
            {
                "year": duty.year.long,
                "label": said["matter"][duty.matter]["label"],
                "status": said["status"][duty.status],
                "due": say_day(duty.due),
                "rule": rule(duty),
            }
            for duty in duties
        ],
        "before": _before(application),
    }


def _before(application: Application) -> list[tuple[str, str]]:
    """The two rates as they were given before the approval, or the papers that stood in for them."""
    facts, said = application.facts, yearly.words(application.jurisdiction)
    if facts.outcomes_basis == "substitute":
        return [(said["matter"][name]["label"], facts.initial_documentation) for name in ("completion", "placement")]
    pairs = (
        ("completion", facts.completed_in_time, facts.completion_cohort),
        ("placement", facts.employed, facts.placement_cohort),
    )
    return [
        (said["matter"][name]["label"], "Outstanding" if count is None or of is None else f"{count} of {of}")
        for name, count, of in pairs
    ]


def _waiver_told(row: Waiver) -> dict[str, Any]:
    said = yearly.words(row.application.jurisdiction)
    return {
        "heading": f"{said['matter'][row.measure]['label']}, {AwardYear(row.award_year).long}",
        "facts": [("What it allows", said["scope"][row.scope]), ("Reason", row.reason), ("Letter", row.letter)],
    }


WAIVERS = Sheet(
    page="waivers",
    template="after/waivers.html",
    model=Waiver,
    rows=lambda case: case.waivers.select_related("case", "application", "proof"),
    told=_waiver_told,
    opening={"record": Step(forms.WaiverForm, waiving.record)},
    steps={"strike": WORDS},
)


def waivers(request: Request, pk: UUID) -> HttpResponse:
    """Waivers of the Secretary for this program, each for one measure and one award year."""
    return show(request, fetch(request, pk, "waivers"), WAIVERS)
