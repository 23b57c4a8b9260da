"""Recommendation, determination and conditions: two acts, two people, two signatures.

Source: policy 7.6 (four outcomes, grounds, conditions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from magnolia.policy.letters import say_day
from magnolia.policy.registers import review
from magnolia.policy.workflow import Move, process

from ... import access, clock
from ...models import (
    Application,
    Condition,
    Designation,
    Determination,
    Document,
    Event,
    Ground,
    Person,
    Recommendation,
    SignedText,
    Thing,
)
from .. import deadlines
from ..applying import filing
from ..moves import Refused, Said, act
from ..reviewing import queueing
from .signing import of_event, own_name, sign

RECOMMENDED = ("approve", "conditional", "deny", "defer")
CRITERION, DOCUMENTATION = "criterion", "documentation"
CONDITION = "condition"  # the clock of a condition with a due day


def determinations(jurisdiction: str) -> list[Move]:
    """The moves that are a determination: those that write their basis, in the table's order."""
    return [m for m in process(jurisdiction).life("application").moves.values() if "basis_written" in m.needs]


def four(jurisdiction: str) -> str:
    """The four outcomes in words; deferred and returned are one outcome with two next steps (DET-02)."""
    moves = determinations(jurisdiction)
    final = [f"“{m.label}”" for m in moves if not m.asks]
    return "; ".join([*final, " or ".join(f"“{m.label}”" for m in moves if m.asks)])


