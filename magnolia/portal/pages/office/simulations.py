"""What a change of the law would have done: simulations, how far they are, what each person may see of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from magnolia.policy.criteria import register
from magnolia.policy.parameters import Parameter

from ...actions import law
from ...actions.keeping import amend, simulate
from ...models import Application, Filing, SimulatedChange, Simulation
from ..cells import answer_csv
from ..request import Request, today
from . import keeping
from .law_forms import ChangeForm

A_PAGE = 50
AT_ONCE = 500
OUTCOMES = {
    "met": "Met",
    "not_met": "Not met",
    "missing": "Missing",
    "needs_review": "A person decides",
    "not_applicable": "Not applicable",
}
RUNS = ("administrator", "director")


def simulations(request: Request) -> HttpResponse:
    """Every simulation of the State, the newest first; administrators and directors start one."""
    state = keeping.state_of(request, "administrator", "director", "auditor")
    numbers = law.parameters(state)
    runs = any(keeping.holds(request, state, role) for role in RUNS)
    about: dict[str, Any] = {"parameters": numbers, "jurisdiction": state, "on": today(request, state)}
    form = ChangeForm(**about)
    if request.method == "POST" and runs:
        form = ChangeForm(request.POST, **about)
        made: list[Simulation] = []
        if keeping.done(form, lambda given: made.append(_start(request, state, given))):
            return _to(request, made[0])
    rows = keeping.visible(request, Simulation).filter(jurisdiction=state).select_related("by")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    differ = counted(request, page)
    context = {
        "page": page,
        "lines": [(row, _means(numbers, row), standing(row), differ.get(row.pk, 0)) for row in page],
        "form": form,
        "runs": runs,
    }
    return keeping.show(request, "staff/simulations.html", context, form)


def _start(request: Request, state: str, given: dict[str, Any]) -> Simulation:
    return amend.simulated(
        state,
        key_=given["parameter"],
        layer=given["layer"],
        starts=given["starts"],
        value=given["value"],
        by=request.user,
        at=request.at,
    )


def _to(request: Request, made: Simulation) -> HttpResponseRedirect:
    messages.success(request, "The simulation is on the list. It is worked on in the background.")
    return redirect("simulation", made.pk)


@dataclass(frozen=True)
class Standing:
    """How far a simulation is, as a tag and a sentence."""

    label: str
    tone: str
    words: str


def standing(row: Simulation) -> Standing:
    """Where a simulation is. One of a number that no rule reads was finished as it was asked for."""
    if row.failure:
        return Standing("Stopped", "bad", row.failure)
    done, total = row.looked_filings + row.looked_drafts, row.filings + row.drafts
    if row.finished_at is None:
        return Standing("Running", "warn", f"{done:,} of {total:,} looked at")
    if not simulate.criteria_of(row.jurisdiction, row.key):
        return Standing("Finished", "good", "No rule reads this number, so no finding can change")
    return Standing("Finished", "good", f"{row.looked_filings:,} filings and {row.looked_drafts:,} drafts looked at")


def _means(numbers: dict[str, Parameter], row: Simulation) -> str:
    return numbers[row.key].means if row.key in numbers else row.key


def countable(request: Request) -> QuerySet[SimulatedChange]:
    """Differences that this person may know the number of: without those of cases from which they are recused."""
    barred = request.standing.barred
    return SimulatedChange.objects.exclude(application__in=barred) if barred else SimulatedChange.objects.all()


def counted(request: Request, rows: Any) -> dict[Any, int]:
    """For each simulation how many findings would have differed."""
    found = countable(request).filter(simulation__in=[row.pk for row in rows]).order_by()
    return dict(found.values_list("simulation").annotate(n=Count("pk")))


def simulation(request: Request, simulation: UUID) -> HttpResponse:
    """One simulation: how far it is, what differs by criterion, and the cases this person may open."""
    row = _fetch(request, simulation)
    numbers = law.parameters(row.jurisdiction)
    changes = countable(request).filter(simulation=row)
    seen = _seen(request, row)
    page = Paginator(seen, A_PAGE).get_page(request.GET.get("page"))
    totals = changes.aggregate(
        findings=Count("pk"),
        filings=Count("filing", distinct=True),
        drafts=Count("application", filter=Q(filing__isnull=True), distinct=True),
        of_filings=Count("filing"),
    )
    asked = register(row.jurisdiction)
    context = {
        "row": row,
        "parameter": numbers.get(row.key),
        "trail": [("Simulations", reverse("simulations"))],
        "standing": standing(row),
        "looked": _looked(request, row),
        "current": row.law_state == law.state_of(row.jurisdiction),
        "totals": totals,
        "criteria": [_by_criterion(each, asked) for each in _grouped(changes)],
        "page": page,
        "lines": [_line(each, asked) for each in page],
        "unseen": totals["of_filings"] - page.paginator.count,
        "runs": any(keeping.holds(request, row.jurisdiction, role) for role in RUNS),
        "same": _same_form(row),
    }
    return render(request, "staff/simulation.html", context)


def _same_form(row: Simulation) -> dict[str, str]:
    """What a form sends to run the same simulation again."""
    return {"parameter": row.key, "layer": row.layer, "starts": row.starts.isoformat(), "value": row.value}


def _fetch(request: Request, pk: UUID) -> Simulation:
    return get_object_or_404(keeping.visible(request, Simulation).select_related("by"), pk=pk)


def _seen(request: Request, row: Simulation) -> QuerySet[SimulatedChange]:
    """Differences in filings of cases that this person may open."""
    seen = keeping.visible(request, SimulatedChange).filter(simulation=row)
    return seen.select_related("application__institution", "filing").order_by("application__number", "filing", "pk")


def _looked(request: Request, row: Simulation) -> dict[str, int]:
    """How many were looked at, without those of cases from which this person is recused."""
    barred = request.standing.barred
    mine = Filing.objects.filter(application__in=barred, at__lte=row.asked_at, pk__lte=row.last_filing).count()
    drafts = Application.objects.filter(pk__in=barred, submitted_at__isnull=True, number__lte=row.last_draft).count()
    return {"filings": row.looked_filings - mine, "drafts": row.looked_drafts - drafts}


def _grouped(changes: QuerySet[SimulatedChange]) -> QuerySet[Any]:
    by = changes.order_by("criterion", "before", "after").values("criterion", "before", "after")
    return by.annotate(filings=Count("filing"), drafts=Count("pk", filter=Q(filing__isnull=True)))


def _by_criterion(each: dict[str, Any], asked: Any) -> dict[str, Any]:
    return each | {"asks": _asks(asked, each["criterion"]), **_outcomes(each["before"], each["after"])}


def _asks(asked: Any, criterion: str) -> str:
    return asked[criterion].asks if criterion in asked else criterion


def _outcomes(before: str, after: str) -> dict[str, str]:
    same = "The same outcome, another sentence"
    return {"was": OUTCOMES.get(before, before), "would": same if before == after else OUTCOMES.get(after, after)}


def _line(each: SimulatedChange, asked: Any) -> dict[str, Any]:
    return {"change": each, "asks": _asks(asked, each.criterion), **_outcomes(each.before, each.after)}


COLUMNS = (
    "Case", "Filing", "Program", "Institution", "Law of", "Criterion", "Outcome before", "Outcome after",
    "Sentence before", "Sentence after",
)  # fmt: skip


def simulation_csv(request: Request, simulation: UUID) -> StreamingHttpResponse:
    """The cases of one simulation that this person may open, streamed."""
    row = _fetch(request, simulation)
    name = f"simulation-{row.jurisdiction}-{row.key}-{row.starts.isoformat()}"
    return answer_csv(name, chain([COLUMNS], _cells(_seen(request, row))))


def _cells(rows: QuerySet[SimulatedChange]) -> Iterator[tuple[Any, ...]]:
    for each in rows.iterator(chunk_size=AT_ONCE):
        one = each.application
        yield (
            one.number, each.filing.place if each.filing else "", one.program_name, one.institution.name,
            each.day.isoformat(), each.criterion, each.before, each.after, each.sentence_before, each.sentence_after,
        )  # fmt: skip
