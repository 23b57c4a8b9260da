"""Read the law's TOML files and lay them over each other: federal or model first, then the State, then amendments.

A jurisdiction is a folder under `states/`. Blocks are found by their id; a later layer changes single keys of a block,
adds a block, or takes one out with `off = true`. Nothing here knows what a block means.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent

Block = dict[str, Any]


class LawError(Exception):
    """The law's files contradict themselves or lack something; the sentence names the place."""


@cache
def read(layer: str, name: str) -> Block:
    """One TOML file of a layer (`federal`, `model`, `states/ms`), with exact decimals; an absent file is empty."""
    path = HERE / layer / f"{name}.toml"
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        raise LawError(f"{layer}/{name}.toml cannot be read: {problem}") from None


@cache
def jurisdictions() -> tuple[str, ...]:
    """Codes of the States that have a folder, sorted."""
    return tuple(sorted(p.name for p in (HERE / "states").iterdir() if (p / "profile.toml").is_file()))


def state_layer(jurisdiction: str) -> str:
    if jurisdiction not in jurisdictions():
        raise LawError(f"There is no State profile {jurisdiction!r}; there are {', '.join(jurisdictions())}.")
    return f"states/{jurisdiction}"


def overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> Block:
    """Blocks of `below` with those of `above` laid over them, at every depth of tables; lists are replaced whole.

    Raises LawError where `above` takes out a block that is not there.
    """
    result: Block = dict(below)
    for key, value in above.items():
        if isinstance(value, Mapping) and value.get("off") is True:
            if key not in result:
                raise LawError(f"{key} is taken out with `off = true`, and no layer below has it.")
            del result[key]
        elif isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = overlay(result[key], value)
        else:
            result[key] = value
    return result


def fill(words: str, profile: Mapping[str, Any]) -> str:
    """Put the State's own names into a sentence: `{board}`, `{agency}`, `{governor}`, `{state_name}` ..."""
    for key, value in profile.items():
        words = words.replace("{" + key + "}", str(value))
    return words


def fill_all(value: Any, profile: Mapping[str, Any]) -> Any:
    """`fill` for every text in a nested block."""
    if isinstance(value, str):
        return fill(value, profile)
    if isinstance(value, Mapping):
        return {key: fill_all(inner, profile) for key, inner in value.items()}
    if isinstance(value, list):
        return [fill_all(inner, profile) for inner in value]
    return value
