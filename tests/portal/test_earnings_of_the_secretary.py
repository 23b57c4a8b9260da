"""The Secretary's value-added earnings as the State keeps them: no figure of its own, days, requests, lists."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from magnolia.policy.criteria import findings
from magnolia.policy.earnings import cohort, read_people
from magnolia.policy.earnings import words as earnings_words
from magnolia.portal.actions.afterwards import completer_lists
from magnolia.portal.actions.applying import stated
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.recording import record_export
from magnolia.portal.actions.reviewing import earnings
from magnolia.portal.actions.telling.remind import remind
from magnolia.portal.demo.programs import LINEWORKER, WELDING
from magnolia.portal.models import CohortRecord, CompleterList, Deadline, EarningsAmount, Event, FederalRequest, Notice

from .bring import bring, it_is, on, page, send, words
from .filling import pdf
from .posted import posted

AMOUNT = {"award_year": 2028, "amount": "3500.00", "notice": "Notice 28-1 (practice)", "published_on": "2028-04-01"}


@pytest.fixture
def certified(ms, settings):
    case = bring(ms, "certified", on("2026-08-20"), WELDING)
    it_is(settings, on("2028-05-05"))
    return case


def entered(ms, enter, case, **more: Any) -> Any:
    return send(enter(ms.director), page("earnings", case), case, do="record_earnings", **(AMOUNT | more))


@pytest.mark.row("OUT-07")
def test_without_the_secretarys_figure_the_result_is_not_yet_available_and_blocks_nothing(ms, enter, settings):
    dear = LINEWORKER | {"tuition": "9000.00", "anticipated_wage": "9.00"}
    case = bring(ms, "certified", on("2026-08-20"), dear)
    assert case.state == "certified"
    it_is(settings, on("2026-10-01"))
    shown = words(enter(ms.reviewer).get(page("earnings", case)))
    assert "Value-added earnings for 2026-2027: not yet available." in shown
    assert "This neither passes nor fails the program." in shown
    day = on("2026-10-01").date()
    found = {each.criterion: each.outcome for each in findings(stated.facts(case, None, day), "ms", day)}
    assert found["vae.tuition"] == "not_applicable"


@pytest.mark.row("OUT-07")
def test_a_figure_of_the_state_is_refused_because_only_the_secretary_sets_it(ms, certified, enter):
    answer = entered(ms, enter, certified, origin="state")
    assert answer.status_code == 422
    assert "Only the Secretary of Education sets a value-added earnings amount." in words(answer)
    assert not EarningsAmount.objects.exists()
    assert entered(ms, enter, certified, origin="secretary").status_code == 302


@pytest.mark.row("OUT-08")
@pytest.mark.parametrize(("day", "said"), [("2028-04-01", "On time: due by April 1, 2028"), ("2028-04-02", "Late:")])
def test_an_amount_for_a_year_opening_in_july_is_late_from_the_second_of_april_and_is_used_all_the_same(
    ms, certified, enter, day, said
):
    assert entered(ms, enter, certified, published_on=day).status_code == 302
    shown = words(enter(ms.director).get(page("earnings", certified)))
    assert said in shown
    assert ("The amount counts all the same." in shown) == (said == "Late:")
    certified.award_year = 2028
    assert stated.on_record.of(certified).earnings.published_amount is None
    earnings.confirm(EarningsAmount.objects.get(), by=ms.reviewer, at=on("2028-05-06"))
    assert stated.on_record.of(certified).earnings.published_amount == EarningsAmount.objects.get().amount


@pytest.mark.row("OUT-08")
@pytest.mark.parametrize("field", ["award_year", "published_on"])
def test_an_amount_without_its_award_year_or_its_day_is_refused(ms, certified, enter, field):
    assert entered(ms, enter, certified, **{field: ""}).status_code == 422
    given: dict[str, Any] = {"award_year": 2028, "amount": 1, "notice": "x", "published_on": on("2028-04-01").date()}
    with pytest.raises(Refused):
        earnings.record(certified, **(given | {field: None}), by=ms.director, at=on("2028-05-05"))
    assert entered(ms, enter, certified, published_on="2028-05-06").status_code == 422  # a day to come
    assert not EarningsAmount.objects.exists()


@pytest.mark.row("OUT-09")
def test_a_request_of_the_secretary_is_open_until_its_document_is_attached_and_the_export_contains_it(
    ms, certified, enter, tmp_path
):
    url, official = page("federal_requests", certified), enter(ms.official)
    typed = {"award_year": 2028, "asked_on": "2028-05-05", "wanted": "Published fee schedule", "reference": "ED-28-4"}
    for wrong in ({"wanted": " "}, {"asked_on": ""}, {"asked_on": "2028-05-06"}):
        fields = {f"log-{name}": value for name, value in (typed | wrong).items()}
        assert send(official, url, certified, do="log", **fields).status_code == 422
        assert not FederalRequest.objects.exists()
    answer = send(official, url, certified, do="log", **{f"log-{name}": value for name, value in typed.items()})
    assert answer.status_code == 302, words(answer)
    asked = FederalRequest.objects.get()
    shown = words(official.get(url))
    assert "Open: no document yet" in shown
    assert "Asked on May 5, 2028" in shown
    assert send(official, url, asked, do=f"answer {asked.pk}").status_code == 422
    assert asked.state == "open"
    schedule = pdf("Fees 2028-2029")
    paper = SimpleUploadedFile("fees-2028.pdf", schedule, "application/pdf")
    answer = send(official, url, asked, do=f"answer {asked.pk}", **{"answer-paper": paper})
    assert answer.status_code == 302, words(answer)
    assert asked.state == "closed"
    assert "Answered on May 5, 2028" in words(official.get(url))
    with zipfile.ZipFile(record_export.export(certified, tmp_path, at=on("2028-05-06"))) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("fees-2028.pdf")]
        assert archive.read(name) == schedule


@pytest.mark.row("OUT-10")
def test_a_completer_counts_with_all_four_facts_and_an_unknown_one_is_listed_as_undetermined(ms, certified, enter):
    before = (certified.facts.completion_cohort, certified.facts.placement_cohort)
    people = ["yes,yes,yes,yes", "yes,no,yes,yes", "yes,yes,no,yes", "yes,yes,yes,no", "yes,yes,unknown,yes"]
    fields = {"award_year": 2028, "people": "\n".join(people), "notice": "Final list 28 (practice)"}
    url, director = page("cohort", certified), enter(ms.director)
    assert send(director, url, certified, do="record_cohort", **fields).status_code == 302
    shown = words(director.get(url))
    assert "Counted 1 Left out of this measure 3 Undetermined 1 (rows 5)" in shown
    certified.facts.refresh_from_db()
    assert (certified.facts.completion_cohort, certified.facts.placement_cohort) == before
    # Each of the four alone leaves a person out, or undetermined where it is unknown, whatever the others say.
    for at in range(4):
        for answer, counts in (("no", "0 1 0"), ("unknown", "0 0 1")):
            facts = [answer if each == at else "yes" for each in range(4)]
            found = cohort(read_people(",".join(facts), earnings_words("ms")["answer"]))
            assert f"{found.counted} {found.excluded} {len(found.undetermined)}" == counts
    found = cohort(read_people("no,unknown,yes,yes", earnings_words("ms")["answer"]))
    assert (found.excluded, found.undetermined) == (0, (1,))
    answer = send(director, url, certified, do="record_cohort", **(fields | {"people": "yes,yes,yes"}))
    assert answer.status_code == 422
    assert "Row 1: write 4 answers" in words(answer)
    assert CohortRecord.objects.count() == 1


@pytest.mark.row("FED-15")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"listed": 29, "pooled": 41},
            "pooled_enough 29 persons on the final list, fewer than 30; 41 together with earlier years: an amount is "
            "possible",
        ),
        ({"listed": 29, "pooled": 30}, "pooled_enough 29 persons"),
        (
            {"listed": 29, "pooled": 29},
            "pooled_too_few 29 persons even with earlier years, fewer than 30: no amount for this program and year",
        ),
        (
            {"listed": 29},
            "may_be_pooled 29 persons on the final list, fewer than 30: earlier years may be added by the Secretary",
        ),
        (
            {"listed": 30, "returned": 15},
            "records_too_few 15 earnings records came back, fewer than 16: no amount for this program and year",
        ),
        ({"listed": 29, "pooled": 41, "returned": 15}, "records_too_few 15 earnings records came back"),
        (
            {"listed": 30, "returned": 16},
            "list_enough 30 persons on the final list, at least 30: an amount is possible",
        ),
    ],
)
def test_the_secretarys_minimums_are_shown_as_reasons_and_decide_nothing(ms, certified, enter, typed, said):
    state, url, director = certified.state, page("cohort", certified), enter(ms.director)
    fields = {"award_year": 2028, "people": "yes,yes,yes,yes", "notice": "Final list 28"} | typed
    assert send(director, url, certified, do="record_cohort", **fields).status_code == 302
    assert said in words(director.get(url))
    certified.refresh_from_db()
    assert certified.state == state
    assert not EarningsAmount.objects.exists()


@pytest.mark.row("FED-17")
@pytest.mark.parametrize(("share", "said"), [("50.0", "price adjustment applies"), ("50.1", "does not apply")])
def test_prices_are_not_adjusted_when_more_than_half_of_the_cohort_is_outside_the_state(
    ms, certified, enter, share, said
):
    url, director = page("cohort", certified), enter(ms.director)
    fields = {"award_year": 2028, "people": "yes,yes,yes,no", "notice": "List", "earnings_year": 2027}
    assert send(director, url, certified, do="record_cohort", outside_percent=share, **fields).status_code == 302
    shown = words(director.get(url))
    assert f"{share} percent of the cohort outside the State" in shown
    assert said in shown
    # enrolled elsewhere in the calendar year of the list: out of the federal calculation
    assert "Counted 0 Left out of this measure 1" in shown
    assert "Calendar year of earnings and enrollment 2027" in shown
    answer = send(director, url, certified, do="record_cohort", **(fields | {"people": "yes,yes,yes,perhaps"}))
    assert answer.status_code == 422
    assert "Row 1: write 4 answers" in words(answer)
    assert CohortRecord.objects.count() == 1


@pytest.mark.row("FED-16")
def test_programs_of_a_college_with_the_same_six_digit_code_are_listed_together(ms, certified, enter):
    posted(ms, WELDING, program_name="Shipyard Welding")
    posted(ms, WELDING, program_name="Sheet Metal", cip_code="48.0503")
    elsewhere = replace(ms, organisations=ms.organisations | {"college": ms.organisations["second"]})
    posted(elsewhere, WELDING, program_name="Pipeline Welding")
    shown = words(enter(ms.director).get(page("earnings", certified)))
    together = shown.split("Programs with the same CIP code", 1)[1].split("Add an amount")[0]
    assert "pools eligible workforce programs that share the six-digit CIP code" in together
    assert "Shipyard Welding , 48.0508" in together
    assert "Structural Welding , 48.0508" in together
    assert "Sheet Metal" not in together
    assert "Pipeline Welding" not in together


@pytest.fixture
def listed(ms, enter, settings):
    """A list that came on 10 January 2028, recorded two days later."""
    case = bring(ms, "certified", on("2026-08-20"), WELDING)
    it_is(settings, on("2028-01-12"))
    typed = {"award_year": 2026, "received_on": "2028-01-10", "reference": "ED list 28 (practice)"}
    fields = {f"receive-{name}": value for name, value in typed.items()}
    answer = send(enter(ms.official), page("completer_lists", case), case, do="receive", **fields)
    assert answer.status_code == 302, words(answer)
    return CompleterList.objects.get()


def corrected(client, row, text="Two completion dates"):
    fields = {"do": f"correct {row.pk}", "correct-text": text}
    return send(client, page("completer_lists", row.application), row, **fields)


@pytest.mark.row("FED-14")
def test_the_secretarys_list_can_be_corrected_for_sixty_days_and_a_later_correction_is_marked(
    ms, listed, enter, settings
):
    assert Deadline.objects.get(clock="completer_list").due.isoformat() == "2028-03-10"
    official, url = enter(ms.official), page("completer_lists", listed.application)
    it_is(settings, on("2028-03-10", hour=23))
    assert corrected(official, listed).status_code == 302
    assert corrected(official, listed, " ").status_code == 422
    it_is(settings, on("2028-03-11", hour=1))
    assert corrected(official, listed, "One name").status_code == 302
    shown = words(official.get(url))
    assert "Received on January 10, 2028 To be corrected by March 10, 2028" in shown
    assert "March 10, 2028: Two completion dates" in shown
    assert "March 11, 2028, late: One name" in shown
    assert send(official, url, listed, do=f"confirm {listed.pk}").status_code == 302
    assert listed.state == "confirmed"
    assert Deadline.objects.get(clock="completer_list").closed_by is not None


@pytest.mark.row("FED-14")
def test_a_list_that_comes_only_tomorrow_and_a_correction_without_words_are_refused(ms, listed, enter):
    typed = {"award_year": 2027, "received_on": "2028-01-13", "reference": "ED list 29 (practice)"}
    fields = {"do": "receive"} | {f"receive-{name}": value for name, value in typed.items()}
    answer = send(enter(ms.official), page("completer_lists", listed.application), listed.application, **fields)
    assert answer.status_code == 422
    assert "not later than today" in words(answer)
    with pytest.raises(Refused):
        completer_lists.correct(listed, text="  ", by=ms.official, at=on("2028-01-12"))
    assert CompleterList.objects.count() == 1
    assert not listed.corrections.exists()


@pytest.mark.row("FED-14")
def test_the_institution_is_reminded_thirty_and_seven_days_before_the_last_day(ms, listed):
    for day in ("2028-02-08", "2028-02-09", "2028-02-10", "2028-03-02", "2028-03-03", "2028-03-05"):
        remind("ms", at=on(day))
    days = [event.occurred_on.isoformat() for event in Event.objects.filter(move="remind").order_by("seq")]
    assert days == ["2028-02-09", "2028-03-03"]
    people = set(Notice.objects.filter(event__move="remind").values_list("person", flat=True))
    assert people == {ms.preparer.pk, ms.official.pk}


def test_pages_after_the_approval_open_to_whom_their_doors_say_and_to_no_other_college(ms, certified, enter):
    for name in ("federal_requests", "completer_lists"):
        assert enter(ms.official).get(page(name, certified)).status_code == 200
        assert enter(ms.other_official).get(page(name, certified)).status_code == 404
    assert enter(ms.official).get(page("cohort", certified)).status_code == 403
    assert enter(ms.official).post(reverse("cohort", args=[certified.pk])).status_code == 403
