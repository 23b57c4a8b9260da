"""The letters of a case: four parts for each outcome, nothing unfilled, delivered to named people at a known time."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from magnolia.policy.letters import LetterText
from magnolia.portal.actions.deciding import decide
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.papers import store
from magnolia.portal.actions.telling import letter_files, posting
from magnolia.portal.models import Application, Event, Letter, LetterFile, Notice, Reading

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

PARTS = ("Outcome", "Basis", "Conditions or next steps", "Appeal rights")
OUTCOMES = [
    ("approve", {}, ("approved for State certification", "nothing to appeal")),
    (
        "approve_conditionally",
        {"condition_1": "No agreement.\nSend a signed one."},
        ("conditional", "No agreement. Send a signed one."),
    ),
    ("deny", {"grounds": "credit"}, ("was denied State approval", "You may appeal this denial.")),
    ("defer", {"reason": "A study is due."}, ("deferred the application", "A study is due.")),
    ("return_for_information", {"reason": "Hours.", "asked_for": "Hours by part"}, ("returned", "Hours by part")),
]


@pytest.mark.row("DET-06")
@pytest.mark.parametrize(("move", "more", "said"), OUTCOMES)
def test_each_outcome_gets_a_letter_with_its_four_parts(ms, enter, settings, move, more, said):
    case = before_the_governor(ms, on("2026-08-20"), on("2026-11-02"), unmet="credit" if move == "deny" else "")
    it_is(settings, on("2026-11-05"))
    answer = send(enter(ms.governor), page("determination", case), case, **typed(move, **more))
    assert answer.status_code == 302
    letter = last_letter(case)
    parts = LetterText.from_json(letter.text).parts
    assert tuple(part.heading for part in parts) == PARTS
    assert all(part.blocks for part in parts)
    shown = letter_page(enter, ms.official, letter)
    for text in (*said, "Val Fictive"):
        assert text in shown
    assert "{" not in shown


@pytest.fixture
def denied(ms, enter, settings):
    """A denial of Thursday, 5 November 2026."""
    case = before_the_governor(ms, on("2026-08-20"), on("2026-11-02"), unmet="credit")
    it_is(settings, on("2026-11-05"))
    send(enter(ms.governor), page("determination", case), case, **typed("deny", grounds="credit"))
    return case


@pytest.mark.row("DET-06")
def test_the_denial_letter_prints_until_when_where_and_with_what_to_appeal(ms, denied, enter):
    shown = letter_page(enter, ms.official, last_letter(denied))
    assert "must arrive by the end of Monday, November 30, 2026" in shown
    assert "15 business days from the date of this letter" in shown
    assert "File it online at" in shown
    assert "The appeal must contain:" in shown
    assert "the determination, criterion or finding that you challenge" in shown


@pytest.mark.row("DET-06")
def test_a_letter_with_an_unfilled_field_is_refused_and_takes_the_determination_back(ms, enter, settings):
    case = before_the_governor(ms, on("2026-08-20"), on("2026-09-10"))
    it_is(settings, on("2026-09-14"))
    type(case.facts).objects.filter(application=case).update(applicant_name="")
    answer = send(enter(ms.governor), page("determination", case), case, **typed("approve"))
    assert answer.status_code == 422
    assert "nothing is filled in for addressee_name" in words(answer)
    assert case.state == "determination"
    assert not case.determinations.exists()
    assert not case.letters.filter(kind="approved_for_certification").exists()


def test_words_that_no_font_can_print_are_refused_before_the_letter_goes_out(ms):
    case = before_the_governor(ms, on("2026-08-20"), on("2026-09-10"))
    with pytest.raises(Refused, match="no shape"):
        decide.determine(case, "defer", reason="Wait 等.", by=ms.governor, at=on("2026-09-14"), **signed())
    assert Application.objects.get(pk=case.pk).state == "determination"


@pytest.mark.row("DET-06")
def test_delivery_date_and_recipient_are_logged(ms, denied, enter, settings):
    letter = last_letter(denied)
    told = Notice.objects.filter(letter=letter)
    assert {n.person for n in told} == {ms.preparer, ms.official, ms.director}
    for notice in told:
        assert Event.objects.filter(thing_id=notice.pk, move="queue").exists()
        assert posting.send(str(notice.pk)) == "sent"
        assert Event.objects.filter(thing_id=notice.pk, move="accepted").exists()
    shown = words(enter(ms.auditor).get(reverse("letter", args=[letter.number])))
    delivery = shown[shown.index("Delivery") :]
    for name in ("Dana Sample", "Morgan Example", "Alex Pretend"):
        assert name in delivery
    assert delivery.count("Mailed") == 3
    assert delivery.count("November 5, 2026") >= 6
    own = words(enter(ms.preparer).get(reverse("letter", args=[letter.number])))
    assert "Dana Sample" in own[own.index("Delivery") :]
    assert "Alex Pretend" not in own[own.index("Delivery") :]


def test_a_letter_opens_only_to_those_who_see_its_case_and_each_look_is_noted(ms, xx, denied, enter, client):
    number = last_letter(denied).number
    for name in ("letter", "letter_pdf"):
        url = reverse(name, args=[number])
        for person in (ms.other_official, xx.director, xx.auditor):
            assert enter(person).get(url).status_code == 404
        for person in (ms.administrator, ms.committee):
            assert enter(person).get(url).status_code == 403
        assert client.get(url).status_code == 302
    enter(ms.official).get(reverse("letter", args=[number]))
    assert Reading.objects.filter(case=denied.case, person=ms.official, what="letter").count() == 1


def test_a_letter_is_typeset_once_by_page_or_worker_and_keeps_its_bytes(ms, denied, enter):
    letter = last_letter(denied)
    first = enter(ms.official).get(reverse("letter_pdf", args=[letter.number]))
    assert first["Content-Type"] == "application/pdf"
    assert letter.number in first["Content-Disposition"]
    kept = LetterFile.objects.get(letter=letter)
    assert hashlib.sha256(first.content).hexdigest() == kept.sha256
    posting.typeset_letter(letter.pk)
    assert LetterFile.objects.filter(letter=letter).count() == 1
    assert letter_files.typeset_and_keep(letter) == first.content


def test_lost_bytes_are_made_again_and_altered_ones_never_handed_out(ms, denied, enter):
    letter = last_letter(denied)
    whole = letter_files.typeset_and_keep(letter)
    name = store.name_of(LetterFile.objects.get(letter=letter).sha256)
    default_storage.delete(name)
    assert letter_files.typeset_and_keep(letter) == whole
    with open(default_storage.path(name), "wb") as file:
        file.write(b"%PDF forged")
    assert letter_files.typeset_and_keep(letter) == whole
    LetterFile.objects.filter(letter=letter).update(sha256="0" * 64)
    answer = enter(ms.official).get(reverse("letter_pdf", args=[letter.number]), follow=True)
    assert "is lost, and typesetting it again gives another one" in words(answer)


def test_every_letter_of_every_way_through_a_case_is_read_and_printed(ms, enter, settings):
    numbers = set()
    for state in ("certified", "conditional", "returned_unreviewed", "denied"):
        case = bring(ms, state, on("2026-08-20"))
        if state == "conditional":
            row = case.conditions.filter(blocking=True).get()
            decide.close_condition(case, row.pk, "Seen.", by=ms.director, at=on("2026-09-25"))
            act(case, "conditions_met", by=ms.director, at=on("2026-09-25"))
        for letter in Letter.objects.filter(application=case):
            shown = letter_page(enter, ms.official, letter)
            assert letter.number in shown
            numbers.add(letter.number)
    kinds = set(Letter.objects.values_list("kind", flat=True))
    assert kinds == {
        "receipt", "complete", "incomplete", "approved_for_certification", "certification", "conditional",
        "conditions_met", "returned_unreviewed", "denied",
    }  # fmt: skip
    assert len(numbers) == Letter.objects.count()
