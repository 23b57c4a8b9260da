"""Saving while a form is filled in: what our script is told, and how two people's changes come together.

The script sends the form to its own address with a header, and gets JSON: `saved` (a sentence), `version` and `key` for
the next save, `remarks` (sentences), `collisions` (name and label of answers that someone else changed meanwhile).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

HEADER = "X-Autosave"
CHOICES, CHOOSE, THEIRS, MINE = "choices", "choose-", "theirs", "mine"


def wanted(request: HttpRequest) -> bool:
    """Whether the form was sent by our script."""
    return HEADER in request.headers


@dataclass(frozen=True)
class Collision:
    """One answer that two people changed at the same time; the person picks. Values are as a question keeps them."""

    name: str
    label: str
    mine: Any
    theirs: Any
    by: str


def meets(
    typed: Mapping[str, Any],
    since: list[dict[str, Any]],
    now: Mapping[str, Any],
    same: Any,
    label: Any,
) -> tuple[dict[str, Any], list[Collision]]:
    """What of a form that came late can be kept as it is, and what collides.

    `since` are the changes the form had not seen, as `moving.told` gives them; `now` the answers as they stand;
    `same(name, typed, kept)` says whether two answers are equal. An answer this person left as it was takes the
    colleague's.
    """
    began: dict[str, tuple[Any, str]] = {}
    for line in since:
        for change in line["changed"]:
            began.setdefault(change["name"], (change["before"], line["by"]))
            began[change["name"]] = (began[change["name"]][0], line["by"])
    keep: dict[str, Any] = {}
    collisions = []
    for name, value in typed.items():
        if name not in began:
            keep[name] = value
        elif not same(name, value, began[name][0]) and not same(name, value, now.get(name)):
            collisions.append(Collision(name, label(name), value, now.get(name), began[name][1]))
    return keep, collisions


def settled(sent: Any, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Answers to keep after a choice between two texts, and the names still to be chosen."""
    asked = sent.getlist(CHOICES) if hasattr(sent, "getlist") else []
    picked = {name: sent.get(f"{CHOOSE}{name}") for name in asked}
    keep = {name: value for name, value in values.items() if picked.get(name, MINE) == MINE}
    return keep, [name for name, choice in picked.items() if choice not in (MINE, THEIRS)]


def answer(
    *, saved: str, version: int, remarks: list[str], collisions: list[Collision], problem: str = ""
) -> HttpResponse:
    """What the script is told."""
    if problem:
        return JsonResponse({"problem": problem}, status=422)
    told = {
        "saved": saved,
        "version": version,
        "key": secrets.token_hex(16),
        "remarks": remarks,
        "collisions": [{"name": each.name, "label": each.label, "by": each.by} for each in collisions],
    }
    return JsonResponse(told)
