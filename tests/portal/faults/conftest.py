"""A place of their own for tests that kill: a database of the kind this run tests, and processes that can be lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.site import free_port, manage, own_database

STARTS = "2026-08-{day:02d}T15:00:00+00:00"
REDELIVER_AFTER = "2"


@dataclass
class Place:
    """A database with the fictive cast, a folder, and the environment that processes get."""

    folder: Path
    environment: dict[str, str]
    hands: subprocess.Popen[str] | None = None

    def on_day(self, day: int) -> dict[str, str]:
        """The environment with the practice clock starting on a day of August 2026."""
        return self.environment | {"MAGNOLIA_CLOCK_STARTS_AT": STARTS.format(day=day)}

    def does(self, word: str, *words: str) -> Any:
        """Have hands.py do something; its answer."""
        if self.hands is None:
            command = [sys.executable, "-m", "tests.portal.faults.hands"]
            pipe = subprocess.PIPE
            self.hands = subprocess.Popen(command, env=self.on_day(3), stdin=pipe, stdout=pipe, text=True)
        assert self.hands.stdin
        assert self.hands.stdout
        self.hands.stdin.write(json.dumps([word, *words]) + "\n")
        self.hands.stdin.flush()
        told = json.loads(self.hands.stdout.readline())
        assert "problem" not in told, told["problem"]
        return told["answer"]

    def dies_at(self, step: str, whom: str = "me") -> None:
        """The next process that comes to this step dies there."""
        request = self.folder / "die_at" / step.replace(" ", "_")
        request.parent.mkdir(exist_ok=True)
        request.write_text(whom)

    def died_at(self, step: str) -> bool:
        return not (self.folder / "die_at" / step.replace(" ", "_")).exists()

    @contextmanager
    def running(self, *words: str, day: int = 3) -> Iterator[subprocess.Popen[bytes]]:
        """A program of the portal, in a group of its own, ended with everything it started."""
        with (self.folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "magnolia", *words]
            process = subprocess.Popen(command, env=self.on_day(day), stdout=log, stderr=log, start_new_session=True)
            try:
                yield process
            finally:
                for number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
                    if process.poll() is None:
                        process.send_signal(number)
                        try:
                            process.wait(patience)
                        except subprocess.TimeoutExpired:
                            continue
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def port(self) -> int:
        return free_port()


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait until something is true; False where it did not become so in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return true()


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One database for all fault tests of a run; each test makes its own cases."""
    folder = tmp_path_factory.mktemp("faults")
    with own_database(folder) as database:
        environment = os.environ | {
            "MAGNOLIA_MAIL_WAITS": "0",
            "MAGNOLIA_VAR": str(folder),
            "MAGNOLIA_DATABASE": database,
            "MAGNOLIA_DEMO": "yes",
            "MAGNOLIA_REDELIVER_AFTER": REDELIVER_AFTER,
            "DJANGO_SETTINGS_MODULE": "tests.portal.faults.settings",
        }
        made = Place(folder, environment)
        manage(made.on_day(3), "migrate", "--verbosity", "0")
        made.does("people")
        yield made
        if made.hands is not None:
            made.hands.communicate()
