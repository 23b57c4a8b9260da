"""What everybody may read: the States served, the posted programs, and whether the portal is up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from magnolia.policy.criteria import register
from magnolia.policy.layers import read, state_layer
from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import State, process

from .. import access
from ..actions.approved import standing_of
from ..models import Approval, FederalFiling
from .components import components
from .explained import criteria, process_page
from .forms import PlainForm
from .keeping import CHOOSE
from .request import Request, known_state, states_served, today

__all__ = [
    "accessibility", "components", "criteria", "healthy", "home", "process_page", "program", "programs", "state_home",
]  # fmt: skip

A_PAGE = 20
FEDERAL_YES = "approved"


def home(request: Request) -> HttpResponse:
    """The States this installation serves; where there is one, its own page."""
    served = states_served()
    if len(served) == 1:
        return redirect("state_home", served[0])
    return render(
        request, "public/home.html", {"states": [(code, read(state_layer(code), "profile")) for code in served]}
    )


def state_home(request: Request, jurisdiction: str) -> HttpResponse:
    """What the program is in plain words, the way to the list, and whose job is what."""
    state = known_state(jurisdiction)
    return render(request, "public/state_home.html", {"state": state, "posted": posted(request, state).count()})


def accessibility(request: Request) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "public/accessibility.html")


def healthy(request: Request) -> HttpResponse:
    """ "ok" as plain text while the database answers, else 503: for a load balancer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def posted(request: Request, jurisdiction: str) -> QuerySet[Approval]:
    """The State's approvals that stand on the public list, with everything a line shows."""
    rows = access.visible_to(request.standing, Approval).filter(jurisdiction=jurisdiction, state="in_force")
    return rows.select_related("filing", "application__federal_filing").order_by("program_name", "pk")


class Sought(PlainForm):
    """The filters of the directory, as they stand in the address."""

    q = forms.CharField(required=False, max_length=100, label="Program, institution, CIP or SOC code")
    institution = forms.ChoiceField(required=False, label="Institution", error_messages=CHOOSE)
    federal = forms.ChoiceField(
        required=False,
        label="Federal approval",
        choices=[("", "Any"), ("yes", "Recorded"), ("no", "Not recorded")],
        error_messages=CHOOSE,
    )
    year = forms.ChoiceField(required=False, label="First award year", error_messages=CHOOSE)

    def __init__(self, *args: Any, rows: QuerySet[Approval], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = rows.order_by("institution_name").values_list("institution_name", flat=True).distinct()
        years = rows.order_by("award_year").values_list("award_year", flat=True).distinct()
        self.fields["institution"].choices = [("", "Any"), *((n, n) for n in names)]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", "Any"), *((str(y), AwardYear(y).long) for y in years)]  # type: ignore[attr-defined]

    def of(self, rows: QuerySet[Approval]) -> QuerySet[Approval]:
        """The rows the filters leave; a filter that was mistyped leaves all, and its message says so."""
        asked = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        words: str = asked.get("q", "")
        for word in words.split():
            rows = rows.filter(
                Q(program_name__icontains=word)
                | Q(institution_name__icontains=word)
                | Q(filing__facts__cip_code__icontains=word)
                | Q(filing__facts__soc_codes__icontains=word)
                | Q(filing__facts__credential_name__icontains=word)
            )
        if "institution" in asked:
            rows = rows.filter(institution_name=asked["institution"])
        if "year" in asked:
            rows = rows.filter(award_year=int(asked["year"]))
        recorded = Q(
            application__federal_filing__state=FEDERAL_YES, application__federal_filing__decided_on__isnull=False
        )
        if "federal" in asked:
            rows = rows.filter(recorded) if asked["federal"] == "yes" else rows.exclude(recorded)
        return rows


def programs(request: Request, jurisdiction: str) -> HttpResponse:
    """The list of programs the State has certified, with search and filters in the address."""
    state = known_state(jurisdiction)
    rows = posted(request, state)
    form = Sought(request.GET or None, rows=rows)
    form.is_valid()
    page = Paginator(form.of(rows), A_PAGE).get_page(request.GET.get("page"))
    lines = [{"approval": row, **_statuses(row, today(request, state))} for row in page]
    filtered = any(request.GET.get(name) for name in form.fields)
    context = {"state": state, "form": form, "page": page, "lines": lines, "filtered": filtered}
    return render(request, "public/programs.html", context)


def _statuses(approval: Approval, on: date) -> dict[str, Any]:
    """The two authorities of an approval, each with its own status; federal counts only with its date recorded."""
    table = process(approval.jurisdiction)
    filing: FederalFiling | None = getattr(approval.application, "federal_filing", None)
    states = table.life("federal_filing").states
    federal: State = states[filing.state] if filing else states[table.life("federal_filing").starts]
    stands = standing_of(approval, on)
    return {
        "standing": stands,
        "by_state": table.life("approval").states[approval.state],
        "federal": federal,
        "federal_filing": filing,
        "federal_recorded": stands.by_federal,
    }


def program(request: Request, jurisdiction: str, number: str) -> HttpResponse:
    """One posted program: the facts of the filing it rests on, its conditions, and two approvals apart."""
    state = known_state(jurisdiction)
    rows = access.visible_to(request.standing, Approval).select_related(
        "filing", "application__federal_filing", "application__certification", "application__institution__institution"
    )
    approval = get_object_or_404(rows, jurisdiction=state, application__number=number)
    certification = getattr(approval.application, "certification", None)
    context = {
        "state": state,
        "trail": [("Programs", reverse("programs", args=[state]))],
        "approval": approval,
        "facts": shown_facts(approval),
        "institution": getattr(approval.application.institution, "institution", None),
        "year": AwardYear(approval.award_year).long,
        "conditions": approval.application.conditions.filter(blocking=False),
        "limitations": certification.limitations if certification else "",
        **_statuses(approval, today(request, state)),
    }
    return render(request, "public/program.html", context)


def shown_facts(approval: Approval) -> dict[str, Any]:
    """The frozen facts a visitor may read, in words; what has no value is not in it."""
    filed = approval.filing.facts
    criteria_table = register(approval.jurisdiction)
    units = criteria_table["program.length"].table
    kinds = criteria_table["credential.kind"].table
    plain = (
        "cip_code",
        "soc_codes",
        "credential_name",
        "summary",
        "offered_at",
        "learners_in_state",
        "tuition",
        "required_fees",
    )
    facts = {name: filed.get(name) for name in plain}
    facts["length"] = _amount(filed.get("hours"), units.get(filed.get("measure"), {}).get("unit", ""))
    facts["weeks"] = _amount(filed.get("instructional_weeks"), "")
    facts["credential_kind"] = kinds.get(filed.get("credential_kind"), "")
    return {name: value for name, value in facts.items() if value not in ("", None, [])}


def _amount(typed: str | None, unit: str) -> str:
    """A frozen decimal without its trailing zeros, and its unit: "480 clock hours"."""
    return f"{Decimal(typed).normalize():f} {unit}".strip() if typed else ""
