"""Recompute what the rules said of a filing, from its record alone, and tell apart what differs.

Two things can be wrong. *Altered*: what was frozen is no longer what its hashes and the chain of events say. *Otherwise
now*: the record is as it was, and a rule answers it otherwise, because its code changed or because the law as it is
kept now gives another number for the day. Nothing is written here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import localcontext
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from magnolia.policy.answers import Rule
from magnolia.policy.criteria import EXACT, Criterion, decide, register
from magnolia.policy.finding import Finding
from magnolia.policy.frozen import Unreadable, criteria_of, parameters_of
from magnolia.policy.layers import LawError
from magnolia.policy.parameters import Parameter
from magnolia.policy.registers import review
from magnolia.policy.rules import RULES

from ...models import Application, Determination, Filing
from .. import law
from ..applying import filing, frozen_facts
from .record import canonical, faults_of_chain, sha256

ALTERED, CODE, LAW = "altered", "rule", "law"
# What each part of a filing is called where it does not match its hash.
PARTS = {
    "answers": "the answers were",
    "facts": "the facts were",
    "documents": "the list of documents was",
    "findings": "the findings were",
    "law": "the day or version of the law, or the version of the code, was",
    "form": "the version of the form was",
    "place": "its place or its time was",
}
A_BATCH = 100  # cases in memory


@dataclass(frozen=True)
class Difference:
    """One criterion whose recorded finding is not what comes out now; `why` is altered, rule or law."""

    why: str
    criterion: str
    recorded: str
    now: str

    @property
    def because(self) -> str:
        """Why it differs, in words."""
        return {
            ALTERED: "after the alteration",
            CODE: "the rule answers otherwise now",
            LAW: "the law as kept now answers otherwise for that day",
        }[self.why]

    @property
    def sentence(self) -> str:
        """The difference in one line."""
        return f"{self.criterion}: {self.because}. The record says {self.recorded} Now {self.now}"


@dataclass(frozen=True)
class Replayed:
    """One filing recomputed: what was altered, findings that differ, and remarks that are no difference."""

    sent: Filing
    count: int
    altered: tuple[str, ...]
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]

    @property
    def same(self) -> bool:
        return not self.altered and not self.differences


@dataclass(frozen=True)
class Case:
    """A case recomputed: faults of its chain of events, and each of its filings."""

    application: Application
    chain: tuple[str, ...]
    filings: tuple[Replayed, ...]

    @property
    def same(self) -> bool:
        return not self.chain and all(each.same for each in self.filings)


@dataclass(frozen=True)
class Today:
    """The law and the rules that findings are recomputed with."""

    criteria: Mapping[str, Criterion]
    parameters: Mapping[str, Parameter]
    rules: Mapping[str, Rule]


def today(jurisdiction: str, rules: Mapping[str, Rule] = RULES) -> Today:
    """What stands now: the State's criteria, its numbers with every amendment, and the functions that decide."""
    return Today(register(jurisdiction), law.parameters(jurisdiction), rules)


def replay(application: Application, now: Today) -> Case:
    """Recompute every filing of one case."""
    rows = application.filings.all() if _fetched(application) else _filings().filter(application=application)
    found = [replay_filing(sent, now) for sent in sorted(rows, key=lambda row: row.place)]
    return Case(application, tuple(faults_of_chain(application.case)), tuple(found))


def determined(jurisdiction: str = "") -> Iterator[Application]:
    """Cases with a determination, by number, a batch at a time, each with its filings at hand."""
    decided = Determination.objects.filter(application=OuterRef("pk"))
    rows = Application.objects.filter(Exists(decided)).order_by("number")
    if jurisdiction:
        rows = rows.filter(jurisdiction=jurisdiction)
    filings = Prefetch("filings", _filings())
    ready = rows.select_related("case").prefetch_related(filings)
    return iter(ready.iterator(chunk_size=A_BATCH))


def _filings() -> Any:
    return Filing.objects.select_related("law", "form", "event__text", "application__facts").prefetch_related(
        "application__signatures"
    )


def _fetched(application: Application) -> bool:
    return "filings" in getattr(application, "_prefetched_objects_cache", {})


