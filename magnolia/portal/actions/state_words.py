"""What a State calls itself and says: its profile, the start of its numbers, and the sentences of its pages."""

from __future__ import annotations

from typing import Any

from magnolia.policy.layers import fill_all, overlay, read, state_layer


def profile(jurisdiction: str) -> dict[str, Any]:
    return read(state_layer(jurisdiction), "profile")


def prefix(jurisdiction: str) -> str:
    """What numbers of this State start with."""
    return str(profile(jurisdiction)["case_prefix"])


def sentences(jurisdiction: str) -> dict[str, Any]:
    """Sentences of sentences.toml with the State's names in them."""
    made: dict[str, Any] = fill_all(
        overlay(read("model", "sentences"), read(state_layer(jurisdiction), "sentences")), profile(jurisdiction)
    )
    return made
