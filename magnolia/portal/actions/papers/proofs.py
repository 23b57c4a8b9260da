"""Papers that show a step after the certification: judged and kept like any document, tied to the application."""

from __future__ import annotations

from datetime import datetime

from ...models import Application, Person, Proof
from ..moves import Refused
from . import incoming
from .file_kinds import KINDS

Paper = tuple[str, "bytes | incoming.Upload"]  # the file's name and its content


def keep(application: Application, paper: Paper | None, *, field: str, by: Person, at: datetime) -> Proof | None:
    """Keep a paper inside the transaction of the move it shows; None where none was given.

    Raises Refused at `field` where the file is empty, too large or not what its name says.
    """
    if paper is None:
        return None
    try:
        file = incoming.receive(*paper, "Evidence", tuple(KINDS), application.jurisdiction, at, by=by, scan=False)
    except incoming.BadDocument as fault:
        raise Refused(str(fault), field) from None
    return Proof.objects.create(
        application=application,
        **file.keep(),
        added_by=by,
        added_at=at,
    )
