"""An item that the State lists in its own words opens the places it names; without one, words are all there is."""

from __future__ import annotations

import pytest

from magnolia.policy.form import form
from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.applying.places import reopened
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.papers import documents
from magnolia.portal.demo.programs import WELDING

from .bring import bring, confirmed, it_is, on, page, send, words
from .filling import pdf, upload

OWN = {
    "do": "add",
    "place": "",
    "item": "The pay of the last two cohorts",
    "kind": "unclear",
    "needed": "Send a table.",
}


@pytest.fixture
def case(ms, settings):
    it_is(settings, on("2026-11-13"))
    return bring(ms, "completeness_review", on("2026-11-09"), WELDING)


def sent_back(ms, case):
    confirmed(ms, case, on("2026-11-13"))
    act(case, "return_for_correction", by=ms.intake, at=on("2026-11-13"))


def test_an_item_in_own_words_opens_the_documents_and_pages_named_with_it_and_nothing_else(ms, case, enter):
    intake, url = enter(ms.intake), page("completeness", case)
    assert send(intake, url, case, **OWN, opens=["slot.outline", "group.cost"]).status_code == 302
    assert f"Opens: Program outline and {form('ms').groups['cost'].title}." in words(intake.get(url))
    sent_back(ms, case)
    preparer = enter(ms.preparer)
    shown = preparer.get(page("correction", case))
    html = shown.content.decode()
    assert f'href="{page("part_attachments", case)}#slot-outline"' in html
    assert f'href="{page("part_group", case, "cost")}"' in html
    assert "answer it here in words" not in words(shown)
    now = reopened(case)
    assert now.slot("outline")
    assert now.question("tuition")
    assert not now.question("program_name")
    old = case.documents.get(slot="outline")
    replaced = upload(preparer, case, "outline", "new.pdf", pdf("New"), replaces=str(old.pk))
    assert replaced.status_code == 302
    apply.save_details(case, {"tuition": "3300"}, by=ms.preparer, at=on("2026-11-16"))
    with pytest.raises(Refused, match="not on the list"):
        apply.save_details(case, {"program_name": "Other"}, by=ms.preparer, at=on("2026-11-16"))


def test_an_item_in_own_words_without_a_place_says_on_both_sides_that_words_are_the_answer(ms, case, enter):
    intake, url = enter(ms.intake), page("completeness", case)
    assert send(intake, url, case, **OWN).status_code == 302
    assert "Opens nothing: the institution can only answer in words." in words(intake.get(url))
    sent_back(ms, case)
    shown = words(enter(ms.preparer).get(page("correction", case)))
    assert "Nothing on the form is open for this item: answer it here in words. If a paper is wanted, say what" in shown
    with pytest.raises(Refused):
        documents.store(case, "outline", "new.pdf", pdf("New"), by=ms.preparer, at=on("2026-11-16"))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"opens": ["slot.nonsense"]}, "Choose"),
        ({"place": "slot.outline", "item": "", "opens": ["group.cost"]}, "An item of the form opens its own place."),
    ],
)
def test_a_place_that_is_not_there_or_stands_beside_an_item_of_the_form_is_refused(ms, case, enter, more, says):
    answer = send(enter(ms.intake), page("completeness", case), case, **(OWN | more))
    assert answer.status_code == 422
    assert says in words(answer)
    assert not case.deficiencies.exists()


def test_a_listed_place_for_papers_says_which_rows_stay_shut_until_they_are_listed_too(ms, case, enter):
    intake, url = enter(ms.intake), page("completeness", case)
    item = {"do": "add", "kind": "unsupported", "needed": "Send the signed forms."}
    assert send(intake, url, case, **item, place="slot.outline").status_code == 302
    assert "Stays shut" not in words(intake.get(url))
    assert send(intake, url, case, **item, place="slot.employers").status_code == 302
    assert "Stays shut: “Employers”." in words(intake.get(url))
    assert "add “Employers” as an item too" in words(intake.get(url))
    assert send(intake, url, case, **item, place="question.employers").status_code == 302
    assert "Stays shut" not in words(intake.get(url))
