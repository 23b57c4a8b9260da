"""The Board's consultation: compulsory, whole, attested, and never the decision itself."""

import json
from collections import Counter

import pytest

from magnolia.policy.registers import review as registers
from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.deciding import consult, decide
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.models import Consultation, Determination, Event

from .bring import (
    before_the_governor,
    bring,
    consulted,
    it_is,
    minutes,
    name_designee,
    on,
    page,
    recommended,
    send,
    signed,
    typed,
    words,
)

RECORD = {
    "do": "save_consultation",
    "held_on": "2026-10-05",
    "materials": "Filing, findings, labor-market sheet",
    "ground": "The occupation is in demand in every region.",
}
ATTEST = {
    "do": "attest_consultation",
    "attested_name": "Kim Imaginary",
    "attested_title": "Board secretary",
    "attested_on": "2026-10-05",
}


@pytest.fixture
def case(ms, settings):
    """A case that waits for the Board, on Monday, 5 October 2026."""
    application = bring(ms, "consultation", on("2026-08-20"))
    it_is(settings, on("2026-10-05"))
    return application


@pytest.mark.row("SWIB-01")
def test_no_determination_without_a_consultation_on_or_before_its_day(ms, case, enter):
    governor = enter(ms.governor)
    answer = send(governor, page("determination", case), case, **typed("approve"))
    assert answer.status_code == 422
    assert not case.consultations.exists()
    assert case.state == "consultation"

    late = recommended(ms, consulted(ms, case, "2026-10-06", on("2026-10-06")), on("2026-10-06", 11))
    with pytest.raises(Refused, match="no consultation with the SWIB on or before the day"):
        decide.determine(
            late, "approve", by=ms.governor, at=on("2026-10-06", 12), on=on("2026-10-05").date(), **signed()
        )
    late.refresh_from_db()
    assert late.state == "determination"
    assert not Determination.objects.exists()


@pytest.mark.row("SWIB-01")
@pytest.mark.parametrize("held", ["2026-10-05", "2026-09-28"])
def test_a_consultation_on_the_day_or_earlier_lets_the_determination_through(ms, case, enter, settings, held):
    recommended(ms, consulted(ms, case, held, on("2026-10-05")), on("2026-10-05", 11))
    it_is(settings, on("2026-10-05", 15))
    answer = send(enter(ms.governor), page("determination", case), case, **typed("approve"))
    assert answer.status_code == 302
    assert case.state == "approved"
    assert case.determinations.get().on.isoformat() == "2026-10-05"


def test_a_consultation_that_lies_ahead_cannot_be_attested(ms, case, enter):
    secretary, url = enter(ms.secretary), page("consultation", case)
    ahead = send(secretary, url, case, **RECORD | {"held_on": "2026-10-06"})
    assert ahead.status_code == 422
    assert "lies in the future" in words(ahead)
    assert send(secretary, url, case, **ATTEST).status_code == 422
    assert case.state == "consultation"


def test_a_consultation_before_the_application_was_submitted_is_refused(ms, case, enter):
    answer = send(enter(ms.secretary), page("consultation", case), case, **RECORD | {"held_on": "1900-01-01"})
    assert answer.status_code == 422
    assert "before the application was submitted" in words(answer)


@pytest.mark.row("SWIB-02")
@pytest.mark.parametrize("blank", ["materials", "ground", "held_on"])
def test_a_record_with_a_blank_part_stays_incomplete_and_blocks_the_determination(ms, case, enter, blank):
    secretary, url = enter(ms.secretary), page("consultation", case)
    assert send(secretary, url, case, **RECORD | {blank: ""}).status_code == 302
    assert "Incomplete" in words(secretary.get(url))
    minutes(ms, case, on("2026-10-05"))
    answer = send(secretary, url, case, **ATTEST)
    assert answer.status_code == 422
    assert case.consultations.get().attested_on is None
    answer = send(enter(ms.governor), page("determination", case), case, **typed("approve"))
    assert answer.status_code == 422
    assert case.state == "consultation"


@pytest.mark.row("SWIB-02")
@pytest.mark.parametrize("blank", ["attested_name", "attested_title", "attested_on"])
def test_the_attestation_needs_name_title_and_day_and_then_names_program_day_and_signer(ms, case, enter, blank):
    secretary, url = enter(ms.secretary), page("consultation", case)
    send(secretary, url, case, **RECORD)
    minutes(ms, case, on("2026-10-05"))
    answer = send(secretary, url, case, **ATTEST | {blank: ""})
    assert answer.status_code == 422
    assert blank in answer.context["signing"].errors
    assert case.state == "consultation"
    assert send(secretary, url, case, **ATTEST).status_code == 302
    assert case.state == "recommendation"
    shown = words(enter(ms.auditor).get(url))
    assert "Kim Imaginary, Board secretary, attests on October 5, 2026" in shown
    assert "was consulted on October 5, 2026 about the program Electric Lineworker" in shown
    said = json.loads(Event.objects.get(thing_id=case.pk, move="attest_consultation").text.text)["attested"]
    assert (said["program"], said["held_on"], said["name"]) == ("Electric Lineworker", "2026-10-05", "Kim Imaginary")


@pytest.mark.row("SWIB-02")
def test_an_attestation_signed_before_the_consultation_is_refused(ms, case, enter):
    secretary, url = enter(ms.secretary), page("consultation", case)
    send(secretary, url, case, **RECORD)
    minutes(ms, case, on("2026-10-05"))
    answer = send(secretary, url, case, **ATTEST | {"attested_on": "2026-10-04"})
    assert answer.status_code == 422
    assert "dated before the consultation" in words(answer)
    answer = send(secretary, url, case, **ATTEST | {"attested_on": "2026-10-06"})
    assert "lies in the future" in words(answer)
    assert case.state == "consultation"


