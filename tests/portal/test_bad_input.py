"""Bad input, box by box: what is pasted is kept as it is, what does not fit is refused with its count, never cut."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from magnolia.policy.form import Question, form
from magnolia.portal.actions.applying import filing
from magnolia.portal.models import Application

from .filling import TYPED, address, fill_group, new_application, text

BOXES = ("text", "long", "lines", "email", "phone", "opeid", "cip", "soc")
LONG = "é🔥 " * 16_666 + "é."  # 50,000 characters with its spaces; ends as no code does
PASTED = "<b>Fett</b> “Zitat” – naïve Zoë Nuñez 👩🏽‍🏭 ﬁnal №5 \u202eabc\u202c"
KEPT = "<b>Fett</b> “Zitat” – naïve Zoë Nuñez 👩🏽‍🏭 ﬁnal №5 abc"  # without the marks that turn the reading direction


@pytest.fixture
def client(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, client) -> Application:
    return new_application(client, ms)


def boxes(group: str, but: tuple[str, ...] = ()) -> dict[str, Question]:
    """Every box for words on a page by the name of its input; of a table those of the first row."""
    words = form("ms")
    found = {q.id: q for q in words.of_group(group)}
    for table in words.tables_of(group):
        found |= {f"{table.id}-0-{q.id}": q for q in table.questions.values()}
    return {name: question for name, question in found.items() if question.kind in BOXES and question.kind not in but}


def stated(draft: Application, name: str) -> Any:
    kept = filing.columns(Application.objects.get(pk=draft.pk))
    table, _, cell = name.partition("-0-")
    return (kept[table][0][cell] if kept[table] else "") if cell else kept[table]


def rows(group: str) -> dict[str, str]:
    return {f"{table.id}-rows": "1" for table in form("ms").tables_of(group)}


@pytest.mark.parametrize("group", [group for group in form("ms").groups if boxes(group)])
def test_50_000_characters_in_any_box_are_refused_at_the_box_and_never_cut(client, draft, group):
    assert len(LONG) == 50_000
    asked = boxes(group)
    answer = fill_group(client, draft, group, dict.fromkeys(asked, LONG) | rows(group) | {"do": "save"})
    assert answer.status_code == 422
    html, words = answer.content.decode(), text(answer)
    assert html.count(LONG) >= len(asked)  # all of it is still in the form
    for name, question in asked.items():
        before = "Welding" if name == "program_name" else ""
        assert stated(draft, name) in ("", [], before), name
        assert f'id="id_{name}_error"' in html, name
        if question.kind not in ("opeid", "cip"):  # whose own form says what is wrong
            assert f"{question.label} has 50,000 characters; at most" in words, name


@pytest.mark.parametrize("group", [group for group in form("ms").groups if boxes(group)])
def test_pasted_formatting_emoji_and_accents_are_kept_whole_in_every_box_for_free_words(client, draft, group):
    asked = {name: q for name, q in boxes(group).items() if q.kind in ("text", "long", "lines") and q.width != "xs"}
    fill_group(client, draft, group, dict.fromkeys(asked, PASTED) | rows(group) | {"do": "save"})
    for name in asked:
        assert stated(draft, name) == KEPT, name
    html = client.get(address("part_group", draft, group)).content.decode()
    assert "<b>Fett</b>" not in html  # shown as typed, never as markup
    assert "&lt;b&gt;Fett&lt;/b&gt;" in html or not asked


def test_a_page_with_two_hundred_rows_is_saved_whole(client, draft):
    one = {name.removeprefix("employers-0-"): v for name, v in TYPED.items() if name.startswith("employers-0-")}
    many = {f"employers-{place}-{name}": value for place in range(200) for name, value in one.items()}
    answer = fill_group(client, draft, "employers", many | {"employers-rows": "200", "do": "save"})
    assert answer.status_code == 302
    assert len(filing.columns(Application.objects.get(pk=draft.pk))["employers"]) == 200
