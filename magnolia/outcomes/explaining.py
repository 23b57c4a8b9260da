"""people.parquet: one row per person, program and measure, by pseudonym, with the rule that placed the person there.

It tells no wage: only whether the records of this State, or of another, had rows in the measured quarter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from magnolia.policy.outcome_records import Records
from magnolia.policy.periods import AwardYear, Quarter

from .engine import Engine
from .keys import whole
from .sources import quoted


def explained(engine: Engine, work: Path) -> str:
    """SQL of what the engine explained, for DuckDB."""
    if engine.name == "duckdb":
        return "explained"
    engine.save("explained", work / "explained")
    return f"read_parquet({quoted(str(work / 'explained' / '*.parquet'))})"


def write_people(connection: duckdb.DuckDBPyConnection, source: str, by: Records, file: Path) -> None:
    """Write the file from what was explained and this connection's `keys`, in one order on every engine."""
    years = _distinct(connection, source, "award_year")
    quarters = _distinct(connection, source, "measured_quarter")
    year = _labels("award_year", {each: AwardYear(each).label for each in years})
    quarter = _labels("measured_quarter", {each: str(Quarter(each)) for each in quarters})
    reason = _labels("rule", {quoted(each.id): each.says for each in by.rules.values()})
    citation = _labels("rule", {quoted(each.id): each.cite for each in by.rules.values()})
    # Sorted first and put into words then: what is sorted is a tenth as wide.
    connection.execute(
        f"""
        copy (
            select {whole("e")} as person, e.opeid, e.program_id, e.cip_code, e.metric, {year} as award_year,
                   e.place, e.rule, {reason} as reason, {citation} as citation,
                   e.entry_date, e.window_last_day, e.completion_date, e.exclusion,
                   {quarter} as measurement_quarter,
                   case when e.metric = 'placement' then coalesce(e.own_rows, 0) > 0 end as wages_of_this_state,
                   e.other_state as wages_of_other_state
            from (
                select k.high, k.low, x.* from {source} as x join keys as k on k.person = x.person
                order by k.high, k.low, x.opeid, x.program_id, x.metric
            ) as e
        ) to {quoted(str(file))} (format parquet)
        """
    )


def _distinct(connection: duckdb.DuckDBPyConnection, source: str, column: str) -> list[int]:
    query = f"select distinct {column} from {source} where {column} is not null order by 1"
    return [row[0] for row in connection.execute(query).fetchall()]


def _labels(column: str, labels: Mapping[Any, str]) -> str:
    """SQL that says a value as people write it."""
    whens: Iterable[str] = (f"when {value} then {quoted(label)}" for value, label in labels.items())
    return f"case e.{column} {' '.join(whens)} end" if labels else "cast(null as varchar)"