def recommend(
    application: Application,
    *,
    outcome: str,
    text: str,
    signed_name: str,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Send the director's recommendation of this round. Raises Refused with the field at fault."""

    def write(thing: Thing) -> Said:
        if outcome not in RECOMMENDED:
            raise Refused(f"Recommend one of: {', '.join(RECOMMENDED)}.", "outcome")
        if not text.strip():
            raise Refused("Write the recommendation and what it rests on.", "text")
        if not signed_name.strip():
            raise Refused("Type your name to sign the recommendation.", "signed_name")
        row = Recommendation(
            application=application,
            round=application.consultations.filter(attested_on__isnull=False).count(),
            outcome=outcome,
            text=text.strip(),
            by=by,
            signed_name=own_name(by, signed_name, "signed_name"),
            on=clock.local_date(application.jurisdiction, at),
        )
        said = {"outcome": outcome, "text": text.strip(), "signed_name": signed_name.strip()}
        row.signed = sign(application, "recommend", said | {"round": row.round, "on": row.on.isoformat()})
        row.save()
        return said | of_event(row.signed)

    return act(application, "recommend", by=by, at=at, seen=seen, key=key, write=write)


def signing_under(application: Application, move: Move, by: Person, at: datetime, on: date) -> Designation | None:
    """The designation a person signs under, None for the Governor. Raises Refused where it was not in force on `on`."""
    today = access.standing(by, clock.local_date(application.jurisdiction, at))
    if access.roles_toward(today, application) & set(move.who) != {"designee"}:
        return None
    hat = access.standing(by, on).wearing("designee", application.jurisdiction)
    if hat is None:
        raise Refused(f"Your designation was not in force on {say_day(on)}.", "on")
    given: Designation = hat.designation
    return given


@dataclass(frozen=True)
class Decided:
    """What the person who determines has written and signed."""

    move: Move
    basis: str
    signed_name: str
    signed_title: str
    grounds: Sequence[Mapping[str, str]]
    conditions: Sequence[Mapping[str, Any]]
    by: Person
    at: datetime
    on: date
    signed: SignedText | None = None  # what was signed before, where it is released now

    def write(self, application: Application) -> Said:
        """Save the determination with its grounds and conditions; the move ties it to its event."""
        sent = filing.latest(application)
        if sent is None:
            raise Refused("There is no filing to determine on.")
        row = Determination.objects.create(
            application=application,
            filing=sent,
            outcome=self.move.target(application.state),
            basis=self.basis.strip(),
            by=self.by,
            designation=signing_under(application, self.move, self.by, self.at, self.on),
            signed_name=own_name(self.by, self.signed_name, "signed_name"),
            signed_title=self.signed_title.strip(),
            on=self.on,
        )
        told: dict[str, Any] = {"basis": row.basis, "signed": [row.signed_name, row.signed_title]}
        if self.grounds:
            told["grounds"] = _write_grounds(row, self.move, self.grounds)
        if self.conditions:
            told["conditions"] = _write_conditions(row, self.move, self.conditions)
        row.signed = self.signed or sign(
            application, "determine", told | {"move": self.move.name, "on": self.on.isoformat()}
        )
        row.save(update_fields=["signed"])
        return told | of_event(row.signed)


def _chosen(application: Application, name: str, at: datetime, on: date | None) -> tuple[Move, date]:
    """The determination that was asked for and the day it is dated; anything but the four is refused."""
    chosen = {m.name: m for m in determinations(application.jurisdiction)}.get(name)
    if chosen is None:
        raise Refused(f"“{name}” is no determination. There are four: {four(application.jurisdiction)}.", "move")
    today = clock.local_date(application.jurisdiction, at)
    if chosen.opens and on not in (None, today):
        raise Refused(f"“{chosen.label}” is dated on the day it is issued: the time to appeal counts from it.", "on")
    return chosen, on or today


def determine(
    application: Application,
    move: str,
    *,
    basis: str,
    signed_name: str,
    signed_title: str,
    reason: str = "",
    asked_for: str = "",
    grounds: Sequence[Mapping[str, str]] = (),
    conditions: Sequence[Mapping[str, Any]] = (),
    by: Person,
    at: datetime,
    on: date | None = None,
    signed: SignedText | None = None,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Make the State's determination: one of the four outcomes, with its basis and signature.

    grounds: kind ("criterion" with a question, or "documentation"), question, text. conditions: blocking, text, due.
    `on` is the day the determination is dated, today if not given; `signed` the text that was signed for it before.
    Raises Refused with the field at fault.
    """
    chosen, dated = _chosen(application, move, at, on)
    decided = Decided(chosen, basis, signed_name, signed_title, grounds, conditions, by, at, dated, signed)
    said = {word: text.strip() for word, text in (("reason", reason), ("asked_for", asked_for)) if text.strip()}
    with transaction.atomic():
        event = act(
            application,
            move,
            by=by,
            at=at,
            on=on,
            said=said,
            seen=seen,
            key=key,
            write=lambda _: decided.write(application),
        )
        _run_clocks(application, event)
    return event


def _run_clocks(application: Application, event: Event) -> None:
    """A condition with a due day runs a clock from the determination until it is closed."""
    rows = application.conditions.filter(blocking=True, due__isnull=False)
    for row in rows.filter(closed_on__isnull=True, deadline__isnull=True):
        if row.due is not None:
            row.deadline = deadlines.open_on(application, CONDITION, event, row.due)
            row.save(update_fields=["deadline"])
    closed = rows.filter(closed_on__isnull=False).values("deadline")
    deadlines.open_now(application).filter(pk__in=closed).update(closed_by=event)
    queueing.place_again(application)


def _write_grounds(row: Determination, move: Move, grounds: Sequence[Mapping[str, str]]) -> list[list[str]]:
    """Grounds of a denial: an unmet criterion of this case, or documentation with what was lacking (DET-04)."""
    if "ground_listed" not in move.needs:
        raise Refused(f"“{move.label}” takes no grounds of denial.", "grounds")
    questions = review(row.application.jurisdiction).questions
    unmet = set(row.application.findings.filter(outcome="not_met").values_list("question", flat=True))
    told = []
    for ground in grounds:
        kind, question, text = ground["kind"], ground.get("question", ""), ground.get("text", "").strip()
        if kind not in (CRITERION, DOCUMENTATION):
            raise Refused("A ground is an unmet criterion, or documentation that was lacking.", "grounds")
        if question and question not in questions:
            raise Refused(f"There is no criterion called “{question}”.", "grounds")
        if kind == CRITERION and question not in unmet:
            named = questions[question].title if question else "no criterion"
            raise Refused(
                f"A ground names a criterion found “not met”; the review did not find so on: {named}.", "grounds"
            )
        if kind == DOCUMENTATION and not text:
            raise Refused("Name the documentation that was lacking.", "lacking")
        Ground.objects.create(determination=row, kind=kind, question=question, text=text)
        told.append([kind, question, text])
    return told


def _write_conditions(row: Determination, move: Move, conditions: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Conditions of a result: blocking ones only where the result is conditional, standing ones with any approval."""
    if move.asks or "ground_listed" in move.needs:
        raise Refused(f"“{move.label}” takes no conditions.", "conditions")
    told = []
    for condition in conditions:
        text, due = str(condition["text"]).strip(), condition.get("due")
        if not text:
            raise Refused("A condition needs its words.", "conditions")
        if condition["blocking"] and "condition_listed" not in move.needs:
            raise Refused("A condition that must be closed first makes the result conditional.", "conditions")
        if due is not None and due < row.on:
            raise Refused(f"The condition “{text}” is due before the determination.", "conditions")
        Condition.objects.create(
            application=row.application, determination=row, blocking=bool(condition["blocking"]), text=text, due=due
        )
        told.append([bool(condition["blocking"]), text, due])
    return told


def close_condition(
    application: Application,
    condition_pk: int,
    note: str,
    *,
    proof: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Close one condition with a note on what closed it, and the paper sent for it that shows it (`proof`, its id).

    Raises Refused where it is closed, the note is blank, or the paper was not sent for this condition.
    """

    def write(thing: Thing) -> Said:
        row = application.conditions.filter(pk=condition_pk, blocking=True).first()
        if row is None:
            raise Refused("There is no such condition to close in this case.")
        if row.closed_on is not None:
            raise Refused(f"The condition “{row.text}” was closed on {say_day(row.closed_on)}.")
        if not note.strip():
            raise Refused("Say what closed the condition.", "note")
        row.closed_on, row.closed_by = clock.local_date(application.jurisdiction, at), by
        row.closing_note, row.closed_with = note.strip(), _proof(application, row, proof)
        row.save()
        shown = {"document": proof, "sha256": row.closed_with.sha256} if row.closed_with else {}
        return shown | {"changed": {row.text: ["open", note.strip()]}}

    with transaction.atomic():
        event = act(application, "close_condition", by=by, at=at, seen=seen, key=key, write=write)
        _run_clocks(application, event)
    return event


def _proof(application: Application, row: Condition, chosen: str) -> Document | None:
    found = {str(d.pk): d for d in filing.current_documents(application) if d.slot == row.slot}
    if chosen and chosen not in found:
        raise Refused("Choose one of the papers that were sent for this condition.", "proof")
    return found.get(chosen)
