"""A real server killed in the middle of a request: after the restart the step happened whole, or not at all."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.portal.faults.conftest import until

pytestmark = pytest.mark.kill

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Visitor:
    """Someone with a browser's patience: keeps cookies, sends forms, and sees when the line breaks."""

    url: str

    def __post_init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.line = urllib.request.build_opener(jar)

    def open(self, path: str, form: dict[str, str] | None = None) -> str | None:
        """The page that came back, or None where the line broke."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            with self.line.open(self.url + path, data, timeout=30) as answer:
                page: str = answer.read().decode()
                return page
        except urllib.error.HTTPError as answer:
            raise AssertionError(f"{path}: {answer.code}") from None
        except OSError:
            return None

    def sign_in(self, person: int) -> None:
        page = self.open("/demo/") or ""
        self.open("/demo/", {**dict(HIDDEN.findall(page)), "identity": str(person)})


@pytest.fixture(scope="module")
def server(place) -> Iterator[Visitor]:
    """Someone at a server with one process, which starts again by itself."""
    port = place.port()
    with place.running("serve", "--port", str(port), "--workers", "1", "--no-worker"):
        visitor = Visitor(f"http://localhost:{port}")
        assert until(lambda: visitor.open("/healthy/") is not None)
        yield visitor


WHOLE = 2  # events of the step: the check begins, and whoever began it has the case


@pytest.mark.parametrize(("step", "happened"), [("after all that follows", False), ("after the move", True)])
def test_a_server_killed_while_it_answers_did_all_of_the_step_or_none_and_the_form_can_be_sent_again(
    place, server, step, happened
):
    case = place.does("case", "submitted", "settled")
    before = place.does("counts", case)
    move = f"/cases/{case}/moves/start_completeness/"
    server.sign_in(place.does("person", "intake"))
    page = server.open(f"/cases/{case}/") or ""
    form = dict(HIDDEN.findall(page[page.index(move) :]))
    assert form.keys() >= {"key", "seen"}
    place.dies_at(step)
    assert server.open(move, form) is None  # the line broke: the person does not know what happened
    assert place.died_at(step)
    after = place.does("counts", case)
    assert (after["state"] == "completeness_review") is happened
    assert after["Event"] - before["Event"] == (WHOLE if happened else 0)
    # The server comes back by itself, and the same form sent again leads to the same end.
    assert until(lambda: server.open("/healthy/") is not None)
    assert "Jamie Testcase" in (server.open(move, form) or "")
    again = place.does("counts", case)
    assert again["state"] == "completeness_review"
    assert again["Event"] - before["Event"] == WHOLE
    assert place.does("faults") == []


def test_after_everything_was_killed_at_once_the_same_port_serves_again(place):
    port = place.port()
    visitor = Visitor(f"http://localhost:{port}")
    with place.running("serve", "--port", str(port), "--workers", "1") as server:
        assert until(lambda: visitor.open("/healthy/") is not None)
        os.kill(server.pid, signal.SIGKILL)
        assert until(lambda: visitor.open("/healthy/") is None)  # what it started ends with it
    with place.running("serve", "--port", str(port), "--workers", "1") as server:
        assert until(lambda: visitor.open("/healthy/") is not None)
        assert server.poll() is None
