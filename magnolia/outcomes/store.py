"""The store of wage records: Parquet, a partition a quarter, the person as a keyed pseudonym and never as a number.

    store.json                             the fingerprint of the key, the loads, what is current for each quarter
    quarter=2027Q1/records-LOAD.parquet    every row: the person as two numbers, employer_id, wages, naics, soc, source
    quarter=2027Q1/sums-LOAD.bin           the sum of each person and source, to be found fast (sums.py)

The two numbers, `high` and `low`, are the 128 bits of the pseudonym: faster to compare than text, and half as long.
What store.json does not name does not count: a load that was killed has changed nothing.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from magnolia.calling import WrongCall

from .sums import Amounts
from .taking import Rejected

NAME, FORMAT = "store.json", 4  # another format, another number: also where pseudonyms are made in another way


@dataclass
class Quarterly:
    """The current records of one quarter."""

    load: str
    rows: int
    sha256: str  # of the file of sums
    sums: Amounts


@dataclass
class Load:
    """The files of one call of `ingest`, and the rows of them that were not taken."""

    id: str
    loaded_on: str
    inputs: list[dict[str, Any]]
    rejected: list[dict[str, Any]]


@dataclass
class Store:
    """A store as store.json says it is."""

    place: Path
    key: str
    quarters: dict[str, Quarterly] = field(default_factory=dict)
    loads: list[Load] = field(default_factory=list)

    def folder(self, quarter: str) -> Path:
        return self.place / f"quarter={quarter}"

    def sums(self, quarter: str) -> Path:
        return self.folder(quarter) / f"sums-{self.quarters[quarter].load}.bin"

    def rejected(self, quarters: list[str]) -> list[Rejected]:
        """Rows that were not taken by the loads that these quarters come from."""
        current = {self.quarters[quarter].load for quarter in quarters}
        return [Rejected(**each) for load in self.loads if load.id in current for each in load.rejected]

    def write(self) -> None:
        """Say what is current, in one step."""
        content = {
            "format": FORMAT,
            "key_fingerprint": self.key,
            "quarters": {name: asdict(each) for name, each in sorted(self.quarters.items())},
            "loads": [vars(each) for each in self.loads],
        }
        draft = self.place / f".{NAME}.new"
        draft.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        os.replace(draft, self.place / NAME)


def _quarterly(load: str, rows: int, sha256: str, sums: dict[str, Any]) -> Quarterly:
    """From what store.json has of a quarter. Raises KeyError, TypeError and ValueError."""
    if sums["long"] not in (True, False):
        raise ValueError("long")
    known = Amounts(sums["long"], int(sums["count"]), int(sums["scale"]), list(map(str, sums["sources"])))
    return Quarterly(load, int(rows), sha256, known)


def is_store(place: Path) -> bool:
    return (place / NAME).is_file()


def read_store(place: Path, fingerprint: str, other_key: str) -> Store:
    """An existing store. Raises WrongCall where it cannot be read, or with `other_key` where its key is another."""
    try:
        found = json.loads((place / NAME).read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise WrongCall(f"{place} was written by another version of magnolia; ingest the files into a new store")
        store = Store(
            place,
            found["key_fingerprint"],
            {name: _quarterly(**each) for name, each in found["quarters"].items()},
            [Load(**each) for each in found["loads"]],
        )
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {place / NAME}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise WrongCall(f"{place / NAME} is damaged; ingest into a new store") from None
    if store.key != fingerprint:
        raise WrongCall(other_key.format(place=place))
    return store
