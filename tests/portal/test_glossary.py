"""The glossary as everybody reads it: each term found by any of its names, read on a day, and linked from texts."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.template import RequestContext, Template
from django.test import Client
from django.urls import reverse

from magnolia.policy.glossary import glossary
from magnolia.portal.access import Standing
from magnolia.portal.actions.law import freeze
from magnolia.portal.demo.programs import LINEWORKER, WELDING
from magnolia.portal.models import Application, Letter, Person
from tests.portal.bring import bring, it_is, last_letter, letter_page, on, walk, words

pytestmark = pytest.mark.django_db


def page(state: str = "ms", **asked: str) -> str:
    return Client().get(reverse("glossary", args=[state]), asked).content.decode()


def data(state: str = "ms", **asked: str) -> dict[str, dict[str, Any]]:
    answer = Client().get(reverse("glossary_json", args=[state]), asked).json()
    return {term["id"]: term for term in answer["terms"]}


def test_every_term_has_its_place_on_the_page_and_says_where_its_meaning_comes_from(ms):
    read = page()
    for term in glossary("ms").terms.values():
        assert f'id="{term.anchor}"' in read, term.id
    assert read.count("State reading, to be confirmed") == 9
    told = words(Client().get(reverse("glossary", args=["ms"])))
    assert "only as far as federal law allows" in told
    assert "Clock Hour An hour of instruction" in told
    assert "34 CFR 690.92" in told


def test_an_older_name_of_the_law_finds_its_term_and_stands_nowhere_as_its_name(ms):
    assert list(data(q="One Big Beautiful Bill Act")) == ["wftca"]
    assert list(data(q="wage  RECORDS")) == ["ui_wage_records"]
    read = page(q="One Big Beautiful Bill Act")
    assert "1 found for" in read
    assert "Working Families Tax Cuts Act (WFTCA)" in read
    assert "Nothing found" in page(q="flux capacitor")


def test_the_address_with_a_day_shows_the_wording_of_that_day(xx):
    before, after = (data("xx", on=day)["governors_certification"] for day in ("2027-06-30", "2027-07-01"))
    assert "Second wording" not in str(before["meaning"])
    assert "Second wording" in str(after["meaning"])
    assert (before["from"], after["from"]) == ("2026-07-01", "2027-07-01")
    assert "Another wording from July 1, 2027 on" in page("xx", on="2027-06-30")
    assert "no meaning for this day yet" in page("xx", on="2026-06-30")
    assert data("xx", on="2026-06-30")["clock_hour"]["meaning"] == ""


def test_a_day_that_does_not_exist_gets_a_sentence(ms):
    assert "Give a day that exists" in page(on="2027-02-30")
    answer = Client().get(reverse("glossary_json", args=["ms"]), {"on": "soon"})
    assert answer.status_code == 400
    assert answer.json()["errors"]["on"] == ["Give a day that exists, such as 2027-07-01."]


def test_a_state_that_is_not_there_has_no_glossary(ms):
    assert Client().get(reverse("glossary", args=["zz"])).status_code == 404


def test_every_page_leads_to_the_glossary(ms):
    assert (
        f'href="{reverse("glossary", args=["ms"])}"' in Client().get(reverse("process", args=["ms"])).content.decode()
    )


def certified_on(cast, settings, day: str, program):
    """The certification letter of a case that was approved long before and certified on a day."""
    way = walk(cast, "approved", on("2026-08-04"), program)
    way.at = on(day, 9) - timedelta(days=1)  # the signature comes a day after the package
    it_is(settings, on(day, 20))
    way.certified()
    return last_letter(way.application)


@pytest.mark.row("DEF-02")
def test_a_letter_keeps_the_wording_of_its_day_and_one_from_the_day_of_the_change_has_the_new_one(xx, settings, enter):
    before = certified_on(xx, settings, "2027-06-30", LINEWORKER)
    after = certified_on(xx, settings, "2027-07-01", WELDING)
    assert (before.dated, after.dated) == (date(2027, 6, 30), date(2027, 7, 1))
    it_is(settings, on("2027-07-02"))
    old, new = (letter_page(enter, xx.official, letter) for letter in (before, after))
    assert "By itself it opens no federal money" in old
    assert "Second wording, fictive" not in old
    assert "Second wording, fictive" in new
    assert "By itself it opens no federal money" not in new
    entry = data("xx")["governors_certification"]
    assert entry["from"] == "2027-07-01"
    assert entry["source"] == "Exemplar Short Programs Rule 11"
    assert "only as far as federal law allows" in words(Client().get(reverse("glossary", args=["xx"])))


def test_a_filing_freezes_the_meanings_of_its_day_with_the_law_it_is_judged_under(xx):
    kept = json.loads(freeze("xx", date(2027, 6, 30)).text)["terms"]["governors_certification"]
    assert "opens no federal money" in kept["says"]
    assert freeze("xx", date(2027, 6, 30)).hash != freeze("xx", date(2027, 7, 1)).hash


@pytest.mark.row("DEF-19")
def test_a_letter_spells_a_body_out_where_it_comes_first_and_an_older_name_of_a_law_only_finds_it(ms, xx, enter):
    approved = bring(ms, "approved", on("2026-08-04"), LINEWORKER)
    read = letter_page(enter, ms.official, last_letter(approved))
    assert "The State Workforce Investment Board (SWIB) was consulted on" in read
    assert read.index("State Workforce Investment Board (SWIB)") < read.index("The SWIB advises")
    assert read.count("State Workforce Investment Board") == 1
    for letter in Letter.objects.filter(application=approved):
        said = letter_page(enter, ms.official, letter)
        assert "SWIB" not in said.partition("State Workforce Investment Board (SWIB)")[0], letter.kind
    elsewhere = bring(xx, "approved", on("2026-08-04"), LINEWORKER)
    other = letter_page(enter, xx.official, last_letter(elsewhere))
    assert other.index("Exemplar Skills Council was consulted") < other.index("The Skills Council advises")
    spelled = {term.name: term.abbreviation for term in glossary("ms").terms.values() if term.spelled}
    assert {
        ("Local Workforce Development Area", "LWDA"), ("Workforce Innovation and Opportunity Act", "WIOA"),
        ("Working Families Tax Cuts Act", "WFTCA"), ("State Longitudinal Data System", "SLDS"),
        ("State Wage Interchange System", "SWIS"), ("Unemployment Insurance Wage Records", "UI Wage Records"),
        ("State Workforce Investment Board", "SWIB"),
    } == set(spelled.items())  # fmt: skip
    assert list(data(q="One Big Beautiful Bill Act")) == ["wftca"]
    assert "One Big Beautiful Bill Act" in data()["wftca"]["other_names"]


def links(read: str) -> list[str]:
    """The terms that a page links, in order."""
    return re.findall(r'<a class="mg-term" href="[^"]*#([a-z-]+)"', read)


def test_a_text_links_each_term_where_it_is_said_first(ms, enter):
    anchors = {term.anchor for term in glossary("ms").terms.values()}
    draft = bring(ms, "draft", on("2026-08-03"), LINEWORKER)
    case = bring(ms, "review", on("2026-08-04"), WELDING)
    pages = {
        "a form": (ms.preparer, reverse("part_group", args=[draft.pk, "program"])),
        "the form of employers": (ms.preparer, reverse("part_group", args=[draft.pk, "employers"])),
        "a review": (ms.reviewer, reverse("finding", args=[case.pk, "credential"])),
        "the criteria": (ms.reviewer, reverse("criteria", args=["ms"])),
        "the process": (ms.reviewer, reverse("process", args=["ms"])),
        "the State's page": (ms.reviewer, reverse("state_home", args=["ms"])),
    }
    shown = enter(ms.preparer).get(pages["a form"][1]).content.decode()
    assert re.search(r'such as 48.0508. In the glossary: <a class="mg-term" href="/in/ms/glossary/#cip-code">', shown)
    for where, (person, url) in pages.items():
        found = links(enter(person).get(url).content.decode())
        assert found, where
        assert len(found) == len(set(found)), where
        assert set(found) <= anchors, where


def test_what_is_linked_is_escaped_and_a_case_links_the_glossary_of_its_own_state(xx, rf):
    request = rf.get("/")
    request.resolver_match, request.standing = None, Standing(Person(), ())
    given = {"application": Application(jurisdiction="xx"), "text": "<b>Clock hours</b> & clock hours"}
    made = Template('{% load terms %}{% terms text %}{% term "board" %}').render(RequestContext(request, given))
    link = '<a class="mg-term" href="/in/xx/glossary/#clock-hour">Clock hours</a>'
    assert made.startswith(f"&lt;b&gt;{link}&lt;/b&gt; &amp; clock hours<a")
    assert ">Exemplar Skills Council</a>" in made


def test_the_glossary_asks_as_much_with_many_changes_of_the_law_as_with_none(ms, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page()
