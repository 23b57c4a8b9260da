"""What the page of a criterion takes for a finding and what it sends back, down to the recommendation."""

from __future__ import annotations

import re
from typing import Any

import pytest

from magnolia.policy.registers import review as registers
from magnolia.portal.actions.deciding import consult
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.reviewing import review
from magnolia.portal.models import Finding, FindingPoint

from .bring import bring, consulted, it_is, letter_page, on, page, recommended, send, walk, words
from .test_review import AT, close, find


@pytest.fixture
def case(ms, settings):
    application = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on(AT))
    return application


def judge(client: Any, case: Any, question: str, outcome: str = "met", **answers: str) -> Any:
    """Send the page of a criterion; `answers` are the reviewer's answers that belong to it."""
    typed = {"outcome": outcome, "rationale": "So it is.", "evidence_note": "Outline, page 2"}
    return send(
        client, page("finding", case, question), case, **typed | {f"point_{name}": a for name, a in answers.items()}
    )


NEXT = {"further_credential": "Certificate in Welding, Example State University", "further_route": "working"}
WHERE = {"settings_kind": "areas", "settings": "Fictive delta region\nFictive coast region"}
ROUTES = [
    ({"stackable": "yes", "portable": "no"} | NEXT, False),
    ({"stackable": "no", "portable": "yes"} | WHERE, False),
    ({"only_credential": "yes", "given_on_completion": "no"}, False),
    ({"only_credential": "no", "given_on_completion": "yes"}, False),
    ({"stackable": "yes", "only_credential": "yes"} | NEXT, False),
    ({"stackable": "yes", "portable": "yes"} | NEXT | WHERE, True),
    ({"only_credential": "yes", "given_on_completion": "yes"}, True),
]


@pytest.mark.row("REV-07")
def test_only_a_whole_route_of_the_credential_is_taken_for_met(ms, case, enter):
    reviewer = enter(ms.reviewer)
    for answers, stands in ROUTES:
        FindingPoint.objects.all().delete()
        case.findings.all().delete()
        answer = judge(reviewer, case, "credential", **answers)
        assert answer.status_code == (302 if stands else 422), answers
        assert ("“Met” needs one whole route" in words(answer)) is not stands, answers
        assert case.findings.exists() is stands, answers


@pytest.mark.row("REV-08")
def test_one_signed_agreement_that_names_one_program_is_enough_for_credit_and_a_letter_of_intent_is_not(
    ms, case, enter
):
    reviewer = enter(ms.reviewer)
    one = {"receiving_institution": "Example State University", "receiving_program": "Certificate in Welding"}
    for answers in (
        {},
        one,
        one | {"arrangement": "intent"},
        one | {"arrangement": "agreement", "receiving_program": ""},
        one | {"arrangement": "agreement", "receiving_institution": ""},
    ):
        assert judge(reviewer, case, "credit", **answers).status_code == 422, answers
        assert not case.findings.exists()
    assert judge(reviewer, case, "credit", **one, arrangement="agreement").status_code == 302
    shown = words(enter(ms.auditor).get(page("review_sheet", case)))
    for text in (*one.values(), "Signed articulation or transfer agreement"):
        assert text in shown


@pytest.mark.row("APPR-04")
def test_outcomes_can_be_checked_by_a_method_on_record_and_another_one_needs_its_approval(ms, case, enter):
    reviewer = enter(ms.reviewer)
    assert set(registers("ms").questions["outcomes"].points["method"].choices) == {
        "administrative", "wage_records", "employers", "other",
    }  # fmt: skip
    for answers, at_fault in (({}, "point_method"), ({"method": "other"}, "point_approval")):
        answer = judge(reviewer, case, "outcomes", **answers)
        assert answer.status_code == 422
        assert at_fault in answer.context["form"].errors
    assert judge(reviewer, case, "outcomes", outcome="more_information", method="other").status_code == 422
    assert not case.findings.exists()
    summary = case.documents.get(slot="outcomes")
    typed = {"outcome": "met", "rationale": "Matched.", "evidence": str(summary.pk), "point_method": "wage_records"}
    assert send(reviewer, page("finding", case, "outcomes"), case, **typed).status_code == 302
    shown = words(enter(ms.auditor).get(page("review_sheet", case)))
    assert "Wage records" in shown
    assert summary.name in shown
    approved = {"method": "other", "approval": "Director's memo 4 of August 3, 2026"}
    assert judge(reviewer, case, "outcomes", **approved).status_code == 302
    assert "Director's memo 4 of August 3, 2026" in words(enter(ms.auditor).get(page("review_sheet", case)))


