"""What the rules find before a person does the completeness check: what is there, what is missing, what disagrees.

Each finding belongs to one confirmation and only suggests its answer; a person gives it. Source: policy 7.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from magnolia.policy.basic_eligibility import appearance
from magnolia.policy.completeness import Checklist, Part, checklist
from magnolia.policy.consistency import Disagreement, disagreements, statements
from magnolia.policy.facts import InstitutionFacts
from magnolia.policy.registers import review

from ... import clock
from ...models import Application, Document, Institution
from .. import law
from ..applying import codes, filing, on_record
from ..applying.places import places
from . import checked


@dataclass(frozen=True)
class Lack:
    """A gap or an inconsistency that can be put on the list with one click."""

    place: str
    item: str
    kind: str
    needed: str
    says: str
    listed: bool = False

    @property
    def key(self) -> str:
        return f"{self.place} {self.kind}"


@dataclass(frozen=True)
class Found:
    """What the rules found for one confirmation; `suggests` is None where only a person can say."""

    suggests: bool | None
    says: tuple[str, ...]
    lacks: tuple[Lack, ...] = ()


@dataclass
class Look:
    """One look at an application as it stands, on the day its law is judged by."""

    application: Application
    on: date
    register: Checklist = field(init=False)

    def __post_init__(self) -> None:
        self.register = checklist(self.application.jurisdiction)

    @cached_property
    def gaps(self) -> list[filing.Gap]:
        return filing.gaps(self.application)

    @cached_property
    def titles(self) -> dict[str, str]:
        return places(self.application.jurisdiction)

    @cached_property
    def papers(self) -> list[Document]:
        return list(filing.current_documents(self.application))

    @cached_property
    def filled(self) -> set[str]:
        """Places that have a document, or a reason why none is needed."""
        reasons = self.application.slot_answers.values_list("slot", flat=True)
        return {d.slot for d in self.papers} | set(reasons)

    def warned(self, places: Iterable[str]) -> tuple[str, ...]:
        """A sentence for each paper in these places that a person has to look at before anything is said of it."""
        slots = review(self.application.jurisdiction).slots
        return tuple(
            self.register.says("warned", paper=paper.name)
            for paper in self.papers
            if paper.slot in places
            and (paper.may_hold_ssn or paper.has_no_text or paper.has_no_signature and slots[paper.slot].signed)
        )

    @cached_property
    def listed(self) -> set[tuple[str, str]]:
        rows = self.application.deficiencies.filter(cleared_at__isnull=True)
        return set(rows.values_list("place", "kind"))

    @cached_property
    def differing(self) -> list[Disagreement]:
        said = statements(self.register, filing.columns(self.application), checked.readings(self.application))
        return disagreements(self.register, said)

    def lack(self, place: str, kind: str, needed: str, says: str) -> Lack:
        item = self.titles.get(place, place)
        return Lack(place, item, kind, needed, says, (place, kind) in self.listed)

    def missing(self, place: str) -> Lack:
        """A gap at a question or at a place for documents."""
        word = "document" if place.startswith("slot.") else "answer"
        says = self.register.says(f"missing_{word}", item=self.titles.get(place, place))
        return self.lack(place, "missing", self.register.says(f"needed_{word}"), says)


def look(application: Application, today: date) -> dict[str, Found]:
    """What the rules found for each item of the check, by its key."""
    seen = Look(application, filing.judged_on(application, today))
    made: dict[str, Found] = {}
    for each in seen.register.confirmations.values():
        for part in each.parts:
            made[f"{each.id}.{part.id}"] = _materials(seen, part)
        if each.found_by and each.found_by != "listed":
            made[each.id] = FINDERS[each.found_by](seen)
    for each in seen.register.confirmations.values():
        if each.found_by == "listed":
            made[each.id] = _listed(seen, lacks_of(made))
    return {item: made[item] for item in seen.register.items}


def lacks_of(found: dict[str, Found]) -> list[Lack]:
    """Every gap the rules found, each once, in the order of the check."""
    made: dict[str, Lack] = {}
    for lack in (lack for each in found.values() for lack in each.lacks):
        before = made.get(lack.key)
        both = lack.says if before is None or lack.says in before.says else f"{before.says} {lack.says}"
        made[lack.key] = replace(lack, says=before.says if before and lack.says in before.says else both)
    return list(made.values())


def _documents(seen: Look) -> Found:
    lacks = tuple(seen.missing(f"slot.{gap.field}") for gap in seen.gaps if gap.part == "attachments")
    warned = seen.warned({paper.slot for paper in seen.papers})
    return _there(lacks, warned, seen.register.says("all_documents"))


def _there(lacks: tuple[Lack, ...], warned: tuple[str, ...], says: str) -> Found:
    """Whether everything is there; a paper with a warning leaves that to the person who looks at it."""
    said = tuple(lack.says for lack in lacks) or (says,)
    return Found(False if lacks else None if warned else True, said + warned, lacks)


def _institution(seen: Look) -> Found:
    row = Institution.objects.select_related("organisation").get(pk=seen.application.institution_id)
    sent = seen.application.submitted_at
    day = clock.local_date(seen.application.jurisdiction, sent) if sent else seen.on
    facts = InstitutionFacts(
        name=row.organisation.name,
        opeid=row.opeid or None,
        state=row.postal_state,
        title_iv_eligible=on_record.takes_part(row, day),
        ppa_expires=row.ppa_expires,
    )
    looked = law.value(seen.application.jurisdiction, "institution.action_years", day)
    appears = appearance(seen.register, facts, on_record.federal_actions(row), day, looked)
    return Found(True if appears.eligible else None, appears.says)


def _consistent(seen: Look) -> Found:
    lacks = [
        seen.lack(f"question.{gap.field}", "inconsistent", gap.says, gap.says)
        if gap.unfit
        else seen.missing(f"question.{gap.field}")
        for gap in seen.gaps
        if gap.part == "details"
    ]
    lacks += [
        seen.lack(each.fact.place, "unclear" if each.warning else "inconsistent", each.fact.needed, each.says)
        for each in seen.differing
    ]
    if not lacks:
        return Found(True, (seen.register.says("agree"),))
    only_spelling = all(each.kind == "unclear" for each in lacks)
    return Found(None if only_spelling else False, tuple(lack.says for lack in lacks), tuple(lacks))


def _codes(seen: Look) -> Found:
    cip = seen.application.facts.cip_code
    socs = [o.soc_code for o in seen.application.occupations.all()]
    if not cip or not socs:
        place = "question.soc_codes" if cip else "question.cip_code"
        return Found(False, (seen.register.says("codes_missing"),), (seen.missing(place),))
    faults = [
        seen.lack(f"question.{name}", "inconsistent", seen.register.says("needed_codes"), sentence)
        for kind, name, given in ((codes.CIP, "cip_code", [cip]), (codes.SOC, "soc_codes", socs))
        for sentence in codes.faults(kind, given).values()
    ]
    links = codes.links(cip, socs)
    words = {True: "code_linked", False: "code_not_linked", None: "code_not_checked"}
    said = [seen.register.says(words[link], cip=cip, soc=soc) for soc, link in links.items()]
    unlinked = [
        seen.lack("question.soc_codes", "unsupported", seen.register.says("needed_codes"), sentence)
        for sentence, link in zip(said, links.values(), strict=True)
        if link is False
    ]
    fits = not faults and all(links.values())
    return Found(True if fits else None, (*(lack.says for lack in faults), *said), (*faults, *unlinked))


def _materials(seen: Look, part: Part) -> Found:
    unanswered = {gap.field for gap in seen.gaps if gap.part == "details"}
    lacks = tuple(
        [seen.missing(f"question.{name}") for name in part.answers if name in unanswered]
        + [seen.missing(f"slot.{slot}") for slot in part.slots if slot not in seen.filled]
    )
    return _there(lacks, seen.warned(part.slots), seen.register.says("part_there"))


def _listed(seen: Look, lacks: list[Lack]) -> Found:
    left = [lack.item for lack in lacks if not lack.listed]
    count = seen.application.deficiencies.filter(cleared_at__isnull=True).count()
    says = seen.register.says("listed", count=count) if count else seen.register.says("nothing_listed")
    if left:
        items = "; ".join(dict.fromkeys(left))
        return Found(None, (says, seen.register.says("not_listed", items=items)))
    return Found(True, (says,))


FINDERS: dict[str, Callable[[Look], Found]] = {
    "documents": _documents,
    "institution": _institution,
    "consistent": _consistent,
    "codes": _codes,
}
