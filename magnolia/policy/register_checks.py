"""What makes the registers of the review refuse to load: a name of nothing, or something that nothing names."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from .layers import LawError

if TYPE_CHECKING:
    from .registers import Review


def references_exist(found: Review, criteria: Collection[str]) -> None:
    """Every aim, matter, criterion, document, outcome and point that is named is there."""
    for question in found.questions.values():
        place = f"question.{question.id}"
        _known(place, "aim", [question.aim], found.aims)
        _known(place, "matter", [question.matter], found.matters)
        _known(place, "criterion", question.shows, criteria)
        _known(place, "slot", question.evidence_slots, found.slots)
        _known(place, "outcome", question.outcomes, found.outcomes)
        for point in question.points.values():
            _known(f"{place}.point.{point.id}", "point", point.when, question.points)
            _known(f"{place}.point.{point.id}", "outcome", point.needed_for, question.outcomes)
        named = [*question.met_when, *question.together]
        _known(place, "point", [point for each in named for point in each], question.points)
    for criterion in found.criteria.values():
        _known(f"criterion.{criterion.id}", "question", criterion.questions, found.questions)
    for part in found.record_parts.values():
        _known(f"record_part.{part.id}", "slot", part.slots, found.slots)


def _known(place: str, kind: str, named: Collection[str], known: Collection[str]) -> None:
    for name in named:
        if name not in known:
            raise LawError(f"{place} names the {kind} {name!r}, which does not exist.")


def nothing_is_left_over(found: Review, criteria: Collection[str]) -> None:
    """Aims, matters and criteria have a question, documents prove something and have their place in the record."""
    shown = {criterion for question in found.questions.values() for criterion in question.shows}
    for criterion in criteria:
        if criterion not in shown:
            raise LawError(f"No question shows the criterion {criterion}.")
    for aim in found.aims:
        if not found.under_aim(aim):
            raise LawError(f"No question serves aim.{aim}.")
    under = {question for criterion in found.criteria.values() for question in criterion.questions}
    for name in found.questions:
        if name not in under:
            raise LawError(f"No criterion of the policy rests on question.{name}.")
    for matter in found.matters:
        if not found.under_matter(matter):
            raise LawError(f"No question serves matter.{matter}.")
    for slot in found.slots.values():
        if not slot.serves:
            raise LawError(f"slot.{slot.id} proves no question.")
        places = [part.id for part in found.record_parts.values() if slot.id in part.slots]
        if len(places) != 1:
            raise LawError(f"slot.{slot.id} must stand in one part of the record, not in {len(places)}.")
    for question in found.questions.values():
        named = (*question.settles, *question.again, *question.certified)
        _known(f"question.{question.id}", "shown rule", named, question.shows)
