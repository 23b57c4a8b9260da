"""Outcome rates for everybody, an edition each time any is published: the one place that says which figures are told.

Pages, files and the program's own entry read editions and nothing else. Source: State policy 8.2, 8.4.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from magnolia.policy.verifying import METRICS, said, veiled, verifying

from ... import clock
from ...models import EditionRow, OutcomeResult, Person, RateDecision, RateEdition
from .. import law
from ..moves import Refused, Said, act
from ..recording import record
from ..results import told_together
from ..verifying import standing as judged
from . import withholding
from .withholding import Cell, Sum

SMALLEST = "publication.smallest_cell"


def publish(
    results: Iterable[OutcomeResult], *, by: Person, at: datetime, seen: int | None = None, key: str | None = None
) -> list[RateEdition]:
    """Publish decided rates together, and bring out an edition of each award year among them.

    All or none. Raises Refused where a rate is not decided or the person verified or decided it.
    """
    chosen = list(results)
    if not chosen:
        raise Refused("Choose at least one rate.")
    with transaction.atomic():
        for nth, result in enumerate(chosen):
            act(result, "publish", by=by, at=at, seen=seen, key=f"{key}-{nth}" if key else None, write=_dated(at))
        told_together.tell(chosen, told_together.PUBLISHED, by=by, at=at, key=key)
        years = sorted({(each.application.jurisdiction, each.award_year) for each in chosen})
        return [_edition(state, year, at) for state, year in years]


def _dated(at: datetime) -> Any:
    def write(thing: Any) -> Said:
        thing.published_on = clock.local_date(thing.application.jurisdiction, at)
        return {}

    return write


def published_now(jurisdiction: str, award_year: int) -> list[OutcomeResult]:
    """The published result of each program and measure of an award year: the last one, also where a run replaces it
    that nobody has published yet."""
    rows = OutcomeResult.objects.filter(
        application__jurisdiction=jurisdiction, award_year=award_year, published_on__isnull=False
    ).select_related("application", "run")
    last = {(row.application_id, row.metric): row for row in rows.order_by("run__number", "version")}
    return sorted(last.values(), key=lambda row: (row.application.program_name, row.application.number))


def _edition(jurisdiction: str, award_year: int, at: datetime) -> RateEdition:
    """Bring out the next edition of an award year. The counter is locked, so that two never build on the same one."""
    number = record.next_number(f"rates-{jurisdiction}-{award_year}")
    least = law.value(jurisdiction, SMALLEST, clock.local_date(jurisdiction, at)).whole
    results = published_now(jurisdiction, award_year)
    decided = _decisions(row.pk for row in results)
    edition = RateEdition.objects.create(
        jurisdiction=jurisdiction, award_year=award_year, number=number, at=at, least=least
    )
    rows: list[EditionRow] = []
    for metric in METRICS:
        rows += _rows(edition, metric, [row for row in results if row.metric == metric], decided)
    EditionRow.objects.bulk_create(rows)
    return edition


def _decisions(results: Iterable[UUID]) -> dict[UUID, RateDecision]:
    """The decision on each result by its key: the last one."""
    found = RateDecision.objects.filter(result__in=list(results)).order_by("place")
    return {row.result_id: row for row in found}


def _rows(
    edition: RateEdition, metric: str, results: list[OutcomeResult], decided: Mapping[UUID, RateDecision]
) -> list[EditionRow]:
    counted = [row for row in results if row.denominator]
    hidden, total = _hidden(edition, metric, counted, decided)
    made = [
        EditionRow(
            edition=edition,
            metric=metric,
            result=row,
            outcome=decided[row.pk].outcome,
            rule=decided[row.pk].rule,
            denominator=None if row.pk in hidden else row.denominator,
            numerator=None if row.pk in hidden else decided[row.pk].numerator,
            withheld=hidden.get(row.pk, ""),
        )
        for row in results
    ]
    if counted:
        meet = sum(decided[row.pk].numerator for row in counted)
        made.append(
            EditionRow(
                edition=edition,
                metric=metric,
                denominator=sum(row.denominator for row in counted) if total else None,
                numerator=meet if total else None,
                withheld="" if total else withholding.PROTECTING,
            )
        )
    return made


def _hidden(
    edition: RateEdition, metric: str, counted: list[OutcomeResult], decided: Mapping[UUID, RateDecision]
) -> tuple[dict[Any, str], bool]:
    """What is withheld, given all that earlier editions of the year have told."""
    before = EditionRow.objects.filter(
        edition__jurisdiction=edition.jurisdiction, edition__award_year=edition.award_year, metric=metric
    )
    told = set(before.filter(result__isnull=False, withheld="").values_list("result_id", flat=True))
    inside: dict[int, set[Any]] = {}
    of: dict[Any, int] = {}
    for edition_id, pk, persons in before.filter(result__denominator__gt=0).values_list(
        "edition_id", "result_id", "result__denominator"
    ):
        inside.setdefault(edition_id, set()).add(pk)
        of[pk] = persons
    meet = {pk: row.numerator for pk, row in _decisions(of).items()}
    past = {pk: Cell(persons, meet[pk], pk in told) for pk, persons in of.items()}
    totals = before.filter(result__isnull=True, withheld="").values_list("edition_id", flat=True)
    earlier = [Sum(frozenset(inside.get(each, ()))) for each in totals]
    cells = {row.pk: Cell(row.denominator, decided[row.pk].numerator, row.pk in told) for row in counted}
    return withholding.withheld(cells, edition.least, earlier, past)


# ---------------------------------------------------------------- what anybody reads


@dataclass(frozen=True)
class Told:
    """One line for everybody: a program's measure, or the total of one; figures are None where they are withheld."""

    row: EditionRow
    words: str  # the rate, or that it is suppressed
    outcome: Mapping[str, str] | None
    rule: str
    notes: tuple[str, ...]

    @property
    def total(self) -> bool:
        return self.row.result_id is None


