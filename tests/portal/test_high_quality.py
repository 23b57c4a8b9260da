"""A program is marked as high-quality career and technical education only with every question answered and shown."""

from __future__ import annotations

import pytest
from django.urls import reverse

from magnolia.policy.occupation_lists import register
from magnolia.portal.models import QualityReview

from .bring import bring, it_is, on, words

QUESTIONS = tuple(register("ms").labels["quality"])


@pytest.mark.row("OCC-25")
def test_a_mark_with_one_of_the_questions_open_is_refused_and_given_once_it_is_answered(ms, enter, settings):
    case = bring(ms, "review", on("2026-08-05"))
    it_is(settings, on("2026-09-01"))
    client, page = enter(ms.reviewer), reverse("high_quality", args=[case.pk])
    typed = dict.fromkeys(QUESTIONS, "yes") | {f"{name}_evidence": f"Exhibit on {name}" for name in QUESTIONS}
    answer = client.post(page, typed | {"do": "mark", "readiness": "", "readiness_evidence": ""})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["readiness"]
    assert "Not marked: “Does it show workforce readiness?” is not answered." in words(answer)
    assert QualityReview.objects.get().state == "open"
    assert client.post(page, typed | {"do": "mark", "readiness_evidence": " "}).status_code == 422
    assert client.post(page, typed | {"do": "mark", "readiness": "no"}).status_code == 422
    assert QualityReview.objects.get().state == "open"
    assert client.post(page, typed | {"do": "mark"}).status_code == 302
    assert QualityReview.objects.get().state == "marked"
    assert "High-quality career and technical education" in words(enter(ms.auditor).get(page))
    assert client.post(page, {"do": "take_off", "reason": " "}).status_code == 422
    assert client.post(page, {"do": "take_off", "reason": "An exhibit was withdrawn."}).status_code == 302
    assert QualityReview.objects.get().state == "open"
    assert enter(ms.preparer).get(page).status_code == 403
