"""The dashboard's tables: each one is counted by the database, over the cases this person may know of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber, Substr

from magnolia.policy.form import form
from magnolia.policy.registers import review
from magnolia.policy.workflow import Process, process

from ... import clock
from ...models import Application, Determination, Ecosystem, Finding, Sector
from ...models.application import NO_DATE, overdue
from ...search import terms

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """A table and its chart: `headers` with # before figures, `series` the places of the columns that become bars."""

    slug: str
    title: str
    says: str
    headers: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    series: str = "1"
    no_data: str = ""


@dataclass(frozen=True)
class Asked:
    """What the tables count: the applications in sight, in one State, on its day."""

    jurisdiction: str
    applications: QuerySet[Application]
    on: date

    @property
    def table(self) -> Process:
        return process(self.jurisdiction)


def backlog(asked: Asked) -> Table:
    """Open cases by stage, parted twice: by their due date, and by whether somebody has them."""
    life = asked.table.life(Application.kind)
    stage_of = {state.name: state.stage for state in life.states.values()}
    counted: dict[str, list[int]] = {name: [0, 0, 0] for name in life.stages}
    rows = asked.applications.filter(listed=True).order_by().values("state")
    for row in rows.annotate(
        cases=Count("pk"), late=Count("pk", filter=overdue(asked.on)), free=Count("pk", filter=Q(holder=None))
    ):
        sums = counted[stage_of[row["state"]]]
        for at, figure in enumerate((row["cases"], row["late"], row["free"])):
            sums[at] += figure
    return Table(
        "backlog",
        "Backlog by stage",
        "Cases that were sent in and are not settled, split by their date and again by who has them. Overdue: past "
        "their date, by a clock or by the cycle's timeline.",
        ("Stage", "#Cases", "#Overdue", "#Not overdue", "#Assigned to nobody", "#Assigned"),
        [
            (life.stages[name], cases, late, cases - late, free, cases - free)
            for name, (cases, late, free) in counted.items()
            if cases
        ],
        series="1,2",
    )


def time_in_state(asked: Asked) -> Table:
    """How long open cases have been where they are: the middle case and the oldest, against the clock that runs."""
    life = asked.table.life(Application.kind)
    rows = asked.applications.filter(listed=True, since__isnull=False).order_by()
    whole = {
        row["state"]: row
        for row in rows.values("state").annotate(
            cases=Count("pk"),
            first=Min("since"),
            next_due=Min("due_by"),
            late=Count("pk", filter=overdue(asked.on)),
        )
    }
    middles = _middles(rows)
    made: list[Row] = []
    for name, state in life.states.items():
        if name in whole:
            row = whole[name]
            due = row["next_due"] if row["next_due"] != NO_DATE else None
            middle = sum(_days(asked, moment) for moment in middles[name]) // len(middles[name])
            late, longest = row["late"], _days(asked, row["first"])
            made.append((state.label, row["cases"], late, row["cases"] - late, middle, longest, due))
    return Table(
        "time-in-state",
        "Time in each state",
        "Calendar days since a case came to the state it is in: the median case and the one there longest.",
        ("State", "#Cases", "#Overdue", "#Not overdue", "#Median days", "#Longest, days", "Soonest due date"),
        made,
        series="4,5",
    )


def _middles(rows: QuerySet[Application]) -> dict[str, list[datetime]]:
    """The middle moment of each state, two where the number of cases is even."""
    placed = rows.annotate(
        doubled=Window(RowNumber(), partition_by=F("state"), order_by=[F("since").asc(), F("pk").asc()]) * 2,
        of=Window(Count("pk"), partition_by=F("state")),
    )
    found: dict[str, list[datetime]] = {}
    middle = placed.filter(doubled__gte=F("of"), doubled__lte=F("of") + 2)
    for state, since in middle.values_list("state", "since"):
        if since is not None:
            found.setdefault(state, []).append(since)
    return found


def _days(asked: Asked, moment: datetime) -> int:
    return (asked.on - clock.local_date(asked.jurisdiction, moment)).days


def outcomes(asked: Asked) -> Table:
    """Determinations by outcome: each one made, also where a case had more than one."""
    states = asked.table.life(Application.kind).states
    rows = Determination.objects.filter(application__in=asked.applications.order_by(), event__isnull=False).order_by()
    counted = rows.values_list("outcome").annotate(cases=Count("pk")).order_by("-cases", "outcome")
    return Table(
        "determinations",
        "Determinations by outcome",
        "Every determination that was made, also where a case had more than one.",
        ("Outcome", "#Determinations"),
        [(states[name].label if name in states else name, count) for name, count in counted],
        no_data="No determination was made yet.",
    )


