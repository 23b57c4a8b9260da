"""What single criteria ask of a finding, and what a recommendation to approve rests on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from magnolia.policy.layers import jurisdictions
from magnolia.policy.registers import review as registers
from magnolia.portal.actions.certifying.certify import certify
from magnolia.portal.actions.deciding import decide
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.needs.review import weighing
from magnolia.portal.actions.reviewing import earnings, grounds, review
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.walking import signature_of
from magnolia.portal.models import EarningsAmount, Finding, PriceLine
from magnolia.portal.pages.words import money

from .bring import bring, consulted, it_is, last_letter, letter_page, on, page, recommended, send, signed, words
from .test_review import AT, close, find


@pytest.fixture
def case(ms, settings):
    application = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on(AT))
    return application


def all_found(ms, case, *but, **other):
    for question in registers("ms").questions:
        if question not in but:
            find(ms, case, question, **other.get(question, {}))


@pytest.mark.parametrize("state", jurisdictions())
def test_every_comparison_the_register_names_has_its_function_and_the_other_way_round(state):
    named = {name for question in registers(state).questions.values() for name in question.checks}
    assert named == grounds.CHECKS.keys()


@pytest.mark.row("REV-02", "PROC-15")
def test_the_review_has_eleven_findings_and_names_the_one_that_is_blank(ms, case, enter):
    reviewer = enter(ms.reviewer)
    refused = send(reviewer, page("finding", case, "length"), case, outcome="met", rationale="So it is.")
    assert refused.status_code == 422
    assert "needs evidence" in words(refused)
    all_found(ms, case, "credit")
    answer = send(reviewer, page("review", case), case, do="finish_review")
    assert answer.status_code == 422
    assert "No finding yet on: Academic credit." in words(answer)
    find(ms, case, "credit")
    close(ms, case)
    shown = words(reviewer.get(page("review_sheet", case)))
    assert shown.count(f"{ms.reviewer.name}, August 24, 2026") >= 11
    assert send(reviewer, page("review", case), case, do="finish_review").status_code == 302


@pytest.mark.row("REV-03")
def test_an_occupation_off_the_list_without_other_evidence_is_not_met_and_the_notice_says_how_to_appeal(
    ms, case, enter
):
    find(ms, case, "alignment", answers={"route": "list", "list_version": "January 2026"})
    shown = words(enter(ms.auditor).get(page("finding", case, "alignment")))
    assert "The priority list in force" in shown
    assert "January 2026" in shown
    all_found(
        ms,
        case,
        alignment={"outcome": "not_met", "reason": "not_listed", "rationale": "Nothing ties it to a listed one."},
    )
    close(ms, case)
    act(case, "finish_review", by=ms.reviewer, at=on("2026-08-25"))
    recommended(ms, consulted(ms, case, "2026-08-26", on("2026-08-26")), on("2026-08-27"), "deny")
    grounds_of = [{"kind": "criterion", "question": "alignment", "text": ""}]
    decide.determine(case, "deny", grounds=grounds_of, by=ms.governor, at=on("2026-08-28"), **signed())
    letter = letter_page(enter, ms.official, last_letter(case))
    assert "An appeal may ask the State to accept an occupation that is not on the list" in letter


@pytest.mark.row("REV-04")
def test_hiring_unmet_beside_engagement_met_is_one_unmet_criterion_and_the_denial_cites_just_that_one(ms, case, enter):
    unmet = {"outcome": "not_met", "reason": "competencies_missing", "rationale": "Blueprint reading is not taught."}
    all_found(ms, case, hiring=unmet)
    close(ms, case)
    assert set(case.findings.filter(outcome="not_met").values_list("question", flat=True)) == {"hiring"}
    act(case, "finish_review", by=ms.reviewer, at=on("2026-08-25"))
    recommended(ms, consulted(ms, case, "2026-08-26", on("2026-08-26")), on("2026-08-27"), "deny")
    why = [{"kind": "criterion", "question": "hiring", "text": ""}]
    decide.determine(case, "deny", grounds=why, by=ms.governor, at=on("2026-08-28"), **signed())
    letter = letter_page(enter, ms.official, last_letter(case))
    assert "Blueprint reading is not taught." in letter
    for other in registers("ms").questions.values():
        assert (other.title in letter) == (other.id == "hiring"), other.title
    assert list(case.determinations.get().grounds.values_list("question", flat=True)) == ["hiring"]


@pytest.mark.row("REV-05")
def test_a_published_price_other_than_the_stated_one_is_inconsistent_and_never_met(ms, enter, settings):
    case = bring(ms, "review", on("2026-08-20"), LINEWORKER | {"tuition": Decimal(3000)})
    it_is(settings, on(AT))
    reviewer, url = enter(ms.reviewer), page("finding", case, "price")
    fees = {f"price_{place}": str(line.stated) for place, line in enumerate(grounds.prices.lines(case)) if place}
    typed = {
        "outcome": "met",
        "rationale": "Read on the page.",
        "evidence_note": "Catalog",
        "point_published_at": "https://college.example.test/catalog",
        "price_0": "3200",
    } | fees
    answer = send(reviewer, url, case, **typed)
    assert answer.status_code == 422
    assert "the application says $3,000.00, the published page $3,200.00" in words(answer)
    differs = {"outcome": "not_met", "reason": "published_differs"}
    assert send(reviewer, url, case, **typed | differs).status_code == 302
    answer = reviewer.get(page("review_sheet", case))
    assert "Inconsistent" in words(answer)
    for line in grounds.prices.lines(case):
        for shown in (words(answer), words(reviewer.get(url))):
            assert line.label in shown
            assert money(line.stated) in shown
    short = {"outcome": "met", "price_0": "3000", "price_1": ""}
    assert "Type the published amount of" in words(send(reviewer, url, case, **typed | short))
    assert '<a href="https://college.example.test/catalog">' in answer.content.decode()
    assert PriceLine.objects.filter(finding__application=case).count() == 1 + len(fees)


@pytest.mark.row("REV-05")
def test_a_miscellaneous_fee_without_a_description_leads_to_a_request_for_clarification(ms, settings):
    fees = [{"description": "Miscellaneous", "amount": Decimal(145)}, {"description": "Lab fee", "amount": Decimal(20)}]
    case = bring(ms, "review", on("2026-08-20"), LINEWORKER | {"fees": fees})
    it_is(settings, on(AT))
    assert [(line.stated, line.described) for line in grounds.prices.lines(case)][1:] == [(145, False), (20, True)]
    with pytest.raises(Refused, match="“Miscellaneous” does not say what it pays for"):
        find(ms, case, "price")
    for _ in range(2):
        find(ms, case, "price", outcome="more_information")
    asked = case.requests.get()
    assert asked.wanted == "Say what the required fee “Miscellaneous” of $145.00 pays for."
    assert (asked.state, asked.asker, asked.question) == ("asked", "agency", "price")


@pytest.mark.row("REV-06", "APPR-08")
def test_cost_and_wage_are_both_weighed_with_their_sources_until_the_secretary_sets_an_amount(ms, case, enter):
    whole = {
        "cost": "3250",
        "cost_source": "Published schedule 2026",
        "wage": "24.10",
        "wage_unit": "hour",
        "wage_source": "Practice survey 2025",
    }
    for lacking in ("cost", "cost_source", "wage", "wage_source"):
        with pytest.raises(Refused) as refused:
            find(ms, case, "cost_and_wage", answers=whole | {lacking: ""})
        assert refused.value.field == f"point_{lacking}"
    with pytest.raises(Refused):
        find(ms, case, "cost_and_wage", answers=whole, rationale=" ")
    assert weighing(case) == "lacking"
    find(ms, case, "cost_and_wage", answers=whole)
    assert weighing(case) == "done"
    all_found(ms, case, "cost_and_wage")
    close(ms, case)
    row = Finding.objects.get(application=case, question="cost_and_wage")
    row.points.filter(name="wage").delete()
    with pytest.raises(Refused, match="no longer stands"):
        act(case, "finish_review", by=ms.reviewer, at=on(AT))
    assert weighing(case) == "lacking"
    earnings.record(
        case,
        award_year=2026,
        amount=Decimal("9100.00"),
        notice="Practice federal notice 1",
        published_on=date(2026, 8, 20),
        by=ms.reviewer,
        at=on(AT),
    )
    assert weighing(case) == "lacking"  # one person alone puts no amount on record
    earnings.confirm(EarningsAmount.objects.get(), by=ms.director, at=on(AT))
    assert weighing(case) == "no_longer_required"
    assert "No longer required" in words(enter(ms.governor).get(page("earnings", case)))
    find(ms, case, "cost_and_wage", outcome="not_applicable", answers={})


@pytest.mark.row("APPR-08")
def test_without_a_considered_wage_the_action_itself_refuses_to_certify(ms, settings):
    case = bring(ms, "approved", on("2026-08-20"))
    row = Finding.objects.get(application=case, question="cost_and_wage")
    row.points.filter(name="wage").delete()
    with pytest.raises(Refused, match="Cost and anticipated wage have not both been considered"):
        certify(case, signature_of("ms", ms.governor), by=ms.governor, at=on("2026-10-01"))


@pytest.mark.row("APPR-09", "REV-06")
def test_a_cheap_program_with_a_high_wage_and_a_dear_one_with_a_low_wage_end_the_step_alike(ms, enter, settings):
    said = []
    for cost, wage in (("1000", "40"), ("15000", "12")):
        case = bring(ms, "review", on("2026-08-20"))
        it_is(settings, on(AT))
        answers = {"cost_source": "Schedule", "wage_unit": "hour", "wage_source": "Survey", "cost": cost, "wage": wage}
        find(ms, case, "cost_and_wage", answers=answers, rationale="Both were weighed.")
        shown = words(enter(ms.auditor).get(page("finding", case, "cost_and_wage")))
        part = shown[shown.index("Both were weighed.") : shown.index("Papers that can show it")]
        for word in ("Met", "Not met", "met.", "pass", "fail", "gain", "ratio", "threshold"):
            assert word not in part
        sheet = words(enter(ms.auditor).get(page("review_sheet", case)))
        assert "6. Cost and anticipated wages: Considered" in sheet
        row = Finding.objects.get(application=case, question="cost_and_wage")
        said.append((row.outcome, row.reason, row.rationale, weighing(case)))
    assert said[0] == said[1] == ("considered", "", "Both were weighed.", "done")


@pytest.mark.row("REV-10")
def test_69_of_100_is_met_only_with_another_standard_on_record_and_in_its_year_only(ms, case, enter):
    figures = {"method": "wage_records", "figures_source": "Registrar", "completed": "69", "started": "100"}
    with pytest.raises(Refused, match="69 of 100 does not reach 70 percent"):
        find(ms, case, "outcomes", answers=figures | {"cohort_year": "2026"})
    other = {
        "measure": "completion",
        "percent": "65",
        "citation": "Practice citation X",
        "award_year": "2026-2027",
        "starts": "2026-07-01",
    }
    for lacking in ("citation", "award_year", "starts"):
        with pytest.raises(Refused) as refused:
            find(ms, case, "alternative_standards", outcome="met", answers=other | {lacking: ""})
        assert refused.value.field == f"point_{lacking}"
    find(ms, case, "alternative_standards", outcome="met", answers=other)
    with pytest.raises(Refused, match="no other standard is on record for 2025-2026"):
        find(ms, case, "outcomes", answers=figures | {"cohort_year": "2025"})
    find(ms, case, "outcomes", answers=figures | {"cohort_year": "2026"})
    shown = words(enter(ms.auditor).get(page("finding", case, "outcomes")))
    assert "Completion: 69 of 100" in shown
    assert "Alternative standard: 65 percent. Practice citation X" in shown
    standard = grounds.alternative(case)
    assert standard is not None
    assert (standard.percent, standard.citation, standard.award_year) == (Decimal(65), "Practice citation X", 2026)
    find(ms, case, "alternative_standards")  # not applicable after all
    assert "69 of 100 does not reach 70 percent" in grounds.faults(case)["outcomes"]


@pytest.mark.row("APPR-01", "APPR-02")
def test_approval_is_recommended_only_on_eight_criteria_and_two_answers_of_yes(ms, case, enter):
    all_found(ms, case, credit={"outcome": "more_information", "rationale": "The agreement is awaited.", "answers": {}})
    with pytest.raises(Refused, match="Not answered yet"):
        act(case, "finish_review", by=ms.reviewer, at=on(AT))
    with pytest.raises(Refused, match="Say why not"):
        review.answer_closing(case, "fit", answer=False, by=ms.reviewer, at=on(AT))
    close(ms, case, fit=False)
    sheet = words(enter(ms.auditor).get(page("review_sheet", case)))
    assert "Is the evidence enough for the State to decide? Yes" in sheet
    assert "Is the program fit to go on to the Secretary of Education? No : Too little is known." in sheet
    act(case, "finish_review", by=ms.reviewer, at=on("2026-08-25"))
    consulted(ms, case, "2026-08-26", on("2026-08-26"))
    with pytest.raises(Refused) as refused:
        recommended(ms, case, on("2026-08-27"))
    assert "(e) Academic credit: Academic credit: more information is needed." in str(refused.value)
    assert "(a)" not in str(refused.value)
    assert "“Is the program fit to go on to the Secretary of Education?” is answered no." in str(refused.value)
    assert not case.recommendations.exists()

    act(case, "return_to_review", by=ms.director, at=on("2026-08-28"), said={"reason": "The agreement came."})
    find(ms, case, "credit", evidence=list(case.documents.filter(slot="outline")))
    close(ms, case)
    act(case, "finish_review", by=ms.reviewer, at=on("2026-08-29"))
    recommended(ms, consulted(ms, case, "2026-08-31", on("2026-08-31")), on("2026-09-01"))
    assert case.recommendations.get().outcome == "approve"
