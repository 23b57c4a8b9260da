"""What the subcommands share: a wrong call, the State's today, the law's changes, and one printed text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date, datetime
from io import TextIOWrapper
from typing import cast

from magnolia.policy.layers import read, state_layer
from magnolia.policy.parameters import Amendment

AMENDMENTS = "MAGNOLIA_LAW"  # a file that `magnolia manage law export` wrote, or a folder of them (ms.toml, ...)


class WrongCall(Exception):
    """The call or the file is wrong; the sentence names the place."""


def today(jurisdiction: str) -> date:
    """Today where the State is. Raises LawError for a State without a profile."""
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(read(state_layer(jurisdiction), "profile")["time_zone"])).date()


def amendments(jurisdiction: str) -> tuple[Amendment, ...]:
    """The changes of the law that the installation names, if it names any.

    Raises LawError for an unreadable file, and for one whose words fit no term: it is taken whole or not at all.
    """
    place = os.environ.get(AMENDMENTS)
    if not place:
        return ()
    # Most calls have none: a call of `check` is as short as what it imports.
    from magnolia.policy.amendment_files import read_amendments, read_wordings
    from magnolia.policy.glossary import glossary, reworded

    changes = read_amendments(place, jurisdiction)
    if wordings := read_wordings(place, jurisdiction):
        reworded(glossary(jurisdiction), wordings, jurisdiction)
    return changes


def printable(lines: Iterable[str]) -> str:
    """Lines as one text in which nothing from a file can steer a terminal."""
    return "\n".join("".join(sign if sign.isprintable() else " " for sign in line) for line in lines)


def say(text: str) -> None:
    """Print for any terminal; one that stops reading, such as `head`, is no fault."""
    cast(TextIOWrapper, sys.stdout).reconfigure(errors="backslashreplace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
