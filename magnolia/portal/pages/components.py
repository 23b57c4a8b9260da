"""The demonstration of every component: what page writers look at, and what the accessibility test runs on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from magnolia.portal.pages.drawing import bars
from magnolia.portal.pages.forms import MoneyField, PlainForm, YesNo
from magnolia.portal.pages.shapes import Map, Shape


class DemoForm(PlainForm):
    """One field of every kind."""

    program = forms.CharField(label="Program name", max_length=80, help_text="As it stands in the catalog.")
    email = forms.EmailField(label="Work email")
    weeks = forms.IntegerField(label="Weeks of instruction", min_value=1)
    tuition = MoneyField(label="Tuition and required fees")
    starts = forms.DateField(label="First day of class")
    remarks = forms.CharField(label="Remarks", max_length=500, required=False, widget=forms.Textarea)
    region = forms.ChoiceField(label="Region", choices=[("", "Choose"), ("d", "Delta"), ("g", "Gulf Coast")])
    occupation = forms.ChoiceField(
        label="Occupation", choices=[("", ""), ("w", "Welders"), ("n", "Nursing assistants")]
    )
    credit = YesNo(label="Does the program lead to academic credit?", help_text="At any college.")
    delivery = forms.MultipleChoiceField(
        label="How is it taught?",
        choices=[("room", "In a classroom"), ("online", "Online"), ("work", "At a workplace")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    founded = forms.DateField(label="Program founded", widget=forms.SelectDateWidget(years=range(2020, 2027)))
    letter = forms.FileField(label="Letter of an employer", help_text="PDF, at most 20 MB.")
    agree = forms.BooleanField(
        label="The answers are true as far as I know", help_text="You can change them until you send."
    )
    draft = forms.CharField(widget=forms.HiddenInput, required=False)


COUNTIES = Map(
    [
        Shape("M0 0L60 0L60 60L0 60Z", 0, "First"),
        Shape("M60 0L120 0L120 60L60 60Z", 3, "Second"),
        Shape("M120 0L180 0L180 60L120 60Z", None, "Third"),
    ],
    180,
    60,
    [(0, "10"), (3, "50")],
)
LINE = {
    "application": {
        "pk": "00000000-0000-0000-0000-000000000000",
        "number": "MS-2026-00001",
        "institution": {"name": "Fictive College"},
        "institution_id": 1,
        "holder": {"name": "Riley Mockup"},
    },
    "program": "Structural Welding",
    "declared": True,
    "answered": True,
    "state": {"tone": "info", "label": "In full review"},
    "award_year": "2026-2027",
    "turn": ["Reviewer"],
    "clock": "Correction",
    "due": date(2026, 9, 8),
    "due_words": "September 8, 2026",
    "left_words": "3 days left",
    "tone": "neutral",
}


PROGRAM = {
    "row": {
        "number": "MS-2026-00001",
        "program_name": "Structural Welding",
        "institution_name": "Fictive College",
        "city": "Nowhere",
        "length": "480 clock hours",
        "weeks": 12,
        "approved_on": date(2026, 9, 8),
    },
    "by_state": {"tone": "good", "label": "State certified"},
    "federal": {"tone": "info", "label": "Filed"},
    "kind": "pending",
    "note": "Final federal approval is still required.",
}


def components(request: HttpRequest) -> HttpResponse:
    """Every component with made-up content; one form as it opens and one sent back for correction."""
    answers = {"program": "Welding", "email": "dana.sample", "tuition": "about 500", "remarks": "Two\nlines"}
    sent = DemoForm({f"sent-{name}": value for name, value in answers.items()}, prefix="sent")
    items = [
        ("Program", "#program", True),
        ("Employers", "#employers", False, "2 missing"),
        ("Documents", "#documents", False),
    ]
    return render(
        request,
        "public/components.html",
        {
            "open_form": DemoForm(initial={"starts": date(2026, 9, 8), "credit": True}),
            "sent_form": sent,
            "items": items,
            "trail": [("Home", "/"), ("Applications", "#applications")],
            "page": Paginator(range(200), 10).page(7),
            "day": date(2026, 9, 8),
            "chart": [("Institution's request", 2, 0), ("State review", 31, 4), ("Determination", 7, 1)],
            "bars": bars([("Institution's request", 2, "2"), ("State review", 31, "31")], Decimal(5)),
            "map": COUNTIES,
            "lines": [LINE],
            "programs": [PROGRAM],
        },
    )
