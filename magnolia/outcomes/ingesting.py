"""`magnolia outcomes ingest`: quarterly wage files into a store. Loading a quarter again replaces it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from magnolia.calling import WrongCall, amendments, printable, say, today
from magnolia.policy.layers import LawError
from magnolia.policy.outcome_law import template_version
from magnolia.policy.outcome_records import Records, records
from magnolia.policy.periods import Quarter
from magnolia.writing import locked, sweep

from .engine import connect
from .keys import Key, read_key
from .loading import Loading
from .manifest import sha256
from .sources import quoted
from .store import FORMAT, Load, Quarterly, Store, is_store, read_store
from .sums import write_sums
from .taking import Taken

MEMORY = "700MB"
WORK = ".magnolia-load"
ENDINGS = {"records": "parquet", "sums": "bin"}


@dataclass(frozen=True)
class Call:
    """One call of the command as it was typed."""

    wages: list[str]
    store: str
    key_file: str | None
    jurisdiction: str
    as_json: bool


def run(call: Call) -> int:
    """Take the files in as one load and print what is stored: 0, or 1 where rows were rejected. Raises WrongCall."""
    try:
        day = today(call.jurisdiction)
        by = records(call.jurisdiction, template_version(call.jurisdiction, day, amendments(call.jurisdiction)))
    except LawError as fault:
        raise WrongCall(str(fault)) from None
    key, place = read_key(call.key_file, by.words["says"]["no_key"]), Path(call.store)
    if is_store(place):
        read_store(place, key.fingerprint, by.words["says"]["other_key"])
    elif place.is_dir() and any(each.name[:1] != "." for each in place.iterdir()):
        raise WrongCall(by.words["says"]["no_store"].format(place=place))
    try:
        with _alone(place) as work:
            taken, stored = _load(call, by, key, place, work, day.isoformat())
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {call.store}") from None
    except (duckdb.OutOfMemoryException, duckdb.IOException, MemoryError):
        raise WrongCall("the load does not fit into memory and disk; free space on the disk") from None
    except duckdb.Error as fault:  # its words could repeat a cell
        raise WrongCall(f"the load stopped in DuckDB ({type(fault).__name__}); the store is as it was") from None
    say(json.dumps(_as_json(taken, stored), indent=2) if call.as_json else _as_text(taken, stored, by, place))
    return 0 if taken.complete else 1


@contextmanager
def _alone(place: Path) -> Iterator[Path]:
    """A folder of this load inside the store, which no other load changes meanwhile."""
    place.mkdir(parents=True, exist_ok=True)
    with locked(place, ".lock"):
        sweep(place)
        work = place / f"{WORK}-{os.getpid()}"
        work.mkdir()
        try:
            with locked(work):
                yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _load(call: Call, by: Records, key: Key, place: Path, work: Path, day: str) -> tuple[Taken, dict[str, int]]:
    store = read_store(place, key.fingerprint, "") if is_store(place) else Store(place, key.fingerprint)
    with connect(MEMORY, work / "spill") as connection:
        taken = Taken()
        loading = Loading(connection, by, taken, call.jurisdiction.upper(), key)
        quarters = loading.files(call.wages)
        made_of = "".join([str(FORMAT), *(each.sha256 for each in taken.inputs)])
        load = hashlib.sha256(made_of.encode()).hexdigest()[:16]
        made: dict[str, Quarterly] = {}
        for quarter in map(Quarter, quarters):
            loading.quarter(quarter.index)
            made[str(quarter)] = _write(connection, str(quarter), load, work)
    for name, each in made.items():
        store.folder(name).mkdir(exist_ok=True)
        for kind, ending in ENDINGS.items():
            os.replace(work / f"{kind}-{name}.{ending}", store.folder(name) / f"{kind}-{load}.{ending}")
        store.quarters[name] = each
    inputs = [asdict(each) for each in taken.inputs]
    current = {each.load for each in store.quarters.values()}
    store.loads = [each for each in store.loads if each.id in current and each.id != load]
    if made:
        store.loads.append(Load(load, day, inputs, [each.shown() for each in taken.rejected]))
    store.write()
    _tidy(store)
    return taken, {name: each.rows for name, each in made.items()}


def _write(connection: duckdb.DuckDBPyConnection, name: str, load: str, work: Path) -> Quarterly:
    """Write the two files of the quarter in `records` into the work folder."""
    connection.execute(
        f"copy (from records order by high) to {quoted(str(work / f'records-{name}.parquet'))} "
        "(format parquet, compression zstd)"
    )
    sums = work / f"sums-{name}.bin"
    amounts = write_sums(connection, "records", sums)
    count = connection.execute("select count(*) from records").fetchall()[0][0]
    return Quarterly(load, int(count), sha256(sums), amounts)


def _tidy(store: Store) -> None:
    """Remove files of quarters that were replaced."""
    for folder in store.place.glob("quarter=*"):
        current = store.quarters.get(folder.name.removeprefix("quarter="))
        for file in (each for kind, ending in ENDINGS.items() for each in folder.glob(f"{kind}-*.{ending}")):
            if current is None or not file.stem.endswith(f"-{current.load}"):
                file.unlink()


def _as_json(taken: Taken, stored: dict[str, int]) -> dict[str, Any]:
    return {
        "complete": taken.complete,
        "inputs": [asdict(each) for each in taken.inputs],
        "stored": stored,
        "faults": [each.shown() for each in taken.rejected],
    }


def _as_text(taken: Taken, stored: dict[str, int], by: Records, place: Path) -> str:
    says = by.words["says"]
    lines = [says["fault" if each.column else "of_row"].format(**each.shown()) for each in taken.rejected]
    lines += [says["stored"].format(quarter=quarter, rows=rows) for quarter, rows in stored.items()]
    return printable([*lines, says["written"].format(place=place)])
