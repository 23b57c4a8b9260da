"""One practice site and one browser for all browser tests of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import typst
from playwright.sync_api import Browser, sync_playwright

from tests.catalogue.machine import chromium

from .practice import practice_site
from .site import PAGES_IN_THE_BACKGROUND, Site
from .troupe import Troupe


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A practice site of both States with a case in every state."""
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent  # that of all workers
    with practice_site(run / "practice", tmp_path_factory.mktemp("site"), ("ms", "xx")) as started:
        yield started


# The browser driver keeps an event loop open in this process, and Django would think every later query runs inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium(), args=PAGES_IN_THE_BACKGROUND)
        yield started
        started.close()


@pytest.fixture(params=["ms", "xx"])
def troupe(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Troupe]:
    """Everyone of one State; a test that needs no more than one State overrides it."""
    made = Troupe(browser, site, request.param)
    yield made
    made.close()


@pytest.fixture
def outline(tmp_path: Path) -> Path:
    """A real PDF, typeset for the test."""
    path = tmp_path / "Outline of the course.pdf"
    path.write_bytes(typst.compile(b'#set document(title: "Outline")\n= Outline\nThirteen weeks of lines and poles.'))
    return path
