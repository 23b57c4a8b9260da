"""A line between browser and server that counts what is sent and breaks where the test says."""

from __future__ import annotations

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class WeakLine:
    """A port that hands everything on to the site. While it is cut, connections end and new ones are refused."""

    def __init__(self, to: str) -> None:
        place = urlsplit(to)
        self.to = (place.hostname or "localhost", place.port or 80)
        self.server = socket.create_server(("localhost", 0))
        self.url = f"http://localhost:{self.server.getsockname()[1]}"
        self.sent = 0  # bytes from the browser
        self.cuts_at: int | None = None
        self.is_cut = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._take, daemon=True).start()

    def cut_after(self, more: int) -> None:
        """Break once this many more bytes came from the browser."""
        self.cuts_at = self.sent + more

    def mend(self) -> None:
        self.cuts_at = None
        self.is_cut.clear()

    def close(self) -> None:
        self.server.close()
        self._cut()

    def _cut(self) -> None:
        self.is_cut.set()
        with self._lock:
            for line in self._open:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
            self._open.clear()

    def _take(self) -> None:
        while True:
            try:
                browser, _ = self.server.accept()
            except OSError:
                return
            if self.is_cut.is_set():
                browser.close()
                continue
            site = socket.create_connection(self.to)
            with self._lock:
                self._open |= {browser, site}
            threading.Thread(target=self._hand_on, args=(browser, site, True), daemon=True).start()
            threading.Thread(target=self._hand_on, args=(site, browser, False), daemon=True).start()

    def _hand_on(self, come: socket.socket, go: socket.socket, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while data := come.recv(64 * 1024):
                if counts:
                    self.sent += len(data)
                    if self.cuts_at is not None and self.sent >= self.cuts_at:
                        self._cut()
                        return
                go.sendall(data)
        for line in (come, go):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open -= {come, go}
