"""Small files of labor market data, and the lists that the command makes from them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from magnolia.cli import main

COLUMNS = (
    "ecosystem", "soc_code", "title", "sector", "annual_openings", "annual_supply", "job_openings",
    "median_hourly_wage", "typical_education", "category",
)  # fmt: skip
PASSES = {
    "ecosystem": "Ecosystem 1", "soc_code": "47-2111", "title": "Electricians", "sector": "Construction",
    "annual_openings": "3000", "annual_supply": "1000", "job_openings": "40", "median_hourly_wage": "29.26",
    "typical_education": "apprenticeship", "category": "",
}  # fmt: skip
Row = dict[str, str]


def row(**changed: str) -> Row:
    """A row that passes every test, with some cells changed."""
    return {**PASSES, **changed}


def eligible(count: int, ecosystem: str = "Ecosystem 1") -> list[Row]:
    """Rows that pass every test, the first with the largest gap."""
    return [
        row(ecosystem=ecosystem, soc_code=f"47-{n:04d}", annual_openings=str(9000 - n), annual_supply="0")
        for n in range(1, count + 1)
    ]


def as_csv(rows: Iterable[Row], columns: Iterable[str] = COLUMNS) -> str:
    out = io.StringIO(newline="")
    made = csv.DictWriter(out, list(columns), extrasaction="ignore", lineterminator="\n")
    made.writeheader()
    made.writerows(rows)
    return out.getvalue()


class Lists:
    """One folder with a file of labor market data and what the command made of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.labor, self.out = folder, folder / "labor.csv", folder / "lists"

    def build(self, rows: Iterable[Row] | str, *words: str, as_of: str = "2026-10-01") -> int:
        """The exit status; the rows are written first, or a text as it stands."""
        self.labor.write_text(rows if isinstance(rows, str) else as_csv(rows), encoding="utf-8", newline="")
        return main(
            ["occupations", "build", "--labor", str(self.labor), "--out", str(self.out), "--as-of", as_of, *words]
        )

    def _read(self, name: str) -> list[Row]:
        with (self.out / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def ecosystem(self) -> list[Row]:
        return self._read("ecosystem.csv")

    @property
    def only(self) -> Row:
        """The one row there is."""
        (found,) = self.ecosystem
        return found

    @property
    def statewide(self) -> dict[str, tuple[str, str]]:
        """Number of lists and whether the State has it, by SOC code."""
        return {
            found["soc_code"]: (found["ecosystems"], found["state_priority"]) for found in self._read("statewide.csv")
        }

    @property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "run.json").read_text(encoding="utf-8"))
        return found
