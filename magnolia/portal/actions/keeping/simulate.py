"""Try a change of the law before it counts: which past and open cases would have come out differently.

Every filing is judged twice by its frozen facts, under the law of its own day without and with the change; every open
draft as it stands. A change that starts later than the day of a case is supposed to have started on it: nothing past
changes by an amendment, and the trial says what would have been. A worker does it, a batch at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import localcontext
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django_q.tasks import async_task

from magnolia.policy.criteria import EXACT, Criterion, decide, register
from magnolia.policy.facts import Facts
from magnolia.policy.finding import Finding
from magnolia.policy.frozen import Unreadable
from magnolia.policy.layers import LawError
from magnolia.policy.parameters import Amendment as Change
from magnolia.policy.parameters import Parameter, with_change
from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import process

from ... import clock
from ...models import Amendment, Application, Filing, Person, SimulatedChange, Simulation
from .. import law
from ..applying import frozen_facts, many, on_record, stated
from ..recording.record import canonical, sha256

RUN = "magnolia.portal.actions.keeping.simulate.run"
A_BATCH = 200  # cases in memory
A_TASK = timedelta(seconds=60)  # then the next task goes on, so that none is taken for dead
CHANGED = "The law was changed while this was worked on. Run it again."


@dataclass(frozen=True)
class Trial:
    """The law without the change, the change, and the criteria that can come out differently by it."""

    jurisdiction: str
    standing: tuple[Change, ...]
    parameters: Mapping[str, Parameter]
    change: Change
    criteria: tuple[Criterion, ...]

    def on(self, day: date) -> Mapping[str, Parameter]:
        """The law with the change, which counts on `day` at the latest. Raises Refused where that law cannot be."""
        change = replace(self.change, starts=min(self.change.starts, day))
        return with_change(self.parameters, self.jurisdiction, self.standing, change)


def criteria_of(jurisdiction: str, key: str) -> tuple[Criterion, ...]:
    """Criteria that a number can make come out differently: those that name it, all where facts are computed by it."""
    known = register(jurisdiction).values()
    return tuple(known) if key in stated.TIMES.values() else tuple(c for c in known if key in c.parameters)


def needed(amendment: Amendment) -> bool:
    """Whether a change can alter any finding, so that it is tried before it is adopted."""
    return bool(criteria_of(amendment.jurisdiction, amendment.key))


def ask(jurisdiction: str, *, key_: str, layer: str, starts: date, value: str, by: Person, at: datetime) -> Simulation:
    """Put a trial on the worker's list. Raises LawError where the law does not allow the change."""
    made = Simulation(
        jurisdiction=jurisdiction,
        key=key_,
        layer=layer,
        starts=starts,
        value=value.strip(),
        by=by,
        asked_at=at,
        law_state=law.state_of(jurisdiction),
    )
    standing = law.amendments(jurisdiction)
    with_change(law.parameters(jurisdiction), jurisdiction, standing, fact_of(made))
    if criteria_of(jurisdiction, key_):
        made.filings, made.drafts = filings_of(made).count(), drafts_of(made).count()
    else:
        made.finished_at = at
    with transaction.atomic():
        made.save(force_insert=True)
        if made.finished_at is None:
            async_task(RUN, str(made.pk))
    return made


def fact_of(trial: Simulation) -> Change:
    """The change as the loader takes it; a trial needs no source."""
    row = Amendment(jurisdiction=trial.jurisdiction, key=trial.key, layer=trial.layer, starts=trial.starts)
    row.value, row.cite = trial.value, "Trial"
    return law.facts_of([row])[0]


def of_amendment(amendment: Amendment) -> Simulation | None:
    """The newest finished trial of exactly this change on the law as it stands now."""
    return matching([amendment]).get(amendment.pk)


def matching(amendments: Iterable[Amendment]) -> dict[Any, Simulation]:
    """For each of some amendments of one jurisdiction its newest finished trial on the law as it stands now."""
    rows = list(amendments)
    if not rows:
        return {}
    state = rows[0].jurisdiction
    found = Simulation.objects.filter(jurisdiction=state, law_state=law.state_of(state), failure="")
    found = found.filter(finished_at__isnull=False, key__in={row.key for row in rows}).select_related("by")
    by_change = {_same(trial): trial for trial in found.order_by("asked_at", "pk")}
    return {row.pk: by_change[_same(row)] for row in rows if _same(row) in by_change}


def summary(trial: Simulation) -> dict[str, Any]:
    """A finished trial as the record of the decision keeps it: what was looked at and what would have differed."""
    rows = trial.changes.order_by("pk").values_list("application", "filing", "criterion", "before", "after")
    return {
        "id": trial.pk,
        "asked_at": trial.asked_at,
        "law": trial.law_state,
        "filings": trial.looked_filings,
        "drafts": trial.looked_drafts,
        "left_out": trial.left_out,
        "findings": rows.count(),
        "sha256": sha256("\n".join(canonical(row) for row in rows.iterator(chunk_size=2000))),
    }


def _same(row: Amendment | Simulation) -> tuple[Any, ...]:
    return row.key, row.layer, row.starts, row.value


def filings_of(trial: Simulation) -> QuerySet[Filing]:
    """Every filing that was there when the trial was asked for."""
    return Filing.objects.filter(application__jurisdiction=trial.jurisdiction, at__lte=trial.asked_at)


