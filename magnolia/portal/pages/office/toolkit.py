"""Keeping the toolkit: add an item, change or withdraw one, put own words in place of a delivered one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from magnolia.policy.toolkit import toolkit as words
from magnolia.policy.workflow import process

from ... import access
from ...actions.keeping import toolkit as keep
from ...actions.keeping import toolkit_items
from ...actions.moves import act
from ...models import ToolkitItem
from ..forms import PlainForm
from ..request import Request, today
from . import keeping

KEEPERS = (*access.LISTS, "auditor")
MOVES = ("withdraw", "show_again")


class ItemForm(PlainForm):
    """An item: where it stands, what it is for, and a link or a file."""

    group = forms.ChoiceField(label="Heading")
    title = forms.CharField(label="Title", max_length=120)
    purpose = forms.CharField(label="What it is for", max_length=400)
    link = forms.CharField(
        label="Link",
        required=False,
        max_length=300,
        help_text="A public page of this site, from its first slash on, or an address that begins with https://.",
    )
    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        help_text="In place of a link: a PDF, a .docx, an .xlsx or a CSV file.",
    )
    dated = forms.DateField(label="Date", help_text="When what it leads to was last looked over.")

    def __init__(self, *args: Any, state: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        groups = words(state).groups.values()
        self.fields["group"].choices = [("", "Choose"), *((each.id, each.title) for each in groups)]  # type: ignore[attr-defined]


class ReasonForm(PlainForm):
    """Why an item is withdrawn; nothing where it is shown again."""

    reason = forms.CharField(label="Reason", max_length=1000)

    def __init__(self, data: Any, word: str) -> None:
        super().__init__(data)
        self.fields["reason"].required = word == "withdraw"


def toolkit_keeping(request: Request) -> HttpResponse:
    """Every item with its standing, and the form of one of them or of a new one."""
    state = keeping.state_of(request, *KEEPERS)
    mine = bool(set(access.LISTS) & request.standing.roles_in(state))
    rows = keeping.visible(request, ToolkitItem).filter(jurisdiction=state).select_related("case")
    word = request.POST.get("do", "")
    on = today(request, state)
    item = _item(request, state, rows)
    initial = {"dated": on} | {name: getattr(item, name) for name in keep.COLUMNS if _said(item, name)}
    sent = (request.POST, request.FILES) if word == "save" else ()
    form = ItemForm(*sent, state=state, initial=initial)
    reasons = ReasonForm(request.POST if word in MOVES else None, word)

    def save(given: dict[str, Any]) -> None:
        file = given.pop("file", None)
        seen = None if item._state.adding else keeping.seen(request)
        brought = (file.name, file) if file else None
        keep.save(item, given, brought, by=request.user, at=request.at, seen=seen, key=keeping.key(request))

    def move(given: dict[str, Any]) -> None:
        once = {"seen": keeping.seen(request), "key": keeping.key(request)}
        act(item, word, by=request.user, at=request.at, said=given if given["reason"] else {}, **once)  # type: ignore[arg-type]

    if form.is_bound and keeping.done(form, save):
        messages.success(request, "The item is in the toolkit.")
        return redirect("toolkit_keeping")
    if reasons.is_bound and not item._state.adding and keeping.done(reasons, move):
        messages.success(request, f"{process(state).life(ToolkitItem.kind).moves[word].done}.")
        return redirect("toolkit_keeping")
    found = words(state)
    replaced = set(rows.exclude(delivered="").values_list("delivered", flat=True))
    states = process(state).life(ToolkitItem.kind).states
    context = {
        "state": state,
        "mine": mine,
        "item": item,
        "form": form,
        "reasons": reasons,
        "delivered": [
            (each, found.groups[each.group].title)
            for each in toolkit_items.delivered(state, on)
            if each.delivered not in replaced
        ],
        "lines": [
            {
                "row": row,
                "heading": found.groups[row.group].title if row.group in found.groups else row.group,
                "state": states[row.state],
                "fault": toolkit_items.link_fault(row.link, state) if row.link else "",
            }
            for row in rows.order_by("title", "id")
        ],
        "trail": [("Toolkit", reverse("toolkit", args=[state]))],
    }
    return keeping.show(request, "office/toolkit.html", context, form, reasons)


def _said(item: ToolkitItem, name: str) -> bool:
    return getattr(item, name) not in ("", None)


def _item(request: Request, state: str, rows: Any) -> ToolkitItem:
    """The item a form or an address names; one in place of a delivered item, with its words; or a new one."""
    if request.POST.get("pk") or request.GET.get("pk"):
        chosen: ToolkitItem = keeping.chosen(request, rows)
        return chosen
    name = request.POST.get("delivered") or request.GET.get("delivered") or ""
    found = next(
        (each for each in toolkit_items.delivered(state, today(request, state)) if each.delivered == name), None
    )
    if found is None:
        return ToolkitItem(jurisdiction=state)
    return ToolkitItem(
        jurisdiction=state,
        delivered=name,
        group=found.group,
        title=found.title,
        purpose=found.purpose,
        link=found.address,
        dated=found.dated,
    )
