"""The page before the case: nothing of a case shows until the person said whether they have a conflict of interest."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from magnolia.policy.workflow import process

from ... import access
from ...actions.reviewing import conflict
from ...models import Application, Disclosure
from ..forms import PlainForm
from ..office import keeping
from ..request import Request


class DiscloseForm(PlainForm):
    """The two answers, and the words of a conflict."""

    answer = forms.ChoiceField(label="Do you have a conflict of interest in this case?", widget=forms.RadioSelect)
    words = forms.CharField(
        label="What the conflict is",
        required=False,
        max_length=conflict.MOST_CHARACTERS,
        widget=forms.Textarea,
        help_text="Only if you have one. The director and the auditor read it, nobody else.",
    )

    def __init__(self, *args: object, state: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        moves = process(state).life(Disclosure.kind).moves
        choices = [("none", moves["declare_none"].label), ("conflict", moves["declare_conflict"].label)]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]


def disclose(request: Request, pk: UUID) -> HttpResponse:
    """Number and institution of the case, and the question; the answer opens the case or closes it for good."""
    rows = access.known_to(request.standing).select_related("institution", "case")
    application = get_object_or_404(rows, pk=pk)
    open_now = access.visible_to(request.standing, Application).filter(pk=pk).exists()
    to = request.POST.get("next") or request.GET.get("next") or ""
    back = to if url_has_allowed_host_and_scheme(to, None) else reverse("case", args=[pk])
    form = DiscloseForm(request.POST if request.method == "POST" else None, state=application.jurisdiction)
    if form.is_bound and form.is_valid() and open_now and form.cleaned_data["answer"] == "none":
        return redirect(back)
    if form.is_bound and keeping.done(form, lambda given: _declare(request, application, given)):
        if form.cleaned_data["answer"] == "none":
            return redirect(back)
        messages.warning(
            request,
            f"You are recused from {application.number}: nothing of it shows to you any more. "
            "The director was told. If this was a mistake, ask the director to lift the recusal.",
        )
        return redirect("work")
    context = {"application": application, "form": form, "next": back, "open_now": open_now, "blank": Disclosure()}
    return keeping.show(request, "case/disclose.html", context, form)


def _declare(request: Request, application: Application, given: dict[str, str]) -> object:
    return conflict.declare(
        application,
        conflict=given["answer"] == "conflict",
        words=given["words"],
        by=request.user,
        at=request.at,
        key=keeping.key(request),
    )
