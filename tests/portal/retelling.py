"""What remembered steps (remembering.py) are given and hand back: its name in a key, and a later test's own of it."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model

from magnolia.portal.actions.held import let_go
from magnolia.portal.demo.cast import Cast
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.walking import Walk
from magnolia.portal.models import Application, Organisation, Person

PLAIN = (str, int, float, Decimal, bytes, date, datetime, timedelta, UUID, type(None))


class Unnamed(Exception):
    """An argument that cannot be told from another by its words: the step is made as if nothing were remembered."""


def named(value: Any) -> Any:
    """A value as part of a key. Raises Unnamed for one whose words do not say all of it."""
    if isinstance(value, Cast):
        people = [(key, person.pk, person.name, person.title) for key, person in value.people.items()]
        return "cast", value.jurisdiction, repr(people), repr([(k, o.pk) for k, o in value.organisations.items()])
    if isinstance(value, Walk):
        case = getattr(value, "application", None)
        mine = value.at, value.facts, value.decider, case, value.cycle
        return "walk", named(value.cast), *(named(each) for each in mine)
    if isinstance(value, Model):
        return value._meta.label, str(value.pk), getattr(value, "version", None)
    if isinstance(value, dict):
        return "dict", *((named(key), named(each)) for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return type(value).__name__, *(named(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__name__, named(vars(value))
    if isinstance(value, PLAIN):
        return repr(value)
    raise Unnamed(value)


def left_by(value: Any) -> Any:
    """What a step handed back or changed, in a form that can be read from the database again."""
    if isinstance(value, Cast):
        people = {key: person.pk for key, person in value.people.items()}
        return "cast", value.jurisdiction, people, {key: each.pk for key, each in value.organisations.items()}
    if isinstance(value, Walk):
        return "walk", value.at, getattr(value, "application", None) and value.application.pk, value.cycle
    if isinstance(value, Model):
        return "row", type(value), value.pk
    return "plain", value


def read_again(left: Any, given: dict[str, Any]) -> Any:
    """The same for this test: rows as they stand in the database, and what the caller holds already brought to them."""
    match left:
        case "cast", jurisdiction, people, organisations:
            persons = Person.objects.in_bulk(people.values())
            offices = Organisation.objects.select_related("institution").in_bulk(organisations.values())
            return Cast(
                jurisdiction,
                {key: persons[pk] for key, pk in people.items()},
                {key: offices[pk] for key, pk in organisations.items()},
            )
        case "walk", at, pk, cycle:
            way = given.get("self") or Walk(given["cast"], at, given["facts"] or LINEWORKER, given["decider"])
            way.at, way.cycle = at, cycle
            if pk is not None:
                way.application = brought(getattr(way, "application", None), Application, pk)
            return way
        case "row", model, pk:
            return brought(next((each for each in given.values() if isinstance(each, model)), None), model, pk)
        case _, value:
            return value


def brought(held: Model | None, model: type[Model], pk: Any) -> Any:
    """The row the caller holds, brought to what the database says now; or the row, for a caller who holds none."""
    if held is None or held.pk != pk:
        return model._default_manager.get(pk=pk)
    if isinstance(held, Application):
        let_go(held)
    held.refresh_from_db()
    return held
