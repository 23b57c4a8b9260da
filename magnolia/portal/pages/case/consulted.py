"""Consultations with the Board in words: as pages, packet and decisions show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from magnolia.policy.registers import Topic
from magnolia.policy.registers import review as registers

from ...actions.deciding.board_members import members_of
from ...actions.state_words import sentences
from ...models import Application, Consultation


def told(application: Application) -> list[dict[str, Any]]:
    """Every record of a consultation, newest first, with its comments under their topics and what it still lacks."""
    topics = registers(application.jurisdiction).topics
    says = sentences(application.jurisdiction)
    rows = application.consultations.select_related("meeting__case", "signed").order_by("-round")
    rows = rows.prefetch_related(
        "comments", "members", "papers__topics", "meeting__attendance__seat", "meeting__papers"
    )
    return [
        {
            "row": row,
            "advice": says["board_advice"].get(row.advice, ""),
            "met": row.follows or row,
            "members": [(m.name, says["board_part"].get(m.part, m.part), m.words) for m in members_of(row)],
            "minutes": list(row.follows.papers.all()) if row.follows else [],
            "corrected": row.meeting is not None
            and row.meeting_version is not None
            and row.meeting.version > row.meeting_version,
            "papers": [
                (p, ", ".join(topics[t.topic].title for t in p.topics.all() if t.topic in topics))
                for p in row.papers.all()
            ],
            "covered": _covered(topics, row),
            "comments": [(topics[c.topic].title, c.text) for c in row.comments.all() if c.topic in topics],
            "complete": row.attested_on is not None,
        }
        for row in rows
    ]


def _covered(topics: Mapping[str, Topic], row: Consultation) -> list[tuple[str, bool]]:
    """Each topic and whether the consultation discussed it: a comment or a document under it."""
    spoken = {c.topic for c in row.comments.all()} | {t.topic for p in row.papers.all() for t in p.topics.all()}
    return [(topic.title, topic.id in spoken) for topic in topics.values()]
