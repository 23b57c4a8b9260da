"""`magnolia occupations build`: a file of labor market data, the lists it gives, and what they were made from."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from magnolia.calling import WrongCall, amendments, printable, say, today
from magnolia.policy import occupations as policy
from magnolia.policy.holiday_rules import CalendarError
from magnolia.policy.labor_rows import Fault, Labor, Lifted, Reader
from magnolia.policy.layers import LawError
from magnolia.policy.occupations import Judged, Method, Numbers, Statewide
from magnolia.policy.parameters import load_parameters
from magnolia.policy.periods import parse_date, say_day
from magnolia.policy.potential import plain
from magnolia.tables import Table, Unreadable, open_table
from magnolia.writing import as_csv, write_folder

ECOSYSTEM = (
    "ecosystem", "soc_code", "title", "sector", "gap", "job_openings", "median_hourly_wage", "high_demand", "high_wage",
    "high_skill", "excluded", "rank", "priority",
)  # fmt: skip
STATEWIDE = ("soc_code", "title", "ecosystems", "state_priority")
FLAG = {True: "Y", False: "N", None: ""}


@dataclass(frozen=True)
class Call:
    """One call of the command as it was typed."""

    labor: str
    out: str
    as_of: str | None
    exceptions: str | None
    jurisdiction: str
    as_json: bool


@dataclass(frozen=True)
class Lists:
    """What one call gives: the lists, the law they were made by, and what they say about themselves."""

    day: date
    law: Numbers
    by: Method
    ecosystems: tuple[str, ...]
    exceptions: list[Lifted]
    judged: list[Judged]
    statewide: list[Statewide]
    warnings: list[str]


def run(call: Call) -> int:
    """Write the lists and print what they are: 0, or 1 where the files have faults. Raises WrongCall."""
    try:
        day = today(call.jurisdiction) if call.as_of is None else parse_date(call.as_of)
        by = policy.method(call.jurisdiction)
        law = policy.numbers(load_parameters(call.jurisdiction, amendments(call.jurisdiction)), day)
    except (CalendarError, LawError) as fault:
        raise WrongCall(str(fault)) from None
    says, faults = by.words["fault"], list[Fault]()
    with _reading(call.labor) as table:
        rows = Reader(table.name, by.labor, says, faults).labor(table.rows)
    inputs = [_input("labor", table, len(rows))]
    exceptions: list[Lifted] = []
    if call.exceptions is not None:
        with _reading(call.exceptions) as table:
            exceptions = Reader(table.name, by.exceptions, says, faults).exceptions(table.rows)
        inputs.append(_input("exceptions", table, len(exceptions)))
    if faults:
        say(_faults_as_json(faults) if call.as_json else printable(_faults_as_text(faults, by)))
        return 1
    lists = _lists(day, law, by, rows, exceptions)
    text = _write(call, lists, inputs)
    say(text if call.as_json else printable(_summary(call, lists)))
    return 0


@contextmanager
def _reading(path: str) -> Iterator[Table]:
    """A table that is read to its end; what cannot be read is a wrong call."""
    try:
        yield open_table(path)
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {path}") from None
    except Unreadable as fault:
        raise WrongCall(f"{path} cannot be read: {fault}") from None


def _input(role: str, table: Table, rows: int) -> dict[str, Any]:
    return {"role": role, "name": table.name, "sha256": table.sha256, "rows": rows}


def _lists(day: date, law: Numbers, by: Method, rows: list[Labor], exceptions: list[Lifted]) -> Lists:
    titles: dict[str, str] = {}
    for row in rows:
        titles.setdefault(row.soc_code, row.title)
    present = {row.ecosystem for row in rows}
    judged = policy.judge(rows, law, by, {each.soc_code for each in exceptions})
    barred = {row.soc_code for row in rows if row.category in by.reasons}
    warnings = [policy.missing(present, law, by)]
    for code in dict.fromkeys(each.soc_code for each in exceptions if each.soc_code not in barred):
        warnings.append(by.words["warning"]["lifts_nothing"].format(soc_code=code))
    return Lists(
        day=day,
        law=law,
        by=by,
        ecosystems=tuple(sorted(present)),
        exceptions=exceptions,
        judged=judged,
        statewide=policy.statewide(judged, titles, law, len(present)),
        warnings=[text for text in warnings if text],
    )


def _write(call: Call, lists: Lists, inputs: list[dict[str, Any]]) -> str:
    """Put the files into their folder; what run.json says. Raises WrongCall."""
    files = {"ecosystem.csv": _ecosystem(lists.judged), "statewide.csv": _statewide(lists.statewide)}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = {**_manifest(call.jurisdiction, lists), "inputs": inputs, "outputs": hashes}
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    given = [call.labor, *([call.exceptions] if call.exceptions else [])]
    try:
        write_folder(call.out, {**files, "run.json": f"{text}\n".encode()}, given)
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {call.out}") from None
    return text


def _ecosystem(judged: Iterable[Judged]) -> bytes:
    return as_csv(ECOSYSTEM, map(_ecosystem_row, judged))


def _ecosystem_row(each: Judged) -> tuple[str, ...]:
    row = each.labor
    flags = (FLAG[each.high_demand], FLAG[each.high_wage], FLAG[each.high_skill])
    rank = "" if each.rank is None else str(each.rank)
    return (
        row.ecosystem, row.soc_code, row.title, row.sector, plain(each.gap), str(row.job_openings), row.wage_given,
        *flags, each.excluded, rank, FLAG[each.priority],
    )  # fmt: skip


def _statewide(rows: Iterable[Statewide]) -> bytes:
    return as_csv(STATEWIDE, ((row.soc_code, row.title, str(row.ecosystems), FLAG[row.priority]) for row in rows))


def _manifest(jurisdiction: str, lists: Lists) -> dict[str, Any]:
    """What the lists were made by, without an hour or a machine: the same call writes the same bytes."""
    law = {
        name: {"key": policy.KEYS[name], "value": value.text, "from": value.starts.isoformat(), "cite": value.cite}
        for name, value in lists.law.values.items()
    }
    left_out = Counter(each.excluded for each in lists.judged if each.excluded)
    return {
        "command": "occupations build",
        "jurisdiction": jurisdiction,
        "as_of": lists.day.isoformat(),
        "parameters": law,
        "reasons": _reasons(lists),
        "tie": lists.by.tie,
        "ecosystems": lists.ecosystems,
        "exceptions": [asdict(each) for each in lists.exceptions],
        "rows": len(lists.judged),
        "priority": sum(each.priority for each in lists.judged),
        "left_out": {code: left_out[code] for code in lists.by.reasons},
        "any_of_three": sum(each.any_of_three for each in lists.judged),
        "all_three": sum(each.all_three for each in lists.judged),
        "state_priority": sum(bool(row.priority) for row in lists.statewide),
        "warnings": lists.warnings,
    }


def _reasons(lists: Lists) -> dict[str, str]:
    """Every reason with the numbers of the day in it."""
    return {code: says.format(**lists.law.words()) for code, says in lists.by.reasons.items()}


def _summary(call: Call, lists: Lists) -> list[str]:
    says, known, law = lists.by.words["says"], _manifest(call.jurisdiction, lists), lists.law.words()
    lines = [
        says["head"].format(day=say_day(lists.day)),
        says["threshold"].format(cite=lists.law.values["living_wage"].cite, **law),
        says["counts"].format(
            rows=known["rows"],
            ecosystems=len(lists.ecosystems),
            priority=known["priority"],
            statewide=known["state_priority"],
        ),
    ]
    for code, why in _reasons(lists).items():
        if rows := known["left_out"][code]:
            lines.append(says["left_out"].format(rows=rows, reason=code, why=why))
    if below := known["rows"] - known["priority"] - sum(known["left_out"].values()):
        lines.append(says["below"].format(rows=below, **law))
    lines += [says["federal"].format(any=known["any_of_three"], all=known["all_three"]), lists.by.tie]
    lines += [says["exception"].format(**asdict(each)) for each in lists.exceptions]
    lines += [says["warning"].format(text=text) for text in lists.warnings]
    return [*lines, says["written"].format(place=call.out)]


def _faults_as_json(faults: list[Fault]) -> str:
    return json.dumps({"faults": [asdict(each) for each in faults]}, indent=2)


def _faults_as_text(faults: list[Fault], by: Method) -> list[str]:
    says = by.words["says"]
    lines = [says["fault" if each.column else "fault_of_row"].format(**asdict(each)) for each in faults]
    return [*lines, says["faults"].format(count=len(faults))]
