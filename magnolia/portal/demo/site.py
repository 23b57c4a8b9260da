"""The whole practice site: one State's cast, a case in every state, and the federal side of the approved ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from magnolia.policy.workflow import process

from .. import clock
from ..actions import law
from ..actions.applying import copying, drafts, windows
from ..actions.checking import confirm
from ..actions.custody import agreements
from ..actions.deciding import advise, designate, release
from ..actions.keeping import amend, cycles, described
from ..actions.moves import act
from ..actions.publishing import approved, program_changes
from ..actions.reviewing import assign, messages, notes
from ..models import Application, Notice
from . import board, lists, occupations, rates
from .cast import MAIN, NEWCOMER, Cast, assemble, join
from .codes import practice_crosswalk
from .findings import under_way
from .programs import LINEWORKER, PHLEBOTOMY, WELDING
from .rounds import at_five, draft_round
from .stages import PATHS, walk
from .walking import Walk

# How long ago each case was opened, in days: long enough that its last step lies before today.
AGO = {"draft": 6, "attestation": 8, "submitted": 9, "completeness_review": 10, "correction": 9}
LONG_AGO = 60
A_MONTH = timedelta(days=30)


def load(jurisdiction: str, now: datetime) -> Cast:
    """Fill an empty database with practice data as of `now`, in one transaction."""
    # Nothing was amended yet in an empty database, and thousands of steps would ask.
    with transaction.atomic(), law.read_as_if(jurisdiction, []):
        start = now - timedelta(days=LONG_AGO + 5)
        day = clock.local_date(jurisdiction, now)
        cast = assemble(
            jurisdiction, start, (day.year - 1, day.year, day.year + 1), at_five(jurisdiction, now + A_MONTH)
        )
        designate.designate(
            jurisdiction,
            person=cast.designee,
            instrument="Practice order 2026-01",
            first_day=clock.local_date(jurisdiction, start),
            by=cast.governor,
            at=start,
        )
        occupations.publish(cast, start)
        _cases(cast, now)
        board.sit(cast, now)
        _federal(cast, now)
        _corrections(cast, now)
        _copied(cast, now)
        practice_crosswalk(now)
        join(cast, NEWCOMER, now - timedelta(days=2))
        _signed_ahead(cast, now)
        _at_work(cast, now)
        _together(cast, now)
        _agreed(cast, now)
        rates.fill(cast, now)
        _cycles(cast, now)
        lists.fill(cast, now - timedelta(days=4))
        occupations.draft(cast, now - timedelta(hours=30))
        _described(cast, now)
        advise.advise(
            jurisdiction,
            topic="credentials",
            text="Ask for the number of employers that recognize a credential.",
            by=cast.committee,
            at=now - timedelta(days=20),
        )
        amend.propose(
            jurisdiction,
            key_="documents.largest_megabytes",
            layer="state",
            starts=day + timedelta(days=30),
            value="30",
            cite="Practice memo 7",
            by=cast.administrator,
            at=now - timedelta(days=3),
        )
    return cast


def _signed_ahead(cast: Cast, now: datetime) -> None:
    """A determination signed yesterday that goes out in five days."""
    facts = WELDING | {"program_name": "Welding, to be announced"}
    way = walk(cast, "determination", now - timedelta(days=LONG_AGO, hours=3), facts)
    release.sign_ahead(
        way.application,
        "approve",
        release_on=clock.local_date(cast.jurisdiction, now) + timedelta(days=5),
        basis="The findings of the review and the Board's advice. To be announced at the conference.",
        signed_name=cast.governor.name,
        signed_title=cast.governor.title,
        by=cast.governor,
        at=now - timedelta(days=1),
    )


def _at_work(cast: Cast, now: datetime) -> None:
    """A note and two messages were written on a case, and a person is away next week."""
    under_review = Application.objects.filter(jurisdiction=cast.jurisdiction, state="review").latest(
        "opened_on", "number"
    )
    text = "The registrar is away until Monday; ask the dean for the articulation agreement."
    notes.write(under_review, text, privileged=False, by=cast.reviewer, at=now - timedelta(hours=3))
    ask = "The outline counts the lab hours twice, or so it seems. Which of the two tables is right?"
    told = "The second one. The first is from last year; we are sorry that both are in the file."
    messages.write(under_review, ask, by=cast.reviewer, at=now - timedelta(hours=4))
    event = messages.write(under_review, told, by=cast.preparer, at=now - timedelta(hours=2))
    mail = Notice.objects.filter(event=event).earliest("written_at")
    act(mail, "hold", by=cast.director, at=now - timedelta(hours=2), said={"reason": "The reviewer knows already."})
    day = clock.local_date(cast.jurisdiction, now) + timedelta(days=7)
    assign.add_leave(cast.intake, day, day + timedelta(days=4), by=cast.intake, at=now, jurisdiction=cast.jurisdiction)


def _together(cast: Cast, now: datetime) -> None:
    """Colleagues at one draft: who takes care of a page, a comment that is open and one that is settled."""
    draft = Application.objects.filter(jurisdiction=cast.jurisdiction, state="draft").first()
    if draft is None:
        return
    for group, person in (("employers", cast.preparer), ("cost", cast.official)):
        drafts.assign(draft, group, person, by=cast.official, at=now - timedelta(hours=6))
    ask, told = "Which letter is the one of May?", "The fee for the test went up; the catalog has the new one."
    drafts.comment(draft, "employers", ask, by=cast.official, at=now - timedelta(hours=5))
    row = drafts.comment(draft, "cost", told, by=cast.official, at=now - timedelta(hours=4))
    drafts.settle(row, by=cast.preparer, at=now - timedelta(hours=2))


def _cases(cast: Cast, now: datetime) -> None:
    """One case in every stored state of the application."""
    facts = [LINEWORKER, WELDING, PHLEBOTOMY]
    wanted = [s for s in process(cast.jurisdiction).life("application").states if s in PATHS]
    for place, state in enumerate(wanted):
        chosen = LINEWORKER if state == "certified" else facts[(place + 1) % len(facts)]
        way = walk(cast, state, now - timedelta(days=AGO.get(state, LONG_AGO) - place / 24), chosen)
        if state == "review":
            under_way(cast, way.application, way.later(days=1))


def _federal(cast: Cast, now: datetime) -> None:
    """Certified programs at each stage of the federal side."""
    for place, (facts, moves) in enumerate(
        (
            (WELDING, ["record_filing"]),
            (PHLEBOTOMY, ["record_filing", "record_approval"]),
            (WELDING | {"program_name": "Pipe Welding"}, ["record_filing", "record_refusal"]),
            (WELDING | {"program_name": "Shipyard Welding"}, []),
            (WELDING | {"program_name": "Tank Welding"}, ["record_filing", "record_approval", "record_removal"]),
        )
    ):
        way: Walk = walk(cast, "certified", now - timedelta(days=LONG_AGO - place / 24), facts, decider="designee")
        for move in moves:
            way.federal(move)
        if facts is PHLEBOTOMY:
            _change(cast, way, now - timedelta(hours=7))
        elif not moves:
            _end(cast, way, now - timedelta(hours=6))


def _change(cast: Cast, way: Walk, at: datetime) -> None:
    """A notice of a new price that waits for the director."""
    program_changes.file(
        way.application.approval,
        {"tuition": "3400.00", "offered_at": "Practice hospital campus, Nowhere"},
        reason="The clinic moved, and its fee with it.",
        reference="Practice catalog 2026-2027, page 52",
        signed_name=cast.official.name,
        signed_title=cast.official.title,
        by=cast.official,
        at=at,
    )


def _end(cast: Cast, way: Walk, at: datetime) -> None:
    """An approval withdrawn as of today; its public entry stays and says so."""
    approved.end(
        way.application.approval,
        "withdraw",
        cause="employer_demand",
        reason="Two of the three practice employers closed and none took their place.",
        effective_on=clock.local_date(cast.jurisdiction, at),
        reference="Practice letters of the employers, 3 pages",
        signed_name=cast.governor.name,
        signed_title=cast.governor.title,
        by=cast.governor,
        at=at,
    )


def _corrections(cast: Cast, now: datetime) -> None:
    """A check under way with two papers that disagree, a correction that came back, and one whose time ran out."""
    back = walk(cast, "correction", now - timedelta(days=12), PHLEBOTOMY | {"program_name": "Phlebotomy, evenings"})
    back.later(days=2)
    back.corrected()
    checked = Application.objects.filter(state="completeness_review", jurisdiction=cast.jurisdiction).first()
    if checked is not None:
        confirm.read_papers(checked, {("weeks", "outline"): "12"}, by=cast.intake, at=now - timedelta(hours=5))
    walk(cast, "correction", now - timedelta(days=40), WELDING | {"program_name": "Welding, weekends"})


def _copied(cast: Cast, now: datetime) -> None:
    """A draft started from last cycle's filing, some of its answers not confirmed yet."""
    earlier = Application.objects.filter(jurisdiction=cast.jurisdiction, state="withdrawn").order_by("pk").first()
    if earlier is not None:
        at = now - timedelta(days=2)
        made = copying.start_from(
            earlier, award_year=2026, program_name=f"{earlier.program_name}, mornings", by=cast.preparer, at=at
        )
        copying.confirm(made, copying.unconfirmed(made)[:12], by=cast.preparer, at=at + timedelta(hours=1))


