"""The glossary for everybody: each term with its meaning on a day, found by any of its names, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from magnolia.policy.glossary import Glossary, Term, numbers_in, says
from magnolia.policy.parameters import Parameter

from ...actions import law
from ..forms import PlainForm
from ..request import Request, known_state, today

NO_DAY = "Give a day that exists, such as 2027-07-01."


class Sought(PlainForm):
    """A name to look for, and the day on which the meanings are read."""

    q = forms.CharField(required=False, max_length=100, label="Term, abbreviation or other name")
    on = forms.DateField(
        required=False, label="As it reads on", input_formats=["%Y-%m-%d"], error_messages={"invalid": NO_DAY}
    )


def glossary_page(request: Request, jurisdiction: str) -> HttpResponse:
    """Every term, or those that a name finds, as they read today or on the day in the address."""
    state = known_state(jurisdiction)
    book, form = law.terms(state), Sought(request.GET or None)
    sought, day = _asked(request, state, form)
    asked = form.cleaned_data if form.is_valid() else {}
    address = urlencode({name: value for name, value in asked.items() if value})
    context = {
        "state": state,
        "form": form,
        "has_errors": bool(form.errors),
        "sought": sought,
        "day": day,
        "is_today": day == today(request, state),
        "entries": _entries(book, state, sought, day),
        "all": len(book.terms),
        "words": book.words,
        "json_url": reverse("glossary_json", args=[state]) + (f"?{address}" if address else ""),
    }
    return render(request, "public/glossary.html", context)


def glossary_json(request: Request, jurisdiction: str) -> HttpResponse:
    """The same entries as data; 400 with a sentence for a day that does not exist."""
    state = known_state(jurisdiction)
    book, form = law.terms(state), Sought(request.GET or None)
    sought, day = _asked(request, state, form)
    if form.errors:
        return JsonResponse({"errors": {name: list(said) for name, said in form.errors.items()}}, status=400)
    terms = [_data(each) for each in _entries(book, state, sought, day)]
    return JsonResponse(
        {"state": state, "on": day.isoformat(), "subject_to": book.words["subject"], "terms": terms},
        json_dumps_params={"ensure_ascii": False},
    )


def _asked(request: Request, state: str, form: Sought) -> tuple[str, date]:
    """The name looked for and the day; today where none, or one that does not exist, was given."""
    form.is_valid()
    given = getattr(form, "cleaned_data", {})
    return given.get("q", ""), given.get("on") or today(request, state)


def _entries(book: Glossary, state: str, sought: str, day: date) -> list[dict[str, Any]]:
    numbers = law.parameters(state)
    return [_entry(book, term, numbers, day) for term in book.find(sought)]


def _entry(book: Glossary, term: Term, numbers: Mapping[str, Parameter], day: date) -> dict[str, Any]:
    return {
        "term": term,
        "says": says(term, day, numbers),
        "numbers": numbers_in(term, day, numbers),
        "wording": term.on(day),
        "others": [each for each in term.wordings if each is not term.on(day)],
        "see": [book.terms[name] for name in term.see],
        "standing": book.words["reading"] if term.reading else "",
    }


def _data(entry: dict[str, Any]) -> dict[str, Any]:
    term, wording = entry["term"], entry["wording"]
    return {
        "id": term.id,
        "term": term.name,
        "abbreviation": term.abbreviation,
        "other_names": list(term.aliases),
        "standing": entry["standing"],
        "meaning": entry["says"],
        "numbers": [
            {"value": value.text, "unit": each.unit, "source": value.cite, "from": value.starts.isoformat()}
            for each, value in entry["numbers"]
        ],
        "elements": dict(term.elements),
        "from": wording.starts.isoformat() if wording else None,
        "source": wording.cite if wording else None,
        "changes": [each.starts.isoformat() for each in entry["others"]],
        "see": list(term.see),
    }
