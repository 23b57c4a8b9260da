"""The whole filing at any stage: on one page to print, as PDF, and packed with its originals.

Outside the institution people see what was sent in, not what is being changed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from magnolia.policy.form import form as form_words
from magnolia.policy.periods import AwardYear
from magnolia.policy.registers import review
from magnolia.policy.workflow import process

from ... import access, clock
from ...actions.applying import filing
from ...actions.applying.slots import Checklist, checklist
from ...actions.papers import store
from ...actions.papers.filing_files import Group, Paper, Part, Told, as_pdf, pack
from ...actions.telling.letters import CannotTypeset
from ...doors import INSTITUTION
from ...models import Application, Filing, Signature
from ...templatetags.case_words import answer_words
from ..institution.answered import answered
from ..moving import Outcome
from ..request import Request
from ..words import moment_words
from .case import fetch, surround

HERE = "case_print"


@dataclass
class Whole:
    """A filing as this person may see it: frozen as it was sent, or as it stands now."""

    application: Application
    frozen: Filing | None
    sent: Filing | None

    @classmethod
    def seen_by(cls, request: Request, application: Application) -> Whole:
        sent = filing.latest(application)
        inside = INSTITUTION & access.roles_toward(request.standing, application)
        return cls(application, None if inside else sent, sent)

    @property
    def stated(self) -> Mapping[str, Any]:
        return self.frozen.facts if self.frozen else filing.columns(self.application)

    @property
    def papers(self) -> list[dict[str, Any]]:
        """Documents with id, slot, title of the slot, name, size and hash."""
        slots = review(self.application.jurisdiction).slots
        rows = self.frozen.documents if self.frozen else [vars(d) for d in filing.current_documents(self.application)]
        return [row | {"title": slots[row["slot"]].title if row["slot"] in slots else row["slot"]} for row in rows]

    @property
    def checklist(self) -> Checklist:
        return checklist(self.application, self.frozen)

    @property
    def signature(self) -> Signature | None:
        rows = self.application.signatures.prefetch_related("declarations").order_by("-id")
        return rows.filter(at__lte=self.frozen.at).first() if self.frozen else rows.first()

    @property
    def stands(self) -> bool:
        """Whether the signature covers what is shown."""
        return bool(self.frozen) or filing.standing_signature(self.application) is not None

    @property
    def mark(self) -> str:
        """In what way this is not the filing that was sent, or nothing."""
        if self.frozen or (self.sent and self.stands):
            return ""
        return "Draft. Changed since it was last sent." if self.sent else "Draft. Not sent to the State."


def whole(request: Request, pk: UUID) -> HttpResponse:
    """The whole filing on one page to print: three parts, documents with checksums, signatures."""
    application = fetch(request, pk, HERE)
    seen = Whole.seen_by(request, application)
    context = surround(request, application, HERE) | {
        "words": form_words(application.jurisdiction),
        "groups": answered(application, seen.stated),
        "whole": seen,
        "signature": seen.signature,
        "outcome": Outcome(),
    }
    return render(request, "institution/whole.html", context)


def pdf(request: Request, pk: UUID) -> HttpResponse:
    """The same as PDF/UA-1, marked as a draft where it is one."""
    application = fetch(request, pk, "filing as PDF")
    seen = Whole.seen_by(request, application)
    try:
        content = as_pdf(_told(request, seen), at=request.at)
    except CannotTypeset as problem:
        messages.error(request, str(problem))
        return redirect(HERE, application.pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_name(seen)}.pdf"'
    return response


def package(request: Request, pk: UUID) -> HttpResponseBase:
    """The PDF, every original and a manifest of hashes as one zip, written to a file first and sent from there."""
    application = fetch(request, pk, "filing with documents")
    seen = Whole.seen_by(request, application)
    papers = [Paper(row["slot"], row["name"], row["size"], row["sha256"]) for row in seen.papers]
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    try:
        pack(_told(request, seen), papers, file, number=application.number, at=request.at)
    except (store.Lost, CannotTypeset) as problem:
        file.close()
        messages.error(request, f"The filing could not be packed: {problem} Tell an administrator.")
        return redirect(HERE, application.pk)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_name(seen)}.zip", content_type="application/zip")


def _name(seen: Whole) -> str:
    return f"{seen.application.number}-{'draft' if seen.mark else 'filing'}"


def _told(request: Request, seen: Whole) -> Told:
    """The filing in words, for print."""
    application = seen.application
    words, zone = form_words(application.jurisdiction), clock.zone(application.jurisdiction)
    state = process(application.jurisdiction).life(application.kind).states[application.state]
    stands = f"As sent on {moment_words(seen.sent.at, zone)}" if seen.sent and not seen.mark else state.label
    return Told(
        title=application.program_name or "Program without a name yet",
        document_title=f"Filing {application.number}",
        institution=application.institution.name,
        footer=f"{application.number}{' · Draft' if seen.mark else ''} · Printed {moment_words(request.at, zone)}",
        mark=seen.mark,
        references=(
            ("Application", application.number),
            ("Institution", application.institution.name),
            ("Award year", AwardYear(application.award_year).long),
            ("Stands", stands),
        ),
        parts=(
            Part(words.parts["details"].title, tuple(_answers(seen))),
            Part(words.parts["attachments"].title, tuple(_papers(seen))),
            Part(words.parts["declarations"].title, (_declared(seen, zone),)),
        ),
    )


def _answers(seen: Whole) -> Iterator[Group]:
    for group, answers in answered(seen.application, seen.stated):
        rows = tuple((label, answer_words(value, question) or "Not answered") for label, question, value in answers)
        yield Group(group.title, rows, () if rows else ("Not answered.",))


def _papers(seen: Whole) -> Iterator[Group]:
    found = seen.checklist
    said = {"present": "Present", "not_applicable": "Not applicable: ", "missing": "Missing"}
    rows = tuple((line.title, (said[line.standing] + line.reason).strip()) for line in found.lines)
    yield Group(f"Checklist: {found}", rows)
    papers = seen.papers
    lines = tuple(
        (f"{row['title']}: {row['name']}", f"{row['size']:,} bytes, SHA-256 {row['sha256']}") for row in papers
    )
    yield Group("Documents", lines, () if papers else ("No documents.",))


def _declared(seen: Whole, zone: Any) -> Group:
    signed = seen.signature
    if signed is None:
        return Group("", (), ("Not signed yet.",))
    lines = [each.wording for each in signed.declarations.all()]
    if not seen.stands:
        lines.append("The application was changed after this signature, so it no longer counts.")
    lines.append(f"Signed by {signed.name}, {signed.title}, on {moment_words(signed.at, zone)}.")
    return Group("", (), tuple(lines))
