"""Records at the door: read, tested, and the person replaced by a number of this run and a keyed pseudonym.

Afterwards the connection has `participants` as the steps read them, with their `offerings` and `programs`; `wanted` or
`sought`, the quarters in which a person's wages can matter, from which wages.py makes `wages`; and, once rows were
looked across, `keys` (person, mask, what differs between a person's rows) and `pseudonyms`. Neither a Social Security
number nor a name is in any table, so that what memory cannot hold tells none: while a run compares them they are masked
(keys.Mask), and of a name only the mask is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from magnolia.policy.outcome_records import Records

from .checks import Checks
from .engine import one_of, words_of
from .keys import HALVES, LONG, Key, Mask, digits, halves, like, text
from .people_checks import ATTENDED, NEVER_ATTENDED, conflicts, warnings
from .sources import Given, Opener, Source, quoted
from .taking import Taken, Taker, number_of

HELD = (
    "date_of_birth", "opeid", "program_id", "cip_code", "entry_date", "enrollment_status", "completion_date",
    "credential_attained", "normal_time_weeks", "exclusion", "student_id", "pell_from", "pell_to",
)  # fmt: skip
COUNTED = ("entry_date", "enrollment_status", "completion_date", "credential_attained", "exclusion")
NAMED = ("opeid", "program_id", "cip_code")  # text of which there are few, in every row
OFFERED = (*NAMED, "normal_time_weeks")  # what an offering is
MOST = 1 << 14  # of different rows of these, where they are not few any more
FIRST_DAY, ROWS_A_DAY = "0001-01-01", 1 << 41  # four digits of a year times these stay below 63 bits
EXIT = "year(p.completion_date) * 4 + quarter(p.completion_date)"  # the quarter of an exit
COMPLETED = "completion_date is not null and credential_attained = 'Y'"  # as the step `people` takes it
NAMES = ("first_name", "last_name")
LIKE_A_NUMBER = "[0-9]{3}[-. ]?[0-9]{2}[-. ]?[0-9]{4}"  # what a student_id of that form could be
PERSON = "cast(cast(masked as bit) as bigint)"  # the 64 bits of the mask, as a number that every engine has
MADE = ("masked", "hidden", "name")  # what is held of a person beside these


class Intake:
    """Takes the files of one call into one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, by: Records, as_of: date | None) -> None:
        self.connection, self.by, self.as_of = connection, by, as_of
        self.taken, self.mask = Taken(), Mask()
        self.tables: list[str] = []  # of the rows of each file
        self.others: list[str] = []  # columns of the files that are none of ours
        self.quarters, self.are_sought = "[]", False

    def participants(self, files: Sequence[Given]) -> None:
        """Make `participant_rows` from the rows without a fault. Raises WrongCall."""
        taker = Taker(self.connection, self.by, self.taken, "participants")
        opener = Opener(self.connection, self.by.participants, "Participants")
        parts = []
        for place, given in enumerate(files):
            table = f"participants_{place}"
            self.tables.append(table)
            source = taker.as_table(opener, given, table, self._of_people, self._held)
            number = number_of(source)
            columns = ", ".join((*HELD, *MADE))
            self.others += [name for name in opener.others if name not in self.others]
            parts.append(f"select {place} as file, {number} as row_number, {columns} from {table} where faults = 0")
        self.connection.execute(f"create view participant_rows as {' union all '.join(parts)}")

    def look_across(self, key: Key | None) -> None:
        """Make `keys`, one row for each person, and note warnings and conflicts. No rate waits for that."""
        differ = ", ".join(
            f"coalesce(min({name}) <> max({name}), false) as {flag}"
            for name, flag in (("date_of_birth", "births_differ"), ("name", "names_differ"))
        )
        self.connection.execute(
            f"create table keys as select masked, {PERSON} as person, any_value(hidden) as hidden, {differ} "
            "from participant_rows group by masked"
        )
        number = self.mask.shown("masked", "hidden")
        never_issued = " or ".join(like(pattern, number) for pattern in self.by.never_issued)
        self.taken.warnings = warnings(self.connection, never_issued)
        self.taken.conflicts = conflicts(
            self.connection,
            self._pseudonym(key) if key else quoted("0" * LONG),
            [each.name for each in self.taken.inputs],
        )

    def let_go_of_rows(self) -> None:
        """Nothing that follows reads them, and the memory is for that."""
        for table in self.tables:
            self.connection.execute(f"drop table {table}")

    def _pseudonym(self, key: Key) -> str:
        """SQL of the pseudonym of somebody whose number is hidden under its mask."""
        return key.sql(digits(self.mask.shown("masked", "hidden")))

    def pseudonyms(self, key: Key) -> None:
        """Make `pseudonyms`: of everybody in `keys` the text, and the two numbers that it is."""
        others, known = "keys", ""
        if self.are_sought:
            others = "keys anti join sought using (person)"
            once = "(select distinct person, high, low from sought)"
            known = f"select person, {text(*HALVES)}, high, low from {once} union all "
        self.connection.execute(
            f"create table pseudonyms as {known}select person, pseudonym, {_numbers()} "
            f"from (select person, {self._pseudonym(key)} as pseudonym from {others})"
        )

    def _of_people(self, source: Source) -> Checks:
        return Checks(self.by.participants, source, self.by, self.as_of)

    def _held(self, checks: Checks) -> dict[str, str]:
        """What is kept of a row: no number but a hidden one, and no name."""
        values = {name: checks.cells[name].value for name in HELD}
        student = values["student_id"]
        ssn = checks.cells["ssn"]
        masked = self.mask.sql(ssn.value)
        names = " || ' ' || ".join(f"coalesce(lower(trim({checks.cells[name].text})), '')" for name in NAMES)
        # Rows of who never attended are no reason for a doubt.
        attended = f"{values['enrollment_status']} <> '{NEVER_ATTENDED}'"
        held = {
            **values,
            "date_of_birth": f"case when {attended} then {values['date_of_birth']} end",
            "student_id": f"case when not regexp_full_match(trim({student}), '{LIKE_A_NUMBER}') then {student} end",
            "masked": masked,
            "hidden": self.mask.hidden(ssn.value, masked),
            "name": f"case when {attended} then {self.mask.sql(f'hash({names})')} end",
        }
        few = self._few(checks.source, values)
        return held | {name: f"try_cast({values[name]} as {kind})" for name, kind in few.items()}

    def _few(self, source: Source, values: Mapping[str, str]) -> dict[str, str]:
        """SQL of the types of columns with few different texts: as numbers they are held and compared faster.

        What the template allows is known. What a Parquet file has is asked of its dictionaries; of another file all
        rows would have to be read.
        """
        kinds = {each.id: one_of(each.values) for each in self.by.participants if each.id in COUNTED and each.values}
        columns = [source.columns[name] for name in NAMED]
        if source.given.ending != ".parquet" or any(kind != "VARCHAR" for _, kind in columns):
            return kinds
        named = ", ".join(f"{values[name]} as {name}" for name in NAMED)
        table = f"{self.tables[-1]}_named"
        self.connection.execute(f"create table {table} as select distinct {named} from {source.table} limit {MOST}")
        if self.connection.execute(f"select count(*) from {table}").fetchall()[0][0] < MOST:
            kinds |= {name: words_of(self.connection, table, name) for name in NAMED}
        return kinds

    def persons(self, quarters: Sequence[str]) -> None:
        """Make `participants` from the rows of who attended, `offerings`, and `programs`.

        An offering is a program with a field of study and a normal time, as rows give them. Programs and fields are
        numbered in the order of their texts, by code point. `quarters` are SQL of the quarters that matter of a row
        with a completion date, such as EXIT.
        """
        self.quarters = f"[{', '.join(quarters)}]"
        offered = ", ".join(OFFERED)
        self.connection.execute(
            f"create table offered as select *, cast(row_number() over (order by {offered}) as integer) as offering, "
            "cast(dense_rank() over (order by opeid, program_id) as integer) as program, "
            "cast(dense_rank() over (order by cip_code) as integer) as field "
            f"from (select distinct {offered} from participant_rows where {ATTENDED})"
        )
        self.connection.execute(
            "create table offerings as select offering, program, field, cast(cip_code as varchar) as cip_code, "
            "normal_time_weeks from offered"
        )
        self.connection.execute(
            "create table programs as select distinct program, cast(opeid as varchar) as opeid, "
            "cast(program_id as varchar) as program_id from offered"
        )
        columns = ", ".join(f"p.{name}" for name in COUNTED)
        self.connection.execute(
            f"create view participants as select {PERSON} as person, o.program, o.offering, {columns}, "
            f"{self._entered()} as entered from participant_rows as p join offered as o using ({offered})"
        )

    def want(self) -> None:
        """Make `wanted`: whose wages matter in which quarters, each once, by mask and with what is hidden under it."""
        self.connection.execute(
            f"create table wanted as select {PERSON} as person, masked, hidden, quarter from (select distinct masked, "
            f"hidden, cast(unnest({self.quarters}) as integer) as quarter from participant_rows as p "
            f"where {COMPLETED}) order by quarter"
        )

    def seek(self, key: Key) -> None:
        """Make `sought`: whose wages matter in which quarters, some more than once, by the numbers of the pseudonym."""
        self.connection.execute(
            f"create table sought as select person, {_numbers()}, cast(unnest(quarters) as integer) as quarter "
            f"from (select {PERSON} as person, {self._pseudonym(key)} as pseudonym, {self.quarters} as quarters "
            f"from participant_rows as p where {COMPLETED})"
        )
        self.are_sought = True

    def _entered(self) -> str:
        """SQL of a whole number that orders rows by entry, and on a tie as they were handed over."""
        if len(self.tables) == 1:
            return f"(p.entry_date - date '{FIRST_DAY}') * {ROWS_A_DAY} + p.row_number"
        lasts = "select file, max(row_number) as last from participant_rows group by file"
        before = "coalesce(sum(last) over (order by file rows between unbounded preceding and 1 preceding), 0)"
        starts = self.connection.execute(f"select file, {before} from ({lasts})").fetchall()
        place = "".join(f" when {file} then p.row_number + {start}" for file, start in starts) or " when 0 then 0"
        return f"(p.entry_date - date '{FIRST_DAY}') * {ROWS_A_DAY} + case p.file{place} end"

    def write_checked(self, folder: Path) -> None:
        """What the steps read as Parquet for another engine: the person is a number of this run."""
        folder.mkdir()
        for name in ("participants", "offerings", "programs", "wages"):
            self.connection.execute(f"copy {name} to {quoted(str(folder / f'{name}.parquet'))} (format parquet)")


def _numbers() -> str:
    """SQL of the two numbers that a column `pseudonym` is."""
    return ", ".join(f"{sql} as {name}" for name, sql in halves("pseudonym").items())
