"""The State writes and publishes the description of its process, and records reviews of its method and list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from magnolia.policy.published import Part, published
from magnolia.policy.workflow import process

from ...actions import described
from ...actions.keeping import described as keep
from ...actions.moves import Problem
from ...models import MethodologyReview, ProcessVersion
from ..forms import PlainForm
from ..request import Request, today
from . import keeping

KEEPERS = ("administrator", "director", "board_secretary", "auditor")


class DraftForm(PlainForm):
    """The words of every part, and where the list is. Nothing is required before the version is published."""

    list_address = forms.CharField(
        label="Address of the list of priority occupations and sectors",
        max_length=300,
        required=False,
        help_text="An address on the web that begins with https://, or a page of this site that begins with /.",
    )

    def __init__(self, jurisdiction: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.described = published(jurisdiction)
        for name, text in self.described.texts.items():
            label = f"({text.letter}) {text.title}" if isinstance(text, Part) else text.title
            self.fields[name] = forms.CharField(label=label, max_length=10000, required=False, widget=forms.Textarea)

    @property
    def part_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.described.parts]

    @property
    def proof_fields(self) -> list[forms.BoundField]:
        return [self[f"credential.{name}"] for name in self.described.credential]

    def texts(self) -> dict[str, str]:
        """What was typed, by part."""
        return {name: self.cleaned_data[name] for name in self.described.texts}


class ReviewForm(PlainForm):
    """A review of the method and the list. The action says what is missing."""

    held_on = forms.DateField(label="Day of the review", required=False)
    outcome = forms.CharField(label="What came of it", max_length=4000, required=False, widget=forms.Textarea)
    plan_event = forms.CharField(
        label="State Plan it went with",
        max_length=300,
        required=False,
        help_text="Such as: the State Plan of 2026, or its change of March 2028.",
    )


class StrikeForm(PlainForm):
    """Why a review does not count."""

    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea)


def process_edit(request: Request) -> HttpResponse:
    """The draft and the published versions; the reviews of the method and the list."""
    state = keeping.state_of(request, *KEEPERS)
    draft = keeping.visible(request, ProcessVersion).filter(jurisdiction=state, state="draft").first()
    form = _draft_form(request, state, draft)
    review_form, striking, strike_form = ReviewForm(), _striking(request, state), StrikeForm()
    word = request.POST.get("do", "")
    if word == "record":
        review_form = ReviewForm(request.POST)
        if keeping.done(review_form, lambda given: _record(request, state, given)):
            messages.success(request, "The review is recorded. The time to the next one counts from its day.")
            return redirect("process_edit")
    elif word == "strike" and striking is not None:
        strike_form = StrikeForm(request.POST)
        if keeping.done(strike_form, lambda given: _strike(request, striking, given["reason"])):
            messages.success(request, "The review is struck out and no longer counts.")
            return redirect("process_edit")
    elif request.method == "POST" and _written(request, state, draft, form, word):
        return redirect("process_edit")
    if draft is not None:
        draft.refresh_from_db()
    context = {
        "state": state,
        "draft": draft,
        "form": form,
        "versions": described.versions(state),
        "held": described.reviews(state, today(request, state)),
        "review_form": review_form,
        "striking": striking,
        "strike_form": strike_form,
        "writes": _may(request, state, ProcessVersion),
        "reviews_it": _may(request, state, MethodologyReview),
        "blank": ProcessVersion(),
        "blank_review": MethodologyReview(),
    }
    return keeping.show(request, "staff/process.html", context, form, review_form, strike_form)


def _may(request: Request, state: str, model: type[ProcessVersion] | type[MethodologyReview]) -> bool:
    """Whether this person may start a thing of this kind."""
    first = next(move for move in process(state).life(model.kind).moves.values() if "" in move.starts)
    return bool(set(first.who) & request.standing.roles_in(state))


def _draft_form(request: Request, state: str, draft: ProcessVersion | None) -> DraftForm | None:
    if draft is None:
        return None
    sent = request.POST if request.POST.get("do") in ("save", "publish") else None
    return DraftForm(state, sent, initial=described.draft_texts(draft) | {"list_address": draft.list_address})


def _striking(request: Request, state: str) -> MethodologyReview | None:
    """The review that the address or the form names, to be struck out."""
    if not (request.GET.get("pk") or request.POST.get("pk")):
        return None
    rows = keeping.visible(request, MethodologyReview).filter(jurisdiction=state, state="recorded")
    return keeping.chosen(request, rows)


def _record(request: Request, state: str, given: dict[str, Any]) -> MethodologyReview:
    return keep.record_review(state, **given, by=request.user, at=request.at, key=keeping.key(request))


def _strike(request: Request, row: MethodologyReview, reason: str) -> None:
    seen, key = keeping.seen(request), keeping.key(request)
    keep.strike_review(row, reason=reason, by=request.user, at=request.at, seen=seen, key=key)


def _written(request: Request, state: str, draft: ProcessVersion | None, form: DraftForm | None, word: str) -> bool:
    """Open, save, publish or drop a draft; False where a fault stands in the form."""
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    key = keeping.key(request)
    if word == "open" or draft is None or form is None:
        return _said(
            request, "A draft is started. Nobody outside sees it.", lambda: keep.open_draft(state, key=key, **who)
        )
    seen = keeping.seen(request)
    if word == "drop":
        return _said(request, "The draft is dropped.", lambda: keep.drop(draft, seen=seen, key=key, **who))
    if word not in ("save", "publish"):
        raise Http404("no such step")

    def save(given: dict[str, Any]) -> None:
        keep.save(draft, form.texts(), given["list_address"], seen=seen, key=f"{key}-1" if key else None, **who)
        if word == "publish":
            draft.refresh_from_db()
            keep.publish(draft, key=f"{key}-2" if key else None, **who)

    if not keeping.done(form, save):
        return False
    draft.refresh_from_db()
    published_words = f"Version {draft.number} is published. Everybody can read it now."
    messages.success(request, published_words if word == "publish" else "Saved.")
    return True


def _said(request: Request, words: str, action: Any) -> bool:
    """Do it and say so; a refusal stands in a message."""
    try:
        action()
        messages.success(request, words)
    except Problem as problem:
        messages.error(request, str(problem))
    return True
