"""Whose a run's counts are: the submission and the approved program behind each, and the loads of wages it read.

Raises BadRun where anything in the run is not of this State's own records. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from magnolia.policy.outcome_runs import BadRun, File, Program, Rate, Run
from magnolia.policy.periods import Quarter, in_force, say_day
from magnolia.policy.workflow import process

from ...models import Application, Approval, DataSubmission, OutcomeRun, WageAgreement, WageLoad

IN_FORCE = "in_force"
Years = dict[tuple[UUID, int], DataSubmission]


@dataclass(frozen=True)
class Ours:
    """A rate of a run with the program and the submission of its award year."""

    rate: Rate
    application: Application
    submission: DataSubmission


@dataclass(frozen=True)
class Belongs:
    """Every rate of an award year that has a submission in the run; `left_out` counts the rates of other years."""

    rates: tuple[Ours, ...]
    left_out: int
    loads: tuple[WageLoad, ...]


def belongs(jurisdiction: str, run: Run, today: date) -> Belongs:
    """Whose counts these are. Raises BadRun with the first thing that is in the way."""
    if run.as_of > today:
        raise BadRun("future", day=say_day(run.as_of))
    _later(jurisdiction, run)
    handed_in = _submissions(jurisdiction, run)
    programs = {program: _program(program, hashes, handed_in) for program, hashes in run.programs.items()}
    _one_each(programs)
    _approved(jurisdiction, programs, today)
    loads = _loads(jurisdiction, run)
    _other_states(jurisdiction, run, loads)
    years: Years = {(row.application_id, row.award_year): row for rows in handed_in.values() for row in rows}
    found = []
    for rate in run.rates:
        if rate.program not in programs:
            raise BadRun("unknown", program=rate.program_id, opeid=rate.opeid)
        application = programs[rate.program]
        if submission := years.get((application.pk, rate.year.start)):
            found.append(Ours(rate, application, submission))
    if not found:
        raise BadRun("no_rates")
    return Belongs(tuple(found), len(run.rates) - len(found), loads)


def _later(jurisdiction: str, run: Run) -> None:
    """A run counts the records of its day: one that was brought in already, or is older than the last, is refused."""
    rows = OutcomeRun.objects.filter(jurisdiction=jurisdiction)
    same = rows.filter(rates_sha256=run.rates_sha256, as_of=run.as_of, wages_through=run.through.index)
    for row in same.filter(method_sha256=run.method):
        if row.manifest.get("inputs") == run.manifest["inputs"]:
            raise BadRun("again", number=row.number)
    last = rows.order_by("-number").first()
    if last is not None and (run.as_of < last.as_of or run.through.index < last.wages_through):
        theirs, ours = _when(run.as_of, run.through.index), _when(last.as_of, last.wages_through)
        raise BadRun("older", theirs=theirs, number=last.number, ours=ours)


def _when(as_of: date, through: int) -> str:
    return f"of {say_day(as_of)} with wages through {Quarter(through)}"


def _submissions(jurisdiction: str, run: Run) -> dict[str, list[DataSubmission]]:
    """The signed submissions by the hash of their file; every participant file of the run is one."""
    files = run.of_role("participants")
    if not files:
        raise BadRun("none")
    rows = DataSubmission.objects.filter(
        application__jurisdiction=jurisdiction, state="signed", sha256__in=[each.sha256 for each in files]
    ).select_related("application__institution__institution", "application__case")
    found: dict[str, list[DataSubmission]] = {}
    for row in rows:
        found.setdefault(row.sha256, []).append(row)
    if strange := next((each for each in files if each.sha256 not in found), None):
        raise BadRun("not_signed", name=strange.name, digest=strange.sha256)
    return found


def _program(program: Program, hashes: Iterable[str], handed_in: Mapping[str, list[DataSubmission]]) -> Application:
    """The one application whose submissions hold this program."""
    opeid, key = program
    rows = [row for each in hashes for row in handed_in.get(each, [])]
    own = {
        row.application_id: row.application for row in rows if row.application.institution.institution.opeid == opeid
    }
    if rows and not own:
        raise BadRun("other_college", program=key, opeid=opeid)
    if not own:
        raise BadRun("unknown", program=key, opeid=opeid)
    if len(own) > 1:
        raise BadRun("split", program=key, opeid=opeid)
    return own.popitem()[1]


def _one_each(programs: Mapping[Program, Application]) -> None:
    before: dict[UUID, Program] = {}
    for program, application in programs.items():
        if (other := before.setdefault(application.pk, program)) != program:
            raise BadRun("two_programs", program=other[1], other=program[1], opeid=program[0])


def _approved(jurisdiction: str, programs: Mapping[Program, Application], today: date) -> None:
    """Every program's approval stands today; one that ends on a day to come still does."""
    found = Approval.objects.filter(application__in=[each.pk for each in programs.values()])
    rows, states = {row.application_id: row for row in found}, process(jurisdiction).life(Approval.kind).states
    for (opeid, key), application in programs.items():
        row = rows.get(application.pk)
        if row is None or (row.state != IN_FORCE and (row.ends_on is None or row.ends_on <= today)):
            told = states[row.state].label if row else "it has no approval"
            raise BadRun("not_approved", program=key, opeid=opeid, stands=told)


def _loads(jurisdiction: str, run: Run) -> tuple[WageLoad, ...]:
    """The loads whose records the run read, by their hashes."""
    files: list[File] = run.of_role("wages")
    rows = WageLoad.objects.filter(jurisdiction=jurisdiction, sha256__in=[each.sha256 for each in files])
    known = {row.sha256 for row in rows}
    if strange := next((each for each in files if each.sha256 not in known), None):
        raise BadRun("no_load", name=strange.name, digest=strange.sha256)
    return tuple(rows)


def _other_states(jurisdiction: str, run: Run, loads: Iterable[WageLoad]) -> None:
    """Wages of another State count only where a load of that State is on record, under an agreement for them."""
    given = {row.source for row in loads}
    if missing := [
        state for state in run.other_states if state not in given or not covering(jurisdiction, state, run.as_of)
    ]:
        raise BadRun("swis", states=", ".join(missing), day=say_day(run.as_of))


def covering(jurisdiction: str, state: str, on: date) -> WageAgreement | None:
    """The agreement in force on a day under which wage records of a State may be used."""
    from .wages import channel_of

    rows = WageAgreement.objects.filter(
        jurisdiction=jurisdiction, state="recorded", channel=channel_of(jurisdiction, state)
    ).exclude(purpose="")
    return next((row for row in rows if in_force(row.starts_on, row.ends_on, on)), None)
