"""people.parquet: one row per person, program and measure, by pseudonym, with the rule that placed the person there.

It tells no wage: only whether the records of this State, or of another, had rows in the measured quarter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from magnolia.policy.outcome_records import Records, Rule
from magnolia.policy.periods import AwardYear, Quarter

from .engine import Engine
from .keys import whole
from .sources import quoted

WRITTEN: Mapping[str, Callable[[int], str]] = {
    "award_year": lambda start: AwardYear(start).label,
    "measured_quarter": lambda index: str(Quarter(index)),
}

OF_A_RULE: Mapping[str, Callable[[Rule], str]] = {
    "place": lambda rule: rule.place,
    "reason": lambda rule: rule.says,
    "citation": lambda rule: rule.cite,
}


def explained(engine: Engine, work: Path) -> str:
    """SQL of what the engine explained, for DuckDB."""
    if engine.name == "duckdb":
        return "explained"
    engine.save("explained", work / "explained")
    return f"read_parquet({quoted(str(work / 'explained' / '*.parquet'))})"


def write_people(connection: duckdb.DuckDBPyConnection, source: str, by: Records, file: Path) -> None:
    """Write the file from what was explained and this connection's `keys`, in one order on every engine."""
    rule, rules = _one_of(by.rules), by.rules.values()
    told = {
        name: _labels("rule", {f"cast({quoted(each.id)} as {rule})": text(each) for each in rules}, "enum")
        for name, text in OF_A_RULE.items()
    }
    year, quarter = (labels(connection, source, name, "enum") for name in WRITTEN)
    # Words become one of an enumeration before they are sorted: what is sorted is a tenth as wide, and Parquet gets its
    # dictionaries ready-made. Whoever reads the file sees text.
    connection.execute(
        f"""
        copy (
            select {whole("e")} as person, e.* exclude (high, low) from (
                select e.high, e.low, e.opeid, e.program_id, e.cip_code, e.metric, {year} as award_year,
                       {told["place"]} as place, e.rule, {told["reason"]} as reason, {told["citation"]} as citation,
                       e.entry_date, e.window_last_day, e.completion_date, e.exclusion,
                       {quarter} as measurement_quarter,
                       case when e.metric = 'placement' then coalesce(e.own_rows, 0) > 0 end as wages_of_this_state,
                       e.other_state as wages_of_other_state
                from (
                    select k.high, k.low, x.* replace (cast(x.rule as {rule}) as rule)
                    from {source} as x join keys as k on k.person = x.person
                ) as e
                order by e.high, e.low, e.opeid, e.program_id, e.metric
            ) as e
        ) to {quoted(str(file))} (format parquet)
        """
    )


def labels(connection: duckdb.DuckDBPyConnection, source: str, column: str, kind: str = "varchar") -> str:
    """SQL that says the number in a column of WRITTEN, of the table `e`, as people write it; see `_labels`."""
    query = f"select distinct {column} from {source} where {column} is not null order by 1"
    found = [row[0] for row in connection.execute(query).fetchall()]
    return _labels(column, {each: WRITTEN[column](each) for each in found}, kind)


def _labels(column: str, labels: Mapping[Any, str], kind: str) -> str:
    """SQL that says a value as people write it, as `varchar` or as `enum`: one of these labels."""
    if not labels:
        return "cast(null as varchar)"
    type_ = _one_of(labels.values()) if kind == "enum" else kind
    whens: Iterable[str] = (f"when {value} then cast({quoted(label)} as {type_})" for value, label in labels.items())
    return f"case e.{column} {' '.join(whens)} end"


def _one_of(texts: Iterable[str]) -> str:
    """SQL of the type whose values are these texts, in their order."""
    return f"enum({', '.join(map(quoted, sorted(set(texts))))})"
