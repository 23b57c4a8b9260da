"""Where other aid covers the cost of a student with Pell: whether something is to be done, and which keys are taken.

Pure. Source: State policy 12.3. Nothing of a student is kept but the institution's own key.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from .layers import fill_all, overlay, read, state_layer

MOST = 40  # characters of a key
LETTERS = 3  # in a row; more of them are likely a name
_NUMBER = re.compile(r"(?<!\d)\d{3}[-./_]?\d{2}[-./_]?\d{4}(?!\d)")


@cache
def words(jurisdiction: str) -> dict[str, Any]:
    """The sentences of aid_flags.toml, with the State's names."""
    blocks = overlay(read("model", "aid_flags"), read(state_layer(jurisdiction), "aid_flags"))
    filled: dict[str, Any] = fill_all(blocks, read(state_layer(jurisdiction), "profile"))
    return filled


def to_do(learned: date, last: date) -> bool:
    """Whether an action is due: the institution learned of it not after the last disbursement."""
    return learned <= last


def fault(jurisdiction: str, key: str) -> str:
    """Why a student key is not taken, or an empty string. The sentence never repeats the key."""
    said = words(jurisdiction)["key"]
    if not key:
        return str(said["empty"])
    if _NUMBER.search("".join(key.split())):
        return str(said["number"])
    if not any(sign.isdigit() for sign in key) or re.search(rf"[^\W\d_]{{{LETTERS + 1}}}", key):
        return str(said["name"])
    if len(key) > MOST or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]*", key):
        return str(said["long"]).replace("{most}", str(MOST))
    return ""
