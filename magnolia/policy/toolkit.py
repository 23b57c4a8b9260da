"""The toolkit for institutions in words: its headings and the items that Magnolia is delivered with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .typed import from_block, refuse_unfilled


@dataclass(frozen=True)
class Group:
    """One heading."""

    id: str
    title: str
    says: str


@dataclass(frozen=True)
class Item:
    """One delivered item; `page` is the name of the address it leads to."""

    id: str
    title: str
    says: str
    group: str
    page: str


@dataclass(frozen=True)
class Toolkit:
    """Headings and delivered items, in order."""

    groups: Mapping[str, Group]
    items: Mapping[str, Item]
    dated: date


@cache
def toolkit(jurisdiction: str) -> Toolkit:
    """The toolkit of a jurisdiction; raises LawError naming the block that does not fit."""
    layer = state_layer(jurisdiction)
    blocks = overlay(read("model", "toolkit"), read(layer, "toolkit"))
    return build(fill_all(blocks, read(layer, "profile")))


def build(blocks: Block) -> Toolkit:
    """The toolkit from laid blocks."""
    groups = {name: from_block(Group, f"group.{name}", block, id=name) for name, block in blocks["group"].items()}
    items = {name: from_block(Item, f"item.{name}", block, id=name) for name, block in blocks["item"].items()}
    for item in items.values():
        if item.group not in groups:
            raise LawError(f"toolkit.toml, item.{item.id}: there is no group {item.group!r}.")
        for words in (item.title, item.says):
            refuse_unfilled(f"item.{item.id}", words)
    return Toolkit(groups, items, blocks["dated"])
