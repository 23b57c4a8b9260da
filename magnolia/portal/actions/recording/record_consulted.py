"""What the record tells of the Board: each consultation with its meeting, members, papers and attestation."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ... import clock
from ...models import Meeting
from ..deciding import meetings
from ..deciding.board_members import members_of
from ..state_words import sentences
from .record_parts import Block, Item, Telling, of_signature, signed_data, source


@source
def consultations(telling: Telling) -> Iterator[Item]:
    """Each consultation: meeting, members, materials, ground, comments by topic, attestation; then its documents."""
    says = sentences(telling.jurisdiction)
    rows = telling.application.consultations.select_related("meeting__case", "signed")
    for row in rows.prefetch_related("comments", "members", "papers", "meeting__attendance__seat"):
        met = row.follows or row
        title = telling.title("consultations", round=row.round)
        attested = f"{row.attested_name}, {row.attested_title}" if row.attested_on else ""
        head = telling.block(
            title,
            held=row.day,
            meeting=row.meeting.case.number if row.meeting else "",
            noticed=met.noticed_on,
            quorum="" if met.quorum is None else telling.label("yes" if met.quorum else "no"),
            materials=row.materials,
            ground=row.ground,
            advice=says["board_advice"].get(row.advice, ""),
            attested=attested,
            day=row.attested_on,
            **of_signature(row.signed),
        )
        topics = telling.register.topics
        said = tuple((topics[c.topic].title if c.topic in topics else c.topic, c.text) for c in row.comments.all())
        members = tuple(
            (m.name, f"{says['board_part'].get(m.part, m.part)}. {m.words}".strip()) for m in members_of(row)
        )
        more = [_meeting(telling, row.meeting)] if row.meeting else []
        blocks = [head, *more, *(Block(title, rows) for rows in (members, said) if rows)]
        yield Item(title, f"consultation-{row.round}", row.day, tuple(blocks), data=signed_data(row.signed))
        for paper in row.papers.all():
            day = clock.local_date(telling.jurisdiction, paper.added_at)
            yield Item(f"{title}: {paper.name}", paper.name, day, digest=paper.sha256)


def _meeting(telling: Telling, row: Meeting) -> Block:
    """The meeting as its record stands now, with the reasons of its corrections; the attestation keeps its own copy."""
    said = (json.loads(event.text.text or "{}").get("reason", "") for event in meetings.corrections(row))
    return telling.block(
        f"{telling.label('meeting')} {row.case.number}",
        day=row.day,
        place=row.place,
        noticed=row.noticed_on,
        noticed_where=row.noticed_where,
        open_meeting="" if row.open_to_public is None else telling.label("yes" if row.open_to_public else "no"),
        closed_part=row.closed_part,
        quorum="" if row.quorum is None else telling.label("yes" if row.quorum else "no"),
        corrected=list(said),
    )
