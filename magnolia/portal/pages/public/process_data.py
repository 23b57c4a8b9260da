"""The published process for machines: the same content as the page; docs/law-as-data.md says what each key means."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from magnolia.policy.published import published
from magnolia.policy.workflow import process

from ...actions import described
from ..request import Request, known_state
from .days import as_json
from .process import asked_for, beside, clocks, parts


def process_json(
    request: Request, jurisdiction: str, day: str | None = None, edition: int | None = None
) -> HttpResponse:
    """The description in force today, on a day, or by its number."""
    state = known_state(jurisdiction)
    on, version = asked_for(request, state, day, edition)
    content, found = beside(state, on, version), published(state)
    place = reverse("process_on", args=[state, on.isoformat()])
    if version is not None:
        place = reverse("process_version", args=[state, version.number])
    return as_json(
        {
            "state": state,
            "day": on,
            "page": request.build_absolute_uri(place),
            "version": version.number if version else None,
            "published_on": version.published_on if version else None,
            "hash": version.frozen_id if version else None,
            "list": content["list_address"],
            "title_iv": found.words["title_iv"],
            "parts": [
                {
                    "id": each["part"].id,
                    "letter": each["part"].letter,
                    "title": each["part"].title,
                    "text": each["says"],
                    "source": each["part"].cite,
                    "criteria": [row["question"].id for row in each["questions"]],
                }
                for each in parts(state, on, version)
            ],
            "credential_policy": [
                {"id": proof.id, "title": proof.title, "text": says} for proof, says in content["credential"]
            ],
            "arrangements": [{"id": each.id, "title": each.title} for each in content["arrangements"]],
            "information": _information(content),
            "time_limits": _limits(state, on),
            "appeal": _appeal(content),
            "reviews": _reviews(content["held"]),
        }
    )


def _information(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "rates_cost_and_wage": [
            {
                "letter": each.letter,
                "title": each.title,
                "answers": list(sent.answers),
                "documents": list(sent.documents),
                "for_certification": each.first,
                "for_continued_review": each.later,
                "source": each.cite,
            }
            for each, sent in content["information"]
        ],
        "by_criterion": [
            {"id": each.id, "title": each.title, "pages": list(each.answers), "documents": list(each.documents)}
            for each in content["by_criterion"]
        ],
        "form": [{"id": page.id, "title": page.title, "asks": list(page.asks)} for page in content["form_pages"]],
    }


def _limits(state: str, on: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": each["clock"].name,
            "means": each["means"],
            "count": each["value"].value,
            "unit": each["clock"].unit,
            "counted_from": each["clock"].starts,
            "source": each["value"].cite,
        }
        for each in clocks(state, process(state), on)
    ]


def _appeal(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": each["step"].id,
            "title": each["step"].title,
            "text": each["step"].says,
            "count": each["value"].value if each["value"] else None,
            "unit": each["unit"],
            "source": each["value"].cite if each["value"] else each["step"].cite,
        }
        for each in content["appeals"]
    ]


def _reviews(held: described.Reviews) -> dict[str, Any]:
    return {
        "every_years": held.years,
        "source": held.cite,
        "next_due": held.due,
        "stands": held.stands,
        "held": [{"on": row.held_on, "outcome": row.outcome, "state_plan": row.plan_event} for row in held.rows],
    }
