"""Personal Details: the overview of its pages, and one page of questions with what the rules say of its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy import criteria
from magnolia.policy.complete import Gap
from magnolia.policy.finding import Finding
from magnolia.policy.form import form as form_words

from ...actions.applying import codes as lists
from ...actions.applying import drafts, filing, stated
from ...actions.applying.forms_used import changed_since
from ...actions.applying.places import in_correction
from ...models import Application
from ..case.case import fetch, surround
from ..doing import may, time_of
from ..moving import Outcome
from ..request import Request, today
from . import autosave, live, rows, suggesting, talk
from .answered import answered
from .apply_groups import GroupForm, reshaped

PAGE = "part_details"
SAVES = ("save", "check", "back")  # beside the buttons that add a row or take one out


@dataclass(frozen=True)
class Saved:
    """What came of saving a page, also of a part of it: when, which version stands now, what is wrong, what changed.

    `at` is None where nothing was saved. `errors` are messages by the name of their input; `since` what others changed,
    `behind` of that what the page still shows as it was.
    """

    at: datetime | None
    version: int
    errors: Mapping[str, list[str]]
    since: list[dict[str, Any]]
    outcome: Outcome
    collisions: list[autosave.Collision] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """One page of Personal Details in the list of pages."""

    id: str
    title: str
    help: str
    url: str
    missing: tuple[filing.Gap, ...]
    against: tuple[Finding, ...]
    current: bool = False

    @property
    def note(self) -> str:
        """Its state in a few words."""
        if self.missing:
            return f"{len(self.missing)} missing"
        return "Finding" if self.against else "Complete"

    @property
    def tone(self) -> str:
        return "good" if self.note == "Complete" else "warn" if self.missing else "bad"


@dataclass
class Shown:
    """What a page of Personal Details knows of its application."""

    application: Application
    on: date
    stated: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stated = stated.columns(self.application)
        self.words = form_words(self.application.jurisdiction)

    @cached_property
    def found(self) -> tuple[Finding, ...]:
        """What the rules say of the answers as they stand."""
        return filing.findings_now(self.application, filing.judged_on(self.application, self.on), self.on)

    def steps(self, current: str = "") -> list[Step]:
        """The pages in order, with what is missing on each and what the rules find against its answers."""
        gaps = [gap for gap in filing.gaps(self.application) if gap.part == "details"]
        return [
            Step(
                id=each.id,
                title=each.title,
                help=each.help,
                url=reverse("part_group", args=[self.application.pk, each.id]),
                missing=tuple(gap for gap in gaps if gap.group == each.id),
                against=tuple(one for one in self.of(each.id) if one.outcome == "not_met"),
                current=each.id == current,
            )
            for each in self.words.groups.values()
        ]

    def of(self, group: str) -> list[Finding]:
        """The findings on which a page's answers bear: its facts are among those the criterion reads."""
        asked, fed = criteria.register(self.application.jurisdiction), self.words.facts_of(group)
        return [one for one in self.found if fed & set(asked[one.criterion].reads)]


def details(request: Request, pk: UUID) -> HttpResponse:
    """Part 1: its pages, each with its state, and every answer as it is saved."""
    application = fetch(request, pk, PAGE)
    shown = Shown(application, today(request, application.jurisdiction))
    context = surround(request, application, PAGE) | {
        "steps": shown.steps(),
        "groups": answered(application, shown.stated),
        "editable": may(request, application, "save"),
        "form_changes": changed_since(application) if may(request, application, "save") else [],
        "listed_only": in_correction(application) and may(request, application, "save"),
        "outcome": Outcome(),
    }
    return render(request, "institution/details.html", context)


def save_group(request: Request, application: Application, form: GroupForm, wanted: str) -> Saved:
    """Keep what was sent of a page and can be read; a page sent in part changes only what it carries.

    Answers that do not fit each other are kept, and said at their place. A person who is shown the page again reads
    all that is wrong with it at once: what cannot be read, does not fit, and is missing.
    """
    kept = autosave.save(request, application, form.well_formed(), form.same, form.words.label_of)
    outcome = kept.outcome
    if outcome.done:
        _say(form, [gap for gap in _gaps(application, form) if gap.unfit])
    elif outcome.field and not outcome.since:
        name, _, cell = outcome.field.partition("-")
        row, _, column = cell.partition("-")
        form.say(name, str(outcome.problem), int(row) + 1 if row.isdigit() else 0, column)
    pressed = wanted in SAVES and not autosave.wanted(request) and (outcome.done or outcome.field)
    if pressed and (form.faulty or wanted == "check"):
        _say(form, _gaps(application, form))
    at = request.at if outcome.done else None
    return Saved(
        at, application.version, form.errors(), kept.since or outcome.since, outcome, kept.collisions, kept.behind
    )


def _gaps(application: Application, form: GroupForm) -> list[Gap]:
    """What is missing on the page or does not fit, with what was typed over what is saved."""
    said = {**stated.columns(application), **form.well_formed()}
    return [gap for gap in stated.gaps(application, said) if form.words.group_of(gap.field) == form.group.id]


def _say(form: GroupForm, gaps: list[Gap]) -> None:
    for gap in gaps:
        form.say(gap.field, gap.says, gap.row, gap.column)


