"""What is looked at across rows of participants: warnings, and who has several dates of birth. Nobody is left out."""

from __future__ import annotations

from typing import Any

import duckdb

from magnolia.policy.outcome_records import Records

Place = tuple[int, int]  # the file, counted from 0, and the row


def never_issued(connection: duckdb.DuckDBPyConnection, by: Records) -> list[Place]:
    """Rows with a number that was never issued."""
    like = " or ".join(f"digits like '{pattern}'" for pattern in by.never_issued)
    return _places(
        connection,
        "select file, row_number from (select file, row_number, lpad(cast(ssn as varchar), 9, '0') as digits "  # noqa: S608
        f"from participant_rows) where {like}",
    )


def pell_overlaps(connection: duckdb.DuckDBPyConnection) -> list[Place]:
    """Rows whose Pell period has a day in common with that of the same person for another program."""
    return _places(
        connection,
        """
        with paid as (
            select file, row_number, ssn, opeid, program_id, pell_from, pell_to from participant_rows
            where pell_from <= pell_to and enrollment_status <> 'never_attended'
        )
        select distinct a.file, a.row_number
        from paid as a join paid as b on a.ssn = b.ssn
        where (a.opeid <> b.opeid or a.program_id <> b.program_id)
            and a.pell_from <= b.pell_to and b.pell_from <= a.pell_to
        """,
    )


def other_names(connection: duckdb.DuckDBPyConnection) -> list[Place]:
    """Rows of everybody who is there by more than one name."""
    return _places(
        connection,
        """
        select file, row_number from participant_rows
        where enrollment_status <> 'never_attended' and ssn in (
            select ssn from participant_rows where enrollment_status <> 'never_attended'
            group by ssn having min(name) <> max(name)
        )
        """,
    )


def conflicts(connection: duckdb.DuckDBPyConnection, names: list[str]) -> list[dict[str, Any]]:
    """Everybody with more than one date of birth: a list of rows, by file and number, for each."""
    found = connection.execute(
        """
        select ssn, file, row_number from participant_rows
        where enrollment_status <> 'never_attended' and ssn in (
            select ssn from participant_rows where enrollment_status <> 'never_attended'
            group by ssn having min(date_of_birth) <> max(date_of_birth)
        )
        order by file, row_number
        """
    ).fetchall()
    rows: dict[int, list[dict[str, Any]]] = {}
    for ssn, file, row in found:
        rows.setdefault(ssn, []).append({"file": names[file], "row": row})
    return [{"ssn": ssn, "rows": each} for ssn, each in rows.items()]


def _places(connection: duckdb.DuckDBPyConnection, query: str) -> list[Place]:
    return connection.execute(f"{query} order by 1, 2").fetchall()
