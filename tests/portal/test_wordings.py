"""A term of the glossary is worded anew from a day on, by two persons, with a source; nothing old changes with it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.policy.glossary import glossary
from magnolia.portal.actions import law
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Amendment

from .bring import it_is, on, send, words
from .changes_of_law import adopted

PAGE = "law_changes"
NEW = {
    "do": "reword",
    "term": "appeal",
    "starts": "2026-09-01",
    "value": "A college's letter that asks {agency} to look again within {appeal.business_days} days.",
    "cite": "Fictive State notice 1 of 2026",
}


def number() -> str:
    return next(key for key in law.parameters("ms") if key.startswith("appeal."))


def typed(**more: str) -> dict[str, str]:
    return NEW | {"value": NEW["value"].replace("appeal.business_days", number())} | more


def meaning(day: str, state: str = "ms") -> str:
    entries = Client().get(reverse("glossary_json", args=[state]), {"q": "appeal", "on": day}).json()["terms"]
    return json.dumps(next(each for each in entries if each["id"] == "appeal"))


def test_a_wording_proposed_by_one_administrator_counts_from_its_day_once_a_second_adopts_it(ms, xx, enter, settings):
    before, ours = meaning("2026-09-01"), bring(ms, "submitted", on("2026-08-03"))
    assert enter(ms.administrator).post(reverse(PAGE), typed()).status_code == 302
    row = Amendment.objects.get()
    own = enter(ms.administrator)
    send(own, reverse(PAGE), row, do="adopt", pk=row.pk)
    assert row.state == "proposed"
    assert meaning("2026-09-01") == before
    second = enter(ms.second_administrator)
    assert "The term “Appeal”" in words(second.get(reverse(PAGE)))
    assert send(second, reverse(PAGE), row, do="adopt", pk=row.pk).status_code == 302
    assert row.state == "adopted"
    assert "look again within" not in meaning("2026-08-31")
    days = law.value("ms", number(), date(2026, 9, 1)).text
    assert f"asks AccelerateMS to look again within {days} days." in meaning("2026-09-01")
    assert "Fictive State notice 1 of 2026" in meaning("2026-09-01")
    assert "look again within" not in meaning("2026-09-01", "xx")
    it_is(settings, on("2026-09-02"))
    assert "look again within" in words(Client().get(reverse("glossary", args=["ms"])))
    frozen = json.loads(ours.filings.get().law.text)["terms"]["appeal"]["says"]
    assert "look again within" not in frozen
    assert "look again within" in json.loads(law.freeze("ms", date(2026, 9, 1)).text)["terms"]["appeal"]["says"]
    assert glossary("ms").terms["appeal"].on(date(2026, 9, 1)) != law.terms("ms").terms["appeal"].on(date(2026, 9, 1))


FAULTS: list[Any] = [
    ({"starts": "2026-08-02"}, "First day: A change counts from a day that has not passed"),
    ({"value": "Within {no.such_number} days."}, "shows the number 'no.such_number', which does not exist"),
    ({"value": " ", "cite": ""}, "New wording: Fill this in."),
    ({"cite": "", "value": "Within {no.such_number} days."}, "Source: Fill this in."),
    ({"term": "no_such_term"}, "Term: Choose one from the list."),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS)
def test_a_wording_without_its_day_words_or_source_or_with_a_number_that_is_none_is_refused(
    ms, enter, change, sentence
):
    answer = enter(ms.administrator).post(reverse(PAGE), typed(**change))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Amendment.objects.exists()


def test_the_first_day_of_a_wording_is_today_at_the_earliest(ms, enter):
    assert enter(ms.administrator).post(reverse(PAGE), typed(starts="2026-08-03")).status_code == 302


def test_a_wording_is_on_the_page_of_versions_with_both_meanings_and_in_its_json(ms, settings):
    versions = reverse("law_versions", args=["ms"])
    before = words(Client().get(versions))
    assert "Meaning of “Appeal”" not in before
    at = on("2026-08-03")
    adopted(
        ms, at, key_="term:appeal", layer="state", starts=date(2026, 9, 1),
        value="A fictive letter to {agency}.", cite="Fictive State notice 1 of 2026",
    )  # fmt: skip
    it_is(settings, on("2026-08-04"))
    shown = words(Client().get(versions))
    assert "September 1, 2026 To come" in shown
    told = shown.partition("What changed on September 1, 2026")[2]
    assert "Meaning of “Appeal” : reworded, starting September 1, 2026." in told
    assert "Now A fictive letter to AccelerateMS." in told
    both = words(Client().get(versions, {"from": "2026-08-31", "to": "2026-09-01"}))
    assert "From August 31, 2026 to September 1, 2026: 1 change Meaning of “Appeal”" in both
    assert "Nothing changed between these days." in words(
        Client().get(versions, {"from": "2026-09-01", "to": "2026-09-30"})
    )
    answer = Client().get(reverse("law_versions_json", args=["ms"]), {"from": "2026-08-31", "to": "2026-09-01"}).json()
    [change] = answer["changes"]
    assert change["id"] == "term.appeal"
    assert change["after"] == "A fictive letter to AccelerateMS."
    assert (change["source"], change["from"]) == ("Fictive State notice 1 of 2026", "2026-09-01")
    worded = glossary("ms").terms["appeal"].on(date(2026, 8, 31))
    assert worded is not None
    assert change["before"] == worded.says
    [day] = [each for each in answer["days"] if each["day"] == "2026-09-01"]
    assert change in day["changes"]
    assert "Meaning of “Appeal”" not in words(Client().get(reverse("law_versions", args=["xx"])))
