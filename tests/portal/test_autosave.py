"""Saving while a form is filled in, and two people at the same page: nothing is lost, nothing is overwritten unseen."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.moves import act
from magnolia.portal.models import Event

from .filling import TYPED, address, hidden, new_application, send, text

AUTOSAVE = {"X-Autosave": "yes"}
PAGE = {
    name: TYPED[name] for name in ("applicant_name", "applicant_title", "applicant_email", "applicant_phone", "opeid")
}


@pytest.fixture
def client(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, client):
    made = new_application(client, ms)
    send(client, address("part_group", made, "applicant"), PAGE | {"do": "save"})
    made.refresh_from_db()
    return made


@pytest.fixture
def page(draft) -> str:
    return address("part_group", draft, "applicant")


def facts(draft):
    draft.facts.refresh_from_db()
    return draft.facts


@pytest.mark.row("FORM-05")
def test_what_is_typed_is_saved_on_the_way_and_is_there_after_signing_out_and_in(ms, client, draft, page, enter):
    answer = client.post(page, hidden(client, page) | PAGE | {"applicant_title": "Dean"}, headers=AUTOSAVE)
    told = answer.json()
    assert re.fullmatch(r"Saved at \d+:\d\d a\.m\..*", told["saved"])
    assert (told["collisions"], told["remarks"]) == ([], [])
    again = {"seen": told["version"], "key": told["key"]} | PAGE | {"applicant_title": "Dean of welding"}
    assert client.post(page, again, headers=AUTOSAVE).status_code == 200
    client.post(reverse("account_logout"))
    assert 'value="Dean of welding"' in enter(ms.preparer).get(page).content.decode()


def test_an_answer_that_cannot_be_read_is_named_and_the_rest_is_saved(client, draft, page):
    typed = hidden(client, page) | PAGE | {"applicant_email": "nowhere", "applicant_title": "Dean"}
    told = client.post(page, typed, headers=AUTOSAVE).json()
    assert told["remarks"] == ["Not saved yet, look at it again: E-mail."]
    assert facts(draft).applicant_title == "Dean"
    assert facts(draft).applicant_email == PAGE["applicant_email"]


def test_signed_out_the_script_is_told_the_way_back_and_nothing_is_saved(client, draft, page):
    typed = hidden(client, page) | PAGE | {"applicant_title": "Dean"}
    answer = Client().post(page, typed, headers=AUTOSAVE)
    assert answer.status_code == 401
    assert "/account/login/" in answer.json()["to"]
    assert facts(draft).applicant_title == PAGE["applicant_title"]


def test_once_the_draft_is_closed_the_script_is_told_why_nothing_is_saved(ms, client, at, page, draft):
    typed = hidden(client, page) | PAGE | {"applicant_title": "Dean"}
    act_away(draft, ms, at)
    answer = client.post(page, typed, headers=AUTOSAVE)
    assert answer.status_code == 422
    assert answer.json()["problem"]


def act_away(draft, ms, at):

    draft.refresh_from_db()
    act(draft, "discard", by=ms.preparer, at=at, said={"reason": "Started twice."})


def test_two_people_on_different_answers_lose_nothing_and_see_no_question(ms, client, draft, page, enter):
    late = hidden(client, page)
    send(enter(ms.official), page, PAGE | {"applicant_phone": "601-555-0199", "do": "save"})
    answer = client.post(page, late | PAGE | {"applicant_title": "Dean", "do": "save"})
    assert answer.status_code == 302
    assert (facts(draft).applicant_title, facts(draft).applicant_phone) == ("Dean", "601-555-0199")


@pytest.mark.parametrize(("pick", "stays"), [("mine", "Dean"), ("theirs", "Provost")])
def test_two_people_on_the_same_answer_are_shown_both_texts_and_the_person_picks(
    ms, client, draft, page, enter, pick, stays
):
    late = hidden(client, page)
    send(enter(ms.official), page, PAGE | {"applicant_title": "Provost", "do": "save"})
    mine = PAGE | {"applicant_title": "Dean", "applicant_phone": "601-555-0111", "do": "save"}
    answer = client.post(page, late | mine)
    assert answer.status_code == 409
    shown = text(answer)
    assert re.search(rf"Keep mine\s+Dean .*Keep what {ms.official.name} wrote\s+Provost", shown)
    assert (facts(draft).applicant_title, facts(draft).applicant_phone) == ("Provost", "601-555-0111")
    html = answer.content.decode()
    assert 'value="Dean"' in html
    carried = dict(re.findall(r'name="(seen|key|choices)" value="([^"]*)"', html))
    unsure = client.post(page, carried | mine)
    assert unsure.status_code == 409
    assert facts(draft).applicant_title == "Provost"
    carried = dict(re.findall(r'name="(seen|key|choices)" value="([^"]*)"', unsure.content.decode()))
    assert client.post(page, carried | mine | {"choose-applicant_title": pick}).status_code == 302
    assert facts(draft).applicant_title == stays


def test_the_script_is_told_of_a_collision_and_never_overwrites_it(ms, client, draft, page, enter):
    late = hidden(client, page)
    send(enter(ms.official), page, PAGE | {"applicant_title": "Provost", "do": "save"})
    told = client.post(page, late | PAGE | {"applicant_title": "Dean"}, headers=AUTOSAVE).json()
    assert told["collisions"] == [{"name": "applicant_title", "label": "Title"}]
    assert told["remarks"] == [f"{ms.official.name} changed “Title” as well. Press Save to choose between the two."]
    more = {"seen": told["version"], "key": told["key"], "choices": "applicant_title"} | PAGE
    told = client.post(page, more | {"applicant_title": "Dean!", "applicant_phone": "601-555-0122"}, headers=AUTOSAVE)
    assert told.status_code == 200
    assert (facts(draft).applicant_title, facts(draft).applicant_phone) == ("Provost", "601-555-0122")


def test_with_each_save_the_script_gets_what_is_still_missing_and_what_the_rules_say_as_the_page_shows_it(
    ms, client, draft
):
    program = address("part_group", draft, "program")
    part = {"measure": "clock", "hours": "100", "instructional_weeks": "9"}
    before = client.get(program).content.decode()
    assert "Number of hours" in standing(before)
    told = client.post(program, hidden(client, program) | part, headers=AUTOSAVE).json()["parts"]
    after = client.get(program).content.decode()
    assert squeezed(told["standing"]) == squeezed(standing(after))
    assert "Number of hours" not in told["standing"]
    assert "Not met" in told["standing"]
    count = after.count("<li>", after.index('id="missing"'), after.index("</ul>", after.index('id="missing"')))
    assert f"{count} still missing on this page." in told["heard"]
    assert squeezed(told["note"]) == f"{count} missing"
    assert f">{squeezed(told['count'])}</a>" in squeezed(after)


def standing(html: str) -> str:
    return html.split('data-part="standing">')[1].split("</div>")[0]


def squeezed(html: str) -> str:
    return re.sub(r"> +", ">", re.sub(r" +<", "<", " ".join(html.split())))


def test_a_page_says_when_it_opens_when_the_draft_was_saved_last_and_by_whom(ms, client, draft, page, enter):
    new = new_application(client, ms)
    assert "Nothing is saved yet." in text(client.get(address("part_group", new, "applicant")))
    named = text(client.get(address("case", new_application(client, ms, program_name="Welding"))))
    assert "Saved so far: the name of the program." in named
    assert "Nothing is saved" not in named
    assert "Next Fill in the three parts" in named
    send(enter(ms.official), page, PAGE | {"applicant_title": "Provost", "do": "save"})
    for where in (page, address("part_attachments", draft)):
        assert re.search(rf"Last saved \w+day, .* [ap]\.m\. \w+ by {ms.official.name}\.", text(client.get(where)))


def test_a_save_of_the_script_that_changes_nothing_leaves_no_event(client, draft, page):
    before = Event.objects.count()
    assert client.post(page, hidden(client, page) | PAGE, headers=AUTOSAVE).status_code == 200
    assert Event.objects.count() == before


@pytest.mark.parametrize("typed", ["Ünïcødé — “quotes” 🙂", "line one line two", "a" * 120])
def test_accents_emoji_and_pasted_text_are_kept_as_they_are(client, draft, page, typed):
    client.post(page, hidden(client, page) | PAGE | {"applicant_title": typed}, headers=AUTOSAVE)
    assert facts(draft).applicant_title == typed


def test_50_000_characters_are_refused_with_their_count_and_never_cut(client, ms, draft):
    program = address("part_group", draft, "program")
    long = "x" * 50_000
    answer = send(client, program, {"summary": long, "do": "save"})
    assert answer.status_code == 422
    assert "has 50,000 characters; at most 10,000 fit. Nothing was cut." in text(answer)
    assert long in answer.content.decode()
    assert facts(draft).summary == ""


def test_our_script_is_told_what_the_page_still_shows_as_it_was_so_that_it_never_undoes_it(
    ms, client, draft, page, enter
):
    late = hidden(client, page)
    send(enter(ms.official), page, PAGE | {"applicant_phone": "601-555-0199", "do": "save"})
    told = client.post(page, late | PAGE | {"applicant_title": "Dean"}, headers=AUTOSAVE).json()
    assert told["behind"] == ["applicant_phone"]
    assert "A colleague changed “Phone”. Open the page again to see it." in told["remarks"]
    left = {name: value for name, value in PAGE.items() if name not in told["behind"]}
    again = {"seen": told["version"], "key": told["key"]} | left | {"applicant_title": "Provost"}
    assert client.post(page, again, headers=AUTOSAVE).json()["behind"] == []
    assert (facts(draft).applicant_title, facts(draft).applicant_phone) == ("Provost", "601-555-0199")
