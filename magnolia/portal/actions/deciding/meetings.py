"""The Board's members and meetings: kept once, and followed by every consultation that was taken up at a meeting.

What was attested is a copy and stays. A correction of a meeting that was held is an event with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Q, QuerySet

from magnolia.policy.letters import say_day

from ... import clock
from ...models import Attendance, BoardMember, Consultation, Event, Meeting, MeetingPaper, OnceKey, Person, Seat, Thing
from .. import law
from ..moves import Refused, Said, act, start
from ..papers import incoming
from ..recording import record
from ..state_words import prefix, sentences

COLUMNS = (
    "day", "starts_at", "place", "noticed_on", "noticed_where", "quorum", "open_to_public", "closed_part",
)  # fmt: skip
ACCEPTS = ("pdf", "docx")
ABSENT = "absent"
CANCELLED = "cancelled"
Parts = Mapping[Any, tuple[str, str]]  # by seat: how the member took part, and words


def sitting(jurisdiction: str, day: date) -> QuerySet[Seat]:
    """The members of the Board on a day."""
    last = Q(last_day__isnull=True) | Q(last_day__gte=day)
    return Seat.objects.filter(last, jurisdiction=jurisdiction, first_day__lte=day)


def save_seat(
    seat: Seat,
    *,
    name: str,
    sits_for: str,
    first_day: date,
    last_day: date | None,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Add a member to the list, or change one. Raises Refused with the field at fault."""
    given: dict[str, Any] = {
        "name": " ".join(name.split()),
        "sits_for": sits_for.strip(),
        "first_day": first_day,
        "last_day": last_day,
    }
    if not given["name"]:
        raise Refused("Give the member's name.", "name")
    if last_day is not None and last_day < first_day:
        raise Refused("The last day lies before the first. Check both days.", "last_day")

    def write(thing: Any) -> Said:
        twice = Seat.objects.filter(jurisdiction=thing.jurisdiction, name__iexact=given["name"]).exclude(pk=thing.pk)
        if twice.exists():
            raise Refused(f"{given['name']} is on the list already.", "name")
        return {"changed": _changed(thing, given)}

    if seat._state.adding:
        return start(seat, "name", by=by, at=at, jurisdiction=seat.jurisdiction, key=key, write=write)
    return act(seat, "correct", by=by, at=at, seen=seen, key=key, write=write)


def _changed(thing: Thing, given: Mapping[str, Any]) -> dict[str, list[str]]:
    """Write columns; what changed, by name, as [before, after]."""
    changed = {}
    for name, value in given.items():
        before = getattr(thing, name)
        if before != value:
            changed[name] = [_text(before), _text(value)]
        setattr(thing, name, value)
    return changed


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def call(jurisdiction: str, day: date, *, by: Person, at: datetime, key: str | None = None) -> Meeting:
    """A meeting on a day, with a case and a number of its own; the rest follows on its page."""
    _near(jurisdiction, day, clock.local_date(jurisdiction, at))
    with transaction.atomic():
        number = record.next_number(f"meeting-{jurisdiction}-{day.year}")
        made = OnceKey.objects.filter(key=key, event__move="call", event__by=by).first() if key else None
        if made is not None and made.event is not None:
            return Meeting.objects.get(pk=made.event.thing_id)
        meeting = Meeting(jurisdiction=jurisdiction, day=day)
        label = f"{prefix(jurisdiction)}-B{day.year}-{number:02d}"
        meeting.case = record.open_case(jurisdiction, Meeting.kind, label, at)
        act(meeting, "call", by=by, at=at, key=key, said={"day": day.isoformat()})
    return meeting


def _near(jurisdiction: str, day: date, today: date) -> None:
    """Refuse a day so far away that it can only be a slip of the year."""
    back, ahead = (law.value(jurisdiction, f"meeting.{name}", today).whole for name in ("days_back", "days_ahead"))
    if day < today - timedelta(days=back):
        raise Refused(
            f"{say_day(day)} is more than {back} days ago. Check the year: a meeting is called before it takes place, "
            f"or put on record at most {back} days after it.",
            "day",
        )
    if day > today + timedelta(days=ahead):
        raise Refused(f"{say_day(day)} is more than {ahead} days ahead. Check the year.", "day")


