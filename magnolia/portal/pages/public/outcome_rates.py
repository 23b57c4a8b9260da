"""Outcome rates for everybody: by award year, with totals, and as files under lasting addresses (policy 8.2, 8.4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from magnolia.policy.holiday_rules import CalendarError
from magnolia.policy.periods import AwardYear
from magnolia.policy.verifying import METRICS, percent, said, verifying

from ... import clock
from ...actions.publishing import editions
from ...actions.publishing.editions import Told
from ...actions.verifying import standing
from ...models import RateEdition
from ..cells import answer_csv
from ..forms import PlainForm
from ..request import Request, known_state

COLUMNS = (
    "award_year", "edition", "published_on", "measure", "program_number", "program", "institution", "rule",
    "outcome", "meet_the_measure", "counted", "percent", "note", "link",
)  # fmt: skip


class Narrowed(PlainForm):
    """Words that a program or institution is looked up by."""

    q = forms.CharField(required=False, max_length=100, label="Program, institution or number")


def _asked(state: str, year: str | None, edition: int | None) -> list[RateEdition]:
    """The last edition of each award year, or the one that is named; else not found."""
    if year is None or edition is None:
        return editions.latest(state)
    try:
        start = AwardYear.parse(year).start
    except CalendarError:
        raise Http404("no such award year") from None
    found = list(editions.editions(state).filter(award_year=start, number=edition))
    if not found:
        raise Http404("no such edition")
    return found


def _kept(lines: list[Told], typed: str) -> list[Told]:
    """Lines of programs with a word that begins like each one typed; the totals only where nothing is narrowed."""
    terms = typed.casefold().split()
    if not terms:
        return lines
    programs = [line for line in lines if not line.total]
    return [line for line in programs if all(any(word.startswith(term) for word in _words(line)) for term in terms)]


def _words(line: Told) -> list[str]:
    """What a line is found by: program, institution and number."""
    result = line.row.result
    if result is None:
        return []
    application = result.application
    return f"{application.program_name} {application.institution.name} {application.number}".casefold().split()


def outcome_rates(
    request: Request, jurisdiction: str, year: str | None = None, edition: int | None = None
) -> HttpResponse:
    """Rates by award year, newest first: each program, and the total of each measure where it may be told."""
    state = known_state(jurisdiction)
    form = Narrowed(request.GET or None)
    form.is_valid()
    typed = form.cleaned_data.get("q", "") if form.is_bound else ""
    found = _asked(state, year, edition)
    lines = _kept(editions.lines(found), typed)
    context = {
        "state": state,
        "form": form,
        "typed": typed,
        "named": edition,
        "years": [_year(state, each, [line for line in lines if line.row.edition_id == each.pk], typed)
                  for each in found],
        "trail": [("Outcome rates", reverse("outcome_rates", args=[state]))] if edition else [],
    }  # fmt: skip
    return render(request, "public/outcome_rates.html", context)


def _year(state: str, edition: RateEdition, lines: list[Told], typed: str) -> dict[str, Any]:
    words, long = verifying(state), AwardYear(edition.award_year).long
    at = [state, long, edition.number]
    notes = list(dict.fromkeys(note for line in lines for note in line.notes))
    return {
        "edition": edition,
        "year": long,
        "on": clock.local_date(state, edition.at),
        "measures": [
            {
                "metric": metric,
                "label": words.words["metric"][metric]["label"],
                "lines": [(line, [notes.index(note) + 1 for note in line.notes]) for line in of],
                "together": _together(state, metric, edition, of) if typed and of else "",
            }
            for metric in METRICS
            if (of := [line for line in lines if line.row.metric == metric])
        ],
        "notes": notes,
        "here": reverse("outcome_edition", args=at),
        "csv": reverse("outcome_edition_csv", args=at),
        "json": reverse("outcome_edition_json", args=at),
    }


def _together(state: str, metric: str, edition: RateEdition, lines: list[Told]) -> str:
    """The total of what a search found, from what is told alone; a group that is not told stays untold."""
    words = verifying(state)
    told = [line.row for line in lines if line.row.denominator]
    if not told or len(told) != len([line for line in lines if line.row.denominator != 0]):
        return words.says("too_small")
    counts = (sum(row.numerator or 0 for row in told), sum(row.denominator or 0 for row in told), 0)
    asked = (state, metric, edition.award_year)
    return said(words, metric, counts, standing.of_measures([asked])[asked])


# ---------------------------------------------------------------- as files


def _record(request: Request, line: Told, standard: Any) -> dict[str, Any]:
    """One line by the columns of the files; a figure that is withheld is the word of the page."""
    row, words = line.row, verifying(line.row.edition.jurisdiction)
    told = not row.withheld
    application = row.result.application if row.result else None
    hidden = words.says("suppressed")
    state, long = row.edition.jurisdiction, AwardYear(row.edition.award_year).long
    shown = percent(row.numerator or 0, row.denominator, standard) if told and row.denominator else None
    below = words.says("below", standard=f"{standard.normalize():f}") if told and row.denominator else ""
    values = [
        long,
        row.edition.number,
        clock.local_date(state, row.edition.at).isoformat(),
        words.words["metric"][row.metric]["label"],
        application.number if application else "",
        application.program_name if application else "All programs",
        application.institution.name if application else "",
        line.rule,
        line.outcome["label"] if line.outcome else "",
        row.numerator if told else hidden,
        row.denominator if told else hidden,
        shown or below if told else hidden,
        list(line.notes),
        request.build_absolute_uri(reverse("program", args=[state, application.number])) if application else "",
    ]
    return dict(zip(COLUMNS, values, strict=True))


def _records(request: Request, state: str, found: list[RateEdition], typed: str) -> Iterator[dict[str, Any]]:
    asked = {(state, metric, each.award_year) for each in found for metric in METRICS}
    standards = standing.of_measures(asked)
    for line in _kept(editions.lines(found), typed):
        yield _record(request, line, standards[state, line.row.metric, line.row.edition.award_year])


def download(
    request: Request, jurisdiction: str, form: str, year: str | None = None, edition: int | None = None
) -> HttpResponseBase:
    """The same as the page, as CSV or JSON; an edition is never changed under its address."""
    state = known_state(jurisdiction)
    found = _asked(state, year, edition)
    rows = list(_records(request, state, found, request.GET.get("q", "")[:100]))
    name = f"outcome-rates-{state}" + (f"-{year}-edition-{edition}" if edition else "")
    if form == "csv":
        return answer_csv(name, [COLUMNS, *(row.values() for row in rows)])
    answer = JsonResponse({"state": state, "rates": rows}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer
