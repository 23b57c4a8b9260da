"""Maps of counties: outlines put together from arcs, shaded by the figure of their ecosystem, never without a table."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.portal.models import County
from magnolia.portal.pages import shapes
from magnolia.portal.pages.drawing import bars

from .bring import words
from .listing_occupations import ecosystems, made, published, row, set_sectors

# Two squares side by side that share the arc in the middle; steps from one point to the next, as TopoJSON has them.
ATLAS = {
    "type": "Topology",
    "transform": {"scale": [2, 2], "translate": [10, 10]},
    "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
    "objects": {
        "counties": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "id": "28001"},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]], "id": "28003"},
                {"type": "Polygon", "arcs": [[2]], "id": "47001"},
            ],
        }
    },
}


@pytest.fixture
def atlas(tmp_path, settings):
    file = tmp_path / "counties.json"
    file.write_text(json.dumps(ATLAS))
    settings.COUNTY_SHAPES = file
    return file


def test_outlines_are_put_together_from_shared_arcs_and_scaled_to_the_page(atlas):
    counties = {"28001": ("Adams", "One"), "28003": ("Alcorn", "Two")}
    found = shapes.county_map(counties, {"One": Decimal(10), "Two": Decimal(50)}, {"One": "10", "Two": "50"})
    assert found is not None
    assert (found.width, found.height) == (400, 201)
    west, east = found.shapes
    assert (west.name, west.shade, east.name, east.shade) == ("Adams", 0, "Alcorn", 3)
    assert west.path == "M200.0 0.0L200.0 200.0L0.0 200.0L0.0 0.0L200.0 0.0Z"
    assert east.path == "M200.0 0.0L400.0 0.0L400.0 200.0L200.0 200.0L200.0 0.0Z"
    assert found.legend == [(0, "10"), (3, "50")]


def test_an_unknown_figure_has_no_shade_and_equal_figures_have_the_same(atlas):
    counties = {"28001": ("Adams", "One"), "28003": ("Alcorn", "Two")}
    found = shapes.county_map(counties, {"One": None, "Two": Decimal(5)}, {"One": "–", "Two": "5"})
    assert found is not None
    assert [shape.shade for shape in found.shapes] == [None, 3]
    assert shapes.county_map({}, {}, {}) is None


def test_the_page_of_an_occupation_has_a_map_where_counties_are_known_and_none_without_the_file(
    ms, at, atlas, settings
):
    set_sectors(ms, at)
    rows = [row(name, annual_openings=str(1100 + 100 * n)) for n, name in enumerate(ecosystems())]
    published(made(ms, rows, at), ms, at)
    page = reverse("occupation", args=["ms", "47-2111"])
    assert Client().get(page).context["map"] is None
    County.objects.create(jurisdiction="ms", fips="28001", name="Adams", local_area="x", ecosystem="e1", source="test")
    County.objects.create(jurisdiction="ms", fips="28003", name="Alcorn", local_area="x", ecosystem="", source="test")
    answer = Client().get(page)
    assert [shape.name for shape in answer.context["map"].shapes] == ["Adams"]
    assert "Where it is needed most" in words(answer)
    settings.COUNTY_SHAPES = atlas.with_name("none.json")
    assert Client().get(page).context["map"] is None


def test_bars_begin_at_zero_on_either_side_and_one_below_the_line_is_marked():
    drawing = bars([("A", Decimal(30), "30"), ("B", Decimal(-10), "−10"), ("C", None, "–")], Decimal(20))
    assert drawing is not None
    up, down = drawing.bars
    assert (up.x, down.x + down.width) == (drawing.zero, drawing.zero)
    assert abs(up.width - 3 * down.width) <= 3
    assert (up.low, down.low) == (False, True)
    assert drawing.mark is not None
    assert drawing.zero < drawing.mark < up.x + up.width
    narrow = drawing.both[1]
    assert [(bar.name, bar.words, bar.low) for bar in narrow.bars] == [
        (bar.name, bar.words, bar.low) for bar in drawing.bars
    ]
    assert all(bar.named < bar.y for bar in narrow.bars), "on a narrow screen a name stands above its bar"
    assert max(bar.end for bar in narrow.bars) < narrow.layout.width < drawing.layout.width
    assert bars([("A", None, "–")]) is None
