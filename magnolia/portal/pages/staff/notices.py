"""Notices: the official copy of what a person was told, with the way to the case and the letter."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from magnolia.policy.form import form
from magnolia.policy.outcome_runs import words
from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import process

from ... import access, clock
from ...actions.telling import digest
from ...actions.telling.notices import mark_read
from ...models import Application, Cycle, DataSubmission, Digest, DraftNews, Message, Notice
from ..institution.answered import group_page
from ..office.cycles import change_words
from ..office.cycles import line as cycle_line
from ..request import Request

PAGE_SIZE = 25


def _mine(request: Request) -> QuerySet[Notice]:
    rows = access.visible_to(request.standing, Notice).filter(person=request.user)
    return rows.select_related("event", "event__by", "event__text", "case", "letter").order_by("-written_at", "-pk")


def _lines(request: Request, rows: Iterable[Notice]) -> list[dict[str, Any]]:
    """Notices in words, each with the application of its case if this person may still open it."""
    rows = list(rows)
    cases = {row.case_id for row in rows}
    visible = access.visible_to(request.standing, Application).filter(case__in=cases).select_related("institution")
    found = {application.case_id: application for application in visible}
    return [
        {
            "notice": row,
            "says": process(row.case.jurisdiction).life(row.event.thing_kind).moves[row.event.move].done,
            "application": found.get(row.case_id),
            "zone": clock.zone(row.case.jurisdiction).key,
        }
        for row in rows
    ]


def notices(request: Request) -> HttpResponse:
    """Every notice of this person, newest first."""
    page = Paginator(_mine(request), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "work/notices.html", {"page": page, "lines": _lines(request, page)})


def notice(request: Request, pk: UUID) -> HttpResponse:
    """One notice; opening it marks it read."""
    row = get_object_or_404(_mine(request), pk=pk)
    mark_read(row, request.at)
    line = _lines(request, [row])[0]
    cycle = access.visible_to(request.standing, Cycle).filter(case=row.case_id, pk=row.event.thing_id).first()
    if cycle is not None:
        line |= {
            "cycle": cycle,
            "change": change_words(cycle.jurisdiction, row.event),
            "dates": cycle_line(cycle, request.at),
        }
    if line["application"] and row.event.thing_kind == DraftNews.kind:
        line["page"] = _page_of(line["application"], row)
    if row.event.thing_kind == Digest.kind:
        line["counted"] = digest.lines(Digest.objects.get(pk=row.event.thing_id))
    if line["application"] and row.event.thing_kind == Message.kind:
        line["page"] = {"title": "Messages", "url": reverse("messages", args=[line["application"].pk])}
    said = _said(row)
    if row.event.thing_kind == DataSubmission.kind:
        line["page"] = {"title": "Participant records", "url": reverse("records_version", args=[row.event.thing_id])}
    if said["rates"] and line["application"]:
        line["page"] = {"title": "Outcome rates", "url": reverse("outcomes", args=[line["application"].pk])}
    return render(request, "work/notice.html", {"line": line, "said": said})


def _page_of(application: Application, row: Notice) -> dict[str, str]:
    """The page of the form that news of a draft is about."""
    group = application.news.get(pk=row.event.thing_id).group
    return {
        "title": form(application.jurisdiction).groups[group].title,
        "url": f"{group_page(application, group)}#comments",
    }


def _said(row: Notice) -> dict[str, Any]:
    """What the move was made with, for whoever is told of it: its words, and both days of a deadline that moved."""
    move = process(row.case.jurisdiction).life(row.event.thing_kind).moves[row.event.move]
    said = json.loads(row.event.text.text or "{}")
    days = (said.get("from"), said.get("to")) if said.get("clock") else ()
    before, after = (date.fromisoformat(day) for day in days) if days else (None, None)
    measures = words(row.case.jurisdiction)["measure"]
    rates = said.get("rates", ()) if row.event.thing_kind == DataSubmission.kind else ()
    return {
        "words": [(word, said[word]) for word in move.asks if said.get(word)],
        "before": before,
        "after": after,
        "until": date.fromisoformat(said["until"]) if rates and "until" in said else None,
        "rates": [f"{measures[metric]['label']}, {AwardYear(year).long}" for year, metric in rates],
    }
