"""Once an approval no longer counts, the head of its case and the check of its certification letter say so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.publishing import approved
from magnolia.portal.models import Deadline, Letter
from magnolia.portal.pages.words import day_words

from .bring import body, bring, it_is, letter_page, on, page, send, typed_appeal, words


def withdraw(cast: Any, case: Any) -> None:
    approved.end(
        case.approval, "withdraw", cause="employer_demand", reason="Two of the three practice employers closed.",
        effective_on=date(2026, 12, 1), reference="Practice letters of the employers",
        signed_name=cast.governor.name, signed_title=cast.governor.title, by=cast.governor, at=on("2026-12-01"),
    )  # fmt: skip


def test_a_case_whose_approval_ended_says_so_in_its_head_and_names_what_the_institution_may_do(ms, enter):
    case = bring(ms, "certified", on("2026-08-10"))
    assert "State certified Award year" in words(enter(ms.official).get(page("case", case)))
    withdraw(ms, case)
    shown = words(enter(ms.official).get(page("case", case)))
    assert "Withdrawn by the State Award year" in shown
    assert "State certified Award year" not in shown
    assert "The institution may appeal." in shown


def test_the_head_of_a_withdrawn_case_has_the_day_of_the_letter_and_says_how_to_appeal(ms, enter, settings):
    case = bring(ms, "certified", on("2026-08-10"))
    withdraw(ms, case)
    it_is(settings, on("2026-12-02"))
    due = Deadline.objects.get(thing_id=case.approval.pk).due
    official, url = enter(ms.official), page("case", case)
    letter = letter_page(enter, ms.official, case.letters.get(kind="withdrawn"))
    assert day_words(due) in letter
    shown = words(official.get(url))
    assert "Your turn Certifying official" in shown
    assert day_words(due) in shown.partition("Your turn")[2].partition("Pages of this case")[0][:400]
    assert "The appeal must contain: a statement that your institution appeals this withdrawal;" in shown
    assert f'href="{page("appeal", case)}"' in body(official.get(url)).decode()
    assert case.number in words(official.get(reverse("work")))
    assert "Go to the appeal" not in words(enter(ms.auditor).get(url))
    it_is(settings, on(due.isoformat(), hour=23))
    assert "Your turn Certifying official" in words(official.get(url))
    it_is(settings, on((due + timedelta(days=1)).isoformat(), hour=1))
    late = words(official.get(url))
    assert "Your turn" not in late
    assert "The last day to appeal has passed and no appeal is open, so the decision stands." in late
    assert day_words(due) in late.partition("Last day: ")[2][:40]


def test_once_a_withdrawal_is_appealed_the_turn_is_the_states(ms, enter, settings):
    case = bring(ms, "certified", on("2026-08-10"))
    withdraw(ms, case)
    it_is(settings, on("2026-12-02"))
    official, url = enter(ms.official), page("case", case)
    sent = typed_appeal("New employers signed.", challenged=["cause"])
    assert send(official, page("appeal", case), case.approval, **sent).status_code == 302
    shown = words(official.get(url))
    assert "Your turn" not in shown
    assert "An appeal against this decision was filed. AccelerateMS has it" in shown
    assert case.number not in words(official.get(reverse("work")))


def test_nothing_is_filed_with_the_department_on_an_approval_that_ended_and_its_page_says_why(ms, enter, settings):
    case = bring(ms, "certified", on("2026-08-10"))
    it_is(settings, on("2026-12-01"))
    official, url = enter(ms.official), page("federal", case)
    assert 'value="record_filing"' in body(official.get(url)).decode()
    withdraw(ms, case)
    shown = official.get(url)
    assert 'value="record_filing"' not in body(shown).decode()
    why = "The State's approval has ended, so nothing is filed with the U.S. Department of Education on it. "
    assert f"{why}Withdrawn by the State, effective December 1, 2026." in words(shown)
    assert "The institution files the State's certification" not in words(official.get(url))
    filing = {"do": "record_filing", "record_filing-day": "2026-12-01", "record_filing-evidence": "P-1"}
    answer = send(official, url, case.federal_filing, **filing)
    assert answer.status_code == 422
    assert why in words(answer)
    assert case.federal_filing.state == "not_filed"
    assert "Federal filing" not in words(official.get(page("case", case))).partition("What you can do")[2][:200]


def test_beside_the_end_of_an_approval_stands_who_signed_it_and_not_only_who_signed_the_certification(ms, enter):
    case = bring(ms, "certified", on("2026-08-10"))
    signed, director = case.certification, ms.director
    official, url = enter(ms.official), page("federal", case)
    assert f"Signed by {signed.signed_name}, {signed.signed_title}." in words(official.get(url))
    approved.end(
        case.approval, "remove", cause="federal_action", reason="The Secretary removed it.",
        effective_on=date(2026, 12, 1), reference="Federal letter 7", signed_name=director.name,
        signed_title=director.title, by=director, at=on("2026-12-01"),
    )  # fmt: skip
    shown = words(official.get(url))
    assert f"Removed: signed by {director.name}, {director.title}, December 1, 2026." in shown
    told = f"The certification of {day_words(signed.on)} was signed by {signed.signed_name}, {signed.signed_title}."
    assert told in shown
    assert f"Signed by {signed.signed_name}" not in shown


def test_whoever_checks_the_certification_letter_learns_that_its_approval_ended_and_no_more(ms):
    case = bring(ms, "certified", on("2026-08-10"))
    letter = Letter.objects.filter(application=case, kind="certification").latest("id")
    check = reverse("verify")
    assert "It stands as issued." in words(Client().get(check, {"number": letter.number}))
    withdraw(ms, case)
    shown = words(Client().get(check, {"number": letter.number}))
    assert "The approval that it announced ended on December 1, 2026." in shown
    assert "stands as issued" not in shown
    assert case.program_name not in shown
    other = Letter.objects.filter(application=case).exclude(kind=letter.kind).earliest("id")
    assert "It stands as issued." in words(Client().get(check, {"number": other.number}))


def test_an_approval_that_ended_stands_among_the_lost_programs_until_its_loss_is_recorded(ms, xx, enter):
    case = bring(ms, "certified", on("2026-08-10"))
    assert "None on record" in words(enter(ms.official).get(reverse("losses")))
    withdraw(ms, case)
    for person in (ms.official, ms.reviewer, ms.auditor):
        shown = words(enter(person).get(reverse("losses")))
        assert "None on record" not in shown
        assert f"{case.program_name} {case.institution.name} December 1, 2026" in shown
    assert "None on record" in words(enter(xx.official).get(reverse("losses")))
