"""What the pages of participant records share: how a version stands, and the second factor before some steps."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode

from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import process

from ... import access, clock, second_factor
from ...actions.custody import destroying
from ...models import DataSubmission
from ..request import Request, today


def fetch(request: Request, submission: UUID) -> DataSubmission:
    """A version this person may see, with what its pages need."""
    rows = access.visible_to(request.standing, DataSubmission).select_related(
        "case",
        "application__institution",
        "application__case",
        "agreement",
        "by",
        "progress",
        "destroyed__by",
        "signed",
    )
    return get_object_or_404(rows, pk=submission)


def standing(row: DataSubmission, roles: set[str], on: date) -> dict[str, Any]:
    """State, turn and next step of a version in words; of one that nothing rests on, what is left to do with it."""
    table = process(row.application.jurisdiction)
    state = table.life(row.kind).states[row.state]
    end = destroying.stands(row, on, destroying.due_days([row.pk]).get(row.pk), counts=destroying.rests_on(row))
    turn = state.turn
    if end.word:
        turn = table.life(row.kind).moves["purge"].who if end.due else ()
    return {
        "state": state,
        "turn": " or ".join(table.roles[role].label for role in turn),
        "your_turn": bool(set(turn) & roles),
        "next": end.says or state.next,
        "held": end.word == "longer",
        "due": end.due,
        "left": (end.due - on).days if end.due else None,
        "year": AwardYear(row.award_year).long,
        "zone": clock.zone(row.application.jurisdiction).key,
    }


def surround(request: Request, row: DataSubmission) -> dict[str, Any]:
    """Context of every page of one version."""
    roles = access.roles_toward(request.standing, row)
    mine = bool(roles & {"preparer", "certifying_official"})
    opens_case = bool(roles - {"data_steward"})
    trail = [("Your work", reverse("work"))]
    if opens_case:
        trail.append(("Participant records", reverse("records_case", args=[row.application_id])))
    else:
        trail.append(("Records in custody", reverse("custody")))
    return standing(row, roles, today(request, row.application.jurisdiction)) | {
        "row": row,
        "application": row.application,
        "mine": mine,
        "official": "certifying_official" in roles,
        "steward": "data_steward" in roles,
        "opens_case": opens_case,
        "trail": trail,
        "practice": second_factor.is_practice(request),
    }


def confirm_first(request: Request, jurisdiction: str) -> HttpResponse | None:
    """To the second factor and back, where it was not given just now; None where it was."""
    if second_factor.just_given(request, jurisdiction, today(request, jurisdiction)):
        return None
    way = "mfa_reauthenticate" if second_factor.has_one(request.user) else "second_factor"
    return redirect(f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}")
