"""What a person may act as: the roles that were given to them, on a day, and toward a thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model

from magnolia.policy.layers import jurisdictions
from magnolia.policy.workflow import process

from ..models import Application, Designation, Disclosure, Grant, Loss, Person, PotentialProgram, Thing


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
    from .. import clock

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


def sees(who: Standing, how: str) -> list[Hat]:
    """Roles of a person that see cases in one way: `own` or `submitted`."""
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