def _agreed(cast: Cast, now: datetime) -> None:
    """A data-sharing agreement with the first college: its records can be handed in."""
    day = clock.local_date(cast.jurisdiction, now)
    agreements.record(
        cast.jurisdiction,
        institution=cast.organisations["college"],
        parties=f"{cast.organisations['agency'].name} and {cast.organisations['college'].name}",
        purpose="Completion and placement rates of approved programs",
        ferpa_basis="Audit or evaluation of a program, 34 CFR 99.31(a)(3) and 99.35 (practice)",
        starts_on=day - A_MONTH,
        ends_on=day.replace(year=day.year + 3, day=1),
        by=cast.steward,
        at=now - timedelta(days=20),
    )


def _cycles(cast: Cast, now: datetime) -> None:
    """A deadline moved a little later, and next year's cycle, still a draft with its own period for corrections."""
    code, by = cast.jurisdiction, cast.director
    current = windows.published(code).get(name=MAIN)
    later = at_five(code, now + A_MONTH + timedelta(days=15))
    reason = "Colleges asked for two more weeks."
    cycles.save(current, {"deadline": later, "closes_at": later}, reason=reason, by=by, at=now - timedelta(days=1))
    opens = at_five(code, now + timedelta(days=200))
    coming = draft_round(
        code, "2027-2028 initial", opens, opens + timedelta(days=60), by=by, at=now - timedelta(days=1), award_year=2027
    )
    cycles.save(coming, {"correction_business_days": 5}, by=by, at=now - timedelta(hours=20))


def is_empty() -> bool:
    """Whether nothing was ever filed here."""
    return not Application.objects.exists()


def _described(cast: Cast, now: datetime) -> None:
    """The State published the description of its process, reviewed its method, and is at work on a second version."""
    code, by, at = cast.jurisdiction, cast.administrator, now - timedelta(days=30)
    first = described.open_draft(code, by=by, at=at)
    described.save(first, {}, reverse("occupations", args=[code]), by=by, at=at)
    described.publish(first, by=by, at=at)
    described.record_review(
        code,
        held_on=clock.local_date(code, now - timedelta(days=200)),
        outcome="The method stays as it is. Two occupations of the practice list were added, one was taken out.",
        plan_event="Practice State Plan, change of this year",
        by=cast.secretary,
        at=at,
    )
    described.open_draft(code, by=by, at=now - timedelta(hours=9))
