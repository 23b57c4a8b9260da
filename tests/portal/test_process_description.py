"""The description of the process: fourteen parts or no publication, and reviews of the method in due time."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from magnolia.policy.form import form
from magnolia.policy.layers import jurisdictions
from magnolia.policy.published import published
from magnolia.policy.registers import review
from magnolia.portal.actions import described
from magnolia.portal.actions.keeping import described as keep
from magnolia.portal.actions.moves import Refused
from magnolia.portal.models import LawText, MethodologyReview, ProcessVersion

from .bring import bring, it_is, on, words

LIST = "https://lists.example.test/practice"
FOURTEEN = list("abcdefghijklmn")


def send(client: Client, do: str, **fields: Any) -> Any:
    draft = ProcessVersion.objects.filter(state="draft").first()
    hidden = {"do": do, "seen": draft.version if draft else 0, "key": secrets.token_hex(16)}
    return client.post(reverse("process_edit"), hidden | fields)


def typed(state: str = "ms", **other: str) -> dict[str, str]:
    """Every part as the State's profile words it, and the address of the list; `other` by name of the part."""
    made = {name: text.says for name, text in published(state).texts.items()} | {"list_address": LIST}
    return made | {name.replace("__", "."): text for name, text in other.items()}


def started(client: Client) -> ProcessVersion:
    assert send(client, "open").status_code == 302
    return ProcessVersion.objects.get(state="draft")


def page(name: str = "process", *more: Any) -> str:
    return words(Client().get(reverse(name, args=["ms", *more])))


@pytest.mark.row("PROC-01")
def test_fourteen_headed_parts_are_public_and_a_version_with_an_empty_one_is_refused_by_name(ms, enter):
    client = enter(ms.administrator)
    started(client)
    refused = send(client, "publish", **typed(timeline=""))
    assert refused.status_code == 422
    assert "Not published: these parts are empty: (l) Timeline." in words(refused)
    assert not described.versions("ms")
    for part in published("ms").parts.values():
        refused = send(client, "publish", **typed(**{part.id: "  "}))
        assert f"({part.letter}) {part.title}." in words(refused)
    two = words(send(client, "publish", **typed(methodology="", appeals="")))
    assert "(a) How occupations and sectors are chosen; (m) Appeals." in two
    assert send(client, "publish", **typed()).status_code == 302
    answer = Client().get(reverse("process", args=["ms"]))
    assert [each["part"].letter for each in answer.context["parts"]] == FOURTEEN
    html = answer.content.decode()
    for each in answer.context["parts"]:
        assert f'<h2 id="{each["part"].id}">({each["part"].letter}) {each["part"].title}</h2>' in html
        assert each["says"].strip()
    assert "Version 1" in words(answer)


@pytest.mark.row("PROC-04")
def test_the_list_is_one_step_from_the_process_page_and_without_its_address_nothing_is_published(ms, enter):
    client = enter(ms.administrator)
    started(client)
    refused = send(client, "publish", **typed(list_address=""))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["list_address"]
    assert "Say where the list of priority occupations and sectors is" in words(refused)
    for nowhere in ("/no/such/page/", "lists.example.test", "//lists.example.test"):
        assert send(client, "publish", **typed(list_address=nowhere)).status_code == 422, nowhere
    assert send(client, "publish", **typed()).status_code == 302
    html = Client().get(reverse("process", args=["ms"])).content.decode()
    part = html[html.index('<h2 id="list">') : html.index('<h2 id="reviews">')]
    assert f'<a href="{LIST}">The list of priority occupations and sectors of Mississippi</a>' in part
    started(client)
    assert send(client, "publish", **typed(list_address="")).status_code == 422
    assert len(described.versions("ms")) == 1
    here = reverse("programs", args=["ms"])
    assert send(client, "publish", **typed(list_address=here)).status_code == 302, "a page of this site is an address"
    assert Client().get(described.frozen(described.versions("ms")[0])["list_address"]).status_code == 200


