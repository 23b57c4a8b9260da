"""`magnolia occupations recipe`: a file of labor market data from public figures, and how each row comes about."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from magnolia.calling import WrongCall, printable, say
from magnolia.policy.layers import LawError
from magnolia.policy.occupations import method
from magnolia.writing import as_csv, write_folder

from .public_figures import Block, Figures, Local, load, recipe

TENTHS = 10
KEY = ("ecosystem", "soc_code")
PARTS = {
    "demand": ("title", "annual_openings"), "supply": ("annual_supply",), "wages": ("median_hourly_wage",),
    "education": ("typical_education",), "groups": ("sector", "category"),
}  # fmt: skip


@dataclass(frozen=True)
class Approximated:
    """A row of the file: openings and supply a year in persons, exact, before they are written with one decimal."""

    area: str
    soc_code: str
    local: Local
    openings: Fraction
    supply: Fraction
    education: str
    category: str
    sector: str

    def cells(self) -> tuple[str, ...]:
        """The cells in the order of the file, without its label."""
        return (
            self.area, self.soc_code, self.local.title, self.sector, tenths(self.openings), tenths(self.supply),
            str(int(self.openings)), self.local.wage, self.education, self.category,
        )  # fmt: skip


def run(folder: str, out: str, jurisdiction: str, whole_state: bool, explained: str | None, parts: str | None) -> int:
    """Write the file and its notes, print the steps and one occupation's rows. Raises WrongCall.

    `parts`: a folder for each part of the file on its own.
    """
    try:
        by = recipe(jurisdiction)
        columns = [*method(jurisdiction).labor, "basis"]
    except LawError as fault:
        raise WrongCall(str(fault)) from None
    found = load(folder, by)
    programs = supplied(found)
    supply = {code: sum(parts.values(), Fraction(0)) for code, parts in programs.items()}
    areas = {by["state_area"]: found.state} if whole_state else found.areas
    rows, lacking = [], []
    for area in sorted(areas):
        for code in sorted(areas[area]):
            made = _row(area, code, areas[area][code], found, supply, by)
            if made:
                rows.append(made)
            else:
                lacking.append({"area": area, "soc_code": code, "title": areas[area][code].title})
    steps = _steps(found, by)
    place = Path(out)
    beside = f"{place.name}.notes.json"
    labor = as_csv(columns, ((*row.cells(), by["label"]) for row in rows))
    notes = {
        "label": by["label"],
        "file": {"name": place.name, "sha256": hashlib.sha256(labor).hexdigest()},
        "areas": sorted(areas),
        "steps": steps,
        "credit": by["says"]["credit"],
        "combined_codes": [{"soc_code": code, "title": title} for code, title in sorted(found.combined.items())],
        "no_row": lacking,
        "inputs": found.inputs,
    }
    files = {place.name: labor, beside: (json.dumps(notes, indent=2, ensure_ascii=False) + "\n").encode()}
    try:
        given = [str(Path(folder) / each["name"]) for each in found.inputs]
        write_folder(str(place.parent), files, given)
        if parts:
            write_folder(parts, _parts(rows, columns), given)
    except OSError as fault:
        raise WrongCall(f"{fault.strerror}: {fault.filename or out}") from None
    says = by["says"]
    lines = [says["head"].format(label=by["label"]), *(says["step"].format(step=step) for step in steps)]
    lines += [says["rows"].format(rows=len(rows), areas=len(areas), lacking=len(lacking))]
    lines += _explained(explained or by["explained"], rows, areas, found, programs, by)
    say(printable([*lines, says["credit"], says["written"].format(place=out, notes=beside)]))
    return 0


def _parts(rows: list[Approximated], columns: list[str]) -> dict[str, bytes]:
    """Each part of the file on its own, so that a State's own figures can take the place of one."""
    made = {}
    for name, wanted in PARTS.items():
        places = [columns.index(column) for column in (*KEY, *wanted)]
        made[f"{name}.csv"] = as_csv((*KEY, *wanted), ([row.cells()[place] for place in places] for row in rows))
    return made


