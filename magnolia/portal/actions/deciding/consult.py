"""The Board's consultation on one application: record, comments, members, papers, and the attestation of it.

Comments inform and do not decide. Source: policy 7.5.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from magnolia.policy.registers import review

from ... import clock
from ...models import (
    Application,
    BoardComment,
    BoardMember,
    BoardPaper,
    Consultation,
    Event,
    Meeting,
    PaperTopic,
    Person,
    Thing,
)
from ..moves import Refused, Said, act
from ..papers import incoming
from ..state_words import sentences
from .board_members import Member, members_of, write_members
from .meetings import CANCELLED, said_of
from .signing import of_event, own_name, sign

SAVE = "save_consultation"
PARTS = ("held_on", "noticed_on", "quorum", "advice", "materials", "ground")
# What the Board's papers may be.
ACCEPTS = ("pdf", "docx", "xlsx", "png", "jpg")


def current(application: Application) -> Consultation | None:
    """The record that is being written, not attested yet; None before the first save of a round."""
    return application.consultations.filter(attested_on__isnull=True).order_by("-round").first()


def _row(application: Application) -> Consultation:
    return current(application) or Consultation(
        application=application, round=application.consultations.filter(attested_on__isnull=False).count() + 1
    )


def save_consultation(
    application: Application,
    *,
    held_on: date | None,
    materials: str,
    ground: str,
    comments: Mapping[str, str],
    noticed_on: date | None = None,
    quorum: bool | None = None,
    advice: str = "",
    members: Sequence[Member] = (),
    meeting: Meeting | None = None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Save the record as far as it goes; `comments` by topic, an empty one takes the topic's comment away.

    Parts may stay blank until the attestation, which asks for the day, materials, ground and a paper. `members` are
    all of them, in order; with a `meeting`, whose day, notice, quorum and members count, only those who differ on this
    program. Raises Refused for an unknown topic, advice or part, or a day that cannot be.
    """
    given = {
        "held_on": held_on,
        "noticed_on": noticed_on,
        "quorum": quorum,
        "advice": advice,
        "materials": materials.strip(),
        "ground": ground.strip(),
    }
    if meeting is not None:
        given |= {"held_on": None, "noticed_on": None, "quorum": None}

    def write(thing: Thing) -> Said:
        topics = review(application.jurisdiction).topics
        if unknown := sorted(set(comments) - set(topics)):
            raise Refused(f"The Board does not comment under “{unknown[0]}”.", "comments")
        _possible(application, given, clock.local_date(application.jurisdiction, at))
        row = _row(application)
        changed = {"meeting": _meet(row, meeting)}
        changed |= {name: [_text(getattr(row, name)), _text(given[name])] for name in PARTS}
        for name in PARTS:
            setattr(row, name, given[name])
        row.save()
        for topic, text in comments.items():
            changed[topics[topic].title] = _comment(row, topic, text.strip())
        changed["members"] = write_members(row, members)
        return {"changed": {name: pair for name, pair in changed.items() if pair[0] != pair[1]}}

    return act(application, SAVE, by=by, at=at, seen=seen, key=key, write=write)


def _meet(row: Consultation, meeting: Meeting | None) -> list[str]:
    """Let the consultation follow a meeting, or none. Raises Refused for another State's, or one that was too early."""
    application, before = row.application, row.meeting
    if meeting is not None:
        if meeting.jurisdiction != application.jurisdiction:
            raise Refused("There is no such meeting.", "meeting")
        if meeting.state == CANCELLED:
            raise Refused("This meeting was cancelled. Choose another one.", "meeting")
        if _before_it_was_sent(application, meeting.day):
            raise Refused("The meeting lies before the application was submitted.", "meeting")
    if before != meeting and not row._state.adding:
        row.members.all().delete()
    row.meeting = meeting
    return [before.case.number if before else "", meeting.case.number if meeting else ""]


