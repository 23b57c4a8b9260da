"""How an outcome rate is verified, said and documented: the register of verifying.toml, and a rate in words.

Source: State policy 8.6, 8.7, 8.9, 8.10.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from .layers import LawError, fill_all, overlay, read, state_layer
from .rates import reaches
from .typed import from_block

METRICS = COMPLETION, PLACEMENT = "completion", "placement"
DIGITS = 6  # after the point; a rate nearer to the standard than that is said to be below it
LEAST_DIGITS = 2  # of every percent that people read
_COUNT = re.compile(r"(?<![\w.,:/-])\d+(?![\w:/-]|[.,]\d|, \d{4})")
_LIKE_SSN = re.compile(r"(?<![\w-])\d{3}([-. ])\d{2}\1\d{4}(?![\w-])|(?i:\bssn\b|social security)\D{0,30}\d{9}(?!\d)")


@dataclass(frozen=True)
class Step:
    """One step of a verification: what is confirmed, and which data stand beside it."""

    id: str
    label: str
    asks: str
    shows: tuple[str, ...]
    cite: str


@dataclass(frozen=True)
class Slot:
    """One slot of a document file; `source` takes it from the record, `amount` hangs on the Secretary's amount."""

    id: str
    label: str
    source: str = ""
    amount: bool = False


@dataclass(frozen=True)
class Verifying:
    """All of verifying.toml for one State; `words` are its tables of sentences and labels."""

    steps: Mapping[str, Mapping[str, Step]]
    slots: Mapping[str, Slot]
    words: Mapping[str, Mapping[str, Any]]

    def says(self, key: str, **fields: object) -> str:
        """A sentence with its fields."""
        return str(self.words["says"][key].format(**fields))


@cache
def verifying(jurisdiction: str) -> Verifying:
    """The register of a State. Raises LawError naming what does not fit."""
    layer = state_layer(jurisdiction)
    blocks = fill_all(overlay(read("model", "verifying"), read(layer, "verifying")), read(layer, "profile"))
    steps = {
        metric: {
            name: from_block(Step, f"step.{metric}.{name}", block, id=name)
            for name, block in blocks["step"][metric].items()
        }
        for metric in METRICS
    }
    for metric, of in steps.items():
        for step in of.values():
            if unknown := set(step.shows) - blocks["shows"].keys():
                raise LawError(f"step.{metric}.{step.id}: [shows] has no `{sorted(unknown)[0]}`.")
    slots = {
        name: Slot(name, block["label"], block.get("from", ""), block.get("amount", False))
        for name, block in blocks["slot"].items()
    }
    return Verifying(steps, slots, {name: blocks[name] for name in blocks if name not in ("step", "slot")})


def percent(numerator: int, denominator: int, standard: Decimal) -> str | None:
    """A rate in percent with two digits after the point, or with as many as keep it on its side of the standard.

    None where even the last digit would round a rate below the standard up to it. The denominator is above 0.
    """
    met, exact = reaches(numerator, denominator, standard), Decimal(100 * numerator) / denominator
    for digits in range(LEAST_DIGITS, DIGITS + 1):
        shown = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if (shown >= standard) == met:
            return f"{shown:f}"
    return None


def said(words: Verifying, metric: str, counts: tuple[int, int, int], standard: Decimal) -> str:
    """A rate from its counts (numerator, denominator, pending) in words: provisional, none, or the exact fraction."""
    numerator, denominator, pending = counts
    if denominator <= 0:
        return words.says("no_rate", none=words.words["metric"][metric]["none"])
    if pending:
        return words.says("provisional", numerator=numerator, denominator=denominator, pending=pending)
    shown = percent(numerator, denominator, standard)
    if shown is None:
        below = words.says("below", standard=f"{standard.normalize():f}")
        return words.says("shown", numerator=numerator, denominator=denominator, percent=below)
    return words.says("shown", numerator=numerator, denominator=denominator, percent=shown)


def veiled(text: str, least: int, fewer: str) -> str:
    """A note for everybody: a count of fewer persons than may be shown is not told; dates and sections stay."""

    def one(found: re.Match[str]) -> str:
        return fewer.format(least=least) if 0 < int(found.group()) < least else found.group()

    return _COUNT.sub(one, text)


def like_ssn(text: str) -> bool:
    """Whether a text seems to hold a Social Security number, also one that was never issued."""
    return bool(_LIKE_SSN.search(text))