@pytest.mark.row("REV-03")
def test_the_finding_on_alignment_says_by_which_route_and_for_a_sector_which_one(ms, case, enter):
    reviewer = enter(ms.reviewer)
    for answers in ({}, {"route": "list"}, {"route": "sector"}, {"route": "other"}):
        assert judge(reviewer, case, "alignment", **answers).status_code == 422, answers
    assert not case.findings.exists()
    for answers, said in (
        ({"route": "list", "list_version": "January 2026"}, ("The priority list in force", "January 2026")),
        (
            {"route": "sector", "sector": "Advanced manufacturing"},
            ("A designated high", "Advanced manufacturing"),
        ),
        ({"route": "other", "accepted_as": "A study of the region"}, ("Other evidence that", "A study of the region")),
    ):
        assert judge(reviewer, case, "alignment", **answers).status_code == 302
        shown = words(enter(ms.auditor).get(page("finding", case, "alignment")))
        part = shown[shown.index("So it is.") : shown.index("Papers that can show it")]
        for text in said:
            assert text in part, answers


ELEVEN = [
    "alignment", "length", "hiring", "engagement", "price", "cost_and_wage", "credential", "credit", "outcomes",
    "alternative_standards", "other",
]  # fmt: skip


@pytest.mark.row("REV-02")
def test_the_form_has_eleven_criteria_in_order_and_each_finding_shows_evidence_reviewer_and_day(ms, case, enter):
    assert list(registers("ms").questions) == ELEVEN
    for asked in registers("ms").questions.values():
        usual = (
            {"met", "not_met", "more_information"}
            if asked.id != "cost_and_wage"
            else {"considered", "more_information"}
        )
        assert usual == set(asked.endings) - {"not_applicable"}, asked.id
    reviewer = enter(ms.reviewer)
    shown = words(reviewer.get(page("review", case)))
    for asked in registers("ms").questions.values():
        assert asked.title in shown
    paper = case.documents.get(slot="outline")
    for question in ELEVEN:
        find(ms, case, question, evidence=[paper], evidence_note="")
    html = enter(ms.auditor).get(page("review_sheet", case)).content.decode()
    assert html.count(page_of(paper)) >= len(ELEVEN)
    rows = Finding.objects.filter(application=case)
    assert {(row.by, row.on) for row in rows} == {(ms.reviewer, on(AT).date())}
    for outcome in ("not_applicable", "more_information"):
        with pytest.raises(Refused, match="rationale"):
            find(ms, case, "alternative_standards", outcome=outcome, rationale=" ")


def page_of(document: Any) -> str:
    return f"/documents/{document.pk}/"


UNCLEAR: dict[str, Any] = {"outcome": "more_information", "rationale": "It is awaited.", "answers": {}}
LETTERED = {
    "a": ("Occupation or sector alignment", "Occupation or sector"),
    "b": ("Hiring requirements of employers", "Hiring requirements"),
    "c": ("Competencies of the credential", "Hiring requirements"),
    "d": ("Route of the credential", "Credential"),
    "e": ("Academic credit", "Academic credit"),
    "f": ("Documentation of outcomes", "Completion and placement"),
    "g": ("Cost and anticipated wages, before the first value-added earnings amount", "Cost and anticipated wages"),
    "h": ("All other requirements", "Length and structure"),
}


@pytest.mark.row("APPR-01")
def test_a_recommendation_to_approve_names_each_of_the_eight_criteria_that_is_open(ms, case, enter):
    for question in ELEVEN:
        find(ms, case, question, **UNCLEAR)
    close(ms, case)
    act(case, "finish_review", by=ms.reviewer, at=on("2026-08-25"))
    consulted(ms, case, "2026-08-26", on("2026-08-26"))
    with pytest.raises(Refused) as refused:
        recommended(ms, case, on("2026-08-27"))
    for letter, (title, because) in LETTERED.items():
        assert f"({letter}) {title}: {because}: more information is needed" in str(refused.value)
    assert not case.recommendations.exists()
    recommended(ms, case, on("2026-08-27"), "deny")
    assert case.recommendations.get().outcome == "deny"


@pytest.mark.row("APPR-01")
def test_a_met_criterion_without_basis_or_evidence_keeps_the_recommendation_from_being_saved(ms, case):
    for question in ELEVEN:
        find(ms, case, question)
    close(ms, case)
    act(case, "finish_review", by=ms.reviewer, at=on("2026-08-25"))
    consulted(ms, case, "2026-08-26", on("2026-08-26"))
    for bare in ({"rationale": ""}, {"evidence_note": ""}):
        rows = case.findings.filter(question="credit")
        was = rows.values(*bare).get()
        rows.update(**bare)
        with pytest.raises(Refused, match=r"\(e\) Academic credit: Academic credit is without basis"):
            recommended(ms, case, on("2026-08-27"))
        rows.update(**was)
    recommended(ms, case, on("2026-08-27"))
    assert case.recommendations.get().outcome == "approve"


