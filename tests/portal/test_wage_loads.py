"""Wage loads and agreements on record, other States' records, and results redone on a corrected load."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.urls import reverse

from magnolia.policy.periods import Quarter
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.results import wages
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import OutcomeResult, OutcomeRun, WageAgreement, WageLoad
from tests.outcomes.records import completed, paid
from tests.portal.bring import it_is, on, words
from tests.portal.handed_in import approved, brought, computed, handed_in, loaded, sha256, shown, some

SPRING = on("2028-05-02")
DIGEST = "ab" * 32


@pytest.fixture
def program(ms, settings):
    it_is(settings, SPRING)
    return approved(ms, WELDING)


def neighbour():
    """Two completers: one with wages here, one with wages in Tennessee alone."""
    people = [completed("2026-11-01", ssn="107000001"), completed("2026-11-01", ssn="107000002")]
    here, there = paid(ssn="107000001", quarter="2"), paid(ssn="107000002", quarter="2", source="TN")
    return people, here, there


@pytest.mark.row("DATA-03")
def test_a_load_of_another_state_is_refused_without_an_agreement_that_permits_it(ms, settings, enter):
    it_is(settings, SPRING)
    client, address = enter(ms.steward), reverse("wage_loads")
    load = {"do": "load", "load-quarter": "2027Q2", "load-source": "tn", "load-loaded_on": "2028-05-01",
            "load-reference": "SWIS answer 1", "load-sha256": DIGEST, "key": "l1"}  # fmt: skip
    loaded(ms, "cd" * 32, SPRING)  # the agreement on this State's own records permits no other's
    answer = client.post(address, load)
    assert answer.status_code == 422
    assert "No agreement with a permitted purpose" in words(answer)
    agreement = {"do": "agree", "agree-channel": "swis", "agree-parties": "The State and SWIS", "agree-purpose": "",
                 "agree-starts_on": "2027-07-01", "agree-ends_on": "2028-05-01", "key": "g1"}  # fmt: skip
    assert client.post(address, agreement).status_code == 422  # no purpose
    assert client.post(address, agreement | {"agree-purpose": "Outcome rates", "key": "g2"})["Location"] == address
    late = load | {"load-loaded_on": "2028-05-02", "key": "l2"}
    assert client.post(address, late).status_code == 422  # the day after its last day
    assert client.post(address, load | {"key": "l3"})["Location"] == address
    row = WageLoad.objects.get(source="TN")
    assert row.agreement.channel == "swis"


@pytest.mark.row("DATA-03")
def test_wages_of_another_state_count_only_with_a_recorded_load_and_agreement_and_the_page_says_so(
    ms, program, tmp_path, enter
):
    people, here, there = neighbour()
    both = computed(tmp_path / "both", people, [here, there])
    handed_in(ms, program, sha256(both.participants), SPRING)
    loaded(ms, sha256(both.wages), SPRING)
    with pytest.raises(Refused, match="wage records of TN, and no agreement"):
        brought(ms, both, SPRING)
    assert not OutcomeRun.objects.exists()
    without = computed(tmp_path / "without", people, [here], as_of="2028-04-29")
    loaded(ms, sha256(without.wages), SPRING)
    brought(ms, without, SPRING)
    address = reverse("outcomes", args=[program.pk])
    said = words(enter(ms.preparer).get(address))
    assert "Wage records of other States were not used." in said
    assert OutcomeResult.objects.get(metric="placement", state="preview").numerator == 1
    loaded(ms, sha256(both.wages), SPRING, source="TN")
    brought(ms, both, SPRING)
    row = OutcomeResult.objects.get(metric="placement", state="preview")
    assert (row.numerator, row.quality.matched_here, row.quality.matched_elsewhere) == (2, 1, 1)
    said = words(enter(ms.preparer).get(address))
    assert "Wage records of other States were used under a recorded agreement: TN." in said
    assert "Counted as employed by other States' records alone 1 50.00 percent 1 of 2, 50.00 percent" in said


def test_each_match_is_tagged_with_its_source(tmp_path):
    people, here, there = neighbour()
    rows = [each for each in computed(tmp_path, people, [here, there]).people() if each["metric"] == "placement"]
    tags = {(each["wages_of_this_state"], each["wages_of_other_state"]) for each in rows}
    assert tags == {(True, None), (False, "TN")}


@pytest.mark.row("SCHED-02")
def test_a_corrected_load_gives_a_new_result_both_stay_and_the_change_is_explained(ms, program, tmp_path, enter):
    people, wages_ = some(69, 31)
    first = computed(tmp_path / "first", people, wages_)
    shown(ms, program, first, SPRING)
    corrected = computed(tmp_path / "second", people, [*wages_, paid(ssn=people[69]["ssn"], quarter="2")])
    loaded(ms, sha256(corrected.wages), SPRING)
    brought(ms, corrected, SPRING)
    assert [(row.number, row.corrects and row.corrects.number) for row in WageLoad.objects.order_by("number")] == [
        (1, None), (2, 1),
    ]  # fmt: skip
    said = words(enter(ms.preparer).get(reverse("outcomes", args=[program.pk])))
    assert "Rate 70.00 percent" in said
    assert "70 of 100" in said
    assert "A corrected load of wage records came for Q2 2027, MS: load 2 in place of load 1." in said
    assert "Met the measure: 69 before, 70 now." in said
    assert "Run 1 of May 2, 2028 69 100 0 69.00 percent" in said
    current = OutcomeResult.objects.get(metric="placement", state="preview")
    assert [load.number for load in current.run.loads.all()] == [2]


def test_the_loads_of_a_store_are_recorded_from_its_own_list_once(ms, settings, enter):
    it_is(settings, SPRING)
    loaded(ms, "cd" * 32, SPRING)
    store = json.dumps({
        "format": 1, "key_fingerprint": "x", "loads": [{"id": "L1", "loaded_on": "2028-05-01", "inputs": []}],
        "quarters": {"2027Q2": {"load": "L1", "rows": 12, "sha256": DIGEST}},
    }).encode()  # fmt: skip
    wages.from_store("ms", store, ["MS"], by=ms.steward, at=SPRING)
    row = WageLoad.objects.get(sha256=DIGEST)
    assert (str(Quarter(row.quarter)), row.rows, row.loaded_on) == ("2027Q2", 12, date(2028, 5, 1))
    with pytest.raises(Refused, match="recorded already"):
        wages.from_store("ms", store, ["MS"], by=ms.steward, at=SPRING)
    with pytest.raises(Refused, match=r"not the store\.json"):
        wages.from_store("ms", b"[]", ["MS"], by=ms.steward, at=SPRING)


def test_an_agreement_that_was_ended_permits_no_load(ms, settings, enter):
    it_is(settings, SPRING)
    loaded(ms, "cd" * 32, SPRING)
    row, address = WageAgreement.objects.get(), reverse("wage_loads")
    form = {"do": f"end {row.pk}", "end-reason": "It was replaced.", "seen": row.version, "key": "e1"}
    assert enter(ms.steward).post(address, form)["Location"] == address
    with pytest.raises(Refused, match="permitted purpose"):
        wages.load(
            "ms", quarter=Quarter.parse("2027Q3"), source="MS", loaded_on=SPRING.date(), reference="Load 2",
            sha256=DIGEST, by=ms.steward, at=SPRING,
        )  # fmt: skip


def test_only_the_steward_records_and_others_of_the_state_read(ms, settings, enter):
    it_is(settings, SPRING)
    for person in (ms.reviewer, ms.director, ms.auditor):
        said = words(enter(person).get(reverse("wage_loads")))
        assert "The data steward records agreements and loads." in said
        assert enter(person).post(reverse("wage_loads"), {"do": "agree"}).status_code == 200
    assert enter(ms.preparer).get(reverse("wage_loads")).status_code == 403
    assert not WageAgreement.objects.exists()
