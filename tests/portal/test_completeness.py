"""The completeness check: what is listed, what goes back, until when, and what ends an overdue correction."""

import pytest

from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.checking import check
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.models import Deadline, Event

from .bring import another, bring, confirmed, it_is, last_letter, letter_page, on, page, send, walk, words

ITEM = {"do": "add", "item": "Program outline", "kind": "unclear", "needed": "Show the hours of each part."}


@pytest.fixture
def case(ms, settings):
    """A case in the completeness check, on Monday, 24 August 2026."""
    application = bring(ms, "completeness_review", on("2026-08-20"))
    it_is(settings, on("2026-08-24"))
    return application


def test_an_incomplete_filing_goes_back_with_each_item_and_ten_business_days(ms, case, enter):
    intake, url = enter(ms.intake), page("completeness", case)
    assert send(intake, url, case, **ITEM).status_code == 302
    wage = ITEM | {"item": "Anticipated wage", "kind": "unsupported", "needed": "Name the survey."}
    assert send(intake, url, case, **wage).status_code == 302
    confirmed(ms, case, on("2026-08-24"))
    shown = words(intake.get(url))
    assert "Tuesday, September 8, 2026" in shown
    assert "10 business days" in shown
    assert "No decision about eligibility is made here." in shown
    assert send(intake, url, case, do="return_for_correction").status_code == 302
    assert case.state == "correction"
    assert Deadline.objects.get(thing_id=case.pk, clock="correction").due.isoformat() == "2026-09-08"
    letter = letter_page(enter, ms.official, last_letter(case))
    for text in ("Program outline", "Unclear", "Anticipated wage", "Unsupported", "September 8, 2026"):
        assert text in letter
    assert "No decision was made about whether the program is eligible." in letter


def test_an_item_without_its_words_or_kind_is_refused_at_its_field_and_keeps_what_was_typed(ms, case, enter):
    answer = send(enter(ms.intake), page("completeness", case), case, **ITEM | {"needed": "", "kind": "bad"})
    assert answer.status_code == 422
    assert {"needed", "kind"} == set(answer.context["form"].errors)
    assert "Program outline" in answer.content.decode()
    assert case.deficiencies.count() == 0
    with pytest.raises(Refused, match="Missing, Inconsistent, Unclear, Unsupported"):
        check.list_deficiency(case, "Outline", "ugly", "x", by=ms.intake, at=on("2026-08-24"))


def test_a_filing_with_an_open_item_is_not_complete_and_one_without_has_nothing_to_send_back(ms, case, enter):
    confirmed(ms, case, on("2026-08-24"))
    intake, url = enter(ms.intake), page("completeness", case)
    answer = send(intake, url, case, do="return_for_correction")
    assert answer.status_code == 422
    assert "list at least one" in words(answer)
    send(intake, url, case, **ITEM)
    answer = send(intake, url, case, do="find_complete")
    assert answer.status_code == 422
    assert "Deficiencies are still open" in words(answer)
    send(intake, url, case, do=f"drop {case.deficiencies.get().pk}")
    assert case.deficiencies.count() == 0
    assert send(intake, url, case, do="find_complete").status_code == 302
    assert case.state == "complete"


def test_a_date_in_a_year_nobody_confirmed_is_provisional_and_no_notice_goes_out(ms, enter, settings):
    case = bring(ms, "completeness_review", on("2027-12-20"))
    it_is(settings, on("2027-12-27"))
    intake, url = enter(ms.intake), page("completeness", case)
    send(intake, url, case, **ITEM)
    confirmed(ms, case, on("2027-12-27"))
    shown = words(intake.get(url))
    assert "Provisional." in shown
    assert "2028" in shown
    answer = send(intake, url, case, do="return_for_correction")
    assert answer.status_code == 422
    assert "The holiday list for 2028 is missing" in words(answer)
    assert case.state == "completeness_review"


def corrected(ms, at):
    """A case that came back from its correction with both items answered."""
    way = walk(ms, "correction", at)
    for row in way.application.deficiencies.all():
        apply.answer_deficiency(way.application, row.pk, "Mended on page 2.", by=ms.preparer, at=way.later())
    way.sign()
    way.move("resubmit", ms.official)
    return way.application


