"""What the record tells of the decision: recommendation, determination, conditions, certification, letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from magnolia.policy.letters import LetterText, say_day
from magnolia.policy.workflow import process

from ...models import Thing
from ..deciding import release
from .record_parts import Block, Item, Telling, of_signature, signed_data, source


@source
def recommendations(telling: Telling) -> Iterator[Item]:
    """The director's word, once a round."""
    for row in telling.application.recommendations.select_related("by", "signed"):
        title = telling.title("recommendations", round=row.round)
        told = telling.block(
            title,
            outcome=telling.outcome(row.outcome),
            text=row.text,
            signed=row.signed_name,
            account=row.by.name,
            **of_signature(row.signed),
        )
        yield Item(title, f"recommendation-{row.round}", row.on, (told,), data=signed_data(row.signed))


@source
def determinations(telling: Telling) -> Iterator[Item]:
    """Each determination: on which filing, on what basis, on which grounds, by whom under which designation."""
    states = process(telling.jurisdiction).life("application").states
    rows = telling.application.determinations.select_related("by", "filing", "designation", "signed__held").filter(
        event__isnull=False
    )
    for number, row in enumerate(rows, start=1):
        outcome = states[row.outcome].label if row.outcome in states else row.outcome
        title = telling.title("determinations", name=outcome)
        head = telling.block(
            title,
            outcome=outcome,
            filing=row.filing.place,
            basis=row.basis,
            signed=f"{row.signed_name}, {row.signed_title}",
            account=row.by.name,
            designation=row.designation.instrument if row.designation else "",
            signed_day=release.signed_before(row.signed, telling.jurisdiction),
            **of_signature(row.signed),
        )
        grounds = tuple(_ground(telling, ground) for ground in row.grounds.all())
        yield Item(title, f"determination-{number}", row.on, (head, *grounds), data=signed_data(row.signed))


def _ground(telling: Telling, ground: Any) -> Block:
    question = telling.register.questions.get(ground.question)
    return telling.block(telling.label("ground"), ground=question.title if question else ground.kind, text=ground.text)


@source
def conditions(telling: Telling) -> Iterator[Item]:
    """Blocking conditions with what closed them, and standing ones."""
    told = []
    for row in telling.application.conditions.select_related("closed_by", "closed_with"):
        heading = telling.label("until" if row.blocking else "standing")
        closed = f"{row.closed_by.name}: {row.closing_note}" if row.closed_by else ""
        if row.closed_with:
            closed += f" ({row.closed_with.name}, SHA-256 {row.closed_with.sha256})"
        told.append(telling.block(heading, text=row.text, due=row.due, closed=closed, day=row.closed_on))
    if told:
        yield Item(telling.title("conditions"), "conditions", blocks=tuple(told))


@source
def certification(telling: Telling) -> Iterator[Item]:
    """The signature under the certification."""
    row = getattr(telling.application, "certification", None)
    if row is not None:
        told = telling.block(
            telling.title("certification"),
            signed=f"{row.signed_name}, {row.signed_title}",
            account=row.by.name,
            designation=row.designation.instrument if row.designation else "",
            capacity=row.capacity,
            package=row.package.number,
            hash=row.package.sha256,
            day=row.on,
        )
        yield Item(telling.title("certification"), "certification", row.on, (told,))


@source
def approvals(telling: Telling) -> Iterator[Item]:
    """How the State's approval and the federal filing stand: two authorities, apart."""
    approval = getattr(telling.application, "approval", None)
    federal = getattr(telling.application, "federal_filing", None)
    told = []
    if approval is not None:
        ended = getattr(approval, "ending", None)
        reason = f"{ended.reason} ({ended.reference})" if ended else ""
        told.append(_standing(telling, approval, day=approval.approved_on, until_day=approval.ends_on, reason=reason))
    if federal is not None:
        told.append(
            _standing(telling, federal, filed=federal.filed_on, decided=federal.decided_on, evidence=federal.evidence)
        )
    if told:
        yield Item(telling.title("approvals"), "approvals", blocks=tuple(told))


def _standing(telling: Telling, thing: Thing, **answers: object) -> Block:
    life = process(telling.jurisdiction).life(thing.kind)
    return telling.block(life.label, state=life.states[thing.state].label, **answers)


@source
def appeals(telling: Telling) -> Iterator[Item]:
    """Each appeal as the institution filed it, with the paper that came with it."""
    states = process(telling.jurisdiction).life("appeal").states
    for number, row in enumerate(telling.application.appeals.select_related("proof"), start=1):
        title = telling.title("appeals", day=say_day(row.filed_on))
        told = telling.block(
            title,
            filed=row.filed_on,
            due=row.due,
            ground=row.challenged,
            rationale=row.explanation,
            reason=row.off_list,
            evidence=row.evidence,
            signed=f"{row.signed_name}, {row.signed_title}",
            state=states[row.state].label,
        )
        note = telling.label("late") if row.late else ""
        yield Item(title, f"appeal-{number}", row.filed_on, (told,), note=note)
        if row.proof is not None:
            name = f"appeal-{number}-{row.proof.name}"
            yield Item(f"{title}: {row.proof.name}", name, row.filed_on, digest=row.proof.sha256)


@source
def federal_requests(telling: Telling) -> Iterator[Item]:
    """What the Secretary asked for, and the document that answered it."""
    for row in telling.application.federal_requests.select_related("proof"):
        title = telling.title("federal_requests", name=row.wanted)
        told = telling.block(
            title, asked_for=row.wanted, evidence=row.reference, day=row.asked_on, closed=row.answered_on
        )
        yield Item(title, f"request-{str(row.pk)[:8]}", row.asked_on, (told,))
        if row.proof is not None:
            name = f"request-{str(row.pk)[:8]}-{row.proof.name}"
            yield Item(f"{title}: {row.proof.name}", name, row.answered_on, digest=row.proof.sha256)


@source
def letters(telling: Telling) -> Iterator[Item]:
    """Every letter of the case, with its words as they were frozen."""
    for row in telling.application.letters.all():
        title = f"{telling.title('letters', name=row.number)}: {LetterText.from_json(row.text).title}"
        yield Item(title, row.number, row.dated, letter=row)