@pytest.mark.row("PROC-06")
def test_a_credential_policy_without_one_of_its_five_parts_is_named_and_with_all_five_has_a_version(ms, enter):
    client = enter(ms.administrator)
    started(client)
    proofs = published("ms").credential
    assert list(proofs) == ["links", "labor_market", "pathway_data", "employers", "sole"]
    assert send(client, "save", **typed(credential__pathway_data="")).status_code == 302
    refused = send(client, "publish", **typed(credential__pathway_data=""))
    assert "these parts are empty: credential policy: Data on credentials earned along a pathway." in words(refused)
    for name, proof in proofs.items():
        refused = send(client, "publish", **typed(**{f"credential__{name}": ""}))
        assert refused.status_code == 422
        assert f"credential policy: {proof.title}." in words(refused)
    assert send(client, "publish", **typed(credential__pathway_data="Fictive figures.")).status_code == 302
    shown = page()
    assert "credential policy, version 1" in shown
    assert "Data on credentials earned along a pathway Fictive figures." in shown


@pytest.mark.row("PROC-03")
def test_a_review_of_15_january_2026_is_due_on_that_day_of_2028_and_overdue_the_day_after(ms, enter, settings):
    secretary, url = enter(ms.secretary), reverse("process_edit")
    whole = {"held_on": "2026-01-15", "outcome": "Kept as it is.", "plan_event": "State Plan of 2026"}
    for lacking in ("held_on", "plan_event", "outcome"):
        refused = send(secretary, "record", **whole | {lacking: ""})
        assert refused.status_code == 422
        assert list(refused.context["review_form"].errors) == [lacking]
        assert "A review counts only with its day, what came of it, and the State Plan event" in words(refused)
    assert not MethodologyReview.objects.exists()
    assert "No review is on record here yet" in page()
    assert send(secretary, "record", **whole).status_code == 302
    assert "The next review is due by January 15, 2028" in page()
    it_is(settings, on("2028-01-15"))
    today = page()
    assert "The next review is due today" in today
    assert "overdue" not in today
    it_is(settings, on("2028-01-16"))
    late = page()
    assert "The review of the method and the list is overdue: it was due on January 15, 2028." in late
    assert "at least every 2 years (34 CFR 690.93)" in late
    assert send(secretary, "record", **whole | {"held_on": "2028-01-17"}).status_code == 422, "a day to come"
    second = {"held_on": "2028-01-16", "outcome": "Two occupations more.", "plan_event": "State Plan of 2028"}
    assert send(secretary, "record", **second).status_code == 302
    cleared = page()
    assert "overdue" not in cleared
    assert "due by January 16, 2030" in cleared
    assert "January 16, 2028 Two occupations more. State Plan of 2028" in cleared
    assert "State Plan of 2028" in words(enter(ms.auditor).get(url))


def test_a_review_recorded_in_error_is_struck_out_and_counts_no_more(ms, enter):
    secretary = enter(ms.secretary)
    whole = {"held_on": "2026-06-01", "outcome": "Kept.", "plan_event": "State Plan of 2026"}
    send(secretary, "record", **whole)
    row = MethodologyReview.objects.get()
    asked = secretary.get(reverse("process_edit"), {"pk": row.pk})
    assert "Strike out the review of June 1, 2026" in words(asked)
    assert send(secretary, "strike", pk=row.pk, reason="").status_code == 422
    assert send(secretary, "strike", pk=row.pk, reason="Typed twice", seen=row.version).status_code == 302
    assert "No review is on record here yet" in page()


def test_another_state_reviews_every_year_and_has_its_own_words(ms, xx, enter):
    keep.record_review(
        "xx", held_on=date(2026, 6, 1), outcome="Kept.", plan_event="Plan", by=xx.secretary, at=on("2026-08-03")
    )
    shown = words(Client().get(reverse("process", args=["xx"])))
    assert "The next review is due by June 1, 2027 : at least every 1 year (Exemplar Short Programs Rule 5.6" in shown
    assert "A college that was turned down can appeal to the Skills Council." in shown
    for name in ("Mississippi", "AccelerateMS", "SWIB"):
        assert name not in shown