@pytest.mark.row("SWIB-03")
def test_a_negative_comment_under_any_topic_is_kept_and_shown_to_the_designee_and_changes_no_state(ms, case, enter):
    name_designee(ms, on("2026-10-05"))
    secretary, url = enter(ms.secretary), page("consultation", case)
    comments = {
        f"comment_{topic}": f"We advise against it: {topic}."
        for topic in ("labor_market", "employer_demand", "credential_value", "cost_and_wage", "other")
    }
    assert send(secretary, url, case, **RECORD | comments).status_code == 302
    assert case.state == "consultation"
    minutes(ms, case, on("2026-10-05"))
    assert send(secretary, url, case, **ATTEST).status_code == 302
    recommended(ms, case, on("2026-10-05", 12))
    shown = words(enter(ms.designee).get(page("determination", case)))
    for text in comments.values():
        assert text in shown
    case.refresh_from_db()
    assert case.state == "determination"


def test_a_record_can_be_saved_half_done_and_taken_up_again(ms, case, enter):
    secretary, url = enter(ms.secretary), page("consultation", case)
    send(secretary, url, case, do="save_consultation", materials="Filing", comment_other="A first word")
    again = secretary.get(url).content.decode()
    assert "Filing" in again
    assert "A first word" in again
    send(secretary, url, case, do="save_consultation", materials="Filing", comment_other="")
    assert not case.consultations.get().comments.exists()


def test_a_case_that_comes_back_needs_a_consultation_of_its_own_round(ms, enter, settings):
    case = before_the_governor(ms, on("2026-08-20"), on("2026-09-10"))
    decide.determine(
        case,
        "return_for_information",
        reason="Hours are unclear.",
        by=ms.governor,
        at=on("2026-09-11"),
        **signed(),
    )
    accepted = list(registers("ms").declarations)
    official = ms.official
    apply.sign(case, accepted=accepted, name=official.name, title="VP", by=official, at=on("2026-09-14"))
    act(case, "answer_return", by=official, at=on("2026-09-14"))
    act(case, "finish_review", by=ms.reviewer, at=on("2026-09-15"))
    with pytest.raises(Refused, match="on which day"):
        act(case, "attest_consultation", by=ms.secretary, at=on("2026-09-16"))
    with pytest.raises(Refused, match="Save the record of this consultation first"):
        consult.attest(case, name="K", title="S", on=on("2026-09-16").date(), by=ms.secretary, at=on("2026-09-16"))
    consulted(ms, case, "2026-09-16", on("2026-09-16"))
    assert [row.round for row in Consultation.objects.filter(application=case)] == [1, 2]
    with pytest.raises(Refused, match="no recommendation yet"):
        act(case, "recommend", by=ms.director, at=on("2026-09-17"))
    recommended(ms, case, on("2026-09-17"))
    assert [row.round for row in case.recommendations.all()] == [1, 2]


def test_the_board_secretary_alone_writes_the_record_and_no_one_comments_off_the_topics(ms, case, enter):
    for person in (ms.director, ms.governor, ms.auditor):
        client = enter(person)
        assert "Save the record" not in words(client.get(page("consultation", case)))
        assert send(client, page("consultation", case), case, **RECORD).status_code == 422
    for person in (ms.reviewer, ms.intake, ms.preparer, ms.committee):
        assert enter(person).post(page("consultation", case), RECORD).status_code == 403
    with pytest.raises(Refused, match="does not comment under"):
        consult.save_consultation(
            case, held_on=None, materials="", ground="", comments={"gossip": "x"}, by=ms.secretary, at=on("2026-10-05")
        )
    assert not case.consultations.exists()


def test_the_director_may_send_a_case_back_to_review_with_a_reason(ms, enter, settings):
    case = bring(ms, "recommendation", on("2026-08-20"))
    it_is(settings, on("2026-09-20"))
    director, url = enter(ms.director), page("recommendation", case)
    assert send(director, url, case, do="return_to_review").status_code == 422
    fields = {"do": "return_to_review", "return_to_review-reason": "The credit finding names no document."}
    assert send(director, url, case, **fields).status_code == 302
    assert case.state == "review"


@pytest.mark.parametrize("where", ["recommendation", "determination"])
def test_findings_are_counted_by_the_words_they_ended_with(ms, enter, settings, where):
    case = bring(ms, "determination", on("2026-08-20"))
    it_is(settings, on("2026-09-20"))
    first, *others = case.findings.order_by("pk")
    type(first).objects.filter(pk=first.pk).update(outcome="considered")
    counted = enter(ms.governor).get(page(where, case)).context["tally"]
    told = {label: count for label, count, _ in counted}
    ended = [registers("ms").outcomes[row.outcome].label for row in case.findings.all()]
    assert told == Counter(ended) | {"Not met": 0}
    assert told["Considered"] >= 1
    assert len(others) + 1 == len(registers("ms").questions)


def test_a_recommendation_needs_its_outcome_words_and_name(ms, enter, settings):
    case = bring(ms, "recommendation", on("2026-08-20"))
    it_is(settings, on("2026-09-20"))
    director, url = enter(ms.director), page("recommendation", case)
    whole = {"do": "recommend", "outcome": "deny", "text": "Credit is not shown.", "signed_name": "Alex Pretend"}
    for blank in ("outcome", "text", "signed_name"):
        answer = send(director, url, case, **whole | {blank: ""})
        assert answer.status_code == 422
        assert blank in answer.context["form"].errors
    assert send(director, url, case, **whole).status_code == 302
    row = case.recommendations.get()
    assert (row.outcome, row.by, row.signed_name, row.round) == ("deny", ms.director, "Alex Pretend", 1)
    assert "Credit is not shown." in words(enter(ms.governor).get(page("determination", case)))
