"""Records at the door: read, tested, and the person replaced by a number of this run and a keyed pseudonym.

Afterwards the connection has `participants` as the steps read them, `keys` (person, mask, what is looked at across
rows), `pseudonyms` once they were asked for, and `wanted`, the quarters in which a person's wages can matter;
wages.py makes `wages` from that. Neither a Social Security number nor a name is in any table, so that what memory
cannot hold tells none: while a run compares them they are masked (keys.Mask), and of a name only the mask is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from magnolia.policy.outcome_records import Records

from .checks import Checks
from .keys import LONG, Key, Mask, digits, halves, like
from .people_checks import ATTENDED, NEVER_ATTENDED, conflicts, warnings
from .sources import Given, Opener, Source, quoted
from .taking import Taken, Taker, number_of

HELD = (
    "date_of_birth", "opeid", "program_id", "cip_code", "entry_date", "enrollment_status", "completion_date",
    "credential_attained", "normal_time_weeks", "exclusion", "student_id", "pell_from", "pell_to",
)  # fmt: skip
COUNTED = (
    "cip_code", "entry_date", "enrollment_status", "completion_date", "credential_attained",
    "normal_time_weeks", "exclusion",
)  # fmt: skip
FIRST_DAY, ROWS_A_DAY = "0001-01-01", 1 << 41  # four digits of a year times these stay below 63 bits
EXIT = "year(p.completion_date) * 4 + quarter(p.completion_date)"  # the quarter of an exit
NAMES = ("first_name", "last_name")
LIKE_A_NUMBER = "[0-9]{3}[-. ]?[0-9]{2}[-. ]?[0-9]{4}"  # what a student_id of that form could be
PERSON = "cast(cast(masked as bit) as bigint)"  # the 64 bits of the mask, as a number that every engine has
MADE = ("masked", "hidden", "name", "never_issued")  # what is held of a person beside these


class Intake:
    """Takes the files of one call into one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, by: Records, as_of: date | None) -> None:
        self.connection, self.by, self.as_of = connection, by, as_of
        self.taken, self.mask = Taken(), Mask()
        self.tables: list[str] = []  # of the rows of each file
        self.others: list[str] = []  # columns of the files that are none of ours

    def participants(self, files: Sequence[Given], key: Key | None) -> None:
        """Make `participant_rows` from the rows without a fault, and note warnings and conflicts. Raises WrongCall."""
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
        self.connection.execute(f"create temp view participant_rows as {' union all '.join(parts)}")
        self._keys()
        self.taken.warnings = warnings(self.connection)
        self.taken.conflicts = conflicts(
            self.connection,
            self._pseudonym(key) if key else quoted("0" * LONG),
            [each.name for each in self.taken.inputs],
        )

    def _keys(self) -> None:
        """Make `keys`, one row for each person, with what is looked at across their rows."""
        differ = ", ".join(
            f"coalesce(min({name}) <> max({name}), false) as {flag}"
            for name, flag in (("date_of_birth", "births_differ"), ("name", "names_differ"))
        )
        self.connection.execute(
            f"create table keys as select masked, {PERSON} as person, any_value(hidden) as hidden, {differ} "
            "from participant_rows group by masked"
        )

    def _pseudonym(self, key: Key) -> str:
        """SQL of the pseudonym of somebody in `keys`."""
        return key.sql(digits(self.mask.shown("k.masked", "k.hidden")))

    def pseudonyms(self, key: Key) -> None:
        """Make `pseudonyms`: of everybody in `keys` the text, and the two numbers that it is. A second call is none."""
        numbers = ", ".join(f"{sql} as {name}" for name, sql in halves("pseudonym").items())
        self.connection.execute(
            f"create table if not exists pseudonyms as select *, {numbers} "
            f"from (select person, {self._pseudonym(key)} as pseudonym from keys as k)"
        )

    def _of_people(self, source: Source) -> Checks:
        return Checks(self.by.participants, source, self.by, self.as_of)

    def _held(self, checks: Checks) -> dict[str, str]:
        """What is kept of a row: no number but a hidden one, and no name."""
        values = {name: checks.cells[name].value for name in HELD}
        student = values["student_id"]
        blank, ssn = checks.cells["exclusion"].blank, checks.cells["ssn"]
        masked = self.mask.sql(ssn.value)
        names = " || ' ' || ".join(f"coalesce(lower(trim({checks.cells[name].text})), '')" for name in NAMES)
        # Rows of who never attended are no reason for a doubt.
        attended = f"{values['enrollment_status']} <> '{NEVER_ATTENDED}'"
        return {
            **values,
            "date_of_birth": f"case when {attended} then {values['date_of_birth']} end",
            "student_id": f"case when not regexp_full_match(trim({student}), '{LIKE_A_NUMBER}') then {student} end",
            "exclusion": f"case when not {blank} then {values['exclusion']} end",
            "masked": masked,
            "hidden": self.mask.hidden(ssn.value, masked),
            "name": f"case when {attended} then {self.mask.sql(f'hash({names})')} end",
            "never_issued": " or ".join(like(pattern, ssn.value) for pattern in self.by.never_issued),
        }

    def persons(self, quarters: Sequence[str]) -> None:
        """Make `programs`, one row for each that was attended, `participants` from their rows, and `wanted`.

        Beside them `handed_in`, the files with rows of each program, and `cips`, each code of a field of study.

        `quarters` are SQL of the quarters that matter of a row with a completion date, such as EXIT.
        """
        self.connection.execute(
            f"create table handed_in as select distinct opeid, program_id, file from participant_rows where {ATTENDED}"
        )
        self.connection.execute(
            "create table programs as select *, cast(row_number() over (order by opeid, program_id) as integer) "
            "as program from (select distinct opeid, program_id from handed_in)"
        )
        self.connection.execute("create temp table cips as select distinct cip_code from participant_rows")
        columns = ", ".join(f"p.{name}" for name in COUNTED)
        self.connection.execute(
            f"create temp view participants as select {PERSON} as person, n.program, {columns}, "
            f"{self._entered()} as entered from participant_rows as p join programs as n using (opeid, program_id)"
        )
        self.connection.execute(
            f"create table wanted as select {PERSON} as person, masked, quarter from (select distinct masked, "
            f"cast(unnest([{', '.join(quarters)}]) as integer) as quarter from participant_rows as p "
            "where completion_date is not null) order by quarter"
        )

    def _entered(self) -> str:
        """SQL of a whole number that orders rows by entry, and on a tie as they were handed over."""
        lasts = "select file, max(row_number) as last from participant_rows group by file"
        before = "coalesce(sum(last) over (order by file rows between unbounded preceding and 1 preceding), 0)"
        starts = self.connection.execute(f"select file, {before} from ({lasts})").fetchall()
        place = "".join(f" when {file} then p.row_number + {start}" for file, start in starts) or " when 0 then 0"
        return f"(p.entry_date - date '{FIRST_DAY}') * {ROWS_A_DAY} + case p.file{place} end"

    def write_checked(self, folder: Path) -> None:
        """`participants`, `programs` and `wages` as Parquet for another engine: the person is a number of this run."""
        folder.mkdir()
        for name in ("participants", "programs", "wages"):
            self.connection.execute(f"copy {name} to {quoted(str(folder / f'{name}.parquet'))} (format parquet)")
