"""The end of an approval: withdrawn or removed with cause, day, evidence and signature, and never gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from magnolia.portal.models import Approval, Ending, Proof

from .bring import bring, it_is, last_letter, letter_page, on, page, send, typed_appeal, words
from .filling import pdf


@pytest.fixture
def certified(ms, settings):
    application = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, on("2026-10-01"))
    return application


def ending(move: str, **more: Any) -> dict[str, Any]:
    given = {
        "cause": "completion" if move == "withdraw" else "federal_action",
        "reason": "The completion rate was below the standard.",
        "effective_on": "2026-10-15",
        "reference": "Report 7",
        "signed_name": "Val Fictive" if move == "withdraw" else "Alex Pretend",
        "signed_title": "Governor" if move == "withdraw" else "Director",
    } | more
    return {"do": move} | {f"{move}-{name}": value for name, value in given.items() if value != ""}


def public(application: Any) -> str:
    return reverse("program", args=[application.jurisdiction, application.number])


@pytest.mark.row("PUB-04")
def test_a_withdrawn_program_keeps_its_entry_with_status_and_effective_date(ms, certified, enter, client, settings):
    approval, url = certified.approval, page("approval", certified)
    assert send(enter(ms.governor), url, approval, **ending("withdraw")).status_code == 302
    assert (approval.state, approval.ends_on.isoformat()) == ("withdrawn", "2026-10-15")
    letter = letter_page(enter, ms.official, last_letter(certified))
    for text in ("Completion rate", "October 15, 2026", "Report 7", "You may appeal this withdrawal."):
        assert text in letter
    assert "State certified - federal filing by institution pending" in words(client.get(public(certified)))
    it_is(settings, on("2026-10-15"))
    shown = client.get(public(certified))
    assert shown.status_code == 200
    assert "Withdrawn by the State, effective October 15, 2026" in words(shown)


@pytest.mark.row("PUB-04")
def test_a_removed_program_keeps_its_entry_too_is_hidden_by_active_and_opens_by_its_link(
    ms, certified, enter, client, settings
):
    approval, url = certified.approval, page("approval", certified)
    assert send(enter(ms.director), url, approval, **ending("remove")).status_code == 302
    it_is(settings, on("2026-10-15"))
    listed = reverse("programs", args=["ms"])
    assert "Removed effective October 15, 2026" in words(client.get(listed))
    assert "Electric Lineworker" not in words(client.get(listed, {"status": "active"}))
    assert "Electric Lineworker" in words(client.get(listed, {"status": "removed"}))
    shown = client.get(public(certified))
    assert shown.status_code == 200
    assert "Removed, effective October 15, 2026" in words(shown)


def test_the_letter_of_an_end_can_be_read_before_it_is_sent_and_nothing_is_kept_of_that(ms, certified, enter):
    approval, url = certified.approval, page("approval", certified)
    typed = ending("withdraw")
    looked = send(enter(ms.governor), url, approval, **typed | {"preview": typed.pop("do")})
    assert "Withdrawal of the State's approval" in words(looked)
    assert "no number yet" in words(looked)
    assert "The completion rate was below the standard." in words(looked)
    assert approval.state == "in_force"
    assert not certified.letters.filter(kind="withdrawn").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cause": ""}, "Choose an answer."),
        ({"cause": "discontinued"}, "Choose one from the list."),
        ({"reason": ""}, "Fill this in."),
        ({"reference": ""}, "A paper or a reference is needed"),
        ({"effective_on": "2026-08-01"}, "before the State's approval"),
        ({"signed_name": "Kim Imaginary"}, "Sign with your own name"),
    ],
)
def test_a_withdrawal_without_cause_reason_evidence_day_or_own_name_is_refused(ms, certified, enter, change, sentence):
    answer = send(enter(ms.governor), page("approval", certified), certified.approval, **ending("withdraw", **change))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Ending.objects.exists()
    assert certified.approval.state == "in_force"


def test_a_paper_serves_as_evidence_and_is_handed_out_to_those_who_see_the_case(ms, certified, enter):
    url, paper = page("approval", certified), SimpleUploadedFile("report.pdf", pdf())
    fields = ending("withdraw", reference="") | {"withdraw-paper": paper}
    assert send(enter(ms.governor), url, certified.approval, **fields).status_code == 302
    proof = Proof.objects.get()
    assert Ending.objects.get().proof == proof
    assert "report.pdf" in words(enter(ms.official).get(url))
    address = reverse("proof", args=[proof.pk])
    assert enter(ms.official).get(address).content.startswith(b"%PDF")
    assert enter(ms.other_official).get(address).status_code == 404
    broken = ending("remove") | {"remove-paper": SimpleUploadedFile("x.pdf", b"no")}
    assert send(enter(ms.director), url, certified.approval, **broken).status_code == 422


def test_the_director_removes_and_only_the_governor_or_a_designee_withdraws(ms, certified, enter):
    url, approval = page("approval", certified), certified.approval
    for person, move in ((ms.director, "withdraw"), (ms.governor, "remove"), (ms.official, "remove")):
        assert send(enter(person), url, approval, **ending(move)).status_code == 422
    assert send(enter(ms.director), url, approval, **ending("remove")).status_code == 302
    assert "Removal from the approved programs" in letter_page(enter, ms.official, last_letter(certified))
    assert Approval.objects.get().state == "removed"
    assert send(enter(ms.governor), url, approval, **ending("withdraw")).status_code == 422


def test_a_withdrawal_is_appealed_once_on_the_page_of_the_appeal(ms, certified, enter):
    url, approval = page("appeal", certified), certified.approval
    assert "There is nothing to appeal" in words(enter(ms.official).get(url))
    send(enter(ms.governor), page("approval", certified), approval, **ending("withdraw"))
    official = enter(ms.official)
    shown = words(official.get(url))
    assert "a statement that your institution appeals this withdrawal;" in shown
    assert f'href="{url}"' in official.get(page("approval", certified)).content.decode()
    appeal = typed_appeal("The rate leaves out a cohort.", challenged=["cause"])
    assert send(official, url, approval, **appeal).status_code == 302
    assert "Appeal of the withdrawal filed" in words(official.get(page("approval", certified)))
    assert send(official, url, approval, **appeal).status_code == 422
