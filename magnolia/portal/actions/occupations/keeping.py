"""What people say of the occupations of a list, and the steps of a list until it is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from magnolia.policy import occupation_lists as policy
from magnolia.policy.occupation_lists import register

from ... import clock
from ...models import (
    Event,
    ListCheck,
    ListedArea,
    ListedMark,
    ListedOccupation,
    OccupationList,
    OccupationTag,
    Person,
)
from ..moves import Refused, Said, act
from ..papers import incoming
from ..recording import record
from . import checks, sealing, standing
from .building import ground
from .list_files import ACCEPTS, TITLE, more_rows

COLUMNS = ("group", "candidate", "competencies", "support_demand", "support_wage", "support_fit")
STOOD = ("standing", "reason", "says", "ecosystems")  # what follows from them
MARKS = {"reasons": "reason", "sector_groups": "sector_group", "sectors": "sector"}


def change(
    row: ListedOccupation,
    given: Mapping[str, Any],
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Change what is said of one occupation: columns, and marks as lists under `reasons`, `sector_groups`, `sectors`.

    Raises Refused where its group does not fit it, such as a target that is not on the list.
    """

    def write(thing: Any) -> Said:
        changed = _put(thing, [(row, given)])[row.soc_code]
        return {"soc_code": row.soc_code, "changed": changed}

    return act(row.occupation_list, "change", by=by, at=at, seen=seen, key=key, write=write)


