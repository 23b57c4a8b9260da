"""The public list of programs: search, filters, one program's page, and several side by side (policy 7.10)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from magnolia.policy.periods import AwardYear
from magnolia.policy.verifying import verifying

from ... import access, clock
from ...actions.publishing import editions, posted_facts, publish
from ...found import Found
from ...models import Approval, Condition, Listing
from ..request import Request, known_state, today
from ..words import day_words, joined, money
from .program_data import described, in_page
from .sought import Sought

A_PAGE = 20
COUNTED_TO = 10_000  # a longer list is said to have more, and is read up to here
MANY = 1_000  # from here on a page fills sooner by reading in order than by sorting what was found
SIDE_BY_SIDE = 4


class Counted(Paginator):
    """A paginator whose count is known, and stops at `COUNTED_TO`."""

    def __init__(self, rows: QuerySet[Any] | Found, size: int, found: int) -> None:
        super().__init__(rows, size)  # type: ignore[arg-type]
        self.found = found
        self.more = found > COUNTED_TO

    @property
    def count(self) -> int:
        return min(self.found, COUNTED_TO)


def listed(request: Request, jurisdiction: str) -> QuerySet[Listing]:
    """Every entry of the State's public list, ended ones too."""
    return access.visible_to(request.standing, Listing).filter(jurisdiction=jurisdiction)


def programs(request: Request, jurisdiction: str) -> HttpResponse:
    """The list of programs the State has certified, with search and filters in the address."""
    state = known_state(jurisdiction)
    rows = listed(request, state)
    form = Sought(request.GET or None, jurisdiction=state, on=today(request, state))
    form.is_valid()
    page = _page(form, rows, request.GET.get("page"))
    filtered = any(request.GET.get(name) for name in form.fields if name != "order")
    context = {
        "state": state,
        "form": form,
        "page": page,
        "lines": [line(request, row) for row in page],
        "filtered": filtered,
        "more_filters": any(form.asked.get(name) for name in form.LESS_USED),
        "side_by_side": SIDE_BY_SIDE,
        "there": bool(page.paginator.count) or rows.exists(),
    }
    return render(request, "public/programs.html", context)


