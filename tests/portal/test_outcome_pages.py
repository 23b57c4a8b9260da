"""What the pages say of a rate: its counts, what it waits for, what it rests on and how it stands."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from magnolia.portal.actions.afterwards import waivers, yearly
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.results import shown as showing
from magnolia.portal.actions.verifying import verify
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import OutcomeResult
from tests.outcomes.records import completed, enrolled, paid, withdrawn
from tests.portal.bring import declare_everywhere, it_is, on, words
from tests.portal.handed_in import approved, computed, shown, some
from tests.portal.rated import signed_off

SPRING, LATER = on("2028-05-02"), on("2028-06-20")


@pytest.fixture
def program(ms, settings):
    it_is(settings, SPRING)
    return approved(ms, WELDING)


def read(client, name, program):
    answer = client.get(reverse(name, args=[program.pk]))
    assert answer.status_code == 200
    return words(answer)


@pytest.mark.row("RATE-COMP-01")
def test_a_completion_rate_shows_who_entered_who_is_excluded_who_finished_in_time_and_the_rate(
    ms, program, tmp_path, enter
):
    done = [completed("2026-11-01", ssn=f"1030{n:05d}") for n in range(1, 76)]
    gone = [withdrawn(ssn=f"1031{n:05d}") for n in range(1, 26)]
    out = [enrolled(ssn=f"1032{n:05d}", exclusion="death", exclusion_date="2026-12-01") for n in range(1, 4)]
    shown(ms, program, computed(tmp_path / "run", [*done, *gone, *out], []), SPRING)
    said = read(enter(ms.preparer), "outcomes", program)
    assert "103 entered in the award year; 3 excluded by law, 100 counted" in said
    assert "75 of 100" in said
    assert "Rate 75.00 percent" in said


@pytest.mark.row("RATE-JOB-01")
def test_a_placement_rate_shows_both_counts_its_quarters_and_its_standard(ms, program, tmp_path, enter):
    shown(ms, program, computed(tmp_path / "run", *some(14, 6)), SPRING)
    said = read(enter(ms.preparer), "outcomes", program)
    for words_ in (
        "14 of 20",
        "Rate 70.00 percent",
        "Q2 2027: 20",
        "Exactly what 70 percent takes",
        "20 completed in the award",
    ):
        assert words_ in said


@pytest.mark.row("DATA-01")
def test_what_the_institution_claims_never_makes_the_rate_and_the_difference_is_listed(
    ms, program, tmp_path, enter, settings
):
    spring = on("2029-05-02")
    it_is(settings, spring)
    people = [completed("2027-11-01", ssn=f"1060{n:05d}", entry_date="2027-09-01") for n in range(1, 21)]
    wages = [paid(ssn=row["ssn"], year="2028", quarter="2") for row in people[:14]]
    made = computed(tmp_path / "run", people, wages, as_of="2029-04-30", through="2028Q4")
    yearly.file_placement(
        program, award_year=2027, completers=20, employed=20, source="wage_records", by=ms.preparer, at=spring
    )
    row = shown(ms, program, made, spring, 2027)["placement"]
    assert (row.numerator, row.denominator) == (14, 20)
    said = read(enter(ms.preparer), "outcomes", program)
    assert "The institution reported 20 of 20; the records show 14 of 20. The difference of 6" in said
    listed = words(enter(ms.steward).get(reverse("outcome_runs")))
    assert "2027, placement 14 of 20 20 of 20" in listed


@pytest.mark.row("RATE-COMP-10")
def test_a_cohort_that_is_still_open_is_provisional_and_nothing_can_be_decided_on_it(ms, program, tmp_path, enter):
    people, _ = some(7)
    still = [enrolled(ssn=f"1040{n:05d}", entry_date="2026-10-01") for n in range(1, 4)]
    rows = shown(ms, program, computed(tmp_path / "run", [*people, *still], [], as_of="2027-01-10"), SPRING)
    said = read(enter(ms.preparer), "outcomes", program)
    assert "provisional, 7 of 10, 3 open" in said
    assert "70.00 percent to 100.00 percent" in said
    declare_everywhere(ms.reviewer, LATER)
    with pytest.raises(Refused, match="provisional"):
        verify.decide(signed_off(rows["completion"], ms.reviewer, LATER), by=ms.reviewer, at=LATER)


@pytest.mark.row("RATE-COMP-10")
def test_after_the_last_window_has_closed_the_same_cohort_is_decided(ms, program, tmp_path):
    people, _ = some(7)
    still = [enrolled(ssn=f"1040{n:05d}", entry_date="2026-10-01") for n in range(1, 4)]
    rows = shown(ms, program, computed(tmp_path / "run", [*people, *still], []), SPRING)
    declare_everywhere(ms.reviewer, LATER)
    assert (rows["completion"].numerator, rows["completion"].denominator, rows["completion"].result) == (7, 10, "met")
    verify.decide(signed_off(rows["completion"], ms.reviewer, LATER), by=ms.reviewer, at=LATER)
    assert rows["completion"].state == "decided"


def two_quarters():
    first = [completed("2026-08-20", ssn=f"1050{n:05d}", entry_date="2026-07-06") for n in range(1, 6)]
    second = [completed("2026-11-20", ssn=f"1051{n:05d}") for n in range(1, 6)]
    wages = [paid(ssn=row["ssn"], quarter="1") for row in first]
    return [*first, *second], wages, [paid(ssn=row["ssn"], quarter="2") for row in second[:3]]


@pytest.mark.row("RATE-JOB-08")
def test_a_placement_rate_waits_for_the_wages_of_every_quarter_and_appears_with_the_last(ms, program, tmp_path, enter):
    people, first, second = two_quarters()
    early = computed(tmp_path / "q1", people, first, as_of="2027-07-20", through="2027Q1")
    shown(ms, program, early, SPRING)
    section = placement_of(read(enter(ms.preparer), "outcomes", program))
    assert "awaiting Q2 2027" in section
    assert "Rate awaiting Q2 2027" in section
    assert "Not met" not in section
    late = computed(tmp_path / "q2", people, [*first, *second], as_of="2027-10-20", through="2027Q2")
    shown(ms, program, late, SPRING)
    section = placement_of(read(enter(ms.preparer), "outcomes", program))
    assert "Rate 80.00 percent" in section
    assert "8 of 10" in section


def placement_of(said):
    """The words of the placement rate's own section, as they stand after its heading."""
    return " ".join(re.split(r"Placement rate, 2026-2027 ", said)[1:])


