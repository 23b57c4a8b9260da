"""Which cases a person may open, and which they may only know of until they say that they have no conflict."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ..models import Application, Disclosure
from .standing import Standing, declares, sees


def applications(who: Standing, prefix: str = "", known: bool = False) -> Q:
    """Applications a person may open, as a condition on a model that reaches them through `prefix`.

    With `known` those too that wait for the person's conflict declaration.
    """
    own = [h.organisation for h in sees(who, "own")]
    hats = sees(who, "submitted")
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
    return Application.objects.filter(applications(who, known=True))


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
            if known and not Application.objects.filter(applications(who), pk=known).exists():
                return known
    return None
