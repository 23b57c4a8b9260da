"""Reading an application once: while it is held, what is read of it stays with it.

A page holds the application it shows, and `act` holds it while it checks what a move needs; nothing is written then.
Whatever writes lets go first. Nobody changes what a reading returned: the next reader gets the same object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TypeVar

from ..models import Application, Thing

T = TypeVar("T")


def hold(application: Application) -> None:
    """Keep what is read of this object from now on; what was kept before stays."""
    if application.held is None:
        application.held = {}


def let_go(thing: Thing) -> None:
    """Forget what was kept: the next reading asks the database."""
    if isinstance(thing, Application):
        thing.held = None


@contextmanager
def holding(application: Application | None) -> Iterator[None]:
    """Hold the application, if there is one, as long as the block lasts."""
    if application is None or application.held is not None:
        yield
        return
    hold(application)
    try:
        yield
    finally:
        let_go(application)


def once(read: Callable[[Application], T]) -> Callable[[Application], T]:
    """A reading that is kept with an application that is held, and made anew for any other."""

    @wraps(read)
    def kept(application: Application) -> T:
        if application.held is None:
            return read(application)
        name = f"{read.__module__}.{read.__qualname__}"
        if name not in application.held:
            application.held[name] = read(application)
        found: T = application.held[name]
        return found

    return kept
