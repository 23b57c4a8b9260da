"""What giving and ending a role need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnolia.policy.workflow import process

from .register import Answer, need

if TYPE_CHECKING:
    from ..moves import Attempt

EVERY = {"administrator", "system"}


@need
def within_gift(attempt: Attempt) -> Answer:
    """An administrator keeps every role; others those of their own organisation that roles.toml lets them give."""
    roles = process(attempt.jurisdiction).roles
    gifts = {name for role in attempt.roles - EVERY for name in roles[role].gives}
    return None if attempt.roles & EVERY or attempt.thing.role in gifts else ("", "role")