def cancel(
    meeting: Meeting, *, reason: str, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> Event:
    """Take back a meeting that does not take place; programs on its agenda wait for another one.

    Raises Refused without a reason, and once minutes are on record or the meeting was held.
    """

    def write(thing: Any) -> Said:
        rows = Consultation.objects.filter(meeting=thing, attested_on__isnull=True)
        numbers = list(rows.order_by("id").values_list("application__case__number", flat=True))
        BoardMember.objects.filter(consultation__in=rows).delete()  # they differed from this meeting's members
        rows.update(meeting=None)
        return {"changed": {"agenda": ["; ".join(numbers), ""]}} if numbers else {}

    return act(meeting, "cancel", by=by, at=at, seen=seen, key=key, said={"reason": reason}, write=write)


def save(
    meeting: Meeting,
    given: Mapping[str, Any],
    parts: Parts,
    *,
    held: bool = False,
    reason: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Keep the meeting's record; `held` closes it: quorum and every member answered, the day not ahead.

    A meeting that was held is corrected with a reason. Raises Refused with the field at fault.
    """
    values = {name: given[name].strip() if isinstance(given[name], str) else given[name] for name in COLUMNS}
    move = "correct" if meeting.state == "held" else "hold" if held else "save"

    def write(thing: Any) -> Said:
        today = clock.local_date(thing.jurisdiction, at)
        if values["day"] != thing.day:
            _near(thing.jurisdiction, values["day"], today)
        _possible(values, clock.local(thing.jurisdiction, at), move)
        changed = _changed(thing, values)
        before = listed(thing)
        _attend(thing, parts, whole=move != "save")
        after = listed(thing)
        return {"changed": changed | ({} if before == after else {"members": [before, after]})}

    said = {"reason": reason} if reason else {}
    return act(meeting, move, by=by, at=at, seen=seen, key=key, said=said, write=write)


def _possible(given: Mapping[str, Any], now: datetime, move: str) -> None:
    day, noticed_on = given["day"], given["noticed_on"]
    if noticed_on is not None and noticed_on > day:
        raise Refused("The notice of the meeting lies after it. Check both days.", "noticed_on")
    if move == "save":
        return
    if day > now.date():
        raise Refused("The meeting lies in the future: record it on or after its day.", "day")
    if day == now.date() and given["starts_at"] is not None and given["starts_at"] > now.time():
        raise Refused(
            "The meeting has not begun yet. Record that it was held after it began, or mend its time.", "starts_at"
        )
    if given["quorum"] is None:
        raise Refused("Say whether a quorum was present.", "quorum")


def _attend(meeting: Meeting, parts: Parts, whole: bool) -> None:
    """Write who was there in place of what stood; with `whole` every member sitting that day is answered."""
    known = sentences(meeting.jurisdiction)["meeting_part"]
    seats = {seat.pk: seat for seat in sitting(meeting.jurisdiction, meeting.day)}
    if strangers := [pk for pk in parts if pk not in seats and parts[pk][0]]:
        raise Refused(
            "Someone named did not sit on the board on this day. Open the page again.", f"part_{strangers[0]}"
        )
    rows = []
    for pk, seat in seats.items():
        part, words = parts.get(pk, ("", ""))
        if not part and whole:
            raise Refused(f"Say whether {seat.name} was present.", f"part_{pk}")
        if part and part not in known:
            raise Refused("Choose one of the answers shown.", f"part_{pk}")
        if part == "recused" and not words.strip():
            raise Refused(f"Write why {seat.name} stood aside.", f"words_{pk}")
        if part:
            rows.append(Attendance(meeting=meeting, seat=seat, part=part, words=words.strip()))
    if whole and meeting.quorum and rows and all(row.part == ABSENT for row in rows):
        raise Refused("Every member is marked as absent, so there was no quorum. Mend one of the two.", "quorum")
    if whole and not rows:
        raise Refused("There is no member on the list for this day. Add the members first.", "day")
    # A meeting that is just being called has no row yet; attendance belongs to one that has.
    Attendance.objects.filter(meeting=meeting).delete()
    Attendance.objects.bulk_create(rows)


def listed(meeting: Meeting) -> str:
    """Who was there, on one line."""
    says = sentences(meeting.jurisdiction)["meeting_part"]
    rows = meeting.attendance.select_related("seat")
    return "; ".join(f"{row.seat.name}: {says.get(row.part, row.part)} {row.words}".strip() for row in rows)


def file_paper(
    meeting: Meeting,
    name: str,
    content: bytes | incoming.Upload | BinaryIO,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Put the minutes or another document of the meeting on record. Raises BadDocument for a file that cannot be."""
    file = incoming.receive(name, content, "Documents of the meeting", ACCEPTS, meeting.jurisdiction, at, by=by)

    def write(thing: Any) -> Said:
        paper = MeetingPaper.objects.create(meeting=thing, **file.keep(), added_by=by, added_at=at)
        return {"sha256": paper.sha256, "changed": {"document": ["", file.name]}}

    return act(meeting, "file_paper", by=by, at=at, seen=seen, key=key, write=write)


def corrections(meeting: Meeting, since: int = 0) -> QuerySet[Event]:
    """The events by which a meeting that was held was corrected, after the version given."""
    rows = Event.objects.filter(thing_id=meeting.pk, move="correct", thing_version__gt=since)
    return rows.select_related("text", "by").order_by("seq")


def said_of(meeting: Meeting) -> dict[str, str]:
    """Where the meeting was, and how it was open to the public, for the text that is attested."""
    return {
        "number": meeting.case.number,
        "place": meeting.place,
        "noticed_where": meeting.noticed_where,
        "open_to_public": _text(meeting.open_to_public),
        "closed_part": meeting.closed_part,
    }
