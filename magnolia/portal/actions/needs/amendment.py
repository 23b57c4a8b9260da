"""What a change of the law needs before it is adopted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keeping import simulate
from .register import Answer, need

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def amendment_simulated(attempt: Attempt) -> Answer:
    """A finished simulation of exactly this change, on the law as it stands; a number no rule reads needs none."""
    if not simulate.needed(attempt.thing) or simulate.of_amendment(attempt.thing):
        return None
    return ""
