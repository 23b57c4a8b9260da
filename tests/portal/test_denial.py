"""Denials: their grounds, their fixed date, and the corrected letter that starts the time to appeal again."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from magnolia.portal.actions.deciding import decide
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.models import Deadline, Letter

from .bring import (
    before_the_governor,
    bring,
    it_is,
    last_letter,
    letter_page,
    on,
    page,
    send,
    signed,
    typed,
    words,
)


@pytest.fixture
def case(ms, settings):
    """A case whose academic credit was found not met, before the Governor on Thursday, 5 November 2026."""
    application = before_the_governor(ms, on("2026-08-20"), on("2026-11-02"), unmet="credit")
    it_is(settings, on("2026-11-05"))
    return application


@pytest.mark.row("DET-04")
def test_a_denial_with_no_ground_is_refused(ms, case, enter):
    answer = send(enter(ms.governor), page("determination", case), case, **typed("deny"))
    assert answer.status_code == 422
    assert "A denial cites at least one ground" in words(answer)
    with pytest.raises(Refused, match="Name the documentation that was lacking"):
        decide.determine(
            case,
            "deny",
            grounds=[{"kind": "documentation", "text": " "}],
            by=ms.governor,
            at=on("2026-11-05"),
            **signed(),
        )
    assert case.state == "determination"


@pytest.mark.row("DET-04")
def test_a_denial_citing_academic_credit_shows_criterion_number_finding_and_evidence(ms, case, enter):
    answer = send(enter(ms.governor), page("determination", case), case, **typed("deny", grounds="credit"))
    assert answer.status_code == 302
    letter = letter_page(enter, ms.official, last_letter(case))
    ground = letter[letter.index("Academic credit") :]
    assert "Criterion: 8" in ground
    assert "Not met." in ground
    assert "The filing does not show it." in ground
    assert "Evidence considered: outline.pdf" in ground
    assert "Criterion 8, Academic credit" in words(enter(ms.auditor).get(page("determination", case)))


@pytest.mark.row("DET-04")
def test_a_denial_for_lack_of_documentation_names_what_was_lacking(ms, case, enter):
    fields = typed("deny", lacking="The signed articulation agreement.")
    assert send(enter(ms.governor), page("determination", case), case, **fields).status_code == 302
    letter = letter_page(enter, ms.official, last_letter(case))
    assert "The signed articulation agreement." in letter
    assert "None. The ground is that papers were lacking." in letter


@pytest.mark.parametrize("question", ["length", "beauty", ""])
def test_a_ground_names_a_criterion_the_review_found_unmet(ms, case, question):
    with pytest.raises(Refused) as refused:
        decide.determine(
            case,
            "deny",
            grounds=[{"kind": "criterion", "question": question, "text": "x"}],
            by=ms.governor,
            at=on("2026-11-05"),
            **signed(),
        )
    assert refused.value.field == "grounds"
    assert not case.determinations.exists()


def test_a_denial_is_dated_on_the_day_it_is_issued(ms, case):
    with pytest.raises(Refused, match="dated on the day it is issued"):
        decide.determine(
            case,
            "deny",
            grounds=[{"kind": "criterion", "question": "credit"}],
            by=ms.governor,
            at=on("2026-11-05"),
            on=on("2026-11-04").date(),
            **signed(),
        )


def due(case):
    """The open appeal deadline."""
    return Deadline.objects.get(thing_id=case.pk, clock="appeal_filing", closed_by__isnull=True).due.isoformat()


@pytest.fixture
def denied(ms, case, enter):
    send(enter(ms.governor), page("determination", case), case, **typed("deny", grounds="credit"))
    return case


REISSUE = {"do": "reissue_denial", "reissue_denial-reason": "The first letter named the wrong campus."}


@pytest.mark.row("DET-07")
def test_the_date_of_an_issued_notice_cannot_be_edited(denied):
    letter = last_letter(denied)
    for change in ({"dated": "2026-11-04"}, {"text": "{}"}, {"number": "X"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**change)
    letter.dated = on("2026-11-04").date()
    with pytest.raises(DatabaseError), transaction.atomic():
        letter.save()
    assert last_letter(denied).dated.isoformat() == "2026-11-05"


@pytest.mark.row("DET-07")
def test_a_reissue_on_9_november_replaces_the_notice_of_5_november_and_moves_the_due_day(ms, denied, enter, settings):
    first = last_letter(denied)
    assert (first.dated.isoformat(), due(denied)) == ("2026-11-05", "2026-11-30")
    assert "Monday, November 30, 2026" in letter_page(enter, ms.official, first)
    it_is(settings, on("2026-11-09"))
    assert send(enter(ms.governor), page("determination", denied), denied, **REISSUE).status_code == 302
    second = last_letter(denied)
    assert (second.dated.isoformat(), due(denied)) == ("2026-11-09", "2026-12-02")
    assert second.number != first.number
    assert second.replaces == first
    text = letter_page(enter, ms.official, second)
    assert f"This letter replaces letter {first.number} of November 5, 2026." in text
    assert "The first letter named the wrong campus." in text
    assert "Wednesday, December 2, 2026" in text
    assert "On November 5, 2026, the program" in text
    kept = letter_page(enter, ms.official, first)
    assert f"letter {second.number}" in kept
    assert "Monday, November 30, 2026" in kept
    assert denied.state == "denied"


def test_a_third_letter_replaces_the_second_and_keeps_the_day_of_the_denial(ms, denied, enter, settings):
    for day in ("2026-11-09", "2026-11-10"):
        it_is(settings, on(day))
        assert send(enter(ms.governor), page("determination", denied), denied, **REISSUE).status_code == 302
    third = last_letter(denied)
    second = Letter.objects.get(replaced_by=third)
    assert Letter.objects.get(replaced_by=second).replaces is None
    assert "On November 5, 2026, the program" in letter_page(enter, ms.official, third)
    assert due(denied) == "2026-12-03"


def test_only_the_governor_or_a_designee_reissues_and_only_with_a_reason(ms, denied, enter, settings):
    it_is(settings, on("2026-11-09"))
    answer = send(enter(ms.governor), page("determination", denied), denied, do="reissue_denial")
    assert answer.status_code == 422
    director = enter(ms.director)
    assert "Correct the denial letter" not in words(director.get(page("determination", denied)))
    assert send(director, page("determination", denied), denied, **REISSUE).status_code == 422
    assert denied.letters.filter(kind="denied").count() == 1


def test_a_denial_as_incomplete_is_corrected_with_its_own_reason(ms, enter, settings):
    case = bring(ms, "correction", on("2026-08-20"))
    act(case, "deny_incomplete", by=ms.governor, at=on("2026-09-20"), said={"reason": "The outline never came."})
    it_is(settings, on("2026-09-22"))
    assert send(enter(ms.governor), page("determination", case), case, **REISSUE).status_code == 302
    text = letter_page(enter, ms.official, last_letter(case))
    for words_of in ("denied as incomplete", "The outline never came.", "The first letter named the wrong campus."):
        assert words_of in text
    assert "On September 20, 2026, the application" in text


def test_everybody_can_check_whether_a_letter_still_stands_and_learns_no_more(ms, denied, enter, settings, client):
    first = last_letter(denied)
    shown = words(client.get(reverse("verify"), {"number": first.number.lower()}))
    assert "It is dated November 5, 2026. It stands as issued." in shown
    it_is(settings, on("2026-11-09"))
    send(enter(ms.governor), page("determination", denied), denied, **REISSUE)
    shown = words(client.get(reverse("verify"), {"number": f" {first.number} "}))
    assert "A later letter of November 9, 2026 replaced it." in shown
    for secret in ("Electric Lineworker", "Fictive Magnolia", "Deni", denied.number):
        assert secret not in shown
    answer = client.get(reverse("verify"), {"number": "MS-L-2026-99999"})
    assert answer.status_code == 404
    assert "No letter has this number" in words(answer)
    assert client.get(reverse("verify")).status_code == 200
