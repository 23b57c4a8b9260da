"""`magnolia outcomes compute`: rates, why each person counts as they do, and what all of it was made from."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from magnolia.calling import WrongCall, amendments, printable, say
from magnolia.policy.holiday_rules import CalendarError
from magnolia.policy.layers import LawError
from magnolia.policy.outcome_law import STANDARD, OutcomeLaw, outcome_law, template_version
from magnolia.policy.outcome_records import Records, records
from magnolia.policy.periods import AwardYear, Quarter, parse_date, say_day
from magnolia.policy.rates import six_decimals, standing
from magnolia.writing import as_csv, making

from .engine import DuckDB, Engine, connect
from .explaining import explained, write_people
from .intake import EXIT, Intake
from .keys import Key, read_key
from .manifest import as_text, manifest
from .pipeline import count
from .quality import quality
from .sources import Given, hashing
from .store import is_store, read_store
from .taking import REJECTED, Taken
from .wages import Wages

RATES = (
    "opeid", "program_id", "cip_code", "award_year", "metric", "cohort", "excluded", "denominator", "numerator",
    "pending", "rate", "low", "high", "result",
)  # fmt: skip
FILES = ("rates.csv", "people.parquet", "rejected.csv", "run.json")


@dataclass(frozen=True)
class Call:
    """One call of the command as it was typed."""

    participants: list[str]
    wages: list[str]
    as_of: str
    through: str
    out: str
    engine: str
    memory_limit: str
    key_file: str | None
    jurisdiction: str
    as_json: bool


@dataclass
class Timed:
    """Seconds that each part took, by its name."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - started, 3)


def run(call: Call) -> int:
    """Write the folder and print what it holds: 0, or 1 where rows were rejected. Raises WrongCall."""
    try:
        law, by = law_of(call)
    except (CalendarError, LawError) as fault:
        raise WrongCall(str(fault)) from None
    key = read_key(call.key_file, by.words["says"]["no_key"])
    with writing(call, FILES) as made:
        told, taken = _compute(call, law, by, key, made)
    say(told)
    return 0 if taken.complete else 1


@contextmanager
def writing(call: Call, names: Sequence[str]) -> Iterator[Path]:
    """A folder for the files of a run, which take their place together or not at all. Raises WrongCall."""
    given = [*call.participants, *call.wages]
    try:
        with making(call.out, names, [each for each in given if Path(each).exists()]) as made:
            yield made
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {call.out}") from None
    except (duckdb.OutOfMemoryException, duckdb.IOException, MemoryError):
        raise WrongCall("the run does not fit into memory and disk; raise --memory-limit or free space") from None
    except duckdb.Error as fault:  # its words could repeat a cell
        raise WrongCall(f"the run stopped in DuckDB ({type(fault).__name__}); nothing was written") from None


@contextmanager
def taken_in(
    call: Call, law: OutcomeLaw, by: Records, key: Key, made: Path, timed: Timed, quarters: Sequence[str]
) -> Iterator[tuple[Intake, Engine, Wages]]:
    """Participants and wage records of a call, and the engine that counts them; `quarters` as `Intake.persons` says."""
    work = made.parent / "work"
    work.mkdir()
    try:
        connection = connect(call.memory_limit, work / "spill")
    except duckdb.Error:
        raise WrongCall(f"--memory-limit must be a size such as 2GB, not {call.memory_limit[:40]!r}") from None
    with connection, hashing(map(Path, call.wages)) as hashes:
        with timed.part("participants"):
            intake = Intake(connection, by, law.as_of)
            intake.participants([Given.at(each) for each in call.participants], key)
            intake.persons(quarters)
        with timed.part("wages"):
            wages = Wages(connection, by, intake.taken, law.own_state, hashes)
            _take_wages(wages, intake, call, by, key)
        with _engine(call, intake, work, timed) as engine:
            yield intake, engine, wages


def law_of(call: Call, more: Sequence[str] = ()) -> tuple[OutcomeLaw, Records]:
    as_of, through = parse_date(call.as_of), Quarter.parse(call.through)
    changes = amendments(call.jurisdiction)
    law = outcome_law(call.jurisdiction, as_of, through, changes, more)
    return law, records(call.jurisdiction, template_version(call.jurisdiction, as_of, changes))


def _compute(call: Call, law: OutcomeLaw, by: Records, key: Key, made: Path) -> tuple[str, Taken]:
    timed, quarters = Timed(), [f"{EXIT} + {law.quarters_after_exit}"]
    standards = {metric: law.standard(metric) for metric in STANDARD}
    with taken_in(call, law, by, key, made, timed, quarters) as (intake, engine, wages):
        with timed.part("counting"):
            counts = count(engine, law, by)
            wages.begin_hashing()  # rates are divided by one processor
            rates = [rate_row(row, standards) for row in counts]
            (made / "rates.csv").write_bytes(as_csv(RATES, rates))
        matched = _explain(intake, engine, by, key, made, timed)
        wages.hash_files()
    return _finish(call, law, by, key, intake.taken, rates, matched, made, timed)


