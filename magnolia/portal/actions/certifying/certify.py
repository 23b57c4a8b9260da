"""The certification: lists answered, agreements ticked, one recorded signature under one package.

Source: policy 7.9 (certification), 7.9.1 (package), 7.9.2 (letter); 34 CFR 690.93.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from magnolia.policy.layers import read, state_layer
from magnolia.policy.package import package as words_of
from magnolia.policy.workflow import process

from ... import access, clock
from ...models import Agreed, Application, Certification, Condition, Determination, Event, ExhibitChoice, Person, Thing
from .. import law
from ..deciding.decide import signing_under
from ..deciding.signing import own_name
from ..moves import Refused, Said, act
from ..recording import reading
from . import package

CERTIFY = "certify"
Lists = Mapping[str, Sequence[str] | None]  # entries by list; an empty one says "none", None is no answer


@dataclass(frozen=True)
class Signed:
    """What the person who certifies ticked, answered and typed."""

    name: str
    title: str
    intent: bool
    agreed: Collection[str]
    lists: Lists
    other_information: str = ""


def certify(
    application: Application,
    signed: Signed,
    *,
    by: Person,
    at: datetime,
    on: date | None = None,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Sign the certification: freeze the package, and with it the hash of exactly what was signed.

    Raises Refused, and writes nothing, where a gate is closed, a list or agreement is open, or an element is missing. A
    try by someone who is neither the Governor nor a current designee is also written to the access log (CERT-01).
    """
    dated = on or clock.local_date(application.jurisdiction, at)
    move = process(application.jurisdiction).life(application.kind).moves[CERTIFY]
    if not access.roles_toward(access.standing(by, clock.local_date(application.jurisdiction, at)), application) & set(
        move.who
    ):
        reading.note(by, application.case, "certification", at, refused=True)

    def write(thing: Thing) -> Said:
        determination = application.determinations.order_by("-id").first()
        if determination is None:
            raise Refused("There is no determination to certify.")
        typed = own_name(by, signed.name, "signed_name")
        designation = signing_under(application, move, by, at, dated)
        names = read(state_layer(application.jurisdiction), "profile")
        capacity = (
            f"{names['governor']} of {names['state_name']}"
            if designation is None
            else f"Designee of the {names['governor']} of {names['state_name']}, under {designation.instrument}"
        )
        row = Certification.objects.create(
            application=application,
            by=by,
            designation=designation,
            signed_name=typed,
            signed_title=signed.title.strip(),
            on=dated,
            signed_at=at,
            capacity=capacity,
            intent=words_of(application.jurisdiction).intent if signed.intent else "",
            other_information=signed.other_information.strip(),
        )
        _agree(row, signed.agreed)
        entered = _answer(application, determination, signed.lists)
        try:
            frozen = package.freeze(application, row)
        except package.NotReleased as problem:
            raise Refused(str(problem)) from None
        return {
            "signed": [row.signed_name, row.signed_title],
            "capacity": row.capacity,
            "lists": entered,
            "agreed": sorted(signed.agreed),
            "package": frozen.number,
            "sha256": frozen.sha256,
        }

    unanswered = [name for name in words_of(application.jurisdiction).lists if signed.lists.get(name) is None]
    return act(
        application, CERTIFY, by=by, at=at, on=on, seen=seen, key=key, said={"unanswered": unanswered}, write=write
    )


def agreement_words(jurisdiction: str, on: date) -> dict[str, str]:
    """The standing agreements with the number of the law of that day in them."""
    days = law.value(jurisdiction, "withdrawal.notice_calendar_days", on).whole
    return {each.id: each.says.replace("{days}", str(days)) for each in words_of(jurisdiction).agreements.values()}


def _agree(row: Certification, agreed: Collection[str]) -> None:
    for name, wording in agreement_words(row.application.jurisdiction, row.on).items():
        if name in agreed:
            Agreed.objects.create(certification=row, agreement=name, wording=wording)


def _answer(application: Application, determination: Determination, lists: Lists) -> dict[str, list[str]]:
    """Each entry becomes a standing condition of its kind: printed on the letter and on the program's page."""
    entered: dict[str, list[str]] = {}
    for kind in words_of(application.jurisdiction).lists:
        entered[kind] = [line.strip() for line in lists.get(kind) or () if line.strip()]
        for line in entered[kind]:
            Condition.objects.create(
                application=application, determination=determination, blocking=False, kind=kind, text=line
            )
    return entered


def choose_exhibits(
    application: Application,
    kinds: Collection[str],
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Which kinds of papers go along with the package; the others do not. Raises Refused for an unknown kind."""
    known = words_of(application.jurisdiction).exhibits

    def write(thing: Thing) -> Said:
        if strangers := sorted(set(kinds) - known.keys()):
            raise Refused(f"There is no such kind of papers: {', '.join(strangers)}.", "exhibits")
        application.exhibits.all().delete()
        ExhibitChoice.objects.bulk_create(
            ExhibitChoice(application=application, kind=kind) for kind in known if kind in kinds
        )
        return {"exhibits": [kind for kind in known if kind in kinds]}

    return act(application, "choose_exhibits", by=by, at=at, seen=seen, key=key, write=write)