def reasons(asked: Asked) -> Table:
    """Findings of "not met" by their coded reason."""
    questions = review(asked.jurisdiction).questions
    rows = Finding.objects.filter(application__in=asked.applications.order_by(), outcome="not_met").order_by()
    counted = (
        rows.values_list("question", "reason").annotate(cases=Count("pk")).order_by("-cases", "question", "reason")
    )
    made: list[Row] = []
    for name, code, count in counted:
        question = questions.get(name)
        reason = question.reasons.get(code) if question else None
        made.append((question.title if question else name, count, reason.says if reason else "No coded reason", code))
    return Table(
        "reasons",
        "Why criteria were not met",
        "Findings of “not met” by criterion and coded reason.",
        ("Criterion", "#Findings", "Reason", "Code"),
        made,
        no_data="No criterion was found unmet yet.",
    )


APPLICATIONS = ("#Applications", "#Approved", "#Not approved, or not yet")


def _parted(count: int, approved: int) -> tuple[int, int, int]:
    return count, approved, count - approved


def fields_of_study(asked: Asked) -> Table:
    """Applications sent in by the first two digits of their CIP code, with those approved."""
    rows = asked.applications.filter(submitted_at__isnull=False).order_by()
    counted = (
        rows.annotate(family=Substr("facts__cip_code", 1, 2))
        .values_list("family")
        .annotate(cases=Count("pk"), approved=Count("approval"))
        .order_by("-cases", "family")
    )
    return Table(
        "fields-of-study",
        "Applications by field of study",
        "By the first two digits of the CIP code, with those the State approved.",
        ("CIP family", *APPLICATIONS),
        [(f"CIP {family}" if family else "No CIP code", *_parted(count, done)) for family, count, done in counted],
        series="1,2",
        no_data="No application was sent in yet.",
    )


def sectors(asked: Asked) -> Table:
    """Applications sent in by the sectors they claim to serve; one that claims two counts in both."""
    sent_in = asked.applications.filter(submitted_at__isnull=False).order_by()
    rows = Sector.objects.filter(application__in=sent_in).exclude(name="").order_by()
    counted = rows.values_list("name").annotate(
        cases=Count("application", distinct=True), approved=Count("application__approval", distinct=True)
    )
    same: dict[str, list[Any]] = {}
    for name, cases, approved in counted.order_by("-cases", "name"):
        sums = same.setdefault(" ".join(terms(name)), [name, 0, 0])
        sums[1] += cases
        sums[2] += approved
    return Table(
        "sectors",
        "Applications by sector",
        "By the sectors a program claims to serve, with those the State approved. A program with two counts in both.",
        ("Sector", *APPLICATIONS),
        sorted(((name, *_parted(*sums)) for name, *sums in same.values()), key=lambda row: (-row[1], row[0])),
        series="1,2",
        no_data="No application that was sent in names a sector.",
    )


def ecosystems(asked: Asked) -> Table:
    """Applications sent in by the workforce ecosystems they serve; one that serves two counts in both."""
    table = form(asked.jurisdiction).tables.get("ecosystems")
    words = table.questions["name"].choices if table else {}
    sent_in = asked.applications.filter(submitted_at__isnull=False).order_by()
    rows = Ecosystem.objects.filter(application__in=sent_in).exclude(name="").order_by().values_list("name")
    counted = {
        name: figures
        for name, *figures in rows.annotate(
            cases=Count("application", distinct=True), approved=Count("application__approval", distinct=True)
        )
    }
    names = {**words, **{name: name for name in sorted(counted) if name not in words}}
    return Table(
        "ecosystems",
        "Applications by workforce ecosystem",
        "By the workforce ecosystems a program serves, with those the State approved. A program that serves two counts "
        "in both; one that names none is not counted.",
        ("Workforce ecosystem", *APPLICATIONS),
        [(label, *_parted(*counted.get(name, (0, 0)))) for name, label in names.items()] if counted else [],
        series="1,2",
        no_data="No application that was sent in names a workforce ecosystem.",
    )


TABLES: dict[str, Callable[[Asked], Table]] = {
    "backlog": backlog,
    "time-in-state": time_in_state,
    "determinations": outcomes,
    "reasons": reasons,
    "fields-of-study": fields_of_study,
    "sectors": sectors,
    "ecosystems": ecosystems,
}
