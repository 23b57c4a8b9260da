"""Scanning for malware: at once when a file comes, by the queue where that did not work, and again by command.

Quarantine comes first and holds until the scanner said "clean". Everything it said is a row of the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django_q.tasks import async_task

from ... import clock
from ...models import Document, Person, Scan
from ...models.files import KeptFile
from ..moves import Refused, act
from . import quarantine, store
from .clamd import CLEAN, INFECTED, NOT_DONE, SCHEME, Answer, Clamd, NoAnswer

SCANNERS = {SCHEME: Clamd}  # by the scheme of the address in settings.SCANNER
SCAN = "magnolia.portal.actions.papers.scanning.scan"
# Waits before the next try after each scan that was not done; the last one repeats.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
TASKS_A_ROUND = 200
FOUND = (
    "“{name}” was not taken: a scan found malware in it ({found}). "
    "Clean your computer, make the file anew and add that one; tell your own security office."
)


def scanner(seconds: float) -> Clamd:
    """The scanner of the settings, with this much time for an answer."""
    return SCANNERS[settings.SCANNER.partition(":")[0]](settings.SCANNER, seconds)


def refuse_infected(name: str, content: bytes, *, by: Person | None, at: datetime) -> None:
    """Scan a file before it is taken. Raises Refused where it is infected; what could not be scanned goes on.

    Call it outside a transaction, or the row of the log is taken back with the refusal.
    """
    if not quarantine.is_on():
        return
    digest = hashlib.sha256(content).hexdigest()
    row = _log(digest, len(content), scanner(settings.SCAN_AT_ONCE).look([content]), by=by, at=at)
    if row.verdict == INFECTED:
        raise Refused(FOUND.format(name=name, found=row.found), "file")


def give_task(digest: str) -> None:
    """Have the queue scan what is kept now, unless the scanner said already that it is clean."""
    if quarantine.is_on() and digest not in quarantine.verdicts([digest]):
        async_task(SCAN, digest)


def scan(digest: str) -> str:
    """Scan kept bytes that wait for it; the verdict that counts then. Safe to call any number of times."""
    done = quarantine.verdicts([digest]).get(digest)
    return done.verdict if done else scan_again(digest).verdict


def scan_again(digest: str) -> Scan:
    """Scan kept bytes, whatever was said of them. A document newly found infected is refused in each application."""
    answer, size = _looked_at(digest)
    with transaction.atomic():
        before = quarantine.verdicts([digest]).get(digest)
        row = _log(digest, size, answer, by=None, at=clock.now())
        if row.verdict == INFECTED and (before is None or before.verdict != INFECTED):
            _refuse(digest, row)
    return row


def _looked_at(digest: str) -> tuple[Answer, int]:
    size = 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for chunk in store.unseen_chunks_of(digest):
            size += len(chunk)
            yield chunk

    try:
        return scanner(settings.SCAN_IN_TURN).look(counted()), size
    except store.Lost as problem:
        return Answer(NOT_DONE, str(problem)), size


def _log(digest: str, size: int, answer: Answer, *, by: Person | None, at: datetime) -> Scan:
    return Scan.objects.create(
        sha256=digest,
        size=size,
        at=at,
        scanner=answer.scanner,
        signatures=answer.signatures,
        verdict=answer.verdict,
        found=answer.found[:200],
        by=by,
    )


def _refuse(digest: str, row: Scan) -> None:
    """The move that tells whoever is concerned. A paper of no filing is taken out; what was filed stays listed."""
    standing = Document.objects.filter(sha256=digest, removed_at__isnull=True, superseded_by__isnull=True)
    for document in standing.select_related("application__case"):
        application = document.application

        def write(_thing: object, document: Document = document) -> dict[str, object]:
            said: dict[str, object] = {"document": str(document.pk), "found": row.found}
            if _was_filed(document):
                return said
            document.removed_at = row.at
            document.save(update_fields=["removed_at"])
            return said | {"changed": {f"slot.{document.slot}": [document.name, ""]}}

        act(application, "refuse_document", by=None, at=row.at, write=write)


def _was_filed(document: Document) -> bool:
    lists = document.application.filings.values_list("documents", flat=True)
    return any(str(document.pk) == paper["id"] for papers in lists for paper in papers)


def kept_models() -> list[type[models.Model]]:
    """Every model that keeps files people sent."""
    return [model for model in apps.get_models() if issubclass(model, KeptFile)]


def kept() -> set[str]:
    """The hashes of all files people sent, whatever for."""
    return {digest for model in kept_models() for digest in model._default_manager.values_list("sha256", flat=True)}


def waiting() -> set[str]:
    """The hashes of kept files of which the scanner has not said yet what they are."""
    done = Scan.objects.filter(sha256=OuterRef("sha256"), verdict__in=(CLEAN, INFECTED))
    rows = (model._default_manager.filter(~Exists(done)).values_list("sha256", flat=True) for model in kept_models())
    return {digest for each in rows for digest in each.distinct()}


def due(now: datetime) -> list[str]:
    """Those that wait and whose turn it is: later after each scan that was not done. None while nothing answers."""
    hashes = waiting() if quarantine.is_on() else set()
    if not hashes or not answers():
        return []
    tried: dict[str, list[datetime]] = {}
    for digest, moment in Scan.objects.filter(sha256__in=hashes).values_list("sha256", "at"):
        tried.setdefault(digest, []).append(moment)
    ready = [key for key in sorted(hashes) if key not in tried or _next(tried[key]) <= now]
    return ready[:TASKS_A_ROUND]


def _next(tries: list[datetime]) -> datetime:
    return max(tries) + WAITS[min(len(tries), len(WAITS)) - 1]


def answers() -> tuple[str, str] | None:
    """The scanner and its signatures, or None where it does not answer."""
    try:
        return scanner(settings.SCAN_AT_ONCE).version()
    except NoAnswer:
        return None
