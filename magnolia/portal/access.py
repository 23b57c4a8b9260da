"""Who may see which thing. `visible_to` is the only way pages fetch; jurisdiction comes first in every answer.

A person of the State sees a case only after they said that they have no conflict of interest in it (`known_to` are the
cases they may know of by number and institution), and one who is recused sees nothing of it, not even in a count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from magnolia.policy.layers import jurisdictions
from magnolia.policy.workflow import process

from .models import (
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
    Person,
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
    Thing,
    ToolkitFile,
    ToolkitItem,
    WageAgreement,
    WageLoad,
)

M = TypeVar("M", bound=Model)
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


@dataclass(frozen=True)
class Hat:
    """One role a person holds now: where, and in which organisation (None for a designation)."""

    role: str
    jurisdiction: str
    organisation: int | None
    organisation_name: str = ""
    designation: Any = None


@dataclass(frozen=True)
class Standing:
    """Everything a person may act as on a day; `barred` are the applications from which they are recused."""

    person: Person
    hats: tuple[Hat, ...]
    barred: frozenset[UUID] = frozenset()

    @property
    def roles(self) -> set[str]:
        return {hat.role for hat in self.hats}

    @property
    def jurisdictions(self) -> set[str]:
        return {hat.jurisdiction for hat in self.hats}

    def roles_in(self, jurisdiction: str) -> set[str]:
        return {hat.role for hat in self.hats if hat.jurisdiction == jurisdiction}

    def wearing(self, role: str, jurisdiction: str) -> Hat | None:
        return next((h for h in self.hats if h.role == role and h.jurisdiction == jurisdiction), None)


def _today(jurisdiction: str) -> date:
    from . import clock

    return clock.local_date(jurisdiction, clock.now())


def standing(person: Person, on: date | None = None) -> Standing:
    """Roles in force: grants that stand, and designations whose days include `on` (default: that State's today)."""
    if not person.is_authenticated or not person.is_active:
        return Standing(person, ())
    hats = [
        Hat(g.role, g.organisation.jurisdiction, g.organisation_id, g.organisation.name)
        for g in Grant.objects.filter(person=person, state="given").select_related("organisation")
        if g.organisation.jurisdiction in jurisdictions()
    ]
    for given in Designation.objects.filter(person=person, state="recorded"):
        day = on or _today(given.jurisdiction)
        if given.first_day <= day and (given.last_day is None or day <= given.last_day):
            hats.append(Hat("designee", given.jurisdiction, None, given.instrument, given))
    if not any(declares(hat) for hat in hats):
        return Standing(person, tuple(hats))
    recused = Disclosure.objects.filter(person=person, state="recused").values_list("application_id", flat=True)
    return Standing(person, tuple(hats), frozenset(recused))


def declares(hat: Hat) -> bool:
    """Whether whoever acts in this role says first that there is no conflict of interest."""
    return process(hat.jurisdiction).roles[hat.role].declares


def _sees(who: Standing, how: str) -> list[Hat]:
    return [hat for hat in who.hats if process(hat.jurisdiction).roles[hat.role].sees == how]


def roles_toward(who: Standing, thing: Model) -> set[str]:
    """Roles a person has toward a thing: an institution's only for its own, the State's in its jurisdiction."""
    if isinstance(thing, Grant):
        at = thing.organisation
        return {h.role for h in who.hats if h.jurisdiction == at.jurisdiction and _of_own(h, at.pk)}
    application = thing if isinstance(thing, Application) else getattr(thing, "application", None)
    if application is not None and application.pk in who.barred:
        return set()
    if application is not None or isinstance(thing, PotentialProgram):
        held: Any = application or thing
        return {
            hat.role for hat in who.hats if hat.jurisdiction == held.jurisdiction and _of_own(hat, held.institution_id)
        }
    jurisdiction = getattr(thing, "jurisdiction", None) or (
        thing.case.jurisdiction if isinstance(thing, Thing) else None
    )
    if jurisdiction and isinstance(thing, Loss):
        return {h.role for h in who.hats if h.jurisdiction == jurisdiction and _of_own(h, thing.institution_id)}
    return who.roles_in(jurisdiction) if jurisdiction else set()


def _of_own(hat: Hat, institution: int) -> bool:
    """Whether a hat counts toward a thing of an institution: the State's do, an institution's at its own."""
    return process(hat.jurisdiction).roles[hat.role].of != "institution" or hat.organisation == institution


def hat_toward(who: Standing, role: str, thing: Model, jurisdiction: str) -> Hat | None:
    """The hat a person acts in: for an institution's role that of the thing's own institution."""
    application = thing if isinstance(thing, Application) else getattr(thing, "application", None)
    own = getattr(thing if application is None else application, "institution_id", None)
    hats = [hat for hat in who.hats if hat.role == role and hat.jurisdiction == jurisdiction]
    return next((hat for hat in hats if hat.organisation == own), hats[0] if hats else None)


def _applications(who: Standing, prefix: str = "", known: bool = False) -> Q:
    """Applications a person may open, as a condition on a model that reaches them through `prefix`.

    With `known` those too that wait for the person's conflict declaration.
    """
    own = [h.organisation for h in _sees(who, "own")]
    hats = _sees(who, "submitted")
    readers = {h.jurisdiction for h in hats if known or not declares(h)}
    judges = {h.jurisdiction for h in hats if declares(h)} - readers
    condition = Q(pk__in=[])
    if own:
        condition |= Q(**{f"{prefix}institution__in": own})
    if readers:
        condition |= Q(**{f"{prefix}jurisdiction__in": readers, f"{prefix}submitted_at__isnull": False})
    if judges:
        clear = Disclosure.objects.filter(application=OuterRef(f"{prefix}pk"), person=who.person, state="clear")
        condition |= Q(Exists(clear), **{f"{prefix}jurisdiction__in": judges, f"{prefix}submitted_at__isnull": False})
    return condition & ~Q(**{f"{prefix}pk__in": who.barred}) if who.barred else condition


def known_to(who: Standing) -> QuerySet[Application]:
    """Applications a person may know of by number and institution: for lists, counts and the declaration itself."""
    return Application.objects.filter(_applications(who, known=True))


def has_declared(who: Standing, application: Application) -> bool:
    """Whether nothing of a conflict declaration stands between this person and an application they may know of."""
    hats = [h for h in who.hats if h.jurisdiction == application.jurisdiction]
    if application.submitted_at is None or not any(declares(h) for h in hats):
        return True
    return Disclosure.objects.filter(application=application, person=who.person, state="clear").exists()


# What carries a case in an address, and how an application is found by it.
NAMED_BY = {
    "pk": "pk",
    "document": "documents",
    "number": "letters__number",
    "proof": "proofs",
    "paper": "consultations__papers",
}


def to_declare(who: Standing, named: dict[str, Any]) -> UUID | None:
    """The application an address leads to, where only this person's conflict declaration is missing."""
    for word, path in NAMED_BY.items():
        if isinstance(named.get(word), UUID if word != "number" else str):
            known = known_to(who).filter(**{path: named[word]}).values_list("pk", flat=True).first()
            if known and not visible_to(who, Application).filter(pk=known).exists():
                return known
    return None


def _unbarred(who: Standing, rows: QuerySet[M], case: str) -> QuerySet[M]:
    """Without what belongs to the cases from which this person is recused."""
    if not who.barred:
        return rows
    return rows.exclude(**{f"{case}__in": Application.objects.filter(pk__in=who.barred).values("case")})


def _in_jurisdiction(who: Standing, field: str, *roles: str) -> Q:
    return Q(**{f"{field}__in": {h.jurisdiction for h in who.hats if not roles or h.role in roles}})


def _of_agency(who: Standing, field: str) -> Q:
    """What stays among the agency's own people and the auditors who read everything."""
    inside = {h.jurisdiction for h in _sees(who, "submitted") if process(h.jurisdiction).roles[h.role].of in INSIDE}
    return Q(**{f"{field}__in": inside})


def visible_to(who: Standing, model: type[M]) -> QuerySet[M]:
    """Rows of `model` this person may see; nothing for a model that has no answer here."""
    rows: QuerySet[M] = model._default_manager.all()
    if model is Application:
        return rows.filter(_applications(who))
    if model in (Document, Letter, Proof, Finding, InformationRequest, Message):
        return rows.filter(_applications(who, "application__"))
    if model in (OutcomeFile, OutcomeRequest):
        return rows.filter(_applications(who, "application__"))
    if model in (OutcomeResult, RateCorrection):
        # The data steward sees the counts of every program, and nothing else of its case.
        keeps = _in_jurisdiction(who, "application__jurisdiction", "data_steward")
        return rows.filter(_applications(who, "application__") | keeps)
    if model in (OutcomeRun, WageAgreement, WageLoad):
        return rows.filter(_in_jurisdiction(who, "jurisdiction", *RUNS))
    if model is BoardPaper:
        states = {hat.jurisdiction for hat in _sees(who, "submitted")}
        mine = _applications(who, "consultation__application__")
        return rows.filter(mine, consultation__application__jurisdiction__in=states)
    if model is Sending:
        return rows.filter(_applications(who, "application__"), person=who.person)
    if model in (Seat, Meeting):
        return rows.filter(_in_jurisdiction(who, "jurisdiction", *BOARD))
    if model is MeetingPaper:
        return rows.filter(_in_jurisdiction(who, "meeting__jurisdiction", *BOARD))
    if model is AidFlag:
        # Students of an institution are its own matter, even by key.
        return rows.filter(application__institution__in=[h.organisation for h in _sees(who, "own")])
    if model is DraftComment:
        # What colleagues say to each other: the institution's own people and nobody else.
        return rows.filter(application__institution__in=[h.organisation for h in _sees(who, "own")])
    if model in (Approval, Listing, County, CountyList, SectorList, AreaProfile):
        return rows  # posted approvals, the State's areas and its sectors are public
    if model is OccupationList:
        return rows.filter(Q(state__in=("published", "shown")) | _in_jurisdiction(who, "jurisdiction", *OCCUPATIONS))
    if model is LaborSource:
        return rows.filter(_in_jurisdiction(who, "jurisdiction", *OCCUPATIONS))
    if model is ExclusionException:
        return rows.filter(_in_jurisdiction(who, "jurisdiction", *OCCUPATIONS))
    if model is ComparableOccupation:
        return rows.filter(_in_jurisdiction(who, "jurisdiction", *COMPARES))
    if model is Notice:
        # An administrator also sees those of which nobody knows whether they were mailed, and the outbox those waiting.
        unclear = Q(state="unclear") & _in_jurisdiction(who, "case__jurisdiction", "administrator")
        waiting = Q(state__in=OUTBOX) & _in_jurisdiction(who, "case__jurisdiction", *KEEPS_MAIL)
        return _unbarred(who, rows.filter(Q(person=who.person) | unclear | waiting), "case")
    if model is Event:
        return _unbarred(who, rows.filter(_in_jurisdiction(who, "case__jurisdiction", "auditor")), "case")
    if model is Case:
        return _unbarred(who, rows.filter(_in_jurisdiction(who, "jurisdiction", "auditor")), "pk")
    if model is QualityReview:
        return rows.filter(_applications(who, "application__") & _of_agency(who, "application__jurisdiction"))
    if model is Note:
        return rows.filter(_applications(who, "application__") & _of_agency(who, "application__jurisdiction"))
    if model is HeldDetermination:
        # Nobody else of the State, and nobody outside, learns of it before its day.
        office = _in_jurisdiction(who, "application__jurisdiction", *SIGNS_AHEAD)
        return rows.filter(_applications(who, "application__") & office)
    if model is Assignment:
        known = _applications(who, "application__", known=True)
        return rows.filter(known & _of_agency(who, "application__jurisdiction"))
    if model is Disclosure:
        office = _in_jurisdiction(who, "application__jurisdiction", "director", "auditor")
        return rows.filter(_applications(who, "application__") & (office | Q(person=who.person)))
    if model is Advice:
        return rows.filter(
            _in_jurisdiction(who, "jurisdiction", "committee_member", "intake", "reviewer", "director", "auditor")
        )
    if model in (Amendment, CalendarYear):
        return rows.filter(_in_jurisdiction(who, "jurisdiction", "administrator", "auditor"))
    if model in (PotentialProgram, ToolkitItem):
        keeps = _in_jurisdiction(who, "jurisdiction", *LISTS, "auditor")
        if model is ToolkitItem:
            return rows.filter(Q(state="shown") | keeps)
        own = Q(institution__in=[h.organisation for h in _sees(who, "own")])
        return rows.filter(Q(state="listed") | own | keeps)  # the working list is public
    if model is ToolkitFile:
        return rows.filter(Q(item__state="shown") | _in_jurisdiction(who, "item__jurisdiction", *LISTS, "auditor"))
    if model is ProgramFile:
        return rows.filter(_in_jurisdiction(who, "jurisdiction", *LISTS, "auditor"))
    if model is Simulation:
        return rows.filter(_in_jurisdiction(who, "jurisdiction", *TRIES_THE_LAW))
    if model is SimulatedChange:
        # A draft is its institution's own: the State sees how many, never which.
        return rows.filter(_applications(who, "application__"), filing__isnull=False)
    if model is Cycle:
        own = _in_jurisdiction(who, "jurisdiction", "director", "administrator", "auditor")
        return rows.filter(Q(state="published") | own)  # a published cycle is public
    if model is DataAgreement:
        own = Q(institution__in=[h.organisation for h in _sees(who, "own")])
        return rows.filter(own | _in_jurisdiction(who, "jurisdiction", "data_steward", "auditor"))
    if model in (DataSubmission, DataExclusion):
        own = Q(application__institution__in=[h.organisation for h in _sees(who, "own")])
        reads = _in_jurisdiction(who, "application__jurisdiction", *READS_RECORDS)
        steward = _in_jurisdiction(who, "application__jurisdiction", "data_steward")
        return rows.filter(_applications(who, "application__") & (own | reads) | steward)
    if model is Loss:
        own = Q(institution__in=[h.organisation for h in _sees(who, "own")])
        return rows.filter(own | Q(jurisdiction__in={h.jurisdiction for h in _sees(who, "submitted")}))
    if model is ProcessVersion:
        own = _in_jurisdiction(who, "jurisdiction", "director", "administrator", "auditor")
        return rows.filter(Q(state="published") | own)  # so is a published description of the process
    if model is MethodologyReview:
        return rows  # and so are the reviews of the method and the list
    if model is Designation:
        return rows.filter(_in_jurisdiction(who, "jurisdiction", "governor", "director", "auditor"))
    if model is Grant:
        keeps = _in_jurisdiction(who, "organisation__jurisdiction", "administrator", "auditor")
        return rows.filter(keeps | Q(organisation__in=[h.organisation for h in _sees(who, "own")]))
    return rows.none()
