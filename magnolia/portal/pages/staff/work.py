"""Your work: the cases in which it is this person's turn, the most urgent first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from magnolia.policy.workflow import process

from ... import access
from ...doors import may_open
from ...models import Amendment, CalendarYear, Notice
from ..after import aid
from ..case import asked, case_messages
from ..records import waiting as waiting_records
from ..request import Request, home_state
from . import queue, turns

PAGE_SIZE = 25
# Other things that can wait for a person, and the page where they are dealt with.
ELSEWHERE = ((Amendment, "law_changes"), (CalendarYear, "holidays"))


def work(request: Request) -> HttpResponse:
    """What waits for this person, with a filter by state in the address (?state=)."""
    table = process(home_state(request))
    life = table.life("application")
    waiting = turns.waiting_for(request)
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in life.states else ""
    possible = turns.waits_in(request, waiting)
    states = [state for state in life.states.values() if state.name in possible]
    counts = {state.name: queue.counted(turns.waiting_for(request, state.name)) for state in states}
    total = min(sum(counts.values()), queue.COUNT_TO + 1)
    rows = turns.waiting_for(request, chosen) if chosen else waiting
    reached = counts.get(chosen, 0) if chosen else total
    page = queue.page(request, queue.most_urgent_first(rows), PAGE_SIZE, reached)
    roles = request.standing.roles
    context = {
        "page": page,
        "lines": queue.lines(request, page),
        "total": total,
        "chosen": chosen,
        "filters": [("All", "?", not chosen, queue.count_words(total))]
        + [
            (s.label, f"?state={s.name}", chosen == s.name, queue.count_words(counts[s.name]))
            for s in states
            if counts[s.name]
        ],
        "elsewhere": [
            (process(home_state(request)).life(model.kind).label, count, reverse(address))
            for model, address in ELSEWHERE
            if may_open(address, True, roles) and (count := turns.others_waiting(request, model, model.kind))
        ]
        + asked.waiting(request)
        + case_messages.waiting(request)
        + aid.waiting(request)
        + waiting_records.waiting(request),
        "roles": [table.roles[role] for role in table.roles if role in roles],
        "unread": access.visible_to(request.standing, Notice).filter(person=request.user, read_at__isnull=True).count(),
        "may_apply": may_open("application_new", True, roles),
    }
    return render(request, "work/work.html", context)
