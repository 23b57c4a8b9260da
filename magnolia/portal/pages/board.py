"""The Board's consultation: its record, its comments, the attestation. Comments inform and do not decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from magnolia.policy.registers import Topic
from magnolia.policy.registers import review as registers

from .. import access
from ..actions import consult, reading
from ..actions.letter_fields import sentences
from ..models import Application, BoardPaper, Consultation
from .acting import blamed, kept, may, move_of, unfinished
from .case import fetch, surround
from .doing import do
from .filed import filed, judged
from .forms import PlainForm, YesNo
from .handing import handed_out
from .moving import Outcome
from .request import Request, today

SAVE, ATTEST, PAPER, MORE = "save_consultation", "attest_consultation", "file_paper", "more_members"
LINES = 5  # empty lines for members beyond those on record; a button gives as many again
MOST_LINES = 60


class ConsultationForm(PlainForm):
    """The record of a consultation; it may be saved half done. `lines` is how many members it has room for."""

    held_on = forms.DateField(label="Day of the consultation", required=False)
    noticed_on = forms.DateField(
        label="Day of the public notice", required=False, help_text="When the meeting was announced, if it was one."
    )
    quorum = YesNo(label="Was a quorum present?", required=False)
    advice = forms.ChoiceField(label="Advice", required=False, widget=forms.RadioSelect)
    materials = forms.CharField(
        label="Materials reviewed", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    ground = forms.CharField(
        label="Ground for the recommendation or determination",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, topics: Mapping[str, Topic], says: Mapping[str, Any], lines: int, data: Any = None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.fields["advice"].choices = list(says["board_advice"].items())  # type: ignore[attr-defined]
        self.lines = lines
        self.fields["lines"] = forms.IntegerField(required=False, initial=lines, widget=forms.HiddenInput)
        for place in range(1, lines + 1):
            self.fields[f"member_{place}"] = forms.CharField(label="Member", required=False, max_length=120)
            self.fields[f"part_{place}"] = forms.ChoiceField(
                label="Took part", required=False, choices=[("", "Choose"), *says["board_part"].items()]
            )
            self.fields[f"words_{place}"] = forms.CharField(
                label="Dissent, or reason for standing aside",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        for topic in topics.values():
            self.fields[f"comment_{topic.id}"] = forms.CharField(
                label=topic.title, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
            )
        self.comments = [self[f"comment_{topic}"] for topic in topics]

    def people(self) -> list[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields of each member, side by side."""
        return [(n, self[f"member_{n}"], self[f"part_{n}"], self[f"words_{n}"]) for n in range(1, self.lines + 1)]

    def members(self) -> list[consult.Member]:
        """The lines that say anything, as the action takes them."""
        given = self.cleaned_data
        typed = [
            consult.Member(given[f"member_{n}"], given[f"part_{n}"], given[f"words_{n}"])
            for n in range(1, self.lines + 1)
        ]
        return [member for member in typed if member.name or member.part or member.words]


class PaperForm(PlainForm):
    """A document of the consultation and the topics it speaks to."""

    file = forms.FileField(label="Document", help_text="Minutes, a letter, a labor-market sheet or the like.")
    topics = forms.MultipleChoiceField(label="Topics it speaks to", widget=forms.CheckboxSelectMultiple)

    def __init__(self, topics: Mapping[str, Topic], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["topics"].choices = [(t.id, t.title) for t in topics.values()]  # type: ignore[attr-defined]


class AttestationForm(PlainForm):
    """The signature that the consultation took place."""

    attested_name = forms.CharField(label="Your name, typed as a signature", max_length=120)
    attested_title = forms.CharField(label="Your title", max_length=120)
    attested_on = forms.DateField(label="Day of this attestation")


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
    context = (
        surround(request, application, "consultation")
        | filed(application)
        | {
            "judged": judged(application),
            "row": consult.current(application),
            "consultations": told(application),
            "form": sheet.record,
            "signing": sheet.signing,
            "filing_paper": sheet.paper,
            "sent_form": sheet.sent(word),
            "attest": move_of(application, ATTEST),
            "may": may(request, application),
            "kept": kept(request, application, SAVE, sheet.sent(word)),
            "has_errors": bool(sheet.sent(word).errors),
            "outcome": outcome,
        }
    )
    status = 200 if word == MORE else unfinished(sheet.sent(word), outcome)
    return render(request, "board/consultation.html", context, status=status)


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
    topics = registers(application.jurisdiction).topics
    row = consult.current(application)
    says = sentences(application.jurisdiction)
    kept_lines = (row.members.count() if row else 0) + LINES
    lines = _lines(request.POST.get("lines", ""), kept_lines) if word in (SAVE, MORE) else kept_lines
    if word == MORE:
        typed = {name: request.POST.get(name, "") for name in request.POST}
        lines = min(lines + LINES, MOST_LINES)
        record = ConsultationForm(topics, says, lines, initial=typed | {"lines": lines})
    else:
        record = ConsultationForm(topics, says, lines, request.POST if word == SAVE else None, initial=_initial(row))
    return Sheet(
        record=record,
        paper=PaperForm(topics, *((request.POST, request.FILES) if word == PAPER else ())),
        signing=AttestationForm(
            request.POST if word == ATTEST else None,
            initial={"attested_on": today(request, application.jurisdiction), "attested_title": request.user.title},
        ),
    )


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
    record = {name: given[name] for name in consult.PARTS}
    record |= {"comments": {n.removeprefix("comment_"): text for n, text in given.items() if n.startswith("comment_")}}
    record |= {"members": sheet.record.members()}
    return blamed(do(request, application, consult.save_consultation, application, **record), form)


def _initial(row: Consultation | None) -> dict[str, Any]:
    if row is None:
        return {}
    made: dict[str, Any] = {name: getattr(row, name) for name in consult.PARTS}
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
    return handed_out(row)


def told(application: Application) -> list[dict[str, Any]]:
    """Every record of a consultation, newest first, with its comments under their topics and what it still lacks."""
    topics = registers(application.jurisdiction).topics
    says = sentences(application.jurisdiction)
    rows = application.consultations.prefetch_related("comments", "members", "papers__topics").order_by("-round")
    return [
        {
            "row": row,
            "advice": says["board_advice"].get(row.advice, ""),
            "members": [(m.name, says["board_part"].get(m.part, m.part), m.words) for m in row.members.all()],
            "papers": [
                (p, ", ".join(topics[t.topic].title for t in p.topics.all() if t.topic in topics))
                for p in row.papers.all()
            ],
            "covered": _covered(topics, row),
            "comments": [(topics[c.topic].title, c.text) for c in row.comments.all() if c.topic in topics],
            "complete": row.attested_on is not None,
        }
        for row in rows
    ]


def _covered(topics: Mapping[str, Topic], row: Consultation) -> list[tuple[str, bool]]:
    """Each topic and whether the consultation discussed it: a comment or a document under it."""
    spoken = {c.topic for c in row.comments.all()} | {t.topic for p in row.papers.all() for t in p.topics.all()}
    return [(topic.title, topic.id in spoken) for topic in topics.values()]
