"""Who took part in a consultation: the members of its meeting, with what differs on this one program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...models import BoardMember, Consultation
from ..moves import Refused
from ..state_words import sentences

NEED_WORDS = ("dissent", "recused")


@dataclass(frozen=True)
class Member:
    """One member of the Board at the consultation; `words` are a dissent, or why they stood aside."""

    name: str
    part: str
    words: str = ""


def members_of(row: Consultation) -> list[Member]:
    """Everybody at the consultation: as at its meeting, and otherwise where this program says so."""
    own = {member.name: Member(member.name, member.part, member.words) for member in row.members.all()}
    if row.follows is None:
        return list(own.values())
    return [own.get(member.name, member) for member in at_the_meeting(row)]


def at_the_meeting(row: Consultation) -> list[Member]:
    """The members of the meeting a consultation follows, as its record has them."""
    if row.follows is None:
        return []
    rows = row.follows.attendance.select_related("seat")
    return [Member(each.seat.name, each.part, each.words) for each in rows]


def write_members(row: Consultation, members: Sequence[Member]) -> list[str]:
    """Write the members in place of those before; [before, after] in words. Raises Refused at the line at fault.

    With a meeting these are the ones who differ on this program; a dissent and a standing aside need their words.
    """
    parts, before = sentences(row.application.jurisdiction)["board_part"], listed(row)
    there = {member.name: member for member in at_the_meeting(row)}
    for place, member in enumerate(members, start=1):
        _whole(member, place, parts)
        if row.follows is None:
            continue
        if member.name.strip() not in there:
            raise Refused("This member is not on the record of the meeting.", f"member_{place}")
        if there[member.name.strip()].part == "absent" and member.part != "absent":
            raise Refused("This member was absent from the meeting.", f"part_{place}")
    if row.follows is not None and len({member.name.strip() for member in members}) < len(members):
        raise Refused("A member stands in two lines. Keep one of them.", f"member_{len(members)}")
    row.members.all().delete()
    BoardMember.objects.bulk_create(
        BoardMember(consultation=row, place=place, name=m.name.strip(), part=m.part, words=m.words.strip())
        for place, m in enumerate(members, start=1)
    )
    return [before, listed(row)]


def _whole(member: Member, place: int, parts: dict[str, str]) -> None:
    if not member.name.strip():
        raise Refused("Name the member, or clear the line.", f"member_{place}")
    if member.part not in parts:
        raise Refused("Say whether this member took part.", f"part_{place}")
    if member.part in NEED_WORDS and not member.words.strip():
        raise Refused("Write what this member said.", f"words_{place}")


def listed(row: Consultation) -> str:
    """The members written with the consultation itself, on one line."""
    parts = sentences(row.application.jurisdiction)["board_part"]
    return "; ".join(f"{m.name}: {parts.get(m.part, m.part)} {m.words}".strip() for m in row.members.all())
