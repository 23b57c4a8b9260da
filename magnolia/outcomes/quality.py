"""How well the records of each rate were matched, and until when something in it is open: counts, for run.json.

Counted by DuckDB from what either engine explained, so that every engine says the same.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from magnolia.policy.periods import AwardYear, Quarter

from .people_checks import ATTENDED
from .taking import Taken

OF_A_RATE = ("opeid", "program_id", "award_year", "metric")
COUNTS = (
    "persons", "rows_put_together", "matched_here", "matched_elsewhere", "unmatched", "awaiting", "conflicts",
    "conflicts_counted", "counted_by_others_alone",
)  # fmt: skip

# Persons whose rows have several dates of birth or several names.
DIFFER = f"""
select distinct k.person from keys as k join (
    select masked from participant_rows where {ATTENDED} group by masked
    having min(date_of_birth) <> max(date_of_birth) or min(name) <> max(name)
) as d using (masked)
"""
NOBODY = "select cast(null as integer) as person limit 0"

# Everybody of a rate who is not excluded is in one of: matched here, matched elsewhere, unmatched, awaiting, conflicts.
QUALITY = """
with told as (
    select e.*, d.person is not null as differs,
           e.metric = 'placement' and e.place in ('numerator', 'denominator') and d.person is null as looked_up
    from {source} as e left join ({differ}) as d on d.person = e.person
    where e.place <> 'excluded'
)
select opeid, program_id, award_year, metric,
       count(*), cast(sum(enrolments - 1) as bigint),
       count(*) filter (where looked_up and own_rows > 0),
       count(*) filter (where looked_up and own_rows = 0),
       count(*) filter (where looked_up and own_rows is null),
       count(*) filter (where place = 'pending' and not differs),
       count(*) filter (where differs),
       count(*) filter (where differs and place = 'numerator'),
       count(*) filter (where place = 'numerator' and own_rows = 0),
       max(case when metric = 'completion' then window_last_day end)
from told group by all order by all
"""
QUARTERS = """
select opeid, program_id, award_year, metric, measured_quarter,
       count(*), count(*) filter (where place = 'pending')
from {source} where measured_quarter is not null and place <> 'excluded' group by all order by all
"""
FILES = f"select distinct opeid, program_id, file from participant_rows where {ATTENDED} order by all"
STATES = "select distinct other_state from {source} where other_state is not null order by 1"


def quality(connection: duckdb.DuckDBPyConnection, source: str, taken: Taken) -> dict[str, Any]:
    """The parts of run.json about matching; `source` is SQL of what the engine explained."""
    differ = DIFFER if taken.conflicts or "name_differs" in taken.warnings else NOBODY
    quarters: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for *of, quarter, persons, pending in connection.execute(QUARTERS.format(source=source)).fetchall():
        told = {"quarter": str(Quarter(quarter)), "persons": persons, "pending": pending}
        quarters.setdefault(tuple(of), []).append(told)
    rows = connection.execute(QUALITY.format(source=source, differ=differ)).fetchall()
    return {
        "programs": _programs(connection, [each.sha256 for each in taken.inputs if each.role == "participants"]),
        "other_states": [state for (state,) in connection.execute(STATES.format(source=source)).fetchall()],
        "matching": [_matching(row, quarters.get(row[: len(OF_A_RATE)], [])) for row in rows],
    }


def _programs(connection: duckdb.DuckDBPyConnection, hashes: list[str]) -> list[dict[str, Any]]:
    """Every program with the hashes of the files that its rows came from."""
    found: dict[tuple[str, str], list[str]] = {}
    for opeid, program, file in connection.execute(FILES).fetchall():
        found.setdefault((opeid, program), []).append(hashes[file])
    return [{"opeid": opeid, "program_id": program, "inputs": each} for (opeid, program), each in found.items()]


def _matching(row: tuple[Any, ...], quarters: list[dict[str, Any]]) -> dict[str, Any]:
    of = dict(zip(OF_A_RATE, row[: len(OF_A_RATE)], strict=True))
    closes: date | None = row[-1]
    return {
        **of,
        "award_year": AwardYear(of["award_year"]).label,
        **dict(zip(COUNTS, row[len(OF_A_RATE) : -1], strict=True)),
        "window_closes": closes.isoformat() if closes else None,
        "quarters": quarters,
    }
