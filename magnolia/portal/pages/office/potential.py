"""Keeping the list of potentially eligible programs: what colleges propose, what the agency adds, changes and loads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from magnolia.policy.potential import plain, register
from magnolia.policy.workflow import process

from ... import access, search
from ...actions.keeping import potential, potential_files
from ...actions.moves import Refused, act
from ...actions.offers import offers
from ...models import Organisation, PotentialProgram, ProgramFile
from ..forms import MoneyField, PlainForm
from ..request import Request, today
from . import keeping

A_PAGE = 25
SHOWN = 50  # rows of a preview under each heading; the numbers above count them all
KEEPERS = (*access.LISTS, "auditor")
COLLEGE = ("preparer", "certifying_official")
NUMBER = "Type a number with at most two decimals, such as 300 or 9.5."


class EntryForm(PlainForm):
    """One program; the agency may also name an institution that is not registered here."""

    institution = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), required=False, empty_label="Choose", label="Institution"
    )
    institution_name = forms.CharField(
        required=False, max_length=200, label="Name of an institution that is not in the list above"
    )
    name = forms.CharField(max_length=200, label="Program")
    hours = forms.DecimalField(
        max_digits=7, decimal_places=2, label="Clock hours of instruction", error_messages={"invalid": NUMBER}
    )
    weeks = forms.DecimalField(
        max_digits=5, decimal_places=2, label="Weeks of instruction", error_messages={"invalid": NUMBER}
    )
    offered_as = forms.ChoiceField(required=False, label="Offered", error_messages=keeping.CHOOSE)
    cost = MoneyField(required=False, max_digits=9, label="What a student pays, in dollars")
    notes = forms.CharField(
        required=False, max_length=500, label="Remark", help_text="Everybody can read it. No names of persons."
    )
    source = forms.CharField(
        required=False, max_length=300, label="Source", help_text="A web address or the name of a document."
    )
    source_year = forms.IntegerField(
        required=False,
        min_value=1900,
        max_value=2099,
        label="Year of the source",
        error_messages={"invalid": "Type a year of four digits."},
    )

    def __init__(self, data: Any, entry: PotentialProgram, own: list[int] | None) -> None:
        initial = {name: getattr(entry, name) for name in potential.COLUMNS} | {"institution": entry.institution_id}
        if entry.institution_id:
            initial["institution_name"] = ""
        for name in ("hours", "weeks"):
            initial[name] = None if initial[name] is None else plain(Decimal(initial[name]))
        super().__init__(data, initial=initial)
        rows = Organisation.objects.filter(jurisdiction=entry.jurisdiction, kind="institution").order_by("name")
        chosen: Any = self.fields["institution"]
        chosen.queryset = rows if own is None else rows.filter(pk__in=own)
        self.fields["offered_as"].choices = [  # type: ignore[attr-defined]
            ("", "Not said"), *register(entry.jurisdiction).offered_as.items()
        ]  # fmt: skip
        for name in ("hours", "weeks"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
        if own is not None:
            del self.fields["institution_name"]
            chosen.required = True
            if len(own) == 1 and entry._state.adding:
                self.initial["institution"] = own[0]


class FileForm(PlainForm):
    """A file of programs."""

    file = forms.FileField(
        label="File of programs", allow_empty_file=True, help_text="CSV in UTF-8, or an Excel workbook (.xlsx)."
    )


class ReasonForm(PlainForm):
    """Why an entry is declined or removed."""

    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


def _own(request: Request, state: str) -> list[int] | None:
    """The colleges for which this person may propose; None for the agency, which may name any."""
    if set(access.LISTS) & request.standing.roles_in(state):
        return None
    return [h.organisation for h in request.standing.hats if h.role in COLLEGE and h.organisation is not None]


def _lines(request: Request, state: str, rows: Any) -> list[dict[str, Any]]:
    """Entries with their standing in words, and why one on the list is not shown today."""
    states, words = process(state).life(PotentialProgram.kind).states, register(state)
    within = potential.frame(state, today(request, state))
    return [
        {
            "row": row,
            "state": states[row.state],
            "hours": plain(row.hours),
            "weeks": plain(row.weeks),
            "off": potential.outside(within, row.hours, row.weeks, words) if row.state in potential.STANDS else "",
        }
        for row in rows
    ]


def _once(request: Request) -> dict[str, Any]:
    """Who acts when, on which version, with the key of the form."""
    return {"by": request.user, "at": request.at, "seen": keeping.seen(request), "key": keeping.key(request)}


def potential_proposals(request: Request) -> HttpResponse:
    """What this person's college proposed, and the form to propose one more."""
    state = keeping.state_of(request, *COLLEGE)
    own = _own(request, state) or []
    blank = PotentialProgram(jurisdiction=state)
    form = EntryForm(request.POST if request.method == "POST" else None, blank, own)
    if form.is_bound and keeping.done(form, lambda given: _save(request, blank, given, proposed=True)):
        messages.success(request, "The program is proposed. The agency looks at it and tells you what it did.")
        return redirect("potential_proposals")
    rows = keeping.visible(request, PotentialProgram).filter(institution__in=own).order_by("name", "id")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "blank": blank,
        "page": page,
        "lines": _lines(request, state, page),
        "state": state,
        "says": register(state).says,
        "trail": [("Potentially eligible programs", reverse("potential_programs", args=[state]))],
    }
    return keeping.show(request, "office/proposals.html", context, form)


def _save(request: Request, entry: PotentialProgram, given: dict[str, Any], proposed: bool = False) -> None:
    seen = None if entry._state.adding else keeping.seen(request)
    potential.save(
        entry, given, proposed=proposed, by=request.user, at=request.at, seen=seen, key=keeping.key(request)
    )  # fmt: skip


