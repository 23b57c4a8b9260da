"""A practice site of its own: fresh database, demo data, real server and worker, stopped and removed at the end."""

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
from typing import Any
from urllib.parse import urlparse

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


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """Address of an empty database of the kind this run tests, gone afterwards."""
    asked = os.environ.get("MAGNOLIA_DATABASE", "")
    if not asked.startswith("postgres"):
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    url = urlparse(asked)
    name = f"magnolia_site_{os.getpid()}_{free_port()}"
    server = {"host": url.hostname, "port": url.port, "user": url.username, "password": url.password}
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:  # type: ignore[arg-type]
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield url._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:  # type: ignore[arg-type]
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running(folder: Path, jurisdictions: tuple[str, ...] = ("ms",), **extra: str) -> Iterator[Site]:
    """A site with demo data of the given States, until the block ends."""
    with own_database(folder) as database:
        port = free_port()
        environment = os.environ | {
            "MAGNOLIA_VAR": str(folder),
            "MAGNOLIA_DATABASE": database,
            "MAGNOLIA_DEMO": "yes",
            "MAGNOLIA_BASE_URL": f"http://localhost:{port}",
            "DJANGO_SETTINGS_MODULE": "magnolia.portal.settings",
            **extra,
        }
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "demo", *(word for code in jurisdictions for word in ("--jurisdiction", code)))
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
