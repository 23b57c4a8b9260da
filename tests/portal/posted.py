"""Programs on the public list, and cases in the State's hands, without the walk that leads there.

Rows are what the actions leave behind, written in bulk, each with its event, because the triggers refuse a state
without one. Tests of the list and the measurements use them; how a program gets there is tested by walking.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from magnolia.portal.actions import law
from magnolia.portal.actions.applying.stated import plain
from magnolia.portal.actions.publishing import publish
from magnolia.portal.actions.recording.record import header, sha256
from magnolia.portal.demo.cast import Cast
from magnolia.portal.models import (
    Application,
    Approval,
    Case,
    Deadline,
    Event,
    FederalFiling,
    Filing,
    Institution,
    ListedSector,
    Listing,
)

AUGUST = datetime(2026, 8, 4, 15, tzinfo=UTC)
NOTHING = sha256("")  # nothing was said with these events
DECIDED = ("approved", "not_approved")  # states of the federal side with a decision


@dataclass
class Chains:
    """Cases with their chains of events, to be written before the things they are about."""

    jurisdiction: str
    cases: list[Case] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def open(self, number: str, at: datetime) -> Case:
        self.cases.append(Case(jurisdiction=self.jurisdiction, kind="application", number=number, opened_at=at))
        return self.cases[-1]

    def event(self, case: Case, kind: str, state: str, at: datetime) -> Event:
        """The opening of a thing in a state; its `thing_id` is the thing's key."""
        event = Event(
            case=case, seq=case.length + 1, thing_kind=kind, thing_id=uuid.uuid4(), thing_version=1, move="open",
            to_state=state, recorded_at=at, occurred_on=at.date(), role="system", digest=NOTHING, previous=case.head,
        )  # fmt: skip
        event.hash = sha256(event.previous + header(event))
        case.length, case.head = event.seq, event.hash
        self.events.append(event)
        return event

    def write(self) -> None:
        Case.objects.bulk_create(self.cases)
        Event.objects.bulk_create(self.events)


@dataclass(frozen=True)
class Program:
    """What is to stand on the list: its facts as a filing freezes them, whose it is, and where its federal side is."""

    number: str
    facts: dict[str, Any]
    college: Institution
    at: datetime
    federal: str = "not_filed"


def _application(opened: Event, state: str, college: Institution, name: str, **more: Any) -> Application:
    case = opened.case
    return Application(
        id=opened.thing_id, case=case, state=state, version=1, jurisdiction=case.jurisdiction, program_name=name,
        institution_id=college.organisation_id, award_year=2026, number=case.number, opened_on=opened.occurred_on,
        submitted_at=opened.recorded_at, **more,
    )  # fmt: skip


@dataclass(frozen=True)
class _Posted:
    application: Application
    filing: Filing
    approval: Approval
    side: FederalFiling
    program: Program


def post(jurisdiction: str, programs: list[Program]) -> list[Application]:
    """Certified programs with their public entries; their applications."""
    chains, text = Chains(jurisdiction), law.freeze(jurisdiction, programs[0].at.date())
    made = [_posted(chains, program, text) for program in programs]
    with transaction.atomic():
        chains.write()
        Application.objects.bulk_create(one.application for one in made)
        Filing.objects.bulk_create(one.filing for one in made)
        for one in made:
            one.approval.filing = one.filing  # whose key is known now
        Approval.objects.bulk_create(one.approval for one in made)
        FederalFiling.objects.bulk_create(one.side for one in made)
        listed = [
            Listing(
                approval=one.approval, changed_at=one.program.at, **publish.entry(one.approval, one.program.college)
            )
            for one in made
        ]
        Listing.objects.bulk_create(listed)
        ListedSector.objects.bulk_create(
            ListedSector(listing=row, jurisdiction=jurisdiction, name=name) for row in listed for name in row.sectors
        )
    return [one.application for one in made]


def _listing(one: _Posted) -> Listing:
    shown = publish.entry(one.approval, one.program.college)
    return Listing(approval=one.approval, changed_at=one.program.at, **shown)


def _posted(chains: Chains, program: Program, text: Any) -> _Posted:
    case, day = chains.open(program.number, program.at), program.at.date()
    sent = chains.event(case, "application", "certified", program.at)
    granted = chains.event(case, "approval", "in_force", program.at)
    federal = chains.event(case, "federal_filing", program.federal, program.at)
    name = program.facts["program_name"]
    application = _application(sent, "certified", program.college, name)
    filing = Filing(
        application=application, event=sent, place=1, at=program.at, judged_on=day, law=text, facts=program.facts,
        documents=[], findings=[], code_version="posted",
    )  # fmt: skip
    approval = Approval(
        id=granted.thing_id, case=case, state="in_force", version=1, jurisdiction=case.jurisdiction,
        application=application, filing=filing, institution_name=program.college.organisation.name, program_name=name,
        approved_on=day, award_year=2026,
    )  # fmt: skip
    side = FederalFiling(id=federal.thing_id, case=case, state=program.federal, version=1, application=application)
    side.filed_on = None if program.federal == "not_filed" else day
    side.decided_on = day if program.federal in DECIDED else None
    return _Posted(application, filing, approval, side, program)


def posted(
    cast: Cast, facts: dict[str, Any], federal: str = "not_filed", at: datetime = AUGUST, **more: Any
) -> Application:
    """One more program of the cast's college on the list."""
    number = f"{cast.jurisdiction.upper()}-2026-9{Listing.objects.count():03d}"
    college = cast.organisations["college"].institution
    return post(cast.jurisdiction, [Program(number, plain(facts | more), college, at, federal)])[0]


@dataclass(frozen=True)
class InWork:
    """A case in the State's hands: in which state since when, and until when its clock runs (None: no clock)."""

    number: str
    name: str
    state: str
    college: Institution
    at: datetime
    due: date | None = None


def put_to_work(jurisdiction: str, cases: list[InWork]) -> None:
    """Cases that wait in the queue."""
    chains, rows, deadlines = Chains(jurisdiction), list[Application](), list[Deadline]()
    for one in cases:
        case = chains.open(one.number, one.at)
        event = chains.event(case, "application", one.state, one.at)
        clock = {"clock": "correction", "due_by": one.due} if one.due else {}
        rows.append(_application(event, one.state, one.college, one.name, listed=True, since=one.at, **clock))
        if one.due:
            deadlines.append(
                Deadline(
                    case=case, thing_kind="application", thing_id=event.thing_id, clock="correction", opened_by=event,
                    notice_on=one.at.date(), count=10, unit="business days", citation="Made", due=one.due,
                )
            )  # fmt: skip
    with transaction.atomic():
        chains.write()
        Application.objects.bulk_create(rows)
        Deadline.objects.bulk_create(deadlines)
