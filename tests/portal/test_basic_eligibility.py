"""How an institution appears in the completeness check: from registered facts, as a question, never as a decision."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from magnolia.portal.actions.checking.look import look
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import FederalAction, Institution

from .bring import it_is, on, page, send, walk, words

NOW = "2026-11-13"


@pytest.fixture
def august(ms, settings):
    """An application of Saturday, 1 August 2026, looked at three months later."""
    way = walk(ms, "attestation", on("2026-07-29"), WELDING)
    way.at = on("2026-08-01")
    way.submitted()
    way.completeness_review()
    it_is(settings, on(NOW))
    return way.application


def action(case, kind: str, first: str, last: str | None, by) -> FederalAction:
    return FederalAction.objects.create(
        institution_id=case.institution_id,
        kind=kind,
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last) if last else None,
        source="Practice notice",
        entered_by=by,
        entered_at=on(NOW),
    )


@pytest.mark.row("COMP-03")
def test_an_institution_with_an_ended_ppa_or_a_recent_action_is_a_question_and_no_decision(ms, august, enter):
    intake, url = enter(ms.intake), page("completeness", august)
    assert "Appears eligible. Looked back 5 years from August 1, 2026" in words(intake.get(url))
    Institution.objects.filter(pk=august.institution_id).update(ppa_expires=date(2026, 6, 30))
    action(august, "termination", "2022-05-02", "2022-09-30", ms.administrator)
    shown = words(intake.get(url))
    assert "Question: PPA ended June 30, 2026." in shown
    assert "Question: Termination from May 2, 2022 to September 30, 2022." in shown
    assert "Appears eligible." not in shown
    assert look(august, date.fromisoformat(NOW))["institution"].suggests is None, "a person answers"
    assert send(intake, url, august, do="answer", **{"answer-institution": "yes"}).status_code == 302
    august.refresh_from_db()
    assert august.state == "completeness_review"


@pytest.mark.row("COMP-03")
@pytest.mark.parametrize(
    ("registered", "question"),
    [
        ({"ppa_expires": date(2026, 7, 31)}, "Question: PPA ended July 31, 2026."),
        ({"ppa_expires": date(2026, 8, 1)}, ""),
        ({"ppa_expires": None}, "Question: no end date of the PPA is registered."),
        ({"title_iv": False}, "Question: not registered as taking part in the federal student aid programs."),
        ({"opeid": ""}, "Question: no OPE ID is registered."),
    ],
)
def test_each_registered_fact_is_looked_at_on_the_day_of_the_application(ms, august, enter, registered, question):
    Institution.objects.filter(pk=august.institution_id).update(**registered)
    shown = words(enter(ms.intake).get(page("completeness", august)))
    assert (question or "Appears eligible.") in shown
    assert ("Appears eligible." in shown) is not bool(question)


@pytest.mark.row("COMP-03")
@pytest.mark.parametrize(
    ("kind", "first", "last", "asked"),
    [
        ("suspension", "2020-01-06", "2021-08-01", True),  # the same calendar date five years before counts
        ("suspension", "2020-01-06", "2021-07-31", False),
        ("emergency_action", "2015-03-02", None, True),  # an older action still in force counts
        ("termination", "2026-08-01", None, True),
        ("termination", "2026-08-02", None, False),  # after the application
    ],
)
def test_an_adverse_action_counts_for_five_years_and_as_long_as_it_is_in_force(
    ms, august, enter, kind, first, last, asked
):
    action(august, kind, first, last, ms.administrator)
    shown = words(enter(ms.intake).get(page("completeness", august)))
    assert ("Appears eligible." not in shown) is asked


def test_an_administrator_records_a_federal_action_with_its_source(ms, enter):
    administrator, url = enter(ms.administrator), reverse("admin:portal_federalaction_add")
    college = ms.organisations["college"].pk
    typed = {"institution": college, "kind": "suspension", "first_day": "2024-02-01", "source": ""}
    assert administrator.post(url, typed).status_code == 200, "without a source nothing is recorded"
    assert administrator.post(url, typed | {"source": "Federal notice 7 (practice)"}).status_code == 302
    row = FederalAction.objects.get()
    assert (row.entered_by, row.last_day, row.institution_id) == (ms.administrator, None, college)