def test_after_the_correction_each_item_shows_its_answer_and_is_cleared_never_dropped(ms, enter, settings):
    case = corrected(ms, on("2026-08-20"))
    it_is(settings, on("2026-08-28"))
    intake, url = enter(ms.intake), page("completeness", case)
    assert words(intake.get(url)).count("Mended on page 2.") == 2
    first, second = case.deficiencies.all()
    answer = send(intake, url, case, do=f"drop {first.pk}")
    assert answer.status_code == 422
    assert "Clear it instead" in words(answer)
    for row in (first, second):
        assert send(intake, url, case, do=f"clear {row.pk}").status_code == 302
    answer = send(intake, url, case, do=f"clear {first.pk}")
    assert "was cleared already" in words(answer)
    confirmed(ms, case, on("2026-08-28"))
    assert send(intake, url, case, do="find_complete").status_code == 302
    first.refresh_from_db()
    assert (first.cleared_by, first.answer) == (ms.intake, "Mended on page 2.")


def test_an_overdue_correction_ends_only_by_a_persons_choice_with_a_reason(ms, enter, settings):
    case = bring(ms, "correction", on("2026-08-20"))
    due = Deadline.objects.get(thing_id=case.pk).due.isoformat()
    director, url = enter(ms.director), page("completeness", case)
    it_is(settings, on(due, hour=23))
    assert "run out" not in words(director.get(url))
    answer = send(director, url, case, do="return_unreviewed", **{"return_unreviewed-reason": "Nothing came."})
    assert answer.status_code == 422
    assert "still has time to correct" in words(answer)

    it_is(settings, on(due, hour=24))
    shown = words(director.get(url))
    assert "The time to correct has run out" in shown
    assert "Defer: not corrected in time" in shown
    assert case.state == "correction"
    answer = send(director, url, case, do="return_unreviewed")
    assert answer.status_code == 422
    assert case.state == "correction"
    answer = send(director, url, case, do="return_unreviewed", **{"return_unreviewed-reason": "Nothing came."})
    assert answer.status_code == 302
    assert case.state == "returned_unreviewed"
    assert "Nothing came." in letter_page(enter, ms.official, last_letter(case))


def test_a_governor_may_deny_an_overdue_correction_as_incomplete(ms, enter, settings):
    case = bring(ms, "correction", on("2026-08-20"))
    it_is(settings, on("2026-09-20"))
    governor, url = enter(ms.governor), page("determination", case)
    assert "Deny as incomplete" in words(governor.get(url))
    answer = send(governor, url, case, do="deny_incomplete", **{"deny_incomplete-reason": "The outline never came."})
    assert answer.status_code == 302
    letter = letter_page(enter, ms.official, last_letter(case))
    for text in ("denied as incomplete", "The outline never came.", "You may appeal this denial", "No answer arrived."):
        assert text in letter


def test_only_intake_lists_and_sends_back(ms, case, enter):
    for person in (ms.director, ms.auditor):
        client = enter(person)
        assert "Add to the list" not in words(client.get(page("completeness", case)))
        for fields in (ITEM, {"do": "find_complete"}):
            answer = send(client, page("completeness", case), case, **fields)
            assert answer.status_code == 422
            assert "It can be done by: Intake analyst" in words(answer)
    for person in (ms.reviewer, ms.preparer, ms.governor):
        assert enter(person).post(page("completeness", case), ITEM).status_code == 403
    assert not case.deficiencies.exists()


def test_two_analysts_at_once_list_an_item_once_and_the_second_sees_what_changed(ms, case, enter):
    seen = case.version
    second = another(ms, "intake", on("2026-08-24"))
    assert send(enter(ms.intake), page("completeness", case), case, **ITEM).status_code == 302
    answer = send(enter(second), page("completeness", case), case, seen=seen, **ITEM | {"item": "My own words"})
    assert answer.status_code == 409
    assert "My own words" in answer.content.decode()
    assert "Show the hours of each part." in words(answer)
    assert case.deficiencies.count() == 1


def test_a_double_click_lists_an_item_once(ms, case, enter):
    fields = ITEM | {"key": "one-click", "seen": case.version}
    client = enter(ms.intake)
    assert [send(client, page("completeness", case), case, **fields).status_code for _ in range(2)] == [302, 302]
    assert case.deficiencies.count() == 1
    assert Event.objects.filter(thing_id=case.pk, move="list_deficiencies").count() == 1


def test_a_button_that_is_none_and_a_number_that_is_gone_change_nothing(ms, case, enter):
    for word in ("", "approve", "drop 999", "clear x"):
        answer = send(enter(ms.intake), page("completeness", case), case, do=word)
        assert answer.status_code == 422, word
    assert case.state == "completeness_review"


def test_the_one_who_sent_it_back_does_not_deny_it(ms):
    case = bring(ms, "correction", on("2026-08-20"))
    another_hat = another(ms, "governor", on("2026-08-20"), "governor")
    assert (
        act(case, "deny_incomplete", by=another_hat, at=on("2026-09-20"), said={"reason": "Nothing came."}).to_state
        == "denied"
    )
