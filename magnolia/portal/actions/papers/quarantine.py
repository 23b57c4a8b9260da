"""Which kept bytes may be opened: those of which the malware scanner said that they are clean.

Nothing is looked up by name or place: a verdict is on the bytes, so it holds wherever the same file is kept.
"""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings

from ...models import LetterFile, Scan
from .clamd import CLEAN, INFECTED

WAITS = (
    "This file was not scanned for malware yet, so nobody can open it. "
    "Magnolia tries again by itself; come back in some minutes."
)
REFUSED = "A scan found malware in this file ({found}), so nobody can open it. Ask for a clean copy under another name."


def is_on() -> bool:
    """Whether a scanner is configured. Without one, files are taken on their content checks alone."""
    return bool(settings.SCANNER)


def verdicts(digests: Collection[str]) -> dict[str, Scan]:
    """The scan that counts for each hash: the last one that was done. Hashes never scanned are left out."""
    rows = Scan.objects.filter(sha256__in=set(digests), verdict__in=(CLEAN, INFECTED)).order_by("id")
    return {row.sha256: row for row in rows}


def why_held(digest: str) -> str:
    """Why the bytes under a hash may not be opened or passed on, in a sentence; empty where they may.

    What was once found infected stays shut when the scanner is taken away. Our own letters need no scan.
    """
    return held([digest]).get(digest, "")


def held(digests: Collection[str]) -> dict[str, str]:
    """The same for many at once: only those that are held, each with its sentence."""
    done = verdicts(digests)
    found = {key: REFUSED.format(found=row.found) for key, row in done.items() if row.verdict == INFECTED}
    unseen = set(digests) - done.keys() if is_on() else set()
    if unseen:
        unseen -= set(LetterFile.objects.filter(sha256__in=unseen).values_list("sha256", flat=True))
    return found | dict.fromkeys(unseen, WAITS)
