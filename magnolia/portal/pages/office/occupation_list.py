"""One list of priority occupations in the making: why each occupation is in or out, what is lacking, and its steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from magnolia.policy.occupation_lists import EMERGING, GENERAL, IN, OUT, TARGETED, register
from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import process

from ... import access, search
from ...actions.moves import act
from ...actions.occupations import approximations, building, checks, comparing, in_force, keeping, standing
from ...actions.occupations.list_files import BadList
from ...actions.offers import offers
from ...models import ListedOccupation, OccupationList
from ..forms import PlainForm
from ..public.sought import ANY, Choices
from ..request import Request, today
from . import keeping as page_of

A_PAGE = 50
FIRST = 30  # sentences of what is lacking that stand open
EDITED = ("draft", "in_review")
CHECKED = (*EDITED, "adopted")


class SoughtRows(PlainForm):
    """Filters of the occupations, as they stand in the address."""

    q = forms.CharField(required=False, max_length=100, label="Occupation or SOC code")
    standing = forms.ChoiceField(required=False, widget=Choices, label="In or out")
    reason = forms.ChoiceField(required=False, widget=Choices, label="Why it is out somewhere")
    group = forms.ChoiceField(required=False, widget=Choices, label="Group")

    def __init__(self, data: Any, row: OccupationList) -> None:
        super().__init__(data)
        words, on = register(row.jurisdiction), building.ground(row)
        more = (standing.BELOW, standing.UNCLASSIFIED)
        reasons = {code: on.why(code) for code in (*on.by.reasons, *more)}
        reasons[standing.NO_SECTOR] = "in no priority sector"
        choices = {
            "standing": [ANY, (IN, "In"), (OUT, "Out"), ("exception", "With an exception")],
            "reason": [ANY, *reasons.items()],
            "group": [ANY, *words.labels["group"].items()],
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]

    def of(self, rows: QuerySet[ListedOccupation]) -> QuerySet[ListedOccupation]:
        """What the answers leave; a filter that was mistyped leaves all."""
        asked = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        for term in search.asked(asked.get("q", "")):
            rows = rows.filter(words__contains=f" {term[:-1]}" if term.endswith("*") else f" {term} ")
        if asked.get("standing") == "exception":
            rows = rows.filter(exception__isnull=False)
        elif "standing" in asked:
            rows = rows.filter(standing=asked["standing"])
        if "group" in asked:
            rows = rows.filter(group=asked["group"])
        if asked.get("reason") == standing.BELOW:
            rows = rows.filter(areas__rank__isnull=True, areas__excluded="").distinct()
        elif "reason" in asked:
            rows = rows.filter(Q(areas__excluded=asked["reason"]) | Q(reason=asked["reason"])).distinct()
        return rows


class CheckForm(PlainForm):
    """What the analysis was held against: the four matters. All are needed before the list is published."""

    def __init__(self, data: Any, row: OccupationList) -> None:
        super().__init__(data, initial=dict(row.checks.values_list("check_name", "text")))
        for name, label in register(row.jurisdiction).labels["check"].items():
            widget = forms.Textarea(attrs={"rows": 2})
            self.fields[name] = forms.CharField(label=label, required=False, max_length=4000, widget=widget)


class AdoptForm(PlainForm):
    """The Board's adoption."""

    adopted_on = forms.DateField(label="Day of the adoption", required=False)
    adopted_evidence = forms.CharField(
        label="What shows it",
        required=False,
        max_length=300,
        help_text="Such as the minutes of a meeting and the item.",
    )


class PublishForm(PlainForm):
    """The day from which the list counts."""

    effective_on = forms.DateField(
        label="The list counts from",
        required=False,
        help_text="Applications that were sent in before keep the list they were sent in under.",
    )
    without_targets = forms.BooleanField(
        label="Publish it without a targeted list; its entries are still to be supplied", required=False
    )


class ReasonForm(PlainForm):
    """Why a list is taken back or dropped."""

    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class MoreForm(PlainForm):
    """A file that says more of many occupations."""

    file = forms.FileField(label="File", allow_empty_file=True, help_text="CSV in UTF-8, or an Excel workbook (.xlsx).")


def list_of(request: Request, pk: UUID) -> OccupationList:
    """A list of a State in which this person works on lists."""
    rows = page_of.visible(request, OccupationList).select_related("case", "made_by", "method")
    row = get_object_or_404(rows, pk=pk)
    if not set(access.OCCUPATIONS) & request.standing.roles_in(row.jurisdiction):
        raise Http404("another State's")
    return row


