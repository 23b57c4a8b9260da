"""`magnolia outcomes compute`: rates, why each person counts as they do, and what all of it was made from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from magnolia.calling import WrongCall, amendments, printable, say
from magnolia.policy.holiday_rules import CalendarError
from magnolia.policy.layers import LawError
from magnolia.policy.outcome_law import STANDARD, OutcomeLaw, outcome_law, template_version
from magnolia.policy.outcome_records import Records, records
from magnolia.policy.periods import Quarter, parse_date, say_day
from magnolia.writing import as_csv, making

from .engine import DuckDB, Engine, beside, connect, keep_only, side_by_side
from .explaining import EXPLAINED, OF_PROGRAMS, SAID, explained, write_people
from .intake import EXIT, Intake
from .keys import Key, read_key
from .manifest import manifest, write
from .pipeline import RATES, begin, count
from .quality import other_states, programs, write_matching
from .rating import Rates, rated
from .sources import Given, hashing
from .store import is_store, read_store
from .taking import REJECTED, Taken
from .wages import Wages

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
    call: Call,
    law: OutcomeLaw,
    by: Records,
    key: Key,
    made: Path,
    timed: Timed,
    quarters: Sequence[str],
    begun: Callable[[Engine], None],
) -> Iterator[tuple[Intake, Engine, Wages]]:
    """Participants and wage records of a call, and the engine that counts them; `quarters` as `Intake.persons` says.

    What is to be `begun` without wages is done, by DuckDB while they are taken in.
    """
    work = made.parent / "work"
    work.mkdir()
    try:
        connection = connect(call.memory_limit, work / "spill")
    except duckdb.Error:
        raise WrongCall(f"--memory-limit must be a size such as 2GB, not {call.memory_limit[:40]!r}") from None
    with connection, connection.cursor() as other, hashing(map(Path, call.wages)) as hashes:
        with timed.part("participants"):
            intake = Intake(connection, by, law.as_of)
            intake.participants([Given.at(each) for each in call.participants])
            intake.persons(quarters)
        own = DuckDB(other) if call.engine == DuckDB.name else None
        with timed.part("wages"), beside(lambda: begun(own) if own else None):
            wages = Wages(connection, by, intake.taken, law.own_state, hashes)
            _take_wages(wages, intake, call, by, key)
        if own:
            yield intake, own, wages
            return
        with _spark(call, intake, work, timed) as engine:
            begun(engine)
            yield intake, engine, wages


def law_of(call: Call, more: Sequence[str] = ()) -> tuple[OutcomeLaw, Records]:
    as_of, through = parse_date(call.as_of), Quarter.parse(call.through)
    changes = amendments(call.jurisdiction)
    law = outcome_law(call.jurisdiction, as_of, through, changes, more)
    return law, records(call.jurisdiction, template_version(call.jurisdiction, as_of, changes))


def _compute(call: Call, law: OutcomeLaw, by: Records, key: Key, made: Path) -> tuple[str, Taken]:
    timed, quarters = Timed(), [f"{EXIT} + {law.quarters_after_exit}"]
    standards = {metric: law.standard(metric) for metric in STANDARD}
    with taken_in(
        call, law, by, key, made, timed, quarters, lambda engine: begin(engine, law, by)
    ) as (intake, engine, wages):  # fmt: skip
        with timed.part("counting"):
            count(engine)
            rates = rated(intake.connection, engine.hand_over(RATES, made.parent / "work" / RATES), standards)
            (made / "rates.csv").write_bytes(rates.text.encode())
        wages.begin_hashing()
        matched = _explain(intake, engine, by, key, made, timed)
        wages.hash_files()
    return _finish(call, law, by, key, intake.taken, rates, matched, made, timed)


def _explain(intake: Intake, engine: Engine, by: Records, key: Key, made: Path, timed: Timed) -> dict[str, Any]:
    """Write people.parquet; what run.json tells about matching."""
    connection, taken, work = intake.connection, intake.taken, made.parent / "work"
    with timed.part("explaining"):
        intake.look_across(key)
        told: dict[str, Any] = {"programs": programs(connection, taken)}
        intake.let_go_of_rows()
        explained(connection, engine, work, by)
        intake.pseudonyms(key)
        keep_only(connection, {EXPLAINED, *SAID, *OF_PROGRAMS, "keys", "pseudonyms"})
        matching = work / "matching"
        _, matched = side_by_side(connection, [
            lambda own: write_people(own, made / "people.parquet"),
            lambda own: write_matching(own, taken, matching),
        ])  # fmt: skip
        return told | {"other_states": other_states(connection), "matching": matching if matched else []}


@contextmanager
def _spark(call: Call, intake: Intake, work: Path, timed: Timed) -> Iterator[Engine]:
    """Spark, which starts from what the intake has checked and written."""
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
    rates: Rates,
    matched: dict[str, Any],
    made: Path,
    timed: Timed,
) -> tuple[str, Taken]:
    """Write what is left to write; what is printed."""
    rows = [[str(value) for value in each.shown().values()] for each in taken.rejected]
    (made / "rejected.csv").write_bytes(as_csv(REJECTED, rows))
    told = manifest("compute", call.jurisdiction, law, by, key, taken, call.engine, timed.seconds, made, FILES[:-1])
    told["rates"] = {"rows": rates.rows, "by_result": rates.by_result}
    told |= matched
    write(told, made / "run.json")
    if call.as_json:
        return (made / "run.json").read_text(encoding="utf-8").rstrip(), taken
    return printable(_summary(call, law, by, taken, told["rates"])), taken


def _take_wages(wages: Wages, intake: Intake, call: Call, by: Records, key: Key) -> None:
    """Wage records from files, or from one store."""
    says, places = by.words["says"], [Path(each) for each in call.wages if Path(each).is_dir()]
    if not places:
        intake.want()
        wages.from_files(call.wages, intake.mask)
        return
    if len(call.wages) > 1:
        raise WrongCall(says["alone"])
    if not is_store(places[0]):
        raise WrongCall(says["no_store"].format(place=places[0]))
    store = read_store(places[0], key.fingerprint, says["other_key"])
    intake.seek(key)
    wages.from_store(store)


def _summary(call: Call, law: OutcomeLaw, by: Records, taken: Taken, rates: dict[str, Any]) -> Iterator[str]:
    says = by.words["says"]
    yield says["head"].format(as_of=say_day(law.as_of), through=law.through)
    participants, wages = taken.rows("participants"), taken.rows("wages")
    yield says["counts"].format(participants=participants, wages=wages, rates=rates["rows"])
    for metric, results in rates["by_result"].items():
        for result, rows in results.items():
            yield says["result"].format(metric=metric, result=result, rows=rows)
    for code, each in sorted(taken.warnings.items()):
        yield says["warning"].format(code=code, count=each.rows, says=by.words["warning"][code])
    if taken.conflicts:
        yield says["conflicts"].format(count=len(taken.conflicts))
    if taken.rejected:
        yield says["rejected"].format(rows=taken.rejected_rows)
    yield says["written"].format(place=call.out)
