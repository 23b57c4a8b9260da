"""The scanner's own answers, from a real ClamAV daemon, and from servers that are none."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from magnolia.portal.actions.papers.clamd import CLEAN, INFECTED, NOT_DONE, Clamd

from .scanner import EICAR, READ_MOST, STREAM_MOST, Daemon

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def daemon() -> Iterator[Daemon]:
    made = Daemon()
    made.start()
    yield made
    made.end()


@pytest.mark.needs("clamd")
def test_clean_and_infected_bytes_are_told_apart_over_a_socket_and_over_a_port(daemon):
    for address in (daemon.address, daemon.on_port):
        scanner = Clamd(address, 30)
        clean = scanner.look([b"Week,Topic\n", b"1,Poles\n"])
        assert (clean.verdict, clean.found) == (CLEAN, "")
        assert clean.scanner.startswith("ClamAV ")
        assert clean.signatures
        infected = scanner.look([b"A letter. ", EICAR[:20], EICAR[20:]])
        assert infected.verdict == INFECTED
        assert infected.found.startswith("Test.Eicar")


@pytest.mark.needs("clamd")
def test_a_file_at_the_scanners_limit_is_read_to_its_end_and_one_byte_more_is_no_verdict(daemon):
    scanner = Clamd(daemon.address, 60)
    for size, verdict in ((READ_MOST - 1, INFECTED), (READ_MOST + 1, NOT_DONE)):
        assert scanner.look([b"\xa7" * (size - len(EICAR)), EICAR]).verdict == verdict


@pytest.mark.needs("clamd")
def test_a_stream_longer_than_the_scanner_takes_is_no_verdict_and_says_so(daemon):
    said = Clamd(daemon.address, 60).look([b"\xa7" * MEGABYTE] * (2 * STREAM_MOST // MEGABYTE))
    assert said.verdict == NOT_DONE
    assert said.found


def test_nobody_at_the_address_is_no_verdict():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for address in (f"clamd://127.0.0.1:{port}", "clamd:///nowhere/at/all"):
        said = Clamd(address, 5).look([EICAR])
        assert said.verdict == NOT_DONE
        assert said.found.startswith("no connection")


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n\0", b"stream: OK\0", b"ClamAV 1.4/1/x\0"])
def test_a_server_that_is_no_scanner_is_no_verdict(says):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(2):
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    line.recv(1000)
                    line.sendall(says)

        threading.Thread(target=answer, daemon=True).start()
        assert Clamd(f"clamd://127.0.0.1:{server.getsockname()[1]}", 5).look([b"some bytes"]).verdict == NOT_DONE


def test_a_scanner_that_says_nothing_is_left_when_its_time_is_over():
    with socket.create_server(("127.0.0.1", 0)) as server:  # takes connections, reads nothing
        begun = time.monotonic()
        said = Clamd(f"clamd://127.0.0.1:{server.getsockname()[1]}", 0.5).look([b"\xa7" * MEGABYTE] * 50)
        assert time.monotonic() - begun < 3
    assert said.verdict == NOT_DONE
    assert said.found == "no answer within 0.5 seconds"
