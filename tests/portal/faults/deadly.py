"""Settings and an app for processes that die on request: the portal as it is, with trapdoors around its own functions.

The file `die_at` in MAGNOLIA_VAR names a step and whom to kill ("me" or "group"); whoever comes to the step removes the
file and is killed with SIGKILL, as by a power cut. Nothing of this is in the product.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import AppConfig

from magnolia.portal import settings as own


def die_at(step: str) -> None:
    """Die here if this step was asked for; each request kills once."""
    request = Path(own.VAR) / "die_at" / step.replace(" ", "_")
    try:
        whom = request.read_text()
        request.unlink()
    except FileNotFoundError:
        return
    if whom == "group":
        os.killpg(os.getpgid(0), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def around(holder: Any, name: str, before: str = "", after: str = "") -> None:
    """Put trapdoors before and after a function."""
    plain: Callable[..., Any] = getattr(holder, name)

    def trapped(*words: Any, **named: Any) -> Any:
        if before:
            die_at(before)
        done = plain(*words, **named)
        if after:
            die_at(after)
        return done

    setattr(holder, name, trapped)


def around_moves_of_notices(posting: Any) -> None:
    """Put trapdoors before and after each move of a notice, named like the move."""
    plain = posting._moved

    def trapped(notice: Any, move: str, *words: Any, **named: Any) -> Any:
        die_at(f"before {move}")
        done = plain(notice, move, *words, **named)
        die_at(f"after {move}")
        return done

    posting._moved = trapped


class Deadly(AppConfig):
    """Lays the trapdoors once the portal's own code is there."""

    name = "tests.portal.faults"
    label = "deadly"

    def ready(self) -> None:
        from django.db import connections

        from magnolia.portal.actions import consequences, moves
        from magnolia.portal.actions.custody import checking, looking
        from magnolia.portal.actions.recording import record
        from magnolia.portal.actions.telling import mail, posting
        from magnolia.portal.models import Application, EventText, Letter

        around(moves, "_claim", after="key claimed")
        around(record, "append", before="before the event", after="after the event")
        around(EventText.objects, "create", before="before the text of the event")
        around(Application, "save", before="before the state", after="after the state")
        around(moves, "open_clock", after="after the deadline")
        around(Letter.objects, "create", after="after the letter")
        around(consequences, "async_task", after="after a task")
        around(consequences, "follow", after="after all that follows")
        around(type(connections["default"]), "_commit", before="before the commit", after="after the commit")
        around(moves, "act", after="after the move")
        around_moves_of_notices(posting)
        around(looking.rows, "check", before="while rows are checked")
        around(checking, "_write", before="before the outcome of a check", after="after the outcome of a check")
        around(mail.os, "link", before="before the file has its name", after="after the file has its name")
