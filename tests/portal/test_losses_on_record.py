"""What is kept of a lost program: its entry, who sees it, the way back, and a liability that the Secretary reports."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from magnolia.portal.actions.afterwards import losses
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.publishing.approved import standing_of
from magnolia.portal.actions.reviewing import earnings
from magnolia.portal.demo.cast import assemble
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import Approval, EarningsAmount, Liability, Loss

from .bring import bring, certifying, it_is, on, page, send, walk, words
from .losing import LOST, enter_loss, recorded


@pytest.mark.row("SIM-04")
def test_a_program_lost_for_want_of_approval_returns_with_the_secretarys_day_and_waits_for_nothing(db, enter, settings):
    cast = assemble("ms", on("2027-11-01"), years=(2027, 2028))
    it_is(settings, on("2028-01-03"))
    recorded(cast, enter, ground="approval", lost_on="2028-01-01", program_name="Structural Welding")
    case = bring(cast, "submitted", on("2028-01-04"), WELDING)
    assert "no waiting period applies" in words(enter(cast.reviewer).get(page("similar", case)))
    way = walk(cast, "approved", on("2028-01-05"), WELDING | {"program_name": "Structural Welding again"})
    again = way.application
    it_is(settings, on("2028-02-10"))
    answer = send(enter(cast.governor), page("certification", again), again, **certifying())
    assert answer.status_code == 302, words(answer)
    official, director, url = enter(cast.official), enter(cast.director), page("approval", again)
    assert "State certified - federal filing by institution pending" in words(director.get(url))
    filed = {"do": "record_filing", "record_filing-day": "2028-02-10", "record_filing-evidence": "ED-28-1"}
    assert send(official, page("federal", again), again.federal_filing, **filed).status_code == 302
    it_is(settings, on("2028-03-15"))
    assert "State certified, not yet federally approved" in words(director.get(url))
    fields = {"do": "record_approval", "record_approval-day": "2028-03-15", "record_approval-evidence": "ED-28-2"}
    answer = send(director, page("federal", again), again.federal_filing, **fields)
    assert answer.status_code == 302, words(answer)
    assert "State and federal approval in force" in words(director.get(url))
    approval = Approval.objects.select_related("application__federal_filing").get(application=again)
    eligible = [standing_of(approval, date(2028, 3, day)).eligible for day in (14, 15)]
    assert eligible == [False, True]


@pytest.fixture
def priced(ms, enter, settings):
    """A program lost on price in this portal, with the Secretary's amount of 3,500.00 for 2027-2028 on record."""
    old = bring(ms, "certified", on("2026-08-20"), WELDING)
    it_is(settings, on("2027-08-10"))
    typed = {"award_year": 2027, "amount": "3500.00", "notice": "Notice 27-7", "published_on": "2027-04-01"}
    answer = send(enter(ms.director), page("earnings", old), old, do="record_earnings", **typed)
    assert answer.status_code == 302, words(answer)
    earnings.confirm(EarningsAmount.objects.get(), by=ms.reviewer, at=on("2027-08-10"))
    approval = Approval.objects.get(application=old).pk
    bare = dict.fromkeys(("program_name", "cip_code", "soc_codes"), "")
    return recorded(ms, enter, approval=approval, ground="price", lost_on="2027-07-01", **bare)


@pytest.mark.row("SIM-05")
def test_reinstatement_is_asked_for_at_the_amount_or_less_and_needs_the_federal_permission(ms, priced, enter):
    url, official, director = reverse("loss", args=[priced.pk]), enter(ms.official), enter(ms.director)
    price = {"do": "ask_back", "ask_back-award_year": 2027, "ask_back-tuition": "3200.00"}
    answer = send(official, url, priced, **price, **{"ask_back-fees": "301.00"})
    assert answer.status_code == 422
    assert "Tuition and fees are $3,501.00. For 2027-2028 the Secretary's amount is $3,500.00" in words(answer)
    assert priced.state == "recorded"
    assert send(official, url, priced, **price, **{"ask_back-fees": "300.00"}).status_code == 302
    assert priced.state == "reinstatement"
    answer = send(director, url, priced, do="restore", **{"restore-permission": "", "restore-day": "2027-08-09"})
    assert answer.status_code == 422
    assert "The reference of the federal permission" in words(answer)
    assert priced.state == "reinstatement"
    answer = send(director, url, priced, do="restore", **{"restore-permission": "ED-27-9", "restore-day": "2027-08-09"})
    assert answer.status_code == 302
    assert priced.state == "restored"
    assert "ED-27-9, August 9, 2027" in words(official.get(url))


