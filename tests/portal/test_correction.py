"""The correction: what opens again, how each item ends, how long it takes, and what each filing said; policy 7.3."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from magnolia.policy.form import form
from magnolia.policy.workflow import process
from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.checking import check
from magnolia.portal.actions.deadlines import compute, open_now
from magnolia.portal.actions.keeping import cycles
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.papers import documents
from magnolia.portal.actions.telling.remind import remind
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.walking import Walk
from magnolia.portal.models import Deadline, Notice

from .bring import CENTRAL, bring, confirmed, it_is, last_letter, letter_page, on, page, send, walk, words
from .filling import pdf

FRIDAY = "2026-11-13"
ITEMS = (
    ("slot.outline", "missing", "Send the outline with its hours."),
    ("question.tuition", "inconsistent", "Form and price page differ."),
    ("question.wage_source", "unclear", "Name the survey, the area and the year."),
    ("", "unsupported", "Show that employers took part."),
)


@pytest.fixture
def way(ms, settings) -> Walk:
    """A case sent back on Friday, 13 November 2026, with one deficiency of each kind."""
    made = walk(ms, "completeness_review", on("2026-11-09"), WELDING)
    made.at = on(FRIDAY, hour=9)
    for place, kind, needed in ITEMS:
        item = "" if place else "Part of the employers"
        check.list_deficiency(made.application, item, kind, needed, place=place, by=ms.intake, at=made.at)
    confirmed(ms, made.application, made.at)
    act(made.application, "return_for_correction", by=ms.intake, at=made.at)
    it_is(settings, on("2026-11-16"))
    return made


def due(way: Walk) -> date:
    return Deadline.objects.filter(thing_id=way.application.pk, clock="correction").latest("pk").due


def answered(way: Walk, at) -> None:
    """Every item answered, outline replaced, wage source changed, signed and sent."""
    case, ms = way.application, way.cast
    old = case.documents.get(slot="outline")
    documents.store(case, "outline", "outline-2.pdf", pdf("Second"), replaces=old, by=ms.preparer, at=at)
    apply.save_details(case, {"wage_source": "Practice survey, State, 2025"}, by=ms.preparer, at=at)
    for row in case.deficiencies.all():
        apply.answer_deficiency(case, row.pk, f"Answer on {row.item}.", by=ms.preparer, at=at)
    way.at = at
    way.sign()
    act(case, "resubmit", by=ms.official, at=at)


@pytest.mark.row("COMP-06")
def test_each_deficiency_names_item_kind_and_need_and_later_the_new_file_and_who_cleared_it(way, ms, enter, settings):
    letter = letter_page(enter, ms.official, last_letter(way.application))
    for item in ("Program outline", "Published tuition", "Source of the wage", "Part of the employers"):
        assert item in letter
    for kind in ("Missing", "Inconsistent", "Unclear", "Unsupported"):
        assert kind in letter
    for _, _, needed in ITEMS:
        assert needed in letter
    assert "November 30, 2026" in letter
    answered(way, on("2026-11-18"))
    it_is(settings, on("2026-11-19"))
    intake, url = enter(ms.intake), page("completeness", way.application)
    for row in way.application.deficiencies.all():
        assert send(intake, url, way.application, do=f"clear {row.pk}").status_code == 302
    shown = words(intake.get(url))
    assert shown.count("Cleared by Jamie Testcase") == 4
    assert "outline-2.pdf of Wednesday, November 18, 2026" in shown
    for row in way.application.deficiencies.all():
        assert f"Answer on {row.item}." in shown
    assert "outline-2.pdf" in words(enter(ms.preparer).get(page("correction", way.application)))


def test_only_what_is_listed_can_be_changed_and_a_refusal_names_it_and_keeps_everything(way, ms):
    case, at = way.application, on("2026-11-16")
    with pytest.raises(Refused, match="“Number of hours” is not on the list of what to correct") as refused:
        apply.save_details(case, {"hours": 330, "wage_source": "Survey"}, by=ms.preparer, at=at)
    assert refused.value.field == "hours"
    assert "Program outline; Published tuition" in str(refused.value)
    with pytest.raises(Refused, match="“Academic credit” is not on the list"):
        documents.store(case, "credit", "another.pdf", pdf(), by=ms.preparer, at=at)
    with pytest.raises(Refused, match="“Academic credit” is not on the list"):
        documents.take_out(case.documents.get(slot="credit"), by=ms.preparer, at=at)
    case.facts.refresh_from_db()
    assert (case.facts.hours, case.facts.wage_source) == (WELDING["hours"], WELDING["wage_source"])
    assert [d.removed_at for d in case.documents.filter(slot="credit")] == [None]
    apply.save_details(case, {"wage_source": "Survey of 2025", "tuition": 3200}, by=ms.preparer, at=at)
    case.facts.refresh_from_db()
    assert case.facts.wage_source == "Survey of 2025"


def test_a_group_opens_its_questions_and_an_answer_opens_what_it_makes_needed(ms, way):
    case = way.application
    case.deficiencies.filter(place="question.tuition").update(place="group.credential")
    apply.save_details(case, {"credential_name": "Another name"}, by=ms.preparer, at=on("2026-11-16"))
    case.deficiencies.filter(place="group.credential").update(place="question.credential_kind")
    other = {"credential_kind": "other", "credential_basis": "34 CFR 690.91"}
    apply.save_details(case, other, by=ms.preparer, at=on("2026-11-16"))
    with pytest.raises(Refused, match="is not on the list"):
        apply.save_details(case, {"credential_name": "A third name"}, by=ms.preparer, at=on("2026-11-16"))


@pytest.mark.row("COMP-08")
def test_ten_business_days_from_the_notice_on_time_until_the_last_minute_and_late_after_it(way, ms, enter, settings):
    assert due(way) == date(2026, 11, 30)
    it_is(settings, on("2026-11-30", hour=23) + timedelta(minutes=59))
    preparer, url = enter(ms.preparer), page("correction", way.application)
    first, *_ = way.application.deficiencies.all()
    assert send(preparer, url, way.application, **{f"answer-{first.pk}": "In time."}).status_code == 302
    answered(way, on("2026-12-01"))
    assert "Arrived after the deadline" in words(enter(ms.intake).get(page("case", way.application)))


@pytest.mark.row("COMP-08")
def test_a_period_of_the_whole_cycle_replaces_the_ten_days_and_must_be_a_whole_number(way, ms):
    case, at = way.application, on(FRIDAY)
    for days in (0, -1, Decimal("2.5")):
        with pytest.raises(Refused):
            cycles.save(case.cycle, {"correction_business_days": days}, reason="x", by=ms.administrator, at=at)
    cycles.save(case.cycle, {"correction_business_days": 5}, reason="Short cycle.", by=ms.administrator, at=at)
    case.refresh_from_db()
    assert compute("ms", "correction", date.fromisoformat(FRIDAY), case.cycle).day == date(2026, 11, 20)
    other = walk(ms, "completeness_review", on("2026-11-09"), WELDING | {"program_name": "Pipe Welding"})
    other.at = on(FRIDAY, hour=9)
    check.list_deficiency(other.application, "Cost", "missing", "Send it.", by=ms.intake, at=other.at)
    confirmed(ms, other.application, other.at)
    act(other.application, "return_for_correction", by=ms.intake, at=other.at)
    assert (due(other), due(way)) == (date(2026, 11, 20), date(2026, 11, 30)), "what was given keeps its day"


@pytest.mark.row("COMP-08", "CAL-01")
@pytest.mark.parametrize(("moment", "late"), [("2026-11-30 23:59:59", False), ("2026-12-01 00:00:00", True)])
def test_an_answer_is_on_time_until_the_last_second_of_the_last_day_in_central_time(way, ms, enter, moment, late):
    answered(way, datetime.fromisoformat(moment).replace(tzinfo=CENTRAL))
    assert ("Arrived after the deadline" in words(enter(ms.intake).get(page("case", way.application)))) is late


@pytest.mark.row("CAL-01")
def test_a_notice_is_not_dated_later_than_today_and_counts_from_the_day_after_its_own(ms):
    case = bring(ms, "completeness_review", on("2026-11-03"), WELDING)
    check.list_deficiency(case, "Outline", "missing", "Send it.", by=ms.intake, at=on("2026-11-09"))
    confirmed(ms, case, on("2026-11-09"))
    tomorrow: list[Any] = [date(2026, 11, 10), date(2027, 11, 9)]
    for wrong in tomorrow:
        with pytest.raises(Refused, match="Notice date required, not later than today."):
            act(case, "return_for_correction", by=ms.intake, at=on("2026-11-09"), on=wrong)
    assert not Deadline.objects.filter(thing_id=case.pk).exists()
    act(case, "return_for_correction", by=ms.intake, at=on("2026-11-09"))
    row = Deadline.objects.get(thing_id=case.pk)
    assert (row.notice_on, row.due) == (date(2026, 11, 9), date(2026, 11, 24))  # Veterans' Day is skipped


@pytest.mark.row("COMP-08")
def test_more_time_for_one_institution_needs_a_reason_and_a_later_day_and_both_days_are_told(way, ms, enter, settings):
    director, url = enter(ms.director), page("completeness", way.application)
    for typed in ({"to": "2026-12-04"}, {"to": "2026-11-30", "reason": "x"}, {"to": "2026-11-25", "reason": "x"}):
        assert send(director, url, way.application, do="more_time", **typed).status_code == 422, typed
        assert due(way) == date(2026, 11, 30)
    given = {"to": "2026-12-04", "reason": "The college was closed after a storm."}
    assert send(director, url, way.application, do="more_time", **given).status_code == 302
    assert due(way) == date(2026, 12, 4)
    notice = Notice.objects.filter(person=ms.official, event__move="extend_correction").get()
    told = words(enter(ms.official).get(reverse("notice", args=[notice.pk])))
    letter = way.application.letters.get(kind="more_time")
    assert notice.letter == letter
    assert all(said in letter.text for said in ("November 30, 2026", "December 4, 2026", "closed after a storm"))
    assert letter.replaces is None
    for said in ("November 30, 2026", "December 4, 2026", "The college was closed after a storm."):
        assert said in told
    assert send(enter(ms.intake), url, way.application, do="more_time", **given).status_code == 422
    it_is(settings, on("2026-12-06"))
    late = send(director, url, way.application, do="more_time", to="2026-12-05", reason="x")
    assert late.status_code == 422
    assert "This day has passed" in words(late)


@pytest.mark.row("COMP-09")
def test_an_overdue_correction_waits_for_an_officer_and_only_a_denial_can_be_appealed(ms, enter, settings):
    cases = {move: bring(ms, "correction", on("2026-08-20")) for move in ENDINGS}
    assert process("ms").clocks["correction"].proposes == tuple(ENDINGS)
    for move, case in cases.items():
        officer = ms.governor if move == "deny_incomplete" else ms.director
        running = open_now(case).get(clock="correction")
        with pytest.raises(Refused, match="still has time to correct"):
            act(case, move, by=officer, at=on(str(running.due), 23), said={"reason": "Nothing came."})
    it_is(settings, on("2026-10-01"))
    remind("ms", at=on("2026-10-01"))
    director = enter(ms.director)
    listed = words(director.get(reverse("work")))
    for case in cases.values():
        assert case.number in listed
        case.refresh_from_db()
        assert case.state == "correction"
    assert "Correction overdue" in listed
    for move, case in cases.items():
        state, appeal = ENDINGS[move]
        officer = ms.governor if move == "deny_incomplete" else ms.director
        with pytest.raises(Refused, match="needs a reason"):
            act(case, move, by=officer, at=on("2026-10-01"))
        act(case, move, by=officer, at=on("2026-10-01"), said={"reason": "Nothing came."})
        letter = letter_page(enter, ms.official, last_letter(case))
        assert (case.state, "You may appeal this denial" in letter) == (state, appeal)
        assert open_now(case).filter(clock="appeal_filing").exists() is appeal
        assert "Nothing came." in letter


ENDINGS = {
    "defer_incomplete": ("deferred", False),
    "return_unreviewed": ("returned_unreviewed", False),
    "deny_incomplete": ("denied", True),
}


@pytest.mark.row("COMP-10")
def test_both_filings_stay_and_a_comparison_shows_just_what_changed(way, ms, enter, settings):
    case = way.application
    case.deficiencies.filter(place__in=["", "question.tuition"]).delete()
    answered(way, on("2026-11-18"))
    it_is(settings, on("2026-11-19"))
    for person in (ms.preparer, ms.intake):
        client = enter(person)
        shown = words(client.get(page("versions", case)))
        assert "Filing 1" in shown
        assert f"November {case.submitted_at.day}, 2026" in shown
        assert "Wednesday, November 18, 2026" in shown
        compared = shown.partition("What changed from filing 1 to filing 2")[2]
        for changed in ("Source of the wage", "Practice survey, State, 2025", "outline.pdf", "outline-2.pdf"):
            assert changed in compared
        for same in ("Number of hours", "Published tuition", "Structural Welding"):
            assert same not in compared
        first = words(client.get(page("filing", case, "1")))
        assert WELDING["wage_source"] in first
        assert "outline-2.pdf" not in first
        assert "Practice survey, State, 2025" in words(client.get(page("filing", case, "2")))
        assert client.get(page("filing", case, "3")).status_code == 404
    assert enter(ms.other_preparer).get(page("versions", case)).status_code == 404


def test_the_pages_offer_what_is_listed_and_show_the_rest_as_it_was_sent(way, ms, enter):
    case, preparer = way.application, enter(ms.preparer)
    html = preparer.get(page("correction", case)).content.decode()
    wage = reverse("part_group", args=[case.pk, form("ms").group_of("wage_source")])
    assert f'href="{wage}#id_wage_source"' in html
    assert "the certifying official signs under Declarations and sends the correction" in words(
        preparer.get(page("correction", case))
    )
    shown = preparer.get(wage)
    assert 'name="wage_source"' in shown.content.decode()
    assert 'name="anticipated_wage"' not in shown.content.decode()
    assert "Only what the State listed can be changed now." in words(shown)
    assert "As it was sent" in words(shown)
    assert send(preparer, wage, case, wage_source="Survey of 2025", do="save").status_code == 302
    case.facts.refresh_from_db()
    assert case.facts.wage_source == "Survey of 2025"
    applicant = preparer.get(reverse("part_group", args=[case.pk, form("ms").group_of("applicant_name")]))
    assert 'name="applicant_name"' not in applicant.content.decode()
    papers = words(preparer.get(page("part_attachments", case)))
    assert papers.count("Listed: open for your correction") == 1
    assert "Checklist: 14 of 15" in papers
    assert "Missing Signature of the certifying official" in papers
    assert "nothing missing" not in papers
    assert "Not listed: stays as it was sent" in papers
