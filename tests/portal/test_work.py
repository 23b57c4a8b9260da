"""Your work, the list of applications and the notices: who sees what, in which order, in how many queries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from magnolia.policy.workflow import process
from magnolia.portal.actions.keeping import amend
from magnolia.portal.actions.moves import act
from magnolia.portal.demo.cast import MAIN, Cast
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Application, Cycle, Notice
from magnolia.portal.pages.words import day_words

from .bring import CENTRAL, it_is
from .filling import address, new_application, text

QUERIES = 25
OPENED = datetime(2026, 8, 3, 15, 0, tzinfo=UTC)


@pytest.fixture
def at(settings) -> datetime:
    """The pages' moment: 90 days after the first case was opened."""
    now = OPENED + timedelta(days=90)
    it_is(settings, now)
    return now


def listed(client, **filters: str) -> list[str]:
    """Numbers of the cases on the page, in order."""
    answer = client.get(reverse("work"), filters)
    assert answer.status_code == 200
    return [line.application.number for line in answer.context["lines"]]


@pytest.mark.parametrize(
    ("state", "theirs"),
    [
        ("draft", {"preparer", "official"}),
        ("attestation", {"official"}),
        ("submitted", {"intake"}),
        ("completeness_review", {"intake"}),
        ("correction", {"preparer", "official"}),
        ("complete", {"reviewer"}),
        ("review", {"reviewer"}),
        ("consultation", {"secretary"}),
        ("recommendation", {"director"}),
        ("determination", {"governor"}),
        ("approved", {"governor"}),
        ("denied", {"official"}),
        ("certified", {"official"}),
        ("withdrawn", set()),
    ],
)
def test_a_case_waits_for_those_whose_turn_it_is_and_for_nobody_else(ms, enter, at, state, theirs):
    application = bring(ms, state, at - timedelta(days=12), WELDING)
    for key, person in ms.people.items():
        seen = listed(enter(person))
        assert seen == ([application.number] if key in theirs else []), key


def test_another_state_has_no_work_here(ms, xx, enter, at):
    bring(ms, "submitted", at - timedelta(days=5), WELDING)
    for person in xx.people.values():
        assert listed(enter(person)) == []


def test_a_filing_not_sent_in_shows_the_deadline_of_its_cycle_in_every_list_and_without_one_no_date(ms, enter, at):
    closes = Cycle.objects.get(jurisdiction="ms", name=MAIN).deadline
    assert closes is not None
    deadline = closes.astimezone(CENTRAL).date()
    drafts = [bring(ms, state, at - timedelta(days=6), WELDING) for state in ("draft", "attestation")]
    client = enter(ms.official)
    for name in ("work", "applications"):
        lines = {line.application.pk: line for line in client.get(reverse(name)).context["lines"]}
        for draft in drafts:
            line = lines[draft.pk]
            assert (line.clock, line.due, line.left) == ("Submission deadline", deadline, (deadline - at.date()).days)
    assert f"Submission deadline {day_words(deadline)}" in text(client.get(reverse("work")))
    Application.objects.update(award_year=2031)
    assert {line.due for line in client.get(reverse("work")).context["lines"]} == {None}
    assert "No date" in text(client.get(reverse("work")))


def test_the_case_with_the_fewest_days_left_comes_first_then_the_oldest(ms, enter, at):
    old = bring(ms, "draft", at - timedelta(days=20), WELDING)
    young = bring(ms, "draft", at - timedelta(days=6), WELDING)
    later = bring(ms, "correction", at - timedelta(days=5), WELDING)
    sooner = bring(ms, "correction", at - timedelta(days=10), WELDING)
    expected = [sooner.number, later.number, old.number, young.number]
    assert listed(enter(ms.preparer)) == expected


def test_a_correction_that_ran_out_of_time_waits_for_the_director_and_for_the_college_no_more(ms, enter, at):
    application = bring(ms, "correction", at - timedelta(days=40), WELDING)
    running = bring(ms, "correction", at - timedelta(days=5), WELDING)
    assert listed(enter(ms.director)) == [application.number]
    assert listed(enter(ms.preparer)) == [running.number]
    assert listed(enter(ms.official)) == [running.number]
    assert "Time ran out" in text(enter(ms.director).get(reverse("work")))


def test_a_denial_waits_for_the_official_only_while_the_appeal_is_open(ms, enter, at):
    bring(ms, "denied", at - timedelta(days=90), WELDING)
    assert listed(enter(ms.official)) == []


def test_the_address_filters_by_state_and_an_unknown_state_shows_everything(ms, enter, at):
    draft = bring(ms, "draft", at - timedelta(days=6), WELDING)
    signed = bring(ms, "attestation", at - timedelta(days=6), WELDING)
    client = enter(ms.official)
    assert listed(client, state="attestation") == [signed.number]
    assert set(listed(client, state="nonsense")) == {draft.number, signed.number}
    assert listed(client, state="review") == []