@pytest.mark.row("DATA-02")
def test_a_new_program_awaits_its_three_measures_and_none_shows_as_failed(ms, settings, enter):
    it_is(settings, on("2026-10-05"))
    new = approved(ms, WELDING)
    said = read(enter(ms.preparer), "accountability", new)
    for words_ in ("Window open", "Awaiting wage quarter", "No Secretary amount yet", "70 percent", "34 CFR 690.94"):
        assert words_ in said
    assert "Not met" not in said
    assert said.count("Awaiting data") == 2
    assert "Not yet applicable" in said


def test_a_core_measure_shows_its_value_cohort_source_day_and_state(ms, program, tmp_path, enter):
    shown(ms, program, computed(tmp_path / "run", *some(13, 7)), SPRING)
    said = read(enter(ms.preparer), "accountability", program)
    for words_ in (
        "65.00 percent",
        "13 of 20; 20 completed",
        "Wage records, run 1",
        "April 30, 2028",
        "Not met",
        "Met",
    ):
        assert words_ in said


@pytest.mark.row("RATE-JOB-07")
def test_who_has_no_wage_match_is_listed_as_unmatched_and_not_removed(ms, program, tmp_path, enter):
    rows = shown(ms, program, computed(tmp_path / "run", *some(7, 3)), SPRING)
    assert (rows["placement"].numerator, rows["placement"].denominator) == (7, 10)
    section = placement_of(read(enter(ms.preparer), "outcomes", program))
    assert "Found in no wage record, counted as not employed 3 30.00 percent" in section
    assert "Rate 70.00 percent" in section


def test_other_sources_stand_beside_the_rate_and_the_rate_by_wage_records_alone_is_always_shown(
    ms, program, tmp_path, enter
):
    row = shown(ms, program, computed(tmp_path / "run", *some(7, 3)), SPRING)["placement"]
    form = {"do": "add_evidence", "source": "employer", "persons": "2", "reference": "Letters 1 and 2", "key": "e1"}
    client = enter(ms.steward)
    address = reverse("outcome_result", args=[row.pk])
    assert client.post(address, form | {"persons": "4"}).status_code == 422
    assert client.post(address, form)["Location"] == address
    section = placement_of(read(enter(ms.preparer), "outcomes", program))
    assert "Employer's verification 2 Letters 1 and 2 No" in section
    assert "By wage records alone: 7 of 10, 70.00 percent." in section
    assert "With the sources this State counts" not in section


def test_where_the_state_counts_another_source_both_rates_are_shown(xx, settings, tmp_path, enter):
    it_is(settings, SPRING)
    program = approved(xx, WELDING)
    made = computed(tmp_path / "run", *some(7, 3))
    made.compute("--jurisdiction", "xx")
    row = shown(xx, program, made, SPRING)["placement"]
    showing.add_evidence(row, source="employer", persons=2, reference="Letters", by=xx.steward, at=SPRING)
    section = placement_of(read(enter(xx.preparer), "outcomes", program))
    assert (
        "By wage records alone: 7 of 10, 70.00 percent. With the sources this State counts: 9 of 10, 90.00 percent."
        in section
    )


def test_a_waiver_of_the_secretary_stands_beside_the_rate(ms, program, tmp_path, enter):
    shown(ms, program, computed(tmp_path / "run", *some(13, 7)), SPRING)
    declare_everywhere(ms.governor, SPRING)
    waivers.record(
        program, award_year=2026, measure="placement", scope="one_more_year", reason="A storm closed the plants.",
        letter="Letter 5", by=ms.governor, at=SPRING,
    )  # fmt: skip
    assert "A storm closed the plants." in placement_of(read(enter(ms.preparer), "outcomes", program))


def test_a_second_college_and_another_state_see_nothing_of_it(ms, xx, program, tmp_path, enter):
    row = shown(ms, program, computed(tmp_path / "run", *some(7, 3)), SPRING)["placement"]
    for person in (ms.other_preparer, xx.preparer, xx.steward, xx.auditor):
        assert enter(person).get(reverse("outcomes", args=[program.pk])).status_code in (403, 404)
        assert enter(person).get(reverse("outcome_result", args=[row.pk])).status_code in (403, 404)
    assert OutcomeResult.objects.count() == 2
