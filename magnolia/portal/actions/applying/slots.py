"""Every material a submission carries (policy 7.2), each with its standing: present, not applicable, or missing.

One function for the attachments page, for what is missing, for the completeness check and for the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from magnolia.policy.form import form
from magnolia.policy.materials import Material, materials
from magnolia.policy.registers import Slot, review
from magnolia.policy.workflow import process

from ...models import Application, Filing
from . import filing

PRESENT, NOT_APPLICABLE, MISSING = "present", "not_applicable", "missing"


@dataclass(frozen=True)
class Line:
    """One material. `lacks` are the labels of what is still missing in it; `reason` why it does not apply."""

    id: str
    title: str
    cite: str
    standing: str
    number: int = 0
    reason: str = ""
    lacks: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()

    @property
    def answered(self) -> bool:
        """Present, or not applicable with a reason."""
        return self.standing != MISSING


@dataclass(frozen=True)
class Checklist:
    """All materials of one submission."""

    lines: tuple[Line, ...]

    @property
    def answered(self) -> int:
        return sum(line.answered for line in self.lines)

    @property
    def missing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.answered)

    def __str__(self) -> str:
        return f"{self.answered} of {len(self.lines)}"


def checklist(application: Application, sent: Filing | None = None) -> Checklist:
    """The materials as they stand now, or as they were in a filing that was sent in."""
    known = _Known(application, sent)
    lines = [known.line(each) for each in materials(application.jurisdiction).values()]
    return Checklist((*lines, *_asked_later(application)))


def _asked_later(application: Application) -> Iterator[Line]:
    """One more line for each further document the State asked for (policy 7.2)."""
    places = {slot.id: slot for slot in filing.slots_of(application)}
    sent = {row.slot for row in filing.current_documents(application)}
    for row in application.requests.exclude(state="taken_back"):
        slot = places[row.slot]
        lacks = () if row.slot in sent else (row.wanted,)
        yield Line(row.slot, row.wanted, slot.cite, MISSING if lacks else PRESENT, lacks=lacks, slots=(slot,))


def _signed(application: Application) -> bool:
    """Whether it is signed; a filing that is open again needs a signature that counts for it as it stands now."""
    open_to_sign = process(application.jurisdiction).life(application.kind).moves["declare"].starts
    if application.state in open_to_sign and filing.latest(application) is not None:
        return filing.counting_signature(application) is not None
    return application.signatures.exists()


class _Known:
    """What is there, fetched once."""

    def __init__(self, application: Application, sent: Filing | None) -> None:
        self.words, self.register = form(application.jurisdiction), review(application.jurisdiction)
        if sent is None:
            self.stated: Mapping[str, Any] = filing.columns(application)
            self.filled = {row.slot for row in filing.current_documents(application)}
            self.reasons = dict(application.slot_answers.values_list("slot", "not_applicable_because"))
            self.unanswered = filing.unanswered(application)
            self.signed = _signed(application)
        else:
            self.stated = sent.facts
            self.filled = {row["slot"] for row in sent.documents}
            self.reasons, self.unanswered, self.signed = sent.not_applicable, [], True

    def line(self, material: Material) -> Line:
        slots = tuple(self.register.slots[name] for name in material.slots)
        lacks = list(self._lacks(material))
        reasons = [self.reasons[slot.id] for slot in slots if slot.id in self.reasons and slot.id not in self.filled]
        standing = MISSING if lacks else NOT_APPLICABLE if reasons and len(reasons) == len(slots) else PRESENT
        return Line(
            id=material.id,
            title=material.title,
            cite=material.cite,
            standing=standing,
            number=material.number,
            reason=" ".join(reasons),
            lacks=tuple(lacks),
            slots=slots,
        )

    def _lacks(self, material: Material) -> Iterator[str]:
        if material.form:
            yield from (self.words.label_of(name) for name in self.unanswered)
        asked = [self.words.questions[name] for name in material.answers]
        yield from (question.label for question in asked if question.lacks(self.stated))
        if material.declared and not self.signed:
            yield self.words.says("unsigned")
        for name in material.slots:
            if self.register.slots[name].required and name not in self.filled and name not in self.reasons:
                yield self.register.slots[name].title
