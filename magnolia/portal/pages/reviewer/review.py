"""The review: every criterion with its state, one page a finding, the closing questions, and the sheet to print."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy.registers import Question
from magnolia.policy.registers import review as registers

from ... import clock
from ...actions import law
from ...actions.applying import filing, on_record, prices
from ...actions.needs.review import findings_missing, weighing
from ...actions.offers import gates
from ...actions.reviewing import grounds
from ...actions.reviewing import review as reviewing
from ...models import Application, Event, InformationRequest
from ..acting import blamed, in_the_way, kept, may, move_of, unfinished
from ..case.asked import told_requests
from ..case.case import fetch, surround
from ..case.federally import federal_matters
from ..case.filed import aims, filed, judged, lettered, papers_for
from ..doing import do
from ..moving import Outcome, try_move
from ..request import Request, today
from .review_forms import ClosingForm, FindingForm, initial_of

START, FINISH, CLOSING = "start_review", "finish_review", "save_closing"
LISTED = "alignment.priority"  # the rule that looks in the State's list


def review_page(request: Request, pk: UUID) -> HttpResponse:
    """All criteria of one application, the closing questions, and the end of the review."""
    application = fetch(request, pk, "review")
    outcome, word = Outcome(), request.POST.get("do", "")
    closing = _closing_form(request, application, word)
    if request.method == "POST":
        outcome = _close(request, application, closing) if word == CLOSING else _move(request, application, word)
        if outcome.done:
            messages.success(request, f"{move_of(application, word or FINISH).done}.")
            return redirect("case" if word in (FINISH, "") else "review", application.pk)
    rows = judged(application)
    context = _whole(request, application, rows) | {
        "start": move_of(application, START),
        "finish": move_of(application, FINISH),
        "closing": closing,
        "missing": findings_missing(application),
        "before": [] if application.state not in move_of(application, FINISH).starts else _before(request, application),
        "kept": kept(request, application, CLOSING, closing),
        "may": may(request, application),
        "stopped": in_the_way(request, application),
        "outcome": outcome,
    }
    return render(request, "reviewer/review.html", context, status=unfinished(closing, outcome))


def _before(request: Request, application: Application) -> list[tuple[str, str]]:
    """Every need of the end of the review, met or not: its name, and what stands in its way or an empty sentence."""
    return gates(application, FINISH, request.user, request.at)


def _move(request: Request, application: Application, word: str) -> Outcome:
    return try_move(request, application, START if word == START else FINISH)


def _closing_form(request: Request, application: Application, word: str) -> ClosingForm:
    said: dict[str, Any] = {}
    for row in application.closing_answers.all():
        said |= {f"{row.question}_answer": row.answer, f"{row.question}_reason": row.reason}
    return ClosingForm(registers(application.jurisdiction), request.POST if word == CLOSING else None, initial=said)


def _close(request: Request, application: Application, form: ClosingForm) -> Outcome:
    """Save both answers; the first refusal stops."""
    outcome = Outcome()
    if not form.is_valid():
        return outcome
    for nth, name in enumerate(form.names):
        given = {"answer": form.cleaned_data[f"{name}_answer"], "reason": form.cleaned_data[f"{name}_reason"]}
        outcome = do(request, application, reviewing.answer_closing, application, name, nth=nth, **given)
        if not outcome.done:
            return blamed(outcome, form)
    return outcome


def _whole(request: Request, application: Application, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the page of a review and its sheet share."""
    sent = filed(application)
    has_paper = {row["slot"].id for row in sent["papers"] if row["documents"]}
    _sent_since(application, rows)
    for row in rows:
        row["papers"] = len(has_paper & set(row["question"].evidence_slots))
        made = row["finding"]
        row["unproven"] = bool(made) and not (made.evidence.all() or made.evidence_note)
    return (
        surround(request, application, "review")
        | sent
        | {
            "judged": rows,
            "aims": aims(application, rows),
            "lettered": lettered(application, rows),
            "open_findings": sum(row["finding"] is None for row in rows),
            "unproven": [row for row in rows if row["unproven"]],
            "faults": grounds.faults(application),
            "closings": _closings(application),
            "requests": told_requests(application, today(request, application.jurisdiction)),
            "contacts": application.contacts.select_related("by"),
            "weighing": weighing(application),
            "federal": federal_matters(application),
            "started": _started(application),
            "law_number": law.number_of(application.jurisdiction, sent["sent"].law_id) if sent["sent"] else 0,
        }
    )


def _sent_since(application: Application, rows: list[dict[str, Any]]) -> None:
    """Beside each finding made before the last filing came: the address of what changed since."""
    zone, sent = clock.zone(application.jurisdiction), list(application.filings.order_by("place"))
    for row in rows:
        if row["finding"] is None or len(sent) < 2:
            continue
        known = [each.place for each in sent if each.at.astimezone(zone).date() <= row["finding"].on]
        earlier = max(known, default=sent[0].place)
        if earlier < sent[-1].place:
            row["since"] = f"{reverse('versions', args=[application.pk])}?from={earlier}&to={sent[-1].place}"


