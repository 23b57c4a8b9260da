"""The glossary as everybody reads it: each term found by any of its names, read on a day, and linked from texts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.policy.glossary import glossary
from tests.portal.bring import words

pytestmark = pytest.mark.django_db


def page(state: str = "ms", **asked: str) -> str:
    return Client().get(reverse("glossary", args=[state]), asked).content.decode()


def data(state: str = "ms", **asked: str) -> dict[str, dict[str, object]]:
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
