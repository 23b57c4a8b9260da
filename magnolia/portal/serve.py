"""`magnolia serve`: the web server and the worker as one: started, watched and stopped together."""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import NoReturn

WEB, WORKER = "web server", "worker"
STARTING = 30.0  # seconds until a web server that does not answer counts as broken
STOPPING = 15.0  # seconds a part gets to finish what it is doing
LONGEST_PAUSE = 30.0  # seconds between two starts of a part that keeps dying
_PARENT_DIED = 1  # PR_SET_PDEATHSIG of prctl(2)
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Parser(argparse.ArgumentParser):
    """A wrong call is answered with one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until stopped; exit status 0 after a stop, 1 where it cannot start. A part that ends is started again."""
    asked = _parser().parse_args(argv)
    os.environ.setdefault("MAGNOLIA_BASE_URL", f"http://localhost:{asked.port}")
    problem = _cannot_start() or _taken(asked.host, asked.port)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    parts = [Part(WEB, _web(asked))]
    if asked.worker:
        _schedule()
        parts.append(Part(WORKER, [sys.executable, "-m", "magnolia", "manage", "qcluster"]))
    return _watch(parts, asked.host, asked.port)


def _parser() -> Parser:
    parser = Parser(prog="magnolia serve", description="Start the web server and the worker.", allow_abbrev=False)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument("--workers", type=_some, default=2, help="processes of the web server (default: 2)")
    parser.add_argument("--no-worker", dest="worker", action="store_false", help="without the background worker")
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text[:20]!r}")
    return int(text)


def _some(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"the number of processes is 1 to 64, not {text[:20]!r}")
    return int(text)


def _web(asked: argparse.Namespace) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    command += ["--host", asked.host, "--port", str(asked.port), "--workers", str(asked.workers)]
    command += ["--blocking-threads", "8", "--respawn-failed-workers", "--respawn-interval", "1"]
    command += ["--workers-kill-timeout", "10"]
    return [*command, "magnolia.portal.wsgi:application"]


def _cannot_start() -> str:
    """Why settings or database keep Magnolia from starting, in a sentence; empty when nothing does."""
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "magnolia.portal.settings")
    try:
        django.setup()
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except ImproperlyConfigured as problem:
        return str(problem)
    except Error as problem:
        return f"The database does not answer: {str(problem).strip()} (MAGNOLIA_DATABASE says which one it is)."
    if not settings.PRODUCTION:
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # an empty one: files come from where they are
    if missing:
        return f"The database lacks migrations: {len(missing)}. Run `magnolia manage migrate` first."
    return ""


def _taken(host: str, port: int) -> str:
    """Why nobody can listen there, in a sentence; empty when we can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return f"Port {port} needs more rights than this user has. Choose another with --port."
        except OSError as problem:
            return f"Cannot listen on {host}, port {port}: {problem.strerror}. Choose another with --port."
    return ""


def _schedule() -> None:
    """The worker's round of every minute, kept once."""
    from django.db import connections
    from django_q.models import Schedule

    from .actions.telling import posting

    Schedule.objects.update_or_create(
        name="sweep",
        defaults={"func": posting.SWEEP, "schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1},
    )
    connections.close_all()


class Part:
    """One of the programs that run: it has a process group of its own and ends when we end."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name, self.command, self.pause, self.again_at = name, command, 1.0, 0.0
        self.start()

    def start(self) -> None:
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent
        )

    def ended(self) -> bool:
        return self.process.poll() is not None

    def start_again(self) -> None:
        """Clear away what a dead process left, and start anew: at once, and later each time if it keeps dying."""
        now = time.monotonic()
        if not self.again_at:
            self.pause = 1.0 if now - self.began > LONGEST_PAUSE else min(self.pause * 2, LONGEST_PAUSE)
            self.again_at = now + self.pause / 2 - 1
            self.signal(signal.SIGKILL)
            print(f"The {self.name} ended unexpectedly and is started again.", file=sys.stderr, flush=True)
        if now >= self.again_at:
            self.again_at = 0.0
            self.start()

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def stop(self) -> None:
        """Ask the main process to finish; end the whole group when it does not in time, or leaves others behind."""
        if not self.ended():
            self.process.terminate()
            try:
                self.process.wait(STOPPING)
            except subprocess.TimeoutExpired:
                print(f"The {self.name} did not finish in time and was ended.", file=sys.stderr, flush=True)
        self.signal(signal.SIGKILL)
        self.process.wait()


def _end_with_parent() -> None:
    if _LIBC is not None:
        _LIBC.prctl(_PARENT_DIED, signal.SIGTERM)


def _watch(parts: list[Part], host: str, port: int) -> int:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    web = parts[0]
    try:
        if not _answers(web, host, port, stop):
            if not stop.is_set():
                print("The web server did not start; its messages are above.", file=sys.stderr)
            return 0 if stop.is_set() else 1
        _welcome(port)
        while not stop.wait(0.3):
            for part in parts:
                if part.ended():
                    part.start_again()
    finally:
        for part in reversed(parts):
            part.stop()
    return 0


def _answers(web: Part, host: str, port: int, stop: threading.Event) -> bool:
    """Wait until the web server gives any answer; False where it ended, took too long, or we were told to stop."""
    until = time.monotonic() + STARTING
    at = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 an address somebody else chose
    while time.monotonic() < until and not web.ended() and not stop.wait(0.05):
        line = http.client.HTTPConnection(at, port, timeout=5)
        try:
            line.request("GET", "/healthy/", headers={"Host": "localhost"})
            line.getresponse()
            return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            line.close()
    return False


def _welcome(port: int) -> None:
    from django.conf import settings

    here = f"http://localhost:{port}"
    print(f"Magnolia is running at {here}", flush=True)
    if settings.DEMO:
        print(f"Practice site: pick an identity at {here}/demo/", flush=True)
        for name, place in _identities():
            print(f"  {name:<18} {place}", flush=True)
    print("Stop with Ctrl-C.", flush=True)


def _identities() -> list[tuple[str, str]]:
    """Name, and role with organisation, of the practice site's people."""
    from django.db import connections

    from magnolia.policy.workflow import process

    from .models import Grant

    grants = Grant.objects.filter(state="given", person__is_active=True, person__email__endswith="@example.test")
    rows = grants.select_related("person", "organisation").order_by("organisation__jurisdiction", "person_id")
    told = [
        (g.person.name, f"{process(g.organisation.jurisdiction).roles[g.role].label}, {g.organisation.name}")
        for g in rows
    ]
    connections.close_all()
    return told
