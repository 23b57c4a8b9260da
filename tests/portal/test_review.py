"""The review: each finding with its grounds, the aims it serves, and the end of the review."""

import re
from typing import Any

import pytest

from magnolia.policy.registers import review as registers
from magnolia.portal.actions.moves import Refused, start
from magnolia.portal.actions.reviewing import review
from magnolia.portal.demo.findings import favourable
from magnolia.portal.models import Event, Finding, Grant

from .bring import another, bring, declare_everywhere, given_back, it_is, on, page, send, walk, words

AT = "2026-08-24"
MET: dict[str, Any] = {"outcome": "met", "rationale": "The outline shows it.", "evidence_note": "Outline, page 2"}


def find(cast, case, question, **other):
    """A finding that lets the program pass a criterion, changed where the test says so."""
    given = favourable(case, question) | {"evidence_note": "Outline, page 2", "at": on(AT)} | other
    return review.save_finding(case, question, by=cast.reviewer, **given)


def close(cast, case, **answers):
    """The closing questions, answered yes unless the test says otherwise."""
    for question in registers("ms").closings:
        given = answers.get(question, True)
        reason = "" if given else "Too little is known."
        review.answer_closing(case, question, answer=given, reason=reason, by=cast.reviewer, at=on(AT))


@pytest.fixture
def case(ms, settings):
    application = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on(AT))
    return application


