"""What an appeal needs before it is filed, and what it bars while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models import Appeal, Thing
from .. import deadlines
from .register import Answer, need, preview

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def appeal_not_filed(attempt: Attempt) -> Answer:
    """One appeal a denial letter; a corrected letter, or taking the appeal back, opens the way again."""
    running = deadlines.open_now(attempt.thing).filter(clock="appeal_filing").exists()
    return None if running and not _open(attempt.thing) else ""


@need
def appeal_whole(attempt: Attempt) -> Answer:
    """What a written appeal includes at the least (policy 7.7); names and codes come from the case itself."""
    said = attempt.said
    if preview(attempt):
        return None
    if not said.get("challenged"):
        return "Choose at least one ground or finding that the appeal challenges.", "challenged"
    if not said.get("states"):
        return "Tick that the institution appeals this decision.", "states"
    if not all(said.get("signed") or [""]):
        return "The appeal needs your typed name and title.", "signed_name"
    return None


@need
def appeals_settled(attempt: Attempt) -> Answer:
    """No appeal of this case is open: filed, and neither decided nor taken back (policy 7.9)."""
    return "" if _open(attempt.application) else None


@need
def appeal_filed(attempt: Attempt) -> Answer:
    return None if _open(attempt.application) else ""


def _open(decision: Thing) -> bool:
    return Appeal.objects.filter(filing__thing_id=decision.pk, state="filed").exists()
