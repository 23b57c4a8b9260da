"""What an institution does with its application: open it, answer, sign, answer what the State found missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from magnolia.policy.registers import Declaration, review
from magnolia.policy.workflow import process

from ... import access, clock
from ...models import (
    Application,
    Cycle,
    Event,
    OnceKey,
    Organisation,
    Person,
    ProgramFacts,
    Signature,
    SignedDeclaration,
)
from ..deciding.signing import own_name
from ..moves import Refused, act
from ..recording import record
from ..state_words import prefix
from . import filing, forms_used, windows
from .answers import fits, write_values
from .places import in_correction


class _Again(Exception):
    """The page's once-only key was used already: give back what the first click made."""


class _NothingNew(Exception):
    """A save that changes nothing leaves no event."""


def open_application(
    institution: Organisation,
    award_year: int,
    *,
    program_name: str = "",
    cycle: Cycle | None = None,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Application:
    """A new draft with its own case and number. `award_year` is the year it starts in.

    Without a `cycle` it is in the one of the award year whose deadline comes next, if one is published. Raises
    Refused where the person does not belong to the institution (FORM-02), the award year is too early (SCOPE-01) or
    the cycle is not one of this State and year.
    """
    jurisdiction = institution.jurisdiction
    day = clock.local_date(jurisdiction, at)
    made = Application(
        jurisdiction=jurisdiction,
        institution=institution,
        award_year=award_year,
        opened_on=day,
        cycle=cycle or next(iter(windows.ahead(jurisdiction, award_year, at)), None),
    )
    if cycle is not None and (cycle.state, cycle.jurisdiction, cycle.award_year) != (
        "published",
        jurisdiction,
        award_year,
    ):
        raise Refused("Choose a published cycle of this award year.", "cycle")
    made.program_name = fits(made, made, "program_name", program_name.strip())
    allowed = process(jurisdiction).life(Application.kind).moves["open"].who
    if not access.roles_toward(access.standing(by, day), made) & set(allowed):
        raise Refused(
            f"You cannot apply for this institution: no role of yours belongs to {institution.name}. "
            "Ask an administrator to give you one.",
            "institution",
        )
    try:
        with transaction.atomic():
            return _opened(made, by, at, key)
    except _Again:
        return Application.objects.get(
            pk=Event.objects.get(pk__in=OnceKey.objects.filter(key=key).values("event")).thing_id
        )


def _opened(made: Application, by: Person, at: datetime, key: str | None) -> Application:
    """Number, case, first event and the empty answers; the counter's lock keeps a double click to one application."""
    start = prefix(made.jurisdiction)
    number = record.next_number(f"application-{made.jurisdiction}-{made.opened_on.year}")
    if key and OnceKey.objects.filter(key=key, event__move="open", event__by=by).exists():
        raise _Again
    made.number = f"{start}-{made.opened_on.year}-{number:04d}"
    made.form = forms_used.current(made.jurisdiction, at)
    made.case = record.open_case(made.jurisdiction, made.kind, made.number, at)
    said = {"institution": made.institution.name, "award_year": made.award_year, "program_name": made.program_name}
    if made.cycle is not None:
        said["cycle"] = made.cycle.name
    act(made, "open", by=by, at=at, said=said, key=key)
    ProgramFacts.objects.create(application=made)
    return made


def save_details(
    application: Application,
    values: Mapping[str, Any],
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Keep answers by the name of their question; those not given stay as they are.

    Columns of ProgramFacts, `program_name`, `award_year`, `soc_codes` (a list), and tables as lists of rows, each row a
    mapping; a table is replaced whole. Documents are given by id. `required_fees` is computed: one that differs from
    the fee lines is refused, and so is a day yet to come where the form takes none. The event says what changed as
    {"changed": {question: [before, after]}}. Without a change there is no new event and the last one is returned. A
    change voids the signature by itself: the signature covers a hash of the answers.
    """

    def write(thing: Any) -> dict[str, Any]:
        changed = write_values(thing, values, clock.local_date(thing.jurisdiction, at))
        if not changed:
            raise _NothingNew
        return {"changed": changed}

    try:
        return act(application, "save", by=by, at=at, seen=seen, key=key, write=write)
    except _NothingNew:
        application.refresh_from_db()
        return _last_event(application)


def _last_event(application: Application) -> Event:
    return Event.objects.filter(thing_id=application.pk).latest("seq")


def sign(
    application: Application,
    *,
    accepted: Collection[str],
    name: str,
    title: str,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Accept every declaration and sign with typed name and title; the exact words are kept with the signature.

    `accepted` are ids of declarations. Refused names each one that is not accepted.
    """
    declarations = review(application.jurisdiction).declarations
    name, title = own_name(by, name, "name"), title.strip()
    _refuse_unsigned(declarations.values(), accepted, name, title)
    said = {"declarations": list(declarations), "name": name, "title": title}
    with transaction.atomic():
        event = act(application, "declare", by=by, at=at, said=said, seen=seen, key=key)
        if not Signature.objects.filter(event=event).exists():
            signature = Signature.objects.create(
                application=application,
                event=event,
                person=by,
                name=name,
                title=title,
                at=at,
                facts_hash=filing.facts_hash(application),
            )
            SignedDeclaration.objects.bulk_create(
                SignedDeclaration(signature=signature, declaration=d.id, wording=d.says) for d in declarations.values()
            )
    return event


def _refuse_unsigned(declarations: Collection[Declaration], accepted: Collection[str], name: str, title: str) -> None:
    left = [d.title for d in declarations if d.id not in accepted]
    if left:
        raise Refused(f"Not accepted yet: {'; '.join(left)}. Each declaration must be accepted.", "accepted")
    for field, text, words in (("name", name, "full name"), ("title", title, "title")):
        column: Any = Signature._meta.get_field(field)
        if not text:
            raise Refused(f"Type your {words} to sign.", field)
        if len(text) > column.max_length:
            raise Refused(f"Your {words} has {len(text)} characters; at most {column.max_length} fit.", field)


def answer_deficiency(
    application: Application,
    deficiency_pk: int,
    answer: str,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Keep the institution's answer to one listed item while the correction is open; an empty answer takes it back."""
    answer = answer.strip()

    def write(thing: Any) -> dict[str, Any]:
        if not in_correction(thing):
            raise Refused("Answers to listed items can be given only while the correction is open.")
        row = thing.deficiencies.filter(pk=deficiency_pk, cleared_at__isnull=True).first()
        if row is None:
            raise Refused("This item is no longer on the list. Open the page again.")
        if row.answer == answer:
            raise _NothingNew
        changed = {f"deficiency.{row.item}": [row.answer, answer]}
        row.answer, row.answered_at = answer, at if answer else None
        row.save(update_fields=["answer", "answered_at"])
        return {"changed": changed}

    try:
        return act(application, "save", by=by, at=at, seen=seen, key=key, write=write)
    except _NothingNew:
        application.refresh_from_db()
        return _last_event(application)
