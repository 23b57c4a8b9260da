"""What the moves of an application need, from its draft to its conditions; see register.py."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from magnolia.policy.letters import say_day
from magnolia.policy.parameters import LawError
from magnolia.policy.periods import AwardYear, award_year
from magnolia.policy.registers import review

from ...models import Amendment, CalendarYear, Designation, Event, HeldDetermination
from .. import law
from ..applying import filing
from ..reviewing import against
from .register import Answer, need, preview

AHEAD = "determination.release_days_ahead"

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def award_year_open(attempt: Attempt) -> Answer:
    """The first award year, unless early implementation is switched on with a citation."""
    asked, earliest = attempt.thing.award_year, law.earliest_award_year(attempt.jurisdiction, attempt.on)
    if not asked:
        return f"Name the award year. The earliest is {earliest.long}.", "award_year"
    ahead = law.value(attempt.jurisdiction, "award_year.furthest_ahead", attempt.on).whole
    last = AwardYear(award_year(attempt.on).start + ahead)
    if asked > last.start:
        return f"The latest award year that is taken now is {last.long}.", "award_year"
    if asked >= earliest.start:
        return None
    return (
        f"{AwardYear(asked).long} is too early: the earliest award year accepted is {earliest.long}.",
        "award_year",
    )


@need
def parts_complete(attempt: Attempt) -> Answer:
    missing = filing.gaps(attempt.thing)
    if not missing:
        return None
    details = sum(gap.part == "details" for gap in missing)
    slots = review(attempt.jurisdiction).slots
    papers = [slots[gap.field].title for gap in missing if gap.part == "attachments"]
    parts = [f"Answers missing in Personal Details: {details}"] if details else []
    parts += [f"Attachments: {', '.join(papers)} missing"] if papers else []
    return "Not complete yet. " + "; ".join(parts) + "."


@need
def in_scope(attempt: Attempt) -> Answer:
    """Offered in the State, or serving learners located there: one of the two, with what shows it."""
    row = attempt.thing.facts
    if row.ground == "offered_in_state" and row.offered_at:
        return None
    if row.ground == "serves_learners" and row.learners_in_state:
        return None
    if row.ground:
        return "Out of scope as it stands: say where it is offered, or how many learners here it serves.", "ground"
    return (
        "Out of scope: it is not said that the program is offered in the State, nor that it serves learners there.",
        "ground",
    )


@need
def declarations_signed(attempt: Attempt) -> Answer:
    return None if filing.counting_signature(attempt.thing) else ""


@need
def consultation_complete(attempt: Attempt) -> Answer:
    """Materials, ground, the day, and an attestation not before that day (SWIB-02); each round of the case its own."""
    rounds = Event.objects.filter(thing_id=attempt.thing.pk, move=attempt.move.name).count()
    row = attempt.thing.consultations.filter(round=rounds + 1).first()
    if row is None or row.day is None:
        return "Say on which day the consultation took place.", "held_on"
    if row.day > attempt.on:
        return "The consultation lies in the future: attest to it on or after its day.", "held_on"
    if not row.materials.strip():
        return "List the materials that were reviewed.", "materials"
    if not row.ground.strip():
        return "Give the ground for the recommendation or determination.", "ground"
    if not row.papers.exists() and not (row.follows and row.follows.papers.exists()):
        return "File at least one document of the consultation, such as its minutes.", "paper"
    if preview(attempt):
        return None
    if not row.attested_name.strip() or not row.attested_title.strip() or row.attested_on is None:
        return "The attestation needs a typed name, a title and a day.", "attested_name"
    if row.attested_on < row.day:
        return "The attestation is dated before the consultation. Sign it on or after that day.", "attested_on"
    return None


@need
def consulted_before(attempt: Attempt) -> Answer:
    """Every program is consulted on, dated on or before the determination (policy 7.5)."""
    rows = attempt.thing.consultations.filter(attested_on__isnull=False)
    days = [row.held_on for row in rows if row.attested_on <= attempt.on and row.held_on <= attempt.on]
    return None if days else ""


@need
def recommendation_written(attempt: Attempt) -> Answer:
    if preview(attempt) and attempt.move.name == "recommend":
        return None
    rounds = attempt.thing.consultations.filter(attested_on__isnull=False).count()
    written = attempt.thing.recommendations.filter(round=rounds).exclude(text="").exists()
    return None if written else ""


@need
def findings_favourable(attempt: Attempt) -> Answer:
    """Every requirement met, considered, or not applicable with a reason: the review's findings and the rules'."""
    return " ".join(against.against(attempt.thing, attempt.on)) or None


@need
def none_waits_for_release(attempt: Attempt) -> Answer:
    waits = HeldDetermination.objects.filter(application=attempt.application, state="held")
    return "" if waits.exclude(pk=attempt.thing.pk).exists() else None


@need
def release_day_ahead(attempt: Attempt) -> Answer:
    """After today, and not further ahead than the State allows."""
    day, most = attempt.thing.release_on, law.value(attempt.jurisdiction, AHEAD, attempt.on).whole
    if day <= attempt.on:
        return "", "release_on"
    last = attempt.on + timedelta(days=most)
    if day > last:
        return f"The day of release lies at most {most} days ahead: on {say_day(last)} or before.", "release_on"
    return None


def _determination(attempt: Attempt) -> Any:
    return attempt.thing.determinations.filter(event__isnull=True).order_by("-id").first()


@need
def basis_written(attempt: Attempt) -> Answer:
    if preview(attempt):
        return None
    row = _determination(attempt)
    if row is None or not row.basis.strip():
        return "", "basis"
    if not row.signed_name.strip() or not row.signed_title.strip():
        return "Type your name and title to sign.", "signed_name"
    return None


@need
def condition_listed(attempt: Attempt) -> Answer:
    if preview(attempt):
        return None
    row = _determination(attempt)
    return None if row is not None and row.conditions.filter(blocking=True).exists() else ("", "conditions")


@need
def ground_listed(attempt: Attempt) -> Answer:
    if preview(attempt):
        return None
    row = _determination(attempt)
    return None if row is not None and row.grounds.exists() else ("", "grounds")


@need
def conditions_closed(attempt: Attempt) -> Answer:
    left = attempt.thing.conditions.filter(blocking=True, closed_on__isnull=True).count()
    return f"Conditions still open: {left}. Every one must be closed before certification." if left else None


@need
def matters_considered(attempt: Attempt) -> Answer:
    """Each of the eight matters of the certificate rests on a finding (policy 7.9)."""
    register = review(attempt.jurisdiction)
    answered = set(attempt.thing.findings.exclude(outcome="").values_list("question", flat=True))
    left = [m.title for m in register.matters.values() if not {q.id for q in register.under_matter(m.id)} & answered]
    return f"Not considered yet: {', '.join(left)}." if left else None


@need
def signature_given(attempt: Attempt) -> Answer:
    if preview(attempt):
        return None
    row = getattr(attempt.thing, "certification", None)
    if row is None or not row.signed_name.strip() or not row.signed_title.strip():
        return "", "signed_name"
    return None if row.intent else ("Check the sentence that makes your name a signature.", "intent")


@need
def federal_date(attempt: Attempt) -> Answer:
    if preview(attempt):
        return None
    day = attempt.thing.step_on
    if day is None or day > attempt.on:
        return "", "day"
    certified = attempt.thing.application.certification.on
    if day < certified:
        return f"The day lies before the State's certification of {say_day(certified)}.", "day"
    return None


@need
def federal_evidence(attempt: Attempt) -> Answer:
    row = attempt.thing
    return None if preview(attempt) or row.evidence.strip() or row.proof_id else ("", "evidence")


@need
def ending_stated(attempt: Attempt) -> Answer:
    """Cause of this move, reason, day and evidence of the end of an approval, signed."""
    if preview(attempt):
        return None
    row = getattr(attempt.thing, "ending", None)
    if row is None:
        return ""
    if not row.reason.strip():
        return "Write the reason. The letter prints it.", "reason"
    if not row.reference.strip() and row.proof_id is None:
        return "A paper or a reference is needed that shows it.", "reference"
    if not row.signed_name.strip() or not row.signed_title.strip():
        return "Type your name and title to sign.", "signed_name"
    return None


@need
def designation_stated(attempt: Attempt) -> Answer:
    row = attempt.thing
    if not row.instrument.strip():
        return "Name the instrument of the designation.", "instrument"
    if row.last_day is not None and row.last_day < row.first_day:
        return "The last day lies before the first.", "last_day"
    if row.person_id == row.given_by_id:
        return "A designee is another person than the one who designates.", "person"
    if earlier := _in_the_same_days(row):
        return (
            f"This person is a designee under “{earlier.instrument}” in these days already. Revoke it first, or choose "
            "days that do not overlap.",
            "first_day",
        )
    return None


def _in_the_same_days(row: Designation) -> Designation | None:
    rows = Designation.objects.filter(
        Q(last_day__isnull=True) | Q(last_day__gte=row.first_day),
        jurisdiction=row.jurisdiction,
        person=row.person_id,
        state="recorded",
    ).exclude(pk=row.pk)
    return rows.filter(first_day__lte=row.last_day).first() if row.last_day else rows.first()


@need
def amendment_allowed(attempt: Attempt) -> Answer:
    """The loader's own judgement: known number, right kind of value, cited, no wider than federal law."""
    row = attempt.thing
    if row.starts is None:
        return "A change needs the day from which it counts.", "starts"
    if row.starts < attempt.on:
        # Adopted later it would reach back over what was judged in between.
        return law.PASSED, "starts"
    if not row.cite.strip():
        return "A change needs its source.", "cite"
    if row.key.startswith(law.TERM):
        return _worded(row)
    rows = Amendment.objects.filter(jurisdiction=row.jurisdiction, state="adopted")
    standing = list(rows.exclude(key__startswith=law.TERM))
    try:
        law.load_parameters(row.jurisdiction, law.facts_of([*standing, row]))
    except LawError as problem:
        return str(problem), "value"
    return None


def _worded(row: Amendment) -> Answer:
    try:
        law.terms(row.jurisdiction, row)
    except LawError as problem:
        return str(problem), "value"
    return None


@need
def closing_stated(attempt: Attempt) -> Answer:
    year: CalendarYear = attempt.thing
    row = year.closings.order_by("-id").first()
    if row is None or not row.name.strip():
        return "", "name"
    if not row.basis.strip():
        return "", "basis"
    return None if row.day.year == year.year else (f"The day is not in {year.year}.", "day")
