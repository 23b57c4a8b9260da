"""How fast the long lists are: `make bench`. Ratios to a floor measured in the same run, never seconds.

Each round starts every server anew and asks them in turn, so that a busy machine slows all alike; figures are medians
over rounds. MAGNOLIA_BENCH_ROWS is how many programs are on the State's list and as many applications in its hands;
MAGNOLIA_BENCH_ROUNDS and MAGNOLIA_BENCH_REQUESTS change how often is asked. MAGNOLIA_BENCH_KEEP names a folder where
the databases stay for the next run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import pytest

from .serving import Database, Server, postgres_answers

ROUNDS = int(os.environ.get("MAGNOLIA_BENCH_ROUNDS", "3"))
REQUESTS = int(os.environ.get("MAGNOLIA_BENCH_REQUESTS", "60"))
ROWS = int(os.environ.get("MAGNOLIA_BENCH_ROWS", "20000"))
KEPT = Path(os.environ["MAGNOLIA_BENCH_KEEP"]) if "MAGNOLIA_BENCH_KEEP" in os.environ else None
TO_FLOOR, TO_SMALL, MEMORY = 3.0, 1.3, 250

# What people type: trades, codes, colleges, half words, and words that half of all programs have.
SEARCHES = [
    {"q": q}
    for q in (
        "welding", "nursing assistant", "48.0508", "phlebotomy nowhere", "truck", "cyber", "21-0033", "technician",
        "fictive college", "dental advanced", "solar mockville", "paramedic 12", "weld", "plumbing college",
        "certified drafting worker", "robotics specialist", "nothing like it", "evening bookkeeping", "anytown",
        "11.0021",
    )
]  # fmt: skip
FILTERS: list[dict[str, str]] = [
    {"status": "active"}, {"status": "approved"}, {"status": "filed"}, {"sector": "Healthcare"}, {"weeks": "9"},
    {"credential": "license"}, {"cip": "12"}, {"soc": "17-0012"}, {"sector": "Energy", "status": "active"},
    {"sector": "Healthcare", "weeks": "10", "q": "tech"}, {"order": "newest"}, {"order": "shortest"},
    {"order": "institution"}, {"status": "not_filed", "credential": "license"}, {"page": "7"},
]  # fmt: skip
WORK = ["/your-work/", "/your-work/?page=2", "/your-work/?state=review", "/your-work/?page=5"]
QUEUE = [
    "/queue/", "/queue/?page=2", "/queue/?state=review", "/queue/?overdue=yes", "/queue/?who=me", "/queue/?page=9",
    "/queue/?state=stage-review&award_year=2026",
]  # fmt: skip
PAGES = {
    "search": [f"/in/ms/programs/?{urlencode(query)}" for query in SEARCHES],
    "filter": [f"/in/ms/programs/?{urlencode(query)}" for query in FILTERS],
    "work": WORK,
    "queue": QUEUE,
}


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


@pytest.fixture(params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, tuple[Database, str]]]:
    """Floor, ours with ROWS programs and as many applications, and ours with ten times both; each with a session."""
    if request.param == "postgres" and not postgres_answers():
        pytest.skip("no PostgreSQL answers; MAGNOLIA_BENCH_POSTGRES names one")
    made = {name: Database(request.param, name, KEPT or tmp_path) for name in ("floor", "small", "large")}
    try:
        floor, small, large = made.values()
        sessions = {"floor": floor.session(floor.seed_floor), "small": small.session(lambda: _seed(small))}
        sessions["large"] = large.session(lambda: _ten_times(large, small, sessions["small"]))
        yield {name: (made[name], sessions[name]) for name in made}
    finally:
        for database in made.values():
            if not KEPT:
                database.drop()


def _seed(database: Database) -> str:
    return database.run("-m", "tests.bench.seed", str(ROWS), str(ROWS)).splitlines()[-1]


def _ten_times(database: Database, small: Database, session: str) -> str:
    database.copy_of(small)
    database.run("-m", "tests.bench.seed", "times")
    return session


def test_lists_stay_near_the_floor_and_hardly_slow_down_with_ten_times_the_rows(databases):
    waited: dict[str, list[float]] = {}
    worked: dict[str, list[float]] = {}
    memory = []
    for _ in range(ROUNDS):
        with ExitStack() as running:
            floor, cookie = databases["floor"]
            servers = {"floor": running.enter_context(floor.floor(cookie))}
            for name in ("small", "large"):
                database, cookie = databases[name]
                servers[name] = running.enter_context(database.magnolia(cookie))
            for name, times in _round(servers).items():
                waited.setdefault(name, []).append(p95([time for time, _ in times]))
                worked.setdefault(name, []).append(p95([work for _, work in times]))
            memory.append(max(servers[name].memory() for name in ("small", "large")))
    engine = databases["floor"][0].engine
    middle = {name: median(values) for name, values in waited.items()}
    print(f"\n{engine}: {ROWS} programs and as many applications, and ten times both; {_load()}")
    print(f"{engine}: p95 in ms, median of {ROUNDS} rounds of {REQUESTS}: {_told(middle)}")
    print(f"{engine}: largest worker {max(memory):.0f} MB")
    faults = []
    for page in PAGES:
        to_floor, to_small = _ratios(waited, page)
        print(f"{engine}: {page:8} {to_floor:.2f} of the floor, ten times the rows {to_small:.2f} of that")
        # A processor works as long for a page when others wait for it too.
        print("{}: {:8} {:.2f} and {:.2f} of the processors' time".format(engine, "", *_ratios(worked, page)))
        faults += [f"{page}: {to_floor:.2f} of the floor"] if to_floor > TO_FLOOR else []
        faults += [f"{page}: {to_small:.2f} with ten times the rows"] if to_small > TO_SMALL else []
    faults += [f"{max(memory):.0f} MB"] if max(memory) >= MEMORY else []
    assert not faults, faults


def _round(servers: dict[str, Server]) -> dict[str, list[tuple[float, float]]]:
    """Every page of every server in turn: how long it took, and how long processors worked for it, in milliseconds.

    The first requests warm up and do not count.
    """
    asks = [("floor", "floor", cycle(["/filter50"]))]
    asks += [(f"{name} {page}", name, cycle(paths)) for page, paths in PAGES.items() for name in ("small", "large")]
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name, _, _ in asks}
    for _ in range(10):
        for _, server, paths in asks:
            servers[server].get(next(paths))
    for _ in range(REQUESTS):
        for name, server, paths in asks:
            before = servers[server].spent()
            milliseconds = servers[server].get(next(paths))
            taken[name].append((milliseconds, servers[server].spent() - before))
    return taken


def _ratios(taken: dict[str, list[float]], page: str) -> tuple[float, float]:
    """Of a page: to the floor, and with ten times the rows to without."""
    return _ratio(taken, f"small {page}", "floor"), _ratio(taken, f"large {page}", f"small {page}")


def _ratio(taken: dict[str, list[float]], one: str, other: str) -> float:
    """Median over rounds of the ratio within a round."""
    return median(a / b for a, b in zip(taken[one], taken[other], strict=True))


def _load() -> str:
    """What else the machine did, as far as it says."""
    return f"load {os.getloadavg()[1]:.1f} on {os.cpu_count()} processors"


def _told(middle: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.0f}" for name, value in middle.items())
