"""How well the records of each rate were matched, and until when something in it is open: counts, for run.json.

Counted by DuckDB from what either engine explained, so that every engine says the same.
"""

from __future__ import annotations

from typing import Any

import duckdb

from .explaining import labels
from .manifest import Json
from .people_checks import ATTENDED
from .taking import Taken

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
select opeid, program_id, award_year, metric,
       list({{quarter: {quarter}, persons: persons, pending: pending}} order by measured_quarter) as quarters
from (
    select opeid, program_id, award_year, metric, measured_quarter,
           count(*) as persons, count(*) filter (where place = 'pending') as pending
    from {source} where measured_quarter is not null and place <> 'excluded' group by all
) as e group by all
"""
# There may be a hundred thousand of them, so DuckDB writes them down too.
MATCHING = """
select to_json({{opeid: opeid, program_id: program_id, award_year: {year}, metric: metric, {counts},
                 window_closes: window_closes, quarters: coalesce(quarters, [])}})
from ({quality}) as e left join ({quarters}) as q using (opeid, program_id, award_year, metric)
order by opeid, program_id, award_year, metric
"""
FILES = f"select distinct opeid, program_id, file from participant_rows where {ATTENDED} order by all"
STATES = "select distinct other_state from {source} where other_state is not null order by 1"


def quality(connection: duckdb.DuckDBPyConnection, source: str, taken: Taken) -> dict[str, Any]:
    """The parts of run.json about matching; `source` is SQL of what the engine explained."""
    differ = DIFFER if taken.conflicts or "name_differs" in taken.warnings else NOBODY
    years, found = labels(connection, source, "award_year"), labels(connection, source, "measured_quarter")
    rows = MATCHING.format(
        year=years,
        counts=", ".join(f"{name}: {name}" for name in COUNTS),
        quality=QUALITY.format(source=source, differ=differ),
        quarters=QUARTERS.format(source=source, quarter=found),
    )
    return {
        "programs": _programs(connection, [each.sha256 for each in taken.inputs if each.role == "participants"]),
        "other_states": [state for (state,) in connection.execute(STATES.format(source=source)).fetchall()],
        "matching": [Json(text) for (text,) in connection.execute(rows).fetchall()],
    }


def _programs(connection: duckdb.DuckDBPyConnection, hashes: list[str]) -> list[dict[str, Any]]:
    """Every program with the hashes of the files that its rows came from."""
    found: dict[tuple[str, str], list[str]] = {}
    for opeid, program, file in connection.execute(FILES).fetchall():
        found.setdefault((opeid, program), []).append(hashes[file])
    return [{"opeid": opeid, "program_id": program, "inputs": each} for (opeid, program), each in found.items()]