def editions(jurisdiction: str) -> QuerySet[RateEdition]:
    """Every edition of a State."""
    return RateEdition.objects.filter(jurisdiction=jurisdiction)


def latest(jurisdiction: str) -> list[RateEdition]:
    """The last edition of each award year, newest year first."""
    last = editions(jurisdiction).values("award_year").annotate(last=Max("number"))
    numbers = {row["award_year"]: row["last"] for row in last}
    found = [row for row in editions(jurisdiction) if numbers[row.award_year] == row.number]
    return sorted(found, key=lambda row: -row.award_year)


def lines(found: Iterable[RateEdition], **only: Any) -> list[Told]:
    """The lines of editions of one State, as everybody may read them; `only` narrows them to some rows."""
    kept = list(found)
    rows = (
        EditionRow.objects.filter(edition__in=kept, **only)
        .select_related("edition", "result__application__institution")
        .prefetch_related("result__notes", "result__decisions")
    )
    asked = {(each.jurisdiction, metric, each.award_year) for each in kept for metric in METRICS}
    standards = judged.of_measures(asked)
    made = []
    for row in rows:
        state = row.edition.jurisdiction
        words, standard = verifying(state), standards[state, row.metric, row.edition.award_year]
        shown = words.says("suppressed")
        if not row.withheld:
            shown = said(words, row.metric, (row.numerator or 0, row.denominator or 0, 0), standard)
        made.append(
            Told(
                row=row,
                words=shown,
                outcome=words.words["outcome"].get(row.outcome),
                rule=judged.rule_words(state, row.metric, row.rule) if row.result_id else "",
                notes=_notes(row, words) if row.result_id and not row.withheld else (),
            )
        )
    return made


def _notes(row: EditionRow, words: Any) -> tuple[str, ...]:
    """The notes printed under a number, without counts of fewer persons than may be shown."""
    if row.result is None:
        return ()
    standing_notes = [note for note in row.result.notes.all() if note.struck_on is None]
    return tuple(
        f"{words.words['note'][note.kind]}: {veiled(note.text, row.edition.least, words.words['says']['fewer'])}"
        for note in standing_notes
    )
