"""`magnolia outcomes longterm`: what completers of each program earn in a year, some years later (State policy 8.7.2).

For planning and improvement: no standard is held against it. How many years later, and how many quarters in a row make
the year, are the parameters monitoring.*. Who lacks a quarter has no earnings of a year; nothing is scaled up.
"""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from magnolia.calling import WrongCall, printable, say
from magnolia.policy.holiday_rules import CalendarError
from magnolia.policy.layers import LawError
from magnolia.policy.outcome_law import LATER, OutcomeLaw
from magnolia.policy.outcome_records import Records
from magnolia.policy.periods import AwardYear, say_day
from magnolia.writing import as_csv

from .computing import REJECTED, Call, Timed, law_of, taken_in, writing
from .keys import read_key
from .manifest import manifest
from .pipeline import count_further
from .taking import Taken

NAME = "longterm"
FILES = ("longterm.csv", "rejected.csv", "run.json")
COUNTED = ("opeid", "program_id", "award_year", "persons", "not_yet", "with_earnings", "lower_middle", "upper_middle")
COLUMNS = (*COUNTED[:5], "incomplete", "with_earnings", "median_earnings")


def run(call: Call) -> int:
    """Write the folder and say what it holds: 0, or 1 where rows were rejected. Raises WrongCall."""
    try:
        law, by = law_of(call, LATER)
    except (CalendarError, LawError) as fault:
        raise WrongCall(str(fault)) from None
    key, timed = read_key(call.key_file, by.words["says"]["no_key"]), Timed()
    with writing(call, FILES) as made:
        with taken_in(call, law, by, key, made, timed, _quarters(law), lambda engine: None) as (intake, engine, wages):
            with timed.part("counting"):
                rows = [_row(each) for each in count_further(engine, law.later_row(), NAME, COUNTED)]
            intake.look_across(key)
            wages.hash_files()
        rows.sort(key=lambda row: (row["opeid"], row["program_id"], row["award_year"]))
        taken = intake.taken
        (made / "longterm.csv").write_bytes(as_csv(COLUMNS, [[str(row[name]) for name in COLUMNS] for row in rows]))
        faults = [[str(value) for value in each.shown().values()] for each in taken.rejected]
        (made / "rejected.csv").write_bytes(as_csv(REJECTED, faults))
        told = manifest(NAME, call.jurisdiction, law, by, key, taken, call.engine, timed.seconds, made, FILES[:-1])
        text = json.dumps(told, indent=2, ensure_ascii=False)
        (made / "run.json").write_text(f"{text}\n", encoding="utf-8")
    say(text if call.as_json else printable(_summary(call, law, by, taken, rows)))
    return 0 if taken.complete else 1


def _quarters(law: OutcomeLaw) -> list[str]:
    """SQL of every quarter that can matter: one more than are added up, since the first may be this one or the next."""
    row = law.later_row()
    first = f"(year(p.completion_date) + {row['years_after']}) * 4 + quarter(p.completion_date)"
    return [f"{first} + {step}" for step in range(row["quarters_in_a_row"] + 1)]


def _row(counted: dict[str, Any]) -> dict[str, Any]:
    """One row of longterm.csv from its counts: here the median is divided."""
    median = ""
    if counted["with_earnings"]:
        median = str(
            ((counted["lower_middle"] + counted["upper_middle"]) / Decimal(2)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        )
    incomplete = counted["persons"] - counted["not_yet"] - counted["with_earnings"]
    label = AwardYear(counted["award_year"]).label
    return {**counted, "award_year": label, "incomplete": incomplete, "median_earnings": median}


def _summary(call: Call, law: OutcomeLaw, by: Records, taken: Taken, rows: list[dict[str, Any]]) -> list[str]:
    says = by.words["says"]
    lines = [says["head"].format(as_of=say_day(law.as_of), through=law.through)]
    lines.append(
        says["later"].format(
            rows=len(rows), known=sum(bool(row["median_earnings"]) for row in rows),
            not_yet=sum(row["not_yet"] for row in rows), incomplete=sum(row["incomplete"] for row in rows),
        )
    )  # fmt: skip
    if taken.rejected:
        lines.append(says["rejected"].format(rows=taken.rejected_rows))
    return [*lines, says["written"].format(place=call.out)]
