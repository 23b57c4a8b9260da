"""A career pathway plan for everybody: the six elements to fill in by hand, or typed and printed. Nothing is sent."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from ...actions import law
from ..forms import PlainForm
from ..request import Request, known_state, today

TERM = "career_pathway"


class Worksheet(PlainForm):
    """One box an element of the term, between the goal and the next step. It is never posted."""

    def __init__(self, elements: dict[str, str]) -> None:
        super().__init__()
        asked = {"goal": "Goal: the occupation", "level": "Where I stand today: grade, training, work"}
        asked |= elements | {"next": "Next step, by when, and with whom"}
        for name, label in asked.items():
            widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
            self.fields[name] = forms.CharField(label=label, required=False, widget=widget)


def plan(request: Request, jurisdiction: str) -> HttpResponse:
    """The worksheet, with the term as it reads today."""
    state = known_state(jurisdiction)
    term = law.terms(state).terms[TERM]
    form = Worksheet(dict(term.elements))
    context = {
        "state": state,
        "term": term,
        "wording": term.on(today(request, state)),
        "goal": [form["goal"], form["level"]],
        "elements": [form[name] for name in term.elements],
        "next": form["next"],
    }
    return render(request, "public/career_pathway.html", context)
