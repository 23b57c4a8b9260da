"""What changed in the law between two days, and the JSON beside each page about the law."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import magnolia
from magnolia.policy.registers import review
from magnolia.portal.actions import law_history
from magnolia.portal.actions.keeping import amend, described

from .bring import it_is, on, words


def read(name: str, *more: object, state: str = "ms", **query: str) -> str:
    return words(Client().get(reverse(name, args=[state, *more]), query))


def data(name: str, *more: object, state: str = "ms", **query: str) -> dict:
    return json.loads(Client().get(reverse(name, args=[state, *more]), query).content)


def changed(key: str, starts: str, value: str, cast, at, cite: str = "Practice rule 9") -> None:
    """A number of the law changed in the portal by two administrators."""
    row = amend.propose(
        "ms", key_=key, layer="state", starts=date.fromisoformat(starts), value=value, cite=cite,
        by=cast.administrator, at=at,
    )  # fmt: skip
    amend.adopt(row, by=cast.second_administrator, at=at)


def test_a_change_between_two_days_is_told_in_words_from_value_to_value_with_its_source(ms, at):
    changed("correction.business_days", "2026-09-10", "12", ms, at)
    same = read("law_versions", **{"from": "2026-07-01", "to": "2026-09-09"})
    assert "From July 1, 2026 to September 9, 2026: 0 changes" in same
    told = read("law_versions", **{"from": "2026-09-09", "to": "2026-09-10"})
    assert "From September 9, 2026 to September 10, 2026: 1 change" in told
    assert (
        "Time to correct an incomplete application : from 10 business days to 12 business days, starting September 10, "
        "2026. Practice rule 9" in told
    )
    backwards = Client().get(reverse("law_versions", args=["ms"]), {"from": "2026-09-10", "to": "2026-09-09"})
    assert backwards.status_code == 422
    assert "This day lies before the other." in words(backwards)
    assert "10 business days" in read("process_on", "2026-09-09")
    assert "12 business days" in read("process_on", "2026-09-10")
    assert "Practice rule 9" in read("criteria_on", "2026-09-10")
    days = [each.day for each in law_history.change_days("ms")]
    assert days == [date(2026, 9, 10), date(2026, 7, 1), date(2026, 5, 19), date(2026, 1, 1)]


def test_a_number_that_begins_is_added_and_words_that_changed_stand_before_and_after(ms, at, settings):
    start = data("law_versions_json", **{"from": "2026-06-30", "to": "2026-07-01"})
    hours = next(each for each in start["changes"] if each["id"] == "length.clock_hours_at_least")
    assert (hours["how"], hours["before"], hours["after"]) == ("added", "", "150 clock hours")
    assert hours["source"] == "34 CFR 690.92; HEA 481(b)(3)(A)"
    address_of_list = "https://lists.example.test/practice"
    for day, words_of_it in (("2026-08-03", "Old words."), ("2026-08-20", "New words.")):
        draft = described.open_draft("ms", by=ms.administrator, at=on(day))
        described.save(draft, {"appeals": words_of_it}, address_of_list, by=ms.administrator, at=on(day))
        described.publish(draft, by=ms.administrator, at=on(day))
    it_is(settings, on("2026-08-21"))
    told = data("law_versions_json", **{"from": "2026-08-10", "to": "2026-08-20"})["changes"]
    assert [(each["kind"], each["how"], each["before"], each["after"]) for each in told] == [
        ("text", "changed", "Old words.", "New words.")
    ]
    shown = read("law_versions", **{"from": "2026-08-10", "to": "2026-08-20"})
    assert "Words of (m) Appeals : reworded, starting August 20, 2026. version 2" in shown
    assert "Before Old words. Now New words." in shown
    first = data("law_versions_json", **{"from": "2026-08-01", "to": "2026-08-10"})["changes"]
    assert [(each["what"], each["how"], each["after"]) for each in first] == [
        ("Description of the process", "added", "version 1")
    ]


KEYS = {
    "criteria_json": {"state", "day", "page", "preliminary", "criteria", "declarations", "numbers"},
    "process_json": {
        "state", "day", "page", "version", "published_on", "hash", "list", "title_iv", "parts", "credential_policy",
        "arrangements", "information", "time_limits", "appeal", "reviews",
    },
    "law_versions_json": {"state", "days", "process_versions"},
}  # fmt: skip


@pytest.mark.parametrize("name", KEYS)
def test_each_page_has_its_json_beside_it_with_the_keys_that_are_documented(name, ms):
    content = data(name)
    assert content.keys() == KEYS[name]
    page = reverse(name.removesuffix("_json"), args=["ms"])
    assert reverse(name, args=["ms"]) == f"{page.rstrip('/')}.json"
    assert reverse(name, args=["ms"]) in Client().get(page).content.decode()
    documented = (Path(magnolia.__file__).parents[1] / "docs" / "law-as-data.md").read_text(encoding="utf-8")

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(keys, value.values()))
        return set().union(*map(keys, value)) if isinstance(value, list) else set()

    assert [key for key in sorted(keys(content)) if f"`{key}`" not in documented] == []


def test_json_of_a_day_says_what_its_page_says(ms, at):
    changed("appeal.filing_business_days", "2026-10-01", "18", ms, at)
    for day, count in (("2026-09-30", 15), ("2026-10-01", 18)):
        limits = {each["id"]: each["count"] for each in data("process_on_json", day)["time_limits"]}
        assert limits["appeal_filing"] == count
        assert f"{count} business days" in read("process_on", day)
        numbers = {each["id"]: each["value"] for each in data("criteria_on_json", day)["numbers"]}
        assert numbers["appeal.filing_business_days"] == str(count)
    assert data("criteria_on_json", "2025-01-01")["numbers"] == []
    for bad in ("2026-13-01", "yesterday", "2026-1-1"):
        for name in ("criteria_on", "criteria_on_json", "process_on", "process_on_json"):
            assert Client().get(reverse(name, args=["ms", bad])).status_code == 404


def test_each_criterion_says_who_decides_with_which_numbers_and_documents(ms):
    content = data("criteria_json")
    assert [each["id"] for each in content["criteria"]] == list(review("ms").questions)
    length = next(each for each in content["criteria"] if each["id"] == "length")
    assert length["decided_by"] == "reviewer"
    assert length["decided_federally"] == ["Length"]
    assert {each["id"] for each in length["checks"] if each["preliminary"]} == {"program.length", "program.weeks"}
    assert {each["decided_by"] for each in length["checks"]} == {"rule"}
    assert "length.clock_hours_at_least" in length["checks"][1]["numbers"]
    shown = read("criteria")
    assert "Fewest clock hours of instruction: 150 clock hours , since July 1, 2026." in shown
    assert "Who decides: a reviewer of the State. Length:" in shown
    assert all(each["documents"] for each in content["criteria"])


def test_the_pages_of_the_law_ask_the_database_as_often_with_three_versions_as_with_one(
    ms, django_assert_num_queries, at
):

    def count(name: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert Client().get(reverse(name, args=["ms"])).status_code == 200
        return len(seen)

    def publish() -> None:
        draft = described.open_draft("ms", by=ms.administrator, at=at)
        described.save(draft, {}, "https://lists.example.test/", by=ms.administrator, at=at)
        described.publish(draft, by=ms.administrator, at=at)
        described.record_review(
            "ms", held_on=date(2026, 7, 1), outcome="Kept.", plan_event="Plan", by=ms.secretary, at=at
        )

    publish()
    before = {
        name: count(name) for name in ("process", "criteria", "law_versions", "law_versions_json", "process_json")
    }
    publish()
    publish()
    assert {name: count(name) for name in before} == before


def test_a_page_asks_for_the_amendments_of_a_state_once_and_the_next_one_has_what_was_adopted_meanwhile(ms, at):
    for day, days in (("2026-09-10", "12"), ("2026-09-20", "13")):
        changed("correction.business_days", day, days, ms, at)
        with CaptureQueriesContext(connection) as asked:
            assert f"{days} business days" in read("process_on", day)
        found = [each["sql"] for each in asked if 'FROM "portal_amendment"' in each["sql"]]
        assert len([sql for sql in found if "NOT" in sql]) == 1, found
