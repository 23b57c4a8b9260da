"""The same rules as the command's, on a filing: its answers, and what the State has on record, give every finding."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from magnolia.policy.criteria import register
from magnolia.portal.actions.applying import filing
from magnolia.portal.demo import occupations
from magnolia.portal.demo.programs import LINEWORKER, PHLEBOTOMY, WELDING
from magnolia.portal.models import Application, EarningsAmount, FederalAction, Institution

from .bring import bring, it_is, on, page, send
from .test_withdrawal import ending

REGISTERED = {
    "apprenticeship": True,
    "sponsor": "Fictive Line Builders",
    "registration_number": "MS-0001",
    "registration_agency": "U.S. Department of Labor",
    "on_the_job_hours_included": Decimal(0),
    "employers": [],
}


def outcomes(application: Application) -> dict[str, str]:
    """What the rules say of the answers as they stand, outcome and sentence by criterion."""
    fresh = Application.objects.select_related("facts", "case").get(pk=application.pk)
    return {row.criterion: f"{row.outcome}: {row.message}" for row in filing.findings_now(fresh, date(2026, 8, 5))}


def test_a_complete_filing_gets_an_answer_from_every_rule_and_only_the_list_is_not_there(ms):
    sent = filing.latest(bring(ms, "submitted", on("2026-08-05")))
    assert sent is not None
    assert [row["criterion"] for row in sent.findings] == list(register("ms"))
    assert {row["criterion"]: row["outcome"] for row in sent.findings if row["outcome"] != "met"} == {
        "alignment.priority": "missing",
        "program.written_arrangement": "not_applicable",
        "vae.tuition": "not_applicable",
        "apprenticeship.registration": "not_applicable",
    }


@pytest.mark.parametrize("state", ["ms", "xx"])
@pytest.mark.django_db
def test_with_the_practice_list_in_force_every_practice_program_is_on_it(state, request, at):
    cast = request.getfixturevalue(state)
    occupations.publish(cast, at)
    for facts in (LINEWORKER, WELDING, PHLEBOTOMY):
        sent = filing.latest(bring(cast, "submitted", on("2026-08-05"), facts))
        assert sent is not None
        found = next(row for row in sent.findings if row["criterion"] == "alignment.priority")
        assert found["outcome"] == "met", found["message"]
        assert "Practice list, list 1" in found["message"]


def test_the_same_filing_is_complete_in_another_state(xx):
    sent = filing.latest(bring(xx, "submitted", on("2026-08-05")))
    assert sent is not None
    assert not [row for row in sent.findings if row["outcome"] == "not_met"]


@pytest.mark.parametrize(
    ("answers", "criterion", "says"),
    [
        ({"distance_offered": True, "student_states": "TN\nMS"}, "program.distance", "not_met: No agreement"),
        ({"distance_offered": True}, "program.distance", "missing: Name the States"),
        ({"arrangement": True}, "program.written_arrangement", "missing: Give the hours taught"),
        ({"arrangement": True, "ineligible_hours": Decimal(131)}, "program.written_arrangement", "not_met: 131 of 520"),
        ({"remedial_hours": Decimal(4)}, "program.no_remedial", "needs_review: 4 remedial hours"),
        ({"employers": []}, "employers.age", "missing: There is no letter"),
        ({"employers": LINEWORKER["employers"][:2]}, "employers.independent", "not_met: Independent employers"),
        ({"recognising_employers": 1}, "credential.route", "not_met: The credential is said"),
        ({"completed_in_time": 27}, "outcomes.completion", "not_met: 27 of 40"),
        (
            {"design_evidence": [{"kind": "advisory"}]},
            "employers.design",
            "named without a document: Advisory committee",
        ),
        (REGISTERED, "alignment.priority", "met: The program is the related instruction"),
        (REGISTERED, "employers.independent", "met: The program is the related instruction"),
        (REGISTERED, "apprenticeship.registration", "met: The apprenticeship of Fictive Line Builders"),
        (REGISTERED | {"sponsor": ""}, "apprenticeship.registration", "missing: The program is said"),
    ],
)
def test_each_answer_of_the_form_reaches_its_rule(ms, answers, criterion, says):
    draft = bring(ms, "draft", on("2026-08-05"), LINEWORKER | answers)
    assert says in outcomes(draft)[criterion]


def test_actions_and_amounts_on_record_reach_their_rules(ms, at):
    draft = bring(ms, "draft", on("2026-08-05"))
    college = Institution.objects.get(pk=draft.institution_id)
    FederalAction.objects.create(
        institution=college, kind="suspension", first_day=date(2024, 1, 1), last_day=date(2024, 3, 1),
        source="Fictive notice", entered_by=ms.administrator, entered_at=at,
    )  # fmt: skip
    for award_year, amount in ((2026, 9000), (2026, 3000), (2027, 1)):
        EarningsAmount.objects.create(
            institution_id=draft.institution_id, program_name=draft.program_name, cip_code="46.0303",
            award_year=award_year, amount=Decimal(amount), notice="Fictive notice", published_on=date(2026, 4, 1),
            application=draft, by=ms.reviewer, on=date(2026, 8, 5), confirmed_by=ms.director,
            confirmed_on=date(2026, 8, 5),
        )  # fmt: skip
    found = outcomes(draft)
    assert "suspension from January 1, 2024 to March 1, 2024" in found["institution.no_federal_action"]
    assert found["vae.tuition"].startswith(
        "not_met: Tuition $3,250.00 and required fees $145.00 are $3,395.00: $395.00"
    )


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        ("completion", "not_met: Field of study"),
        ("placement", "not_met: Field of study"),
        ("employer_demand", "needs_review: Lost"),
    ],
)
def test_a_program_that_failed_its_rates_makes_a_similar_one_wait(ms, enter, settings, cause, outcome):
    failed = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2026-10-01"))
    send(enter(ms.governor), page("approval", failed), failed.approval, **ending("withdraw", cause=cause))
    again = bring(ms, "draft", on("2026-10-20"))
    found = outcomes(again)["similar.none"]
    assert found.startswith(outcome)
    assert ("on October 15, 2028, this one may return" in found) == outcome.startswith("not_met")
    assert outcomes(failed)["similar.none"].startswith("met")
