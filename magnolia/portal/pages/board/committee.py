"""The implementation committee's advice, under its topics: read by the State, never a program's status."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect

from magnolia.policy.registers import Topic, review

from ...actions.deciding.advise import ROLE, advise
from ...models import Advice
from ..forms import PlainForm
from ..office import keeping
from ..request import Request

A_PAGE = 25


class AdviceForm(PlainForm):
    """One recommendation under one topic."""

    topic = forms.ChoiceField(label="Topic", widget=forms.RadioSelect, error_messages=keeping.CHOOSE)
    text = forms.CharField(label="Recommendation", max_length=10_000, widget=forms.Textarea)

    def __init__(self, *args: Any, topics: list[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [(t.id, t.title) for t in topics]  # type: ignore[attr-defined]


def advice(request: Request) -> HttpResponse:
    """The advice filed so far, by topic; a member of the committee files more."""
    state = keeping.state_of(request, ROLE, "intake", "reviewer", "director", "auditor")
    topics = review(state).committee_topics
    member = keeping.holds(request, state, ROLE)
    form = AdviceForm(request.POST or None, topics=list(topics.values()))
    if request.method == "POST" and keeping.done(
        form, lambda given: advise(state, topic=given["topic"], text=given["text"], by=request.user, at=request.at)
    ):
        messages.success(request, "The recommendation is filed. It is advice: no program’s status changes with it.")
        return redirect("advice")
    asked = request.GET.get("topic", "")
    rows = keeping.visible(request, Advice).filter(jurisdiction=state).select_related("by")
    if asked in topics:
        rows = rows.filter(topic=asked)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "member": member,
        "topics": list(topics.values()),
        "asked": topics.get(asked),
        "page": page,
        "lines": [
            {"advice": row, "topic": topics[row.topic].title if row.topic in topics else row.topic} for row in page
        ],
    }
    return keeping.show(request, "panel/advice.html", context, form)
