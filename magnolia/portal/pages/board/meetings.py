"""The Board's meetings and members: each meeting on one page, with every program that was taken up at it."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from magnolia.policy.workflow import process

from ... import access, clock
from ...actions.deciding import consult
from ...actions.deciding import meetings as keep
from ...actions.recording import reading
from ...actions.state_words import sentences
from ...models import Application, Consultation, Event, Meeting, MeetingPaper, Seat
from ..doing import do
from ..handing import handed_out
from ..moving import told
from ..office import keeping
from ..request import Request, today
from .meeting_forms import AgendaForm, CallForm, CancelForm, MeetingForm, MinutesForm, SeatForm

A_PAGE = 20
WAITING = 100  # programs offered for an agenda
SAVE, HOLD, PAPER, TAKE_UP, CANCEL = "save", "hold", "file_paper", "take_up", "cancel"


def _keeps(request: Request, state: str) -> bool:
    return bool(set(process(state).life(Meeting.kind).moves["call"].who) & request.standing.roles_in(state))


def meetings(request: Request) -> HttpResponse:
    """Every meeting, newest first; the way to call one."""
    state = keeping.state_of(request, *access.BOARD)
    form = CallForm(request.POST if request.method == "POST" else None)
    made: list[Meeting] = []

    def call(given: dict[str, Any]) -> None:
        made.append(keep.call(state, given["day"], by=request.user, at=request.at, key=keeping.key(request)))

    if form.is_bound and keeping.done(form, call):
        messages.success(request, "The meeting is called. Put programs on its agenda.")
        return redirect("meeting", made[0].case.number)
    rows = keeping.visible(request, Meeting).filter(jurisdiction=state).select_related("case")
    page = Paginator(rows.order_by("-day", "-id"), A_PAGE).get_page(request.GET.get("page"))
    states = process(state).life(Meeting.kind).states
    context = {
        "page": page,
        "lines": [(row, states[row.state]) for row in page],
        "form": form,
        "mine": _keeps(request, state),
        "blank": Meeting(),
        "members": keep.sitting(state, today(request, state)).count(),
    }
    return keeping.show(request, "board/meetings.html", context, form)


def board_members(request: Request) -> HttpResponse:
    """The list of the Board's members; the secretary adds and changes."""
    state = keeping.state_of(request, *access.BOARD)
    rows = keeping.visible(request, Seat).filter(jurisdiction=state).select_related("case")
    typed = request.POST.get("pk") or request.GET.get("pk")
    seat = keeping.chosen(request, rows) if typed else Seat(jurisdiction=state)
    fields = ("name", "sits_for", "first_day", "last_day")
    initial = {name: getattr(seat, name) for name in fields} if typed else {"first_day": today(request, state)}
    form = SeatForm(request.POST if request.method == "POST" else None, initial=initial)

    def save(given: dict[str, Any]) -> None:
        keep.save_seat(
            seat, **given, by=request.user, at=request.at, key=keeping.key(request),
            seen=keeping.seen(request) if typed else None,
        )  # fmt: skip

    if form.is_bound and keeping.done(form, save):
        messages.success(request, f"{seat.name} is on the list.")
        return redirect("board_members")
    context = {
        "rows": rows.order_by("name"),
        "form": form,
        "seat": seat,
        "changing": bool(typed),
        "mine": _keeps(request, state),
        "trail": [("Board meetings", reverse("meetings"))],
    }
    return keeping.show(request, "board/members.html", context, form)


def found(request: Request, number: str) -> Meeting:
    """The meeting of that number, if this person may see it."""
    rows = keeping.visible(request, Meeting).select_related("case").prefetch_related("attendance__seat", "papers")
    return get_object_or_404(rows, case__number=number)


def meeting_page(request: Request, meeting: str) -> HttpResponse:
    """One meeting: its record, its documents, the programs on its agenda and those that wait for one."""
    row, word = found(request, meeting), request.POST.get("do", "")
    state = row.jurisdiction
    seats = list(keep.sitting(state, row.day))
    says = sentences(state)["meeting_part"]
    form = MeetingForm(row, seats, says, request.POST if word in (SAVE, HOLD) else None)
    minutes = MinutesForm(*((request.POST, request.FILES) if word == PAPER else ()))
    calling_off = CancelForm(request.POST if word == CANCEL else None)
    problems: list[str] = []
    if request.method == "POST" and _done(request, row, word, (form, minutes, calling_off), problems):
        return redirect("meeting", row.case.number)
    row = found(request, meeting)
    context = {
        "meeting": row,
        "state_of_it": process(state).life(Meeting.kind).states[row.state],
        "form": form,
        "minutes": minutes,
        "calling_off": calling_off,
        "mine": _keeps(request, state) and row.state != keep.CANCELLED,
        "cancelled": _said_of(row, CANCEL),
        "agenda": agenda(request, row),
        "waiting": AgendaForm(_waiting(request, row)),
        "corrections": told(list(keep.corrections(row).select_related("case"))),
        "problems": problems,
        "reasons": _said_of(row, "correct"),
        "says": [(each.seat, says.get(each.part, each.part), each.words) for each in row.attendance.all()],
        "trail": [("Board meetings", reverse("meetings"))],
    }
    answer = keeping.show(request, "board/meeting.html", context, form, minutes, calling_off)
    if problems:
        answer.status_code = 422
    return answer


