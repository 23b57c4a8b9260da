"""The kinds of material a submission carries (policy 7.2), and what answers each: the form, a signature, documents.

Read from model/materials.toml with the State's materials.toml over it; references are checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .form import Form, form
from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .registers import Review, review
from .typed import from_block

NEVER_WAIVED = "credit"


@dataclass(frozen=True)
class Material:
    """One kind of material; every field beside the title that is set must be answered."""

    id: str
    number: int
    title: str
    cite: str
    form: bool = False
    declared: bool = False
    answers: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()


@cache
def materials(jurisdiction: str) -> Mapping[str, Material]:
    """The materials of a jurisdiction in order; raises LawError naming the block and what it wrongly names."""
    layer = state_layer(jurisdiction)
    blocks = overlay(read("model", "materials"), read(layer, "materials"))
    return build(fill_all(blocks, read(layer, "profile")), form(jurisdiction), review(jurisdiction))


def build(blocks: Block, asked: Form, register: Review) -> dict[str, Material]:
    """The materials from laid blocks, held against the questions and the slots they name."""
    for name in blocks.keys() ^ {"material"}:
        raise LawError(f"materials.toml: [{name}] is missing, or nothing reads it.")
    rows = blocks["material"].items()
    found = {name: from_block(Material, f"material.{name}", block, id=name) for name, block in rows}
    if [each.number for each in found.values()] != list(range(1, len(found) + 1)):
        raise LawError("materials.toml: the materials are not numbered one after the other.")
    placed: set[str] = set()
    for each in found.values():
        place = f"material.{each.id}"
        if not (each.form or each.declared or each.answers or each.slots):
            raise LawError(f"{place} is answered by nothing.")
        for kind, named, known in (("question", each.answers, asked.questions), ("slot", each.slots, register.slots)):
            if wrong := [name for name in named if name not in known]:
                raise LawError(f"{place} names the {kind} {wrong[0]!r}, which does not exist.")
        placed |= set(each.slots)
    if left := [slot.id for slot in register.slots.values() if slot.required and slot.id not in placed]:
        raise LawError(f"slot.{left[0]} is required, and no material stands for it.")
    if register.slots[NEVER_WAIVED].may_be_not_applicable:
        raise LawError(f"slot.{NEVER_WAIVED} can never be waived (34 CFR 690.93; policy 6.3).")
    return found
