"""Participant records go once their rates are published: a day, a turn, an overdue mark, and a hold that stops it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from magnolia.portal.actions.custody import destroying, keeping, vault
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.telling import calendars, posting
from magnolia.portal.actions.telling.remind import remind
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.models import DataSubmission, Deadline, Destroyed, Event, Notice

from .bring import bring, declare_everywhere, it_is, on, page, send, words
from .handed_in import approved
from .rated import published, rated, records, run

PUBLISHED = on("2028-08-10")
LAST = "2028-09-09"  # thirty days later in Mississippi


def kept(cast: Any, program: Any, at: Any = PUBLISHED) -> DataSubmission:
    """Signed records whose bytes are in the vault."""
    row = records(cast, program, at)
    arriving = vault.Arriving()
    arriving.add(b"ssn,first_name\n")
    vault.keep(arriving.end(), row.pk)
    return row


def ready(cast: Any, settings: Any) -> tuple[Any, DataSubmission]:
    it_is(settings, PUBLISHED)
    program = approved(cast, LINEWORKER)
    for person in (cast.reviewer, cast.director):
        declare_everywhere(person, PUBLISHED)
    return program, kept(cast, program)


@pytest.fixture
def held(ms, settings):
    """Records of a program, and both rates that rest on them."""
    program, row = ready(ms, settings)
    of = run(ms, PUBLISHED)
    return (
        program,
        row,
        [rated(ms, program, PUBLISHED, 25, 40, metric=name, of=of) for name in ("completion", "placement")],
    )


def due(row: DataSubmission) -> date | None:
    return destroying.due_days([row.pk]).get(row.pk)


def told(move: str) -> set[Any]:
    return {notice.person for notice in Notice.objects.filter(event__move=move, event__thing_kind="data_submission")}


def test_nothing_is_asked_while_one_rate_waits_and_all_of_it_once_the_last_one_is_published(ms, held, settings, enter):
    program, row, (completion, placement) = held
    posting.daily()
    published(ms, [completion], PUBLISHED)
    posting.daily()
    assert due(row) is None
    published(ms, [placement], PUBLISHED)
    it_is(settings, on("2028-08-10", 11))
    posting.daily()
    posting.daily()
    assert due(row) == date.fromisoformat(LAST)
    assert Deadline.objects.filter(clock=destroying.CLOCK).count() == 1
    assert told("no_longer_needed") == {ms.steward}
    steward = enter(ms.steward)
    assert "Participant records to destroy: 1 waiting for you" in words(steward.get(reverse("work")))
    listed = words(steward.get(reverse("custody"), {"state": destroying.CLOCK}))
    assert "Destroy by September 9, 2028" in listed
    assert "Overdue" not in listed
    shown = words(steward.get(reverse("records_version", args=[row.pk])))
    assert "Your turn Data steward" in shown
    assert "30 days left" in shown
    assert vault.holds(row.pk), "Magnolia destroys nothing by itself"


def test_the_steward_is_reminded_twice_and_the_day_after_it_is_overdue_for_the_director_too(ms, held, settings, enter):
    _, row, results = held
    published(ms, results, PUBLISHED)
    destroying.ask("ms", at=PUBLISHED)
    last = date.fromisoformat(LAST)
    for days in (6, 5, 4, 1, 0):
        remind("ms", at=on((last - timedelta(days=days)).isoformat()))
    said = Event.objects.filter(thing_id=row.pk, move="remind").values_list("occurred_on", flat=True)
    assert sorted(said) == [last - timedelta(days=5), last - timedelta(days=1)]
    assert told("remind") == {ms.steward}
    it_is(settings, on(LAST, 23))
    steward = enter(ms.steward)
    assert "overdue" not in words(steward.get(reverse("work"))).lower()
    for days in (1, 2):
        remind("ms", at=on((last + timedelta(days=days)).isoformat()))
    assert told("run_out") == {ms.steward, ms.director}
    it_is(settings, on("2028-09-10"))
    assert "Participant records to destroy, overdue: 1 waiting for you" in words(steward.get(reverse("work")))
    for url in (reverse("custody"), reverse("records_version", args=[row.pk])):
        assert "Overdue" in words(steward.get(url))


def test_destroying_ends_the_time_with_its_proof_and_nobody_is_asked_again(ms, held, settings, enter):
    _, row, results = held
    published(ms, results, PUBLISHED)
    destroying.ask("ms", at=PUBLISHED)
    row.refresh_from_db()
    url, steward = reverse("custody_purge", args=[row.pk]), enter(ms.steward)
    assert send(steward, url, row, do="purge", **{"purge-reason": "Rates are published"}).status_code == 302
    assert Destroyed.objects.get(submission=row).absent
    assert due(row) is None
    it_is(settings, on("2028-10-10"))
    posting.daily()
    assert due(row) is None
    assert not told("run_out")
    assert "to destroy" not in words(steward.get(reverse("work")))
    assert "The records are destroyed." in words(steward.get(reverse("records_version", args=[row.pk])))


def test_exemplar_gives_twenty_one_days(xx, settings):
    program, row = ready(xx, settings)
    published(xx, [rated(xx, program, PUBLISHED, 25, 40)], PUBLISHED)
    destroying.ask("ms", at=PUBLISHED)
    assert due(row) is None
    destroying.ask("xx", at=PUBLISHED)
    assert due(row) == date(2028, 8, 31)


def test_a_version_that_gave_way_is_asked_for_too_unless_a_rate_that_counts_still_rests_on_it(ms, held):
    program, row, results = held
    later = kept(ms, program)  # signed, so the version before it gives way
    row.refresh_from_db()
    assert row.state == "superseded"
    destroying.ask("ms", at=PUBLISHED)
    assert due(row) is None
    published(ms, results, PUBLISHED)
    destroying.ask("ms", at=PUBLISHED)
    assert due(row) is not None
    assert due(later) is None, "nothing was counted from it yet"


def test_a_new_rate_from_the_same_records_takes_the_asking_back(ms, held):
    program, row, results = held
    published(ms, results, PUBLISHED)
    destroying.ask("ms", at=PUBLISHED)
    rated(ms, program, on("2028-08-20"), 26, 40)
    destroying.ask("ms", at=on("2028-08-21"))
    assert due(row) is None
    row.refresh_from_db()
    with pytest.raises(Refused, match="not been published yet"):
        keeping.purge(row, reason="Too soon", by=ms.steward, at=on("2028-08-21"))
    assert vault.holds(row.pk)


def test_kept_longer_with_a_reason_nothing_destroys_them_before_the_last_day_is_over(ms, held, settings, enter):
    _, row, results = held
    published(ms, results, PUBLISHED)
    destroying.ask("ms", at=PUBLISHED)
    row.refresh_from_db()
    url, steward = reverse("custody_purge", args=[row.pk]), enter(ms.steward)

    def press(do: str, **typed: str) -> Any:
        row.refresh_from_db()
        return send(steward, url, row, do=do, **{f"{do}-{name}": text for name, text in typed.items()})

    for wrong in (
        {"reason": "", "until": "2029-01-31"},
        {"reason": "Audit"},
        {"reason": "Audit", "until": "2028-08-10"},
    ):
        assert press("keep_longer", **wrong).status_code == 422
    assert due(row) is not None
    assert press("keep_longer", reason="Audit of 2028, letter 7", until="2029-01-31").status_code == 302
    assert due(row) is None
    shown = words(steward.get(url))
    assert "They are kept until January 31, 2029: Audit of 2028, letter 7" in shown
    assert "Kept until January 31, 2029" in words(steward.get(reverse("custody")))
    it_is(settings, on("2029-01-31", 23))
    posting.daily()
    assert due(row) is None
    assert press("purge", reason="Now").status_code == 422
    assert vault.holds(row.pk)
    it_is(settings, on("2029-02-01", 1))
    posting.daily()
    assert due(row) == date(2029, 3, 3)
    assert "Keep the records no longer" not in words(steward.get(url)), "there is no hold to end any more"
    assert press("keep_longer", reason="The audit goes on", until="2030-01-31").status_code == 302
    assert press("keep_no_longer", reason="The audit is over").status_code == 302
    it_is(settings, on("2029-02-02"))
    posting.daily()
    assert due(row) is not None
    said = Event.objects.filter(thing_id=row.pk, move__startswith="keep_").values_list("move", "by")
    assert list(said.order_by("seq")) == [("keep_longer", ms.steward.pk), ("keep_longer", ms.steward.pk),
                                          ("keep_no_longer", ms.steward.pk)]  # fmt: skip


def test_the_steward_destroys_several_at_once_each_with_its_proof_and_a_refusal_holds_back_no_other(
    ms, held, settings, enter
):
    _, row, results = held
    others = [kept(ms, approved(ms, LINEWORKER, program_name=f"Fictive program {name}")) for name in "AB"]
    for person in (ms.reviewer, ms.director):
        declare_everywhere(person, PUBLISHED)
    rates = [rated(ms, other.application, PUBLISHED, 25, 40) for other in others]
    published(ms, results + rates, PUBLISHED)
    url, steward = reverse("custody_destroy"), enter(ms.steward)
    assert "Nothing is to be destroyed" in words(steward.get(url))
    destroying.ask("ms", at=PUBLISHED)
    assert "Fictive program A" in words(steward.get(url))
    chosen = [str(row.pk), str(others[0].pk), str(others[1].pk)]
    assert steward.post(url, {"version": chosen, "key": "a"}).status_code == 422  # no reason
    assert steward.post(url, {"reason": "Published", "key": "b"}).status_code == 422  # none chosen
    assert not Destroyed.objects.exists()
    vault.place_of(others[0].pk).unlink()  # lost, so there is nothing to destroy
    answer = steward.post(url, {"version": chosen, "reason": "Published", "key": "c"}, follow=True)
    said = words(answer)
    assert "Destroyed: 2 versions." in said
    assert "Fictive program A, version 1: The records were destroyed, so they cannot be opened" in said
    assert set(Destroyed.objects.values_list("submission", flat=True)) == {row.pk, others[1].pk}
    assert not vault.holds(row.pk)
    assert not vault.holds(others[1].pk)
    for person in (ms.director, ms.official, ms.auditor):
        assert enter(person).get(url).status_code in (403, 404)


def test_another_states_steward_sees_and_destroys_none_of_them(ms, xx, held, settings, enter):
    _, row, results = held
    published(ms, results, PUBLISHED)
    destroying.ask("ms", at=PUBLISHED)
    url, stranger = reverse("custody_destroy"), enter(xx.steward)
    assert "Nothing is to be destroyed" in words(stranger.get(url))
    assert "to destroy: " not in words(stranger.get(reverse("work")))
    assert stranger.post(url, {"version": [str(row.pk)], "reason": "Mine", "key": "x"}).status_code == 422
    assert vault.holds(row.pk)


def test_only_the_steward_keeps_records_longer(ms, held):
    _, row, _ = held
    for person in (ms.director, ms.reviewer, ms.official, ms.auditor):
        with pytest.raises(Refused):
            destroying.keep_longer(row, until=date(2030, 1, 1), reason="Audit", by=person, at=PUBLISHED)
    row.refresh_from_db()
    assert row.kept_until is None


def test_the_day_is_the_stewards_alone_and_no_date_of_the_college_or_its_case(ms, settings, enter):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, PUBLISHED)
    for person in (ms.reviewer, ms.director):
        declare_everywhere(person, PUBLISHED)
    row = kept(ms, case)
    published(ms, [rated(ms, case, PUBLISHED, 25, 40)], PUBLISHED)
    case.refresh_from_db()
    before = case.due_by, case.clock
    destroying.ask("ms", at=PUBLISHED)
    case.refresh_from_db()
    assert due(row) is not None
    assert (case.due_by, case.clock) == before
    for person in (ms.preparer, ms.official):
        assert "to destroy" not in calendars.of_person(person).decode()
        for url in (page("case", case), reverse("work"), reverse("notices")):
            assert "to destroy" not in words(enter(person).get(url)).lower()
    assert told("no_longer_needed") == {ms.steward}
