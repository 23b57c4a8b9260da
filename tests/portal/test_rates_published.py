"""Outcome rates for everybody: what is told, what is suppressed, and that nobody works a small group out."""

from __future__ import annotations

import csv
import io
import json
from itertools import combinations

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.publishing import editions
from magnolia.portal.actions.verifying import verify
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.models import EditionRow, RateEdition

from .bring import bring, declare_everywhere, it_is, on, words
from .posted import posted
from .rated import decided, published, rated, run

AT = on("2028-08-10")


@pytest.fixture
def programs(ms, settings):
    """Three programs on the public list."""
    made = [posted(ms, LINEWORKER, program_name=f"Fictive program {name}") for name in "ABCD"]
    for person in (ms.reviewer, ms.director):
        declare_everywhere(person, AT)
    it_is(settings, AT)
    return made


def files(client, *more):
    """The CSV of everything as rows."""
    text = b"".join(client.get(reverse("outcome_rates_csv", args=["ms"])).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_decided_rate_is_public_only_once_it_is_published_and_then_on_the_programs_page_too(
    ms, programs, enter, client
):
    result = decided(ms, rated(ms, programs[0], AT, 25, 40), AT)
    rates, program = reverse("outcome_rates", args=["ms"]), reverse("program", args=["ms", programs[0].number])
    assert "No rate is published yet" in words(client.get(rates))
    director = enter(ms.director)
    page = words(director.get(reverse("rate_publishing")))
    assert "25 of 40, 62.50 percent" in page
    assert director.post(reverse("rate_publishing"), {"do": "publish"}).status_code == 422
    answer = director.post(reverse("rate_publishing"), {"do": "publish", "result": str(result.pk), "key": "once"})
    assert answer.status_code == 302
    result.refresh_from_db()
    assert (result.state, result.published_on) == ("published", AT.date())
    shown = words(client.get(rates))
    assert "Fictive program A" in shown
    assert "25 of 40, 62.50 percent" in shown
    assert "Completion within the window for completing in time counts." in shown
    assert "25 of 40, 62.50 percent Not met" in words(client.get(program))
    assert enter(ms.reviewer).get(reverse("rate_publishing")).status_code == 403
    # A rate that is not decided cannot come out, and nothing of the choice does.
    other = rated(ms, programs[1], AT, 30, 40)
    with pytest.raises(Refused):
        editions.publish([other], by=ms.director, at=AT)
    assert RateEdition.objects.count() == 1


def attack(rows):
    """Everything a reader can subtract: each total less each choice of told programs, as (counted, meet) pairs."""
    told = [(int(row["counted"]), int(row["meet_the_measure"])) for row in rows
            if row["program_number"] and row["counted"].isdigit()]  # fmt: skip
    total = next((row for row in rows if not row["program_number"] and row["counted"].isdigit()), None)
    if total is None:
        return set()
    whole = (int(total["counted"]), int(total["meet_the_measure"]))
    return {
        (whole[0] - sum(of for of, _ in some), whole[1] - sum(part for _, part in some))
        for size in range(len(told) + 1)
        for some in combinations(told, size)
    }


@pytest.mark.row("DATA-04")
def test_an_attacker_who_subtracts_every_told_program_from_the_total_finds_no_small_group(ms, programs, enter, client):
    own = bring(ms, "certified", on("2026-08-20"))
    small = rated(ms, own, AT, 4, 6)
    others = [rated(ms, program, AT, *counts) for program, counts in zip(programs[1:], [(30, 45), (20, 41), (60, 99)],
                                                                         strict=True)]  # fmt: skip
    published(ms, [small, *others], AT)
    rows = [row for row in files(client) if row["measure"] == "Completion rate"]
    hidden = {row["program"] for row in rows if row["counted"] == "suppressed"}
    # The small one, and one more that keeps it from being worked out.
    assert hidden == {own.program_name, "Fictive program C"}
    assert {row["counted"] for row in rows if row["program"] == "All programs"} == {"191"}
    found = attack(rows)
    assert (6, 4) not in found
    assert (41, 20) not in found
    page = words(client.get(reverse("outcome_rates", args=["ms"])))
    assert f"{own.program_name} Fictive Magnolia Technical College (MS) suppressed" in page
    for text in ("4 of 6", "20 of 41"):
        assert text not in page
    program = words(client.get(reverse("program", args=["ms", own.number])))
    assert "suppressed" in program
    assert "4 of 6" not in program
    # Its own institution and the State see the figures.
    for person in (ms.official, ms.reviewer):
        assert "4 of 6" in words(enter(person).get(reverse("rate_verification", args=[own.pk])))


@pytest.mark.row("DATA-04")
def test_a_search_narrowed_until_it_leaves_a_small_group_says_group_too_small_and_no_figure(ms, programs, client):
    counted = [(1, 1), (30, 45), (20, 41), (60, 99)]
    results = [rated(ms, program, AT, *counts) for program, counts in zip(programs, counted, strict=True)]
    published(ms, results, AT)
    url = reverse("outcome_rates", args=["ms"])
    one = words(client.get(url, {"q": "program A"}))
    assert "group too small" in one
    assert "1 of 1" not in one
    assert "100.0" not in one
    two = words(client.get(url, {"q": "program B"}))
    assert "Found together: 30 of 45, 66.67 percent" in two
    # Also together with a told one: the sum would give the small one away.
    assert "group too small" in words(client.get(url, {"q": "fictive program"}))
    narrowed = json.loads(client.get(reverse("outcome_rates_json", args=["ms"]), {"q": "program A"}).content)
    assert [row["counted"] for row in narrowed["rates"]] == ["suppressed"]
    assert "Nothing of this year fits" in words(client.get(url, {"q": "nowhere"}))


@pytest.mark.parametrize(("counts", "told"), [((10, 20), True), ((9, 20), False), ((11, 20), False), ((20, 20), False),
                                              ((0, 20), False), ((10, 19), False)])  # fmt: skip
def test_a_group_is_told_from_ten_persons_on_who_meet_the_measure_and_ten_who_do_not(
    ms, programs, client, counts, told
):
    published(ms, [rated(ms, programs[0], AT, *counts)], AT)
    row = next(row for row in files(client) if row["program"] == "Fictive program A")
    assert (row["counted"] != "suppressed") == told


def test_a_later_edition_never_gives_away_what_an_earlier_one_withheld(ms, programs, client):
    large = [rated(ms, program, AT, *counts) for program, counts in zip(programs[1:], [(30, 45), (20, 41), (60, 99)],
                                                                        strict=True)]  # fmt: skip
    published(ms, large, AT)
    first = [row for row in files(client) if row["measure"] == "Completion rate"]
    assert {row["counted"] for row in first if row["program"] == "All programs"} == {"185"}
    # All three are known. A small one that comes later would be the difference of two totals.
    published(ms, [rated(ms, programs[0], AT, 4, 6)], AT)
    second = [row for row in files(client) if row["measure"] == "Completion rate"]
    assert {row["counted"] for row in second if row["program"] == "All programs"} == {"suppressed"}
    assert {row["counted"] for row in second if row["program"] == "Fictive program A"} == {"suppressed"}


def test_what_protected_a_small_group_once_stays_untold_as_long_as_the_old_total_is_known(ms, programs, client):
    both = [rated(ms, programs[0], AT, 4, 6), rated(ms, programs[1], AT, 30, 45)]
    published(ms, both, AT)
    assert {row["counted"] for row in files(client) if row["program"] == "All programs"} == {"51"}
    published(ms, [rated(ms, programs[2], AT, 20, 41)], AT)
    counted = {row["program"]: row["counted"] for row in files(client) if row["measure"] == "Completion rate"}
    assert counted["Fictive program B"] == "suppressed"
    # With the old total of 51 the new one may be told: the new program is large and told itself.
    assert counted["Fictive program C"] == "41"
    assert counted["All programs"] == "92"


def test_an_edition_stays_as_it_was_under_its_own_address_and_nobody_can_change_it(ms, programs, client):
    published(ms, [rated(ms, programs[0], AT, 25, 40)], AT)
    kept = reverse("outcome_edition_json", args=["ms", "2026-2027", 1])
    before = client.get(kept).content
    later = rated(ms, programs[0], AT, 26, 40)
    act(programs[0].outcome_results.get(run__number=1), "supersede", by=ms.steward, at=AT)
    assert json.loads(client.get(reverse("outcome_rates_json", args=["ms"])).content) == json.loads(before)
    published(ms, [later, rated(ms, programs[1], AT, 30, 41)], AT)
    assert client.get(kept).content == before
    now = json.loads(client.get(reverse("outcome_rates_json", args=["ms"])).content)["rates"]
    assert [(row["edition"], row["meet_the_measure"]) for row in now[:2]] == [(2, 26), (2, 30)]
    assert "Edition 1" in words(client.get(reverse("outcome_edition", args=["ms", "2026-2027", 1])))
    for year, number in (("2026-2027", 9), ("2026-27x", 1), ("2031-2032", 1)):
        assert client.get(reverse("outcome_edition", args=["ms", year, number])).status_code == 404
    with pytest.raises(DatabaseError), transaction.atomic():
        EditionRow.objects.update(numerator=1)


def test_a_note_is_printed_under_its_number_for_everybody_without_counts_of_a_few(ms, programs, client):
    result = rated(ms, programs[0], AT, 25, 40)
    verify.add_note(result, kind="matching", text="3 without SSN", by=ms.reviewer, at=AT)
    published(ms, [result], AT)
    shown = words(client.get(reverse("outcome_rates", args=["ms"])))
    assert "Matching problem: fewer than 10 without SSN" in shown
    assert "3 without SSN" not in shown
    assert "Matching problem: fewer than 10 without SSN" in words(
        client.get(reverse("program", args=["ms", programs[0].number]))
    )
    assert files(client)[0]["note"] == "Matching problem: fewer than 10 without SSN"


def test_the_public_pages_ask_the_database_no_more_for_many_programs(
    ms, programs, client, django_assert_max_num_queries
):
    of = run(ms, AT)
    published(ms, [rated(ms, program, AT, 25, 40, of=of) for program in programs], AT)
    with django_assert_max_num_queries(14):
        client.get(reverse("outcome_rates", args=["ms"]))
