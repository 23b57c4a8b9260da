"""Try a change of the law before it counts: which past and open cases would have come out differently.

Every filing is judged twice by its frozen facts, under the law of its own day without and with the change; every open
draft as it stands. A change that starts later than the day of a case is supposed to have started on it: nothing past
changes by an amendment, and the simulation says what would have been. A worker does it, a batch at a time.
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

from magnolia.policy.answers import in_words
from magnolia.policy.criteria import EXACT, Criterion, decide, register
from magnolia.policy.facts import Facts
from magnolia.policy.finding import Finding
from magnolia.policy.frozen import Unreadable
from magnolia.policy.layers import LawError
from magnolia.policy.parameters import Amendment as Change
from magnolia.policy.parameters import Parameter, with_change
from magnolia.policy.periods import AwardYear
from magnolia.policy.picking import days_of
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


Pair = tuple[Finding, Finding]  # without and with the change


@dataclass(frozen=True)
class Supposed:
    """The law without the change, the change, and the criteria that can come out differently by it."""

    jurisdiction: str
    standing: tuple[Change, ...]
    parameters: Mapping[str, Parameter]
    change: Change
    criteria: tuple[Criterion, ...]

    def on(self, day: date) -> Mapping[str, Parameter]:
        """The law with the change, which counts at the latest on `day`, the one that picks its number.

        Raises Refused where that law cannot be.
        """
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
    """Put a simulation on the worker's list. Raises LawError where the law does not allow the change."""
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


def fact_of(simulation: Simulation) -> Change:
    """The change as the loader takes it; a simulation needs no source."""
    same = ("jurisdiction", "key", "layer", "starts", "value")
    return law.facts_of([Amendment(cite="Simulation", **{name: getattr(simulation, name) for name in same})])[0]


def of_amendment(amendment: Amendment) -> Simulation | None:
    """The newest finished simulation of exactly this change on the law as it stands now."""
    found = matching([amendment]).get(amendment.pk)
    return found if found is not None and found.finished_at else None


def matching(amendments: Iterable[Amendment]) -> dict[Any, Simulation]:
    """For each of some amendments of one jurisdiction its newest simulation on the law as it stands now.

    One that finished comes before one that is being worked on.
    """
    rows = list(amendments)
    if not rows:
        return {}
    state = rows[0].jurisdiction
    found = Simulation.objects.filter(jurisdiction=state, law_state=law.state_of(state), failure="")
    found = found.filter(key__in={row.key for row in rows}).select_related("by").order_by("asked_at", "pk")
    in_order = sorted(found, key=lambda each: each.finished_at is not None)
    by_change = {_same(simulation): simulation for simulation in in_order}
    return {row.pk: by_change[_same(row)] for row in rows if _same(row) in by_change}


def summary(simulation: Simulation) -> dict[str, Any]:
    """A finished simulation as the record of the decision keeps it: what was looked at and what would have differed."""
    rows = simulation.changes.order_by("pk").values_list("application", "filing", "criterion", "before", "after")
    return {
        "id": simulation.pk,
        "asked_at": simulation.asked_at,
        "law": simulation.law_state,
        "filings": simulation.looked_filings,
        "drafts": simulation.looked_drafts,
        "left_out": simulation.left_out,
        "findings": rows.count(),
        "sha256": sha256("\n".join(canonical(row) for row in rows.iterator(chunk_size=2000))),
    }


def _same(row: Amendment | Simulation) -> tuple[Any, ...]:
    return row.key, row.layer, row.starts, row.value


def filings_of(simulation: Simulation) -> QuerySet[Filing]:
    """Every filing that was there when the simulation was asked for."""
    return Filing.objects.filter(application__jurisdiction=simulation.jurisdiction, at__lte=simulation.asked_at)


