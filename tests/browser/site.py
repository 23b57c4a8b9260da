"""A site of its own: database, real server and worker, stopped and removed at the end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import ParseResult, urlparse

import psycopg

PATIENCE = 60  # seconds until a server that does not answer counts as broken
PAGES_IN_THE_BACKGROUND = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


@dataclass
class Site:
    """A running site: its address and the environment its commands need."""

    url: str
    environment: dict[str, str]
    folder: Path
    process: subprocess.Popen[bytes]

    def manage(self, *words: str) -> str:
        return manage(self.environment, *words)

    @cached_property
    def exhibits(self) -> list[dict[str, Any]]:
        """Every page worth showing, with the person who looks, as the site stood when first asked; see exhibits.py."""
        out = subprocess.run(
            [sys.executable, "-m", "tests.browser.exhibits"],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        found: list[dict[str, Any]] = json.loads(out.stdout)
        return found


def manage(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "magnolia", "manage", *words], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def created(folder: Path, like: str = "") -> str:
    """Address of a new database of the kind this run tests: empty, or a copy of the one at `like`.

    With SQLite the database is a file of the folder, and is copied with it.
    """
    asked = os.environ.get("MAGNOLIA_DATABASE", "")
    if not asked.startswith("postgres"):
        return f"sqlite:///{folder / 'site.sqlite3'}"
    url = urlparse(asked)._replace(path=f"/magnolia_site_{os.getpid()}_{free_port()}")
    template = f' TEMPLATE "{urlparse(like).path[1:]}"' if like else ""
    _administer(url, f'CREATE DATABASE "{url.path[1:]}"{template}')
    return url.geturl()


def dropped(database: str) -> None:
    """Remove a database that `created` made; a file goes with its folder."""
    url = urlparse(database)
    if url.scheme != "sqlite":
        _administer(url, f'DROP DATABASE "{url.path[1:]}" WITH (FORCE)')


def _administer(url: ParseResult, statement: LiteralString) -> None:
    server = {"host": url.hostname, "port": url.port, "user": url.username, "password": url.password}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:  # type: ignore[arg-type]
        admin.execute(statement)


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """Address of an empty database of the kind this run tests, gone afterwards."""
    database = created(folder)
    try:
        yield database
    finally:
        dropped(database)


def environment_of(folder: Path, database: str, **more: str) -> dict[str, str]:
    """What a program of a practice site finds in its environment."""
    own = {"MAGNOLIA_VAR": str(folder), "MAGNOLIA_DATABASE": database, "MAGNOLIA_DEMO": "yes"}
    return os.environ | own | {"DJANGO_SETTINGS_MODULE": "magnolia.portal.settings"} | more


@contextmanager
def running(folder: Path, database: str) -> Iterator[Site]:
    """The server and the worker of a site whose data are there, until the block ends."""
    port = free_port()
    environment = environment_of(folder, database, MAGNOLIA_BASE_URL=f"http://localhost:{port}")
    log = (folder / "serve.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "magnolia", "serve", "--port", str(port)],
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        _wait(f"http://localhost:{port}/healthy/", process, folder / "serve.log")
        yield Site(f"http://localhost:{port}", environment, folder, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        log.close()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(PATIENCE * 10):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 (our own server)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"The site did not come up:\n{log.read_text()[-2000:]}")
