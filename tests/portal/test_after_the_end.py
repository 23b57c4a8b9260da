"""Once an approval no longer counts, the head of its case and the check of its certification letter say so."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.publishing import approved
from magnolia.portal.models import Letter

from .bring import bring, on, page, words


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