def drafts_of(simulation: Simulation) -> QuerySet[Application]:
    """Applications that were never sent in and are not at an end."""
    ends = [
        name for name, state in process(simulation.jurisdiction).life(Application.kind).states.items() if not state.turn
    ]
    rows = Application.objects.filter(jurisdiction=simulation.jurisdiction, submitted_at__isnull=True)
    return rows.filter(opened_on__lte=clock.local_date(simulation.jurisdiction, simulation.asked_at)).exclude(
        state__in=ends
    )


def run(pk: str) -> str:
    """Go on with a simulation for a while; safe to call any number of times: nothing is looked at twice."""
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
            elif not _some(row, _supposed(row, standing)):
                row.finished_at = clock.now()
        row.save()
        return "done" if row.finished_at else "more"


def _supposed(row: Simulation, standing: list[Change]) -> Supposed:
    numbers = law.parameters(row.jurisdiction)
    return Supposed(row.jurisdiction, tuple(standing), numbers, fact_of(row), criteria_of(row.jurisdiction, row.key))


def _some(row: Simulation, supposed: Supposed) -> bool:
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
        SimulatedChange.objects.bulk_create(list(_of_filings(row, supposed, filings)))
        row.looked_filings += len(filings)
        row.last_filing = filings[-1].pk
        return True
    drafts = list(many.ready(drafts_of(row).filter(number__gt=row.last_draft)).order_by("number")[:A_BATCH])
    if drafts:
        SimulatedChange.objects.bulk_create(list(_of_drafts(row, supposed, drafts)))
        row.looked_drafts += len(drafts)
        row.last_draft = drafts[-1].number
    return bool(drafts)


def _of_filings(row: Simulation, supposed: Supposed, filings: list[Filing]) -> Iterator[SimulatedChange]:
    older = {sent.application_id: sent.application for sent in filings if not sent.judged_facts}
    held = on_record.of_many(list(older.values())) if older else {}
    for sent in filings:
        try:
            frozen = frozen_facts.of(sent, held.get(sent.application_id))
            found = list(_differing(supposed, frozen.facts, frozen.facts, frozen.on, sent.judged_on))
        except (LawError, Unreadable):
            row.left_out += 1
            continue
        for before, after in found:
            yield _line(row, sent.application_id, sent, sent.judged_on, before, after)


def _of_drafts(row: Simulation, supposed: Supposed, drafts: list[Application]) -> Iterator[SimulatedChange]:
    today = clock.local_date(row.jurisdiction, row.asked_at)
    days = many.judged_on(drafts, today)
    changed = dict(_with_change(supposed, drafts, today)) if supposed.change.key in stated.TIMES.values() else {}
    for draft, facts in many.facts(drafts, today):
        try:
            found = list(_differing(supposed, facts, changed.get(draft.pk, facts), today, days[draft.pk]))
        except LawError:
            row.left_out += 1
            continue
        for before, after in found:
            yield _line(row, draft.pk, None, days[draft.pk], before, after)


def _with_change(supposed: Supposed, drafts: list[Application], today: date) -> Iterator[tuple[Any, Facts]]:
    """The facts of drafts where the change is among the numbers they are computed with."""
    first = min(AwardYear(draft.award_year).first_day for draft in drafts)
    change = replace(supposed.change, starts=min(supposed.change.starts, first))
    with law.read_as_if(supposed.jurisdiction, [*supposed.standing, change]):
        for draft, facts in many.facts(drafts, today):
            yield draft.pk, facts


def _differing(supposed: Supposed, facts: Facts, with_it: Facts, on: date, day: date) -> Iterator[Pair]:
    """Findings without and with the change that differ in more than the number that the sentence names.

    A new source alone is no difference either.
    """
    key = supposed.change.key
    picked = days_of(facts, on, day).picks(supposed.parameters[key])
    changed = supposed.on(picked)
    old, new = (in_words(law_of[key].on(picked).value) for law_of in (supposed.parameters, changed))
    with localcontext(EXACT):
        for criterion in supposed.criteria:
            before = decide(criterion, facts, supposed.parameters, on, day)
            after = decide(criterion, with_it, changed, on, day)
            if before.outcome != after.outcome or before.message.replace(old, new) != after.message:
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
