"""The Board's packet: on a page, as a PDF, and with its exhibits; for one program or for a whole meeting."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat

from magnolia.policy.layers import read, state_layer
from magnolia.policy.periods import AwardYear
from magnolia.policy.registers import review as registers

from ... import clock
from ...actions.deciding.packet_files import Exhibit, Packet, Pairs, Program, Section, as_pdf, pack
from ...actions.papers import store
from ...actions.recording import reading
from ...actions.telling.letters import CannotTypeset
from ...models import Application, Meeting
from ...templatetags.case_words import answer_words
from ..case.case import fetch, surround
from ..case.consulted import told
from ..case.filed import aims, filed, judged
from ..handing import as_file
from ..institution.answered import answered
from ..moving import Outcome
from ..request import Request
from ..words import day_words, moment_words
from .meetings import agenda, found


def packet(request: Request, pk: UUID) -> HttpResponse:
    """Facts, what the rules found, the review's findings by aim, the documents, and earlier consultations."""
    application = fetch(request, pk, "packet")
    rows = judged(application)
    context = (
        surround(request, application, "consultation")
        | filed(application)
        | {
            "judged": rows,
            "aims": aims(application, rows),
            "consultations": [each for each in told(application) if each["complete"]],
            "made_at": request.at,
            "outcome": Outcome(),
        }
    )
    return render(request, "board/packet.html", context)


def case_pdf(request: Request, pk: UUID) -> HttpResponseBase:
    """The packet of one program as PDF."""
    application = fetch(request, pk, "packet as PDF")
    return _pdf(request, _of_case(request, application), application.number, redirect("packet", pk))


def case_zip(request: Request, pk: UUID) -> HttpResponseBase:
    """The packet of one program with its exhibits."""
    application = fetch(request, pk, "packet with exhibits")
    return _zip(request, _of_case(request, application), application.number, redirect("packet", pk))


def meeting_pdf(request: Request, meeting: str) -> HttpResponseBase:
    """The packet of a meeting: every program on its agenda that this person may open."""
    row = found(request, meeting)
    return _pdf(request, _of_meeting(request, row, "packet as PDF"), row.case.number, redirect("meeting", meeting))


def meeting_zip(request: Request, meeting: str) -> HttpResponseBase:
    """The same with all exhibits."""
    row = found(request, meeting)
    return _zip(
        request, _of_meeting(request, row, "packet with exhibits"), row.case.number, redirect("meeting", meeting)
    )


def _pdf(request: Request, made: Packet, number: str, back: HttpResponse) -> HttpResponse:
    try:
        return as_file(as_pdf(made, request.at), f"{number}-packet.pdf", "application/pdf")
    except CannotTypeset as problem:
        messages.error(request, str(problem))
        return back


def _zip(request: Request, made: Packet, number: str, back: HttpResponse) -> HttpResponseBase:
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    try:
        pack(made, file, clock.local(made.jurisdiction, request.at))
    except (store.Lost, CannotTypeset) as problem:
        file.close()
        messages.error(request, f"The packet could not be packed: {problem} Tell an administrator.")
        return back
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{number}-packet.zip", content_type="application/zip")


def _of_case(request: Request, application: Application) -> Packet:
    row = application.consultations.filter(attested_on__isnull=True, meeting__isnull=False).first()
    heading: Pairs = (("Application", application.number),)
    if row is not None and row.meeting is not None:
        heading += _of_the_meeting(row.meeting)
    return _packet(request, application.jurisdiction, application.number, heading, [application])


def _of_meeting(request: Request, row: Meeting, what: str) -> Packet:
    """The packet of a meeting; each case in it counts as opened."""
    programs = [each["application"] for each in agenda(request, row)]
    reading.note_several(request.user, [application.case for application in programs], what, request.at)
    return _packet(request, row.jurisdiction, row.case.number, _of_the_meeting(row), programs)


def _of_the_meeting(row: Meeting) -> Pairs:
    begins = f", {row.starts_at:%I:%M %p}".replace(" 0", " ") if row.starts_at else ""
    said = (
        ("Meeting", row.case.number),
        ("Day", day_words(row.day) + begins),
        ("Place", row.place),
        ("Public notice", ", ".join(filter(None, (day_words(row.noticed_on), row.noticed_where)))),
    )
    return tuple((label, words) for label, words in said if words)


def _packet(request: Request, jurisdiction: str, number: str, heading: Pairs, programs: list[Application]) -> Packet:
    names = read(state_layer(jurisdiction), "profile")
    made = moment_words(request.at, clock.zone(jurisdiction))
    return Packet(
        jurisdiction=jurisdiction,
        title=f"Packet for the {names['board_long']}",
        lead=f"The advice informs the decision of the {names['governor']}; it does not make it.",
        document_title=f"Packet {number}",
        references=(*heading, ("Put together", made)),
        asked=tuple(topic.title for topic in registers(jurisdiction).topics.values()),
        programs=tuple(_program(str(place), row) for place, row in enumerate(programs, start=1)),
    )


def _program(number: str, application: Application) -> Program:
    sent = filed(application)
    year = AwardYear(application.award_year).long
    return Program(
        number=number,
        title=application.program_name,
        under=f"{application.number} · {application.institution.name}",
        references=(
            ("Application", application.number),
            ("Institution", application.institution.name),
            ("Award year", year),
        ),
        facts=tuple(_facts(application, sent)),
        findings=tuple(_findings(application)),
        papers=tuple(_exhibits(number, sent)),
        earlier=tuple(_earlier(application)),
    )


def _facts(application: Application, sent: dict[str, Any]) -> Iterator[Section]:
    stated = sent["sent"].facts if sent["sent"] else {}
    for group, answers in answered(application, stated):
        told = ((label, answer_words(value, question)) for label, question, value in answers)
        if rows := tuple((label, words) for label, words in told if words):
            yield Section(group.title, rows)


def _findings(application: Application) -> Iterator[Section]:
    for row in judged(application):
        rows = [("Finding", row["label"])]
        if found := row["finding"]:
            places = {at.document_id: f", page {at.pages}" for at in found.pages.all()}
            papers = "; ".join(f"{paper.name}{places.get(paper.pk, '')}" for paper in found.evidence.all())
            rows += [
                ("Reason", row["reason"]),
                ("Rationale", found.rationale),
                *row["answers"],
                ("Evidence", "; ".join(filter(None, (papers, found.evidence_note)))),
            ]
        yield Section(
            f"{row['question'].number}. {row['question'].title}",
            tuple((label, words) for label, words in rows if words),
        )


def _exhibits(number: str, sent: dict[str, Any]) -> Iterator[Exhibit]:
    rows = ((place["slot"].title, paper) for place in sent["papers"] for paper in place["documents"])
    for nth, (title, paper) in enumerate(rows, start=1):
        size = filesizeformat(paper.size).replace("\xa0", " ")
        yield Exhibit(f"{number}-{nth}", paper.name, f"{title}, {size}", paper.sha256)


def _earlier(application: Application) -> Iterator[Pairs]:
    for each in told(application):
        if each["complete"]:
            yield (
                ("Consultation", f"{each['row'].round}, {day_words(each['row'].held_on)}"),
                ("Advice", each["advice"] or "None recorded"),
                ("Ground", each["row"].ground),
            )
