"""The Board's consultation: its record, its comments, the attestation. Comments inform and do not decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from magnolia.policy.registers import review as registers

from ... import access
from ...actions.deciding import consult
from ...actions.deciding.board_members import at_the_meeting
from ...actions.deciding.meetings import CANCELLED
from ...actions.deciding.signing import statement
from ...actions.recording import reading
from ...actions.state_words import sentences
from ...models import Application, BoardPaper, Consultation, Meeting
from ..acting import blamed, kept, may, move_of, unfinished
from ..case.case import fetch, surround
from ..case.consulted import told
from ..case.filed import filed, judged
from ..doing import do
from ..forms import PlainForm
from ..handing import handed_out
from ..moving import Outcome
from ..request import Request, today
from ..words import day_words
from .board_forms import AttestationForm, ConsultationForm, PaperForm

SAVE, ATTEST, PAPER, MORE = "save_consultation", "attest_consultation", "file_paper", "more_members"
LINES = 5  # empty lines for members beyond those on record; a button gives as many again
DIFFER = 1  # the same where a meeting says who was there
MEETINGS = 24  # the newest ones are offered
MOST_LINES = 60


def consultation(request: Request, pk: UUID) -> HttpResponse:
    """The record of the consultation in hand, and those of earlier rounds."""
    application = fetch(request, pk, "consultation")
    word = request.POST.get("do", "")
    sheet = _sheet(request, application, word)
    outcome = Outcome()
    if request.method == "POST" and word != MORE:
        outcome = _do(request, application, word, sheet)
        if outcome.done:
            done = "Document put on record" if word == PAPER else move_of(application, word).done
            messages.success(request, f"{done}.")
            return redirect("consultation", application.pk)
    row = consult.current(application)
    context = (
        surround(request, application, "consultation")
        | filed(application)
        | {
            "judged": judged(application),
            "row": row,
            "follows": row.follows if row else None,
            "there": _there(row),
            "consultations": told(application),
            "form": sheet.record,
            "signing": sheet.signing,
            "filing_paper": sheet.paper,
            "sent_form": sheet.sent(word),
            "attest": move_of(application, ATTEST),
            "attest_from": _not_before(row, today(request, application.jurisdiction)),
            "statement": statement(application.jurisdiction, "attest"),
            "may": may(request, application),
            "kept": kept(request, application, SAVE, sheet.sent(word)),
            "has_errors": bool(sheet.sent(word).errors),
            "outcome": outcome,
        }
    )
    status = 200 if word == MORE else unfinished(sheet.sent(word), outcome)
    return render(request, "board/consultation.html", context, status=status)


def _not_before(row: Consultation | None, now: date) -> date | None:
    """The day from which on the consultation can be attested, while that day is still to come."""
    return row.day if row is not None and row.day is not None and row.day > now else None


@dataclass(frozen=True)
class Sheet:
    """The three forms of the page."""

    record: ConsultationForm
    paper: PaperForm
    signing: AttestationForm

    def sent(self, word: str) -> PlainForm:
        """The one that was sent, or the record."""
        return {ATTEST: self.signing, PAPER: self.paper}.get(word, self.record)


def _sheet(request: Request, application: Application, word: str) -> Sheet:
    topics, row = registers(application.jurisdiction).topics, consult.current(application)
    met = row is not None and row.follows is not None
    kept_lines = (row.members.count() if row else 0) + (DIFFER if met else LINES)
    lines = _lines(request.POST.get("lines", ""), kept_lines) if word in (SAVE, MORE) else kept_lines
    data, initial = request.POST if word == SAVE else None, _initial(row)
    if word == MORE:
        lines = min(lines + LINES, MOST_LINES)
        initial = {name: request.POST.get(name, "") for name in request.POST} | {"lines": lines}
    record = ConsultationForm(
        topics,
        sentences(application.jurisdiction),
        lines,
        data,
        initial=initial,
        meetings=_meetings(request, application),
        there=at_the_meeting(row) if row and met else None,
    )
    return Sheet(
        record=record,
        paper=PaperForm(topics, *((request.POST, request.FILES) if word == PAPER else ())),
        signing=AttestationForm(
            request.POST if word == ATTEST else None,
            initial={"attested_on": today(request, application.jurisdiction), "attested_title": request.user.title},
        ),
    )


def _meetings(request: Request, application: Application) -> list[tuple[str, str]]:
    """The newest meetings of the State's Board, as choices."""
    rows = access.visible_to(request.standing, Meeting).filter(jurisdiction=application.jurisdiction)
    rows = rows.exclude(state=CANCELLED)
    newest = rows.select_related("case")[:MEETINGS]
    return [(str(row.pk), f"Meeting {row.case.number}, {day_words(row.day)}") for row in newest]


def _there(row: Consultation | None) -> list[str]:
    """Each member of the meeting that is followed, with the part."""
    if row is None:
        return []
    says = sentences(row.application.jurisdiction)["meeting_part"]
    return [f"{member.name} ({says.get(member.part, member.part).lower()})" for member in at_the_meeting(row)]


def _lines(typed: str, otherwise: int) -> int:
    return min(int(typed), MOST_LINES) if typed.isascii() and typed.isdigit() else otherwise


def _do(request: Request, application: Application, word: str, sheet: Sheet) -> Outcome:
    form = sheet.sent(word)
    if not form.is_valid():
        return Outcome()
    given = form.cleaned_data
    if word == ATTEST:
        signed = {name.removeprefix("attested_"): value for name, value in given.items()}
        return blamed(do(request, application, consult.attest, application, **signed), form)
    if word == PAPER:
        file = given["file"]
        added = do(request, application, consult.file_paper, application, file.name, file, given["topics"])
        return blamed(added, form)
    record = {name: given.get(name) for name in consult.PARTS}
    record |= {"comments": {n.removeprefix("comment_"): text for n, text in given.items() if n.startswith("comment_")}}
    chosen = access.visible_to(request.standing, Meeting).filter(pk__in=[given["meeting"]] if given["meeting"] else [])
    record |= {"members": sheet.record.members(), "meeting": chosen.first()}
    return blamed(do(request, application, consult.save_consultation, application, **record), form)


def _initial(row: Consultation | None) -> dict[str, Any]:
    if row is None:
        return {}
    made: dict[str, Any] = {name: getattr(row, name) for name in consult.PARTS}
    made["meeting"] = str(row.meeting_id or "")
    made |= {f"comment_{c.topic}": c.text for c in row.comments.all()}
    for member in row.members.all():
        made |= {
            f"member_{member.place}": member.name,
            f"part_{member.place}": member.part,
            f"words_{member.place}": member.words,
        }
    return made


def paper(request: Request, paper: UUID) -> HttpResponse:
    """A document of a consultation, to be saved and never shown inside the portal; the look is written down."""
    rows = access.visible_to(request.standing, BoardPaper).select_related("consultation__application__case")
    row = get_object_or_404(rows, pk=paper)
    reading.note(request.user, row.consultation.application.case, f"board paper {row.pk}", request.at)
    return handed_out(row, request)
