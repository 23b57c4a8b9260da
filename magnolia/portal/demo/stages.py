"""Bring a fictive application to any state by walking the same moves as everyone else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from ..models import Application
from .cast import Cast
from .programs import LINEWORKER
from .walking import Walk


def _until(*steps: str) -> Callable[[Walk], None]:
    def walk(way: Walk) -> None:
        for step in steps:
            getattr(way, step)()

    return walk


REQUEST = ("draft", "attestation", "submitted", "completeness_review")
REVIEWED = (*REQUEST, "complete", "review", "consultation", "recommendation", "determination")


def _unfavourable(way: Walk) -> None:
    _until(*REQUEST, "complete", "review")(way)
    way.consultation(unmet="credit")
    way.recommendation()
    way.determination("deny")


def _denied(way: Walk) -> None:
    _unfavourable(way)
    way.decided("deny", grounds=[{"kind": "criterion", "question": "credit", "text": "No agreement names a program."}])


def _conditional(way: Walk) -> None:
    _until(*REVIEWED)(way)
    conditions = [
        {"blocking": True, "text": "Send the signed articulation agreement.", "due": way.today() + timedelta(days=45)},
        {"blocking": False, "text": "Renew the employer letters every two years.", "due": None},
    ]
    way.decided("approve_conditionally", conditions=conditions)


def _to_correct(way: Walk) -> None:
    _conditional(way)
    way.items()


def _corrected(way: Walk) -> None:
    _to_correct(way)
    way.items_corrected()


def _late(way: Walk) -> None:
    _until(*REQUEST, "correction")(way)
    way.later(days=25)


def _returned_unreviewed(way: Walk) -> None:
    _late(way)
    way.move("return_unreviewed", way.cast.director, reason="The listed items were not corrected in time.")


def _approved(way: Walk) -> None:
    _until(*REVIEWED)(way)
    way.decided("approve")


def _certified(way: Walk) -> None:
    _approved(way)
    way.certified()


def _deferred(way: Walk) -> None:
    _until(*REVIEWED)(way)
    way.decided("defer", reason="The Board's labor-market study is due next month.")


def _returned(way: Walk) -> None:
    _until(*REVIEWED)(way)
    way.decided("return_for_information", reason="Please show how hours are split between class and lab.")


def _withdrawn(way: Walk) -> None:
    _until(*REQUEST)(way)
    way.move("withdraw", way.cast.official, reason="The college will file a longer program next year.")


PATHS: dict[str, Callable[[Walk], None]] = {
    "draft": _until("draft"),
    "attestation": _until(*REQUEST[:2]),
    "held": _until("held"),
    "submitted": _until(*REQUEST[:3]),
    "completeness_review": _until(*REQUEST),
    "correction": _until(*REQUEST, "correction"),
    "complete": _until(*REQUEST, "complete"),
    "review": _until(*REQUEST, "complete", "review"),
    "consultation": _until(*REVIEWED[:7]),
    "recommendation": _until(*REVIEWED[:8]),
    "legal_reading": _until(*REVIEWED[:-1], "recommend"),
    "determination": _until(*REVIEWED),
    "conditional": _conditional,
    "condition_correction": _to_correct,
    "condition_review": _corrected,
    "approved": _approved,
    "denied": _denied,
    "deferred": _deferred,
    "returned": _returned,
    "returned_unreviewed": _returned_unreviewed,
    "certified": _certified,
    "withdrawn": _withdrawn,
}


def bring(
    cast: Cast, state: str, at: datetime, facts: dict[str, Any] | None = None, decider: str = "governor"
) -> Application:
    """A new application of the fictive college, opened at `at` and walked to `state` by everyone whose turn it is."""
    way = walk(cast, state, at, facts, decider)
    return way.application


def walk(cast: Cast, state: str, at: datetime, facts: dict[str, Any] | None = None, decider: str = "governor") -> Walk:
    """As `bring`, and hands back the walk itself, so that a caller can go on from its moment."""
    way = Walk(cast, at, facts or LINEWORKER, decider)
    PATHS[state](way)
    return way