@pytest.mark.row("APPR-02")
@pytest.mark.parametrize("no", ["enough", "fit"])
def test_either_closing_answer_of_no_or_left_open_refuses_the_approval_for_that_alone(ms, case, enter, no):
    for question in ELEVEN:
        find(ms, case, question)
    review.answer_closing(case, no, answer=False, reason="Too little is known.", by=ms.reviewer, at=on(AT))
    with pytest.raises(Refused, match="Not answered yet"):
        act(case, "finish_review", by=ms.reviewer, at=on(AT))
    close(ms, case, **{no: False})
    act(case, "finish_review", by=ms.reviewer, at=on("2026-08-25"))
    consulted(ms, case, "2026-08-26", on("2026-08-26"))
    asks = registers("ms").closings[no].asks
    with pytest.raises(Refused) as refused:
        recommended(ms, case, on("2026-08-27"))
    assert str(refused.value) == f"Approval cannot be recommended. “{asks}” is answered no."
    case.closing_answers.filter(question=no).delete()
    with pytest.raises(Refused, match="is not answered"):
        recommended(ms, case, on("2026-08-27"))
    assert not case.recommendations.exists()


@pytest.mark.row("REV-11")
def test_a_contact_is_told_with_who_when_what_was_shared_and_what_came_back_and_consults_nobody(ms, case, enter):
    told = {"kind": "board", "who": "Fictive board office", "day": "2026-08-21", "shared": "The outline of the course"}
    reviewer, url = enter(ms.reviewer), page("contacts", case)
    for lacking in ("kind", "who", "day", "shared"):
        assert send(reviewer, url, case, **told | {lacking: ""}).status_code == 422, lacking
    assert not case.contacts.exists()
    assert send(reviewer, url, case, **told, returned="It looks sound.").status_code == 302
    for name in ("contacts", "review_sheet"):
        shown = words(enter(ms.auditor).get(page(name, case)))
        for text in ("Fictive board office", "August 21, 2026", "The outline of the course", "It looks sound."):
            assert text in shown, name
    for question in ELEVEN:
        find(ms, case, question)
    close(ms, case)
    act(case, "finish_review", by=ms.reviewer, at=on(AT))
    with pytest.raises(Refused, match="Save the record of this consultation first"):
        consult.attest(
            case, name=ms.secretary.name, title="Secretary", on=on(AT).date(), by=ms.secretary, at=on(AT, 12)
        )
    assert case.state == "consultation"


@pytest.mark.row("REV-04")
def test_signed_forms_of_employers_do_not_settle_what_they_ask_for_when_they_hire(ms, case, enter):
    reviewer = enter(ms.reviewer)
    assert judge(reviewer, case, "engagement").status_code == 302
    assert set(case.findings.values_list("question", flat=True)) == {"engagement"}
    answer = judge(reviewer, case, "hiring")
    assert answer.status_code == 422
    assert "point_competencies" in answer.context["form"].errors


@pytest.mark.row("REV-06", "APPR-09")
@pytest.mark.parametrize(("cost", "wage"), [("1000", "40"), ("15000", "12")])
def test_no_notice_turns_cost_and_wage_into_a_line_to_pass(ms, enter, cost, wage):
    way = walk(ms, "review", on("2026-08-20"))
    case = way.application
    way.findings()
    answers = {"cost": cost, "cost_source": "Schedule", "wage": wage, "wage_unit": "hour", "wage_source": "Survey"}
    find(ms, case, "cost_and_wage", answers=answers, rationale="Both were weighed.", at=way.later())
    way.closing()
    act(case, "finish_review", by=ms.reviewer, at=way.later())
    for step in ("recommendation", "determination"):
        getattr(way, step)()
    way.decided("approve")
    way.certified()
    official = enter(ms.official)
    notices = [letter_page(enter, ms.official, letter) for letter in case.letters.all()]
    shown = words(official.get(page("package", case)))
    assert "Both were weighed." in shown
    for text in (*notices, shown):
        assert not re.findall(r"\b(ratio|threshold|pass(?:es|ed)?|fail(?:s|ed)?|earnings gain)\b", text, re.IGNORECASE)
