"""The rules of a row beyond its form, as SQL over the table `looked` (opening.load): register, exclusions, persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import duckdb

from magnolia.outcomes.sources import quoted
from magnolia.policy.records import repeatable, words

if TYPE_CHECKING:
    from .looking import Asked, Looked

ATTENDED = "enrollment_status <> 'never_attended'"
AMOUNT = "[0-9]{1,12}([.][0-9]{1,6})?"
MONEY = "decimal(18, 6)"
Connection = duckdb.DuckDBPyConnection


def number(connection: Connection) -> int:
    """How many rows there are."""
    return int(connection.execute("select count(*) from looked").fetchall()[0][0])


def counts(connection: Connection) -> tuple[int, int]:
    """Rows, and persons on them, each once; someone who never attended was not enrolled."""
    each = "coalesce(cast(person as varchar), 'row ' || row)"
    query = f"select count(*), count(distinct {each}) filter (where {ATTENDED}) from looked"
    rows, persons = connection.execute(query).fetchall()[0]
    return int(rows), int(persons)


def students(connection: Connection, wanted: Iterable[int]) -> dict[int, str]:
    """The institution's own keys of some rows."""
    listed = sorted(wanted)
    query = "select row, student_id from looked where row in (select unnest(?::bigint[]))"
    return dict(connection.execute(query, [listed]).fetchall()) if listed else {}


def count_persons(asked: Asked, looked: Looked) -> None:
    """Every person on the enrollment list has a record, and nobody else has (policy 8.4)."""
    if asked.enrolled is None or asked.enrolled == looked.participants:
        return
    missing = asked.enrolled - looked.participants
    code = "persons_missing" if missing > 0 else "persons_too_many"
    message = words(asked.jurisdiction)["fault"][code].format(
        known=asked.enrolled, given=looked.participants, count=abs(missing)
    )
    looked.note("error", 0, "", "", code, message)


def check(connection: Connection, asked: Asked, looked: Looked) -> set[int]:
    """Note every row that breaks a rule, and every warning; the rows with an error."""
    said, broken = words(asked.jurisdiction), set[int]()
    for level, column, code, known, query in _rules(asked):
        for row, student, given in connection.execute(query).fetchall():
            shown = repeatable(given) if known else given
            message = said["fault" if level == "error" else "warning"][code]
            where = given if column == "*" else column
            looked.note(level, row, student, where, code, message.format(given=shown, known=known))
            if level == "error":
                broken.add(row)
    return broken


def _rule(given: str, where: str) -> str:
    return f"select row, student_id, {given} from looked where {where} order by row"


def _rules(asked: Asked) -> Iterator[tuple[str, str, str, object, str]]:
    """Level, column ("*": the one that the query names), code, what it is held against, and the query."""
    for column, code, known in (
        ("opeid", "other_institution", asked.opeid),
        ("program_id", "other_program", asked.program_id),
        ("cip_code", "other_cip", asked.cip_code),
    ):
        yield "error", column, code, known, _rule(column, f"{column} <> '' and {column} <> {quoted(known)}")
    if asked.weeks is not None:
        weeks = "try_cast(normal_time_weeks as decimal(24, 6))"
        other = f"normal_time_weeks <> '' and {weeks} is distinct from {asked.weeks}"
        yield (
            "error",
            "normal_time_weeks",
            "other_time",
            f"{asked.weeks.normalize():f}",
            _rule("normal_time_weeks", other),
        )
    yield "error", "*", "formula", "", _rule("formula", "formula is not null")
    yield "error", "*", "scientific", "", _rule("shortened", "shortened is not null")
    yield from _costs()
    yield from _service(asked)
    yield "error", "exit_citation", "exit_uncited", "", _rule("''", "other_exit_date <> '' and exit_citation = ''")
    yield from _warnings(asked)


def _costs() -> Iterator[tuple[str, str, str, object, str]]:
    readable = f"regexp_full_match(total_cost, '{AMOUNT}')"
    yield "error", "total_cost", "total_unreadable", "", _rule("''", f"total_cost <> '' and not {readable}")
    tuition, fees, total = (
        f"try_cast({name} as {MONEY})" for name in ("published_tuition", "required_fees", "total_cost")
    )
    yield "error", "total_cost", "other_total", "", _rule("''", f"{readable} and {tuition} + {fees} <> {total}")


def _service(asked: Asked) -> Iterator[tuple[str, str, str, object, str]]:
    """Active service counts from one day more than the law's number on (reading, "Exclusions in the file")."""
    served, days = "exclusion = 'active_duty'", "try_cast(exclusion_days as integer)"
    whole = "regexp_full_match(exclusion_days, '[0-9]{1,5}')"
    yield "error", "exclusion_days", "service_days", "", _rule("''", f"{served} and not {whole}")
    short = f"{served} and {whole} and {days} <= {asked.shortest_service}"
    yield "error", "exclusion_days", "service_too_short", asked.shortest_service, _rule("exclusion_days", short)


def _warnings(asked: Asked) -> Iterator[tuple[str, str, str, object, str]]:
    early = "enrollment_status = 'enrolled' and credential_attained = 'Y'"
    yield "warning", "credential_attained", "attained_early", "", _rule("''", early)
    left_out = "exclusion <> ''"
    yield "warning", "exclusion_evidence", "no_evidence", "", _rule("''", f"{left_out} and exclusion_evidence = ''")
    entry, weeks = "try_cast(entry_date as date)", "try_cast(normal_time_weeks as double)"
    ends = f"date_add({entry}, to_days(cast(floor({weeks} * {asked.window_days_a_week}) as integer)))"
    late = f"{left_out} and try_cast(exclusion_date as date) > {ends}"
    yield "warning", "exclusion_date", "after_window", "", _rule("''", late)
    waits = f"{left_out} and exclusion_evidence <> '' and not coalesce({late}, false)"
    yield "warning", "exclusion", "exclusion_waits", "", _rule("''", waits)
    first, last = (f"date '{day.isoformat()}'" for day in (asked.award_year.first_day, asked.award_year.last_day))
    inside = [f"coalesce(try_cast({name} as date) between {first} and {last}, false)" for name in (
        "entry_date", "completion_date")]  # fmt: skip
    outside = f"not ({' or '.join(inside)}) and try_cast(entry_date as date) is not null"
    yield "warning", "entry_date", "outside_year", "", _rule("''", outside)


def exclusions(connection: Connection) -> list[dict[str, Any]]:
    """Every row that leaves a person out, as the reviewer looks at it."""
    columns = ("row", "student_id", "ground", "arose_on", "days", "evidence")
    query = (
        "select row, student_id, exclusion, try_cast(exclusion_date as date), try_cast(exclusion_days as integer), "
        "exclusion_evidence from looked where exclusion <> '' order by row"
    )
    return [dict(zip(columns, found, strict=True)) for found in connection.execute(query).fetchall()]
