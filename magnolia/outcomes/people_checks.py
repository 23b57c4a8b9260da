"""What is looked at across rows of participants: warnings, and who has several dates of birth. Nobody is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

FIRST = 100  # rows of a warning that are named; more are counted
NEVER_ATTENDED = "never_attended"
ATTENDED = f"enrollment_status <> '{NEVER_ATTENDED}'"
Place = tuple[int, int]  # the file, counted from 0, and the row


@dataclass(frozen=True)
class Warned:
    """How many rows a warning is about, and the first of them."""

    rows: int
    first: list[Place]


def warnings(connection: duckdb.DuckDBPyConnection, never_issued: str) -> dict[str, Warned]:
    """Every warning that some row of `participant_rows` deserves, by its code; `never_issued` is SQL of such a row."""
    queries = {"ssn_never_issued": f"select file, row_number from participant_rows where {never_issued}"}
    if _any(connection, "participant_rows where pell_from is not null"):
        queries["pell_overlap"] = PELL_OVERLAP
    if _any(connection, "keys where names_differ"):
        queries["name_differs"] = NAME_DIFFERS
    found = {}
    for code, query in queries.items():
        rows = connection.execute(f"select count(*) from ({query})").fetchall()[0][0]
        if rows:
            first = connection.execute(f"{query} order by 1, 2 limit {FIRST}").fetchall()
            found[code] = Warned(rows, first)
    return found


def _any(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    """Whether there are such rows, for a query that would look at all."""
    return bool(connection.execute(f"select exists (from {rows})").fetchall()[0][0])


NAME_DIFFERS = (
    f"select file, row_number from participant_rows join keys using (masked) where names_differ and {ATTENDED}"
)

# Rows whose Pell period has a day in common with that of the same person for another program.
PELL_OVERLAP = f"""
with paid as (
    select file, row_number, masked, opeid, program_id, pell_from, pell_to from participant_rows
    where pell_from <= pell_to and {ATTENDED}
)
select distinct a.file, a.row_number
from paid as a join paid as b on a.masked = b.masked
where (a.opeid <> b.opeid or a.program_id <> b.program_id) and a.pell_from <= b.pell_to and b.pell_from <= a.pell_to
"""

CONFLICTS = f"""
select k.person, k.pseudonym, p.file, p.row_number
from participant_rows as p
join (select person, masked, {{pseudonym}} as pseudonym from keys where births_differ) as k using (masked)
where p.{ATTENDED}
order by p.file, p.row_number
"""


def conflicts(connection: duckdb.DuckDBPyConnection, pseudonym: str, names: list[str]) -> list[dict[str, Any]]:
    """Everybody with more than one date of birth: a list of rows, by file and number, for each.

    `pseudonym` is SQL of that of somebody in `keys`.
    """
    found: dict[int, dict[str, Any]] = {}
    if not _any(connection, "keys where births_differ"):
        return []
    for number, shown, file, row in connection.execute(CONFLICTS.format(pseudonym=pseudonym)).fetchall():
        of = found.setdefault(number, {"person": shown, "rows": []})
        of["rows"].append({"file": names[file], "row": row})
    return list(found.values())