def drafts_of(trial: Simulation) -> QuerySet[Application]:
    """Applications that were never sent in and are not at an end."""
    ends = [name for name, state in process(trial.jurisdiction).life(Application.kind).states.items() if not state.turn]
    rows = Application.objects.filter(jurisdiction=trial.jurisdiction, submitted_at__isnull=True)
    return rows.filter(opened_on__lte=clock.local_date(trial.jurisdiction, trial.asked_at)).exclude(state__in=ends)


def run(pk: str) -> str:
    """Go on with a trial for a while; safe to call any number of times. What was looked at is not looked at again."""
    until = clock.now() + A_TASK
    while (told := _batch(pk)) == "more":
        if clock.now() >= until:
            async_task(RUN, pk)
            break
    return told


def _batch(pk: str) -> str:
    """Look at the next cases and keep how far that came, both or neither; two workers never take the same ones."""
    with transaction.atomic():
        row = Simulation.objects.select_for_update().get(pk=pk)
        if row.finished_at is not None:
            return "done"
        standing = law.amendments(row.jurisdiction)
        with law.read_as_if(row.jurisdiction, standing):
            if law.state_of(row.jurisdiction) != row.law_state:
                row.failure, row.finished_at = CHANGED, clock.now()
            elif not _some(row, _trial(row, standing)):
                row.finished_at = clock.now()
        row.save()
        return "done" if row.finished_at else "more"


def _trial(row: Simulation, standing: list[Change]) -> Trial:
    numbers = law.parameters(row.jurisdiction)
    return Trial(row.jurisdiction, tuple(standing), numbers, fact_of(row), criteria_of(row.jurisdiction, row.key))


def _some(row: Simulation, trial: Trial) -> bool:
    """One batch of filings, and when those are through one of drafts; False when nothing was left."""
    filings = list(
        filings_of(row)
        .filter(pk__gt=row.last_filing)
        .select_related("application__facts", "event")
        .prefetch_related("application__signatures")
        .defer("documents", "findings", "law")
        .order_by("pk")[:A_BATCH]
    )
    if filings:
        SimulatedChange.objects.bulk_create(list(_of_filings(row, trial, filings)))
        row.looked_filings += len(filings)
        row.last_filing = filings[-1].pk
        return True
    drafts = list(many.ready(drafts_of(row).filter(number__gt=row.last_draft)).order_by("number")[:A_BATCH])
    if drafts:
        SimulatedChange.objects.bulk_create(list(_of_drafts(row, trial, drafts)))
        row.looked_drafts += len(drafts)
        row.last_draft = drafts[-1].number
    return bool(drafts)


def _of_filings(row: Simulation, trial: Trial, filings: list[Filing]) -> Iterator[SimulatedChange]:
    older = {sent.application_id: sent.application for sent in filings if not sent.judged_facts}
    held = on_record.of_many(list(older.values())) if older else {}
    for sent in filings:
        try:
            frozen = frozen_facts.of(sent, held.get(sent.application_id))
            found = list(_differing(trial, frozen.facts, frozen.facts, frozen.on, sent.judged_on))
        except (LawError, Unreadable):
            row.left_out += 1
            continue
        for before, after in found:
            yield _line(row, sent.application_id, sent, sent.judged_on, before, after)


def _of_drafts(row: Simulation, trial: Trial, drafts: list[Application]) -> Iterator[SimulatedChange]:
    today = clock.local_date(row.jurisdiction, row.asked_at)
    days = many.judged_on(drafts, today)
    changed = dict(_with_change(trial, drafts)) if trial.change.key in stated.TIMES.values() else {}
    for draft, facts in many.facts(drafts):
        try:
            found = list(_differing(trial, facts, changed.get(draft.pk, facts), today, days[draft.pk]))
        except LawError:
            row.left_out += 1
            continue
        for before, after in found:
            yield _line(row, draft.pk, None, days[draft.pk], before, after)


def _with_change(trial: Trial, drafts: list[Application]) -> Iterator[tuple[Any, Facts]]:
    """The facts of drafts where the change is among the numbers they are computed with."""
    first = min(AwardYear(draft.award_year).first_day for draft in drafts)
    change = replace(trial.change, starts=min(trial.change.starts, first))
    with law.read_as_if(trial.jurisdiction, [*trial.standing, change]):
        for draft, facts in many.facts(drafts):
            yield draft.pk, facts


def _differing(trial: Trial, facts: Facts, with_it: Facts, on: date, day: date) -> Iterator[tuple[Finding, Finding]]:
    """Findings without and with the change, where outcome or sentence differ; a new source alone is no difference."""
    changed = trial.on(day)
    with localcontext(EXACT):
        for criterion in trial.criteria:
            before = decide(criterion, facts, trial.parameters, on, day)
            after = decide(criterion, with_it, changed, on, day)
            if (before.outcome, before.message) != (after.outcome, after.message):
                yield before, after


def _line(
    row: Simulation, application: Any, sent: Filing | None, day: date, before: Finding, after: Finding
) -> SimulatedChange:
    return SimulatedChange(
        simulation=row,
        application_id=application,
        filing=sent,
        day=day,
        criterion=before.criterion,
        before=before.outcome,
        after=after.outcome,
        sentence_before=before.message,
        sentence_after=after.message,
    )
