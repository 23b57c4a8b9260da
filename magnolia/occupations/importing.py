"""`magnolia occupations import`: exports of other programs, each by its mapping, joined into one file for `build`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from magnolia.calling import WrongCall, amendments, printable, say, today
from magnolia.policy.holiday_rules import CalendarError
from magnolia.policy.labor_rows import Column, Fault
from magnolia.policy.labor_sources import Export, Joined, Source, join, plain, source, words
from magnolia.policy.layers import LawError
from magnolia.policy.occupations import method
from magnolia.policy.parameters import Value, load_parameters
from magnolia.policy.periods import parse_date
from magnolia.tables import Table, Unreadable, open_table
from magnolia.writing import as_csv, write_folder

HOURS = "wage.hours_a_year"


@dataclass(frozen=True)
class Call:
    """One call of the command as it was typed; each export is a file and, mostly, its mapping."""

    exports: Sequence[Sequence[str]]
    out: str
    as_of: str | None
    jurisdiction: str
    as_json: bool


def run(call: Call) -> int:
    """Write the file and what it was made of: 0, or 1 where an export has faults. Raises WrongCall."""
    try:
        day = today(call.jurisdiction) if call.as_of is None else parse_date(call.as_of)
        by, hours = method(call.jurisdiction), hours_on(call.jurisdiction, day)
    except (CalendarError, LawError) as fault:
        raise WrongCall(str(fault)) from None
    known, faults = {**by.labor, **by.beside}, list[Fault]()
    opened = [_opened(given, known) for given in call.exports]
    try:
        joined = join([export for export, _ in opened], known, by.words["fault"], hours.whole, faults)
    except Unreadable as fault:
        raise WrongCall(f"an export cannot be read: {fault}") from None
    if faults:
        told = {"faults": [asdict(each) for each in faults]}
        say(json.dumps(told, indent=2) if call.as_json else printable(_faults(faults)))
        return 1
    manifest = _manifest(call, day, opened, joined, hours)
    beside = _write(call, joined, manifest)
    lines = _summary(call, joined, hours, any(export.source.wage_per == "year" for export, _ in opened), beside)
    say(json.dumps(manifest, indent=2, ensure_ascii=False) if call.as_json else printable(lines))
    return 0


def hours_on(jurisdiction: str, day: date) -> Value:
    """The hours of a year in which a yearly wage is earned; on a day before the law, its first number."""
    parameter = load_parameters(jurisdiction, amendments(jurisdiction))[HOURS]
    return parameter.on(max(day, parameter.values[0].starts))


def _opened(given: Sequence[str], known: dict[str, Column]) -> tuple[Export, dict[str, Any]]:
    """An export with its mapping, and what the manifest says of both."""
    path, *rest = given
    if len(rest) > 1:
        raise WrongCall(f"--export takes a file and its mapping, not {len(given)} files: {' '.join(given)}")
    try:
        table = open_table(path)
        if rest:
            block = tomllib.loads(Path(rest[0]).read_text(encoding="utf-8"), parse_float=Decimal)
            made = source(block, known, rest[0])
            export = Export(made, table.name, table.rows)
        else:
            export = _unmapped(table, known)
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {fault.filename or path}") from None
    except Unreadable as fault:
        raise WrongCall(f"{path} cannot be read: {fault}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise WrongCall(f"{rest[0]} is no TOML: {fault}") from None
    except LawError as fault:
        raise WrongCall(str(fault)) from None
    mapping = {"mapping": Path(rest[0]).name if rest else "", "said": _said(export.source)}
    return export, {"name": table.name, "sha256": table.sha256, **mapping}


def _unmapped(table: Table, known: dict[str, Column]) -> Export:
    """An export without a mapping: its columns have the names of the file's."""
    number, header = next(table.rows, (1, []))

    def whole() -> Any:
        yield number, header
        yield from table.rows

    return Export(plain(header, known, table.name), table.name, whole())


def _said(by: Source) -> dict[str, Any]:
    return {name: value for name, value in asdict(by).items() if value}


def _manifest(
    call: Call, day: date, opened: Sequence[tuple[Export, dict[str, Any]]], joined: Joined, hours: Value
) -> dict[str, Any]:
    """What the file was made of, without an hour or a machine: the same call writes the same bytes."""
    return {
        "command": "occupations import",
        "jurisdiction": call.jurisdiction,
        "as_of": day.isoformat(),
        "parameters": {"hours_a_year": {"key": HOURS, "value": hours.text, "cite": hours.cite}},
        "inputs": [told for _, told in opened],
        "rows": len(joined.rows),
        "read": [{"file": file, "name": name, "rows": rows} for file, name, rows in joined.read],
        "aside": [{"file": file, "rows": rows} for file, rows in joined.aside],
    }


def _write(call: Call, joined: Joined, manifest: dict[str, Any]) -> str:
    place = Path(call.out)
    beside = f"{place.name}.run.json"
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    files = {place.name: as_csv(joined.columns, joined.rows), beside: text.encode()}
    try:
        write_folder(str(place.parent), files, [path for given in call.exports for path in given])
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {call.out}") from None
    return beside


def _faults(faults: Sequence[Fault]) -> list[str]:
    says = words()["says"]
    lines = [says["fault" if each.column else "fault_of_row"].format(**asdict(each)) for each in faults]
    return [*lines, says["faults"].format(count=len(faults))]


def _summary(call: Call, joined: Joined, hours: Value, yearly: bool, beside: str) -> list[str]:
    says = words()["says"]
    lines = [says["read"].format(file=file, name=name, rows=rows) for file, name, rows in joined.read]
    first = joined.read[0][0]
    lines += [says["aside"].format(file=file, rows=rows, first=first) for file, rows in joined.aside]
    if yearly:
        lines.append(says["hours"].format(hours=hours.text, cite=hours.cite))
    return [*lines, says["written"].format(place=call.out, rows=len(joined.rows), beside=beside)]