def replay_filing(sent: Filing, now: Today) -> Replayed:
    """Recompute one filing: first whether it is what was sealed, then each finding under its own law and today's."""
    altered, notes = _alterations(sent)
    recorded = {row["criterion"]: row for row in sent.findings}
    try:
        facts = frozen_facts.of(sent)
        frozen = json.loads(sent.law.text)
        criteria = criteria_of(frozen) or {name: each for name, each in now.criteria.items() if name in recorded}
        then = Today(criteria, parameters_of(frozen), now.rules)
    except (Unreadable, LawError, ValueError, LookupError, TypeError) as fault:
        why = f"Nothing can be recomputed: {fault}"
        return Replayed(sent, 0, tuple(altered) or (why,), (), (*notes, *([why] if altered else [])))
    if not facts.whole:
        notes.append(
            "Filed before facts were frozen as the rules read them: what is on record of the institution, and the "
            "published earnings, are read as they stand today."
        )
    if "rules" not in frozen:
        notes.append("Filed before the rules' words were frozen: the words of today are used.")
    differences: list[Difference] = []
    for name in dict.fromkeys([*recorded, *criteria]):
        difference, note = _compare(name, recorded.get(name), facts, then, now, sent)
        if difference is not None and altered:
            difference = Difference(ALTERED, difference.criterion, difference.recorded, difference.now)
        differences += [difference] if difference else []
        notes += [note] if note else []
    notes += [f"{name}: asked since then, and not of this filing." for name in now.criteria if name not in criteria]
    return Replayed(sent, len(recorded), tuple(altered), tuple(differences), tuple(notes))


def _compare(
    name: str, row: Mapping[str, str] | None, facts: frozen_facts.Frozen, then: Today, now: Today, sent: Filing
) -> tuple[Difference | None, str]:
    """The recorded finding against the record's own law under today's code, then against today's numbers and words."""
    said = _told(row) if row else "nothing of it."
    again = _decide(name, then, then.parameters, facts, sent)
    if _row(again) != row:
        return Difference(CODE, name, said, _told(_row(again), row)), ""
    numbers = _decide(name, then, now.parameters, facts, sent)
    if _row(numbers) != row:
        return Difference(LAW, name, said, _told(_row(numbers), row)), ""
    if name not in now.criteria:
        return Difference(LAW, name, said, "it is not asked any more."), ""
    whole = _decide(name, now, now.parameters, facts, sent)
    if isinstance(whole, str) or row is None or whole.outcome != row["outcome"]:
        return Difference(LAW, name, said, _told(_row(whole), row)), ""
    return None, "" if whole.as_row() == row else f"{name}: the same outcome in other words or with another source now."


def _decide(
    name: str, by: Today, numbers: Mapping[str, Parameter], facts: frozen_facts.Frozen, sent: Filing
) -> Finding | str:
    """The finding, or in words why there is none."""
    if name not in by.criteria:
        return "it is not in the law of the filing."
    try:
        with localcontext(EXACT):
            return decide(by.criteria[name], facts.facts, numbers, facts.on, sent.judged_on, by.rules)
    except KeyError as fault:
        return f"nothing: there is no rule or number {fault}."
    except LawError as fault:
        return f"nothing: {fault}"


def _row(found: Finding | str) -> Mapping[str, str]:
    return found.as_row() if isinstance(found, Finding) else {"told": found}


def _told(row: Mapping[str, str], beside: Mapping[str, str] | None = None) -> str:
    """A finding in a line; with its source where only that differs."""
    if "told" in row:
        return row["told"]
    words = f"{row['outcome']}: “{row['message']}”"
    only_source = beside is not None and all(row[key] == beside[key] for key in ("outcome", "message"))
    return f"{words} ({row['citation']})" if only_source else words


def _alterations(sent: Filing) -> tuple[list[str], list[str]]:
    """Sentences on what does not match its hash, and on what cannot be checked."""
    altered, notes = [], []
    if sha256(sent.law.text) != sent.law_id:
        altered.append("The text of the law it was judged under was altered.")
    sealed, text = None, getattr(sent.event, "text", None)
    if text is not None and text.text:
        sealed = json.loads(text.text).get("filing")
    if sealed:
        now = filing.sealed(sent)
        altered += [
            f"In filing {sent.place} {words} altered after it was sent."
            for name, words in PARTS.items()
            if now[name] != sealed.get(name)
        ]
    elif text is not None and not text.text:
        notes.append("The text of its event was disposed of, so the filing cannot be held against it.")
    else:
        altered += _against_signature(sent, notes)
    return altered, notes


def _against_signature(sent: Filing, notes: list[str]) -> list[str]:
    """A filing from before filings were sealed: the signature it was sent with covers its answers and documents."""
    notes.append("Filed before filings were sealed in the chain of events.")
    earlier = [row for row in sent.application.signatures.all() if row.at <= sent.at]
    signed = max(earlier, key=lambda row: row.pk, default=None)
    if signed is None or sent.place > 1:
        notes.append("No signature covers exactly this filing, so its facts cannot be held against one.")
        return []
    asked = review(sent.application.jurisdiction).slots
    documents = [(row["slot"], row["sha256"]) for row in sent.documents if row["slot"] in asked]
    if sha256(canonical([sent.facts, documents, []])) == signed.facts_hash:
        return []
    return ["The answers or documents are not those that were signed."]
