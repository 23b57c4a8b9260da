"""A result in words: its counts, how it stands, which records it rests on, and how well they were matched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from magnolia.policy import measures
from magnolia.policy.earnings import fill
from magnolia.policy.outcome_runs import words
from magnolia.policy.periods import AwardYear, Quarter

from ...models import Application, OutcomeResult, OwnStatement, Waiver, YearlyReport
from .. import law
from .own import Side, latest, totals

COMPLETION, PLACEMENT = "completion", "placement"
CURRENT = ("preview", "decided", "published")


def rows_of(application: Application) -> list[OutcomeResult]:
    """Every result of a program with what its page shows of it, the newest award year first, the latest run first."""
    rows = OutcomeResult.objects.filter(application=application).select_related(
        "run", "submission", "case", "application", "quality", "replaces__run", "replaces__submission"
    )
    return list(
        rows.prefetch_related("quarters", "evidence", "corrections", "conflict_notes", "run__loads").order_by(
            "-award_year", "metric", "-run__number"
        )
    )


def quarter_words(jurisdiction: str, index: int) -> str:
    quarter = Quarter(index)
    return fill(words(jurisdiction)["says"]["quarter"], number=quarter.number, year=quarter.year)


@dataclass(frozen=True)
class Told:
    """A result and the sentences about it; `standard` is the one in force on the day the run is of."""

    row: OutcomeResult
    waivers: tuple[Waiver, ...] = ()
    claim: tuple[int, int] | None = None  # what the institution reported: so many of so many
    own: OwnStatement | None = None  # its statement of each student beside the records this rests on

    @property
    def jurisdiction(self) -> str:
        return self.row.application.jurisdiction

    @property
    def said(self) -> dict[str, Any]:
        return words(self.jurisdiction)

    @property
    def measure(self) -> dict[str, Any]:
        return dict(self.said["measure"][self.row.metric])

    @property
    def year(self) -> str:
        return AwardYear(self.row.award_year).long

    @cached_property
    def standard(self) -> Any:
        """The number the run was held against, with its source, as the run names it."""
        key, run = self.measure["standard"], self.row.run
        for each in run.manifest.get("parameters", ()):
            if each["key"] == key:
                return {"percent": Decimal(each["value"]), "cite": each["cite"]}
        value = law.value(self.jurisdiction, key, run.as_of)
        return {"percent": Decimal(value.whole), "cite": value.cite}

    @cached_property
    def percent(self) -> Decimal | None:
        return measures.percent(self.row.numerator, self.row.denominator)

    @property
    def high(self) -> Decimal | None:
        return measures.percent(self.row.numerator + self.row.pending, self.row.denominator)

    @property
    def stands(self) -> dict[str, Any]:
        row = self.row
        word = measures.stands(row.numerator, row.pending, row.denominator, self.standard["percent"])
        return {"word": word, **self.said["stands"][word]}

    @property
    def value(self) -> str:
        """The rate in words; what it waits for where it is not final."""
        row, says = self.row, self.said["says"]
        if self.percent is None:
            return str(says["nobody"])
        if row.pending and row.metric == PLACEMENT:
            return fill(says["awaiting"], quarters=", ".join(self.waiting) or says["awaiting_quarter"])
        if row.pending:
            return fill(says["provisional"], numerator=row.numerator, denominator=row.denominator, pending=row.pending)
        return f"{self.percent} percent"

    @property
    def waiting(self) -> list[str]:
        return [quarter_words(self.jurisdiction, each.quarter) for each in self.row.quarters.all() if each.pending]

    @property
    def quarters(self) -> list[tuple[str, int, int]]:
        return [
            (quarter_words(self.jurisdiction, each.quarter), each.persons, each.pending)
            for each in self.row.quarters.all()
        ]

    @property
    def margin(self) -> tuple[int, str] | None:
        """Persons between the rate and its standard, and in which direction; None where nobody is counted."""
        row, standard = self.row, self.standard["percent"]
        if not row.denominator:
            return None
        persons = measures.margin(row.numerator, row.denominator, standard)
        word = "exactly" if not persons else "margin" if persons > 0 else "short"
        return abs(persons), fill(self.said["says"][word], percent=f"{standard.normalize():f}")

    @property
    def states_used(self) -> str:
        """Whether wage records of other States were used, for a placement rate."""
        run, says = self.row.run, self.said["says"]
        if self.row.metric != PLACEMENT:
            return ""
        return fill(says["swis"], states=", ".join(run.manifest["other_states"])) if run.swis else str(says["no_swis"])

    @property
    def loads(self) -> list[Any]:
        return list(self.row.run.loads.all()) if self.row.metric == PLACEMENT else []

    @property
    def difference(self) -> int | None:
        """How many fewer (more, below 0) the records show than the institution reported; None without a report."""
        return None if self.claim is None else self.claim[0] - self.row.numerator

    @property
    def own_totals(self) -> list[Side]:
        """The totals of this measure by that statement and by the records; none before they were held together."""
        if self.own is None or self.own.checked_at is None or self.own.problem:
            return []
        return [each for each in totals(self.own, self.jurisdiction, self.year) if each.metric == self.row.metric]

    @property
    def conflicts_open(self) -> int:
        quality = getattr(self.row, "quality", None)
        return max((quality.conflicts if quality else 0) - len(self.row.conflict_notes.all()), 0)

    @property
    def sources(self) -> list[dict[str, Any]]:
        """What sources beside wage records show, each with its source, and whether the State counts it."""
        found = {each.source: each for each in self.row.evidence.all()}
        return [
            {"label": block["label"], "row": found[name], "counts": bool(self._counts(block["counts"]))}
            for name, block in self.said["source"].items()
            if name in found
        ]

    @property
    def with_sources(self) -> tuple[int, Decimal | None] | None:
        """The numerator and rate with the sources the State has switched on; None where none adds anybody."""
        rows = self.sources
        on = [each["row"].source for each in rows if each["counts"]]
        if not on:
            return None
        by_source = {each["row"].source: each["row"].persons for each in rows}
        count = measures.added(self.row.numerator, self.row.denominator, by_source, on)
        return count, measures.percent(count, self.row.denominator)

    def _counts(self, key: str) -> int:
        return law.value(self.jurisdiction, key, self.row.run.as_of).whole

    @property
    def quality(self) -> list[tuple[str, int, str, str]]:
        """Lines of the matching: what, how many, their share, and what the rate would be without them."""
        held = getattr(self.row, "quality", None)
        if held is None:
            return []
        row, lines = self.row, self.said["quality"]
        names = [name for name, each in lines.items() if row.metric in each["of"]]
        made = []
        for name in names:
            count = getattr(held, name)
            share = measures.percent(count, row.denominator) if lines[name]["share"] else None
            made.append(
                (lines[name]["label"], count, f"{share} percent" if share is not None else "", self._without(name))
            )
        return made

    def _without(self, name: str) -> str:
        """The rate without some persons, in words; empty where they change nothing."""
        row, held = self.row, self.row.quality
        taken = {"counted_by_others_alone": (held.counted_by_others_alone, 0),
                 "conflicts": (held.conflicts_counted, held.conflicts)}.get(name)  # fmt: skip
        if taken is None or not any(taken):
            return ""
        count, of = measures.without(row.numerator, row.denominator, *taken)
        return f"{count} of {of}, {measures.percent(count, of)} percent" if of else str(self.said["says"]["nobody"])


def told(rows: Iterable[OutcomeResult]) -> list[Told]:
    """The results of one program in words, with its waivers and what the institution reported itself."""
    listed = list(rows)
    if not listed:
        return []
    application = listed[0].application
    waivers = list(Waiver.objects.filter(application=application, state="recorded"))
    claims = {(each.award_year, each.matter): _claim(each) for each in
              YearlyReport.objects.filter(application=application, state="filed")}  # fmt: skip
    own = latest({row.submission_id for row in listed})
    return [
        Told(
            row,
            tuple(each for each in waivers if (each.award_year, each.measure) == (row.award_year, row.metric)),
            claims.get((row.award_year, row.metric)),
            own.get(row.submission_id),
        )
        for row in listed
    ]


def differences(rows: QuerySet[OutcomeResult]) -> list[tuple[OutcomeResult, tuple[int, int]]]:
    """Current results whose institution reported other counts for the same award year, to be followed up."""
    current = rows.filter(state__in=CURRENT).select_related("application__institution").order_by("award_year", "pk")
    held = {(each.application_id, each.award_year, each.metric): each for each in current}
    reports = YearlyReport.objects.filter(
        application__in={place[0] for place in held}, state="filed", matter__in=(COMPLETION, PLACEMENT)
    )
    claims = {(each.application_id, each.award_year, each.matter): _claim(each) for each in reports}
    return [
        (row, claim)
        for place, row in held.items()
        if (claim := claims.get(place)) is not None and claim != (row.numerator, row.denominator)
    ]


def _claim(report: YearlyReport) -> tuple[int, int] | None:
    pairs = {COMPLETION: (report.completed, report.participants), PLACEMENT: (report.employed, report.completers)}
    count, of = pairs.get(report.matter, (None, None))
    return None if count is None or of is None else (count, of)
