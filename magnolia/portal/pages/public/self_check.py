"""The self-check for everybody: questions about one program, page by page, and what the rules say of the answers.

Answers stay in the visitor's own session; nothing of them reaches a table of the portal before somebody signs in.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy.complete import Gap
from magnolia.policy.reading import LARGEST_FILE, Unreadable, read_facts
from magnolia.policy.self_check import self_check as questions_of
from magnolia.policy.writing import as_file, unwritable

from ...actions.applying import self_checking
from ...actions.applying.self_checked_files import answers_of
from ..institution import rows
from ..institution.apply_groups import ADD, REMOVE, reshaped
from ..request import Request, known_state, today
from . import self_check_forms as its
from .self_check_findings import Told, told

START, PAGE, FINDINGS, FILE = "self_check", "self_check_page", "self_check_findings", "self_check_file"
TOO_MUCH = "These answers are longer than this page can keep. Nothing of this page was saved. Shorten the long texts."


class Visit:
    """One State's self-check as one visitor has answered it."""

    def __init__(self, request: Request, jurisdiction: str) -> None:
        self.request, self.state = request, known_state(jurisdiction)
        self.check = questions_of(self.state)
        self.on = today(request, self.state)
        self.answers = its.kept(request, self.check, self.state)

    @cached_property
    def around(self) -> its.Around:
        return its.known(self.check, self.state, self.on)

    @cached_property
    def gaps(self) -> list[Gap]:
        return self_checking.gaps(self.state, self.answers, self.on)

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [("Self-check", reverse(START, args=[self.state]))]

    def url(self, page: str) -> str:
        return reverse(PAGE, args=[self.state, page])

    def keep(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        its.keep(self.request, self.state, answers)

    def steps(self) -> list[dict[str, Any]]:
        """The pages in order, each with how many answers it still lacks."""
        form = self.check.form
        lacking = [form.group_of(gap.field) for gap in self.gaps]
        return [
            {
                "title": page.title,
                "help": page.help,
                "url": self.url(page.id),
                "missing": lacking.count(page.id),
                "begun": any(self.answers.get(name) not in (None, "", []) for name, _ in form.places_of(page.id)),
            }
            for page in form.groups.values()
        ]


def private(response: HttpResponse) -> HttpResponse:
    """What holds a visitor's answers stays out of every cache."""
    response["Cache-Control"] = "no-store"
    return response


def start(request: Request, jurisdiction: str) -> HttpResponse:
    """What the self-check is, its pages and how far they are, and the way back in with a saved file."""
    visit = Visit(request, jurisdiction)
    form = its.Upload(auto_id="%s")
    if request.method == "POST" and request.POST.get("do") == "clear":
        its.forget(request, visit.state)
        messages.success(request, "Your answers are gone.")
        return redirect(START, visit.state)
    if request.method == "POST":
        form = its.Upload(request.POST, request.FILES, auto_id="%s")
        if form.is_valid() and _uploaded(visit, form):
            return private(redirect(FINDINGS, visit.state))
    steps = visit.steps()
    context = {
        "state": visit.state,
        "form": form,
        "steps": steps,
        "begun": bool(visit.answers),
        "first": next((each for each in steps if each["missing"] or not each["begun"]), steps[0]),
        "hours": int(its.lasts().total_seconds() // 3600),
    }
    return private(render(request, "public/self_check.html", context, status=422 if form.errors else 200))


def _uploaded(visit: Visit, form: its.Upload) -> bool:
    """Take the answers of a file in place of those that are there; a file that cannot be read leaves them."""
    try:
        facts = read_facts(form.cleaned_data["file"].read(LARGEST_FILE + 1))
        fits, left = its.taken(visit.check.form, visit.around, answers_of(visit.state, facts))
        visit.keep(fits)
    except Unreadable as fault:
        form.add_error("file", f"This file cannot be read: {fault}. Nothing was changed.")
    except its.TooMuch:
        form.add_error("file", TOO_MUCH)
    if form.errors:
        return False
    messages.success(visit.request, "The answers of your file are filled in.")
    for each in left:
        messages.warning(visit.request, f"Not taken: {each.label}, {each.said}. {each.why}")
    return True


def page(request: Request, jurisdiction: str, page: str) -> HttpResponse:
    """One page of questions; what can be read is kept, and what cannot is said at its place.

    A page with a fault is shown at its own address as well, so that the way back never asks to send a form again.
    """
    visit = Visit(request, jurisdiction)
    if page not in visit.check.form.groups:
        raise Http404("no such page")
    wanted = request.POST.get("do") or "next"
    sent = reshaped(request.POST, wanted) if request.method == "POST" else its.refused(request, visit.state, page)
    form = its.PageForm(visit.check, page, visit.around, visit.answers, sent, add=request.GET.get(rows.ADDED, ""))
    if sent is None:
        rows.tell(form.tables, request.GET)
    if request.method == "POST" and wanted == "clear":
        its.refuse(request, visit.state, page, None)
        visit.keep({name: value for name, value in visit.answers.items() if name not in form.names})
        return private(redirect(PAGE, visit.state, page))
    given = form.well_formed() if sent is not None else {}
    if request.method == "POST" and (way := _saved(visit, form, given, sent or {}, wanted)):
        return private(redirect(way))
    return _show(visit, form, 422 if request.method == "POST" else 200)


def _saved(visit: Visit, form: its.PageForm, given: dict[str, Any], sent: dict[str, Any], wanted: str) -> str:
    """Keep what can be read; where to go on, which is the page itself where something has a fault.

    Empty where there is more than can be kept: then the page is shown at once with all that was typed.
    """
    page = form.group.id
    try:
        visit.keep({**visit.answers, **given})
        its.refuse(visit.request, visit.state, page, sent if form.faulty else None)
    except its.TooMuch:
        form.say(form.names[0], TOO_MUCH)
        return ""
    return visit.url(page) if form.faulty else _next(visit, form, wanted)


def _show(visit: Visit, form: its.PageForm, status: int) -> HttpResponse:
    page = form.group.id
    pages = list(visit.check.form.groups.values())
    place = [each.id for each in pages].index(page)
    context = {
        "state": visit.state,
        "trail": visit.trail,
        "page": form.group,
        "fields": form,
        "forms": form.forms,
        "has_errors": form.faulty,
        "editable": True,
        "unfit": [gap.says for gap in visit.gaps if gap.unfit and gap.field in form.names],
        "place": place + 1,
        "count": len(pages),
        "before": visit.url(pages[place - 1].id) if place else reverse(START, args=[visit.state]),
        "last": place + 1 == len(pages),
    }
    return private(render(visit.request, "public/self_check_page.html", context, status=status))


def _next(visit: Visit, form: its.PageForm, wanted: str) -> str:
    pages, page = list(visit.check.form.groups), form.group.id
    place = pages.index(page)
    if wanted.startswith((ADD, REMOVE)):
        return rows.way(visit.url(page), wanted, form.tables)
    if wanted == "back":
        return visit.url(pages[place - 1]) if place else reverse(START, args=[visit.state])
    if wanted == "findings" or place + 1 == len(pages):
        return reverse(FINDINGS, args=[visit.state])
    return visit.url(pages[place + 1])


def findings(request: Request, jurisdiction: str) -> HttpResponse:
    """Every finding by its outcome, what is not answered yet, and what to do with the answers."""
    visit = Visit(request, jurisdiction)
    found: Told = told(visit.state, visit.answers, visit.on, visit.url)
    known = self_checking.facts(visit.state, visit.answers, visit.on)
    context = {
        "state": visit.state,
        "trail": visit.trail,
        "on": visit.on,
        "begun": bool(visit.answers),
        "told": found,
        "answers": _answered(visit),
        "program": known.program.name,
        "institution": known.institution.name,
        "left_out": bool(unwritable(known)),
        "arrangement": visit.check.form.label_of("ineligible_hours"),
    }
    return private(render(request, "public/self_check_findings.html", context))


def _answered(visit: Visit) -> list[tuple[str, str, list[tuple[str, Any, Any]]]]:
    """The answers page by page, those left open apart."""
    form = visit.check.form
    made = [
        (page.title, visit.url(page.id), [each for each in form.lines(page.id, visit.answers) if _given(each[2])])
        for page in form.groups.values()
    ]
    return [each for each in made if each[2]]


def _given(value: Any) -> bool:
    return value not in (None, "", [])


def download(request: Request, jurisdiction: str) -> HttpResponse:
    """The answers as a file that the command checks and this page takes again."""
    visit = Visit(request, jurisdiction)
    text = as_file(self_checking.facts(visit.state, visit.answers, visit.on))
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="self-check-{visit.state}-{visit.on.isoformat()}.json"'
    return private(response)
