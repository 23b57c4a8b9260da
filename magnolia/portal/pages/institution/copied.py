"""Answers taken over from an earlier application: still true, or changed on their own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy.form import form as form_words
from magnolia.policy.registers import review

from ...actions.applying import copying, filing, self_checking
from ...models import Application
from ...templatetags.case_words import answer_words
from ..case.case import fetch, surround
from ..doing import do, may
from ..forms import PlainForm
from ..moving import Outcome
from ..request import Request, today
from .answered import group_page

HERE = "copied"


class Confirm(PlainForm):
    """A box for each copied answer of one page of the form; `names` are the answers by their field."""

    def __init__(self, data: Any, title: str, url: str, rows: list[tuple[str, str, str]]) -> None:
        super().__init__(data)
        self.title, self.url = title, url
        for name, label, said in rows:
            self.fields[name] = forms.BooleanField(label=label, help_text=said, required=False)

    def checked(self, every: bool) -> list[str]:
        return [name for name in self.fields if every or name in self.data]


def copied(request: Request, pk: UUID) -> HttpResponse:
    """Every copied answer that nobody has confirmed or changed, by page of the form, with its own box."""
    application, outcome = fetch(request, pk, HERE), Outcome()
    sheets = _sheets(application, copying.unconfirmed(application), request.POST or None)
    if request.method == "POST":
        every = request.POST.get("do") == "all"
        chosen = [s for s in sheets if not every or s.title == request.POST.get("sheet")]
        names = [name for sheet in chosen for name in sheet.checked(every)]
        outcome = do(request, application, copying.confirm, application, names)
        if outcome.done:
            left = len(copying.unconfirmed(application))
            rest = f"{left} more answers wait" if left > 1 else "One more answer waits"
            says = f"Noted. {rest} below." if left else "You have gone through all copied answers."
            messages.success(request, says)
            return redirect(HERE, application.pk)
    context = surround(request, application, HERE) | {
        "outcome": outcome,
        "editable": may(request, application, "confirm_copied"),
        "sheets": sheets,
        "count": sum(len(sheet.fields) for sheet in sheets),
        "earlier": application.copied_from,
        "left": self_checking.left(application),
        "stale": copying.stale_letters(application, today(request, application.jurisdiction)),
    }
    return render(request, "institution/copied.html", context, status=outcome.status)


def _sheets(application: Application, names: list[str], data: Any) -> list[Confirm]:
    """The copied answers under the pages of the form on which they are changed."""
    words, stated, made = form_words(application.jurisdiction), filing.columns(application), []
    asked = {**words.questions, **words.tables}
    for group in words.groups.values():
        rows = [
            (name, words.label_of(name), answer_words(stated[name], asked.get(name)))
            for name in names
            if name in stated and words.group_of(name) == group.id
        ]
        if rows:
            made.append(Confirm(data, group.title, group_page(application, group.id), rows))
    if rows := _papers(application, names):
        url = reverse("part_attachments", args=[application.pk])
        made.append(Confirm(data, words.parts["attachments"].title, url, rows))
    return made


def _papers(application: Application, names: list[str]) -> list[tuple[str, str, str]]:
    """Copied documents by place, and copied reasons why a place is empty."""
    slots, papers = review(application.jurisdiction).slots, filing.current_documents(application)
    reasons = dict(application.slot_answers.values_list("slot", "not_applicable_because"))
    rows = []
    for name in names:
        kind, _, slot = name.partition(".")
        if kind in ("slot", "reason") and slot in slots:
            files = ", ".join(paper.name for paper in papers if paper.slot == slot)
            rows.append((name, slots[slot].title, files if kind == "slot" else reasons.get(slot, "")))
    return rows
