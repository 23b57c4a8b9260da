"""The fields of each kind of letter, taken from the case: a letter cannot say what the file does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from magnolia.policy.letters import LetterProblem, LetterText, meanings, merge, say_day
from magnolia.policy.parameters import Refused

from ... import access, clock
from ...models import Application, Deadline, Event, Institution, Letter
from .. import law
from ..state_words import sentences
from .letter_kinds import BY_KIND, Fields, last_determination, reason_given
from .letters import printed

if TYPE_CHECKING:
    from ..moves import Attempt

# Letters that the Governor, a designee or the agency may sign, depending on who made the move.
SIGNED_BY_MANY = ("deferred", "returned_unreviewed", "more_time")
# Letters that say only that something arrived; nobody signs them.
RECEIPTS = ("receipt", "received_late")


def compose(attempt: Attempt, event: Event, number: str, opened: list[Deadline], replaced: Letter | None) -> LetterText:
    """The words of the letter that a move writes.

    Raises parameters.Refused, which takes the whole move back, where a field has no value or a character no shape.
    """
    application = attempt.application
    kind = replaced.kind if replaced is not None else attempt.move.letter
    fields = _common(attempt, application) | _signer(attempt, application, event)
    for deadline in opened:
        fields |= _clock(attempt.jurisdiction, deadline)
    if kind in BY_KIND:
        fields |= BY_KIND[kind](attempt, application)
    if replaced is not None:
        fields |= _replacing(attempt, replaced)
    try:
        state = attempt.jurisdiction
        fields |= meanings(state, kind, event.occurred_on, law.parameters(state), law.terms(state))
        text = merge(attempt.jurisdiction, kind, fields)
        printed(text, number=number, dated=event.occurred_on)
    except LetterProblem as problem:
        raise Refused(str(problem)) from None
    return text


def _replacing(attempt: Attempt, replaced: Letter) -> Fields:
    """What a corrected letter says of the one it replaces; the determination keeps its own day and reason."""
    first = replaced
    while first.replaces is not None:
        first = first.replaces
    made: Fields = {
        "replaces_number": replaced.number,
        "replaces_on": replaced.dated,
        "replaces_reason": reason_given(attempt),
        "decided_on": first.event.occurred_on,
    }
    reason = json.loads(first.event.text.text or "{}").get("reason")
    return made | ({"reason": reason} if reason else {})


def _address(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(name, args=args)


def _common(attempt: Attempt, application: Application) -> Fields:
    row = application.facts
    opeid = row.opeid or Institution.objects.get(pk=application.institution_id).opeid
    return {
        "addressee_name": row.applicant_name,
        "addressee_title": row.applicant_title,
        "institution": application.institution.name,
        "ope_id": opeid or None,
        "program": application.program_name,
        "application_number": application.number,
        "case_at": _address("case", application.pk),
        "verify_at": _address("verify"),
        "appeal_at": _address("appeal", application.pk),
        "decided_on": attempt.on,
        "signed_on": attempt.on,
        "checked_on": attempt.on,
        "appeal_decision_days": law.value(attempt.jurisdiction, "appeal.decision_calendar_days", attempt.on).whole,
    }


def _signer(attempt: Attempt, application: Application, event: Event) -> Fields:
    """Who signs: the Governor, a designee with the instrument, an officer of the agency, or nobody for a receipt."""
    if attempt.move.letter in RECEIPTS:
        arrived = attempt.at.astimezone(clock.zone(attempt.jurisdiction))
        return {"received_at": arrived, "submitted_by": attempt.by.name if attempt.by else ""}
    by = attempt.by
    made: Fields = {"signer_name": by.name if by else "", "signer_title": by.title if by else ""}
    signed = _signed_now(attempt, application)
    if signed is not None:
        made |= {"signer_name": signed.signed_name, "signer_title": signed.signed_title}
    if event.role in ("governor", "designee"):
        made["signed_as"] = event.role
    elif attempt.move.letter in SIGNED_BY_MANY:
        made["signed_as"] = "agency" if by else "office"
    if event.role == "designee" and by is not None:
        hat = access.standing(by, attempt.on).wearing("designee", attempt.jurisdiction)
        if hat is not None:
            given = hat.designation
            made |= {"designation_instrument": given.instrument, "designation_on": given.first_day}
    return made


def _signed_now(attempt: Attempt, application: Application) -> Any:
    """The row that this very move signed with a typed name and title, or None where the account's name signs."""
    if "signature_given" in attempt.move.needs:
        return getattr(application, "certification", None)
    if "ending_stated" in attempt.move.needs:
        return attempt.thing.ending
    return last_determination(application) if "basis_written" in attempt.move.needs else None


def _clock(jurisdiction: str, deadline: Deadline) -> Fields:
    """Days, due date and the worked count of a clock that the letter announces."""
    name = {"correction": "correction", "appeal_filing": "appeal"}[deadline.clock]
    words = sentences(jurisdiction)["counted"]
    counted = law.calendar(jurisdiction).counted(deadline.notice_on, deadline.count)
    first = next(day for day in counted if day.number == 1)
    skipped = [
        words["day"].format(day=say_day(day.date), reason=day.reason)
        for day in counted
        if day.number is None and any(h.date == day.date for h in law.calendar(jurisdiction).holidays(day.date.year))
    ]
    template = words["skipped"] if skipped else words["plain"]
    text = template.format(first=say_day(first.date), weekend=words["weekend"], days=" and ".join(skipped))
    return {f"{name}_days": deadline.count, f"{name}_due": deadline.due, f"{name}_counted": text}