def _done(
    request: Request, row: Meeting, word: str, sent: tuple[MeetingForm, MinutesForm, CancelForm], problems: list[str]
) -> bool:
    """Make what the pressed button asks for; whether the page is to be opened again."""
    form, minutes, calling_off = sent
    once: dict[str, Any] = {
        "by": request.user,
        "at": request.at,
        "seen": keeping.seen(request),
        "key": keeping.key(request),
    }
    if word == TAKE_UP:
        return _take_up(request, row, problems)
    if word == PAPER:
        ok = keeping.done(minutes, lambda given: keep.file_paper(row, given["file"].name, given["file"], **once))
        said = "Document put on record."
    elif word == CANCEL:
        ok = keeping.done(calling_off, lambda given: keep.cancel(row, reason=given["why"], **once))
        said = "The meeting is cancelled. Its programs wait for another one."
    else:
        held = word == HOLD
        ok = keeping.done(
            form, lambda given: keep.save(row, given, form.parts(), held=held, reason=given.get("reason", ""), **once)
        )
        said = "The meeting was held; who was there is on record." if held else "The record of the meeting is saved."
    if ok:
        messages.success(request, said)
    return ok


def _take_up(request: Request, row: Meeting, problems: list[str]) -> bool:
    """Put every checked program on the agenda; a refusal is told with the program it is about."""
    chosen = _open(request, row).filter(pk__in=[pk for pk in request.POST.getlist("cases") if _is_id(pk)])
    done = 0
    for nth, application in enumerate(chosen):
        outcome = do(request, application, consult.take_up, application, row, nth=nth + 1)
        if outcome.done:
            done += 1
        else:
            problems.append(f"{application.number}: {outcome.problem}")
    if not done and not problems:
        problems.append("Check at least one program.")
    if done:
        messages.success(request, f"Put on the agenda: {done}.")
    return not problems


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _open(request: Request, row: Meeting) -> Any:
    """Programs that wait for their consultation and that this person may open."""
    rows = access.visible_to(request.standing, Application).filter(jurisdiction=row.jurisdiction, state="consultation")
    return rows.select_related("case", "institution")


def _waiting(request: Request, row: Meeting) -> list[Application]:
    """Programs that wait for their consultation, are on no agenda and were sent in by the day of the meeting."""
    taken = Consultation.objects.filter(attested_on__isnull=True, meeting__isnull=False)
    ends = datetime.combine(row.day + timedelta(days=1), time(), clock.zone(row.jurisdiction))
    rows = _open(request, row).filter(submitted_at__lt=ends).exclude(pk__in=taken.values("application"))
    return list(rows.order_by("submitted_at")[:WAITING])


def agenda(request: Request, row: Meeting) -> list[dict[str, Any]]:
    """The programs of the meeting that this person may open, in the order they were put on it."""
    says = sentences(row.jurisdiction)
    mine = access.visible_to(request.standing, Application).values("pk")
    rows = row.consultations.filter(application__in=mine).select_related(
        "application__case", "application__institution"
    )
    return [
        {
            "row": each,
            "application": each.application,
            "advice": says["board_advice"].get(each.advice, ""),
            "differing": [f"{m.name}: {says['board_part'].get(m.part, m.part)}" for m in _differ(each)],
        }
        for each in rows.prefetch_related("members").order_by("id")
    ]


def _differ(row: Consultation) -> list[Any]:
    return [member for member in row.members.all() if member.part in ("dissent", "recused")]


def _said_of(row: Meeting, move: str) -> list[tuple[Any, str]]:
    """The day of each such move of the meeting with its reason."""
    events = Event.objects.filter(thing_id=row.pk, move=move).select_related("text").order_by("seq")
    return [(event.occurred_on, json.loads(event.text.text or "{}").get("reason", "")) for event in events]


def paper(request: Request, meeting_paper: UUID) -> HttpResponse:
    """A document of a meeting; the look is written down."""
    rows = keeping.visible(request, MeetingPaper).select_related("meeting__case")
    row = get_object_or_404(rows, pk=meeting_paper)
    reading.note(request.user, row.meeting.case, f"meeting paper {row.pk}", request.at)
    return handed_out(row, request)
