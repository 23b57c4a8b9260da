"""What one run of `magnolia outcomes compute` says about itself, read from its run.json and rates.csv.

Pure. Nothing of a person is in either file: counts, hashes, and rows that conflict by file and number.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from .earnings import fill
from .holiday_rules import CalendarError
from .layers import fill_all, overlay, read, state_layer
from .periods import AwardYear, Quarter, parse_date

MEASURES = ("completion", "placement")
COUNTS = ("cohort", "excluded", "denominator", "numerator", "pending")
RATES = ("opeid", "program_id", "award_year", "metric", *COUNTS, "result")
QUALITY = (
    "rows_put_together", "matched_here", "matched_elsewhere", "unmatched", "awaiting", "conflicts",
    "conflicts_counted", "counted_by_others_alone",
)  # fmt: skip
LONGEST = 9  # digits of a count
Program = tuple[str, str]  # the institution's OPE ID and its own key of the program
Of = tuple[str, str, int, str]  # a program, the year its award year starts in, and the measure


@cache
def words(jurisdiction: str) -> dict[str, Any]:
    """The sentences of results.toml, with the State's names."""
    layer = state_layer(jurisdiction)
    filled: dict[str, Any] = fill_all(overlay(read("model", "results"), read(layer, "results")), read(layer, "profile"))
    return filled


class BadRun(ValueError):
    """Why a run is not brought in: a word of [refused] in results.toml, and what its sentence names."""

    def __init__(self, word: str, **named: object) -> None:
        super().__init__(word)
        self.word, self.named = word, named

    def sentence(self, jurisdiction: str) -> str:
        return fill(words(jurisdiction)["refused"][self.word], **self.named)


@dataclass(frozen=True)
class File:
    """A file that went into a run."""

    role: str  # participants or wages
    name: str
    sha256: str


@dataclass(frozen=True)
class Rate:
    """A row of rates.csv: counts, and the result as the run has it."""

    opeid: str
    program_id: str
    year: AwardYear
    metric: str
    counts: Mapping[str, int]
    result: str

    @property
    def program(self) -> Program:
        return self.opeid, self.program_id

    @property
    def of(self) -> Of:
        return self.opeid, self.program_id, self.year.start, self.metric


@dataclass(frozen=True)
class Matching:
    """How the persons of a rate were matched; quarters by their index with (persons, pending)."""

    counts: Mapping[str, int]
    window_closes: date | None
    quarters: Mapping[int, tuple[int, int]]


@dataclass(frozen=True)
class Run:
    """One run; `programs` has the hashes of the files that a program's rows came from."""

    manifest: dict[str, Any]
    as_of: date
    through: Quarter
    method: str
    rates_sha256: str
    files: tuple[File, ...]
    programs: Mapping[Program, tuple[str, ...]]
    other_states: tuple[str, ...]
    matching: Mapping[Of, Matching]
    rates: tuple[Rate, ...]

    def of_role(self, role: str) -> list[File]:
        return [each for each in self.files if each.role == role]


def read_run(jurisdiction: str, manifest: bytes, rates: bytes) -> Run:
    """The run that these two files are. Raises BadRun where they are none of this State, or not complete."""
    try:
        told = json.loads(manifest.decode("utf-8"))
        if not isinstance(told, dict) or told["command"] != "outcomes compute":
            raise BadRun("unreadable", what="another command wrote it")
        _whole(jurisdiction, told)
        if hashlib.sha256(rates).hexdigest() != told["outputs"]["rates.csv"]:
            raise BadRun("rates_hash")
        return Run(
            manifest=told,
            as_of=parse_date(told["as_of"]),
            through=Quarter.parse(told["wages_through"]),
            method=_hash(told["method"]),
            rates_sha256=_hash(told["outputs"]["rates.csv"]),
            files=tuple(File(each["role"], str(each["name"]), _hash(each["sha256"])) for each in told["inputs"]),
            programs={(each["opeid"], each["program_id"]): tuple(each["inputs"]) for each in told["programs"]},
            other_states=tuple(str(each) for each in told["other_states"]),
            matching=dict(_matching(each) for each in told["matching"]),
            rates=tuple(_rates(rates)),
        )
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise BadRun("unreadable", what="it is not JSON in UTF-8") from None
    except KeyError as missing:
        raise BadRun("unreadable", what=f"it has no {missing.args[0]!r}") from None
    except (TypeError, ValueError, AttributeError, RecursionError) as fault:
        if isinstance(fault, BadRun):
            raise
        raise BadRun("unreadable", what="a value in it has another form") from None


def _whole(jurisdiction: str, told: Mapping[str, Any]) -> None:
    if told["jurisdiction"] != jurisdiction:
        raise BadRun("jurisdiction", theirs=str(told["jurisdiction"])[:8], ours=jurisdiction)
    if told["complete"] is not True or told["rejected_rows"] != 0:
        raise BadRun("incomplete")


def _hash(text: str) -> str:
    if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
        raise ValueError("no SHA-256")
    return text


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**LONGEST:
        raise ValueError("no count")
    return value


def _matching(told: Mapping[str, Any]) -> tuple[Of, Matching]:
    of = str(told["opeid"]), str(told["program_id"]), AwardYear.parse(told["award_year"]).start, str(told["metric"])
    quarters = {
        Quarter.parse(each["quarter"]).index: (_count(each["persons"]), _count(each["pending"]))
        for each in told["quarters"]
    }
    closes = told["window_closes"]
    counts = {name: _count(told[name]) for name in QUALITY}
    return of, Matching(counts, None if closes is None else parse_date(closes), quarters)


def _rows(content: bytes) -> list[dict[str, str]]:
    """The rows below the header. Raises BadRun where a column is missing or the file is no CSV."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
        missing = [name for name in RATES if name not in (reader.fieldnames or ())]
        if missing:
            raise BadRun("rates_read", row=1, column=missing[0])
        return list(reader)
    except (UnicodeDecodeError, csv.Error):
        raise BadRun("rates_form") from None


def _rates(content: bytes) -> Iterator[Rate]:
    """The rows of rates.csv. Raises BadRun for one that lacks a cell or does not add up."""
    for number, row in enumerate(_rows(content), start=2):
        for name in RATES:
            if row[name] is None:
                raise BadRun("rates_read", row=number, column=name)
        for name in COUNTS:
            text = row[name]
            if not (text.isascii() and text.isdigit() and len(text) <= LONGEST):
                raise BadRun("rates_read", row=number, column=name)
        counts = {name: int(row[name]) for name in COUNTS}
        if row["metric"] not in MEASURES:
            raise BadRun("rates_read", row=number, column="metric")
        if counts["denominator"] != counts["cohort"] - counts["excluded"]:
            raise BadRun("rates_read", row=number, column="denominator")
        if counts["numerator"] + counts["pending"] > counts["denominator"]:
            raise BadRun("rates_read", row=number, column="numerator")
        try:
            year = AwardYear.parse(row["award_year"])
        except CalendarError:
            raise BadRun("rates_read", row=number, column="award_year") from None
        yield Rate(row["opeid"], row["program_id"], year, row["metric"], counts, row["result"])
