"""The institution looks at a rate first: for how long, what it asks, and what ends the time (policy 8; DATA-16)."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.publishing import editions
from magnolia.portal.actions.results import shown as showing
from magnolia.portal.actions.results import told_together
from magnolia.portal.actions.telling import posting
from magnolia.portal.actions.verifying import verify
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import ConflictNote, Deadline, Event, Notice, RateCorrection, Reading
from tests.outcomes.records import completed, paid
from tests.portal.bring import declare_everywhere, it_is, on, words
from tests.portal.handed_in import approved, brought, computed, handed_in, loaded, sha256, shown, some
from tests.portal.rated import signed_off

SPRING = on("2028-05-02")
LAST, OVER = on("2028-06-01"), on("2028-06-02")  # thirty days after it was shown, and the day after


@pytest.fixture
def program(ms, settings):
    it_is(settings, SPRING)
    made = approved(ms, WELDING)
    for person in (ms.reviewer, ms.director):
        declare_everywhere(person, SPRING)
    return made


@pytest.fixture
def rates(ms, program, tmp_path):
    return shown(ms, program, computed(tmp_path / "run", *some(7, 3)), SPRING)


def decides(ms, row, at):
    """Decide with every step signed off, so that nothing but the time to look stands in the way."""
    if not row.steps.exists():
        signed_off(row, ms.reviewer, at)
    verify.decide(row, by=ms.reviewer, at=at)
    return row.state == "decided"


def test_nothing_is_decided_on_the_last_day_of_the_time_to_look_and_everything_on_the_day_after(ms, rates):
    row = rates["completion"]
    assert Deadline.objects.get(thing_id=row.pk).due == LAST.date()
    with pytest.raises(Refused, match="until June 1, 2028"):
        decides(ms, row, LAST)
    assert decides(ms, row, OVER)


def told(move):
    """Whom a notice of the move reached, each as often as it did."""
    return sorted(Notice.objects.filter(event__move=move).values_list("person__name", flat=True))


def test_the_rates_of_one_version_come_in_one_notice_a_person_that_names_them_and_leads_to_them(
    ms, rates, program, enter
):
    both = sorted([ms.preparer.name, ms.official.name])
    assert told("show_rates") == both
    assert not told("show")
    notice = Notice.objects.get(event__move="show_rates", person=ms.official)
    answer = enter(ms.official).get(reverse("notice", args=[notice.pk]))
    said = words(answer)
    assert "Outcome rates shown to the institution" in said
    assert "Completion rate, 2026-2027" in said
    assert "Placement rate, 2026-2027" in said
    assert reverse("outcomes", args=[program.pk]) in answer.content.decode()


def test_a_later_run_tells_of_the_rates_it_changed_alone(ms, rates, program, tmp_path):
    people, wages = some(7, 3)
    made = computed(tmp_path / "later", people, [*wages, paid(ssn=people[7]["ssn"], quarter="2")])
    loaded(ms, sha256(made.wages), SPRING)
    assert brought(ms, made, SPRING).unchanged == 1
    said = [json.loads(event.text.text)["rates"] for event in Event.objects.filter(move="show_rates").order_by("seq")]
    assert said == [[[2026, "completion"], [2026, "placement"]], [[2026, "placement"]]]
    assert len(told("show_rates")) == 4


def test_rates_published_together_come_in_one_notice_a_version(ms, rates, program):
    for row in rates.values():
        assert decides(ms, row, OVER)
    editions.publish(list(rates.values()), by=ms.director, at=OVER, key="once")
    both = sorted([ms.preparer.name, ms.official.name])
    assert told("publish_rates") == both
    assert not told("publish")
    editions.publish(list(rates.values()), by=ms.director, at=OVER, key="once")
    assert told("publish_rates") == both


def test_the_institution_is_reminded_of_rates_it_said_nothing_of_once_a_step_and_not_after_the_time(
    ms, rates, program, enter, settings
):
    for day in ("2028-05-26", "2028-05-27", "2028-05-28"):  # six, five and four days before the last
        told_together.remind("ms", at=on(day))
    both = sorted([ms.preparer.name, ms.official.name])
    assert told("remind_of_rates") == both
    notice = Notice.objects.get(event__move="remind_of_rates", person=ms.official)
    said = words(enter(ms.official).get(reverse("notice", args=[notice.pk])))
    assert "Completion rate, 2026-2027" in said
    assert "Placement rate, 2026-2027" in said
    assert "Last day to ask for a correction June 1, 2028" in said
    act(rates["completion"], "confirm", by=ms.official, at=on("2028-05-29"))
    it_is(settings, on("2028-05-31"))
    posting.daily()
    posting.daily()
    listed = Event.objects.filter(move="remind_of_rates").order_by("seq")
    assert [json.loads(event.text.text)["rates"] for event in listed][1:] == [[[2026, "placement"]]]
    showing.ask(rates["placement"], "Two dates are wrong.", by=ms.preparer, at=on("2028-05-31"))
    for day in ("2028-06-01", "2028-06-02"):
        told_together.remind("ms", at=on(day))
    assert listed.count() == 2


def test_a_rate_that_somebody_asked_to_correct_is_not_reminded_of(ms, rates):
    for row in rates.values():
        showing.ask(row, "Two dates are wrong.", by=ms.preparer, at=SPRING)
    assert not told_together.remind("ms", at=on("2028-05-27"))


def test_exemplar_gives_fourteen_days(xx, settings, tmp_path):
    it_is(settings, SPRING)
    program = approved(xx, WELDING)
    made = computed(tmp_path / "run", *some(7, 3), "--jurisdiction", "xx")
    row = shown(xx, program, made, SPRING)["completion"]
    assert str(Deadline.objects.get(thing_id=row.pk).due) == "2028-05-16"


def test_the_institution_says_that_nothing_is_to_correct_and_the_time_ends(ms, rates, program, enter):
    row, address = rates["placement"], reverse("outcomes", args=[program.pk])
    client = enter(ms.official)
    assert "until June 1, 2028" in words(client.get(address))
    answer = client.post(address, {"do": "confirm", "result": row.pk, "seen": row.version, "key": "c1"})
    assert answer["Location"] == address
    row.refresh_from_db()
    assert decides(ms, row, SPRING)
    with pytest.raises(Refused, match="until"):
        decides(ms, rates["completion"], SPRING)


def test_a_request_is_answered_by_the_steward_and_its_answer_ends_the_time(ms, rates, program, enter):
    row, address = rates["placement"], reverse("outcomes", args=[program.pk])
    client = enter(ms.preparer)
    empty = client.post(address, {"do": "ask", "result": row.pk, "request": " ", "key": "a0"})
    assert empty.status_code == 422
    client.post(
        address, {"do": "ask", "result": row.pk, "request": "Two dates in rows 4 and 5 are wrong.", "key": "a1"}
    )
    asked = RateCorrection.objects.get()
    with pytest.raises(Refused, match="waits for the data steward"):
        decides(ms, row, OVER)
    steward = enter(ms.steward)
    assert "Structural Welding" in words(steward.get(reverse("outcome_runs")))
    page = reverse("outcome_result", args=[row.pk])
    assert "Two dates in rows 4 and 5" in words(steward.get(page))
    form = {"do": f"answer {asked.pk}", "answer": "Hand in a new version.", "key": "b1"}
    assert enter(ms.reviewer).post(page, form).status_code == 422
    assert steward.post(page, form)["Location"] == page
    assert "Hand in a new version." in words(client.get(address))
    row.refresh_from_db()
    assert decides(ms, row, SPRING)


def test_after_the_time_no_request_is_taken_and_the_page_offers_none(ms, rates, program, enter, settings):
    it_is(settings, OVER)
    client, row = enter(ms.preparer), rates["placement"]
    said = words(client.get(reverse("outcomes", args=[program.pk])))
    assert "The time to ask for a correction is over." in said
    assert "What is wrong, and where?" not in said
    with pytest.raises(Refused, match="is over"):
        showing.ask(row, "Too late.", by=ms.preparer, at=OVER)


def test_nobody_of_another_college_and_nobody_of_the_state_asks_for_a_correction(ms, rates):
    for person in (ms.other_preparer, ms.reviewer, ms.steward):
        with pytest.raises(Refused):
            showing.ask(rates["placement"], "Wrong.", by=person, at=SPRING)
    assert not RateCorrection.objects.exists()


@pytest.mark.row("DATA-16")
def test_a_hundred_records_are_matched_unmatched_or_in_conflict_and_conflicts_wait_for_a_person(
    ms, program, tmp_path, enter
):
    people, wages = some(91, 6)
    for n in (1, 2, 3):  # one number with two dates of birth, or with two names
        first = completed("2026-11-01", ssn=f"10700000{n}")
        people += [first, first | ({"date_of_birth": "1991-02-03"} if n < 3 else {"last_name": "Otherwise"})]
        wages.append(paid(ssn=first["ssn"], quarter="2"))
    made = computed(tmp_path / "run", people, wages)
    row = shown(ms, program, made, SPRING)["placement"]
    held = row.quality
    assert (held.matched_here, held.unmatched, held.conflicts, row.denominator) == (91, 6, 3, 100)
    again = computed(tmp_path / "again", people, wages)
    assert again.manifest["matching"] == made.manifest["matching"]
    with pytest.raises(Refused, match="Records conflict"):
        decides(ms, row, OVER)
    said = words(enter(ms.preparer).get(reverse("outcomes", args=[program.pk])))
    assert "3 conflicts of records wait for the data steward" in said
    assert "One number with several names or dates of birth 3 3.00 percent 91 of 97, 93.81 percent" in said
    page, client = reverse("outcome_result", args=[row.pk]), enter(ms.steward)
    for n in range(3):
        form = {"do": "settle_conflict", "finding": f"One person, mistyped ({n}).", "key": f"s{n}"}
        assert client.post(page, form)["Location"] == page
    assert ConflictNote.objects.filter(result=row).count() == 3
    assert Event.objects.filter(thing_id=row.pk, move="settle_conflict", by=ms.steward).count() == 3
    with pytest.raises(Refused, match="was looked at"):
        showing.settle_conflict(row, "One more.", by=ms.steward, at=SPRING)
    row.refresh_from_db()
    assert decides(ms, row, OVER)


def test_persons_are_read_by_pseudonym_place_and_rule_by_those_allowed_and_each_look_is_logged(
    ms, program, tmp_path, enter, django_capture_on_commit_callbacks
):
    made = computed(tmp_path / "run", *some(7, 3))
    handed_in(ms, program, sha256(made.participants), SPRING)
    loaded(ms, sha256(made.wages), SPRING)
    with django_capture_on_commit_callbacks(execute=True):
        brought(ms, made, SPRING, people=made.out / "people.parquet")
    row = program.outcome_results.get(metric="placement")
    address = reverse("outcome_persons", args=[row.pk])
    declare_everywhere(ms.auditor, SPRING)
    for person in (ms.steward, ms.reviewer, ms.auditor):
        before = Reading.objects.filter(what="outcome_persons").count()
        said = words(enter(person).get(address, {"place": "denominator", "rule": "no_wages"}))
        assert "3 persons" in said
        assert "No wage record in the measurement quarter." in said
        assert Reading.objects.filter(what="outcome_persons").count() == before + 1
    whole = words(enter(ms.steward).get(address))
    assert "10 persons" in whole
    assert all(each["person"] in whole for each in made.people() if each["metric"] == "placement")
    assert not any(ssn in whole for ssn in ("101000001", "101-00-0001", "8123"))
    for person in (ms.preparer, ms.official, ms.director, ms.governor):
        assert enter(person).get(address).status_code in (403, 404)


def test_a_list_of_persons_that_is_not_that_of_the_run_is_refused(ms, program, tmp_path):
    made = computed(tmp_path / "run", *some(7, 3))
    other = computed(tmp_path / "other", *some(6, 4))
    handed_in(ms, program, sha256(made.participants), SPRING)
    loaded(ms, sha256(made.wages), SPRING)
    with pytest.raises(Refused, match=r"people\.parquet"):
        brought(ms, made, SPRING, people=other.out / "people.parquet")
    assert not program.outcome_results.exists()
