"""The implementation committee's advice: filed under a topic, and never more than advice."""

from __future__ import annotations

from datetime import datetime

from magnolia.policy.registers import review
from magnolia.policy.workflow import process

from ... import access, clock
from ...models import Advice, Person
from ..moves import Refused

ROLE = "committee_member"


def advise(jurisdiction: str, *, topic: str, text: str, by: Person, at: datetime) -> Advice:
    """File a recommendation under one of the committee's topics; it changes no program's status.

    Raises Refused without a known topic or without words, and for anyone who is not a member of the committee.
    """
    today = clock.local_date(jurisdiction, at)
    if ROLE not in access.standing(by, today).roles_in(jurisdiction):
        label = process(jurisdiction).roles[ROLE].label
        raise Refused(f"You have no authority to file committee advice. It can be done by: {label}.")
    if topic not in review(jurisdiction).committee_topics:
        raise Refused("Choose the topic the advice belongs to.", "topic")
    if not text.strip():
        raise Refused("Write the recommendation.", "text")
    return Advice.objects.create(jurisdiction=jurisdiction, topic=topic, text=text.strip(), by=by, on=today)
