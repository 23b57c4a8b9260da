"""Only an institution in the federal student aid programs on the day of submission submits, by the State's record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from magnolia.portal.actions.applying import filing
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.demo.programs import LINEWORKER, since
from magnolia.portal.models import Institution

from .bring import bring, it_is, on, page, walk, words
from .filling import make

TODAY = "2026-08-20"
DAY = date.fromisoformat(TODAY)


def signed_draft(cast, settings, facts=None, opened: str = "2026-08-18"):
    """An application of the college, signed and not sent yet, on the day of its submission."""
    way = walk(cast, "attestation", on(opened), facts)
    way.sign()
    it_is(settings, on(TODAY))
    return way.application


def registered(application, **facts) -> Institution:
    Institution.objects.filter(pk=application.institution_id).update(**facts)
    return Institution.objects.select_related("organisation").get(pk=application.institution_id)


@pytest.mark.row("ELIG-01")
@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"title_iv": True, "title_iv_until": None}, ""),
        ({"title_iv": True, "title_iv_until": DAY}, ""),  # its last day counts
        ({"title_iv": True, "title_iv_until": DAY + timedelta(days=1)}, ""),
        ({"title_iv": True, "title_iv_until": DAY - timedelta(days=1)}, "(Title IV) until August 19, 2026"),
        ({"title_iv": False}, "does not take part in the federal student aid programs (Title IV)"),
        ({"title_iv": None}, "It is not on record whether"),
    ],
)
def test_an_institution_whose_title_iv_status_ended_the_day_before_cannot_submit_and_is_told_why(
    ms, enter, settings, record, says
):
    application = signed_draft(ms, settings)
    college = registered(application, **record).organisation.name
    answer = make(enter(ms.official), application, "submit")
    application.refresh_from_db()
    assert application.state == ("attestation" if says else "submitted")
    assert answer.status_code == (422 if says else 302)
    if says:
        shown = words(answer)
        assert says in shown
        assert college in shown
        with pytest.raises(Refused, match="Title IV"):
            act(application, "submit", by=ms.official, at=on(TODAY))


@pytest.mark.row("ELIG-01")
def test_a_program_that_is_planned_and_not_yet_running_is_not_refused_for_that(ms, enter, settings):
    planned = bring(ms, "draft", on("2026-08-18"), LINEWORKER | {"history": []})  # no day yet on which it was taught
    it_is(settings, on(TODAY))
    preparer = enter(ms.preparer)
    # The form still asks for its history, which is another requirement; the institution stands in order.
    shown = words(make(preparer, planned, "request_attestation"))
    assert "Not complete yet. Answers missing in Personal Details: 1." in shown
    assert "(Title IV)" not in shown
    registered(planned, title_iv_until=DAY - timedelta(days=1))
    assert "(Title IV) until August 19, 2026" in words(make(preparer, planned, "request_attestation"))


@pytest.mark.row("ELIG-01")
def test_a_program_that_has_only_just_begun_is_submitted(ms, enter, settings):
    application = signed_draft(ms, settings, LINEWORKER | {"history": since("2026-08-17", 520, 13)})
    assert make(enter(ms.official), application, "submit").status_code == 302
    application.refresh_from_db()
    assert application.state == "submitted"


@pytest.mark.parametrize("cast", ["ms", "xx"])
@pytest.mark.parametrize(("said", "label"), [("applied", "It has applied"), ("none", "It does not take part")])
def test_where_the_form_contradicts_the_record_the_record_counts_and_both_are_quoted(
    request, enter, settings, cast, said, label
):
    people = request.getfixturevalue(cast)
    draft = bring(people, "draft", on("2026-08-18"), LINEWORKER | {"title_iv_status": said})
    it_is(settings, on(TODAY))
    preparer = enter(people.preparer)
    refused = make(preparer, draft, "request_attestation")
    assert refused.status_code == 422
    assert f"takes part in the federal student aid programs (Title IV). The application says “{label}”." in words(
        refused
    )
    assert "The State's record counts. Where it is wrong, ask the State to correct it." in words(refused)
    registered(draft, title_iv=False)
    with pytest.raises(Refused, match="does not take part") as problem:
        act(draft, "request_attestation", by=people.preparer, at=on(TODAY))
    assert "The application says" not in str(problem.value)


def test_an_answer_that_claims_more_than_the_record_is_quoted_and_does_not_win(ms, enter, settings):
    application = signed_draft(ms, settings)
    registered(application, title_iv=False)
    shown = words(make(enter(ms.official), application, "submit"))
    assert "can submit a request. The application says “It takes part”. The State's record counts." in shown


def test_a_correction_is_not_sent_either_after_the_status_ended(ms, settings):
    way = walk(ms, "correction", on("2026-08-06"))
    registered(way.application, title_iv_until=date(2026, 8, 6))
    with pytest.raises(Refused, match="until August 6, 2026"):
        way.corrected()
    registered(way.application, title_iv_until=None)
    act(way.application, "resubmit", by=ms.official, at=way.later())


def test_the_rule_and_the_completeness_check_read_the_record_as_of_their_day(ms, enter, settings):
    case = bring(ms, "completeness_review", on("2026-08-18"))
    sent = filing.latest(case)
    assert sent is not None
    last = sent.held_on
    assert last is not None
    registered(case, title_iv_until=last)
    for day, outcome in ((last, "met"), (last + timedelta(days=1), "not_met")):
        found = {row.criterion: row.outcome for row in filing.findings_now(case, last, day)}
        assert found["institution.title_iv"] == outcome
    it_is(settings, on("2026-08-28"))
    intake, question = enter(ms.intake), "Question: not registered as taking part"
    assert question not in words(intake.get(page("completeness", case)))
    registered(case, title_iv_until=last - timedelta(days=1))
    assert question in words(intake.get(page("completeness", case)))
