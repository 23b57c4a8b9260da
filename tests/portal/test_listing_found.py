"""The public list is searched, filtered and downloaded: each word counts, and no file says more than was asked."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.portal import found as finding
from magnolia.portal import search
from magnolia.portal.actions.applying.stated import plain
from magnolia.portal.demo.programs import LINEWORKER, WELDING
from magnolia.portal.pages import cells
from magnolia.portal.pages.public import programs
from tests.portal.posted import Program, post, posted

from . import listed
from .listed import AUGUST, downloaded, listing, named, read, shown, table

NAMES = ("Electric Lineworker", "Structural Welding", "Phlebotomy Technician")


@pytest.fixture(autouse=True)
def afterwards(settings):
    """Every certification and federal step of these tests lies before today."""
    return listed.afterwards(settings)


@pytest.fixture
def three(ms):
    return listed.three(ms)


SEARCHES: tuple[tuple[str, list[int]], ...] = (
    ("LINEWORKER", [0]),
    ("linew", [0]),  # the last word may be a beginning
    ("linew practice", []),  # no other may
    ("electric lineworker", [0]),
    ("electrique", [1]),
    ("Électrique weld", [1]),
    ("electric", [0]),
    ("elec", [0, 1]),
    ("48.0508", [1]),
    ("480508", [1]),
    ("48.05", [1]),
    ("0508", []),
    ("51-4121", [1]),
    ("29-2012", [2]),
    ("fictive magnolia phlebotomy", [2]),
    ("phlebotomy welding", []),
    ("level i practice line", [0]),
    ("nowhere", [0, 1, 2]),  # the city
    ("driver's", []),
    ("%", [0, 1, 2]),  # no word at all
    ('" OR * NEAR(', []),
    ("'); drop", []),
    ("sector:energy", []),
)


def test_every_word_has_to_match_without_case_and_accents_and_codes_are_words(three):
    every = ["Electric Lineworker", "Soudure Électrique and Structural Welding", "Phlebotomy Technician"]
    for typed, found in SEARCHES:
        assert sorted(shown(q=typed)) == sorted(every[i] for i in found), typed


# Few to sort or to walk, rare or broad for PostgreSQL, a beginning as such or as its words.
WAYS = (
    {"FEW": 1000, "LIKE_COSTS": 10**9, "SPELLED_OUT": 8},
    {"FEW": -1, "LIKE_COSTS": 10**9, "SPELLED_OUT": 1},
    {"FEW": -1, "LIKE_COSTS": 0, "SPELLED_OUT": 0},
)


def told(query):
    """The number that the page names and the programs on it."""
    html = Client().get(listing(), query).content.decode()
    said = re.search(r'<p role="status">(.*?)</p>', html, re.DOTALL)
    assert said is not None
    return re.sub(r"<[^>]+>", "", said.group(1)).split(" The pages")[0], named(html)


@pytest.mark.parametrize("counted_to", [1, 2, 10_000])
def test_every_way_of_reading_finds_the_same_number_and_the_same_pages(three, xx, monkeypatch, counted_to):
    posted(xx, WELDING, program_name="Electric Elsewhere", institution_name="Fictive")
    monkeypatch.setattr(programs, "COUNTED_TO", counted_to)
    monkeypatch.setattr(programs, "A_PAGE", 1)
    typed = ("elec", "structural weld", "48.05", "fictive tech", "nowhere", "nothing", "_", "elect elsewhere")
    pages = ("1", "2", "3", "99", "x", "9" * 30)
    filters: tuple[dict[str, str], ...] = (
        {"weeks": "10"},
        {"order": "newest"},
        {"status": "active", "order": "shortest"},
    )
    asked = [{"q": each, "page": page} for each in typed for page in ("1", "2")]
    asked += [{"q": "elec", "page": page} for page in pages[2:]]
    asked += [{"q": each, "page": "1", **more} for each in typed for more in filters]
    each = []
    for way in WAYS:
        for name, value in way.items():
            monkeypatch.setattr(finding, name, value)
        each.append([told(query) for query in asked])
    assert each[0] == each[1] == each[2]
    first = dict(zip((tuple(query.values()) for query in asked), each[0], strict=True))
    many = "More than 1 program found." if counted_to == 1 else "2 programs found."
    assert first["elec", "1"] == (many, ["Electric Lineworker"])
    assert first["elec", "2"] == (
        many,
        ["Electric Lineworker" if counted_to == 1 else "Soudure Électrique and Structural Welding"],
    )
    assert first["elect elsewhere", "1"] == ("No program found.", [])


def test_a_status_that_no_entry_can_have_finds_none_with_words_either(three):
    for query in ({"status": "draft"}, {"status": "draft", "q": "weld"}):
        assert "programs" in Client().get(listing(), query).content.decode()


PAGES: tuple[dict[str, str], ...] = (
    {},
    {"q": "practice"},
    {"q": "structural weld", "weeks": "12"},
    {"status": "active", "order": "newest"},
)


@pytest.mark.parametrize("query", PAGES)
def test_the_list_takes_no_more_queries_for_three_programs_than_for_one(ms, query, django_assert_max_num_queries):
    posted(ms, WELDING)
    with django_assert_max_num_queries(30) as one:
        assert len(shown(**query)) == 1
    for _ in range(2):
        posted(ms, WELDING)
    with django_assert_max_num_queries(30) as three:
        assert len(shown(**query)) == 3
    assert len(three) <= len(one)


def test_the_words_of_an_entry_are_folded_and_kept_once():
    assert search.terms("L’électricien’s  Électricien's ÉCOLE 3G 51-4121, x") == [
        "lelectriciens", "electriciens", "ecole", "3g", "51-4121", "x",
    ]  # fmt: skip
    assert search.asked("Weld   Pip") == ["weld", "pip*"]
    assert len(search.asked(" ".join(f"w{i}" for i in range(50)))) == search.AT_MOST


@pytest.mark.row("PUB-06")
def test_of_five_entries_the_sector_healthcare_leaves_the_two_tagged_in_list_and_download(ms):
    tagged = {
        "Phlebotomy Technician": ["Healthcare"],
        "Nursing Assistant": ["Manufacturing", "Healthcare"],
        "Structural Welding": ["Manufacturing"],
        "Pipe Welding": ["Healthcare equipment"],
        "Electric Lineworker": [],
    }
    for name, sectors in tagged.items():
        posted(ms, WELDING, program_name=name, sectors=[{"name": sector} for sector in sectors])
    two = ["Nursing Assistant", "Phlebotomy Technician"]
    assert shown(sector="Healthcare") == two
    assert [row["Program"] for row in table(sector="Healthcare")] == two
    assert [row["program"] for row in json.loads(downloaded("json", sector="Healthcare"))["programs"]] == two
    assert len(shown()) == len(table()) == 5
    assert "2 programs found." in read(listing(), sector="Healthcare")


@pytest.mark.row("PUB-06")
def test_the_list_is_filtered_by_institution_codes_length_credential_and_status(three):
    lineworker, welding, phlebotomy = "Electric Lineworker", "Soudure Électrique and Structural Welding", NAMES[2]
    every = [lineworker, phlebotomy, welding]
    for query, found in (
        ({"institution": "Fictive Magnolia Technical College (MS)"}, every),
        ({"cip": "48.0508"}, [welding]),
        ({"cip": "51"}, [phlebotomy]),
        ({"soc": "49-9051"}, [lineworker]),
        ({"soc": "29-2012"}, [phlebotomy]),
        ({"weeks": "9"}, [phlebotomy]),
        ({"weeks": "10"}, [phlebotomy, welding]),
        ({"weeks": "8"}, []),
        ({"credential": "industry_certification"}, every),
        ({"credential": "license"}, []),
        ({"status": "not_filed"}, [lineworker]),
        ({"status": "filed"}, [welding]),
        ({"status": "approved"}, [phlebotomy]),
        ({"status": "active"}, every),
        ({"status": "active", "q": "weld", "cip": "48"}, [welding]),
        ({"order": "shortest"}, [phlebotomy, welding, lineworker]),
    ):
        assert shown(**query) == found, query
        assert [row["Program"] for row in table(**query)] == found, query


@pytest.mark.row("PUB-06")
def test_the_filter_of_an_institution_leaves_its_own_programs_in_list_and_download(ms):
    posted(ms, LINEWORKER)
    other = ms.organisations["second"].institution
    post("ms", [Program("MS-2026-9900", plain(WELDING), other, AUGUST)])
    for name, found in (
        (ms.organisations["college"].name, ["Electric Lineworker"]),
        (other.organisation.name, ["Structural Welding"]),
    ):
        assert shown(institution=name) == found
        assert [row["Program"] for row in table(institution=name)] == found


def test_a_download_with_a_mistyped_filter_is_refused_in_a_sentence_and_never_holds_more_than_was_asked(db):
    answer = Client().get(reverse("programs_csv", args=["ms"]), {"cip": "welding"})
    assert answer.status_code == 400
    assert "CIP code: A CIP code is written NN.NNNN" in answer.content.decode()


def test_no_cell_of_a_download_runs_as_a_formula(ms):
    posted(ms, LINEWORKER, program_name="=HYPERLINK(1)", credential_name="@SUM(1)")
    row = table()[0]
    assert (row["Program"], row["Credential"]) == ("'=HYPERLINK(1)", "'@SUM(1)")
    assert json.loads(downloaded("json"))["programs"][0]["program"] == "=HYPERLINK(1)"
    for cell in ("=1", "+1", "-1", "@x", "\t=1", "\r=1"):
        assert cells.safe(cell) == "'" + cell
    assert cells.safe(["a", "b"]) == "a; b"


def test_a_count_stops_where_nobody_counts_on_and_the_pages_end_there(three, monkeypatch):
    monkeypatch.setattr(programs, "COUNTED_TO", 2)
    monkeypatch.setattr(programs, "A_PAGE", 1)
    assert "More than 2 programs." in read(listing())
    assert len(shown(page=99)) == 1
    monkeypatch.setattr(programs, "COUNTED_TO", 3)
    assert "3 programs." in read(listing())
    assert "More than" not in read(listing())