def test_a_published_version_keeps_its_words_its_number_and_its_address(ms, enter, settings):
    client = enter(ms.administrator)
    started(client)
    send(client, "publish", **typed(appeals="First words."))
    it_is(settings, on("2026-08-10"))
    draft = started(client)
    assert described.draft_texts(draft)["appeals"] == "First words."
    assert send(client, "open").status_code == 302
    assert ProcessVersion.objects.filter(state="draft").count() == 1, "one draft at a time"
    send(client, "publish", **typed(appeals="Second words."))
    assert "Second words." in page()
    first = page("process_version", 1)
    assert "First words." in first
    assert "This is version 1, as it was published on August 3, 2026. Version 2 is the newest." in first
    assert "First words." in page("process_on", "2026-08-09")
    assert "Second words." in page("process_on", "2026-08-10")
    assert Client().get(reverse("process_version", args=["ms", 3])).status_code == 404
    one = described.versions("ms")[-1]
    with pytest.raises(Refused):
        keep.save(one, {"appeals": "Other words."}, LIST, by=ms.administrator, at=on("2026-08-11"))
    with pytest.raises(DatabaseError), transaction.atomic():
        LawText.objects.filter(pk=one.frozen_id).update(text="{}")


def test_only_those_who_keep_the_description_write_it_and_nobody_else_sees_a_draft(ms, enter):
    started(enter(ms.administrator))
    assert enter(ms.reviewer).get(reverse("process_edit")).status_code == 403
    secretary = enter(ms.secretary)
    assert secretary.get(reverse("process_edit")).context["draft"] is None
    assert send(enter(ms.auditor), "open").status_code == 302
    assert ProcessVersion.objects.count() == 1
    assert Client().get(reverse("process_version", args=["ms", 1])).status_code == 404


@pytest.mark.row("PROC-08")
def test_what_an_institution_sends_is_the_form_itself_and_names_rates_cost_and_wage(ms):
    answer = Client().get(reverse("process", args=["ms"]))
    sent = {each.letter: (each, wanted) for each, wanted in answer.context["information"]}
    titles = {letter: each.title for letter, (each, _) in sent.items()}
    assert titles == {
        "a": "Completion rate",
        "b": "Job placement or employment rate",
        "c": "Cost of the program",
        "d": "Anticipated wage",
    }
    asked, slots = form("ms"), review("ms").slots
    every = {label for group in asked.groups for _, label in asked.places_of(group)}
    shown = words(answer)
    for each, wanted in sent.values():
        assert each.first in shown
        assert each.later in shown
        assert wanted.answers
        assert wanted.documents
        assert set(wanted.answers) <= every
    assert {label for page in answer.context["form_pages"] for label in page.asks} == every
    for label in every | {slot.title for slot in slots.values()}:
        assert label in shown, label
    rows = {row.id: row for row in answer.context["by_criterion"]}
    assert rows.keys() == review("ms").questions.keys()
    named = {slot.title for slot in slots.values()} | {"The signed declarations"}
    for row in rows.values():
        assert row.documents, row.title
        assert set(row.documents) <= named
    assert {title for row in rows.values() for title in row.answers} == {group.title for group in asked.groups.values()}


def test_the_pages_of_the_form_say_what_the_list_says(ms, enter):
    """The institution's own pages ask each question by the label that the public list prints."""
    listed = {page.id: page.asks for page in Client().get(reverse("process", args=["ms"])).context["form_pages"]}
    draft = bring(ms, "draft", on("2026-08-03"))
    client = enter(ms.preparer)
    for group, labels in listed.items():
        shown = words(client.get(reverse("part_group", args=[draft.pk, group])))
        for label in labels:
            assert label in shown, (group, label)


@pytest.mark.parametrize("state", jurisdictions())
def test_every_state_has_fourteen_parts_in_order_and_names_no_other(state):
    found = published(state)
    assert [part.letter for part in found.parts.values()] == FOURTEEN
    assert len(found.arrangements) == 6
    assert len(found.federal) == 4
    if state != "ms":
        assert "Mississippi" not in repr(found)
        assert "SWIB" not in repr(found)
