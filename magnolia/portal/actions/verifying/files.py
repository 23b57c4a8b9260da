"""The document file of a program and award year: slots that are present, not applicable or missing (policy 8.10).

A slot is filled by a person, or taken over from the record on one day and kept as it was then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from magnolia.policy.answers import dollars
from magnolia.policy.periods import Quarter
from magnolia.policy.verifying import COMPLETION, METRICS, Slot, verifying

from ... import clock
from ...models import Application, EarningsAmount, Event, FileSlot, OutcomeFile, OutcomeResult, Person
from ..applying import filing
from ..moves import Refused, Said, act
from ..papers import proofs
from ..publishing import publish
from . import standing

PRESENT, NOT_APPLICABLE, MISSING, NONE_PUBLISHED = "present", "not_applicable", "missing", "none_published"


@dataclass(frozen=True)
class Line:
    """One slot as the page shows it; `status` is a key of [slot_status]."""

    slot: Slot
    status: str
    entry: FileSlot | None


def lines(application: Application, award_year: int) -> list[Line]:
    """Every slot of a file in its order; a file nobody has begun is missing all of them."""
    entries = FileSlot.objects.filter(file__application=application, file__award_year=award_year)
    by_slot = {row.slot: row for row in entries.select_related("by", "proof")}
    published = _amount(application, award_year) is not None
    made = []
    for slot in verifying(application.jurisdiction).slots.values():
        entry = by_slot.get(slot.id)
        if entry is not None:
            status = PRESENT if entry.applies else NOT_APPLICABLE
        else:
            status = NONE_PUBLISHED if slot.amount and not published else MISSING
        made.append(Line(slot, status, entry))
    return made


def _amount(application: Application, award_year: int) -> EarningsAmount | None:
    """The Secretary's amount for the program and award year as recorded last, by its CIP code."""
    stated = _facts(application)
    rows = EarningsAmount.objects.filter(
        institution=application.institution_id, cip_code=stated.get("cip_code") or "", award_year=award_year
    )
    found: EarningsAmount | None = rows.order_by("-id").first()
    return found


def _facts(application: Application) -> Mapping[str, Any]:
    """The facts of the filing that the approval rests on, as they are posted."""
    approval = getattr(application, "approval", None)
    if approval is not None:
        return publish.facts(approval)
    sent = filing.latest(application)
    return sent.facts if sent is not None else {}


# ---------------------------------------------------------------- from the record


@dataclass(frozen=True)
class Known:
    """What the record has on a program and award year."""

    application: Application
    award_year: int
    facts: Mapping[str, Any]
    results: Mapping[str, OutcomeResult]  # the last one of each measure

    def counted(self, words: str, *names: str) -> str:
        """A line for each measure that has a result, with its columns."""
        labels = verifying(self.application.jurisdiction).words["metric"]
        return "\n".join(
            f"{labels[metric]['label']}: " + words.format(*(getattr(row, name) for name in names))
            for metric, row in self.results.items()
        )


def _length(known: Known) -> str:
    weeks = f"{known.facts['weeks']} weeks of instruction" if known.facts.get("weeks") else ""
    return ", ".join(filter(None, [str(known.facts.get("length") or ""), weeks]))


def _price(known: Known) -> str:
    price = known.facts.get("price")
    return dollars(price) if price is not None else ""


def _said_amount(known: Known) -> str:
    row = _amount(known.application, known.award_year)
    return f"{dollars(row.amount)} ({row.notice})" if row is not None else ""


def _records(known: Known) -> str:
    words = verifying(known.application.jurisdiction)
    sent = {row.submission_id: row.submission for row in known.results.values()}
    return "\n".join(words.says("data_version", number=row.number, sha=row.sha256[:12]) for row in sent.values())


def _wages(known: Known) -> str:
    row = known.results.get("placement")
    words = verifying(known.application.jurisdiction)
    return f"{words.says('wage_records')}, {Quarter(row.run.wages_through)}" if row is not None else ""


def _completers(known: Known) -> str:
    row = known.results.get(COMPLETION)
    return str(row.numerator) if row is not None else ""


def _notes(known: Known) -> str:
    kinds = verifying(known.application.jurisdiction).words["note"]
    notes = [note for row in known.results.values() for note in row.notes.all() if note.struck_on is None]
    return "\n".join(f"{kinds[note.kind]}: {note.text}" for note in notes)


