"""The public list: who stands on it, what it says, how it is searched, filtered, downloaded and followed."""

from __future__ import annotations

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
from magnolia.portal.actions.certifying import certify
from magnolia.portal.actions.publishing import approved
from magnolia.portal.actions.publishing.publish import words as said
from magnolia.portal.demo.programs import LINEWORKER, PHLEBOTOMY, WELDING
from magnolia.portal.demo.stages import walk
from magnolia.portal.demo.walking import signature_of
from magnolia.portal.models import Listing
from tests.portal.bring import it_is, on, refiled
from tests.portal.posted import posted

from . import listed
from .listed import AUGUST, downloaded, listing, read, shown, table


@pytest.fixture(autouse=True)
def afterwards(settings):
    """Every certification and federal step of these tests lies before today."""
    return listed.afterwards(settings)


def entry(application):
    return reverse("program", args=[application.jurisdiction, application.number])


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


@pytest.fixture
def three(ms):
    return listed.three(ms)


def test_the_entry_names_its_ecosystems_and_the_filter_leaves_those_that_serve_one(ms, client):
    one = posted(ms, LINEWORKER, ecosystems=[{"name": "e3"}, {"name": "e8"}])
    posted(ms, WELDING, ecosystems=[{"name": "e1"}])
    posted(ms, PHLEBOTOMY, ecosystems=[])
    assert "Ecosystem 3 and Ecosystem 8" in client.get(reverse("program", args=["ms", one.number])).content.decode()
    assert shown(ecosystem="Ecosystem 8") == ["Electric Lineworker"]
    assert len(shown(ecosystem="Coast (fictive)")) == 3  # no choice of this State


def withdrawn_on_15_october(ms, case):
    approved.end(
        case.approval,
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


@pytest.mark.row("PUB-04")
def test_a_withdrawn_program_says_so_from_its_day_on_is_hidden_by_active_and_opens_by_its_link(ms, settings):
    gone, stays = walk(ms, "certified", AUGUST, WELDING).application, posted(ms, LINEWORKER)
    withdrawn_on_15_october(ms, gone)
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


def test_the_home_page_counts_the_active_programs_and_says_how_many_more_the_list_has(ms, settings):
    gone, home = walk(ms, "certified", AUGUST, WELDING).application, reverse("state_home", args=["ms"])
    posted(ms, LINEWORKER)
    assert "active programs certified by the State 2" in read(home)
    assert "on the list because" not in read(home)
    withdrawn_on_15_october(ms, gone)
    for day, active, more in (("2026-10-14", 2, 0), ("2026-10-15", 1, 1)):
        it_is(settings, on(day))
        shown = read(home)
        assert f"certified by the State {active}" in shown
        assert ("One more program is on the list because its approval ended" in shown) == bool(more)
        assert f"{active + more} programs." in read(listing())
        assert f"{active} program" in read(reverse("programs", args=["ms"]), status="active")
