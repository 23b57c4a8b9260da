"""The Board's consultation on one application: its record, the Board's comments, the attestation that it took place.

Comments inform and do not decide. Source: policy 7.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from magnolia.policy.registers import review

from .. import clock
from ..models import Application, BoardComment, Consultation, Event, Person, Thing
from .moves import Refused, Said, act
from .signing import own_name

PARTS = ("held_on", "materials", "ground")


def current(application: Application) -> Consultation | None:
    """The record that is being written, not attested yet; None before the first save of a round."""
    return application.consultations.filter(attested_on__isnull=True).order_by("-round").first()


def save_consultation(
    application: Application,
    *,
    held_on: date | None,
    materials: str,
    ground: str,
    comments: Mapping[str, str],
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Save the record as far as it goes; `comments` by topic, an empty one takes the topic's comment away.

    Parts may stay blank until the attestation, which asks for all of them. Raises Refused for an unknown topic.
    """

    def write(thing: Thing) -> Said:
        topics = review(application.jurisdiction).topics
        if unknown := sorted(set(comments) - set(topics)):
            raise Refused(f"The Board does not comment under “{unknown[0]}”.", "comments")
        if held_on is not None:
            _possible(application, held_on, clock.local_date(application.jurisdiction, at))
        row = current(application) or Consultation(
            application=application, round=application.consultations.filter(attested_on__isnull=False).count() + 1
        )
        given = {"held_on": held_on, "materials": materials.strip(), "ground": ground.strip()}
        changed = {name: [_text(getattr(row, name)), _text(given[name])] for name in PARTS}
        row.held_on, row.materials, row.ground = held_on, materials.strip(), ground.strip()
        row.save()
        for topic, text in comments.items():
            changed[topics[topic].title] = _comment(row, topic, text.strip())
        return {"changed": {name: pair for name, pair in changed.items() if pair[0] != pair[1]}}

    return act(application, "save_consultation", by=by, at=at, seen=seen, key=key, write=write)


def _possible(application: Application, held_on: date, today: date) -> None:
    """A consultation on an application lies between its first submission and today. Raises Refused."""
    if held_on > today:
        raise Refused("The consultation lies in the future: record it on or after its day.", "held_on")
    if application.submitted_at and held_on < clock.local_date(application.jurisdiction, application.submitted_at):
        raise Refused("The consultation lies before the application was submitted. Check the day.", "held_on")


def _text(value: date | str | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def _comment(row: Consultation, topic: str, text: str) -> list[str]:
    before = row.comments.filter(topic=topic).first()
    was = before.text if before else ""
    if text:
        BoardComment.objects.update_or_create(consultation=row, topic=topic, defaults={"text": text})
    elif before is not None:
        before.delete()
    return [was, text]


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
        row.attested_by, row.attested_name = by, own_name(by, name, "attested_name")
        row.attested_title, row.attested_on = title.strip(), on
        row.save()
        return {
            "attested": {
                "program": application.program_name,
                "held_on": _text(row.held_on),
                "name": row.attested_name,
                "title": row.attested_title,
                "on": _text(on),
            }
        }

    return act(application, "attest_consultation", by=by, at=at, seen=seen, key=key, write=write)