def _rates(known: Known) -> str:
    labels = verifying(known.application.jurisdiction).words["metric"]
    return "\n".join(f"{labels[metric]['label']}: {standing.in_words(row)}" for metric, row in known.results.items())


SOURCES: dict[str, Callable[[Known], str]] = {
    "program": lambda known: str(known.facts.get("program_name") or known.application.program_name),
    "credential": lambda known: str(known.facts.get("credential_name") or ""),
    "cip": lambda known: str(known.facts.get("cip_code") or ""),
    "soc": lambda known: ", ".join(known.facts.get("soc_codes") or ()),
    "length": _length,
    "price": _price,
    "amount": _said_amount,
    "cohort": lambda known: known.counted("{} in the cohort, {} counted", "cohort", "denominator"),
    "completers": _completers,
    "records": _records,
    "excluded": lambda known: known.counted("{} left out on a permitted ground", "excluded"),
    "wages": _wages,
    "pending": lambda known: known.counted("{} not known yet", "pending"),
    "rates": _rates,
    "notes": _notes,
}


def known(application: Application, award_year: int) -> Known:
    """What the record has now."""
    rows = application.outcome_results.filter(award_year=award_year).exclude(state="superseded")
    last = {
        row.metric: row for row in rows.select_related("application", "run", "submission").prefetch_related("notes")
    }
    ordered = {metric: last[metric] for metric in METRICS if metric in last}
    return Known(application, award_year, _facts(application), ordered)


# ---------------------------------------------------------------- filling


def _file(application: Application, award_year: int, by: Person, at: datetime) -> OutcomeFile:
    """The file of the year, begun now where there is none."""
    found = OutcomeFile.objects.filter(application=application, award_year=award_year).first()
    if found is None:
        found = OutcomeFile(case=application.case, application=application, award_year=award_year)
        act(found, "begin", by=by, at=at)
    return found


def take_over(
    application: Application, award_year: int, *, by: Person, at: datetime, key: str | None = None, **_: Any
) -> Event:
    """Fill every empty slot that the record can fill, as the record is today."""
    file = _file(application, award_year, by, at)
    record = known(application, award_year)

    def write(thing: Any) -> Said:
        taken = set(thing.slots.values_list("slot", flat=True))
        slots = verifying(application.jurisdiction).slots.values()
        found = {
            slot.id: said
            for slot in slots
            if slot.source and slot.id not in taken and (said := SOURCES[slot.source](record))
        }
        today = clock.local_date(application.jurisdiction, at)
        FileSlot.objects.bulk_create(
            FileSlot(file=thing, slot=name, says=said, derived=True, by=by, on=today) for name, said in found.items()
        )
        return {"slots": found}

    return act(file, "take_over", by=by, at=at, key=key, write=write)


def fill(
    application: Application,
    award_year: int,
    *,
    slot: str,
    applies: bool = True,
    says: str = "",
    paper: proofs.Paper | None = None,
    by: Person,
    at: datetime,
    key: str | None = None,
    **_: Any,
) -> Event:
    """Fill a slot with words or a paper, or say why it does not apply; it replaces what stood there."""
    file = _file(application, award_year, by, at)

    def write(thing: Any) -> Said:
        if not applies and not says.strip():
            raise Refused("Say why it does not apply.", "says")
        proof = proofs.keep(application, paper, field="paper", by=by, at=at)
        thing.slots.filter(slot=slot).delete()
        FileSlot.objects.create(
            file=thing,
            slot=slot,
            applies=applies,
            says=says.strip(),
            proof=proof,
            by=by,
            on=clock.local_date(application.jurisdiction, at),
        )
        return {"proof": str(proof.pk), "sha256": proof.sha256} if proof else {}

    said = {"slot": slot, "applies": applies, "says": says.strip()}
    return act(file, "fill", by=by, at=at, key=key, said=said, write=write)


def empty(
    application: Application,
    award_year: int,
    *,
    slot: str,
    reason: str,
    by: Person,
    at: datetime,
    key: str | None = None,
    **_: Any,
) -> Event:
    """Take back what fills a slot, with the reason; the record keeps what stood there."""
    file = _file(application, award_year, by, at)

    def write(thing: Any) -> Said:
        row = thing.slots.filter(slot=slot).first()
        if row is None:
            raise Refused("There is nothing in this slot.", "slot")
        row.delete()
        return {"slot": slot, "stood": row.says}

    return act(file, "empty", by=by, at=at, key=key, said={"reason": reason}, write=write)
