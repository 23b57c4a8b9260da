"""The stories of cohorts/*.toml: who did what and when, what they were paid, and where each of them has to be.

[[row]]   who, entry; completed (a date) with credential "Y" or "N", withdrawn (last day), never_attended, exclusion
          program, weeks, cip, pell; a row of nothing else is still enrolled
[[wage]]  who, quarter, paid (amounts, a record each), employer, source
repeat    how many persons of a name there are, all alike
[[rate]]  program, metric, year; counts: cohort, excluded, numerator, pending; rate, low, high, cip, result
[completion], [placement]   the rule for each person; [quarter] the measured quarter; [sources] whose records
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from magnolia.outcomes.keys import Key
from magnolia.policy.periods import Quarter

from .records import KEY, Row, completed, enrolled, paid, withdrawn

FOLDER = Path(__file__).parent / "cohorts"
PROGRAM, CIP = "P1", "52.0401"


@dataclass(frozen=True)
class Story:
    """One story; it has an institution of its own, and persons of its own."""

    name: str
    number: int
    told: dict[str, Any]

    @property
    def opeid(self) -> str:
        return f"{self.number:08d}"

    @cached_property
    def ssns(self) -> dict[str, list[str]]:
        """The numbers of everybody of a name."""
        found: dict[str, list[str]] = {}
        given = self.number * 100_000
        for row in self.told["row"]:
            if row["who"] not in found:
                many = self.told.get("repeat", {}).get(row["who"], 1)
                found[row["who"]] = [f"{101_000_000 + given + n:09d}" for n in range(1, many + 1)]
                given += many
        return found

    def pseudonyms(self, who: str) -> list[str]:
        return [Key(KEY).pseudonym(ssn) for ssn in self.ssns[who]]

    def people(self) -> list[Row]:
        return [self._row(row, ssn) for row in self.told["row"] for ssn in self.ssns[row["who"]]]

    def wages(self) -> list[Row]:
        return [
            paid(
                ssn=ssn,
                year=str(Quarter.parse(wage["quarter"]).year),
                quarter=str(Quarter.parse(wage["quarter"]).number),
                wages=amount,
                employer_id=wage.get("employer", "E1"),
                source=wage.get("source", ""),
            )
            for wage in self.told.get("wage", ())
            for ssn in self.ssns[wage["who"]]
            for amount in wage["paid"]
        ]

    def _row(self, row: dict[str, Any], ssn: str) -> Row:
        shared = {
            "ssn": ssn, "opeid": self.opeid, "program_id": row.get("program", PROGRAM),
            "cip_code": row.get("cip", CIP), "entry_date": row["entry"].isoformat(),
            "normal_time_weeks": row.get("weeks", "10"), "exclusion": row.get("exclusion", ""),
            "exclusion_date": "2027-03-01" if "exclusion" in row else "", "pell_recipient": row.get("pell", "Y"),
        }  # fmt: skip
        if "completed" in row:
            return completed(row["completed"].isoformat(), credential_attained=row.get("credential", "Y"), **shared)
        if "withdrawn" in row:
            return withdrawn(row["withdrawn"].isoformat(), **shared)
        return enrolled(**shared, enrollment_status="never_attended" if row.get("never_attended") else "enrolled")


def stories() -> list[Story]:
    files = sorted(FOLDER.glob("*.toml"))
    return [
        Story(file.stem, number, tomllib.loads(file.read_text(encoding="utf-8")))
        for number, file in enumerate(files, start=1)
    ]
