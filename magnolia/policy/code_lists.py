"""The register of official code lists: which there are, which edition is expected, and what is said of a code.

Read from model/codes.toml. The codes themselves are data of an installation, loaded from the publishers' files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .layers import read
from .typed import from_block


@dataclass(frozen=True)
class CodeListKind:
    """One kind of list; `wanted` is the level by which a program or an occupation is named, empty for the crosswalk.

    `warned` is a level that is taken with a warning.
    """

    id: str
    label: str
    one: str
    edition: str
    source: str
    wanted: str = ""
    warned: str = ""
    levels: Mapping[str, Any] = field(default_factory=dict)


@cache
def kinds() -> dict[str, CodeListKind]:
    """The lists by id: `cip`, `soc` and `cip_soc`."""
    return {
        name: from_block(CodeListKind, f"list.{name}", block, id=name)
        for name, block in read("model", "codes")["list"].items()
    }


def says(word: str, **filled: str) -> str:
    """A sentence of codes.toml with its {names} filled in."""
    return str(read("model", "codes")["words"][word]).format(**filled)