def shares(program: str, found: Figures) -> dict[str, Fraction]:
    """The share of a program's awards that falls to each of its occupations, by the nation's employment in them."""
    weights = {code: found.employment[code] for code in found.programs[program] if code in found.employment}
    return {code: weight / sum(weights.values()) for code, weight in weights.items()}


def supplied(found: Figures) -> dict[str, dict[str, Fraction]]:
    """Completers by occupation, and by the programs that they come from."""
    supply: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for program, awards in found.awards.items():
        for code, share in shares(program, found).items():
            supply[code][program] = awards * share
    return supply


def _row(
    area: str, code: str, local: Local, found: Figures, supply: dict[str, Fraction], by: Block
) -> Approximated | None:
    """One row; None where a figure that it needs was not released."""
    nation, projected, whole = found.employment.get(code), found.projected.get(code), found.state.get(code)
    if local.employment is None or not nation or projected is None or whole is None or not whole.employment:
        return None
    level = by["education"].get(projected.entry) or by["zone"].get(found.zones.get(code, ""))
    if level is None:
        return None
    if level in ("none", "high_school"):
        level = by["training"].get(projected.training, level)
    return Approximated(
        area=area,
        soc_code=code,
        local=local,
        openings=projected.openings * local.employment / nation,
        supply=supply.get(code, Fraction(0)) * local.employment / whole.employment,
        education=level,
        category=_first(by["category"], code, local.title),
        sector=_first(by["sector"], code, local.title),
    )


def _first(groups: Block, code: str, title: str) -> str:
    """The first group with a beginning of the code or of the title; empty where there is none."""
    for name, starts in groups.items():
        if code.startswith(tuple(starts)) or title.startswith(tuple(starts)):
            return str(name)
    return ""


def tenths(number: Fraction) -> str:
    """A number of 0 or more with one decimal, half up; without it where it is 0."""
    whole, part = divmod(int(number * TENTHS + Fraction(1, 2)), TENTHS)
    return f"{whole}.{part}" if part else str(whole)


def _steps(found: Figures, by: Block) -> list[str]:
    filled = {"left_out": "; ".join(by["left_out"]), "year": by["award_year"], "figure": found.highest_wage}
    return [step.format(**filled) for step in by["step"].values()]


def _explained(
    code: str,
    rows: list[Approximated],
    areas: dict[str, dict[str, Local]],
    found: Figures,
    programs: dict[str, dict[str, Fraction]],
    by: Block,
) -> list[str]:
    """How the rows of one occupation come about, area by area."""
    says, own = by["says"], {row.area: row for row in rows if row.soc_code == code}
    if not own:
        return [says["absent"].format(soc_code=code)]
    projected, parts = found.projected[code], programs.get(code, {})
    shared = {
        "openings": tenths(projected.openings), "national": tenths(found.employment[code]), "year": by["award_year"],
        "state_supply": tenths(sum(parts.values(), Fraction(0))), "entry": projected.entry,
        "state_employment": tenths(found.state[code].employment or Fraction(0)), "training": projected.training,
        "zone": found.zones.get(code, ""), "title": found.state[code].title, "soc_code": code,
    }  # fmt: skip
    lines = [says["explain"].format(**shared), says["nation"].format(**shared)]
    for program, part in sorted(parts.items()):
        whole = tenths(sum((found.employment.get(each, Fraction(0)) for each in found.programs[program]), Fraction(0)))
        awards = found.awards[program]
        lines.append(says["program"].format(program=program, awards=awards, part=tenths(part), whole=whole, **shared))
    lines.append(says["supply"].format(**shared))
    for area in sorted(areas):
        row = own.get(area)
        lines.append(says["area"].format(**_told(row), **shared) if row else says["none"].format(area=area))
    return lines


def _told(row: Approximated) -> dict[str, str]:
    """What is said of one row; the gap is that of the numbers as they are written."""
    demand, supply = tenths(row.openings), tenths(row.supply)
    short = Fraction(demand) - Fraction(supply)
    return {
        "area": row.area, "demand": demand, "supply": supply, "employment": tenths(row.local.employment or Fraction(0)),
        "gap": ("-" if short < 0 else "") + tenths(abs(short)), "wage": row.local.wage, "education": row.education,
    }  # fmt: skip
