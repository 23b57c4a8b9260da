"""A sign-in that ran out in the middle of a form loses no word, and sends none by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.policy.form import form as form_of
from magnolia.portal.demo.stages import bring
from magnolia.portal.kept_words import LARGEST
from magnolia.portal.models import Event

from .bring import words

HERE: dict[str, Any] = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def draft(ms, at):
    return bring(ms, "draft", at - timedelta(days=3))


def signed_in_again(client: Client, person) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_words_sent_after_the_sign_in_ran_out_wait_for_the_person_and_can_be_sent_again(ms, draft):
    client, address = Client(), reverse("part_group", args=[draft.pk, "program"])
    before = Event.objects.count()
    typed = {"summary": "Crème brûlée & <b>poles</b>", "seen": str(draft.version), "key": "k" * 32, "do": "save"}
    answer = client.post(address, typed, **HERE)
    assert answer["Location"].startswith("/account/login/?next=/kept/")
    assert Event.objects.count() == before
    page = signed_in_again(client, ms.preparer).get("/kept/").content.decode()
    assert "Crème brûlée &amp; &lt;b&gt;poles&lt;/b&gt;" in page
    assert f'action="{address}"' in page
    assert client.post(address, typed, **HERE).status_code in (200, 302, 422)
    draft.facts.refresh_from_db()
    assert draft.facts.summary == typed["summary"]
    assert client.get("/kept/")["Location"] == "/your-work/"


def test_kept_words_stand_under_the_questions_of_their_page_with_one_button(ms, draft):
    client = Client()
    typed = {
        "measure": "clock",
        "summary": "Poles and lines",
        "hour_parts-rows": "9",
        "hour_parts-0-was": "1",
        "hour_parts-8-title": "Climbing",
        "do": "save",
    }
    client.post(reverse("part_group", args=[draft.pk, "program"]), typed, **HERE)
    page = signed_in_again(client, ms.preparer).get("/kept/")
    html, said = page.content.decode(), words(page)
    form = form_of("ms")
    assert f"{form.questions['summary'].label} Poles and lines" in said
    assert f"{form.questions['measure'].label} {form.questions['measure'].choices['clock']}" in said
    title = form.tables["hour_parts"].questions["title"].label
    assert f"9: {title} Climbing" in said
    for raw in ("rows", "Was", "measure", "Hour_parts"):
        assert f"<dt>{raw}" not in html
    main = html.partition("<main")[2].partition("</main>")[0]
    assert main.count("<button") == 2
    assert main.count('class="usa-button"') == 1
    assert "Send my words now" in main.partition('class="usa-button"')[2].partition("</button>")[0]


def test_kept_words_of_a_page_one_may_no_longer_open_are_still_shown(ms, draft):
    client = Client()
    client.post(reverse("part_group", args=[draft.pk, "program"]), {"program_name": "Welding"}, **HERE)
    shown = words(signed_in_again(client, ms.reviewer).get("/kept/"))
    assert "Program name Welding" in shown


def test_words_from_another_site_are_not_kept(ms, draft):
    client = Client()
    answer = client.post(
        reverse("part_group", args=[draft.pk, "program"]), {"summary": "x"}, HTTP_ORIGIN="https://evil.example"
    )
    assert "next=/kept/" not in answer["Location"]
    assert signed_in_again(client, ms.preparer).get("/kept/")["Location"] == "/your-work/"


def test_a_form_larger_than_a_session_should_hold_is_not_kept(ms, draft):
    client = Client()
    answer = client.post(reverse("part_group", args=[draft.pk, "program"]), {"summary": "x" * (LARGEST + 1)}, **HERE)
    assert "next=/kept/" not in answer["Location"]


def test_passwords_are_never_kept(ms, draft):
    client = Client()
    client.post(reverse("account_change_password"), {"password1": "secret words", "remark": "hello"}, **HERE)
    page = signed_in_again(client, ms.preparer).get("/kept/").content.decode()
    assert "hello" in page
    assert "secret words" not in page


def test_a_person_can_do_without_the_words(ms, draft):
    client = Client()
    client.post(reverse("part_group", args=[draft.pk, "program"]), {"summary": "never mind"}, **HERE)
    address = reverse("part_group", args=[draft.pk, "program"])
    assert signed_in_again(client, ms.preparer).post("/kept/")["Location"] == address
    assert client.get("/kept/")["Location"] == "/your-work/"


def test_a_form_with_an_old_security_token_shows_its_words_and_offers_them_again(ms, draft):
    client = Client(enforce_csrf_checks=True)
    signed_in_again(client, ms.preparer)
    address = reverse("part_group", args=[draft.pk, "program"])
    answer = client.post(address, {"summary": "kept after all"}, **HERE)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "kept after all" in page
    assert "Send my words now" in page


def test_a_form_from_another_site_is_shown_no_way_to_send_it(ms, draft):
    client = Client(enforce_csrf_checks=True)
    signed_in_again(client, ms.preparer)
    answer = client.post(
        reverse("part_group", args=[draft.pk, "program"]), {"summary": "forged"}, HTTP_ORIGIN="https://evil.example"
    )
    assert answer.status_code == 403
    assert "Send my words now" not in answer.content.decode()


def test_the_practice_page_leads_back_to_where_the_person_came_from_and_nowhere_else(ms, settings):
    settings.DEMO = True
    client = Client()
    assert client.post("/demo/?next=/kept/", {"identity": str(ms.preparer.pk)})["Location"] == "/kept/"
    elsewhere = client.post("/demo/?next=https://evil.example/", {"identity": str(ms.preparer.pk)})
    assert elsewhere["Location"] == "/your-work/"
