"""Counties as shapes, for maps drawn on the server: from the TopoJSON file of us-atlas, which is projected already.

Source: npm us-atlas 3.0.1 (ISC), made of the Census Bureau's cartographic boundary files, 2017, public domain.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

WIDTH = 400  # of a map: units of its view box
SHADES = 4  # from the lightest to the darkest
Point = tuple[float, float]
Ring = list[Point]


@dataclass(frozen=True)
class Shape:
    """One county: its outline as an SVG path, its shade (None: nothing is known), and its name."""

    path: str
    shade: int | None
    name: str


@dataclass(frozen=True)
class Map:
    """Shapes in a view box, and what each shade means, from the lightest on."""

    shapes: list[Shape]
    width: int
    height: int
    legend: list[tuple[int, str]]


def county_map(
    counties: Mapping[str, tuple[str, str]], values: Mapping[str, Decimal | None], words: Mapping[str, str]
) -> Map | None:
    """Counties, as FIPS code: (name, area), shaded by the value of their area; None where there is nothing to draw.

    `words` say each area's value for the legend.
    """
    outlines = _outlines(tuple(sorted(counties)), str(settings.COUNTY_SHAPES)) if counties else {}
    if not outlines:
        return None
    xs = [x for rings in outlines.values() for ring in rings for x, _ in ring]
    ys = [y for rings in outlines.values() for ring in rings for _, y in ring]
    scale = WIDTH / (max(xs) - min(xs))
    shades = _shades(values)
    made = []
    for fips, rings in outlines.items():
        name, area = counties[fips]
        path = "".join(_path(ring, min(xs), min(ys), scale) for ring in rings)
        made.append(Shape(path, shades.get(area), name))
    return Map(made, WIDTH, int((max(ys) - min(ys)) * scale) + 1, _legend(shades, values, words))


def _shades(values: Mapping[str, Decimal | None]) -> dict[str, int]:
    """The shade of each area whose value is known, in even steps from the smallest value to the largest."""
    known = {area: value for area, value in values.items() if value is not None}
    if not known:
        return {}
    low, span = min(known.values()), max(known.values()) - min(known.values())
    return {
        area: min(int((value - low) / span * SHADES), SHADES - 1) if span else SHADES - 1
        for area, value in known.items()
    }


def _legend(
    shades: Mapping[str, int], values: Mapping[str, Decimal | None], words: Mapping[str, str]
) -> list[tuple[int, str]]:
    """The values of each shade, the smallest and the largest in words."""
    made = []
    for shade in sorted(set(shades.values())):
        own = sorted((values[area] or Decimal(0), words[area]) for area in shades if shades[area] == shade)
        made.append((shade, own[0][1] if own[0][0] == own[-1][0] else f"{own[0][1]} to {own[-1][1]}"))
    return made


def _path(ring: Ring, left: float, top: float, scale: float) -> str:
    points = [f"{(x - left) * scale:.1f} {(y - top) * scale:.1f}" for x, y in ring]
    return f"M{'L'.join(points)}Z"


@lru_cache(maxsize=8)
def _outlines(wanted: tuple[str, ...], file: str) -> dict[str, list[Ring]]:
    """The rings of the counties asked for; none where the file is not installed."""
    if not Path(file).is_file():
        return {}
    atlas = json.loads(Path(file).read_text(encoding="utf-8"))
    rows = [row for row in atlas["objects"]["counties"]["geometries"] if row.get("id") in set(wanted)]
    return {row["id"]: list(_rings(row, atlas)) for row in rows}


def _rings(geometry: Mapping[str, Any], atlas: Mapping[str, Any]) -> Iterator[Ring]:
    """Every ring of a county; holes are drawn like the rest, since counties have none."""
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for ring in (ring for part in parts for ring in part):
        made: Ring = []
        for number in ring:
            arc = _arc(atlas, number if number >= 0 else ~number)
            made += (arc if number >= 0 else arc[::-1])[1 if made else 0 :]
        yield made


def _arc(atlas: Mapping[str, Any], number: int) -> Ring:
    """One arc, whose points are written as steps from the one before."""
    (scale_x, scale_y), (left, top) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    x = y = 0
    made: Ring = []
    for step_x, step_y, *_ in atlas["arcs"][number]:
        x, y = x + step_x, y + step_y
        made.append((x * scale_x + left, y * scale_y + top))
    return made
