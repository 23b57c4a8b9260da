"""Other aid that covers a student's cost of attendance: noted by the institution, open until it recorded what it did.

Source: State policy 12.3. The events of it name no student, not even by key.
"""

from __future__ import annotations

from datetime import date, datetime

from magnolia.policy import aid_flags as rule

from ...models import AidFlag, Application, Event, Person, Thing
from ..moves import Said, act


def flag(
    application: Application,
    *,
    student_key: str,
    source: str,
    learned_on: date | None,
    last_on: date | None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Note that other aid covers the cost: a task where the last disbursement is still to come, else information.

    Raises Refused without a day, for a key that looks like a name or a Social Security number, and for a second task of
    the same student.
    """
    row = AidFlag(
        case=application.case,
        application=application,
        student_key=student_key.strip(),
        source=source,
        learned_on=learned_on or date.max,
        last_on=last_on or date.min,
    )
    due = last_on is None or learned_on is None or rule.to_do(learned_on, last_on)
    said = {"source": source, "learned_on": learned_on, "last_on": last_on}
    return act(row, "flag" if due else "note", by=by, at=at, said=said, key=key)


def record(
    row: AidFlag,
    *,
    done: str,
    acted_on: date | None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Record what was done and when; that closes the task."""

    def write(thing: Thing) -> Said:
        if not isinstance(thing, AidFlag):
            raise TypeError("only an aid flag is acted on here")
        thing.action, thing.acted_on = done, acted_on
        return {"action": done, "acted_on": acted_on}

    return act(row, "record_action", by=by, at=at, seen=seen, key=key, write=write)
