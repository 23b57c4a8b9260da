"""Several people on one draft: who is on it now, who changed what last, what colleagues say to each other.

None of it is part of the filing, so none of it changes the application: a colleague's remark must not make a page
stale, and the State never sees it. Whoever is concerned gets a notice; its event holds none of the words.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from magnolia.policy.form import form
from magnolia.policy.workflow import process

from ... import access, clock
from ...models import Application, AtWork, DraftComment, DraftNews, Duty, Event, Grant, Person
from .. import law
from ..moves import Refused, act

EVERY = timedelta(minutes=1)  # a heartbeat is written at most this often
GONE = timedelta(minutes=3)  # and after this long without one a person counts as gone
LOOKED_AT = 300  # newest saves read for who changed what last


def here(application: Application, person: Person, place: str, at: datetime) -> None:
    """Note that a person has a page of the draft open."""
    row = AtWork.objects.filter(application=application, person=person).first()
    if row is None:
        AtWork.objects.bulk_create(
            [AtWork(application=application, person=person, place=place, at=at)], ignore_conflicts=True
        )
    elif row.place != place or at - row.at >= EVERY:
        AtWork.objects.filter(pk=row.pk).update(place=place, at=at)


def still_here(application: Application, person: Person, at: datetime) -> None:
    """A sign of life from the page a person opened last; somebody who never opened one is not on the draft."""
    AtWork.objects.filter(application=application, person=person, at__lte=at - EVERY).update(at=at)


def others(application: Application, person: Person, at: datetime) -> list[AtWork]:
    """Colleagues who have a page of the draft open now, the most recent first."""
    rows = AtWork.objects.filter(application=application, at__gt=at - GONE).exclude(person=person)
    return list(rows.select_related("person").order_by("-at"))


@dataclass(frozen=True)
class Touch:
    """The last change of one answer or paper, and by whom."""

    by: str
    at: datetime


def last_changes(application: Application) -> dict[str, Touch]:
    """Who changed each answer last, by its name in the record ("hours", "slot.outline")."""
    found: dict[str, Touch] = {}
    for event in _saves(application).order_by("-seq")[:LOOKED_AT]:
        for name in json.loads(event.text.text or "{}").get("changed", {}):
            found.setdefault(name, Touch(event.by.name if event.by else "", event.recorded_at))
    return found


def changes_since(application: Application, seq: int) -> list[dict[str, Any]]:
    """What the saves after an event changed: name, what it was then, what it is now; what came back is left out."""
    first: dict[str, Any] = {}
    last: dict[str, dict[str, Any]] = {}
    for event in _saves(application).filter(seq__gt=seq).order_by("seq"):
        for name, (before, after) in json.loads(event.text.text or "{}").get("changed", {}).items():
            first.setdefault(name, before)
            last[name] = {"after": after, "by": event.by, "at": event.recorded_at}
    return [
        {"name": name, "before": before, **last[name]}
        for name, before in first.items()
        if before != last[name]["after"]
    ]


def last_save(application: Application) -> Event | None:
    """The last time anything of the draft was saved; answers that were copied into it are saved as well."""
    moves = ("save", "copy_forward", "carry_self_check", "confirm_copied")
    rows = Event.objects.filter(thing_id=application.pk, move__in=moves).select_related("by", "text")
    found: Event | None = rows.order_by("-seq").first()
    return found


def last_look(application: Application) -> Event | None:
    """The last time the certifying official dealt with the filing: signed it, sent it in or sent it back."""
    moves = ("declare", "submit", "resubmit", "send_items", "answer_return", "send_back")
    return Event.objects.filter(thing_id=application.pk, move__in=moves).order_by("-seq").first()


def _saves(application: Application) -> Any:
    return Event.objects.filter(thing_id=application.pk, move="save").select_related("by", "text")


def colleagues(application: Application, roles: Collection[str] = ()) -> list[Person]:
    """Everyone who acts for the institution now, or those in some of its roles."""
    table = process(application.jurisdiction).roles
    roles = roles or [name for name, role in table.items() if role.of == "institution"]
    grants = Grant.objects.filter(organisation=application.institution_id, role__in=roles, state="given")
    return sorted({grant.person for grant in grants.select_related("person")}, key=lambda person: person.name)


def _check_inside(application: Application, by: Person, group: str, at: datetime) -> None:
    table, groups = process(application.jurisdiction), form(application.jurisdiction).groups
    roles = access.roles_toward(access.standing(by, clock.local_date(application.jurisdiction, at)), application)
    if not any(table.roles[role].of == "institution" for role in roles):
        raise Refused("Only colleagues of the institution take part in its draft.")
    if group not in groups:
        raise Refused("There is no such page of the form. Open the page again.", "group")


def comment(
    application: Application, group: str, text: str, *, by: Person, at: datetime, question: str = ""
) -> DraftComment:
    """Say something to the colleagues about a group of questions, or one of them, and tell those concerned."""
    _check_inside(application, by, group, at)
    if question and question not in dict(form(application.jurisdiction).places_of(group)):
        raise Refused("There is no such question on this page. Open the page again.", "question")
    text = text.strip()
    limit = law.value(
        application.jurisdiction, "documents.statement_characters", clock.local_date(application.jurisdiction, at)
    ).whole
    if not text:
        raise Refused("Type what you want to say to your colleagues.", "text")
    if len(text) > limit:
        raise Refused(f"The comment has {len(text):,} characters; at most {limit:,} fit. Nothing was cut.", "text")
    with transaction.atomic():
        row = DraftComment.objects.create(
            application=application, group=group, question=question, person=by, text=text, at=at
        )
        _tell("comment", application, group, _concerned(application, group), by=by, at=at)
    return row


def _concerned(application: Application, group: str) -> frozenset[int]:
    """Whose page it is and who spoke of it before; where that is nobody else, every colleague."""
    everyone = {person.pk for person in colleagues(application)}
    spoke = set(application.draft_comments.filter(group=group).values_list("person", flat=True))
    duty = set(application.duties.filter(group=group).values_list("person", flat=True))
    found = (spoke | duty) & everyone
    return frozenset(found if len(found) > 1 or duty else everyone)


def _tell(move: str, application: Application, group: str, whom: frozenset[int], *, by: Person, at: datetime) -> None:
    if not whom - {by.pk}:
        return
    news = DraftNews(case=application.case, application=application, group=group)
    news.concerns = whom
    act(news, move, by=by, at=at)


def settle(row: DraftComment, *, by: Person, at: datetime) -> None:
    """Mark a comment as dealt with; it stays to be read."""
    _check_inside(row.application, by, row.group, at)
    DraftComment.objects.filter(pk=row.pk, settled_at__isnull=True).update(settled_at=at)


def assign(application: Application, group: str, person: Person | None, *, by: Person, at: datetime) -> None:
    """Say which colleague takes care of a group of questions, and tell that colleague; None takes it back."""
    _check_inside(application, by, group, at)
    if person is None:
        Duty.objects.filter(application=application, group=group).delete()
        return
    if person not in colleagues(application):
        raise Refused("Choose a colleague of the institution.", "person")
    if application.duties.filter(group=group, person=person).exists():
        return
    with transaction.atomic():
        Duty.objects.update_or_create(application=application, group=group, defaults={"person": person})
        _tell("give", application, group, frozenset({person.pk}), by=by, at=at)


def talk(application: Application) -> Mapping[str, list[DraftComment]]:
    """Comments by group, oldest first."""
    made: dict[str, list[DraftComment]] = {}
    for row in application.draft_comments.select_related("person"):
        made.setdefault(row.group, []).append(row)
    return made
