"""The public list: who stands on it, what it says, how it is searched, filtered, downloaded and followed."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from magnolia.policy.letters import say_day
from magnolia.policy.workflow import process
from magnolia.portal import found as finding
from magnolia.portal import search
from magnolia.portal.actions.applying.stated import plain
from magnolia.portal.actions.certifying import certify
from magnolia.portal.actions.publishing import approved
from magnolia.portal.actions.publishing.publish import words as said
from magnolia.portal.demo.programs import LINEWORKER, PHLEBOTOMY, WELDING
from magnolia.portal.demo.stages import walk
from magnolia.portal.demo.walking import signature_of
from magnolia.portal.models import Listing
from magnolia.portal.pages import cells
from magnolia.portal.pages.public import programs
from tests.portal.bring import it_is, on, refiled, words
from tests.portal.posted import Program, post, posted

AUGUST = on("2026-08-04")
NAMES = ("Electric Lineworker", "Structural Welding", "Phlebotomy Technician")


@pytest.fixture(autouse=True)
def afterwards(settings):
    """Every certification and federal step of these tests lies before today."""
    it_is(settings, on("2026-10-01"))


def listing(state="ms"):
    return reverse("programs", args=[state])


def entry(application):
    return reverse("program", args=[application.jurisdiction, application.number])


def read(url, **query):
    answer = Client().get(url, query)
    assert answer.status_code == 200
    return words(answer)


def shown(**query):
    """Names of the programs in the list, in its order."""
    html = Client().get(listing(), query).content.decode()
    return re.findall(r'<th scope="row"[^>]*><a href="[^"]+">([^<]+)</a>', html)


def downloaded(form, **query):
    answer = Client().get(reverse(f"programs_{form}", args=["ms"]), query)
    assert answer.status_code == 200
    return answer.getvalue().decode("utf-8-sig")


def table(**query):
    return list(csv.DictReader(io.StringIO(downloaded("csv", **query))))


# ------------------------------------------------------------------ who stands on it


@pytest.mark.row("PUB-01")
def test_a_program_is_on_the_list_after_certification_and_not_before_and_each_pending_entry_says_what_is_missing(ms):
    way = walk(ms, "approved", AUGUST)
    assert process("ms").life("application").states[way.application.state].label == "Approved for State certification"
    assert shown() == []
    assert Client().get(entry(way.application)).status_code == 404
    way.certified()
    posted(ms, WELDING, "filed")
    posted(ms, PHLEBOTOMY, "approved")
    answer = Client().get(listing())
    assert answer.status_code == 200
    assert not answer.cookies
    lines = re.findall(r"<tr>.*?</tr>", answer.content.decode(), re.DOTALL)
    pending = [line for line in lines if "Lineworker" in line or "Welding" in line]
    assert len(pending) == 2
    for line in pending:
        assert "Final federal approval is still required." in line
    assert "still required" not in next(line for line in lines if "Phlebotomy" in line)


# ------------------------------------------------------------------ what it says


NINE = {
    "institution": "Fictive Magnolia Technical College (MS)",
    "program": "Electric Lineworker",
    "credential": "Certified Lineworker Level I (practice)",
    "CIP": "46.0303",
    "SOC": "49-9051",
    "sector": "Energy and utilities",
    "length": "520 clock hours, 13 weeks of instruction",
    "limitation": "One campus only.",
    "status": "State certified",
}


@pytest.mark.row("PUB-02")
def test_an_entry_shows_its_nine_facts_from_the_filing_follows_a_changed_filing_and_leaves_off_what_has_no_value(ms):
    way = walk(ms, "approved", AUGUST)
    signed = signature_of("ms", ms.governor, limitation=["One campus only."])
    certify.certify(way.application, signed, by=ms.governor, at=way.later(days=1))
    url = entry(way.application)
    refiled(way.application, way.later(days=1), sectors=[])
    assert "Sector" not in read(url).split("What changed since it was posted", 1)[0]
    refiled(way.application, way.later(days=1), sectors=["Energy and utilities"])
    whole = read(url)
    day = say_day(way.application.approval.approved_on)
    for name, fact in (
        NINE | {"day of the State's approval": f"First award year 2026-2027 State approval {day}"}
    ).items():
        assert fact in whole, name
    refiled(way.application, way.later(days=1), hours="480.00", instructional_weeks="12.00", credential_name="")
    after, history = read(url).split("What changed since it was posted", 1)
    assert "Length 520 clock hours 480 clock hours" in history
    assert "480 clock hours, 12 weeks of instruction" in after
    assert "520 clock hours" not in after
    assert "Credential" not in after
    assert "480 clock hours" in read(listing())
    row = json.loads(downloaded("json"))["programs"][0]
    assert (row["length"], row["weeks"]) == ("480 clock hours", "12")
    assert "credential" not in row
    assert row["conditions"] == ["One campus only."]


def test_the_list_is_written_anew_from_the_cases_and_dates_only_what_changed(ms):
    application = posted(ms, LINEWORKER)
    was = Listing.objects.get()
    call_command("listing", verbosity=0)
    assert Listing.objects.get().changed_at == was.changed_at
    Listing.objects.update(program_name="Something typed", words=" nothing ")
    call_command("listing", verbosity=0)
    now = Listing.objects.get()
    assert now.program_name == "Electric Lineworker"
    assert shown(q="lineworker") == ["Electric Lineworker"]
    assert now.number == application.number


def test_the_data_for_machines_names_only_facts_on_record_and_nothing_in_it_can_end_it(ms):
    application = posted(ms, LINEWORKER, program_name="Line </script><b>work")
    html = Client().get(entry(application)).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    data = json.loads(found.group(1))
    assert data["@type"] == "ceterms:LearningProgram"
    assert data["ceterms:name"] == {"en-US": "Line </script><b>work"}
    assert data["ceterms:estimatedDuration"][0]["ceterms:exactDuration"] == "P13W"
    assert [one["ceterms:codedNotation"] for one in data["ceterms:occupationType"]] == ["49-9051"]
    assert [one["ceterms:targetNodeName"]["en-US"] for one in data["ceterms:industryType"]] == ["Energy"]
    assert "<b>work" not in html


# ------------------------------------------------------------------ found by words


@pytest.fixture
def three(ms):
    posted(ms, LINEWORKER)
    posted(ms, WELDING, "filed", program_name="Soudure Électrique and Structural Welding")
    posted(ms, PHLEBOTOMY, "approved", soc_codes=["31-9097", "29-2012"])
    return ms


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


def found_count(**query):
    said = re.search(r'<p role="status">(.*?)</p>', Client().get(listing(), query).content.decode(), re.DOTALL)
    assert said is not None
    return re.sub(r"<[^>]+>", "", said.group(1)).split(" The pages")[0]


@pytest.mark.parametrize("counted_to", [1, 2, 10_000])
def test_every_way_of_reading_finds_the_same_number_and_the_same_pages(three, xx, monkeypatch, counted_to):
    posted(xx, WELDING, program_name="Electric Elsewhere", institution_name="Fictive")
    monkeypatch.setattr(programs, "COUNTED_TO", counted_to)
    monkeypatch.setattr(programs, "A_PAGE", 1)
    asked = [
        {"q": typed, "page": page, **more}
        for typed in ("elec", "structural weld", "48.05", "fictive tech", "nowhere", "nothing", "_", "elect elsewhere")
        for page in ("1", "2", "3", "99", "x", "9" * 30)
        for more in ({}, {"weeks": "10"}, {"order": "newest"}, {"status": "active", "order": "shortest"})
    ]
    each = []
    for way in WAYS:
        for name, value in way.items():
            monkeypatch.setattr(finding, name, value)
        each.append([(found_count(**query), shown(**query)) for query in asked])
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


# ------------------------------------------------------------------ filtered and downloaded


def test_the_entry_names_its_ecosystems_and_the_filter_leaves_those_that_serve_one(ms, client):
    one = posted(ms, LINEWORKER, ecosystems=[{"name": "e3"}, {"name": "e8"}])
    posted(ms, WELDING, ecosystems=[{"name": "e1"}])
    posted(ms, PHLEBOTOMY, ecosystems=[])
    assert "Ecosystem 3 and Ecosystem 8" in client.get(reverse("program", args=["ms", one.number])).content.decode()
    assert shown(ecosystem="Ecosystem 8") == ["Electric Lineworker"]
    assert len(shown(ecosystem="Coast (fictive)")) == 3  # no choice of this State


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


@pytest.mark.row("PUB-04")
def test_a_withdrawn_program_says_so_from_its_day_on_is_hidden_by_active_and_opens_by_its_link(ms, settings):
    gone, stays = walk(ms, "certified", AUGUST, WELDING).application, posted(ms, LINEWORKER)
    approved.end(
        gone.approval,
        "withdraw",
        cause="completion",
        reason="The completion rate was below the standard.",
        effective_on=date(2026, 10, 15),
        reference="Report 7",
        signed_name=ms.governor.name,
        signed_title="Governor",
        by=ms.governor,
        at=on("2026-10-01"),
    )
    both, one = ["Electric Lineworker", "Structural Welding"], ["Electric Lineworker"]
    for day, active, withdrawn in (("2026-10-14", both, []), ("2026-10-15", one, ["Structural Welding"])):
        it_is(settings, on(day))
        assert shown() == both
        assert shown(status="active") == active
        assert shown(status="withdrawn") == withdrawn
        assert shown(status="not_filed") == active
        assert len(table(status="active")) == len(active)
        assert ("Withdrawn by the State effective October 15, 2026" in read(listing())) == bool(withdrawn)
        assert ("Withdrawn by the State, effective October 15, 2026" in read(entry(gone))) == bool(withdrawn)
    assert table(status="withdrawn")[0]["State approval ended"] == "2026-10-15"
    assert "ld+json" not in Client().get(entry(gone)).content.decode()
    assert "State certified" in read(entry(stays))


# ------------------------------------------------------------------ side by side, and followed


def test_up_to_four_programs_stand_side_by_side(three):
    url = reverse("compare", args=["ms"])
    numbers = list(Listing.objects.order_by("name_key").values_list("number", flat=True))
    side = read(url, program=numbers[:2])
    for fact in ("Electric Lineworker", "Phlebotomy Technician", "520 clock hours", "180 clock hours"):
        assert fact in side
    assert "Conditions" not in side
    assert "No program is marked" in read(url)
    assert Client().get(url, {"program": "MS-2026-9999"}).status_code == 404
    more = [posted(three, WELDING, program_name=f"Welding {i}").number for i in range(2)]
    many = read(url, program=[*numbers, *more])
    assert "4 programs fit side by side" in many
    assert "Welding 1" not in many


def test_the_feed_tells_each_change_of_a_program_once_with_a_permanent_link(ms):
    way = walk(ms, "certified", AUGUST)
    space = {"a": "http://www.w3.org/2005/Atom"}

    def entries() -> list[list[str]]:
        answer = Client().get(reverse("programs_feed", args=["ms"]))
        assert answer["Content-Type"].startswith("application/atom+xml")
        return [
            [
                one.findtext("a:id", "", space),
                one.findtext("a:title", "", space),
                *(link.attrib["href"] for link in one.iterfind("a:link", space)),
            ]
            for one in ET.fromstring(answer.content).findall("a:entry", space)  # noqa: S314 our own feed
            for link in one.iterfind("a:link", space)
        ]

    first = entries()
    assert len(first) == 1
    assert first[0][1].endswith("State certified - federal filing by institution pending")
    assert first[0][2].endswith(entry(way.application))
    way.federal("record_filing")
    second = entries()
    assert len(second) == 1
    assert second[0][0] != first[0][0]
    assert second[0][1].endswith("State certified, not yet federally approved")


def test_a_longer_list_asks_the_database_no_more(ms):
    pages, counts = ("programs", "programs_csv", "programs_json", "programs_feed", "compare"), []
    for place in range(3):
        posted(ms, WELDING, program_name=f"Welding {place}")
        numbers = list(Listing.objects.values_list("number", flat=True))
        if place != 1:
            counts.append([queries(reverse(page, args=["ms"]), numbers) for page in pages])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12


def queries(url, numbers):
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get(url, {"program": numbers})
        answer.getvalue()
    return len(asked)


def test_the_words_of_the_list_fill_in_the_states_names():
    assert said("xx")["feed"]["title"] == "Programs certified by Exemplar: changes"