def tag(
    row: ListedOccupation,
    name: str,
    evidence: str,
    source: str,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Give an occupation one of the three tags, or its evidence anew; the other tags stay as they are."""
    words = register(row.occupation_list.jurisdiction)
    evidence, source = evidence.strip(), " ".join(source.split())
    if name not in words.labels["tag"]:
        raise Refused("Choose one of the tags.", "tag")
    if not evidence:
        raise Refused("A tag needs its evidence.", "evidence")
    if not source:
        raise Refused("Say where the evidence comes from.", "source")

    def write(thing: Any) -> Said:
        number = thing.method_number
        values = {"evidence": evidence, "source": source, "method_number": number}
        OccupationTag.objects.update_or_create(occupation=row, tag=name, defaults=values)
        return {"soc_code": row.soc_code, "changed": {name: ["", evidence]}}

    return act(row.occupation_list, "change", by=by, at=at, seen=seen, key=key, write=write)


def load_more(
    made: OccupationList,
    name: str,
    content: bytes | incoming.Upload | BinaryIO,
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Say more of many occupations by a file: all its rows, or nothing. Raises BadDocument, or BadList with faults."""
    file = incoming.receive(name, content, TITLE, ACCEPTS, made.jurisdiction, at, by=by)
    there = {row.soc_code: row for row in made.occupations.prefetch_related("areas", "marks")}
    rows = more_rows(made.jurisdiction, file, set(there))

    def write(thing: Any) -> Said:
        _put(thing, [(there[values["soc_code"]], _said(values)) for _, _, values in rows])
        return {"file": file.name, "rows": len(rows)}

    return act(made, "change", by=by, at=at, seen=seen, key=key, write=write)


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a file under the names of the columns it changes."""
    made = {name: value for name, value in values.items() if name not in ("soc_code", "fit")}
    return made | ({"support_fit": values["fit"]} if "fit" in values else {})


def _put(made: OccupationList, told: Sequence[tuple[ListedOccupation, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Write what is said of occupations, in a few queries for all; what changed, by SOC code.

    Whether one is in follows from its group and its sectors. Raises Refused where a group does not fit.
    """
    on, changed = ground(made), {}
    gone: list[int] = []
    new: list[ListedMark] = []
    for row, given in told:
        marks = list(row.marks.all())
        changed[row.soc_code] = _columns(row, given) | _marks(row, marks, given, gone, new)
        if not made.own:
            named = [mark.value for mark in marks if mark.kind == "sector" and mark.pk not in gone]
            named += [mark.value for mark in new if mark.occupation_id == row.pk and mark.kind == "sector"]
            standing.stand(row, list(row.areas.all()), named, on)
    ListedMark.objects.filter(pk__in=gone).delete()
    ListedMark.objects.bulk_create(new, batch_size=500)
    ListedOccupation.objects.bulk_update([row for row, _ in told], [*COLUMNS, *STOOD], batch_size=200)
    _refuse_misplaced(made, [row.pk for row, _ in told])
    return changed


def _columns(row: ListedOccupation, given: Mapping[str, Any]) -> dict[str, list[str]]:
    """Set the columns that are given; what changed, as [before, after]."""
    changed = {}
    for name in COLUMNS:
        if name in given:
            value = given[name].strip() if isinstance(given[name], str) else given[name]
            if value != getattr(row, name):
                changed[name] = [str(getattr(row, name)), str(value)]
                setattr(row, name, value)
    return changed


def _marks(
    row: ListedOccupation, there: list[ListedMark], given: Mapping[str, Any], gone: list[int], new: list[ListedMark]
) -> dict[str, list[str]]:
    """Note which marks go and which come; what changed, as [before, after]."""
    changed = {}
    for name, kind in MARKS.items():
        if name not in given:
            continue
        before, wanted = [mark for mark in there if mark.kind == kind], list(dict.fromkeys(given[name]))
        if [mark.value for mark in before] != wanted:
            gone += [mark.pk for mark in before]
            new += [ListedMark(occupation=row, kind=kind, value=each) for each in wanted]
            changed[name] = [", ".join(mark.value for mark in before), ", ".join(wanted)]
    return changed


def _refuse_misplaced(made: OccupationList, touched: Collection[int]) -> None:
    """A target that is not on the list, or has no reason, and the like: refused, naming the occupation."""
    words = register(made.jurisdiction)
    rows = ListedOccupation.objects.filter(pk__in=touched).prefetch_related("areas", "tags", "marks")
    for row in rows:
        entry = checks.entry_of(row)
        for code, more in policy.misplaced(entry):
            field = "reasons" if code == "no_reason" else "candidate" if code == "no_candidate" else "group"
            raise Refused(words.fault(code, soc=row.soc_code, title=row.title, **more), field)


def check(
    made: OccupationList,
    texts: Mapping[str, str],
    *,
    by: Person,
    at: datetime,
    seen: int | None = None,
    key: str | None = None,
) -> Event:
    """Write what the analysis was held against, one text for each of the four matters (policy 5.6)."""
    known = register(made.jurisdiction).labels["check"]

    def write(thing: Any) -> Said:
        for name in known:
            if name in texts:
                values = {"text": texts[name].strip()}
                ListCheck.objects.update_or_create(occupation_list=thing, check_name=name, defaults=values)
        return {"checks": [name for name in known if texts.get(name, "").strip()]}

    return act(made, "check", by=by, at=at, seen=seen, key=key, write=write)


def adopt(made: OccupationList, adopted_on: date | None, evidence: str, **who: Any) -> Event:
    """Record that the Board adopted the list, with the day and what shows it."""

    def write(thing: Any) -> Said:
        thing.adopted_on, thing.adopted_evidence = adopted_on, " ".join(evidence.split())
        return {"adopted_on": adopted_on, "evidence": thing.adopted_evidence}

    return act(made, "adopt", write=write, **who)


def publish(
    made: OccupationList, effective_on: date | None, with_targets: bool = True, *, at: datetime, **who: Any
) -> Event:
    """Show the list to everybody; it counts from its day on, and what it says is sealed by its hash."""

    def write(thing: Any) -> Said:
        thing.effective_on, thing.with_targets = effective_on, with_targets
        thing.number = record.next_number(f"occupations-{thing.jurisdiction}")
        thing.published_on = clock.local_date(thing.jurisdiction, at)
        return {"effective_on": effective_on, "number": thing.number, "content": sealing.seal(thing)}

    return act(made, "publish", at=at, write=write, **who)


def projected(area: ListedArea, jurisdiction: str) -> str:
    """Which parts are missing, so that no demand was projected for an occupation in an ecosystem; empty where it was.

    A projection stands on current employment, projected openings, growth and exits (policy 5.2).
    """
    columns = {"current_employment": "employment", "annual_openings": "openings", "annual_growth": "growth",
               "annual_exits": "exits"}  # fmt: skip
    words = register(jurisdiction).words["part"]
    missing = [words[name] for name, column in columns.items() if getattr(area, column) is None]
    return ", ".join(missing)


def incomplete(area: ListedArea, jurisdiction: str) -> list[str]:
    """Which of the five indicators, or the source, an occupation lacks in an ecosystem (policy 5.2)."""
    words = register(jurisdiction).words["indicator"]
    there = {
        "postings": area.job_openings is not None,
        "projections": area.openings is not None,
        "trends": area.growth is not None,
        "wages": area.wage is not None,
        "supply": area.supply is not None,
        "source": bool(area.source and area.source_date),
    }
    return [words[name] for name, is_there in there.items() if not is_there]
