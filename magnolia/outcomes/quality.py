"""How well the records of each rate were matched, and until when something in it is open: counts, for run.json.

Counted by DuckDB from what either engine explained, so that every engine says the same.
"""

from __future__ import annotations

from typing import Any

import duckdb

from .manifest import Json
from .people_checks import ATTENDED
from .taking import Taken

COUNTS = (
    "persons", "rows_put_together", "matched_here", "matched_elsewhere", "unmatched", "awaiting", "conflicts",
    "conflicts_counted", "counted_by_others_alone",
)  # fmt: skip

# Persons whose rows have several dates of birth or several names.
DIFFER = "select person from keys where births_differ or names_differ"

# Everybody of a rate who is not excluded is in one of: matched here, matched elsewhere, unmatched, awaiting, conflicts.
QUALITY = """
with told as (
    select e.*, {differs} as differs,
           e.metric = 'placement' and e.place in ('numerator', 'denominator') and not {differs} as looked_up
    from {source} as e
    where e.place <> 'excluded'
)
select program, award_year, metric,
       count(*) as persons,
       cast(sum(enrolments - 1) as bigint) as rows_put_together,
       count(*) filter (where looked_up and own_rows > 0) as matched_here,
       count(*) filter (where looked_up and own_rows = 0) as matched_elsewhere,
       count(*) filter (where looked_up and own_rows is null) as unmatched,
       count(*) filter (where place = 'pending' and not differs) as awaiting,
       count(*) filter (where differs) as conflicts,
       count(*) filter (where differs and place = 'numerator') as conflicts_counted,
       count(*) filter (where place = 'numerator' and own_rows = 0) as counted_by_others_alone,
       cast(max(case when metric = 'completion' then window_last_day end) as varchar) as window_closes
from told group by all
"""
QUARTERS = """
select program, award_year, metric,
       list({{quarter: label, persons: persons, pending: pending}} order by measured_quarter) as quarters
from (
    select program, award_year, metric, measured_quarter,
           count(*) as persons, count(*) filter (where place = 'pending') as pending
    from {source} where measured_quarter is not null and place <> 'excluded' group by all
) join said_measured_quarter using (measured_quarter) group by all
"""
# There may be a hundred thousand of them, so DuckDB writes them down too.
MATCHING = """
select to_json({{opeid: opeid, program_id: program_id, award_year: label, metric: metric, {counts},
                 window_closes: window_closes, quarters: coalesce(quarters, [])}})
from ({quality}) left join ({quarters}) using (program, award_year, metric)
join programs using (program) join said_award_year using (award_year)
order by opeid, program_id, award_year, metric
"""
FILES = f"""
select opeid, program_id, list(file order by file)
from (select distinct opeid, program_id, file from participant_rows where {ATTENDED}) group by all order by all
"""
STATES = "select distinct other_state from {source} where other_state is not null order by 1"


def quality(connection: duckdb.DuckDBPyConnection, source: str, taken: Taken) -> dict[str, Any]:
    """The parts of run.json about matching, from what was `explained`."""
    somebody = taken.conflicts or "name_differs" in taken.warnings
    rows = MATCHING.format(
        counts=", ".join(f"{name}: {name}" for name in COUNTS),
        quality=QUALITY.format(source=source, differs=f"(e.person in ({DIFFER}))" if somebody else "false"),
        quarters=QUARTERS.format(source=source),
    )
    return {
        "programs": _programs(connection, [each.sha256 for each in taken.inputs if each.role == "participants"]),
        "other_states": [state for (state,) in connection.execute(STATES.format(source=source)).fetchall()],
        "matching": [Json(text) for (text,) in connection.execute(rows).fetchall()],
    }


def _programs(connection: duckdb.DuckDBPyConnection, hashes: list[str]) -> list[dict[str, Any]]:
    """Every program with the hashes of the files that its rows came from."""
    return [
        {"opeid": opeid, "program_id": program, "inputs": [hashes[file] for file in files]}
        for opeid, program, files in connection.execute(FILES).fetchall()
    ]
