"""Published prices, reports to the Secretary with their checklist, and the State's requests about the price."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from magnolia.policy import earnings
from magnolia.policy.periods import AwardYear, award_year, say_day

from ...actions.afterwards import federal_reports, price_requests
from ...actions.afterwards import prices as pricing
from ...actions.applying import priced
from ...actions.moves import act
from ...models import Application, FederalReport, PriceRequest, PublishedPrice, Thing
from ..case.case import fetch
from ..case.sheet import WORDS, Sheet, Step, show
from ..decider.proofs import paper_field
from ..forms import MoneyField
from ..request import Request, today
from ..words import money
from .forms import REFERENCE, OfCase, OfYear


class PriceForm(OfCase):
    """A newly published price with its days and what shows it."""

    tuition = MoneyField(label="Published tuition")
    fees = MoneyField(label="Required fees", help_text="Together. 0 where there are none.")
    from_day = forms.DateField(label="First day on which it is charged", required=False)
    published_on = forms.DateField(label="Day on which it was published", required=False)
    reference = forms.CharField(label="Reference", max_length=300, required=False, help_text=REFERENCE)
    paper = paper_field("Page that shows it")


def _price_told(row: PublishedPrice) -> dict[str, Any]:
    return {
        "heading": f"From {say_day(row.from_day)}: {money(row.tuition + row.fees)}",
        "facts": [
            ("Published tuition", money(row.tuition)),
            ("Required fees", money(row.fees)),
            ("Published on", say_day(row.published_on)),
            ("Reference", row.reference),
            ("Recorded by", row.by.name),
        ],
    }


PRICES = Sheet(
    page="prices",
    template="earnings/prices.html",
    model=PublishedPrice,
    rows=lambda case: case.published_prices.select_related("case", "application", "proof", "by"),
    told=_price_told,
    opening={"record": Step(PriceForm, pricing.record)},
    steps={"strike": WORDS},
)


def prices(request: Request, pk: UUID) -> HttpResponse:
    """What the program costs, day by day: the one source that every measure and the public page read."""
    application = fetch(request, pk, "prices")
    return show(request, application, PRICES, open_here=_approved(application), more=lambda: _filed(application))


def _filed(application: Application) -> dict[str, Any]:
    first = [each for each in priced.history(application) if each.from_day == priced.FIRST]
    return {"filed": money(first[0].total) if first else ""}


def _approved(application: Application) -> bool:
    return getattr(application, "approval", None) is not None


class ReportForm(OfYear):
    """One report to the Secretary with its proof."""

    item = forms.ChoiceField(label="What was reported", widget=forms.RadioSelect)
    reported_on = forms.DateField(label="Day of the report")
    reference = forms.CharField(label="Reference", max_length=300, required=False, help_text=REFERENCE)
    paper = paper_field("What shows it")

    def __init__(self, application: Application, thing: Thing | None, *sent: Any, **more: Any) -> None:
        super().__init__(application, thing, *sent, **more)
        items = earnings.words(application.jurisdiction)["reported"].items()
        self.fields["item"].choices = list(items)  # type: ignore[attr-defined]


def _report_told(row: FederalReport) -> dict[str, Any]:
    item = earnings.words(row.application.jurisdiction)["reported"].get(row.item, row.item)
    return {
        "heading": f"{item}, {AwardYear(row.award_year).long}",
        "facts": [("Reported on", say_day(row.reported_on)), ("Reference", row.reference)],
    }


REPORTS = Sheet(
    page="federal_reports",
    template="earnings/federal_reports.html",
    model=FederalReport,
    rows=lambda case: case.federal_reports.select_related("case", "application", "proof"),
    told=_report_told,
    opening={"record": Step(ReportForm, federal_reports.record)},
    steps={"strike": WORDS},
)


def reports_to_the_secretary(request: Request, pk: UUID) -> HttpResponse:
    """The checklist of three items for each award year, and the proof of each."""
    application = fetch(request, pk, "federal_reports")
    more = _checklist(request, application)
    return show(request, application, REPORTS, open_here=_approved(application), more=lambda: more(application))


def _checklist(request: Request, application: Application) -> Any:
    last = max(award_year(today(request, application.jurisdiction)).start, application.award_year)

    def made(case: Application) -> dict[str, Any]:
        items = earnings.words(case.jurisdiction)["reported"]
        rows = case.federal_reports.filter(state="recorded").values_list("award_year", "item")
        there = set(rows)
        years = range(last, case.award_year - 1, -1)
        return {
            "items": list(items.values()),
            "checklist": [
                (AwardYear(year).long, [(label, (year, name) in there) for name, label in items.items()])
                for year in years
            ],
        }

    return made


class AskForm(OfYear):
    """What the State asks for, and by when."""

    wanted = forms.CharField(
        label="What is asked for", max_length=300, help_text="Such as: the catalog page with tuition and fees."
    )
    due = forms.DateField(label="Due by")


class DocumentForm(OfCase):
    """The document that answers it."""

    paper = paper_field("Document")


def _request_told(row: PriceRequest) -> dict[str, Any]:
    late = row.state == "asked" and getattr(row, "day", row.due) > row.due
    return {
        "heading": row.wanted,
        "facts": [
            ("Award year", AwardYear(row.award_year).long),
            ("Asked on", say_day(row.asked_on)),
            ("Due by", say_day(row.due) + (" (overdue)" if late else "")),
            ("Answered on", say_day(row.answered_on) if row.answered_on else ""),
        ],
    }


def _mark(thing: PriceRequest, **rest: Any) -> Any:
    return act(thing, "mark_sufficient", **rest)


def price_requests_page(request: Request, pk: UUID) -> HttpResponse:
    """The State's requests for documents about the price: asked, answered, marked as enough."""
    application = fetch(request, pk, "price_requests")
    day = today(request, application.jurisdiction)

    def rows(case: Application) -> list[PriceRequest]:
        found = list(case.price_requests.select_related("case", "application", "proof"))
        for row in found:
            row.day = day  # type: ignore[attr-defined]
        return found

    sheet = Sheet(
        page="price_requests",
        template="earnings/price_requests.html",
        model=PriceRequest,
        rows=rows,
        told=_request_told,
        opening={"ask": Step(AskForm, price_requests.ask)},
        steps={
            "answer": Step(DocumentForm, price_requests.answer),
            "mark_sufficient": Step(OfCase, _mark),
            "ask_again": WORDS,
        },
    )
    return show(request, application, sheet, open_here=_approved(application))
