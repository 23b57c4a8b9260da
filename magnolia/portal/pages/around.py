"""What stands around every page: names of the State, menus by door, the person, the practice banner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from magnolia.policy.layers import read, state_layer
from magnolia.policy.workflow import process

from ..doors import may_open
from .request import home_state

PUBLIC = (("state_home", "Home"), ("programs", "Programs"), ("process", "How it works"), ("criteria", "Criteria"))
WORK = (
    ("work", "Your work"),
    ("queue", "Queue"),
    ("workload", "Workload"),
    ("dashboard", "Dashboard"),
    ("applications", "Applications"),
    ("records", "Participant records"),
    ("custody", "Records in custody"),
    ("custody_agreements", "Data-sharing agreements"),
    ("notices", "Notices"),
    ("cycles", "Cycles"),
    ("precedents", "Earlier findings"),
    ("losses", "Lost programs"),
    ("rate_publishing", "Rates to publish"),
    ("earnings_watch", "Prices and amounts"),
    ("benchmarks", "Long-term earnings"),
    ("job_lacks", "Placement by occupation"),
    ("meetings", "Board meetings"),
    ("potential_keeping", "Candidates list"),
    ("potential_proposals", "Propose a program"),
    ("toolkit_keeping", "Toolkit"),
    ("occupation_lists", "Priority occupations"),
    ("comparable_occupations", "Comparable occupations"),
    ("outcome_runs", "Outcome runs"),
    ("wage_loads", "Wage records"),
    ("designations", "Designations"),
    ("advice", "Committee advice"),
    ("process_edit", "Description of the process"),
    ("people", "People"),
    ("colleagues", "Colleagues"),
    ("holidays", "Holidays"),
    ("law_changes", "Numbers of the law"),
    ("simulations", "Simulations"),
    ("outbox", "Outbox"),
    ("status", "Status"),
    ("audit", "Record"),
)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Context of every page; see templates/base.html."""
    standing = getattr(request, "standing", None)
    state = home_state(request)  # type: ignore[arg-type]
    profile = read(state_layer(state), "profile")
    signed_in = bool(standing and standing.person.is_authenticated)
    here = request.resolver_match.view_name if request.resolver_match else ""
    made: dict[str, Any] = {
        "state_name": profile["state_name"],
        "agency_name": profile["agency"],
        "profile": profile,
        "is_demo": settings.DEMO,
        "home_url": reverse("home"),
        "accessibility_url": reverse("accessibility"),
        "glossary_url": reverse("glossary", args=[state]),
        "public_menu": [(label, reverse(name, args=[state]), here == name) for name, label in PUBLIC],
        "work_menu": [],
        "sign_in_url": "" if signed_in else reverse("demo" if settings.DEMO else "account_login"),
        "identities_url": reverse("demo") if settings.DEMO else "",
    }
    if signed_in and standing is not None:
        roles = process(state).roles
        made |= {
            "person": standing.person,
            "person_roles": [
                ", ".join(filter(None, [roles[hat.role].label, hat.organisation_name])) for hat in standing.hats
            ],
            "work_menu": [
                (label, reverse(name), here == name) for name, label in WORK if may_open(name, True, standing.roles)
            ],
            "sign_out_url": reverse("account_logout"),
            "account_url": reverse("mfa_index"),
        }
    return made
