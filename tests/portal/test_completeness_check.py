"""The six confirmations, what the rules find beside them, and what the institution is told; policy 7.3."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from magnolia.policy.completeness import checklist
from magnolia.policy.workflow import process
from magnolia.portal.actions.checking import check
from magnolia.portal.actions.checking.look import look
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import CodeLink, CodeList

from .bring import bring, confirmed, it_is, last_letter, letter_page, on, page, send, words
from .filling import text

NOW = "2026-11-13"  # a Friday


@pytest.fixture
def case(ms, settings):
    """A welding program in the completeness check, on Friday, 13 November 2026."""
    application = bring(ms, "completeness_review", on("2026-11-09"), WELDING)
    it_is(settings, on(NOW))
    return application


def found(case, item: str) -> str:
    return " ".join(look(case, date.fromisoformat(NOW))[item].says)


# The six confirmations of policy 7.3, and the seven places under the fifth.
SIX = {
    "documents": "All required documents are in",
    "institution": "The institution appears to meet basic eligibility",
    "consistent": "The facts of the program are complete and agree with each other",
    "codes": "CIP and SOC codes are there and fit the program on their face",
    "materials": "The materials of each part are in",
    "listed": "Every missing, inconsistent, unclear or unsupported point is listed for the institution",
}
SEVEN = {
    "length": "Length",
    "credential": "Credential",
    "cost": "Tuition and fees",
    "employers": "Employer validation",
    "stackable": "Stackable and portable credential",
    "credit": "Academic credit",
    "data": "Data submission",
}


def ways_on(answer) -> set[str]:
    """The buttons of a page that take the case to another state, by their move."""
    moves = process("ms").life("application").moves
    sent = re.findall(r'<button[^>]*name="do"[^>]*value="([^"]+)"', answer.content.decode())
    return {word for word in sent if word in moves and moves[word].to}


@pytest.mark.parametrize("state", ["submitted", "completeness_review"])
def test_the_case_page_leads_the_analyst_and_nobody_else_to_the_check(ms, enter, state):
    case = bring(ms, state, on("2026-11-09"), WELDING)
    link = f'href="{page("completeness", case)}"'
    for person, leads in ((ms.intake, True), (ms.auditor, False)):
        told = enter(person).get(page("case", case)).content.decode().partition("What you can do</h2>")[2]
        assert (link in told) == leads


@pytest.mark.row("COMP-01", "COMP-07")
def test_the_check_ends_complete_or_incomplete_and_never_says_anything_of_eligibility(ms, case, enter, client):
    intake, url, public = enter(ms.intake), page("completeness", case), reverse("programs", args=["ms"])
    listed = text(client.get(public))
    confirmed(ms, case, on(NOW))
    check.list_deficiency(case, "Program outline", "missing", "Send it.", by=ms.intake, at=on(NOW))
    answer = intake.get(url)
    assert ways_on(answer) == {"return_for_correction"}
    assert "No decision about eligibility is made here." in words(answer)
    for way in ("Complete: move to full review", "Incomplete: send back for correction"):
        assert way in words(answer)
    send(intake, url, case, do=f"drop {case.deficiencies.get().pk}")
    assert ways_on(intake.get(url)) == {"find_complete"}
    assert "list at least one" in words(send(intake, url, case, do="return_for_correction"))
    for move in ("approve", "deny", "save_finding", "recommend"):
        assert send(intake, url, case, do=move).status_code == 422
        with pytest.raises(Refused, match="authority|stage"):
            act(case, move, by=ms.intake, at=on(NOW))
    assert case.state == "completeness_review"
    assert not case.findings.exists()
    assert send(intake, url, case, do="find_complete").status_code == 302
    assert "In full review" in words(intake.get(page("case", case)))
    letter = last_letter(case)
    assert (letter.kind, letter.dated) == ("complete", date.fromisoformat(NOW))
    said = letter_page(enter, ms.official, letter)
    assert "No decision was made about whether the program is eligible." in said
    assert "moves to full review" in said
    assert text(client.get(public)) == listed


@pytest.mark.row("COMP-01", "COMP-07")
def test_the_notice_of_an_incomplete_application_has_the_list_and_the_due_day_and_decides_nothing(ms, case, enter):
    intake, url = enter(ms.intake), page("completeness", case)
    confirmed(ms, case, on(NOW))
    for item, needed in (("Program outline", "Send page 3."), ("Academic credit", "Name the program.")):
        check.list_deficiency(case, item, "missing", needed, by=ms.intake, at=on(NOW))
    assert send(intake, url, case, do="return_for_correction").status_code == 302
    letter = last_letter(case)
    assert (case.state, letter.kind, letter.dated) == ("correction", "incomplete", date.fromisoformat(NOW))
    said = letter_page(enter, ms.official, letter)
    for part in ("Program outline", "Send page 3.", "Academic credit", "Name the program.", "November 30, 2026"):
        assert part in said
    assert "No decision was made about whether the program is eligible." in said


@pytest.mark.row("COMP-02")
def test_the_check_cannot_be_closed_while_one_of_six_points_is_unanswered_and_names_it(ms, case, enter):
    intake, url = enter(ms.intake), page("completeness", case)
    shown = words(intake.get(url))
    for number, title in enumerate(SIX.values(), start=1):
        assert f"{number}. {title}" in shown
    for part in SEVEN.values():
        assert shown.count(f"{part} The rules found:") == 1, part
    assert [part.title for part in checklist("ms").confirmations["materials"].parts] == list(SEVEN.values())
    given = {item: True for item in SIX if item != "materials"} | {f"materials.{part}": True for part in SEVEN}
    assert checklist("ms").items.keys() == given.keys()
    five = {f"answer-{item}": "yes" for item in given if item != "listed"}
    assert send(intake, url, case, do="answer", **five).status_code == 302
    answer = send(intake, url, case, do="find_complete")
    assert answer.status_code == 422
    assert f"Not answered yet: {SIX['listed']}." in words(answer)
    send(intake, url, case, do="answer", **{"answer-listed": "yes"})
    for item in given:
        row = case.completeness_answers.get(item=item)
        row.delete()
        name, _, part = item.partition(".")
        title = f"{SIX[name]}: {SEVEN[part]}" if part else SIX[name]
        for move in ("find_complete", "return_for_correction"):
            if move == "return_for_correction":
                check.list_deficiency(case, "Outline", "missing", "Send it.", by=ms.intake, at=on(NOW))
            with pytest.raises(Refused, match=f"Not answered yet: {title}"):
                act(case, move, by=ms.intake, at=on(NOW))
            for listed in case.deficiencies.all():
                check.drop_deficiency(case, listed.pk, by=ms.intake, at=on(NOW))
        row.save(force_insert=True)
    send(intake, url, case, do="answer", **{"answer-materials.credit": "no"})
    answer = send(intake, url, case, do="find_complete")
    assert answer.status_code == 422
    assert "Answered “no”: The materials of each part are in: Academic credit" in words(answer)


def test_an_answer_says_who_gave_it_and_when_and_counts_for_one_check_only(ms, case, enter):
    confirmed(ms, case, on(NOW))
    shown = words(enter(ms.auditor).get(page("completeness", case)))
    assert shown.count("Jamie Testcase, Friday, November 13, 2026") == 12
    check.list_deficiency(case, "Outline", "missing", "Send it.", by=ms.intake, at=on(NOW))
    act(case, "return_for_correction", by=ms.intake, at=on(NOW))
    with pytest.raises(Refused, match="possible only at the stage"):
        confirmed(ms, case, on(NOW))


@pytest.mark.row("COMP-04")
def test_what_the_papers_say_differently_is_listed_with_both_sources_and_listed_with_one_click(ms, case, enter):
    intake, url = enter(ms.intake), page("completeness", case)
    assert "no two places disagree" in words(intake.get(url))
    read = {"read-weeks-outline": "12", "read-price-cost": "$3,400.00", "read-credential-credential": "Welder 3G"}
    assert send(intake, url, case, do="read", **read).status_code == 302
    shown = words(intake.get(url))
    assert "Form, weeks of instruction says 10 weeks, Program outline says 12 weeks." in shown
    assert "says $3,395.00, Published cost says $3,400.00." in shown
    assert "Name of the credential is spelled two ways" in shown
    assert send(intake, url, case, do="found question.instructional_weeks inconsistent").status_code == 302
    row = case.deficiencies.get()
    assert (row.place, row.kind) == ("question.instructional_weeks", "inconsistent")
    assert "10 weeks" in row.needed
    assert "12 weeks" in row.needed
    again = send(intake, url, case, do="found question.instructional_weeks inconsistent")
    assert "on the list already" in words(again)
    wrong = send(intake, url, case, do="read", **{"read-weeks-outline": "twelve"})
    assert wrong.status_code == 422
    assert "type a number in figures" in words(wrong)
    assert 'value="twelve"' in wrong.content.decode()
    read |= {"read-credential-credential": WELDING["credential_name"].lower(), "read-hours-outline": "330"}
    send(intake, url, case, do="read", **read)
    shown = words(intake.get(url))
    assert f"spelled two ways: Form, name of the credential “{WELDING['credential_name']}”" in shown
    assert "Hours: Form, number of hours says 320 hours, Program outline says 330 hours." in shown


@pytest.mark.row("COMP-05")
def test_a_code_without_a_link_is_a_flag_for_a_person_and_no_crosswalk_means_not_checked(ms, case, enter):
    intake, url = enter(ms.intake), page("completeness", case)
    assert "48.0508 with 51-4121: not checked" in words(intake.get(url))
    crosswalk = CodeList.objects.create(
        kind="cip_soc", edition="2020-2018", source="Test", file_name="t.csv", sha256="0", rows=2, loaded_at=on(NOW)
    )
    for cip, soc in (("48.0508", "51-4121"), ("51.3801", "29-1141")):
        CodeLink.objects.create(list=crosswalk, cip=cip, soc=soc)
    case.occupations.create(soc_code="29-1141", place=2)
    shown = words(intake.get(url))
    assert "48.0508 with 51-4121: the crosswalk links them." in shown
    assert "48.0508 with 29-1141: no crosswalk link, reviewer to judge." in shown
    newer = CodeList.objects.create(
        kind="soc", edition="2028", source="Test", file_name="s.csv", sha256="1", rows=0, loaded_at=on(NOW)
    )
    assert "48.0508 with 51-4121: not checked" in words(intake.get(url)), "the crosswalk joins another edition"
    newer.delete()
    assert look(case, date.fromisoformat(NOW))["codes"].suggests is None, "a person judges"
    confirmed(ms, case, on(NOW))
    assert send(intake, url, case, do="find_complete").status_code == 302, "the flag refuses nothing"


def test_a_missing_paper_is_found_beforehand_and_a_reason_why_it_does_not_apply_counts(ms, case):
    assert found(case, "materials.credit") == "All there."
    case.documents.filter(slot="credit").update(removed_at=on(NOW))
    assert "Academic credit: no document, and no reason why it does not apply." in found(case, "materials.credit")
    case.slot_answers.create(slot="credit", not_applicable_because="There is none.")
    assert found(case, "materials.credit") == "All there."


def test_the_letter_is_shown_before_it_goes_out_and_nothing_is_sent_by_looking(ms, case, enter):
    intake, url = enter(ms.intake), page("completeness", case)
    check.list_deficiency(case, "Program outline", "missing", "Send it.", by=ms.intake, at=on(NOW))
    confirmed(ms, case, on(NOW))
    letters = case.letters.count()
    answer = send(intake, url, case, preview="return_for_correction")
    assert answer.status_code == 200
    shown = words(answer)
    for said in (
        "Preview, no number yet",
        "Program outline",
        "November 30, 2026",
        "No decision was made about whether",
    ):
        assert said in shown
    assert case.state == "completeness_review"
    assert case.letters.count() == letters


def test_the_page_asks_the_database_no_more_for_three_items_than_for_one(ms, case, enter):
    intake, url = enter(ms.intake), page("completeness", case)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert intake.get(url).status_code == 200
        return len(counted)

    intake.get(url)
    check.list_deficiency(case, "Program outline", "missing", "Send it.", by=ms.intake, at=on(NOW))
    one = queries()
    for item in ("Cost", "Academic credit"):
        check.list_deficiency(case, item, "missing", "Send it.", by=ms.intake, at=on(NOW))
    assert queries() <= one


def test_a_number_on_the_page_names_one_point_of_the_check_and_steps_are_called_steps(ms, case, enter):
    html = enter(ms.intake).get(page("completeness", case)).content.decode()
    numbered = re.findall(r"<(?:h2|legend)[^>]*>\s*(\d+)\. ", html)
    assert sorted(numbered) == sorted(set(numbered))
    assert numbered.count("4") == 1
    steps = re.findall(r"<h2[^>]*>\s*Step (\d):", html)
    assert steps == ["1", "2", "3", "4"]
