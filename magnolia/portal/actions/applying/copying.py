"""Start an application from an earlier one: answers, rows and documents copied, each to be confirmed or changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from magnolia.policy.periods import months_before

from ...models import Application, CopiedAnswer, Cycle, Document, Event, Person, SlotAnswer
from .. import law
from ..moves import Refused, act
from . import filing
from .answers import TOTAL, write_values
from .apply import open_application

OWN = ("award_year", TOTAL)  # typed anew, or computed
ONE_A_FILING = ("id", "application", "supersedes", "removed_at")  # of a document: not carried over
EMPLOYERS = "employers"


def start_from(
    earlier: Application,
    *,
    award_year: int,
    program_name: str = "",
    cycle: Cycle | None = None,
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Application:
    """A new draft with everything the earlier application says, each answer still to be confirmed.

    The record says what was copied from where. Raises Refused as `open_application` does.
    """
    with transaction.atomic():
        made = open_application(
            earlier.institution,
            award_year,
            program_name=program_name or earlier.program_name,
            cycle=cycle,
            by=by,
            at=at,
            key=key,
        )
        if made.copied_from_id is None:
            act(made, "copy_forward", by=by, at=at, write=lambda thing: _copy(earlier, thing, program_name))
    return made


def _copy(earlier: Application, made: Any, program_name: str) -> dict[str, Any]:
    """Write documents, reasons and answers of the earlier application, and which of them are to be confirmed."""
    own = (*OWN, "program_name") if program_name else OWN
    papers = _documents(earlier, made)
    reasons = [SlotAnswer(application=made, slot=r.slot, not_applicable_because=r.not_applicable_because)
               for r in earlier.slot_answers.all()]  # fmt: skip
    SlotAnswer.objects.bulk_create(reasons)
    stated = {name: value for name, value in filing.columns(earlier).items() if name not in own}
    changed = write_values(made, _mapped(stated, papers), made.opened_on)
    names = [name for name, value in stated.items() if value not in ("", None, [])]
    names += [f"slot.{slot}" for slot in dict.fromkeys(d.slot for d in filing.current_documents(made))]
    names += [f"reason.{row.slot}" for row in reasons]
    CopiedAnswer.objects.bulk_create(CopiedAnswer(application=made, name=name) for name in names)
    made.copied_from = earlier
    return {"copied_from": earlier.number, "copied": names, "changed": changed}


def _documents(earlier: Application, made: Application) -> dict[str, str]:
    """The same bytes in rows of the new draft, with who uploaded them and when; the new id by the old one."""
    columns = [column.name for column in Document._meta.concrete_fields if column.name not in ONE_A_FILING]
    fresh = {}
    for paper in filing.current_documents(earlier):
        row = Document(application=made, **{name: getattr(paper, name) for name in columns})
        fresh[str(paper.pk)] = row
    Document.objects.bulk_create(fresh.values())
    return {old: str(row.pk) for old, row in fresh.items()}


def _mapped(value: Any, papers: dict[str, str]) -> Any:
    """An answer with the ids of documents turned into those of the new draft; gone is a document that did not count."""
    if isinstance(value, dict):
        return {name: _mapped(cell, papers) for name, cell in value.items()}
    if isinstance(value, list):
        return [_mapped(each, papers) for each in value]
    return papers.get(value, value) if isinstance(value, str) else value


def unconfirmed(application: Application) -> list[str]:
    """Names of copied answers that nobody has confirmed or changed yet, in the order of the copy."""
    return list(application.copied_answers.filter(confirmed_at__isnull=True).values_list("name", flat=True))


def confirm(
    application: Application,
    names: Collection[str],
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Say that copied answers are still true. Raises Refused where none is chosen."""

    def write(thing: Any) -> dict[str, Any]:
        left = [name for name in unconfirmed(thing) if name in names]
        if not left:
            raise Refused("Check the answers that are right.", "names")
        settle(thing, left, by, at)
        return {"confirmed": left}

    return act(application, "confirm_copied", by=by, at=at, seen=seen, key=key, write=write)


def settle(application: Application, names: Iterable[str], by: Person | None, at: datetime) -> None:
    """Note that copied answers were confirmed, or changed, which confirms them too."""
    rows = application.copied_answers.filter(name__in=list(names), confirmed_at__isnull=True)
    rows.update(confirmed_at=at, confirmed_by=by)


def stale_letters(application: Application, on: date) -> list[str]:
    """Employers whose letter is older than the months allowed, counted back from a day; the day itself still counts."""
    rows: Any = filing.columns(application).get(EMPLOYERS) or []
    oldest = months_before(on, law.value(application.jurisdiction, "employers.letter_months", on).whole)
    return [row["employer"] for row in rows if row.get("dated") and _day(row["dated"]) < oldest]


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