def test_a_finding_is_made_beside_the_rules_and_the_papers_and_leads_to_the_next(ms, case, enter):
    reviewer, url = enter(ms.reviewer), page("finding", case, "length")
    shown = words(reviewer.get(url))
    assert "outline.pdf" in shown
    assert "520" in shown
    assert "What the rules found" in shown
    paper = case.documents.get(slot="outline")
    answer = send(reviewer, url, case, **MET | {"evidence": str(paper.pk)})
    assert answer.status_code == 302
    assert answer["Location"] == page("finding", case, "hiring")
    found = Finding.objects.get(application=case, question="length")
    assert (found.outcome, list(found.evidence.all()), found.by) == ("met", [paper], ms.reviewer)
    assert "10 of 11 criteria have no finding yet." in words(reviewer.get(page("review", case)))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": "met", "rationale": "So it is."}, "evidence"),
        ({"outcome": "met", "rationale": "  ", "evidence_note": "Outline"}, "rationale"),
        ({"outcome": "not_met", "rationale": "It is not shown."}, "reason"),
        ({"outcome": "not_met", "rationale": "It is not shown.", "reason": "no_agreement"}, "reason"),
        ({"outcome": "not_applicable", "rationale": "No matter."}, "outcome"),
        ({"outcome": "splendid", "rationale": "Yes."}, "outcome"),
    ],
)
def test_a_finding_without_its_ground_is_refused_at_the_field(ms, case, enter, given, field):
    answer = send(enter(ms.reviewer), page("finding", case, "length"), case, **given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not case.findings.exists()
    with pytest.raises(Refused) as refused:
        review.save_finding(case, "length", by=ms.reviewer, at=on(AT), **given)
    assert refused.value.field == field


def test_not_applicable_is_open_only_where_the_criterion_may_be(ms, case):
    may_be = {q.id for q in registers("ms").questions.values() if q.may_be_not_applicable}
    assert may_be == {"cost_and_wage", "outcomes", "alternative_standards"}
    for question in registers("ms").questions:
        given: dict[str, Any] = {"outcome": "not_applicable", "rationale": "The measure starts later."}
        if question == "cost_and_wage":
            with pytest.raises(Refused, match="has published no value-added earnings amount"):
                review.save_finding(case, question, by=ms.reviewer, at=on(AT), **given)
        elif question in may_be:
            review.save_finding(case, question, by=ms.reviewer, at=on(AT), **given)
        else:
            with pytest.raises(Refused, match="applies to every program"):
                review.save_finding(case, question, by=ms.reviewer, at=on(AT), **given)


def test_papers_of_another_case_are_no_evidence(ms, case):
    other = bring(ms, "submitted", on("2026-08-20"))
    with pytest.raises(Refused, match="documents of this application"):
        review.save_finding(
            case,
            "length",
            evidence=list(other.documents.all()),
            by=ms.reviewer,
            at=on(AT),
            outcome="met",
            rationale="x",
        )
    assert not case.findings.exists()


def test_a_later_finding_replaces_the_earlier_and_the_record_keeps_both(ms, case):
    review.save_finding(case, "length", by=ms.reviewer, at=on(AT), **MET)
    given: dict[str, Any] = {"outcome": "not_met", "reason": "too_short", "rationale": "Page 3 says 120 hours."}
    review.save_finding(case, "length", by=ms.reviewer, at=on(AT), **given)
    found = Finding.objects.get(application=case)
    assert (found.outcome, found.reason, found.evidence_note) == ("not_met", "too_short", "")
    last = Event.objects.filter(thing_id=case.pk, move="save_finding").latest("seq")
    assert "Met. The outline shows it." in last.text.text
    assert "Page 3 says 120 hours." in last.text.text


def test_two_reviewers_at_once_save_once_and_the_second_keeps_the_words_and_sees_the_change(ms, case, enter):
    seen = case.version
    second = another(ms, "reviewer", on(AT))
    url = page("finding", case, "length")
    assert send(enter(ms.reviewer), url, case, **MET).status_code == 302
    answer = send(enter(second), url, case, seen=seen, **MET | {"rationale": "My own long rationale."})
    assert answer.status_code == 409
    assert "My own long rationale." in answer.content.decode()
    shown = words(answer)
    assert "Someone changed this before you" in shown
    assert "The outline shows it." in shown
    assert Finding.objects.get(application=case).by == ms.reviewer


def test_the_review_ends_only_when_every_criterion_has_a_finding(ms, case, enter):
    reviewer, url = enter(ms.reviewer), page("review", case)
    for question in list(registers("ms").questions)[:-1]:
        find(ms, case, question)
    answer = send(reviewer, url, case, do="finish_review")
    assert answer.status_code == 422
    assert "No finding yet on: Other requirements" in words(answer)
    find(ms, case, "other")
    close(ms, case)
    assert send(reviewer, url, case, do="finish_review").status_code == 302
    assert case.state == "consultation"


def test_the_closing_questions_are_taken_only_when_nothing_is_missing_and_say_all_that_is(ms, case, enter):
    reviewer, url = enter(ms.reviewer), page("review", case)
    questions = list(registers("ms").questions.values())
    for question in questions[:-2]:
        find(ms, case, question.id)
    case.findings.filter(question="length").update(rationale="")
    both = {f"{name}_answer": "yes" for name in registers("ms").closings}
    shown = words(reviewer.get(url))
    assert "Save both answers" not in shown
    for where in (shown, words(send(reviewer, url, case, do="save_closing", **both, fit_reason="My own words"))):
        assert f"No finding yet on: {questions[-2].title}, {questions[-1].title}." in where
        assert "A finding no longer stands. Length and structure:" in where
    assert not case.closing_answers.exists()
    for question in (questions[-2], questions[-1], questions[1]):
        find(ms, case, question.id)
    assert send(reviewer, url, case, do="save_closing", **both).status_code == 302
    assert case.closing_answers.count() == 2


def test_a_person_of_the_institution_never_reviews_even_with_the_role(ms, case):
    given_back(case, on(AT))
    insider = another(ms, "reviewer", on(AT))
    person = another(ms, "preparer", on(AT), "college")
    review.save_finding(case, "length", by=insider, at=on(AT), **MET)
    both = Grant(person=person, organisation=ms.organisations["agency"], role="reviewer")
    start(both, "give", by=None, at=on(AT), jurisdiction="ms")
    declare_everywhere(person, on(AT))
    with pytest.raises(Refused, match="another person must review"):
        review.save_finding(case, "credit", by=person, at=on(AT), **MET)


def test_others_read_the_findings_and_change_none(ms, enter, settings):
    case = bring(ms, "consultation", on("2026-08-20"))
    it_is(settings, on("2026-08-28"))
    for person in (ms.director, ms.auditor, ms.reviewer, ms.governor, ms.secretary):
        client = enter(person)
        shown = words(client.get(page("finding", case, "length")))
        assert "Save and go on" not in shown
        assert "The outline and the facts of the filing show it." in shown
        answer = send(client, page("finding", case, "length"), case, **MET)
        assert answer.status_code == 422
    for person in (ms.intake, ms.preparer):
        assert enter(person).post(page("finding", case, "length"), MET).status_code == 403


def test_an_unknown_criterion_is_not_found(ms, case, enter):
    assert enter(ms.reviewer).get(page("finding", case, "beauty")).status_code == 404


@pytest.mark.row("SCOPE-06")
def test_the_record_shows_under_each_aim_its_findings_and_is_incomplete_without_one_under_aim_a(ms, enter, settings):
    way = walk(ms, "review", on("2026-08-20"))
    case = way.application
    it_is(settings, on("2026-10-01"))
    serving = {aim: [q.title for q in registers("ms").under_aim(aim)] for aim in "abc"}
    before = words(enter(ms.reviewer).get(page("review", case)))
    assert "11 of 11 criteria have no finding yet." in before
    assert "places for papers filled by the college." in before
    assert "name no evidence" not in before
    for question in registers("ms").questions.values():
        if question.aim != "a":
            find(ms, case, question.id)
    shown = words(enter(ms.reviewer).get(page("review", case)))
    assert (
        "Incomplete: no finding is saved yet on any criterion under “Occupation and sector alignment”, aim (a)" in shown
    )
    assert "aim (b) of the policy" not in shown

    certified = bring(ms, "certified", on("2026-08-21"))
    it_is(settings, on("2026-10-05"))
    shown = words(enter(ms.auditor).get(page("determination", certified)))
    record = shown[shown.index("The record by aim of the policy") :]
    assert "Incomplete" not in record
    for aim, following in (("a", "Aim (b)"), ("b", "Aim (c)"), ("c", "What the rules found")):
        part = record[record.index(f"Aim ({aim})") : record.index(following)]
        for title in serving[aim]:
            assert title in part
    for finding in certified.findings.all():
        asked = registers("ms").questions[finding.question]
        assert re.search(
            rf"{re.escape(asked.title)} .{{0,40}}{registers('ms').outcomes[finding.outcome].label}", record
        ), asked.title
    under_a = certified.findings.filter(question__in=[q.id for q in registers("ms").under_aim("a")])
    for finding in under_a:
        finding.points.all().delete()
        finding.delete()
    shown = words(enter(ms.auditor).get(page("determination", certified)))
    assert (
        "Incomplete: no finding is saved yet on any criterion under “Occupation and sector alignment”, aim (a)" in shown
    )
