"""A change of an approved program: filed and signed by the college, accepted by the State, followed by the posting."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.publishing import program_changes, publish
from magnolia.portal.models import Approval, FederalFiling, Institution, Listing, PostedChange, ProgramChange

from .bring import bring, it_is, on, page, send, words


@pytest.fixture
def certified(ms, settings):
    application = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2026-10-01"))
    return application


def typed(**more: Any) -> dict[str, Any]:
    return {
        "do": "file",
        "hours": "480",
        "reason": "Two units were joined.",
        "reference": "Catalog 2026, page 3",
        "signed_name": "Morgan Example",
        "signed_title": "Vice president",
    } | more


@pytest.mark.row("PUB-02")
def test_the_posting_follows_a_changed_length_once_the_change_is_accepted(ms, certified, enter, client):
    url, entry = page("changes", certified), reverse("program", args=["ms", certified.number])
    before = Approval.objects.get().filing
    assert "520 clock hours" in words(client.get(entry))
    assert send(enter(ms.official), url, certified, **typed()).status_code == 302
    assert "520 clock hours" in words(client.get(entry))
    change = ProgramChange.objects.get()
    assert send(enter(ms.official), url, change, do=f"accept {change.pk}").status_code == 422
    answer = send(enter(ms.director), url, change, do=f"accept {change.pk}")
    assert answer.status_code == 302, words(answer)
    shown, history = words(client.get(entry)).split("What changed since it was posted", 1)
    assert "480 clock hours" in shown
    assert "520 clock hours" not in shown
    assert "October 1, 2026 Length 520 clock hours 480 clock hours" in history
    after = Approval.objects.get().filing
    assert (after.place, before.facts["hours"], after.facts["hours"]) == (before.place + 1, "520.00", "480")
    history = words(enter(ms.official).get(url))
    for text in ("520", "480", "Two units were joined.", "Catalog 2026, page 3", "Accepted"):
        assert text in history


def test_what_a_posted_program_said_before_stays_to_be_read_whatever_changed_it(ms, certified, client):
    approval, entry = Approval.objects.get(), reverse("program", args=["ms", certified.number])
    assert "What changed since it was posted" not in words(client.get(entry))
    Institution.objects.filter(organisation=certified.institution_id).update(city="Newtown")
    call_command("listing", verbosity=0)
    call_command("listing", verbosity=0)
    [line] = PostedChange.objects.all()
    assert (line.fact, line.before, line.after) == ("city", "Nowhere", "Newtown")
    certified.federal_filing.refresh_from_db()
    for day in ("2026-09-01", "2026-09-02"):
        FederalFiling.objects.filter(application=certified).update(decided_on=day)
        publish.refresh(approval, on("2026-10-02"))
    shown = words(client.get(entry)).split("What changed since it was posted", 1)[1]
    assert "October 2, 2026 Federal approval September 1, 2026 September 2, 2026" in shown
    assert "City Nowhere Newtown" in shown
    with pytest.raises(DatabaseError), transaction.atomic():
        PostedChange.objects.all().delete()


def test_an_entry_from_before_its_words_were_kept_gets_them_without_being_told_as_changed(ms, certified):
    Listing.objects.update(shown={}, changed_at=on("2026-09-01"))
    assert publish.catch_up(on("2026-10-02")) == 1
    row = Listing.objects.get()
    assert (row.shown["length"], row.changed_at) == ("520 clock hours", on("2026-09-01"))
    assert not PostedChange.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"hours": "520"}, "Nothing differs"),
        ({"hours": "many"}, "decimal number"),
        ({"reason": ""}, "Fill this in"),
        ({"reference": ""}, "A paper or a reference is needed"),
        ({"signed_name": "Dana Sample"}, "Sign with your own name"),
    ],
)
def test_a_change_without_a_difference_reason_evidence_or_own_name_is_refused(ms, certified, enter, change, sentence):
    answer = send(enter(ms.official), page("changes", certified), certified, **typed(**change))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not ProgramChange.objects.exists()


def test_a_fact_the_certification_names_needs_a_new_application(ms, certified):
    given: dict[str, Any] = {"reason": "x", "reference": "y", "signed_name": "Morgan Example", "signed_title": "z"}
    with pytest.raises(Refused, match="new application and a new certification"):
        program_changes.file(
            Approval.objects.get(), {"cip_code": "48.0508"}, by=ms.official, at=on("2026-10-01"), **given
        )


def test_a_change_that_breaks_a_rule_is_not_accepted_and_a_refusal_says_why(ms, certified, enter):
    url = page("changes", certified)
    send(enter(ms.official), url, certified, **typed(hours="700"))
    change, director = ProgramChange.objects.get(), enter(ms.director)
    answer = send(director, url, change, do=f"accept {change.pk}")
    assert answer.status_code == 422
    assert "With the change a rule is no longer met: 700 clock hours is too long" in words(answer)
    assert send(director, url, change, do=f"refuse {change.pk}").status_code == 422
    fields = {"do": f"refuse {change.pk}", "refuse-reason": "The program would be too long."}
    assert send(director, url, change, **fields).status_code == 302
    assert change.state == "refused"
    assert Approval.objects.get().filing.facts["hours"] == "520.00"
