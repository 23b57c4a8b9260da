"""The form has versions: a draft shows what changed since it was begun, and what was sent in keeps its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from magnolia.policy import form as form_module
from magnolia.policy import layers, registers
from magnolia.policy.form_versions import FormChange, as_text, changes
from magnolia.portal.actions.applying import filing
from magnolia.portal.actions.recording import replay
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.models import Application, FormVersion
from tests.portal.bring import on, page, words

PROMISE = """
[declaration.safety]
title = "Safety plan"
says  = "The shop has a safety plan."
cite  = "Practice rule 9"
"""


def begun_with(application: Application) -> int:
    """The number of the form's version that an application was begun with."""
    form = Application.objects.get(pk=application.pk).form
    assert form is not None
    return form.number


def forget() -> None:
    for read in (layers.read, form_module.form, registers.review):
        read.cache_clear()


@pytest.fixture
def publish(tmp_path, monkeypatch) -> Iterator[Callable[..., None]]:
    """Publishes another version of the State's form: its files, changed, in another folder."""

    def lay(**more: str) -> None:
        folder = tmp_path / "law"
        shutil.copytree(layers.HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        for name, text in more.items():
            file: Path = folder / "states" / "ms" / f"{name}.toml"
            file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")
        monkeypatch.setattr(layers, "HERE", folder)
        forget()

    yield lay
    monkeypatch.undo()
    forget()


@pytest.mark.row("FED-20")
def test_with_version_2_drafts_of_version_1_show_what_changed_and_finished_ones_are_untouched(ms, enter, publish):
    draft, finished = bring(ms, "draft", on("2026-08-10")), bring(ms, "certified", on("2026-08-10"))
    sent = filing.latest(finished)
    assert sent is not None
    before = (sent.facts, sent.law_id, sent.form_id, sent.findings)
    client = enter(ms.preparer)
    assert "The form changed since you began" not in words(client.get(page("part_details", draft)))
    publish(form='\n[question.applicant_phone]\nlabel = "Telephone"\nneeded = false\n', review=PROMISE)
    shown = words(client.get(page("part_details", draft)))
    assert "The form changed since you began You began with version 1." in shown
    assert "New: Safety plan" in shown
    assert "Changed: Telephone (It was called “Phone”. It may be left empty now.)" in shown
    assert "The form changed" not in words(client.get(page("part_details", finished)))
    later = bring(ms, "draft", on("2026-08-12"))
    assert (begun_with(later), begun_with(draft)) == (2, 1)
    assert "The form changed" not in words(client.get(page("part_details", later)))
    sent.refresh_from_db()
    assert (sent.facts, sent.law_id, sent.form_id, sent.findings) == before
    told = words(client.get(reverse("filing", args=[finished.pk, 1])))
    assert "Sent in with version 1 of the form" in told
    assert replay.replay(Application.objects.get(pk=finished.pk), replay.today("ms")).same
    assert list(FormVersion.objects.values_list("jurisdiction", "number")) == [("ms", 1), ("ms", 2)]


def test_a_submission_keeps_the_version_it_was_sent_in_with_though_it_was_begun_with_another(ms, publish):
    way = walk(ms, "attestation", on("2026-08-10"))
    publish(form='\n[question.applicant_phone]\nlabel = "Telephone"\n')
    way.submitted()
    sent = filing.latest(way.application)
    assert sent is not None
    assert sent.form is not None
    assert (begun_with(way.application), sent.form.number) == (1, 2)
    assert json.loads(sent.form.text)["question applicant_phone"]["label"] == "Telephone"


def test_each_state_counts_its_own_versions_and_one_form_has_one_number(ms, xx):
    for cast in (ms, ms, xx):
        bring(cast, "draft", on("2026-08-10"))
    assert sorted(FormVersion.objects.values_list("jurisdiction", "number")) == [("ms", 1), ("xx", 1)]


def test_what_changed_is_told_in_words_for_each_kind_of_change():
    now = as_text("ms")
    assert changes(now, now) == []
    old = json.loads(now)
    name = next(key for key, item in old.items() if item.get("takes") and key.startswith("document"))
    gone = {"label": "Fax", "kind": "text", "needed": True, "takes": []}
    before = old | {name: old[name] | {"takes": ["fax"], "needed": not old[name]["needed"]}, "question fax": gone}
    first, last = changes(json.dumps(before), now)
    assert (first.kind, first.name) == ("changed", old[name]["label"])
    assert "It takes no longer: fax." in first.words
    assert any(word.startswith("It takes now: pdf") for word in first.words)
    assert last == FormChange("gone", "Fax")
