"""The criteria as they stand on a day: what each asks, who decides, numbers and documents; page, search and JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from magnolia.policy.criteria import Criterion, register
from magnolia.policy.history import value_on
from magnolia.policy.parameters import Parameter
from magnolia.policy.periods import say_day
from magnolia.policy.published import published
from magnolia.policy.registers import review
from magnolia.policy.sources import everything_cited, search, sources
from magnolia.policy.wanted import documents_of

from ...actions import law
from ..forms import PlainForm
from ..request import Request, known_state, today
from .days import as_json, day_of

OTHERS = ("matter", "aim", "document", "board topic")


class Search(PlainForm):
    """Words to look for in the rules."""

    q = forms.CharField(required=False, max_length=200, label="Search the rules")


def criteria(request: Request, jurisdiction: str, day: str | None = None) -> HttpResponse:
    """Every criterion, question, declaration and number with its source, and a search over all of them."""
    state = known_state(jurisdiction)
    on = day_of(request, state, day)
    form = Search(request.GET or None)
    sought = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "state": state,
        "on": on,
        "dated": f"These are the criteria as they stand on {say_day(on)}." if day else "",
        "permanent": reverse("criteria_on", args=[state, on.isoformat()]),
        "json": reverse("criteria_on_json", args=[state, on.isoformat()])
        if day
        else reverse("criteria_json", args=[state]),
        "form": form,
        "has_errors": bool(form.errors),
        "sought": sought,
        "hits": search(state, sought),
        "questions": questions(state, on),
        "register": review(state),
        "words": published(state).words,
        "others": [row for row in everything_cited(state) if row.kind in OTHERS],
        "numbers": [number(p, on) for p in law.parameters(state).values()],
        "sources": [(s, s.id) for s in sources(state).values()],
        "today": today(request, state),
    }
    return render(request, "public/criteria.html", context)


def questions(jurisdiction: str, on: date) -> list[dict[str, Any]]:
    """Each criterion of the reviewer with the rules beside it, their numbers on a day, documents, federal matters."""
    found, checks, parameters = published(jurisdiction), register(jurisdiction), law.parameters(jurisdiction)
    return [
        {
            "question": question,
            "checks": [
                {
                    "check": checks[name],
                    "preliminary": found.decided_federally(name),
                    "numbers": _numbers(checks[name], parameters, on),
                }
                for name in question.shows
            ],
            "documents": documents_of(jurisdiction, question),
            "federal": found.matters_of(question.id),
        }
        for question in review(jurisdiction).questions.values()
    ]


def _numbers(check: Criterion, parameters: dict[str, Parameter], on: date) -> list[dict[str, Any]]:
    """The numbers a check uses, as they stand on a day; one that is not in force yet is left out."""
    held = [(parameters[key], value_on(parameters[key], on)) for key in check.parameters]
    return [{"parameter": parameter, "value": value} for parameter, value in held if value is not None]


def number(parameter: Parameter, on: date) -> dict[str, Any]:
    """A number as it stands on a day, or from its first day on, with what is adopted for later."""
    now = value_on(parameter, on) or parameter.values[0]
    later = [value for value in parameter.values if value.starts > on and value is not now]
    return {"parameter": parameter, "now": now, "later": later, "waits": now.starts > on}


def criteria_json(request: Request, jurisdiction: str, day: str | None = None) -> HttpResponse:
    """The same for machines."""
    state = known_state(jurisdiction)
    on = day_of(request, state, day)
    parameters = law.parameters(state)
    standing = [(key, parameter, value_on(parameter, on)) for key, parameter in parameters.items()]
    return as_json(
        {
            "state": state,
            "day": on,
            "page": request.build_absolute_uri(reverse("criteria_on", args=[state, on.isoformat()])),
            "preliminary": published(state).words["preliminary"],
            "criteria": [_criterion(each) for each in questions(state, on)],
            "declarations": [
                {"id": each.id, "title": each.title, "says": each.says, "source": each.cite}
                for each in review(state).declarations.values()
            ],
            "numbers": [
                {
                    "id": key,
                    "means": parameter.means,
                    "unit": parameter.unit,
                    "value": str(value.value),
                    "from": value.starts,
                    "source": value.cite,
                    "layer": value.layer,
                    "standing": value.standing,
                }
                for key, parameter, value in standing
                if value is not None
            ],
        }
    )


def _criterion(each: dict[str, Any]) -> dict[str, Any]:
    question = each["question"]
    return {
        "id": question.id,
        "number": question.number,
        "title": question.title,
        "asks": question.asks,
        "source": question.cite,
        "decided_by": "reviewer",
        "decided_federally": [matter.title for matter in each["federal"]],
        "documents": list(each["documents"]),
        "checks": [
            {
                "id": row["check"].id,
                "asks": row["check"].asks,
                "source": row["check"].citation,
                "decided_by": row["check"].decided_by,
                "preliminary": row["preliminary"],
                "numbers": [held["parameter"].key for held in row["numbers"]],
            }
            for row in each["checks"]
        ],
    }
