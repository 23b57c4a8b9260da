"""Where a condition asks for another fact of the filing, only the listed items are corrected, and reviewed again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy.registers import review as registers
from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.deciding import decide
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.models import Application

from .bring import consulted, it_is, on, page, recommended, send, signed, walk, words
from .test_review import find

UNMET = "15 weeks of instruction is too long"
WEEKS = {
    "do": "list_deficiencies",
    "place": "question.instructional_weeks",
    "kind": "unclear",
    "needed": "State the weeks of the program as it is taught.",
}


@pytest.fixture
def case(ms, settings):
    """A conditional result whose filing says 15 weeks, on 16 September 2026."""
    way = walk(ms, "review", on("2026-08-20"), LINEWORKER | {"instructional_weeks": Decimal(15)})
    way.consultation()
    application = consulted(ms, way.application, "2026-09-10", on("2026-09-10"))
    recommended(ms, application, on("2026-09-10"), "conditional")
    row = {"blocking": True, "text": "Bring the weeks within the limit.", "due": date(2026, 12, 1)}
    decide.determine(
        application, "approve_conditionally", conditions=[row], by=ms.governor, at=on("2026-09-14"), **signed()
    )
    it_is(settings, on("2026-09-16"))
    return application


def opened(cast: Any, case: Application, enter: Any) -> None:
    intake, url = enter(cast.intake), page("conditions", case)
    assert send(intake, url, case, **WEEKS).status_code == 302
    assert send(intake, url, case, do="open_items").status_code == 302
    assert case.state == "condition_correction"


def corrected(cast: Any, case: Application, **answers: Any) -> None:
    at, who = on("2026-09-17"), cast.official
    apply.save_details(case, answers, by=cast.preparer, at=at)
    for row in case.deficiencies.filter(cleared_at=None):
        apply.answer_deficiency(case, row.pk, "It is 14 weeks.", by=cast.preparer, at=at)
    apply.sign(case, accepted=list(registers("ms").declarations), name=who.name, title=who.title, by=who, at=at)
    act(case, "send_items", by=who, at=at)


def test_a_condition_on_a_fact_of_the_filing_is_met_by_correcting_it_and_a_second_look(ms, case, enter, settings):
    shown = words(enter(ms.intake).get(page("conditions", case)))
    assert UNMET in shown
    row = case.conditions.get()
    decide.close_condition(case, row.pk, "They say so.", by=ms.intake, at=on("2026-09-16", 11))
    with pytest.raises(Refused, match=UNMET):
        act(case, "conditions_met", by=ms.director, at=on("2026-09-16", 12))
    opened(ms, case, enter)
    assert "Waiting for Institution preparer or Certifying official" in words(enter(ms.auditor).get(page("case", case)))
    corrected(ms, case, instructional_weeks=Decimal(14))
    assert case.state == "condition_review"
    reviewer, url = enter(ms.reviewer), page("case_move", case, "review_items")
    it_is(settings, on("2026-09-18"))
    assert "Your turn Reviewer" in words(reviewer.get(page("case", case)))
    early = send(reviewer, url, case)
    assert early.status_code == 422
    touched = [q for q in registers("ms").questions.values() if "program" in q.facts]
    names = ", ".join(question.title for question in touched)
    assert f"The filing changed since these findings: {names}." in words(early)
    for question in touched:
        find(ms, case, question.id, at=on("2026-09-18"))
    assert send(reviewer, url, case).status_code == 302, words(early)
    assert case.state == "conditional"
    assert case.deficiencies.get().cleared_by == ms.reviewer
    act(case, "conditions_met", by=ms.director, at=on("2026-09-18", 12))
    assert case.state == "approved"


def test_only_what_was_listed_for_the_condition_can_be_changed(ms, case, enter):
    with pytest.raises(Refused, match="possible only at the stage"):
        apply.save_details(case, {"instructional_weeks": Decimal(14)}, by=ms.preparer, at=on("2026-09-16"))
    opened(ms, case, enter)
    with pytest.raises(Refused, match="is not on the list of what to correct"):
        apply.save_details(case, {"tuition": Decimal(900)}, by=ms.preparer, at=on("2026-09-17"))
    assert "Go to “" in words(enter(ms.preparer).get(page("correction", case)))


def test_a_correction_that_is_not_enough_goes_back_with_the_reason(ms, case, enter, settings):
    opened(ms, case, enter)
    corrected(ms, case, instructional_weeks=Decimal("14.5"))
    it_is(settings, on("2026-09-18"))
    url = page("case_move", case, "return_items")
    assert send(enter(ms.reviewer), url, case, reason=" ").status_code == 422
    assert send(enter(ms.reviewer), url, case, reason="The calendar shows 15.").status_code == 302
    assert case.state == "condition_correction"
    assert "The calendar shows 15." in words(enter(ms.official).get(page("case", case)))


def test_nothing_is_opened_without_a_listed_item_and_a_listed_one_can_be_taken_off(ms, case, enter):
    intake, url = enter(ms.intake), page("conditions", case)
    assert send(intake, url, case, do="open_items").status_code == 422
    assert send(intake, url, case, **WEEKS | {"place": "", "needed": ""}).status_code == 422
    assert not case.deficiencies.exists()
    assert send(intake, url, case, **WEEKS).status_code == 302
    assert send(intake, url, case, do=f"drop_item {case.deficiencies.get().pk}").status_code == 302
    assert not case.deficiencies.exists()