def potential_keeping(request: Request) -> HttpResponse:
    """Every entry of the State, what waits first; add one, or read a file on trial."""
    state = keeping.state_of(request, *KEEPERS)
    mine = _own(request, state) is None
    blank, word = PotentialProgram(jurisdiction=state), request.POST.get("do", "")
    form = EntryForm(request.POST if word == "add" else None, blank, None)
    file_form = FileForm(*((request.POST, request.FILES) if word == "try" else ()))
    made: list[ProgramFile] = []

    def take(given: dict[str, Any]) -> None:
        file = given["file"]
        made.append(
            potential_files.try_out(
                state, file.name, file, by=request.user, at=request.at, key=keeping.key(request)
            )
        )  # fmt: skip

    if form.is_bound and keeping.done(form, lambda given: _save(request, blank, given)):
        messages.success(request, "The program is on the list.")
        return redirect("potential_keeping")
    if file_form.is_bound and keeping.done(file_form, take):
        return redirect("potential_file", made[0].pk)
    order = Case(When(state="proposed", then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = keeping.visible(request, PotentialProgram).filter(jurisdiction=state)
    found = potential.sought(rows, search.asked(request.GET.get("q", "")[:100]))
    page = Paginator(found.order_by(order, "institution_name", "name", "id"), A_PAGE).get_page(request.GET.get("page"))
    files = keeping.visible(request, ProgramFile).filter(jurisdiction=state, state="tried").select_related("added_by")
    context = {
        "form": form,
        "file_form": file_form,
        "blank": blank,
        "blank_file": ProgramFile(),
        "mine": mine,
        "page": page,
        "lines": _lines(request, state, page),
        "q": request.GET.get("q", ""),
        "waiting": rows.filter(state="proposed").count(),
        "files": files,
        "columns": register(state).columns.values(),
        "state": state,
        "trail": [("Potentially eligible programs", reverse("potential_programs", args=[state]))],
    }
    return keeping.show(request, "office/potential.html", context, form, file_form)


def potential_entry(request: Request, potential_program: UUID) -> HttpResponse:
    """One entry: its facts, where it stands, and what this person may do with it."""
    rows = keeping.visible(request, PotentialProgram).select_related("case", "institution")
    row = get_object_or_404(rows, pk=potential_program)
    state, word = row.jurisdiction, request.POST.get("do", "")
    roles = access.roles_toward(request.standing, row)
    life = process(state).life(row.kind)
    edits = any(row.state in m.starts and set(m.who) & roles for m in (life.moves["change"], life.moves["correct"]))
    form = EntryForm(request.POST if word == "save" else None, row, _own(request, state)) if edits else None
    open_to = {offer.move.name: offer.move for offer in offers(row, request.standing, request.at)}
    reasons = ReasonForm(request.POST if word in open_to and open_to[word].asks else None)
    plain_move = PlainForm(request.POST if word in open_to and not open_to[word].asks else None)
    once = _once(request)
    if form is not None and form.is_bound and keeping.done(form, lambda given: _save(request, row, given)):
        messages.success(request, "The changes are saved.")
        return redirect("potential_entry", row.pk)
    for sent in (reasons, plain_move):
        if sent.is_bound and keeping.done(sent, lambda given: potential.move(row, word, **given, **once)):
            messages.success(request, f"{life.moves[word].done}.")
            return redirect("potential_entry", row.pk)
    row.refresh_from_db()
    context = {
        "row": row,
        "line": _lines(request, state, [row])[0],
        "form": form,
        "reasons": reasons,
        "word": word,
        "moves": list(open_to.values()),
        "says": register(state).says,
        "offered": register(state).offered_as.get(row.offered_as, ""),
        "trail": _trail(request, state),
    }
    return keeping.show(request, "office/potential_entry.html", context, form, reasons, plain_move)


def _trail(request: Request, state: str) -> list[tuple[str, str]]:
    home = ("Potentially eligible programs", reverse("potential_programs", args=[state]))
    keeps = set(KEEPERS) & request.standing.roles_in(state)
    return [home, ("Keep the list", reverse("potential_keeping"))] if keeps else [home]


def potential_file(request: Request, program_file: UUID) -> HttpResponse:
    """What a file would do, before anything of it is on the list; load it or drop it."""
    rows = keeping.visible(request, ProgramFile).select_related("case", "added_by")
    row = get_object_or_404(rows, pk=program_file)
    state, word = row.jurisdiction, request.POST.get("do", "")
    mine = bool(set(access.LISTS) & request.standing.roles_in(state))
    form = PlainForm(request.POST if word in ("load", "drop") else None)
    once = _once(request)

    def move(given: dict[str, Any]) -> None:
        potential_files.load(row, **once) if word == "load" else act(row, "drop", **once)

    if form.is_bound and keeping.done(form, move):
        messages.success(request, f"{process(state).life(row.kind).moves[word].done}.")
        return redirect("potential_keeping")
    row.refresh_from_db()
    try:
        found = potential_files.trial(row, today(request, state)) if row.state == "tried" else None
    except Refused as held:
        messages.warning(request, str(held))
        return redirect("potential_keeping")
    context = {
        "row": row,
        "standing": process(state).life(row.kind).states[row.state],
        "trial": found,
        "fresh": [(each, plain(each.clock_hours), plain(each.weeks)) for each in found.new[:SHOWN]] if found else [],
        "changed": [(each, plain(each.clock_hours), plain(each.weeks)) for each, _ in found.changed[:SHOWN]]
        if found
        else [],
        "left_off": found.left_off if found else [],
        "shown": SHOWN,
        "mine": mine,
        "trail": _trail(request, state),
    }
    return keeping.show(request, "office/potential_file.html", context, form)
