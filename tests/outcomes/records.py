"""Participant and wage records in the fixed formats, and runs of the command over them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from magnolia.cli import main

PEOPLE = (
    "ssn", "first_name", "last_name", "date_of_birth", "opeid", "program_id", "program_name", "credential", "cip_code",
    "soc_codes", "entry_date", "enrollment_status", "completion_date", "credential_attained", "normal_time_weeks",
    "last_date_of_attendance", "withdrawal_date", "withdrawal_basis", "exclusion", "exclusion_date", "pell_recipient",
    "published_tuition", "required_fees", "student_id", "pell_from", "pell_to", "student_state",
)  # fmt: skip
WAGES = ("ssn", "employer_id", "year", "quarter", "wages", "naics", "soc", "source")
ENROLLED = {
    "ssn": "219-09-9999", "first_name": "Fictive", "last_name": "Person", "date_of_birth": "1990-05-17",
    "opeid": "00012300", "program_id": "WELD", "program_name": "Welding, basic", "credential": "Certificate",
    "cip_code": "48.0508", "soc_codes": "51-4121;47-2111", "entry_date": "2026-09-01", "enrollment_status": "enrolled",
    "completion_date": "", "credential_attained": "", "normal_time_weeks": "10", "last_date_of_attendance": "",
    "withdrawal_date": "", "withdrawal_basis": "", "exclusion": "", "exclusion_date": "", "pell_recipient": "Y",
    "published_tuition": "2500.00", "required_fees": "120.50", "student_id": "", "pell_from": "", "pell_to": "",
    "student_state": "MS",
}  # fmt: skip
PAID = {
    "ssn": "219-09-9999", "employer_id": "E1", "year": "2027", "quarter": "2", "wages": "8123.45", "naics": "",
    "soc": "", "source": "",
}  # fmt: skip
KEY = b"a key for tests, of no worth to anybody"
Row = dict[str, str]


def enrolled(**changed: str) -> Row:
    """A row that breaks no rule."""
    return {**ENROLLED, **changed}


def completed(on: str = "2026-11-01", **changed: str) -> Row:
    done = {"enrollment_status": "completed", "completion_date": on, "credential_attained": "Y"}
    return enrolled(**{**done, **changed})


def withdrawn(on: str = "2026-10-01", **changed: str) -> Row:
    gone = {"enrollment_status": "withdrawn", "last_date_of_attendance": on, "withdrawal_basis": "left"}
    return enrolled(**{**gone, **changed})


def paid(**changed: str) -> Row:
    return {**PAID, **changed}


def as_csv(rows: Iterable[Row], columns: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    made = csv.DictWriter(out, list(columns), extrasaction="ignore", lineterminator="\n")
    made.writeheader()
    made.writerows(rows)
    return out.getvalue()


def as_parquet(file: Path, rows: Iterable[Row], columns: Sequence[str], **kinds: str) -> Path:
    """The rows as a Parquet file of texts, empty ones unknown; `kinds` are the types of other columns."""
    typed = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in kinds.items())
    cells = f"* replace ({typed})" if typed else "*"
    table = file.with_suffix(".made.csv")
    table.write_text(as_csv(rows, columns), encoding="utf-8")
    with duckdb.connect() as engine:
        engine.execute(
            f"copy (select {cells} from read_csv('{table}', all_varchar = true)) to '{file}' (format parquet)"
        )
    table.unlink()
    return file


class Outcomes:
    """A folder with files of records and what the command made of them."""

    def __init__(self, folder: Path, as_of: str = "2028-04-30", through: str = "2027Q4") -> None:
        self.folder, self.out, self.as_of, self.through = folder, folder / "out", as_of, through
        self.key = folder / "key"
        self.key.write_bytes(KEY)
        self.participants, self.wages = folder / "participants.csv", folder / "wages.csv"

    def write(self, people: Iterable[Row] | str = (), wages: Iterable[Row] | str = ()) -> None:
        for file, rows, columns in ((self.participants, people, PEOPLE), (self.wages, wages, WAGES)):
            file.write_text(rows if isinstance(rows, str) else as_csv(rows, columns), encoding="utf-8", newline="")

    def compute(self, *words: str, participants: Any = None, wages: Any = None, task: str = "compute") -> int:
        """The exit status of one run over the files that were written, or over others."""
        people, paid_ = ([str(each) for each in given or [kept]] for given, kept in
                         ((participants, self.participants), (wages, self.wages)))  # fmt: skip
        return run(
            task, "--participants", *people, "--wages", *paid_, "--as-of", self.as_of,
            "--wages-through", self.through, "--out", str(self.out), "--key-file", str(self.key), *words,
        )  # fmt: skip

    def _csv(self, name: str) -> list[Row]:
        with (self.out / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def rates(self) -> dict[tuple[str, str, str], Row]:
        """The rows of rates.csv by program, award year and metric."""
        return {(row["program_id"], row["award_year"], row["metric"]): row for row in self._csv("rates.csv")}

    @property
    def rejected(self) -> list[tuple[int, str, str]]:
        return [(int(row["row"]), row["column"], row["code"]) for row in self._csv("rejected.csv")]

    @property
    def manifest(self) -> dict[str, Any]:
        return dict(json.loads((self.out / "run.json").read_text(encoding="utf-8")))

    def people(self) -> list[dict[str, Any]]:
        """The rows of people.parquet."""
        with duckdb.connect() as engine:
            found = engine.execute(f"from '{self.out}/people.parquet'")
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def run(*words: str) -> int:
    """The exit status of `magnolia outcomes`, in this process."""
    try:
        return main(["outcomes", *words])
    except SystemExit as end:
        return int(end.code or 0)
