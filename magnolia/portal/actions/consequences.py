"""What follows from a move inside its transaction: the frozen filing, the letter, the things it opens, the notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django_q.tasks import async_task

from magnolia.policy.workflow import process

from ..models import (
    Appeal,
    Application,
    Approval,
    Assignment,
    Cycle,
    Deadline,
    Designation,
    Digest,
    Disclosure,
    Event,
    FederalFiling,
    Filing,
    Grant,
    Letter,
    Loss,
    Notice,
    Person,
    PotentialProgram,
    Thing,
)
from .applying import filing, windows
from .held import holding
from .publishing import publish, refile
from .recording import record
from .state_words import prefix
from .telling import letter_fields

if TYPE_CHECKING:
    from .moves import Attempt


TAKE_OVER = ("copy_forward", "carry_self_check")  # moves that write answers still to be confirmed
DENIALS = ("denied", "denied_incomplete")  # letters that can be issued again, corrected


def prepare(attempt: Attempt) -> Filing | None:
    """The filing that a move freezes, made before its event, which carries the hashes of its parts."""
    if not attempt.move.freezes:
        return None
    if isinstance(attempt.thing, Application):
        with holding(attempt.thing):
            made = filing.prepare(attempt.thing, attempt.on, attempt.at)
    else:
        made = refile.prepare(attempt.thing, attempt.at)
    attempt.said["filing"] = filing.sealed(made)
    return made


def follow(attempt: Attempt, event: Event, opened: list[Deadline], made: Filing | None = None) -> None:
    """Everything a move brings with it, in order: what happened is fixed before anyone is told of it."""
    if made is not None:
        made.event = event
        made.save(force_insert=True)
        if not isinstance(attempt.thing, Application):
            refile.take_over(attempt.thing, made, attempt.at)
    if isinstance(attempt.thing, Application):
        _place_in_cycle(attempt, attempt.thing)
        _settle_copies(attempt, attempt.thing)
    _tie(attempt, event)
    _publish(attempt)
    letter = _write_letter(attempt, event, opened) if attempt.move.letter else None
    if attempt.move.tells:
        _tell(attempt, event, letter)


def _place_in_cycle(attempt: Attempt, application: Application) -> None:
    """With its first sending an application is in a cycle, on time or late; taken up, it is on time in a later one."""
    if attempt.move.freezes and application.submitted_at is None:
        application.late = windows.is_late(application, attempt.at)
        application.cycle = windows.cycle_of(application, attempt.at)
        application.submitted_at = attempt.at
        application.save()
    elif "later_cycle_open" in attempt.move.needs:
        application.cycle, application.late = windows.later(application), False
        application.save()


def _settle_copies(attempt: Attempt, application: Application) -> None:
    """A copied answer that was changed needs no other confirmation."""
    if changed := attempt.said.get("changed") if attempt.move.name not in TAKE_OVER else None:
        rows = application.copied_answers.filter(name__in=list(changed), confirmed_at__isnull=True)
        rows.update(confirmed_at=attempt.at, confirmed_by=attempt.by)


def _tie(attempt: Attempt, event: Event) -> None:
    """Tie the determination written with this move to its event."""
    if isinstance(attempt.thing, Application):
        attempt.thing.determinations.filter(event__isnull=True).update(event=event)


def _publish(attempt: Attempt) -> None:
    """Bring the public entry up to date with whatever it shows: the approval, its filing, the federal side."""
    thing = attempt.thing
    if isinstance(thing, Approval):
        publish.refresh(thing, attempt.at)
    elif isinstance(thing, FederalFiling):
        posted = Approval.objects.filter(application_id=thing.application_id).first()
        if posted is not None:
            publish.refresh(posted, attempt.at)


def _write_letter(attempt: Attempt, event: Event, opened: list[Deadline]) -> Letter:
    """A numbered letter with its words frozen; the worker typesets it, the HTML twin can be read at once."""
    application = attempt.application
    year = event.occurred_on.year
    number = (
        f"{prefix(attempt.jurisdiction)}-L-{year}-{record.next_number(f'letter-{attempt.jurisdiction}-{year}'):05d}"
    )
    replaced = None
    if event.from_state == event.to_state and attempt.move.letter in DENIALS:
        replaced = application.letters.filter(kind__in=DENIALS).order_by("-id").first()
    text = letter_fields.compose(attempt, event, number, opened, replaced)
    letter = Letter.objects.create(
        number=number,
        kind=text.kind,
        application=application,
        event=event,
        dated=event.occurred_on,
        issued_at=attempt.at,
        text=text.as_json(),
        replaces=replaced,
    )
    async_task("magnolia.portal.actions.telling.posting.typeset_letter", letter.pk)
    return letter


def holders(attempt: Attempt, roles: tuple[str, ...], on: date) -> list[Person]:
    """People who hold one of the roles toward this thing on a day, without the one who acts and whoever is recused.

    An assignment is news for the person it names, not for the whole office.
    """
    table = process(attempt.jurisdiction).roles
    own = [r for r in roles if table[r].of == "institution"]
    state = [r for r in roles if table[r].of not in ("institution", "designation")]
    application = (
        attempt.thing if isinstance(attempt.thing, Application) else getattr(attempt.thing, "application", None)
    )
    wanted = Q(role__in=state, organisation__jurisdiction=attempt.jurisdiction)
    if application is not None:
        wanted |= Q(role__in=own, organisation=application.institution_id)
    elif isinstance(attempt.thing, Loss):
        wanted |= Q(role__in=own, organisation=attempt.thing.institution_id)
    elif isinstance(attempt.thing, Cycle | Digest):
        wanted |= Q(role__in=own, organisation__jurisdiction=attempt.jurisdiction)
    elif isinstance(attempt.thing, PotentialProgram):
        wanted |= Q(role__in=own, organisation=attempt.thing.institution_id)
    ids = set(Grant.objects.filter(wanted, state="given").values_list("person_id", flat=True))
    if "designee" in roles:
        ids |= set(
            Designation.objects.filter(
                Q(last_day__isnull=True) | Q(last_day__gte=on),
                jurisdiction=attempt.jurisdiction,
                state="recorded",
                first_day__lte=on,
            ).values_list("person_id", flat=True)
        )
    if attempt.by is not None and not attempt.move.letter:
        ids.discard(attempt.by.pk)
    if isinstance(attempt.thing, Assignment) and not attempt.move.asks:
        ids &= {attempt.thing.person_id}
    if (concerns := getattr(attempt.thing, "concerns", None)) is not None:
        ids &= concerns
    if application is not None:
        ids -= set(
            Disclosure.objects.filter(application=application, state="recused").values_list("person_id", flat=True)
        )
    return list(Person.objects.filter(pk__in=ids, is_active=True).order_by("pk"))


def _tell(attempt: Attempt, event: Event, letter: Letter | None) -> None:
    """One notice a person, in the chain of the same case, and a task for the worker to mail it."""
    from .moves import Attempt as New
    from .moves import perform

    life = process(attempt.jurisdiction).life("notice")
    for person in holders(attempt, attempt.move.tells, attempt.on):
        notice = Notice(case=attempt.case, person=person, event=event, letter=letter, written_at=attempt.at)
        perform(
            New(notice, life.moves["queue"], life, attempt.case, None, frozenset({"system"}), attempt.at, attempt.on),
            cause=event,
        )
        async_task("magnolia.portal.actions.telling.posting.send", str(notice.pk))


def _approval(attempt: Attempt, event: Event) -> Thing:
    """The State's approval as it is posted; its facts come from the filing it rests on."""
    application: Application = attempt.thing
    rests_on = filing.latest(application)
    if rests_on is None:
        raise LookupError("a certified application has a filing")
    return Approval(
        case=attempt.case,
        jurisdiction=attempt.jurisdiction,
        application=application,
        filing=rests_on,
        institution_name=application.institution.name,
        program_name=rests_on.facts.get("program_name") or application.program_name,
        approved_on=event.occurred_on,
        award_year=application.award_year,
    )


def _federal_filing(attempt: Attempt, event: Event) -> Thing:
    return FederalFiling(case=attempt.case, application=attempt.thing)


def _appeal(attempt: Attempt, event: Event) -> Thing:
    """The appeal that was filed with this event; where the event decides on one instead, the one that is open."""
    said, application = attempt.said, attempt.application
    if not said.get("appeal"):
        return Appeal.objects.get(application=application, filing__thing_id=attempt.thing.pk, state="filed")
    clock = Deadline.objects.get(closed_by=event, clock="appeal_filing")
    name, title = said["signed"]
    return Appeal(
        case=attempt.case,
        application=application,
        filing=event,
        challenged="\n".join(said["challenged"]),
        explanation=said["appeal"],
        off_list=said.get("off_list", ""),
        evidence=said.get("reference", ""),
        proof_id=said.get("proof"),
        signed_name=name,
        signed_title=title,
        filed_on=event.occurred_on,
        due=clock.due,
        late=clock.clock in said.get("late", ()),
    )


MAKES: dict[str, Callable[[Any, Event], Thing]] = {
    "approval": _approval,
    "federal_filing": _federal_filing,
    "appeal": _appeal,
}
