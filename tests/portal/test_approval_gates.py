"""An approval needs every requirement met, none makes up for another, and a program taught at a distance its need."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy import criteria
from magnolia.policy.layers import jurisdictions
from magnolia.policy.registers import review as registers
from magnolia.portal.actions.applying import apply, filing
from magnolia.portal.actions.deciding import decide
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.reviewing import against
from magnolia.portal.demo.findings import favourable
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.models import Application, FederalAction, Filing, Finding, FindingPoint, Institution

from .bring import bring, consulted, it_is, on, page, recommended, send, signed, typed, walk, words
from .test_review import AT, close, find

DAY = date(2026, 9, 14)
TOO_LONG = "What the rules found: 15 weeks of instruction is too long"


def sent_again(cast: Any, case: Application, day: str, **answers: Any) -> None:
    """What was returned, corrected, signed and sent back into the review; the review then ended and advised on."""
    apply.save_details(case, answers, by=cast.preparer, at=on(day, 8))
    accepted, who = list(registers("ms").declarations), cast.official
    apply.sign(case, accepted=accepted, name=who.name, title=who.title, by=who, at=on(day, 9))
    act(case, "answer_return", by=who, at=on(day, 10))
    act(case, "finish_review", by=cast.reviewer, at=on(day, 11))
    consulted(cast, case, day, on(day, 12))


@pytest.mark.row("ELIG-11")
def test_a_request_with_all_met_but_its_weeks_is_refused_for_that_one_and_14_weeks_clear_the_list(ms, enter, settings):
    way = walk(ms, "review", on("2026-08-20"), LINEWORKER | {"instructional_weeks": Decimal(15)})
    case = way.application
    way.consultation()  # every criterion found met, though the filing says 15 weeks
    consulted(ms, case, "2026-09-10", on("2026-09-10"))
    with pytest.raises(Refused, match=f"Approval cannot be recommended. {TOO_LONG}"):
        recommended(ms, case, on("2026-09-10"))
    recommended(ms, case, on("2026-09-10"), "defer")
    it_is(settings, on("2026-09-14"))
    governor, url = enter(ms.governor), page("determination", case)
    for answer in (governor.get(url), send(governor, url, case, **typed("approve"))):
        assert TOO_LONG in words(answer)
        assert "Not met or still open" not in words(answer)
        assert "no longer stands" not in words(answer)
    assert case.state == "determination"
    assert [said[: len(TOO_LONG)] for said in against.against(case, DAY)] == [TOO_LONG]

    decide.determine(
        case, "return_for_information", reason="Weeks.", asked_for="Weeks", by=ms.governor, at=on("2026-09-14", 12),
        **signed(),
    )  # fmt: skip
    sent_again(ms, case, "2026-09-16", instructional_weeks=Decimal(14))
    recommended(ms, case, on("2026-09-17"))
    it_is(settings, on("2026-09-18"))
    assert TOO_LONG not in words(governor.get(url))
    row = case.findings.filter(question="alternative_standards", outcome="not_applicable")
    for empty in ("", "  "):
        assert row.update(rationale=empty) == 1
        refused = send(governor, url, case, **typed("approve"))
        assert refused.status_code == 422
        assert "A finding no longer stands. Alternative standards: Write the rationale of the finding." in words(
            refused
        )
    assert case.state == "determination"
    row.update(rationale="The ordinary standards apply.")
    assert send(governor, url, case, **typed("approve")).status_code == 302
    assert case.state == "approved"


@pytest.mark.row("ELIG-11")
def test_not_applicable_without_a_reason_is_refused_on_its_page_too(ms, enter, settings):
    case = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on(AT))
    url = page("finding", case, "alternative_standards")
    refused = send(enter(ms.reviewer), url, case, outcome="not_applicable", rationale=" ")
    assert refused.status_code == 422
    assert not case.findings.exists()


@pytest.fixture
def waiting(ms, settings):
    """A case before the Governor on 14 September 2026 with nothing against it."""
    way = walk(ms, "review", on("2026-08-20"))
    way.consultation()
    case = consulted(ms, way.application, "2026-09-10", on("2026-09-10"))
    recommended(ms, case, on("2026-09-10"))
    it_is(settings, on("2026-09-14"))
    assert against.against(case, DAY) == []
    return case


def ruled(case: Application, outcome: str, *rules: str, says: str = "", **facts: Any) -> list[str]:
    """A later filing with another answer of some rules; what then stands against an approval of 14 September 2026."""
    last = filing.latest(case)
    assert last is not None
    new = {rule: {"outcome": outcome, "message": says or f"About {rule}."} for rule in rules}
    values = {field.name: getattr(last, field.name) for field in Filing._meta.fields if field.name != "id"}
    free = case.case.events.exclude(pk__in=Filing.objects.values("event")).latest("seq")
    Filing.objects.create(
        **values | {
            "place": last.place + 1, "event": free, "facts": last.facts | facts,
            "findings": [row | new.get(row["criterion"], {}) for row in last.findings],
        }
    )  # fmt: skip
    return against.rules_against(case, DAY)


@pytest.mark.row("ELIG-11")
def test_every_rule_that_no_finding_may_overrule_stands_against_an_approval_unmet_or_unanswered(ms, waiting):
    questions = registers("ms").questions.values()
    elsewhere = {rule for asked in questions for rule in (*asked.settles, *asked.again, *asked.certified)}
    binding = [rule for rule in criteria.register("ms") if rule not in elsewhere]
    assert binding == [
        "institution.opeid", "program.undergraduate", "program.length", "program.weeks", "program.no_excluded_delivery",
        "program.written_arrangement", "program.no_remedial", "alignment.codes", "credential.kind", "credential.route",
        "cost.published", "apprenticeship.registration", "attestation.signed",
    ]  # fmt: skip
    for outcome in ("not_met", "missing"):
        assert ruled(waiting, outcome, *binding) == [f"What the rules found: About {rule}." for rule in binding]
        assert against.against(waiting, DAY) == against.rules_against(waiting, DAY), "nothing else makes up for them"
        assert ruled(waiting, "met", *binding) == []
    assert ruled(waiting, "not_applicable", *binding, says="  ") == [
        f"What the rules found: {rule}" for rule in binding
    ]
    assert ruled(waiting, "not_applicable", *binding) == [], "each has its reason"
    assert ruled(waiting, "needs_review", *binding) == [], "the reviewer's findings answer it"


def test_a_paper_that_came_later_lets_the_reviewer_overrule_a_rule_and_without_the_finding_it_stands(ms, waiting):
    assert ruled(waiting, "not_met", "credit.pathway") == []
    Finding.objects.filter(application=waiting, question="credit").update(outcome="more_information")
    assert against.rules_against(waiting, DAY) == ["What the rules found: About credit.pathway."]


def test_a_rate_below_its_standard_stands_until_the_finding_holds_figures_that_reach_it(ms, waiting):
    found = Finding.objects.get(application=waiting, question="outcomes")
    assert ruled(waiting, "missing", "outcomes.completion") == [], "documents stand in for figures"
    assert len(ruled(waiting, "not_met", "outcomes.completion")) == 1
    figures = {"completed": "70", "started": "100", "cohort_year": "2025", "figures_source": "Registrar (practice)"}
    FindingPoint.objects.bulk_create(FindingPoint(finding=found, name=n, value=v) for n, v in figures.items())
    assert against.rules_against(waiting, DAY) == []
    FindingPoint.objects.filter(finding=found, name="completed").update(value="69")
    assert len(against.rules_against(waiting, DAY)) == 1


def test_without_an_agreement_the_reason_of_the_filing_and_the_reviewers_finding_are_both_needed(ms, waiting):
    assert len(ruled(waiting, "not_met", "program.distance")) == 1
    assert ruled(waiting, "not_met", "program.distance", no_agreement_because="Both States have a compact.") == []
    Finding.objects.filter(application=waiting, question="length").update(outcome="more_information")
    assert len(against.rules_against(waiting, DAY)) == 1


def test_what_the_state_has_on_record_of_the_institution_is_read_on_the_day_of_the_approval(ms, waiting, enter):
    Institution.objects.filter(pk=waiting.institution_id).update(title_iv_until=date(2026, 9, 13))
    shown = words(enter(ms.governor).get(page("determination", waiting)))
    assert "What the rules found: The institution does not take part in the federal student aid programs" in shown
    Institution.objects.filter(pk=waiting.institution_id).update(title_iv_until=None)
    FederalAction.objects.create(
        institution_id=waiting.institution_id, kind="suspension", first_day=date(2026, 9, 11), source="Practice notice",
        entered_by=ms.administrator, entered_at=on("2026-09-11"),
    )  # fmt: skip
    with pytest.raises(Refused, match="suspension from September 11, 2026"):
        decide.determine(waiting, "approve", by=ms.governor, at=on("2026-09-14"), **signed())


@pytest.mark.parametrize(
    ("move", "more"),
    [
        ("approve_conditionally", {"conditions": [{"blocking": True, "text": "Send the agreement."}]}),
        ("deny", {"grounds": [{"kind": "documentation", "question": "", "text": "The agreement."}]}),
        ("defer", {"reason": "A study is due."}),
    ],
)
def test_every_other_outcome_stays_possible_with_a_rule_that_is_not_met(ms, waiting, move, more):
    assert ruled(waiting, "not_met", "program.weeks")
    decide.determine(waiting, move, by=ms.governor, at=on("2026-09-14"), **signed(**more))
    assert waiting.state in ("conditional", "denied", "deferred")


@pytest.mark.parametrize("state", jurisdictions())
def test_every_condition_the_register_names_has_its_function_and_the_other_way_round(state):
    named = {how for question in registers(state).questions.values() for how in question.settles.values()}
    assert named == against.SETTLES.keys()


# ------------------------------------------------------------------ taught at a distance

ONLINE = LINEWORKER | {"distance_offered": True, "student_states": "MS"}
NEED = {"workforce_need": "yes", "workforce_need_level": "regional", "workforce_need_shown": "Regional report, page 4"}


def sending(**answers: str) -> dict[str, str]:
    given = {"route": "list", "list_version": "January 2026"} | answers
    typed = {"outcome": "met", "rationale": "So it is.", "evidence_note": "Regional report"}
    return typed | {f"point_{name}": value for name, value in given.items()}


@pytest.mark.row("ELIG-14")
def test_an_online_request_cannot_be_recommended_before_the_review_holds_the_need_and_its_level(ms, enter, settings):
    way = walk(ms, "review", on("2026-08-20"), ONLINE)
    case, reviewer = way.application, enter(ms.reviewer)
    it_is(settings, on(AT))
    url = page("finding", case, "alignment")
    for lacking in NEED:
        answer = send(reviewer, url, case, **sending(**NEED | {lacking: ""}))
        assert answer.status_code == 422, lacking
        assert f"point_{lacking}" in answer.context["form"].errors
    assert send(reviewer, url, case, **sending(**NEED | {"workforce_need": "no"})).status_code == 422
    assert send(reviewer, url, case, **sending(**NEED | {"workforce_need_level": "county"})).status_code == 422
    assert not case.findings.exists()
    for question in registers("ms").questions:
        if question != "alignment":
            find(ms, case, question)
    assert send(reviewer, page("review", case), case, do="finish_review").status_code == 422
    assert send(reviewer, url, case, **sending(**NEED)).status_code == 302
    close(ms, case)
    sheet = words(reviewer.get(page("review_sheet", case)))
    assert "At which level Regional" in sheet
    assert "Regional report, page 4" in sheet
    assert send(reviewer, page("review", case), case, do="finish_review").status_code == 302
    consulted(ms, case, "2026-08-26", on("2026-08-26"))
    kept = FindingPoint.objects.get(finding__application=case, name="workforce_need_level")
    kept.delete()
    with pytest.raises(Refused, match="This finding needs an answer to “At which level”"):
        recommended(ms, case, on("2026-08-27"))
    FindingPoint.objects.create(finding=kept.finding, name=kept.name, value="regional")
    recommended(ms, case, on("2026-08-27"))
    assert case.state == "determination"


@pytest.mark.row("ELIG-14")
def test_a_review_without_the_finding_of_a_distance_program_is_incomplete(ms, settings):
    case = walk(ms, "review", on("2026-08-20"), ONLINE).application
    for question in registers("ms").questions:
        find(ms, case, question)
    close(ms, case)
    FindingPoint.objects.filter(finding__application=case, name__startswith="workforce_need").delete()
    with pytest.raises(Refused, match="A finding no longer stands. Occupation or sector"):
        act(case, "finish_review", by=ms.reviewer, at=on(AT))


def test_a_program_taught_in_person_is_not_asked_for_it(ms, enter, settings):
    case = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on(AT))
    reviewer, url = enter(ms.reviewer), page("finding", case, "alignment")
    assert "Taught at a distance" not in words(reviewer.get(url))
    assert send(reviewer, url, case, **sending()).status_code == 302
    with pytest.raises(Refused, match="has no answer called “workforce_need”"):
        find(ms, case, "alignment", answers={"workforce_need": "yes"})


def test_the_practice_reviewer_answers_for_a_distance_program_in_the_other_state_too(xx):
    case = bring(xx, "review", on("2026-08-20"), LINEWORKER | {"distance_offered": True, "student_states": "XX"})
    assert favourable(case, "alignment")["answers"]["workforce_need_level"] == "regional"