def occupation_list(request: Request, occupation_list: UUID) -> HttpResponse:
    """Why each occupation is in or out, with filters; what is lacking; and what this person may do with the list."""
    row = list_of(request, occupation_list)
    word = request.POST.get("do", "")
    sent = {name: request.POST if word == name else None for name in ("check", "adopt", "publish")}
    sheets = {"check": CheckForm(sent["check"], row), "adopt": AdoptForm(sent["adopt"])}
    sheets["publish"] = PublishForm(sent["publish"])
    sheets["more"] = MoreForm(*((request.POST, request.FILES) if word == "more" else ()))
    for name in ("take_back", "drop"):
        sheets[name] = ReasonForm(request.POST if word == name else None, auto_id=f"id_{name}_%s")
    sheets["plain"] = PlainForm(request.POST if word in ("review", "rebuild", "show") else None)
    faults: list[Any] = []
    done = _done(request, row, word, sheets, faults)
    if done is not None:
        messages.success(request, done)
        return redirect("occupation_list", row.pk)
    row.refresh_from_db()
    return page_of.show(
        request, "office/occupation_list.html", _context(request, row, sheets, faults), *sheets.values()
    )


def _done(
    request: Request, row: OccupationList, word: str, sheets: dict[str, PlainForm], faults: list[Any]
) -> str | None:
    """Make the step the pressed button asks for; what to say, or None where nothing was done."""
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    who |= {"seen": page_of.seen(request), "key": page_of.key(request)}

    def more(given: dict[str, Any]) -> None:
        try:
            keeping.load_more(row, given["file"].name, given["file"], **who)
        except BadList as bad:
            faults.extend(bad.faults)
            raise

    steps: dict[str, tuple[str, Any]] = {
        "check": ("check", lambda given: keeping.check(row, given, **who)),
        "adopt": ("adopt", lambda given: keeping.adopt(row, given["adopted_on"], given["adopted_evidence"], **who)),
        "publish": (
            "publish",
            lambda given: keeping.publish(row, given["effective_on"], not given["without_targets"], **who),
        ),
        "more": ("more", more),
        "take_back": ("take_back", lambda given: act(row, "take_back", said=given, **who)),
        "drop": ("drop", lambda given: act(row, "drop", said=given, **who)),
        "review": ("plain", lambda given: act(row, "review", **who)),
        "show": ("plain", lambda given: approximations.show(row, **who)),
        "rebuild": ("plain", lambda given: building.rebuild(row, **who)),
    }
    if word not in steps:
        return None
    sheet, step = steps[word]
    if not page_of.done(sheets[sheet], step):
        return None
    moves = process(row.jurisdiction).life(row.kind).moves
    return f"{moves[word].done}." if word in moves else "Saved."


def _context(request: Request, row: OccupationList, sheets: dict[str, PlainForm], faults: list[Any]) -> dict[str, Any]:
    state, words = row.jurisdiction, register(row.jurisdiction)
    form = SoughtRows(request.GET or None, row)
    form.is_valid()
    found = form.of(row.occupations.order_by("standing", "-gap", "soc_code"))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    entries = checks.entries(row)
    lacking = [] if row.label else checks.lacking(row, entries)
    keeps = bool(set(access.LISTS) & request.standing.roles_in(state))
    open_to = {offer.move.name: offer for offer in offers(row, request.standing, request.at)}
    listed = [entry for entry in entries if entry.listed]
    return {
        "row": row,
        "state": state,
        "standing": process(state).life(row.kind).states[row.state],
        "year": AwardYear(row.award_year).long,
        "sectors": in_force.sectors_of(state, row.award_year),
        "form": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "page": page,
        "groups": words.labels["group"],
        "counts": {
            "in": len(listed),
            "out": row.occupations.count() - len(listed),
            "targeted": sum(entry.group == TARGETED for entry in listed),
            "general": sum(entry.group == GENERAL for entry in listed),
            "emerging": sum(entry.group == EMERGING for entry in entries),
        },
        "lacking": lacking[:FIRST],
        "lacking_more": lacking[FIRST:],
        "to_publish": [] if row.label else checks.to_publish(row, entries)[len(lacking) :],
        "remarks": [] if row.label else checks.remarks(row, entries),
        "gaps_of_areas": comparing.incomplete_areas(row),
        "approximated": row.notes.filter(kind="area").count(),
        "mine": keeps and row.state in EDITED and not row.label,
        "checks_it": keeps and row.state in CHECKED and not row.label,
        "moves": open_to,
        "faults": faults[:200],
        "more_columns": list(words.more.values()),
        "replaced": _replaced(row, request),
        "trail": [("Priority occupations", reverse("occupation_lists"))],
        **{f"{name}_form": sheet for name, sheet in sheets.items()},
    }


def _replaced(row: OccupationList, request: Request) -> OccupationList | None:
    """The list that has taken the place of this one."""
    now = in_force.of(row.jurisdiction, today(request, row.jurisdiction))
    if row.state != "published" or now is None or now.pk == row.pk or row.effective_on is None:
        return None
    return now if (now.effective_on or row.effective_on) >= row.effective_on else None
