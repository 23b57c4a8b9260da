"""The servers that are measured: the floor under gunicorn, and Magnolia as `magnolia serve` starts it."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlparse

import psycopg

from tests.browser.site import free_port

HERE = Path(__file__).resolve().parent
WORKERS = "2"
STARTING = 120  # seconds


@dataclass
class Server:
    """A running server of a fresh process, and the session it is asked with."""

    port: int
    cookie: str
    process: subprocess.Popen[bytes]
    database: Database

    def get(self, path: str) -> float:
        """Milliseconds until the whole page was read, over a line of its own; refuses anything but a page."""
        began = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request("GET", path, headers={"Host": "localhost", "Cookie": self.cookie})
            answer = line.getresponse()
            answer.read()
        finally:
            line.close()
        assert answer.status == 200, f"{path}: {answer.status}"
        return (time.perf_counter() - began) * 1000

    def memory(self) -> float:
        """Megabytes of the largest process that this server started, as the system counts them (RSS)."""
        return max(_status(pid, "VmRSS") / 1024 for pid in self.family)

    def spent(self) -> float:
        """Milliseconds that processors have worked so far for this server and for its database's sessions."""
        return sum(_worked(pid) for pid in [*self.family, *self.database.sessions()])

    @cached_property
    def family(self) -> set[int]:
        """The process and all it has started, as they are when first asked for."""
        parent = {int(entry.name): _status(int(entry.name), "PPid") for entry in Path("/proc").glob("[0-9]*")}
        family = {self.process.pid}
        while more := {pid for pid, of in parent.items() if of in family} - family:
            family |= more
        return family


def _status(pid: int, name: str) -> int:
    """A number the system keeps of a process; 0 where it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1])
    return 0


def _worked(pid: int) -> float:
    """Milliseconds that processors have worked for the threads of a process."""
    nanoseconds = 0
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        with contextlib.suppress(OSError):
            nanoseconds += int((thread / "schedstat").read_text().split()[0])
    return nanoseconds / 1_000_000


class Database:
    """A database of its own on either engine, kept between the runs of one measurement."""

    def __init__(self, engine: str, name: str, folder: Path) -> None:
        self.engine, self.folder = engine, folder / engine / name
        self.kept = self.folder / "session"
        self.name = f"magnolia_bench_{sha256(str(folder).encode()).hexdigest()[:8]}_{name}"
        server = os.environ.get("MAGNOLIA_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/")
        self.server = urlparse(server)

    def session(self, fill: Callable[[], str]) -> str:
        """The session to ask with; fills the database where it is not there, whole, from an earlier run."""
        if not self.kept.exists():
            self.drop()
            self.folder.mkdir(parents=True)
            if self.engine == "postgres":
                self._admin(f'CREATE DATABASE "{self.name}"')
            self.kept.write_text(fill())
        return self.kept.read_text()

    def _admin(self, statement: str) -> None:
        url = self.server
        given = {"host": url.hostname, "port": url.port, "user": url.username, "password": url.password}
        with psycopg.connect(dbname="postgres", autocommit=True, **given) as admin:  # type: ignore[arg-type]
            admin.execute(statement)

    def sessions(self) -> list[int]:
        """The processes that PostgreSQL runs for those who use this database; they have to be on this machine."""
        if self.engine != "postgres":
            return []
        found = self.watching.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [self.name]).fetchall()
        return [pid for (pid,) in found if Path(f"/proc/{pid}").exists()]

    @cached_property
    def watching(self) -> psycopg.Connection[tuple[int]]:
        return psycopg.connect(self.server._replace(path="/postgres").geturl(), autocommit=True)

    @property
    def url(self) -> str:
        if self.engine == "postgres":
            return self.server._replace(path=f"/{self.name}").geturl()
        return f"sqlite:///{self.folder / 'magnolia.sqlite3'}"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "MAGNOLIA_DATABASE": self.url,
            "MAGNOLIA_VAR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "magnolia.portal.settings",
            "MAGNOLIA_CLOCK_STARTS_AT": "2026-08-10T10:00:00-05:00",
            # The floor takes a path below the folder it runs in.
            "FLOOR_DB": self.url if self.engine == "postgres" else "sqlite:///floor.sqlite3",
        }

    def copy_of(self, other: Database) -> None:
        """Become a copy of a database that nobody uses at the moment."""
        if self.engine == "postgres":
            self._admin(f'DROP DATABASE "{self.name}"')
            self._admin(f'CREATE DATABASE "{self.name}" TEMPLATE "{other.name}"')
        else:
            shutil.copy(other.folder / "magnolia.sqlite3", self.folder)
        shutil.copy(other.folder / "secret_key", self.folder)

    def run(self, *words: str) -> str:
        """A command over this database; what it printed."""
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, capture_output=True, text=True, cwd=HERE.parent.parent
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    def seed_floor(self) -> str:
        """The floor's own 20,000 rows; its session."""
        shutil.copy(HERE / "floor_app.py", self.folder)
        done = subprocess.run(
            [sys.executable, "floor_app.py", "seed"],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    @contextlib.contextmanager
    def floor(self, cookie: str) -> Iterator[Server]:
        port = free_port()
        command = ["-m", "gunicorn", "-w", WORKERS, "-b", f"127.0.0.1:{port}", "floor_app:application"]
        with self._serving(command, port, cookie, "/filter50", self.folder) as server:
            yield server

    @contextlib.contextmanager
    def magnolia(self, cookie: str) -> Iterator[Server]:
        port = free_port()
        command = ["-m", "magnolia", "serve", "--no-worker", "--workers", WORKERS, "--port", str(port)]
        with self._serving(command, port, cookie, "/healthy/", HERE.parent.parent) as server:
            yield server

    @contextlib.contextmanager
    def _serving(self, command: list[str], port: int, cookie: str, ready: str, folder: Path) -> Iterator[Server]:
        with (self.folder / f"{port}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                env=self.environment,
                cwd=folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            server = Server(port, cookie, process, self)
            try:
                _wait(server, ready, Path(log.name))
                yield server
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)

    def drop(self) -> None:
        if self.engine == "postgres":
            self._admin(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)


def _wait(server: Server, path: str, log: Path) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        try:
            server.get(path)
            return
        except OSError:
            assert server.process.poll() is None, f"the server ended while it started: {log.read_text()[-2000:]}"
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def postgres_answers() -> bool:
    """Whether a PostgreSQL server is there to measure on."""
    url = urlparse(os.environ.get("MAGNOLIA_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/"))
    try:
        psycopg.connect(dbname="postgres", host=url.hostname, port=url.port, user=url.username, password=url.password)
    except psycopg.Error:
        return False
    return True
