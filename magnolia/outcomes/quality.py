"""How well the records of each rate were matched, and until when something in it is open: counts, for run.json.

Counted by DuckDB from what either engine explained, so that every engine says the same.
"""

from __future__ import annotations

from typing import Any

import duckdb

from .manifest import Json
from .people_checks import ATTENDED
from .taking import Taken

# Persons whose rows have several dates of birth or several names.
DIFFER = "select person from keys where births_differ or names_differ"

# Everybody of a rate who is not excluded is in one of: matched here, matched elsewhere, unmatched, awaiting, conflicts.
SUMMED = {
    "persons": "count(*)",
    "rows_put_together": "sum(enrolments - 1)",
    "matched_here": "count(*) filter (where looked_up and own_rows > 0)",
    "matched_elsewhere": "count(*) filter (where looked_up and own_rows = 0)",
    "unmatched": "count(*) filter (where looked_up and own_rows is null)",
    "awaiting": "count(*) filter (where place = 'pending' and not differs)",
    "conflicts": "count(*) filter (where differs)",
    "conflicts_counted": "count(*) filter (where differs and place = 'numerator')",
    "counted_by_others_alone": "count(*) filter (where place = 'numerator' and own_rows = 0)",
}
# Counted for each measured quarter first, which is nothing for completions, and then added up. There may be a hundred
# thousand rates, so DuckDB writes them down too.
MATCHING = """
with told as (
    select e.*, {differs} as differs,
           e.metric = 'placement' and e.place in ('numerator', 'denominator') and not {differs} as looked_up
    from {source} as e
    where e.place <> 'excluded'
), quarterly as (
    select program, award_year, metric, measured_quarter, {counted},
           count(*) filter (where place = 'pending') as pending,
           max(case when metric = 'completion' then window_last_day end) as last_day
    from told group by all
), added as (
    select program, award_year, metric, {added}, cast(max(last_day) as varchar) as window_closes,
           coalesce(list({{quarter: label, persons: persons, pending: pending}} order by measured_quarter)
                    filter (where measured_quarter is not null), []) as quarters
    from quarterly left join said_measured_quarter using (measured_quarter) group by program, award_year, metric
)
select string_agg(to_json({{opeid: opeid, program_id: program_id, award_year: label, metric: metric, {shown},
                 window_closes: window_closes, quarters: quarters}}), ',\n    '
                 order by opeid, program_id, award_year, metric)
from added join programs using (program) join said_award_year using (award_year)
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
        source=source,
        differs=f"(e.person in ({DIFFER}))" if somebody else "false",
        counted=", ".join(f"{sql} as {name}" for name, sql in SUMMED.items()),
        added=", ".join(f"cast(sum({name}) as bigint) as {name}" for name in SUMMED),
        shown=", ".join(f"{name}: {name}" for name in SUMMED),
    )
    lines = connection.execute(rows).fetchall()[0][0]
    return {
        "programs": _programs(connection, [each.sha256 for each in taken.inputs if each.role == "participants"]),
        "other_states": [state for (state,) in connection.execute(STATES.format(source=source)).fetchall()],
        "matching": Json(f"[\n    {lines}\n  ]" if lines else "[]"),
    }


def _programs(connection: duckdb.DuckDBPyConnection, hashes: list[str]) -> list[dict[str, Any]]:
    """Every program with the hashes of the files that its rows came from."""
    return [
        {"opeid": opeid, "program_id": program, "inputs": [hashes[file] for file in files]}
        for opeid, program, files in connection.execute(FILES).fetchall()
    ]
