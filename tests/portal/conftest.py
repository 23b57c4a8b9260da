"""What the portal's tests share: the fictive cast of a State, and a browser-like client signed in as one of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.signals import user_logged_in
from django.test import Client

from magnolia.portal import clock, second_factor
from magnolia.portal.demo import cast
from magnolia.portal.demo.cast import Cast
from magnolia.portal.models import Person

from . import remembering

# Monday, 3 August 2026, 10:00 in the Central time zone.
MONDAY = datetime(2026, 8, 3, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def practice(settings, tmp_path, monkeypatch) -> Iterator[None]:
    """Documents and mail go to a folder of the test; the clock of each test starts on a known Monday."""
    settings.CLOCK_STARTS_AT = MONDAY
    monkeypatch.setattr(clock, "_STARTED", time.monotonic())
    # Every client would list the design system's files again; the browser tests see them served.
    settings.WHITENOISE_USE_FINDERS = False
    settings.STATIC_ROOT = tmp_path
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.MAIL_WAITS = timedelta(0)
    settings.PARTS_FOLDER = tmp_path / "parts"
    settings.VAULT_FOLDER = tmp_path / "vault"
    settings.OUTCOMES_FOLDER = tmp_path / "outcomes"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "documents"},
        },
    }
    with remembering.watching():
        yield


@pytest.fixture(autouse=True)
def both_factors() -> Iterator[Callable[..., None]]:
    """Whoever a test signs in has both factors; a test of the second factor disconnects it."""

    def give(request: Any, user: Any, **_: Any) -> None:
        second_factor.count_as_given(request, user)

    user_logged_in.connect(give)
    yield give
    user_logged_in.disconnect(give)


@pytest.fixture
def at() -> datetime:
    return MONDAY


@pytest.fixture
def ms(db) -> Cast:
    """Everyone in Mississippi."""
    return cast.assemble("ms", MONDAY)


@pytest.fixture
def xx(db) -> Cast:
    """Everyone in the fictive State of Exemplar: intruders for Mississippi."""
    return cast.assemble("xx", MONDAY)


@pytest.fixture
def enter() -> Callable[[Person], Client]:
    """A client signed in as a person."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