def test_someone_without_work_reads_what_their_role_does(ms, enter):
    roles = process("ms").roles
    for key, role in (("reviewer", "reviewer"), ("auditor", "auditor"), ("committee", "committee_member")):
        shown = text(enter(ms.people[key]).get(reverse("work")))
        assert "Nothing waits for you" in shown
        assert roles[role].does in shown


def test_an_administrator_is_sent_to_a_proposed_number_of_the_law(ms, enter, at):
    from magnolia.portal.actions.keeping import amend

    change = {"key_": "documents.largest_megabytes", "layer": "state", "value": "30", "cite": "Practice memo 7"}
    amend.propose("ms", starts=at.date() + timedelta(days=30), by=ms.administrator, at=at, **change)
    shown = text(enter(ms.second_administrator).get(reverse("work")))
    assert "Change of a number: 1 waiting for you" in shown


def many(cast: Cast, client, count: int) -> None:
    for _ in range(count):
        new_application(client, cast)


@pytest.mark.parametrize("page", ["work", "applications", "notices"])
def test_a_list_of_thirty_takes_no_more_queries_than_a_list_of_three(
    ms, enter, at, page, django_assert_max_num_queries
):
    client = enter(ms.official)
    many(ms, client, 3)
    bring(ms, "correction", at - timedelta(days=8), WELDING)
    with django_assert_max_num_queries(QUERIES) as few:
        client.get(reverse(page))
    many(ms, client, 27)
    with django_assert_max_num_queries(QUERIES) as lots:
        assert client.get(reverse(page)).status_code == 200
    assert len(lots) <= len(few) + 1


def test_the_list_of_applications_is_the_colleges_own_with_state_turn_and_date(ms, enter, at):
    application = bring(ms, "correction", at - timedelta(days=5), WELDING)
    shown = text(enter(ms.preparer).get(reverse("applications")))
    for words in (application.number, application.program_name, "Correction by the institution", "You", "days left"):
        assert words in shown
    assert application.number not in text(enter(ms.other_preparer).get(reverse("applications")))


def test_a_page_number_that_is_not_there_shows_the_nearest_page(ms, enter, at):
    application = bring(ms, "draft", at - timedelta(days=5), WELDING)
    client = enter(ms.preparer)
    for page in ("99", "-1", "zero"):
        assert listed(client, page=page) == [application.number]


def test_a_notice_says_what_happened_leads_to_case_and_letter_and_is_read_once(ms, enter, at):
    application = bring(ms, "submitted", at - timedelta(days=5), WELDING)
    client = enter(ms.official)
    notice = Notice.objects.get(person=ms.official, letter__kind="receipt")
    assert notice.letter is not None
    assert "New" in text(client.get(reverse("notices")))
    html = client.get(address("notice", notice)).content.decode()
    assert "Application submitted" in html
    assert address("case", application) in html
    assert reverse("letter", args=[notice.letter.number]) in html
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    client.get(address("notice", notice))
    notice.refresh_from_db()
    assert notice.read_at == first


def test_nobody_reads_the_notice_of_another(ms, enter, at):
    bring(ms, "submitted", at - timedelta(days=5), WELDING)
    notice = Notice.objects.filter(person=ms.official).first()
    assert notice is not None
    assert enter(ms.preparer).get(address("notice", notice)).status_code == 404


def test_a_finished_federal_filing_waits_for_nobody(ms, enter, at):
    application = bring(ms, "certified", at - timedelta(days=30), WELDING)
    filed = application.federal_filing
    from magnolia.portal.actions.publishing import federal

    federal.record(filed, "record_filing", day=at.date(), evidence="Practice receipt", by=ms.official, at=at)
    assert listed(enter(ms.official)) == []
    assert Application.objects.get(pk=application.pk).state == "certified"


def test_withdrawing_takes_a_case_off_the_list(ms, enter, at):
    application = bring(ms, "draft", at - timedelta(days=6), WELDING)
    act(application, "withdraw", by=ms.official, at=at, said={"reason": "Not offered this year"})
    assert listed(enter(ms.official)) == []


def test_a_proposed_number_waits_for_the_second_administrator_and_not_for_the_one_who_proposed_it(ms, enter, at):
    amend.propose(
        "ms",
        key_="documents.largest_megabytes",
        layer="state",
        starts=at.date(),
        value="30",
        cite="Test memo 1",
        by=ms.administrator,
        at=at,
    )
    assert "1 waiting for you" in text(enter(ms.second_administrator).get("/your-work/"))
    assert "waiting for you" not in text(enter(ms.administrator).get("/your-work/"))
