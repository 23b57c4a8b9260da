"""Across rows and versions: how a file differs from the one before, and a sample of people whose exit is proved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from magnolia.policy.records import exit_of

MOST = 2_000  # changes that are listed; more are counted
# Rows of one person in file order: the first of the one version is held against the first of the other, and so on.
NUMBERED = """
select *, row_number() over (partition by who order by row) as nth
from (select *, case when student_id <> '' then student_id else 'p' || coalesce(cast(person as varchar), '') end as who
      from {table})
"""


def changes(connection: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> tuple[list[dict[str, Any]], int]:
    """The first rows that were added, removed or changed, with the columns that differ and no value; and how many."""
    different = " || ".join(
        f"case when a.{name} is distinct from b.{name} then '{name}, ' else '' end" for name in columns
    )
    query = f"""
        with a as ({NUMBERED.format(table="looked")}), b as ({NUMBERED.format(table="earlier")}),
        both_ as (
            select a.row as now_row, b.row as row_before, coalesce(a.student_id, b.student_id) as student,
                   case when b.row is null then 'added' when a.row is null then 'removed' else 'changed' end as what,
                   case when a.row is null or b.row is null then '' else {different} end as differ
            from a full outer join b on a.who = b.who and a.nth = b.nth
        )
        select what, now_row, row_before, student, rtrim(differ, ', '), count(*) over () from both_
        where what <> 'changed' or differ <> '' order by coalesce(now_row, row_before), what limit {MOST}
    """
    rows = connection.execute(query).fetchall()
    names = ("what", "row", "row_before", "student_id", "columns")
    return [dict(zip(names, row[:5], strict=True)) for row in rows], rows[0][5] if rows else 0


def exits(connection: duckdb.DuckDBPyConnection, most: int) -> list[dict[str, Any]]:
    """A sample of people who left, the same for the same file: day of exit, its basis, where its proof is kept."""
    query = f"""
        select row, student_id, enrollment_status, try_cast(completion_date as date),
               try_cast(last_date_of_attendance as date), try_cast(other_exit_date as date),
               exit_citation, exit_evidence
        from looked where enrollment_status in ('completed', 'withdrawn')
        qualify row_number() over (partition by coalesce(nullif(student_id, ''), cast(row as varchar)) order by row) = 1
        order by md5(student_id || row || entry_date) limit {int(most)}
    """
    found = []
    for row, student, status, completed, attended, other, citation, evidence in connection.execute(query).fetchall():
        day, basis = exit_of(status, completed, attended, other, citation)
        found.append({"row": row, "student_id": student, "exit_on": day, "basis": basis, "evidence": evidence[:200]})
    return found