def _explain(intake: Intake, engine: Engine, by: Records, key: Key, made: Path, timed: Timed) -> dict[str, Any]:
    """Write people.parquet; what run.json tells about matching."""
    with timed.part("explaining"):
        intake.pseudonyms(key)
        source = explained(intake.connection, engine, made.parent / "work", by)
        write_people(intake.connection, source, made / "people.parquet")
        return quality(intake.connection, source, intake.taken)


@contextmanager
def _engine(call: Call, intake: Intake, work: Path, timed: Timed) -> Iterator[Engine]:
    """The engine that counts; Spark starts from what the intake has checked and written."""
    if call.engine == DuckDB.name:
        yield DuckDB(intake.connection)
        return
    from .spark import Spark, session

    with timed.part("handing over"):
        intake.write_checked(work / "checked")
    with session(work, call.memory_limit) as running:
        yield Spark(running, work / "checked")


def _finish(
    call: Call,
    law: OutcomeLaw,
    by: Records,
    key: Key,
    taken: Taken,
    rates: list[list[str]],
    matched: dict[str, Any],
    made: Path,
    timed: Timed,
) -> tuple[str, Taken]:
    """Write what is left to write; what is printed."""
    rows = [[str(value) for value in each.shown().values()] for each in taken.rejected]
    (made / "rejected.csv").write_bytes(as_csv(REJECTED, rows))
    told = manifest("compute", call.jurisdiction, law, by, key, taken, call.engine, timed.seconds, made, FILES[:-1])
    told["rates"] = {"rows": len(rates), "by_result": _results(rates)}
    told |= matched
    text = as_text(told)
    (made / "run.json").write_text(f"{text}\n", encoding="utf-8")
    return text if call.as_json else printable(_summary(call, law, by, taken, rates)), taken


def _take_wages(wages: Wages, intake: Intake, call: Call, by: Records, key: Key) -> None:
    """Wage records from files, or from one store."""
    says, places = by.words["says"], [Path(each) for each in call.wages if Path(each).is_dir()]
    if not places:
        wages.from_files(call.wages, intake.mask)
        return
    if len(call.wages) > 1:
        raise WrongCall(says["alone"])
    if not is_store(places[0]):
        raise WrongCall(says["no_store"].format(place=places[0]))
    store = read_store(places[0], key.fingerprint, says["other_key"])
    intake.pseudonyms(key, "wanted")
    wages.from_store(store)


def rate_row(counted: tuple[Any, ...], standards: Mapping[str, Decimal]) -> list[str]:
    """One row of rates.csv from its counts: here they are divided, and held against the standard of their metric."""
    opeid, program, cip, year, metric, cohort, excluded, numerator, pending = counted
    denominator = cohort - excluded
    figures = _figures(numerator, pending, denominator, standards[metric])
    counts = map(str, (cohort, excluded, denominator, numerator, pending))
    return [opeid, program, cip, _label(year), metric, *counts, *figures]


@lru_cache(maxsize=1 << 16)
def _figures(numerator: int, pending: int, denominator: int, standard: Decimal) -> tuple[str, ...]:
    """What counts say as a rate, from `rate` to `result`. Many small cohorts have the same counts."""
    rate, high = six_decimals(numerator, denominator), six_decimals(numerator + pending, denominator)
    return rate, rate, high, standing(numerator, pending, denominator, standard)


@cache
def _label(start: int) -> str:
    return AwardYear(start).label


def _results(rates: list[list[str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (metric, result), rows in sorted(Counter(map(itemgetter(RATES.index("metric"), -1), rates)).items()):
        found.setdefault(metric, {})[result] = rows
    return found


def _summary(call: Call, law: OutcomeLaw, by: Records, taken: Taken, rates: list[list[str]]) -> Iterator[str]:
    says = by.words["says"]
    yield says["head"].format(as_of=say_day(law.as_of), through=law.through)
    yield says["counts"].format(participants=taken.rows("participants"), wages=taken.rows("wages"), rates=len(rates))
    for metric, results in _results(rates).items():
        for result, rows in results.items():
            yield says["result"].format(metric=metric, result=result, rows=rows)
    for code, each in sorted(taken.warnings.items()):
        yield says["warning"].format(code=code, count=each.rows, says=by.words["warning"][code])
    if taken.conflicts:
        yield says["conflicts"].format(count=len(taken.conflicts))
    if taken.rejected:
        yield says["rejected"].format(rows=taken.rejected_rows)
    yield says["written"].format(place=call.out)
