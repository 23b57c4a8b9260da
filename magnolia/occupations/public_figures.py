"""Public figures read from a folder: employment, wages, projections, awards, programs, job zones.

A figure that was not released is None and never 0. Sources and columns are those of labor_recipe.toml.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from magnolia.calling import WrongCall
from magnolia.policy.layers import LawError, fill_all, overlay, read, state_layer
from magnolia.tables import Unreadable, open_table

FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
AN_HOUR = re.compile(r"\$([0-9]+(?:\.[0-9]+)?) per hour")
Block = Mapping[str, Any]


@dataclass(frozen=True)
class Local:
    """An occupation in one area: persons employed, and dollars an hour as published."""

    title: str
    employment: Fraction | None
    wage: str


@dataclass(frozen=True)
class Projected:
    """An occupation in the nation: openings a year in persons, education and training as the source words them."""

    openings: Fraction
    entry: str
    training: str


@dataclass
class Figures:
    """Everything that was read; codes are those under which the statistics publish."""

    employment: dict[str, Fraction] = field(default_factory=dict)
    state: dict[str, Local] = field(default_factory=dict)
    areas: dict[str, dict[str, Local]] = field(default_factory=lambda: defaultdict(dict))
    projected: dict[str, Projected] = field(default_factory=dict)
    awards: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    programs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # occupations by program
    zones: dict[str, str] = field(default_factory=dict)
    combined: dict[str, str] = field(default_factory=dict)  # codes for several occupations, with their titles
    highest_wage: str = ""
    inputs: list[dict[str, str]] = field(default_factory=list)


def recipe(jurisdiction: str) -> Block:
    """The recipe of a State. Raises LawError where it has none."""
    layer = state_layer(jurisdiction)
    own = read(layer, "labor_recipe")
    if not own:
        raise LawError(f"There is no labor_recipe.toml for {jurisdiction!r}: its public figures are not described.")
    return fill_all(overlay(read("model", "labor_recipe"), own), read(layer, "profile"))  # type: ignore[no-any-return]


def load(folder: str, by: Block) -> Figures:
    """Read the recipe's files. Raises WrongCall naming a file or column that is missing, or a figure that is none."""
    found = Figures()

    def rows(name: str) -> Iterator[dict[str, str]]:
        yield from _rows(Path(folder), by["file"][name], found)

    combined = {}
    for row in rows("combined"):
        combined[row["soc_code"]] = row["published_code"]
        found.combined[row["published_code"]] = row["published_title"]
    found.highest_wage = _highest(rows("footnotes"), by)
    for row in rows("national"):
        if row["level"] in by["published"] and (employed := _figure(row["emp"], by)) is not None:
            found.employment[row["soc_code"]] = employed
    for row in rows("wages"):
        if row["level"] not in by["published"]:
            continue
        local = Local(row["occupation_title"], _figure(row["emp"], by), _wage(row, by, found.highest_wage))
        if row["area_type"] == by["state_type"]:
            found.state[row["soc_code"]] = local
        elif row["area_name"] not in by["left_out"]:
            found.areas[row["area_name"]][row["soc_code"]] = local
    for row in rows("projections"):
        thousands = _figure(row["annual_openings_thousands"], by)
        if row["occupation_type"] == by["line"] and thousands is not None:
            entry, training = row["typical_entry_education"], row["on_the_job_training"]
            found.projected[row["nem_code"]] = Projected(thousands * by["thousand"], entry, training)
    for row in rows("completions"):
        if row["award_year"] == by["award_year"]:
            found.awards[row["cip_code"]] += int(_figure(row["total"], by) or 0)
    for row in rows("crosswalk"):
        if row["is_match"] == "1":
            found.programs[row["cip_code"]].add(combined.get(row["soc_code"], row["soc_code"]))
    for row in rows("zones"):
        code = combined.get(row["soc_code"], row["soc_code"])
        found.zones[code] = max(found.zones.get(code, ""), row["job_zone"])
    return found


def _rows(folder: Path, file: Block, found: Figures) -> Iterator[dict[str, str]]:
    path = str(folder / file["name"])
    try:
        table = open_table(path)
        found.inputs.append({"name": table.name, "sha256": table.sha256})
        _, header = next(table.rows, (1, []))
        if lacking := [name for name in file["columns"] if name not in header]:
            raise WrongCall(f"{path} has no column {', '.join(lacking)}")
        for _, cells in table.rows:
            yield dict(zip(header, cells, strict=False))
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {path}") from None
    except Unreadable as fault:
        raise WrongCall(f"{path} cannot be read: {fault}") from None


def _figure(text: str, by: Block) -> Fraction | None:
    """A figure as published, exact; None where it was not released."""
    if text in by["unknown"]:
        return None
    if not FIGURE.fullmatch(text):
        raise WrongCall(f"“{text[:40]}” is neither a figure nor a sign that none was released")
    return Fraction(text)


def _wage(row: Mapping[str, str], by: Block, highest: str) -> str:
    """The median hourly wage as published; at least the footnote's figure where it says so; empty where unknown."""
    noted = f"h_median:{by['at_least_footnote']}" in row["footnotes"].split(";")
    if noted or row["h_median"] == by["at_least"]:
        return highest
    return "" if _figure(row["h_median"], by) is None else row["h_median"]


def _highest(footnotes: Iterator[dict[str, str]], by: Block) -> str:
    for row in footnotes:
        if row["footnote_code"] == by["at_least_footnote"] and (stated := AN_HOUR.search(row["footnote_text"])):
            return stated[1]
    raise WrongCall(f"footnote {by['at_least_footnote']} of the wage statistics states no hourly figure")
