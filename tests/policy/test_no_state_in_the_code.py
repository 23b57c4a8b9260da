"""What belongs to one State stands in its folder: no other file of the product names Mississippi or anything in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from magnolia.policy.layers import read

PRODUCT = Path(__file__).resolve().parents[2] / "magnolia"
TEXTS = {".py", ".toml", ".html", ".txt", ".typ", ".js", ".css", ".sql", ".svg", ".json"}
OWN = ("policy/states/ms/", "portal/demo/")  # the State itself, and the practice data that plays in it

STATE = ["Mississippi(?:an)?s?", "AccelerateMS", "acceleratems", r"SWIB(?!-\d)", r"Miss\.", "MDES", "MCCB", "WIN Job"]
PLACES = [
    "Biloxi", "Booneville", "Clarksdale", "Columbus", "Corinth", "Ellisville", "Grenada", "Greenville", "Gulfport",
    "Hattiesburg", "Holly Springs", "Itta Bena", "Jackson", "Laurel", "Meridian", "Moorhead", "Natchez", "Perkinston",
    "Poplarville", "Scooba", "Senatobia", "Southaven", "Starkville", "Tougaloo", "Tupelo", "Vicksburg", "Wesson",
]  # fmt: skip
COLLEGES = [
    "Alcorn", "Belhaven", "Coahoma", "Copiah", "Delta State", "East Central", "Hinds", "Holmes Community", "Itawamba",
    "Jones College", "Millsaps", "Northeast Community", "Northwest Community", "Pearl River", "Southwest Community",
]  # fmt: skip
CALENDAR = ["Confederate", r"Robert E\. Lee", "America/Chicago", r"3-3-7", r"25-1-97"]
AREA_CODES = [r"(?:228|601|662|769)-\d{3}-\d{4}"]
WORDS = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join([*STATE, *PLACES, *COLLEGES, *CALENDAR, *AREA_CODES])})(?![A-Za-z])")


def files() -> list[Path]:
    every = (path for path in sorted(PRODUCT.rglob("*")) if path.suffix in TEXTS and "__pycache__" not in path.parts)
    return [path for path in every if not path.relative_to(PRODUCT).as_posix().startswith(OWN)]


@pytest.mark.parametrize("folder", sorted({path.relative_to(PRODUCT).parts[0] for path in files()}))
def test_nothing_outside_its_folder_names_the_state_its_places_colleges_offices_or_holidays(folder):
    found = [
        f"{path.relative_to(PRODUCT)}:{number}: {word[0]}"
        for path in files()
        if path.relative_to(PRODUCT).parts[0] == folder
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (word := WORDS.search(line))
    ]
    assert found == []


def test_every_kind_of_file_of_the_product_is_looked_at():
    assert {".py", ".toml", ".html", ".typ", ".js", ".css"} <= {path.suffix for path in files()}
    assert len(files()) > 300


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("for Mississippi only", True),
        ("The SWIB advises", True),
        ("row SWIB-02", False),
        ("Miss. Code Ann. 3-3-7", True),
        ("Hinds Community College", True),
        ("Call 601-555-0100", True),
        ("a hindsight", False),
        ("dismiss. Then", False),
        ("Exemplar", False),
    ],
)
def test_a_word_counts_where_it_stands_by_itself(line, named):
    assert bool(WORDS.search(line)) is named


def test_the_names_of_the_states_own_offices_and_areas_are_among_what_is_looked_for_or_are_plain_words():
    profile = read("states/ms", "profile")
    for key in ("state_name", "agency", "agency_long", "board", "board_long", "policy_name", "time_zone"):
        assert WORDS.search(profile[key]), key
