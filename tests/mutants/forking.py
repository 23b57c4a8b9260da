"""Runs the tests that reach a mutant, each mutant in a forked process of its own."""

from __future__ import annotations

import gc
import importlib
import os
import resource
import shutil
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from .making import Functions, load_anew
from .reach import forget

KILLED, SURVIVED, NOTHING_CHANGED = 1, 0, 9
MEMORY = 3 << 30
WAITING = 60  # times as long by the clock as by the processor


@dataclass(frozen=True)
class Job:
    """A mutant with the tests that can tell it from the law, quickest first, and the seconds it may work."""

    file: str
    number: int
    tests: tuple[str, ...]
    seconds: int


Told = Callable[[Job, int], None]


def _child(work: Callable[[], int], seconds: int) -> int:
    """Fork; the child does the work silently and ends with its answer. Gives the child's process id."""
    pid = os.fork()
    if pid:
        return pid
    answer = KILLED
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        # Seconds of the processor: a busy machine makes no fault found. The clock only ends what waits for ever.
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(WAITING * seconds)
        answer = int(work())
    finally:
        os._exit(answer)


def _all(jobs: Iterable[Job], workers: int, work: Callable[[Job], int], told: Told) -> None:
    running: dict[int, Job] = {}

    def one_ends() -> None:
        pid, status = os.wait()
        told(running.pop(pid), os.waitstatus_to_exitcode(status))

    for job in jobs:
        while len(running) >= workers:
            one_ends()
        running[_child(lambda job=job: work(job), job.seconds)] = job  # type: ignore[misc]
    while running:
        one_ends()


class Loaded:
    """A plugin that, with all tests read, changes loaded functions: quick, but blind to what ran while reading."""

    def __init__(self, source: Path, jobs: list[Job], workers: int, told: Told) -> None:
        self.source, self.jobs, self.workers, self.told = source, jobs, workers, told
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One failure is enough."""
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of the tests, all mutants: each with the tests that reach it."""
        items = {item.nodeid: item for item in session.items}
        functions = Functions(self.source)
        gc.collect()
        gc.freeze()

        def work(job: Job) -> int:
            if not functions.change(job.file, job.number):
                return NOTHING_CHANGED
            forget(functions.resting_on(job.file), files_too=job.file == "layers.py")
            chosen = [items[test] for test in job.tests if test in items]
            for item, after in zip(chosen, [*chosen[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
                if self.failed:
                    return KILLED
            return SURVIVED

        _all(self.jobs, self.workers, work, self.told)
        return True


class Chosen:
    """A plugin that keeps some tests, in a given order."""

    def __init__(self, tests: tuple[str, ...]) -> None:
        self.order = {test: at for at, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what cannot reach the mutant."""
        items[:] = sorted((i for i in items if i.nodeid in self.order), key=lambda i: self.order[i.nodeid])


def loaded(source: Path, arguments: list[str], jobs: list[Job], workers: int, told: Told) -> None:
    """Judge mutants by changing loaded functions."""
    pytest.main(arguments, plugins=[Loaded(source, jobs, workers, told)])


def anew(source: Path, options: list[str], modules: list[str], jobs: list[Job], workers: int, told: Told) -> None:
    """Judge mutants by loading their file and all tests that reach it anew. The policy must not be loaded yet."""
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: S112 -- a quicker start is all that is lost
            continue

    def work(job: Job) -> int:
        load_anew(f"magnolia.policy.{job.file.removesuffix('.py')}", source / job.file, job.number)
        place = Path(".report/mutants") / f"tmp-{os.getpid()}-{time.monotonic_ns()}"
        files = list(dict.fromkeys(test.split("::")[0] for test in job.tests))
        try:
            code = pytest.main([*options, f"--basetemp={place}", *files], plugins=[Chosen(job.tests)])
        finally:
            shutil.rmtree(place, ignore_errors=True)
        return SURVIVED if code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) else KILLED

    _all(jobs, workers, work, told)
