"""What colleagues say to each other about a page of the form: shown where it is about, and beside who works on what."""

from __future__ import annotations

from typing import Any

from django import forms

from magnolia.policy.form import form as form_words

from ...models import Application, DraftComment
from ..forms import PlainForm
from .answered import question_page

WHOLE = ("", "The whole page")


class Comment(PlainForm):
    """A remark to the colleagues, about one question or the whole page."""

    question = forms.ChoiceField(label="About", required=False)
    text = forms.CharField(label="Comment", widget=forms.Textarea)

    def __init__(self, application: Application, group: str, **rest: Any) -> None:
        super().__init__(auto_id=f"comment-{group}-%s", **rest)
        asked = form_words(application.jurisdiction).places_of(group)
        self.fields["question"].choices = [WHOLE, *asked]  # type: ignore[attr-defined]


def of_page(
    application: Application, group: str, rows: list[DraftComment], typed: tuple[str, str] = ("", "")
) -> dict[str, Any]:
    """The comments on a page, each with the way to its question, and the form for another; `typed` is shown again."""
    words = form_words(application.jurisdiction)
    known = dict(words.places_of(group))
    lines = [
        {
            "row": row,
            "label": known.get(row.question, ""),
            "url": question_page(application, row.question) if row.question in known else "",
        }
        for row in rows
    ]
    text, question = typed
    return {
        "group": words.groups[group],
        "lines": lines,
        "open": sum(row.settled_at is None for row in rows),
        "form": Comment(application, group, initial={"text": text, "question": question}),
    }
