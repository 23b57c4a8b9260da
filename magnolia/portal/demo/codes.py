"""A handful of CIP-SOC pairs for the practice programs, typed by hand: never in place of an official list."""

from __future__ import annotations

from datetime import datetime

from magnolia.policy.code_lists import kinds

from ..actions.applying.codes import CROSSWALK, edition
from ..models import CodeLink, CodeList

PAIRS = (("46.0303", "49-9051"), ("48.0508", "51-4121"), ("51.1009", "31-9097"), ("51.3801", "29-1141"))


def practice_crosswalk(at: datetime) -> None:
    """Load the pairs where no crosswalk is in use."""
    if edition(CROSSWALK) is not None:
        return
    made = CodeList.objects.create(
        kind=CROSSWALK,
        edition=kinds()[CROSSWALK].edition,
        source="Practice: a few pairs typed by hand, not the official file",
        file_name="",
        sha256="",
        rows=len(PAIRS),
        loaded_at=at,
    )
    CodeLink.objects.bulk_create(CodeLink(list=made, cip=cip, soc=soc) for cip, soc in PAIRS)
