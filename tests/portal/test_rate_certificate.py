"""The certificate of a job placement rate: a letter of the agency, for a decided rate, that anybody can verify."""

from __future__ import annotations

import pytest
from django.urls import reverse

from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.verifying import verify

from .bring import bring, it_is, last_letter, letter_page, on, words
from .rated import decided, press, rated, read

AT = on("2028-08-10")


@pytest.fixture
def case(ms, settings):
    made = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, AT)
    return made


def test_the_director_issues_it_on_a_decided_rate_with_its_notes_and_everyone_can_check_its_number(
    ms, case, enter, client
):
    result = rated(ms, case, AT, 14, 20, metric="placement", excluded=1)
    verify.add_note(result, kind="matching", text="3 without SSN", by=ms.official, at=AT)
    decided(ms, result, AT)
    director = enter(ms.director)
    assert "Issue the certificate" in read(director, result)
    preview = director.post(
        reverse("rate", args=[case.pk, result.pk]), {"preview": "certify_placement", "key": "a" * 32}
    )
    assert "14 of 20, 70.00 percent" in words(preview)
    assert not case.letters.filter(kind="placement_certificate").exists()
    assert press(director, result, "certify_placement").status_code == 302
    letter = last_letter(case)
    said = letter_page(enter, ms.official, letter)
    for part in (
        "Certificate of the job placement rate", "14 of 20, 70.00 percent", "70 percent or more", "Met", "2026-2027",
        "Any employment counts.", "Matching problem: 3 without SSN", "unemployment insurance wage records",
        "Riley Mockup", "Alex Pretend", letter.number,
    ):  # fmt: skip
        assert part in said
    assert letter.number in words(client.get(reverse("verify"), {"number": letter.number}))
    assert letter.number in read(enter(ms.official), result)


def test_it_is_refused_on_a_completion_rate_before_the_decision_and_to_whoever_verified(ms, case):
    with pytest.raises(Refused, match="met or not met"):
        act(decided(ms, rated(ms, case, AT, 14, 20), AT), "certify_placement", by=ms.director, at=AT)
    result = rated(ms, case, AT, 14, 20, metric="placement")
    with pytest.raises(Refused):
        act(result, "certify_placement", by=ms.director, at=AT)
    decided(ms, result, AT)
    with pytest.raises(Refused):
        act(result, "certify_placement", by=ms.reviewer, at=AT)
