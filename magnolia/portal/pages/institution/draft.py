"""A draft as its people see it: everything that is missing at once, who works on what, and the check before signing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from magnolia.policy.form import form as form_words
from magnolia.policy.registers import review
from magnolia.policy.workflow import process

from ... import access
from ...actions.applying import drafts, filing
from ...actions.applying.personal import looks_like_ssn
from ...actions.applying.slots import checklist
from ...actions.moves import Refused
from ...models import Application, DraftComment
from ..case.case import fetch, surround
from ..case.whole import Whole
from ..doing import may
from ..forms import PlainForm
from ..moving import Outcome, form_only
from ..request import Request, today
from .against import against, in_the_way_of_sending
from .answered import answered, group_page, missing_by_group, names_of
from .apply_fields import readable
from .attest import sending
from .talk import of_page

MISSING, CHECK = "draft_missing", "draft_check"


class Assign(PlainForm):
    """Which colleague takes care of a page."""

    person = forms.ChoiceField(label="Taken care of by", required=False)

    def __init__(self, data: Any = None, *, people: list[Any], **rest: Any) -> None:
        super().__init__(data, **rest)
        choices = [("", "Nobody yet"), *((str(each.pk), each.name) for each in people)]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]


def gaps(application: Application) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Everything that is missing: part or page, its address, and each gap in words with the way to its field."""
    words, slots = form_words(application.jurisdiction), review(application.jurisdiction).slots
    details = words.parts["details"].title
    found = filing.gaps(application)
    lacking = missing_by_group(application, found)
    made = [
        (f"{details}: {group.title}", group_page(application, group.id), lacking[group.id])
        for group in words.groups.values()
    ]
    page = reverse("part_attachments", args=[application.pk])
    papers = [gap.field for gap in found if gap.part == "attachments"]
    made.append(
        (words.parts["attachments"].title, page, [(slots[name].title, f"{page}#slot-{name}") for name in papers])
    )
    page = reverse("part_declarations", args=[application.pk])
    unsigned = [] if filing.counting_signature(application) else [(words.says("unsigned"), page)]
    made.append((words.parts["declarations"].title, page, unsigned))
    return [each for each in made if each[2]]


def missing(request: Request, pk: UUID) -> HttpResponse:
    """Every gap of every part at once (INFO-01), and below it who works on which page."""
    return _show_missing(request, fetch(request, pk, MISSING), Outcome())


def _show_missing(
    request: Request, application: Application, outcome: Outcome, tried: tuple[str, str, str] = ("", "", "")
) -> HttpResponse:
    found = gaps(application)
    context = surround(request, application, MISSING) | {
        "gaps": found,
        "count": sum(len(lines) for _, _, lines in found),
        "against": against(application, today(request, application.jurisdiction)),
        "in_the_way": in_the_way_of_sending(request, application),
        "checklist": checklist(application),
        "pages": _pages(application, tried),
        "warned": _warned(application),
        "editable": may(request, application, "save"),
        "outcome": outcome,
    }
    return render(request, "institution/missing.html", context, status=outcome.status)


def _pages(application: Application, tried: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Each page of Personal Details: who changed it last, whose duty it is, what colleagues say about it."""
    words, touched = form_words(application.jurisdiction), drafts.last_changes(application)
    talk, people = drafts.talk(application), drafts.colleagues(application)
    duties = dict(application.duties.values_list("group", "person"))
    made = []
    for group in words.groups.values():
        names = names_of(application, group.id)
        touches = [touch for name, touch in touched.items() if name in names]
        again = tried[1:] if tried[0] == group.id else ("", "")
        duty = duties.get(group.id)
        made.append(
            {
                "group": group,
                "url": group_page(application, group.id),
                "last": max(touches, key=lambda touch: touch.at, default=None),
                "duty": next((person for person in people if person.pk == duty), None),
                "talk": of_page(application, group.id, talk.get(group.id, []), again),
                "assign": Assign(people=people, initial={"person": str(duty or "")}, auto_id=f"duty-{group.id}-%s"),
                "tried": tried[0] == group.id,
            }
        )
    return made


def _warned(application: Application) -> list[tuple[str, str]]:
    """Answers that seem to hold a Social Security number, by their label and page."""
    words, stated = form_words(application.jurisdiction), filing.columns(application)
    return [
        (label, group_page(application, group))
        for group in words.groups
        for label, _, value in words.lines(group, stated)
        if isinstance(value, str) and looks_like_ssn(value)
    ]


@form_only(MISSING)
def together(request: Request, pk: UUID) -> HttpResponse:
    """What colleagues do for each other: comment on a page, settle a comment, take a page on."""
    application = fetch(request, pk, MISSING)
    group, wanted = request.POST.get("group", ""), request.POST.get("do", "")
    text, question = readable(request.POST.get("text")), request.POST.get("question", "")
    try:
        if wanted == "comment":
            drafts.comment(application, group, text, by=request.user, at=request.at, question=question)
        elif wanted == "settle":
            rows = access.visible_to(request.standing, DraftComment).select_related("application")
            row = get_object_or_404(rows, pk=_number(request.POST.get("comment")), application=application)
            drafts.settle(row, by=request.user, at=request.at)
        elif wanted == "assign":
            chosen = request.POST.get("person", "")
            people = {str(each.pk): each for each in drafts.colleagues(application)}
            if chosen and chosen not in people:
                raise Refused("Choose a colleague of the institution.", "person")
            drafts.assign(application, group, people.get(chosen), by=request.user, at=request.at)
    except Refused as problem:
        return _show_missing(request, application, Outcome(problem=problem), (group, text, question))
    messages.success(request, "Saved.")
    if request.POST.get("back") == "page" and group in form_words(application.jurisdiction).groups:
        return redirect(group_page(application, group) + "#comments")
    return redirect(reverse(MISSING, args=[application.pk]) + f"#page-{group}")


def _number(typed: Any) -> int:
    return int(typed) if str(typed).isascii() and str(typed).isdigit() and len(str(typed)) < 15 else 0


def check(request: Request, pk: UUID) -> HttpResponse:
    """The whole filing on one page before it is signed: what changed since last time, who signs, until when."""
    application = fetch(request, pk, CHECK)
    words, table = form_words(application.jurisdiction), process(application.jurisdiction)
    seen, last = Whole(application, None, filing.latest(application)), drafts.last_look(application)
    declare = table.life(application.kind).moves["declare"]
    found = gaps(application)
    context = surround(request, application, CHECK) | {
        "words": words,
        "whole": seen,
        "signature": seen.signature,
        "groups": answered(application, seen.stated),
        "links": {group: group_page(application, group) for group in words.groups}
        if may(request, application, "save")
        else {},
        "last": last,
        "last_done": table.life(application.kind).moves[last.move].done if last else "",
        "changes": drafts.changes_since(application, last.seq) if last else [],
        "gaps": found,
        "count": sum(len(lines) for _, _, lines in found),
        "unmet": sum(each.unmet for each in against(application, today(request, application.jurisdiction))),
        "signers": [each.name for each in drafts.colleagues(application, declare.who)],
        "signer": " or ".join(table.roles[role].label for role in declare.who),
        "may_sign": may(request, application, "declare"),
        "offers": sending(request, application),
        "outcome": Outcome(),
    }
    return render(request, "institution/check.html", context)
