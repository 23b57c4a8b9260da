"""The rules of the format as SQL: for each row the faults it has, as bits of one number, and the values it holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from magnolia.policy.outcome_records import ALWAYS, Need, RecordColumn, Records

from .cells import Cell, absent, cell
from .engine import one_of
from .sources import Source, quoted

ENTRY, BIRTH, STATUS, COMPLETION = "entry_date", "date_of_birth", "enrollment_status", "completion_date"
REQUIRED, FORM = "required", "form"
AFTER_ENTRY = (COMPLETION, "last_date_of_attendance")


@dataclass(frozen=True)
class Check:
    """One thing that can be wrong with a row: its column, code and sentence.

    `sql` is true where it is, among the rows whose cell is empty (`required`) or not (every other code).
    """

    column: str
    code: str
    message: str
    sql: str


class Checks:
    """Every check of one file's rows; `cells` are its columns as SQL, whether the file has them or not.

    Columns that are `sound` have neither an empty cell nor one of another form, and are not asked row by row whether
    they do.
    """

    def __init__(
        self,
        columns: Sequence[RecordColumn],
        source: Source,
        by: Records,
        as_of: date | None,
        sound: Collection[str] = (),
    ) -> None:
        self.columns, self.source, self.by, self.as_of, self.sound = columns, source, by, as_of, sound
        self.given = source.columns.keys()
        self.cells = {
            each.id: cell(each.kind, *source.columns[each.id]) if each.id in source.columns else absent(each.kind)
            for each in columns
        }
        self.each = [check for column in columns for check in self._of(column)]

    def mask(self, without: str = "") -> str:
        """SQL of the faults of a row: bit N for check N; of one column only the first. One column may be left out."""
        cases = [case for column in self.columns if column.id != without and (case := self._case(column))]
        return f"cast({' + '.join(cases) or '0'} as bigint)"

    def asked(self) -> set[str]:
        """The columns whose cells `mask` looks at."""
        return {column.id for column in self.columns if column.id in self.given and self._case(column)}

    def _case(self, column: RecordColumn) -> str:
        """The bit of a column's fault, 0 without one. What most rows are is asked first: it is asked of every row."""
        bits = {check: 1 << place for place, check in enumerate(self.each) if check.column == column.id}
        if column.id in self.sound:
            bits = {check: bit for check, bit in bits.items() if check.code not in (REQUIRED, FORM)}
        if column.id not in self.given:
            bits = {check: bit for check, bit in bits.items() if check.code == REQUIRED}
        if not bits:
            return ""
        own = self.cells[column.id]
        empty = " ".join(f"when {check.sql} then {bit}" for check, bit in bits.items() if check.code == REQUIRED)
        empty = f"case {empty} else 0 end" if empty else "0"
        given = [(check, bit) for check, bit in bits.items() if check.code != REQUIRED]
        if [check.code for check, _ in given] == [FORM]:
            return f"case when {self._fits(column, own)} then 0 when {own.blank} then {empty} else {given[0][1]} end"
        whens = " ".join(f"when {check.sql} then {bit}" for check, bit in given)
        return f"case when {own.blank} then {empty} {whens} else 0 end"

    def doubts(self) -> dict[str, str]:
        """SQL, by column, of the question whose answer "nowhere" makes the column sound (cells.Cell)."""
        tested = {check.column for check in self.each if check.code in (REQUIRED, FORM)}
        asked = (each.id for each in self.columns if each.id in tested & self.given and not each.values)
        return {name: self.cells[name].doubt for name in asked if self.cells[name].doubt}

    def found(self, mask: int) -> list[Check]:
        """The checks that a row's number names."""
        return [check for place, check in enumerate(self.each) if mask >> place & 1]

    def _of(self, column: RecordColumn) -> list[Check]:
        own, says = self.cells[column.id], self.by.words["fault"]
        found = []
        if (needs := self._needs(self.by.needs[column.needed], column)) is not None:
            found.append(Check(column.id, REQUIRED, says[REQUIRED].format(needed=column.needed), needs))
        if column.id == COMPLETION and STATUS in self.cells:
            other = f"{self.cells[STATUS].text} is distinct from 'completed'"
            found.append(Check(column.id, "not_completed", says["not_completed"], other))
        if (fits := self._fits(column, own)) != "true":
            message = says[FORM].format(kind=self.by.form(column))
            found.append(Check(column.id, FORM, message, f"({fits}) is not true"))
        if column.kind == "date":
            found += self._of_date(column, own, says)
        return found

    def _needs(self, need: Need, column: RecordColumn) -> str | None:
        """SQL that is true where a row needs the column; None where none does."""
        if need.column:
            other = self.cells[need.column]
            return f"{other.text} = {quoted(need.value)}" if need.value else f"not {other.blank}"
        return "true" if column.needed == ALWAYS else None

    @staticmethod
    def _fits(column: RecordColumn, own: Cell) -> str:
        if column.values:
            # What is held of such a cell is the same cast (intake.py), so that DuckDB does it once.
            return f"(try_cast({own.text} as {one_of(column.values)}) is not null)"
        return own.fits

    def _of_date(self, column: RecordColumn, own: Cell, says: Mapping[str, str]) -> list[Check]:
        found = []
        if self.as_of:
            later = f"{own.value} > date '{self.as_of.isoformat()}'"
            message = says["after_as_of"].format(as_of=self.as_of.isoformat())
            found.append(Check(column.id, "after_as_of", message, later))
        entry = self.cells[ENTRY].value
        if column.id in AFTER_ENTRY:
            found.append(Check(column.id, "before_entry", says["before_entry"], f"{own.value} < {entry}"))
        if column.id == BIRTH:
            found.append(Check(column.id, "born_after", says["born_after"], f"{own.value} > {entry}"))
        return found
