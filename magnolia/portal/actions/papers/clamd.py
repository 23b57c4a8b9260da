"""ClamAV's daemon over its socket: which signatures it has, and what it says of a stream of bytes.

Source: clamd(8): VERSION; INSTREAM, chunks with their length as four bytes in network order, the last one empty.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

SCHEME = "clamd"
PORT = 3310
PIECE = 64 * 1024  # far below any StreamMaxLength
LONGEST_ANSWER = 4096
CLEAN, INFECTED, NOT_DONE = "clean", "infected", "not done"
# With AlertExceedsMax the daemon says so of a file it did not read to its end: that is no verdict on it.
NOT_READ = "Heuristics.Limits.Exceeded"


class NoAnswer(Exception):
    """The scanner could not be reached, did not answer in time, or said what nobody understands; `str()` says which."""


@dataclass(frozen=True)
class Answer:
    """What the scanner said of one file; `found` is what it found, or why the scan was not done."""

    verdict: str
    found: str = ""
    scanner: str = ""
    signatures: str = ""


@dataclass(frozen=True)
class Clamd:
    """A daemon at `clamd://host:port` or `clamd:///path/of/its.socket`; each call ends after `seconds`."""

    address: str
    seconds: float

    def version(self) -> tuple[str, str]:
        """The scanner and its signatures, such as ("ClamAV 1.4.6", "27800/Thu Nov 26 2026"). Raises NoAnswer."""
        said = self._ask(b"zVERSION\0", (), time.monotonic() + self.seconds)
        program, _, signatures = said.partition("/")
        if not program.startswith("ClamAV"):
            raise NoAnswer("what answers is not ClamAV")
        return program[:100], signatures[:100] or "none"

    def look(self, content: Iterable[bytes]) -> Answer:
        """Scan bytes. Never raises: a scan that could not be done is an answer too."""
        until = time.monotonic() + self.seconds
        program = signatures = ""
        try:
            program, signatures = self.version()
            said = self._ask(b"zINSTREAM\0", _framed(content), until)
        except NoAnswer as problem:
            return Answer(NOT_DONE, str(problem), program, signatures)
        return Answer(*_read(said), program, signatures)

    def _ask(self, command: bytes, pieces: Iterable[bytes], until: float) -> str:
        try:
            with self._connected(until) as line:
                _send(line, [command], until)
                with suppress(BrokenPipeError, ConnectionResetError):  # of a stream too long: its answer says so
                    _send(line, pieces, until)
                return _answer(line, until)
        except TimeoutError:
            raise NoAnswer(f"no answer within {self.seconds:g} seconds") from None
        except OSError as problem:
            raise NoAnswer(f"no connection: {problem.strerror or type(problem).__name__}") from None

    def _connected(self, until: float) -> socket.socket:
        place = urlsplit(self.address)
        if place.hostname:
            return socket.create_connection((place.hostname, place.port or PORT), timeout=_left(until))
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_left(until))
        line.connect(place.path)
        return line


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _framed(content: Iterable[bytes]) -> Iterable[bytes]:
    for chunk in content:
        for start in range(0, len(chunk), PIECE):
            piece = chunk[start : start + PIECE]
            yield struct.pack("!I", len(piece)) + piece
    yield struct.pack("!I", 0)


def _send(line: socket.socket, pieces: Iterable[bytes], until: float) -> None:
    for piece in pieces:
        line.settimeout(_left(until))
        line.sendall(piece)


def _answer(line: socket.socket, until: float) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        line.settimeout(_left(until))
        more = line.recv(LONGEST_ANSWER)
        if not more:
            break
        said += more
    if not said:
        raise NoAnswer("it closed the connection without an answer")
    return said.decode("utf-8", "replace").strip("\0\n ")


def _read(said: str) -> tuple[str, str]:
    """Verdict and what was found, from lines such as "stream: OK" and "stream: Win.Test FOUND"."""
    name, _, rest = said.partition(": ")
    if (name, rest) == ("stream", "OK"):
        return CLEAN, ""
    if name == "stream" and rest.endswith(" FOUND"):
        found = rest.removesuffix(" FOUND")[:200]
        return (NOT_DONE if found.startswith(NOT_READ) else INFECTED), found
    return NOT_DONE, said[:200]
