"""`magnolia check`: one program's facts from a file, a finding for every criterion, and the exit status."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from io import TextIOWrapper
from typing import cast

from magnolia.policy.amendment_files import read_amendments
from magnolia.policy.criteria import findings
from magnolia.policy.finding import OUTCOMES, Finding
from magnolia.policy.holiday_rules import CalendarError
from magnolia.policy.layers import LawError, read, state_layer
from magnolia.policy.periods import parse_date
from magnolia.policy.reading import LARGEST_FILE, Unreadable, read_facts

FAILS = ("not_met", "missing")
AMENDMENTS = "MAGNOLIA_LAW"  # a file that `magnolia manage law export` wrote, or a folder of them (ms.toml, ...)


class WrongCall(Exception):
    """The call or the file is wrong; the sentence names the place."""


def run(path: str, jurisdiction: str, on: str | None, as_json: bool) -> int:
    """Print the findings: 0 when nothing is not met or missing, else 1. Raises WrongCall."""
    try:
        layer = state_layer(jurisdiction)
        day = _today(read(layer, "profile")["time_zone"]) if on is None else parse_date(on)
        facts = read_facts(_bytes(path))
        changes = read_amendments(place, jurisdiction) if (place := os.environ.get(AMENDMENTS)) else ()
        found = findings(facts, jurisdiction, day, changes)
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {path}") from None
    except Unreadable as fault:
        raise WrongCall(f"{fault} (in {path})") from None
    except (CalendarError, LawError) as fault:
        raise WrongCall(str(fault)) from None
    _say(_as_json(facts.program.name, day, found) if as_json else _as_text(facts.program.name, day, found))
    return 1 if any(each.outcome in FAILS for each in found) else 0


def _today(zone: str) -> date:
    """Today where the State is."""
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(zone)).date()


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
    return "\n".join("".join(sign if sign.isprintable() else " " for sign in line) for line in lines)


def _say(text: str) -> None:
    """Print for any terminal; one that stops reading, such as `head`, is no fault."""
    cast(TextIOWrapper, sys.stdout).reconfigure(errors="backslashreplace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
