"""What a reviewer asks for about a rate: documents, a follow-up review, a corrective action; and its notes."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.verifying import verify
from magnolia.portal.models import EventText, OutcomeRequest

from .bring import bring, it_is, on, words
from .rated import press, rated, read, signed_off

AT = on("2028-08-10")
SSN = "900-12-3456"


@pytest.fixture
def case(ms, settings):
    made = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, AT)
    return made


def ask(client, result, way="documents", **more):
    typed = {"way": way, "matter": "completion", "wanted": "Completion records of S-17 and S-21", "due": "2028-08-31"}
    return press(client, result, "ask", **(typed | more))


def paper():
    return SimpleUploadedFile("proof.csv", b"student_id,completed\nS-17,yes\n", "text/csv")


@pytest.mark.row("RATE-COMP-13")
@pytest.mark.parametrize("metric", ["completion", "placement"])
def test_while_more_is_asked_for_the_measure_is_undecided_and_the_reply_closes_it_with_rate_and_data_kept(
    ms, case, enter, metric
):
    result = signed_off(rated(ms, case, AT, 14, 20, metric=metric), ms.reviewer, AT)
    reviewer, official = enter(ms.reviewer), enter(ms.official)
    refused = ask(reviewer, result, wanted=f"The record of {SSN}")
    assert refused.status_code == 422
    assert "Name students by the program" in words(refused)
    assert not OutcomeRequest.objects.exists()
    assert not EventText.objects.filter(text__contains=SSN).exists()
    assert ask(reviewer, result).status_code == 302
    request = OutcomeRequest.objects.get()
    assert request.state == "asked"
    shown = read(official, result)
    assert "Awaiting institution" in shown
    assert "S-17 and S-21" in shown
    assert press(reviewer, result, "decide").status_code == 422
    assert result.state == "preview"
    assert "so the measure stays undecided" in read(reviewer, result)
    assert press(official, result, f"reply {request.pk}").status_code == 422
    assert press(official, result, f"reply {request.pk}", answer=f"It is {SSN}").status_code == 422
    assert (
        press(official, result, f"reply {request.pk}", answer="Both completed; see the registrar.").status_code == 302
    )
    request.refresh_from_db()
    assert (request.state, request.closed_on) == ("closed", AT.date())
    assert (request.result, request.result.submission.sha256) == (result, result.submission.sha256)
    assert press(reviewer, result, "decide").status_code == 302


@pytest.mark.row("DOC-02")
def test_three_kinds_of_request_each_have_a_day_and_a_result_and_a_corrective_action_needs_its_evidence(
    ms, case, enter
):
    result = rated(ms, case, AT, 14, 20)
    reviewer, official = enter(ms.reviewer), enter(ms.official)
    for way in ("documents", "follow_up", "corrective"):
        assert ask(reviewer, result, way).status_code == 302
    made = {row.way: row for row in OutcomeRequest.objects.all()}
    shown = words(official.get(reverse("rate_verification", args=[case.pk])))
    for status in ("Awaiting institution", "Follow-up review under way", "Corrective action due"):
        assert status in shown
    assert shown.count("August 31, 2028") == 3
    assert press(reviewer, result, f"conclude {made['follow_up'].pk}", result="The roster agrees.").status_code == 302
    # No evidence, no closing; and not by the institution itself.
    action = made["corrective"]
    assert press(reviewer, result, f"close {action.pk}", result="Fine").status_code == 422
    assert press(official, result, f"show {action.pk}", answer="We corrected it.").status_code == 422
    action.refresh_from_db()
    assert action.state == "to_correct"
    assert press(official, result, f"show {action.pk}", answer="Corrected.", paper=paper()).status_code == 302
    assert press(official, result, f"close {action.pk}", result="Done").status_code == 422
    assert press(reviewer, result, f"not_enough {action.pk}", reason="S-21 is missing.").status_code == 302
    assert press(official, result, f"show {action.pk}", answer="S-21 too.", paper=paper()).status_code == 302
    assert press(reviewer, result, f"close {action.pk}", result="Both records are there now.").status_code == 302
    action.refresh_from_db()
    assert (action.state, action.closed_by, action.came_of_it) == (
        "closed", ms.reviewer, "Both records are there now.",
    )  # fmt: skip
    shown = words(official.get(reverse("rate_verification", args=[case.pk])))
    assert "The roster agrees." in shown
    assert "Both records are there now." in shown


@pytest.mark.parametrize(("field", "value"), [("way", ""), ("matter", "everything"), ("wanted", " "), ("due", ""),
                                              ("due", "2028-08-09"), ("due", "soon")])  # fmt: skip
def test_a_request_without_its_kind_its_words_or_a_day_to_come_is_not_made(ms, case, enter, field, value):
    result = rated(ms, case, AT, 14, 20)
    answer = ask(enter(ms.reviewer), result, **{field: value})
    assert answer.status_code == 422
    assert not OutcomeRequest.objects.exists()


def test_only_a_reviewer_asks_and_another_institution_sees_nothing(ms, case, enter):
    result = rated(ms, case, AT, 14, 20)
    for person in (ms.official, ms.director, ms.auditor):
        assert ask(enter(person), result).status_code == 422
    assert ask(enter(ms.other_official), result).status_code == 404
    assert enter(ms.other_official).get(reverse("rate", args=[case.pk, result.pk])).status_code == 404


@pytest.mark.row("DOC-03")
def test_a_note_is_stored_with_its_number_and_printed_with_it_and_striking_it_needs_a_reason(ms, case, enter):
    result = rated(ms, case, AT, 14, 20)
    official, reviewer = enter(ms.official), enter(ms.reviewer)
    assert press(official, result, "add_note", kind="matching", text="3 without SSN").status_code == 302
    assert press(official, result, "add_note", kind="other", text="x").status_code == 422
    assert press(official, result, "add_note", kind="limit", text=f"Not {SSN}").status_code == 422
    for person in (ms.official, ms.reviewer, ms.director):
        assert "Matching problem: 3 without SSN" in read(enter(person), result)
    assert press(reviewer, result, "strike_note 1").status_code == 422
    with pytest.raises(Refused):
        verify.strike_note(result, note=1, reason=" ", by=ms.reviewer, at=AT)
    assert result.notes.get().struck_on is None
    assert press(reviewer, result, "strike_note 1", reason="The numbers came in.").status_code == 302
    assert "Struck on August 10, 2028 by Riley Mockup: The numbers came in." in read(reviewer, result)
    with pytest.raises(Refused, match="no such note"):
        verify.strike_note(result, note=1, reason="Again", by=ms.reviewer, at=AT)
