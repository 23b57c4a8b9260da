"""How well the records of each rate were matched, and until when something in it is open: counts, for run.json.

Counted by DuckDB from what either engine explained, so that every engine says the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from .explaining import EXPLAINED
from .people_checks import ATTENDED
from .sources import quoted
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
    select e.*, r.place, {differs} as differs,
           e.metric = 'placement' and r.place in ('numerator', 'denominator') and not {differs} as looked_up
    from {explained} as e join said_rule as r on r.number = e.rule
    where r.place <> 'excluded'
), quarterly as (
    select program, award_year, metric, measured_quarter, {counted},
           count(*) filter (where place = 'pending') as pending,
           max(case when metric = 'completion' then window_last_day end) as last_day
    from told group by all
), added as (
    select program, award_year, metric, {added}, cast(max(last_day) as varchar) as window_closes,
           list_sort(coalesce(list({{quarter: label, persons: persons, pending: pending}})
                              filter (where measured_quarter is not null), [])) as quarters
    from quarterly left join said_measured_quarter using (measured_quarter) group by program, award_year, metric
)
select opeid, program_id, label as award_year, metric, {shown}, window_closes, quarters
from added join programs using (program) join said_award_year using (award_year)
order by added.program, added.award_year, added.metric
"""
FILES = f"""
select cast(opeid as varchar) as opeid, cast(program_id as varchar) as program_id, list(distinct file order by file)
from participant_rows where {ATTENDED} group by all order by all
"""
OTHER_STATES = f"select distinct other_state from {EXPLAINED} where other_state is not null order by 1"


def write_matching(connection: duckdb.DuckDBPyConnection, taken: Taken, file: Path) -> int:
    """Write a list as JSON: how the records of each rate were matched, from what was `explained`. How many they are."""
    somebody = taken.conflicts or "name_differs" in taken.warnings
    rows = MATCHING.format(
        explained=EXPLAINED,
        differs=f"(e.person in ({DIFFER}))" if somebody else "false",
        counted=", ".join(f"{sql} as {name}" for name, sql in SUMMED.items()),
        added=", ".join(f"cast(sum({name}) as bigint) as {name}" for name in SUMMED),
        shown=", ".join(SUMMED),
    )
    written = connection.execute(f"copy ({rows}) to {quoted(str(file))} (format json, array true)")
    return int(written.fetchall()[0][0])


def other_states(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The States whose records count for somebody, from what was `explained`."""
    return [state for (state,) in connection.execute(OTHER_STATES).fetchall()]


def programs(connection: duckdb.DuckDBPyConnection, taken: Taken) -> list[dict[str, Any]]:
    """Every program with the hashes of the files that its rows came from, from `participant_rows` (intake.py)."""
    hashes = [each.sha256 for each in taken.inputs if each.role == "participants"]
    return [
        {"opeid": opeid, "program_id": program, "inputs": [hashes[file] for file in files]}
        for opeid, program, files in connection.execute(FILES).fetchall()
    ]
