"""Which test reaches which line: one run of tests/policy under coverage, no test with anything remembered."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Collection, Generator
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any

import coverage
import pytest

AT_COLLECTION = "collecting "


def forget(modules: Collection[str] = (), files_too: bool = True) -> None:
    """Empty caches of the policy's functions, so that what is tested is worked out and not remembered.

    Of all modules, or of those named; `files_too`: also what was read from TOML, which rests on no other module.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("magnolia.policy.") and (not modules or name.rpartition(".")[2] in modules):
            for thing in vars(module).values():
                if isinstance(thing, _lru_cache_wrapper) and (files_too or thing.__name__ != "read"):
                    thing.cache_clear()


class Reach:
    """A plugin that keeps lines by test and seconds by test; `said` is what it found once the run is over."""

    def __init__(self, source: Path) -> None:
        self.cover = coverage.Coverage(data_file=None, branch=False, source=[str(source)], config_file=False)
        self.source = source
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def __enter__(self) -> Reach:
        self.cover.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.cover.stop()

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Generator[None, Any, Any]:
        """Say of what a file of tests does while it is read that the whole file does it."""
        if isinstance(collector, pytest.Module):
            forget()
            self.cover.switch_context(AT_COLLECTION + collector.nodeid)
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Begin a test with nothing remembered."""
        forget()
        self.cover.switch_context(item.nodeid)
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up how long a test takes, and keep what fails without any mutant."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed.append(report.nodeid)

    def said(self) -> dict[str, Any]:
        """`tests` with their seconds, and by file name and line the places in `tests` of those that reach it.

        What is reached while a file of tests is read stands there as a test without seconds; `modules` are those that
        a run loads besides ours.
        """
        data = self.cover.get_data()
        place = {test: at for at, test in enumerate(self.seconds)}  # also those that run no line of the law
        lines: dict[str, dict[int, list[int]]] = defaultdict(dict)
        for path in data.measured_files():
            for line, contexts in data.contexts_by_lineno(path).items():
                lines[Path(path).name][line] = [place.setdefault(context, len(place)) for context in sorted(contexts)]
        loaded = [name for name in sys.modules if name.split(".")[0] not in ("magnolia", "tests", "__main__")]
        tests = [[name, self.seconds.get(name)] for name in place]
        return {"tests": tests, "lines": lines, "modules": loaded}


def measure(source: Path, arguments: list[str], into: Path) -> None:
    """Run the tests once without any mutant and write what they reach; raises SystemExit where one fails."""
    with Reach(source) as reach:
        pytest.main(arguments, plugins=[reach])
    if reach.failed or not reach.seconds:
        print(f"Without any mutant these fail: {', '.join(reach.failed) or 'all (none was run)'}", file=sys.stderr)
        raise SystemExit(2)
    into.write_text(json.dumps(reach.said()), encoding="utf-8")
