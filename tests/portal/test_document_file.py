"""The document file of a program and award year: twenty-one slots, each present, not applicable or missing."""

from __future__ import annotations

import secrets

import pytest
from django.urls import reverse

from magnolia.policy.verifying import verifying
from magnolia.portal.actions.verifying import verify
from magnolia.portal.models import EarningsAmount, FileSlot

from .bring import bring, it_is, on, words
from .rated import rated

AT = on("2028-08-10")


@pytest.fixture
def case(ms, settings):
    made = bring(ms, "certified", on("2026-08-20"))
    rated(ms, made, AT, 14, 20, excluded=2)
    rated(ms, made, AT, 9, 12, metric="placement")
    it_is(settings, AT)
    return made


def post(client, case, button, **fields):
    of = button.replace(" ", "-")
    typed = {f"{of}-{name}": value for name, value in fields.items()}
    url = reverse("document_file", args=[case.pk, 2026])
    return client.post(url, {"do": button, "key": secrets.token_hex(16)} | typed)


def shown(client, case):
    return words(client.get(reverse("document_file", args=[case.pk, 2026])))


@pytest.mark.row("DOC-01")
def test_a_fresh_file_lists_twenty_one_missing_slots_and_the_amount_waits_for_the_secretary(ms, case, enter):
    official = enter(ms.official)
    fresh = shown(official, case)
    assert "21 of 21 slots are missing." in fresh
    assert fresh.count("Missing") == 21
    assert "8. The Secretary's amount Missing: none published" in fresh
    assert fresh.count("none published") == 4
    assert post(official, case, "take_over").status_code == 302
    filled = shown(official, case)
    for line in (
        "Program name Present Electric Lineworker",
        "Completion rate: 22 in the cohort, 20 counted",
        "Job placement rate: 9 of 12, 75.00 percent",
        "Completion rate: 2 left out on a permitted ground",
        "8. The Secretary's amount Missing: none published",
    ):
        assert line in filled
    facts = case.approval.filing.facts
    EarningsAmount.objects.create(
        institution=case.institution, program_name=case.program_name, cip_code=facts["cip_code"], award_year=2026,
        amount="5400.00", notice="Notice 2028-2 (fictive)", published_on=on("2028-03-01").date(), application=case,
        by=ms.reviewer, on=AT.date(),
    )  # fmt: skip
    assert "8. The Secretary's amount Missing –" in shown(official, case)
    assert "none published" not in shown(official, case)
    assert post(official, case, "take_over").status_code == 302
    assert "$5,400.00 (Notice 2028-2 (fictive))" in shown(official, case)


def test_a_slot_is_filled_by_hand_or_does_not_apply_with_a_reason_and_emptying_it_needs_one(ms, case, enter):
    official = enter(ms.official)
    assert post(official, case, "fill", slot="not_working", applies="no", says="").status_code == 422
    assert post(official, case, "fill", slot="nothing", applies="yes", says="x").status_code == 422
    assert post(official, case, "fill", slot="sent_to_secretary", applies="yes").status_code == 422
    assert post(official, case, "fill", slot="limits", applies="yes", says="Not 900-12-3456").status_code == 422
    assert not FileSlot.objects.exists()
    assert (
        post(official, case, "fill", slot="not_working", applies="no", says="No amount this year.").status_code == 302
    )
    assert "17. Left out of earnings: not working Not applicable No amount this year." in shown(official, case)
    assert "20 of 21 slots are missing." in shown(official, case)
    assert post(official, case, "empty not_working").status_code == 422
    assert post(official, case, "empty not_working", reason="An amount came.").status_code == 302
    assert "21 of 21 slots are missing." in shown(official, case)


def test_what_was_taken_over_stays_as_it_was_and_a_note_reaches_the_file(ms, case, enter):
    result = case.outcome_results.get(metric="completion")
    verify.add_note(result, kind="matching", text="3 without SSN", by=ms.reviewer, at=AT)
    reviewer = enter(ms.reviewer)
    assert post(reviewer, case, "take_over").status_code == 302
    assert "Matching problem: 3 without SSN" in shown(reviewer, case)
    verify.strike_note(result, note=1, reason="Found.", by=ms.reviewer, at=AT)
    assert "Matching problem: 3 without SSN" in shown(reviewer, case)


def test_the_file_is_of_a_year_with_a_rate_and_only_the_institution_and_the_reviewer_fill_it(ms, case, enter):
    assert enter(ms.official).get(reverse("document_file", args=[case.pk, 2031])).status_code == 404
    assert post(enter(ms.director), case, "take_over").status_code == 422
    assert enter(ms.other_official).get(reverse("document_file", args=[case.pk, 2026])).status_code == 404
    assert len(verifying("xx").slots) == 21
