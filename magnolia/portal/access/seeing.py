"""Who may see which thing: for each model a condition on its rows, by who asks. What has none here nobody sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from magnolia.policy.workflow import process

from ..models import (
    Advice,
    AidFlag,
    Amendment,
    Application,
    Approval,
    AreaProfile,
    Assignment,
    BoardPaper,
    CalendarYear,
    Case,
    ComparableOccupation,
    County,
    CountyList,
    Cycle,
    DataAgreement,
    DataExclusion,
    DataSubmission,
    Designation,
    Disclosure,
    Document,
    DraftComment,
    Event,
    ExclusionException,
    Finding,
    Grant,
    HeldDetermination,
    InformationRequest,
    LaborSource,
    Letter,
    Listing,
    Loss,
    Meeting,
    MeetingPaper,
    Message,
    MethodologyReview,
    Note,
    Notice,
    OccupationList,
    OutcomeFile,
    OutcomeRequest,
    OutcomeResult,
    OutcomeRun,
    PotentialProgram,
    ProcessVersion,
    ProgramFile,
    Proof,
    QualityReview,
    RateCorrection,
    Seat,
    SectorList,
    Sending,
    SimulatedChange,
    Simulation,
    ToolkitFile,
    ToolkitItem,
    WageAgreement,
    WageLoad,
)
from .cases import applications
from .standing import Standing, sees

M = TypeVar("M", bound=Model)
Rule = Callable[[Standing], Q]
LISTS = ("intake", "director")  # who keeps the working list of programs and the toolkit
BOARD = ("board_secretary", "director", "auditor", "governor", "designee")  # who reads of the Board's meetings
SIGNS_AHEAD = ("governor", "designee", "director", "auditor")  # who knows of a determination before its release
OUTBOX = ("queued", "held")  # notices whose mail can still be held back
KEEPS_MAIL = ("administrator", "director", "auditor")  # who looks into the outbox
OCCUPATIONS = ("intake", "reviewer", "director", "board_secretary", "auditor")  # who reads of lists in the making
COMPARES = ("governor", "designee", "director", "reviewer", "auditor")  # who reads of comparable occupations
TRIES_THE_LAW = ("administrator", "director", "auditor")  # who reads what a change of the law would have done
READS_RECORDS = ("intake", "reviewer", "director", "auditor")  # of the State, who sees how records stand
RUNS = ("data_steward", "reviewer", "director", "auditor")  # who reads of outcome runs and the wage loads behind them
PERSONS = ("data_steward", "reviewer", "auditor")  # who reads why each person of a rate counts, by pseudonym
INSIDE = ("agency", "auditor")  # whose people read what the agency notes among itself
OF_CASE, STATE_OF_CASE = "application__", "application__jurisdiction"
OWN_OF_CASE = "application__institution"


def everybody(who: Standing) -> Q:
    return Q()


def whoever_opens(prefix: str) -> Rule:
    """Whoever may open the case that a row reaches through `prefix`."""
    return lambda who: applications(who, prefix)


def of_the_state(field: str, *roles: str) -> Rule:
    """Whoever has one of these roles, or any, in the jurisdiction that a row names in `field`."""
    return lambda who: _in_jurisdiction(who, field, *roles)


def own(field: str = "institution") -> Rule:
    """An institution's own people."""
    return lambda who: Q(**{f"{field}__in": [hat.organisation for hat in sees(who, "own")]})


def agency(field: str) -> Rule:
    """The agency's own people, and the auditors who read everything."""

    def inside(who: Standing) -> Q:
        found = {h.jurisdiction for h in sees(who, "submitted") if process(h.jurisdiction).roles[h.role].of in INSIDE}
        return Q(**{f"{field}__in": found})

    return inside


def shown(field: str, *states: str) -> Rule:
    """Everybody, of rows in such a state."""
    return lambda who: Q(**{f"{field}__in": states})


def either(*rules: Rule) -> Rule:
    def one_of(who: Standing) -> Q:
        condition = Q(pk__in=[])
        for rule in rules:
            condition |= rule(who)
        return condition

    return one_of


def both(*rules: Rule) -> Rule:
    def all_of(who: Standing) -> Q:
        condition = Q()
        for rule in rules:
            condition &= rule(who)
        return condition

    return all_of


def unbarred(case: str, rule: Rule) -> Rule:
    """Without what belongs to the cases from which a person is recused."""

    def without(who: Standing) -> Q:
        if not who.barred:
            return rule(who)
        return rule(who) & ~Q(**{f"{case}__in": Application.objects.filter(pk__in=who.barred).values("case")})

    return without


def _in_jurisdiction(who: Standing, field: str, *roles: str) -> Q:
    return Q(**{f"{field}__in": {h.jurisdiction for h in who.hats if not roles or h.role in roles}})


def _board_paper(who: Standing) -> Q:
    states = {hat.jurisdiction for hat in sees(who, "submitted")}
    return applications(who, "consultation__application__") & Q(consultation__application__jurisdiction__in=states)


def _addressee(who: Standing) -> Q:
    return Q(person=who.person)


def _states_readers(who: Standing) -> Q:
    return Q(jurisdiction__in={hat.jurisdiction for hat in sees(who, "submitted")})


def _unclear(who: Standing) -> Q:
    """Notices of which nobody knows whether they were mailed."""
    return Q(state="unclear") & _in_jurisdiction(who, "case__jurisdiction", "administrator")