def group(request: Request, pk: UUID, group: str) -> HttpResponse:
    """One page of questions: saved as far as it can be read, with its gaps, notes and findings."""
    application = fetch(request, pk, PAGE)
    if group not in form_words(application.jurisdiction).groups:
        raise Http404("no such page")
    on = today(request, application.jurisdiction)
    wanted, outcome, saved = request.POST.get("do") or "save", Outcome(), None
    sent = reshaped(request.POST, wanted) if request.method == "POST" else None
    before = stated.columns(application)
    form = GroupForm(application, group, on, before, sent, add=request.GET.get(rows.ADDED, ""))
    if sent is None:
        rows.tell(form.tables, request.GET)
    else:
        saved = save_group(request, application, form, wanted)
        outcome = saved.outcome
        if autosave.wanted(request):
            unread = sorted({form.words.label_of(name.split("-")[0]) for name in saved.errors})
            kept = autosave.Kept(outcome, saved.collisions, behind=saved.behind)
            return autosave.answer(
                request, application, kept, unread, form.words.label_of, _moved(request, application, form.group.id)
            )
        if saved.at and not form.faulty and not saved.collisions:
            messages.success(request, f"Saved at {time_of(request, application)}. {_rewritten(form, sent)}".strip())
            return redirect(_next(application, form, wanted))
        if saved.since:
            beside = form.beside(saved.since, stated.columns(application))
            form = GroupForm(application, group, on, stated.columns(application), beside)
    return _show(request, application, form, outcome, Shown(application, on), saved.collisions if saved else [])


def _moved(request: Request, application: Application, group: str) -> dict[str, str]:
    """What moves on the page with a save: its gaps and findings, and who else is on the draft."""
    shown = Shown(application, today(request, application.jurisdiction))
    step = next(each for each in shown.steps(group) if each.current)
    return live.of_page(application, step, shown.of(group)) | live.seen_by_others(request, application)


def _rewritten(form: GroupForm, sent: Mapping[str, Any]) -> str:
    """What a code was made of what was typed."""
    kept = form.plain.read()
    said = [
        form.words.says("rewritten", typed=typed, kept=code)
        for name in ("cip_code",)
        if (typed := str(sent.get(name, "")).strip()) and (code := kept.get(name)) and code != typed
    ]
    return " ".join(said)


def _next(application: Application, form: GroupForm, wanted: str) -> str:
    """Where a saved page leads: to the next one, to the one before, or back to itself at the row that came or went."""
    group = form.group.id
    pages = list(form_words(application.jurisdiction).groups)
    here, place = reverse("part_group", args=[application.pk, group]), pages.index(group)
    if wanted == "back":
        return reverse("part_group", args=[application.pk, pages[place - 1]]) if place else _overview(application)
    if wanted == "check":
        last = place + 1 == len(pages)
        return _overview(application) if last else reverse("part_group", args=[application.pk, pages[place + 1]])
    return rows.way(here, wanted, form.tables)


def _overview(application: Application) -> str:
    return reverse(PAGE, args=[application.pk])


def _show(
    request: Request,
    application: Application,
    form: GroupForm,
    outcome: Outcome,
    shown: Shown,
    collisions: list[autosave.Collision],
) -> HttpResponse:
    pages, here = shown.steps(form.group.id), form.group.id
    place = next(number for number, step in enumerate(pages) if step.current)
    notes = [each for each in stated.notes(application, shown.stated) if form.words.group_of(each.field) == here]
    context = surround(request, application, PAGE) | {
        "group": form.group,
        "fields": form,
        "collisions": [each.in_words(form.words) for each in collisions],
        "forms": form.forms,
        "has_errors": form.faulty,
        "outcome": outcome,
        "saved": f"Everything else was saved at {time_of(request, application)}." if outcome.done else "",
        "editable": may(request, application, "save") and not form.empty,
        "listed_only": in_correction(application) and may(request, application, "save"),
        "steps": pages,
        "aside": [(step.title, step.url, step.current, step.note) for step in pages],
        "step": pages[place],
        "place": place + 1,
        "before": pages[place - 1] if place else None,
        "after": pages[place + 1] if place + 1 < len(pages) else None,
        "notes": [each.says for each in notes] + _unchecked(form, shown),
        "findings": shown.of(here),
        "groups": [each for each in answered(application, shown.stated) if each[0].id == here],
    }
    if here == suggesting.GROUP:
        context["suggested"] = suggesting.suggested(application, shown.stated, today(request, application.jurisdiction))
    if context["draft"]:
        context["talk"] = talk.of_page(application, here, drafts.talk(application).get(here, []))
    status = outcome.status if outcome.problem else 409 if collisions else 422 if form.faulty else 200
    return render(request, "institution/group.html", context, status=status)


def _unchecked(form: GroupForm, shown: Shown) -> list[str]:
    """Codes of which only the pattern is known, because no list is loaded."""
    kinds = {"cip_code": lists.CIP, "soc_codes": lists.SOC}
    return [
        f"{form.words.label_of(name)}: {form.words.says('unchecked')}."
        for name, kind in kinds.items()
        if name in form.plain.fields and shown.stated[name] and lists.edition(kind) is None
    ]