@pytest.mark.row("FED-19")
def test_a_liability_notice_is_kept_with_its_loss_and_year_as_it_reports_them(ms, priced, enter):
    assert enter_loss(ms, enter, program_name="Tank Work").status_code == 302
    url, director = reverse("loss", args=[priced.pk]), enter(ms.director)
    typed = {"award_year": 2026, "amount": "18,400.00", "notice": "Liability letter 27-3", "dated": "2027-08-01"}
    fields = {f"report_liability-{name}": value for name, value in typed.items()}
    assert send(director, url, priced, do="report_liability", **fields).status_code == 302
    shown = words(director.get(url))
    assert "Tuition and fees above the value-added earnings" in shown
    assert "2026-2027 $18,400 Liability letter 27-3, August 1, 2027" in shown
    other = Loss.objects.get(program_name="Tank Work")
    assert "Liability letter 27-3" not in words(director.get(reverse("loss", args=[other.pk])))
    columns = {field.name for field in Liability._meta.get_fields()}
    assert columns == {"id", "loss", "award_year", "amount", "notice", "dated", "by"}
    for lacking in ({"notice": ""}, {"dated": ""}, {"dated": "2027-08-11"}, {"amount": ""}, {"award_year": ""}):
        fields = {f"report_liability-{name}": value for name, value in (typed | lacking).items()}
        assert send(director, url, priced, do="report_liability", **fields).status_code == 422
    given: dict[str, Any] = {"award_year": 2026, "amount": 1, "notice": "x", "dated": date(2027, 8, 1)}
    for wrong in ({"notice": " "}, {"dated": None}, {"dated": date(2027, 8, 11)}):
        with pytest.raises(Refused):
            losses.report_liability(priced, **(given | wrong), by=ms.director, at=on("2027-08-10"))
    assert Liability.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"program_name": ""}, "Name the program."),
        ({"cip_code": "480508"}, "A CIP code is written NN.NNNN"),
        ({"soc_codes": "51-4121;514122"}, "Check: 514122"),
        ({"notice": ""}, "Fill this in."),
        ({"ground": "weather"}, "Choose one from the list."),
    ],
)
def test_a_loss_without_name_codes_ground_or_source_is_refused(ms, enter, change, sentence):
    answer = enter_loss(ms, enter, **change)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Loss.objects.exists()


def test_another_institution_neither_sees_a_loss_nor_asks_for_it_back(ms, priced, enter):
    url = reverse("loss", args=[priced.pk])
    other = enter(ms.other_official)
    assert other.get(url).status_code == 404
    assert "Structural Welding" not in words(other.get(reverse("losses")))
    assert other.post(url, {"do": "ask_back"}).status_code == 404
    assert "Structural Welding" in words(enter(ms.official).get(reverse("losses")))


def test_a_day_that_the_notice_gives_later_is_added_with_its_reason(ms, enter):
    loss = recorded(ms, enter, lost_on="")
    url, director = reverse("loss", args=[loss.pk]), enter(ms.director)
    typed = {f"correct-{name}": value for name, value in LOST.items()} | {"do": "correct"}
    assert send(director, url, loss, **typed).status_code == 422
    assert send(director, url, loss, **typed, **{"correct-reason": "The notice came."}).status_code == 302
    assert loss.lost_on == date(2027, 7, 1)


def test_lists_of_lost_programs_ask_no_more_for_three_than_for_one(ms, enter, django_assert_max_num_queries):
    client = enter(ms.official)
    recorded(ms, enter)
    client.get(reverse("losses"))
    with django_assert_max_num_queries(40) as one:
        client.get(reverse("losses"))
        most = len(one)
    for name in ("Second Work", "Third Work"):
        assert enter_loss(ms, enter, program_name=name).status_code == 302
    with django_assert_max_num_queries(most):
        client.get(reverse("losses"))
