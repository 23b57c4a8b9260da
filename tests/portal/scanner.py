"""A real ClamAV daemon for tests, with one signature: the EICAR test string, which stands nowhere in one piece."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from magnolia.portal.actions.papers.clamd import Clamd, NoAnswer

from ..catalogue.machine import program

# https://www.eicar.org/download-anti-malware-testfile/
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
STREAM_MOST = 4 * 1024 * 1024  # bytes the daemon takes
READ_MOST = 2 * 1024 * 1024  # bytes it reads of one file
STARTS_WITHIN = 60


class Daemon:
    """clamd in a folder of its own, on a socket and on a port."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="clamd-"))  # a socket's path must be short
        self.socket = self.folder / "s"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (self.folder / "db").mkdir()
        self.learn("Test.Eicar", EICAR)
        self.process: subprocess.Popen[bytes] | None = None

    def learn(self, name: str, content: bytes) -> None:
        """One signature more, for bytes anywhere in a file of any kind; known after the next start."""
        with (self.folder / "db" / "test.ndb").open("a") as file:
            file.write(f"{name}:0:*:{content.hex()}\n")

    @property
    def address(self) -> str:
        return f"clamd://{self.socket}"

    @property
    def on_port(self) -> str:
        return f"clamd://127.0.0.1:{self.port}"

    def start(self) -> None:
        settings = {
            "DatabaseDirectory": self.folder / "db",
            "LocalSocket": self.socket,
            "TCPSocket": self.port,
            "TCPAddr": "127.0.0.1",
            "TemporaryDirectory": self.folder,
            "Foreground": "yes",
            "FixStaleSocket": "yes",
            "StreamMaxLength": STREAM_MOST,
            "MaxFileSize": READ_MOST,
            "AlertExceedsMax": "yes",
        }
        config = self.folder / "clamd.conf"
        config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen([program("clamd") or "clamd", "-c", str(config)], stdout=log, stderr=log)
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            try:
                Clamd(self.address, 5).version()
                Clamd(self.on_port, 5).version()
                return
            except NoAnswer:
                time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text())

    def freeze(self) -> None:
        """It takes connections and says nothing: a scanner that has far too much to do."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
            self.process = None

    def end(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)