def _page(form: Sought, rows: QuerySet[Listing], number: str | None) -> Page[Any]:
    order = (*form.sorting, "id")
    kept, walked = form.of(rows).order_by(*order), form.of(rows, walking=True).order_by(*order)
    if form.terms:
        place = min(int(number or 1), COUNTED_TO // A_PAGE) if (number or "1").isdecimal() else 1
        guess = slice(max(place - 1, 0) * A_PAGE, max(place, 1) * A_PAGE)
        found = Found(
            rows.order_by(*order),
            form.standing(rows),
            walked,
            form.indexed,
            typed=form.terms,
            filtered=form.narrows,
            most=COUNTED_TO,
            guess=guess,
        )
        return Counted(found, A_PAGE, found.count).get_page(number)
    # A column that every index has, so that no row is opened for the count.
    count = kept.order_by().values("jurisdiction")[: COUNTED_TO + 1].count()
    return Counted(walked if count > MANY else kept, A_PAGE, count).get_page(number)


def line(request: Request, row: Listing) -> dict[str, Any]:
    """An entry as it stands today: the two approvals apart, each in words with its date, and what to say of them."""
    words = publish.words(row.jurisdiction)
    now = publish.standing(row, today(request, row.jurisdiction))
    by_state, federal = publish.sides(row, now)
    kind = publish.note(row, now)
    return {
        "row": row,
        "standing": now,
        "by_state": by_state,
        "federal": federal,
        "kind": kind,
        "note": words["note"][kind],
        "more": words["more"][kind],
    }


def _approval(request: Request, state: str, number: str) -> Approval:
    rows = access.visible_to(request.standing, Approval).select_related(
        "listing",
        "filing",
        "application__federal_filing",
        "application__certification",
        "application__institution__institution",
    )
    return get_object_or_404(rows, jurisdiction=state, application__number=number)


def program(request: Request, jurisdiction: str, number: str) -> HttpResponse:
    """One posted program: the facts of the filing it rests on, its conditions, and two approvals apart."""
    state = known_state(jurisdiction)
    approval = _approval(request, state, number)
    facts = publish.facts(approval)
    entry = line(request, approval.listing)
    context = {
        "state": state,
        "trail": [("Programs", reverse("programs", args=[state]))],
        "approval": approval,
        "name": facts.get("program_name", approval.program_name),
        "facts": facts,
        "cip": _titled(approval.listing, facts.get("cip_code", "")),
        "soc": [_titled(approval.listing, code) for code in facts.get("soc_codes", [])],
        "changed": _changed(approval),
        "sent_on": approval.filing.at.astimezone(clock.zone(state)).date(),
        "wage_a_year": publish.wage_a_year(approval),
        "institution": _or_none(approval.application.institution, "institution"),
        "year": AwardYear(approval.award_year).long,
        "conditions": conditions(approval),
        "rates": _rates(approval),
        "filed_on": filing.filed_on if (filing := _or_none(approval.application, "federal_filing")) else None,
        "data": in_page(described(request, approval, facts)) if entry["kind"] != "ended" else "",
        **entry,
    }
    return render(request, "public/program.html", context)


def _rates(approval: Approval) -> list[tuple[editions.Told, str, str]]:
    """The program's rates with award year and measure in words, as the last edition of each year tells them."""
    measures = verifying(approval.jurisdiction).words["metric"]
    found = editions.lines(editions.latest(approval.jurisdiction), result__application=approval.application_id)
    return [(line, AwardYear(line.row.edition.award_year).long, measures[line.row.metric]["label"])
            for line in sorted(found, key=lambda line: -line.row.edition.award_year)]  # fmt: skip


def _titled(row: Listing, code: str) -> str:
    """A code with its official title, where a list with it was loaded when the entry was written."""
    return f"{code} {row.code_titles.get(code, '')}".strip()


def _changed(approval: Approval) -> list[dict[str, Any]]:
    """What the entry said otherwise before, newest first: the day, the fact, and both in words."""
    words, zone = publish.words(approval.jurisdiction), clock.zone(approval.jurisdiction)
    names = {**words["column"], **words["changed"]}
    return [
        {
            "on": row.at.astimezone(zone).date(),
            "name": names[row.fact],
            "before": _day_or_words(row.fact, row.before),
            "after": _day_or_words(row.fact, row.after),
        }
        for row in approval.posted_changes.all()
    ]


def _day_or_words(fact: str, said: str) -> str:
    return day_words(said) if fact in posted_facts.DATES else said


def _or_none(thing: Model, name: str) -> Any:
    return getattr(thing, name, None)


def conditions(approval: Approval) -> list[Condition]:
    """What the approval is bound to: standing conditions, and the limits written under the signature."""
    return list(approval.application.conditions.filter(blocking=False))


def compare(request: Request, jurisdiction: str) -> HttpResponse:
    """Up to four programs side by side (?program=number, more than once)."""
    state = known_state(jurisdiction)
    numbers = list(dict.fromkeys(request.GET.getlist("program")))
    rows = {row.number: row for row in listed(request, state).filter(number__in=numbers[:50])}
    chosen = [rows[number] for number in numbers if number in rows]
    if numbers and not chosen:
        raise Http404("no such program")
    context = {
        "state": state,
        "trail": [("Programs", reverse("programs", args=[state]))],
        "programs": [line(request, row) for row in chosen[:SIDE_BY_SIDE]],
        "too_many": len(chosen) > SIDE_BY_SIDE,
        "side_by_side": SIDE_BY_SIDE,
        "facts": _side_by_side(state, chosen[:SIDE_BY_SIDE]),
    }
    return render(request, "public/compare.html", context)


def _side_by_side(state: str, rows: list[Listing]) -> list[tuple[str, list[Any]]]:
    """Fact by fact, what each program says; a fact that none of them has is left off."""
    approvals = Approval.objects.filter(pk__in=[row.approval_id for row in rows]).select_related("filing")
    approvals = approvals.select_related("application").prefetch_related("application__published_prices")
    shown = {one.pk: publish.facts(one) for one in approvals}
    words = publish.words(state)["column"]
    table: list[tuple[str, list[Any]]] = [
        (words["institution"], [row.institution_name for row in rows]),
        (words["city"], [row.city for row in rows]),
    ]
    for name, column in (
        ("credential_name", "credential"), ("credential_kind", "credential_kind"), ("length", "length"),
        ("weeks", "weeks"), ("tuition", "tuition"), ("price", "price"), ("wage", "wage"), ("offered_at", "offered_at"),
        ("cip_code", "cip"), ("soc_codes", "soc"), ("sectors", "sectors"),
        ("ecosystems", "ecosystems"),
    ):  # fmt: skip
        values = [_in_words(name, shown[row.approval_id].get(name, "")) for row in rows]
        if name == "cip_code":
            values = [_titled(row, code) for row, code in zip(rows, values, strict=True)]
        elif name == "soc_codes":
            values = [joined([_titled(row, code) for code in row.soc_codes]) for row in rows]
        table.append((words[column], values))
    return [(label, values) for label, values in table if any(values)]


def _in_words(name: str, value: Any) -> Any:
    if name in ("tuition", "price"):
        return money(value)
    if name == "wage" and value:
        return f"{money(value['amount'])} {value['unit']}"
    return joined(value) if isinstance(value, list) else value
