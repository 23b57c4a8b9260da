"""`magnolia check`: one program's facts from a file, a finding for every criterion, and the exit status."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date

from magnolia.calling import WrongCall, amendments, printable, say, today
from magnolia.policy.criteria import findings
from magnolia.policy.finding import OUTCOMES, Finding
from magnolia.policy.holiday_rules import CalendarError
from magnolia.policy.layers import LawError, state_layer
from magnolia.policy.periods import parse_date
from magnolia.policy.reading import LARGEST_FILE, Unreadable, read_facts

FAILS = ("not_met", "missing")


def run(path: str, jurisdiction: str, on: str | None, as_json: bool) -> int:
    """Print the findings: 0 when nothing is not met or missing, else 1. Raises WrongCall."""
    try:
        state_layer(jurisdiction)
        day = today(jurisdiction) if on is None else parse_date(on)
        facts = read_facts(_bytes(path))
        found = findings(facts, jurisdiction, day, amendments(jurisdiction))
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {path}") from None
    except Unreadable as fault:
        raise WrongCall(f"{fault} (in {path})") from None
    except (CalendarError, LawError) as fault:
        raise WrongCall(str(fault)) from None
    say(_as_json(facts.program.name, day, found) if as_json else _as_text(facts.program.name, day, found))
    return 1 if any(each.outcome in FAILS for each in found) else 0


def _bytes(path: str) -> bytes:
    """The file, or a little more than the largest there may be."""
    with open(path, "rb") as file:
        return file.read(LARGEST_FILE + 1)


def _as_json(program: str, day: date, found: Iterable[Finding]) -> str:
    rows = [each.as_row() for each in found]
    return json.dumps({"program": program, "on": day.isoformat(), "findings": rows}, indent=2)


def _as_text(program: str, day: date, found: Iterable[Finding]) -> str:
    """A block of lines for each finding, and how many there are of each outcome."""
    lines = [f"{program}, on {day.isoformat()}", ""]
    for each in found:
        lines += [f"{each.outcome:<15} {each.criterion}", f"    {each.message}", f"    {each.citation}", ""]
    counts = Counter(each.outcome for each in found)
    lines.append(", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome]))
    return printable(lines)
