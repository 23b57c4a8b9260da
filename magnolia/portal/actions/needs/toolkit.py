"""What moves of the toolkit need: a heading keeps an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keeping import toolkit_items
from .register import Answer, need

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def heading_kept(attempt: Attempt) -> Answer:
    """Nobody finds a heading of the toolkit empty."""
    return None if toolkit_items.kept_without(attempt.thing) else ""
