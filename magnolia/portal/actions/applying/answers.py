"""Writing answers: each as its column takes it, rows of a table as a whole, and what changed by question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from magnolia.policy import complete
from magnolia.policy.answers import dollars
from magnolia.policy.form import form

from ...models import TABLES, Application, Document, Occupation
from ..moves import Refused
from . import filing, stated

# Answers that are no column of ProgramFacts, and the one that is computed.
BESIDE = ("program_name", "award_year", "soc_codes")
TOTAL = "required_fees"


def write_values(application: Application, values: Mapping[str, Any], on: date) -> dict[str, list[Any]]:
    """Write the answers that differ from what stands; the differences by question, [before, after].

    `on` is the State's date: an answer that is a day yet to come is refused where only days up to today make sense.
    """
    before = stated.columns(application)
    after: dict[str, Any] = {}
    for name, given in values.items():
        if name in TABLES:
            after[name] = _rows(application, name, given)
        elif name != TOTAL:
            after[name] = _codes(given) if name == "soc_codes" else fits(application, application.facts, name, given)
    changed = {name: value for name, value in after.items() if _shown(value) != before[name]}
    _refuse_days_to_come(application, before, changed, on)
    if TOTAL in values:
        _refuse_typed_total(application, values[TOTAL], _shown(after.get("fees", before["fees"])))
    _write_columns(application, changed)
    for name in changed.keys() & TABLES.keys():
        getattr(application, name).all().delete()
        model: Any = TABLES[name]
        model.objects.bulk_create(
            model(application=application, place=place, **row) for place, row in enumerate(changed[name], 1)
        )
    return {name: [stated.plain(before[name]), stated.plain(_shown(value))] for name, value in changed.items()}


def _write_columns(application: Application, changed: Mapping[str, Any]) -> None:
    """Name, award year and columns of ProgramFacts by name; occupations as rows of their own."""
    for name in changed.keys() & set(BESIDE[:2]):
        setattr(application, name, changed[name])
    if "award_year" in changed:
        application.cycle = None  # the cycle belonged to the other year
    if "soc_codes" in changed:
        application.occupations.all().delete()
        Occupation.objects.bulk_create(
            Occupation(application=application, soc_code=code, place=place)
            for place, code in enumerate(changed["soc_codes"], start=1)
        )
    if columns := changed.keys() - set(BESIDE) - TABLES.keys():
        for name in columns:
            setattr(application.facts, name, changed[name])
        application.facts.save(update_fields=columns)
        application.facts.refresh_from_db()  # amounts as the database keeps them: a signature hashes them


def _shown(value: Any) -> Any:
    """An answer as `stated.columns` gives it: a document by its id, none as an empty text."""
    if isinstance(value, list):
        return [{name: _shown(cell) for name, cell in row.items()} if isinstance(row, dict) else row for row in value]
    return str(value.pk) if isinstance(value, Document) else value


def _rows(application: Application, name: str, given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a table as their columns take them; cells that are not given are empty."""
    held = [c.name for c in TABLES[name]._meta.concrete_fields if c.name not in ("id", "place", "application")]
    made = []
    for place, row in enumerate(given):
        if unknown := row.keys() - set(held):
            raise Refused(f"There is no {sorted(unknown)[0]!r} in a row of this table.", name)
        blank = TABLES[name]()
        made.append({cell: fits(application, blank, cell, row.get(cell), f"{name}-{place}-{cell}") for cell in held})
    return made


def _refuse_days_to_come(
    application: Application, before: Mapping[str, Any], changed: Mapping[str, Any], on: date
) -> None:
    """Refuse a new answer that is a day after `on` where the form takes only days up to it."""
    words = form(application.jurisdiction)
    for name, value in changed.items():
        if name in words.questions and words.questions[name].not_yet(value, on):
            raise Refused(words.questions[name].too_late, name)
        for place, row in enumerate(value if name in words.tables else ()):
            for cell, question in words.tables[name].questions.items():
                stood = {old.get(cell) for old in before[name]}
                if question.not_yet(row.get(cell), on) and row[cell] not in stood:
                    raise Refused(question.too_late, f"{name}-{place}-{cell}")


def _codes(given: Iterable[str]) -> list[str]:
    """Occupation codes in order; one that is named twice is refused."""
    codes = list(given)
    if twice := [code for code in dict.fromkeys(codes) if codes.count(code) > 1]:
        raise Refused(f"{', '.join(twice)} is named twice. Name each code once.", "soc_codes")
    return codes


def _refuse_typed_total(application: Application, typed: Any, fees: Any) -> None:
    """The total of the fees is computed; one that comes along must be the same."""
    summed = complete.total(fees, "amount")
    if typed is not None and (summed is None or Decimal(str(typed)) != summed):
        figures = {"typed": dollars(Decimal(str(typed))), "summed": dollars(summed or Decimal(0))}
        raise Refused(form(application.jurisdiction).says("total_typed", **figures), "fees")


def fits(application: Application, row: Any, name: str, value: Any, place: str = "") -> Any:
    """The value as its column takes it; Refused, naming the answer, where it does not fit."""
    holder = application if name in BESIDE or row is None else row
    column: Any = holder._meta.get_field(name)
    if column.is_relation:
        return _document(application, value, place or name)
    if value is None and column.null:
        return None
    if value in ("", None):
        return None if column.null else ""
    try:
        return column.clean(value, holder)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages), place or name) from None


def _document(application: Application, value: Any, place: str) -> Document | None:
    """A document of this application that counts now, by its id."""
    if not value:
        return None
    counting = {str(document.pk): document for document in filing.current_documents(application)}
    if str(value) not in counting:
        raise Refused("This document is no longer among the attachments. Choose another.", place)
    return counting[str(value)]
