"""The files of the law and how they are laid over each other."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from magnolia.policy.layers import LawError, fill, fill_all, overlay, read


def test_a_file_that_cannot_be_read_is_refused_by_name_and_an_absent_one_is_empty(tmp_path: Path) -> None:
    (tmp_path / "parameters.toml").write_text("limit = = 3", encoding="utf-8")
    with pytest.raises(LawError, match=r"parameters\.toml cannot be read"):
        read(str(tmp_path), "parameters")
    assert read(str(tmp_path), "criteria") == {}


def test_numbers_are_read_exactly(tmp_path: Path) -> None:
    (tmp_path / "parameters.toml").write_text("rate = 0.70", encoding="utf-8")
    assert read(str(tmp_path), "parameters") == {"rate": Decimal("0.70")}


def test_layers_change_single_keys_add_blocks_and_take_them_out() -> None:
    below = {"a": {"x": 1, "y": [1, 2]}, "b": {"x": 1}, "c": 3}
    above = {"a": {"y": [3]}, "b": {"off": True}, "d": {"x": 4}, "c": 5}
    assert overlay(below, above) == {"a": {"x": 1, "y": [3]}, "c": 5, "d": {"x": 4}}
    assert below["a"] == {"x": 1, "y": [1, 2]}


def test_taking_out_what_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(LawError, match="outline is taken out"):
        overlay({"hours": {}}, {"outline": {"off": True}})


def test_names_of_offices_are_filled_in_at_every_depth() -> None:
    profile = {"board": "Sample Board", "year": 2026}
    assert fill("{board} of {year}, {other}", profile) == "Sample Board of 2026, {other}"
    assert fill_all({"a": ["{board}", 3], "b": {"c": "{year}"}}, profile) == {
        "a": ["Sample Board", 3],
        "b": {"c": "2026"},
    }
