"""people.parquet: one row per person, program and measure, by pseudonym, with the rule that placed the person there.

It tells no wage: only whether the records of this State, or of another, had rows in the measured quarter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import duckdb

from magnolia.policy.outcome_law import STANDARD
from magnolia.policy.outcome_records import Records
from magnolia.policy.periods import AwardYear, Quarter

from .engine import Engine, literal, one_of, words_of
from .keys import HALVES
from .sources import quoted

LAST = "dispositions"  # the step
EXPLAINED = "explained"
WRITTEN: Mapping[str, Callable[[int], str]] = {
    "award_year": lambda start: AwardYear(start).label,
    "measured_quarter": lambda index: str(Quarter(index)),
}
SAID = {
    "said_rule": ("number", "rule", "place", "reason", "citation"),
    **{f"said_{name}": (name, "label") for name in WRITTEN},
}
NARROW = {"award_year": "smallint", "measured_quarter": "integer", "enrolments": "integer", "rule": "smallint"}
STATES = list(map("".join, product(ascii_uppercase, repeat=2)))  # every text that a source can be
OF_PROGRAMS = {"programs": ("opeid", "program_id"), "offerings": ("cip_code",)}


def explained(connection: duckdb.DuckDBPyConnection, engine: Engine, work: Path, by: Records) -> None:
    """Make the table EXPLAINED: what the engine's last step has of each person.

    Beside it the connection gets tables of what is said about it: `said_rule` by the rule's number, and
    `said_award_year` and `said_measured_quarter` with the number and its `label`.
    """
    # What is held and sorted is narrow: whole numbers, and words as one of an enumeration, which gives Parquet its
    # dictionaries ready-made too. Whoever reads the file sees text.
    exclusions = next(column.values for column in by.participants if column.id == "exclusion")
    words = {"metric": STANDARD, "exclusion": exclusions, "other_state": STATES}
    kinds = {**{name: one_of(texts) for name, texts in words.items()}, **NARROW}
    narrow = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in kinds.items())
    narrow += ", cast(own_rows > 0 as tinyint) as own_rows"  # whether there were any
    rows = engine.hand_over(LAST, work / LAST)
    connection.execute(f"create table {EXPLAINED} as select * replace ({narrow}) from {rows}")
    rules = [(number, each.id, each.place, each.says, each.cite) for number, each in enumerate(by.rules.values())]
    _say(connection, "said_rule", SAID["said_rule"], rules)
    lists = ", ".join(f"list_sort(coalesce(list(distinct {name}) filter ({name} is not null), []))" for name in WRITTEN)
    found = connection.execute(f"select {lists} from {EXPLAINED}").fetchall()[0]
    for (name, label), values in zip(WRITTEN.items(), found, strict=True):
        _say(connection, f"said_{name}", SAID[f"said_{name}"], [(value, label(value)) for value in values])


def write_people(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Write the file from what was `explained` and this connection's `pseudonyms`, in one order on every engine."""
    names = {
        table: ", ".join(f"cast({name} as {words_of(connection, table, name)}) as {name}" for name in columns)
        for table, columns in OF_PROGRAMS.items()
    }
    connection.execute(
        f"""
        copy (
            select e.person, e.opeid, e.program_id, e.cip_code, e.metric, e.award_year, e.place, e.rule, e.reason,
                   e.citation, e.entry_date, e.window_last_day, e.completion_date, e.exclusion, e.measurement_quarter,
                   case when e.metric = 'placement' then coalesce(e.own_rows, 0) > 0 end as wages_of_this_state,
                   e.other_state as wages_of_other_state
            from (
                select k.pseudonym as person, n.opeid, n.program_id, o.cip_code, x.metric, y.label as award_year,
                       r.place, r.rule, r.reason, r.citation,
                       x.entry_date, x.window_last_day, x.completion_date, x.exclusion,
                       q.label as measurement_quarter, x.own_rows, x.other_state
                from {EXPLAINED} as x
                join pseudonyms as k on k.person = x.person
                join (select program, {names["programs"]} from programs) as n on n.program = x.program
                join (select offering, {names["offerings"]} from offerings) as o on o.offering = x.offering
                join said_rule as r on r.number = x.rule
                join said_award_year as y on y.award_year = x.award_year
                left join said_measured_quarter as q on q.measured_quarter = x.measured_quarter
                order by {", ".join(f"k.{half}" for half in HALVES)},
                         x.program * 2 + case when x.metric = 'placement' then 1 else 0 end
            ) as e
        ) to {quoted(str(file))} (format parquet)
        """
    )


def _say(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """A table of a few rows; every text in it is one of an enumeration, whose order is that of the texts."""
    types = [
        "integer" if rows and isinstance(rows[0][place], int) else one_of(row[place] for row in rows)
        for place in range(len(columns))
    ]
    connection.execute(f"create table {table} ({', '.join(map(' '.join, zip(columns, types, strict=True)))})")
    if rows:
        values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
        connection.execute(f"insert into {table} values {values}")
