"""Participant records from the agreement to the signature, through the pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from magnolia.portal.models import DataSubmission, SubmissionFault

from .bring import bring, it_is, on, page, send, words
from .handing_records import agreed, as_csv, checked, hand_in, latest, person


@pytest.fixture
def certified(ms, settings):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2028-08-10"))
    return case


def test_records_go_from_the_agreement_through_the_check_to_the_signature(ms, certified, enter):
    official, people = enter(ms.official), [person(n) for n in range(1, 6)]
    assert hand_in(official, certified, as_csv(*people), enrolled=5).status_code == 422
    assert not DataSubmission.objects.exists()
    agreed(ms)
    answer = hand_in(enter(ms.preparer), certified, as_csv(*people), enrolled=5)
    assert answer.status_code == 302, words(answer)
    row = latest(certified)
    assert row.state == "received"
    shown = words(official.get(reverse("records_version", args=[row.pk])))
    assert "It waits for its turn" in shown
    row = checked(certified)
    assert (row.state, row.rows, row.participants, row.rejected) == ("checked", 5, 5, 0), list(
        SubmissionFault.objects.values_list("message")
    )
    url = reverse("records_sign", args=[row.pk])
    assert "these records hold everyone" in words(official.get(url))
    assert send(official, url, row, name="Somebody Else").status_code == 422
    assert send(official, url, row, name=ms.official.name).status_code == 302
    row.refresh_from_db()
    assert row.state == "signed"
    assert row.signed is not None
    assert row.sha256 in row.signed.text
    assert "Signed" in words(official.get(page("records_case", certified)))