def _waiting(who: Standing) -> Q:
    """The outbox."""
    return Q(state__in=OUTBOX) & _in_jurisdiction(who, "case__jurisdiction", *KEEPS_MAIL)


OPENS = whoever_opens(OF_CASE)
STEWARD = of_the_state(STATE_OF_CASE, "data_steward")
PUBLISHED = shown("state", "published")
KEEPS_PROCESS = of_the_state("jurisdiction", "director", "administrator", "auditor")
KEEPS_LISTS = of_the_state("jurisdiction", *LISTS, "auditor")

RULES: dict[type[Model], Rule] = {
    # A case and what it is made of.
    Application: whoever_opens(""),
    Document: OPENS,
    Letter: OPENS,
    Proof: OPENS,
    Finding: OPENS,
    InformationRequest: OPENS,
    Message: OPENS,
    BoardPaper: _board_paper,
    Sending: both(OPENS, _addressee),
    QualityReview: both(OPENS, agency(STATE_OF_CASE)),
    Note: both(OPENS, agency(STATE_OF_CASE)),
    Assignment: both(lambda who: applications(who, OF_CASE, known=True), agency(STATE_OF_CASE)),
    Disclosure: both(OPENS, either(of_the_state(STATE_OF_CASE, "director", "auditor"), _addressee)),
    # Nobody else of the State, and nobody outside, learns of it before its day.
    HeldDetermination: both(OPENS, of_the_state(STATE_OF_CASE, *SIGNS_AHEAD)),
    # A draft is its institution's own: the State sees how many, never which.
    SimulatedChange: both(OPENS, lambda who: Q(filing__isnull=False)),
    # Students of an institution are its own matter, even by key; so is what colleagues say to each other.
    AidFlag: own(OWN_OF_CASE),
    DraftComment: own(OWN_OF_CASE),
    Loss: either(own(), _states_readers),
    # The record, and notices.
    Notice: unbarred("case", either(_addressee, _unclear, _waiting)),
    Event: unbarred("case", of_the_state("case__jurisdiction", "auditor")),
    Case: unbarred("pk", of_the_state("jurisdiction", "auditor")),
    # Records and rates. The data steward sees the counts of every program, and nothing else of its case.
    OutcomeFile: OPENS,
    OutcomeRequest: OPENS,
    OutcomeResult: either(OPENS, STEWARD),
    RateCorrection: either(OPENS, STEWARD),
    OutcomeRun: of_the_state("jurisdiction", *RUNS),
    WageAgreement: of_the_state("jurisdiction", *RUNS),
    WageLoad: of_the_state("jurisdiction", *RUNS),
    DataAgreement: either(own(), of_the_state("jurisdiction", "data_steward", "auditor")),
    DataSubmission: either(both(OPENS, either(own(OWN_OF_CASE), of_the_state(STATE_OF_CASE, *READS_RECORDS))), STEWARD),
    DataExclusion: either(both(OPENS, either(own(OWN_OF_CASE), of_the_state(STATE_OF_CASE, *READS_RECORDS))), STEWARD),
    # The Board.
    Seat: of_the_state("jurisdiction", *BOARD),
    Meeting: of_the_state("jurisdiction", *BOARD),
    MeetingPaper: of_the_state("meeting__jurisdiction", *BOARD),
    # Posted approvals, the State's areas and its sectors are public, and so are the reviews of the method and the list.
    Approval: everybody,
    Listing: everybody,
    County: everybody,
    CountyList: everybody,
    SectorList: everybody,
    AreaProfile: everybody,
    MethodologyReview: everybody,
    # Occupations.
    OccupationList: either(shown("state", "published", "shown"), of_the_state("jurisdiction", *OCCUPATIONS)),
    LaborSource: of_the_state("jurisdiction", *OCCUPATIONS),
    ExclusionException: of_the_state("jurisdiction", *OCCUPATIONS),
    ComparableOccupation: of_the_state("jurisdiction", *COMPARES),
    # The working list of programs, and the toolkit: both are public once they are listed or shown.
    PotentialProgram: either(shown("state", "listed"), own(), KEEPS_LISTS),
    ToolkitItem: either(shown("state", "shown"), KEEPS_LISTS),
    ToolkitFile: either(shown("item__state", "shown"), of_the_state("item__jurisdiction", *LISTS, "auditor")),
    ProgramFile: KEEPS_LISTS,
    # The State's own law, process and people.
    Cycle: either(PUBLISHED, KEEPS_PROCESS),
    ProcessVersion: either(PUBLISHED, KEEPS_PROCESS),
    Amendment: of_the_state("jurisdiction", "administrator", "auditor"),
    CalendarYear: of_the_state("jurisdiction", "administrator", "auditor"),
    Simulation: of_the_state("jurisdiction", *TRIES_THE_LAW),
    Advice: of_the_state("jurisdiction", "committee_member", "intake", "reviewer", "director", "auditor"),
    Designation: of_the_state("jurisdiction", "governor", "director", "auditor"),
    Grant: either(of_the_state("organisation__jurisdiction", "administrator", "auditor"), own("organisation")),
}


def visible_to(who: Standing, model: type[M]) -> QuerySet[M]:
    """Rows of `model` this person may see; nothing for a model that has no answer here."""
    rows: QuerySet[M] = model._default_manager.all()
    rule = RULES.get(model)
    return rows.filter(rule(who)) if rule else rows.none()