def _closings(application: Application) -> list[dict[str, Any]]:
    rows = {row.question: row for row in application.closing_answers.select_related("by")}
    return [
        {"closing": closing, "row": rows.get(closing.id)}
        for closing in registers(application.jurisdiction).closings.values()
    ]


def _started(application: Application) -> Event | None:
    """Who took the review up last, and when."""
    rows = Event.objects.filter(thing_id=application.pk, move=START).select_related("by")
    return rows.order_by("-seq").first()


def sheet(request: Request, pk: UUID) -> HttpResponse:
    """The review on paper: the law's version, every finding with its basis, the closing answers, who was asked."""
    application = fetch(request, pk, "review_sheet")
    return render(request, "reviewer/sheet.html", _whole(request, application, judged(application)))


def finding(request: Request, pk: UUID, question: str) -> HttpResponse:
    """One criterion: what it asks, what helps to judge it, and the finding."""
    application = fetch(request, pk, "finding")
    asked = registers(application.jurisdiction).questions.get(question)
    if asked is None:
        raise Http404("no such criterion")
    sent = filed(application)
    before = grounds.saved(application).get(question)
    lines = prices.lines(application) if question == reviewing.PRICE else []
    register = registers(application.jurisdiction)
    own = grounds.asked_of(application, asked)
    form = FindingForm(register, own, sent["papers"], lines, request.POST or None, initial=initial_of(before))
    outcome = Outcome()
    if request.method == "POST" and form.is_valid():
        outcome = _save(request, application, asked, form)
        if outcome.done:
            messages.success(request, f"{move_of(application, 'save_finding').done}: {asked.title}.")
            return redirect(_next(application, asked))
    rows = judged(application)
    _sent_since(application, rows)
    context = (
        surround(request, application, "review")
        | sent
        | _beside(application, asked, sent, rows)
        | {
            "asked": asked,
            "form": form,
            "pages_open": any(field.value() for field in form.places),
            "kept": kept(request, application, "save_finding", form),
            "may": may(request, application),
            "may_ask": filing.still_runs(application),
            "fault": grounds.faults(application).get(question, ""),
            "rates": grounds.rates(application, grounds.judged_of(before)) if before else [],
            "outcome": outcome,
            "federal": [row for row in federal_matters(application) if row["matter"].question == asked.id],
            "on_list": _on_list(request, application) if LISTED in asked.shows else None,
        }
    )
    return render(request, "reviewer/finding.html", context, status=unfinished(form, outcome))


def _on_list(request: Request, application: Application) -> dict[str, Any]:
    """How the program's occupations stand on the list that the application keeps, and what the list says they need."""
    made = on_record.of(application).lists.on(today(request, application.jurisdiction))
    socs = list(application.occupations.values_list("soc_code", flat=True))
    rows = {row.soc_code: row for row in made.occupations.filter(soc_code__in=socs)} if made else {}
    return {"made": made, "rows": [(soc, rows.get(soc)) for soc in socs]}


def _beside(
    application: Application, asked: Question, sent: dict[str, Any], rows: list[dict[str, Any]]
) -> dict[str, Any]:
    """What stands beside one criterion: its facts, papers and rules, its neighbours, and how it was asked about."""
    place, proving = asked.number - 1, papers_for(asked, sent["papers"])
    return {
        "shown": [row for row in sent["rules"] if row["criterion"] in asked.shows],
        "concerned": [group for group in sent["stated"] if group["id"] in asked.facts],
        "proving": proving,
        "has_papers": any(row["documents"] for row in proving),
        "empty_places": [row["slot"].title for row in proving if not row["documents"] and not row["reason"]],
        "row": rows[place],
        "steps": [(row["question"], row["finding"]) for row in rows],
        "before": rows[place - 1]["question"] if place else None,
        "after": rows[place + 1]["question"] if place + 1 < len(rows) else None,
        "earnings": grounds.earnings_of(application) if "earnings_pending" in asked.checks else [],
        "asked_for": InformationRequest.objects.filter(application=application, question=asked.id),
    }


def _save(request: Request, application: Application, asked: Question, form: FindingForm) -> Outcome:
    names = ("outcome", "reason", "rationale", "evidence_note")
    given: dict[str, Any] = {name: form.cleaned_data[name] for name in names}
    given["evidence"] = list(application.documents.filter(pk__in=form.cleaned_data["evidence"]))
    given |= {"answers": form.answers, "published": form.published, "pages": form.pages}
    return blamed(do(request, application, reviewing.save_finding, application, asked.id, **given), form)


def _next(application: Application, asked: Question) -> str:
    """The next criterion without a finding, or the list of all when none is left."""
    rows = judged(application)
    after = rows[asked.number :] + rows[: asked.number]
    left = next((row["question"].id for row in after if row["finding"] is None), None)
    return reverse("finding", args=[application.pk, left]) if left else reverse("review", args=[application.pk])