def take_up(
    application: Application,
    meeting: Meeting,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Put the program on the agenda of a meeting; what was written of the consultation before stays."""

    def write(thing: Thing) -> Said:
        row = _row(application)
        changed = {"meeting": _meet(row, meeting)}
        row.held_on = row.noticed_on = row.quorum = None
        row.save()
        return {"changed": changed}

    return act(application, SAVE, by=by, at=at, seen=seen, key=key, write=write)


def _before_it_was_sent(application: Application, day: date) -> bool:
    sent = application.submitted_at
    return sent is not None and day < clock.local_date(application.jurisdiction, sent)


def _possible(application: Application, given: Mapping[str, Any], today: date) -> None:
    """A consultation lies between the first submission and today, its notice not after it. Raises Refused."""
    held_on, noticed_on, advice = given["held_on"], given["noticed_on"], given["advice"]
    if advice and advice not in sentences(application.jurisdiction)["board_advice"]:
        raise Refused("Choose one of the kinds of advice shown.", "advice")
    if noticed_on is not None and noticed_on > (held_on or today):
        raise Refused("The notice of the meeting lies after it. Check both days.", "noticed_on")
    if held_on is None:
        return
    if held_on > today:
        raise Refused("The consultation lies in the future: record it on or after its day.", "held_on")
    if _before_it_was_sent(application, held_on):
        raise Refused("The consultation lies before the application was submitted. Check the day.", "held_on")


def _text(value: date | bool | str | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else value or ""


def _comment(row: Consultation, topic: str, text: str) -> list[str]:
    before = row.comments.filter(topic=topic).first()
    was = before.text if before else ""
    if text:
        BoardComment.objects.update_or_create(consultation=row, topic=topic, defaults={"text": text})
    elif before is not None:
        before.delete()
    return [was, text]


def file_paper(
    application: Application,
    name: str,
    content: bytes | incoming.Upload | BinaryIO,
    topics: Collection[str],
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> BoardPaper:
    """Put a document of the consultation on record under the topics it speaks to.

    Raises Refused where no topic is chosen, BadDocument where the file cannot be taken.
    """
    known = review(application.jurisdiction).topics
    if not topics or set(topics) - set(known):
        raise Refused("Choose at least one topic that the document speaks to.", "topics")
    file = incoming.receive(
        name, content, "Documents of the consultation", ACCEPTS, application.jurisdiction, at, by=by
    )

    def write(thing: Thing) -> Said:
        row = _row(application)
        row.save()
        paper = BoardPaper.objects.create(
            consultation=row,
            **file.keep(),
            added_by=by,
            added_at=at,
        )
        PaperTopic.objects.bulk_create(PaperTopic(paper=paper, topic=topic) for topic in known if topic in topics)
        titles = ", ".join(known[topic].title for topic in known if topic in topics)
        return {
            "paper": str(paper.pk),
            "sha256": paper.sha256,
            "changed": {"document": ["", f"{file.name} ({titles})"]},
        }

    event = act(application, SAVE, by=by, at=at, seen=seen, key=key, write=write)
    return BoardPaper.objects.get(pk=json.loads(event.text.text)["paper"])


def attest(
    application: Application,
    *,
    name: str,
    title: str,
    on: date | None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Sign that the consultation took place: typed name, title and day, not before the consultation.

    Raises Refused naming the first part of the record that is still blank (SWIB-02).
    """

    def write(thing: Thing) -> Said:
        row = current(application)
        if row is None:
            raise Refused(
                "Save the record of this consultation first: its day, the materials and the ground.", "held_on"
            )
        if on is not None and on > clock.local_date(application.jurisdiction, at):
            raise Refused("The day of the attestation lies in the future.", "attested_on")
        _freeze(row)
        row.attested_by, row.attested_name = by, own_name(by, name, "attested_name")
        row.attested_title, row.attested_on = title.strip(), on
        row.save()
        attested = {
            "program": application.program_name,
            "held_on": _text(row.held_on),
            "name": row.attested_name,
            "title": row.attested_title,
            "on": _text(on),
        }
        row.signed = sign(application, "attest", attested | _as_shown(row))
        row.save(update_fields=["signed"])
        return {"attested": attested} | of_event(row.signed)

    return act(application, "attest_consultation", by=by, at=at, seen=seen, key=key, write=write)


def _freeze(row: Consultation) -> None:
    """Copy what the meeting says into the record that is attested, so that a later correction leaves it as it was."""
    meeting = row.follows
    if meeting is None:
        return
    if meeting.state != "held":
        raise Refused("Record first, on the page of the meeting, that it was held and who was there.", "meeting")
    everybody = members_of(row)
    row.held_on, row.noticed_on, row.quorum = meeting.day, meeting.noticed_on, meeting.quorum
    row.meeting_version = meeting.version
    row.members.all().delete()
    BoardMember.objects.bulk_create(
        BoardMember(consultation=row, place=place, name=m.name, part=m.part, words=m.words)
        for place, m in enumerate(everybody, start=1)
    )
    for paper in meeting.papers.all():
        kept = {name: getattr(paper, name) for name in ("name", "media_type", "size", "sha256", "added_by", "added_at")}
        BoardPaper.objects.create(consultation=row, **kept)


def _as_shown(row: Consultation) -> dict[str, Any]:
    """The whole record as the person who attests saw it."""
    return {
        "round": row.round,
        "meeting": said_of(row.meeting) if row.meeting else None,
        "noticed_on": _text(row.noticed_on),
        "quorum": "" if row.quorum is None else _text(row.quorum),
        "advice": row.advice,
        "materials": row.materials,
        "ground": row.ground,
        "members": [[m.name, m.part, m.words] for m in row.members.all()],
        "comments": [[c.topic, c.text] for c in row.comments.all()],
        "papers": [[p.name, p.sha256] for p in row.papers.all()],
    }
