"""Calendar and summary: what a person subscribes to beside the notices, and the calendars themselves."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ... import clock
from ...actions.telling import calendars, digest
from ...models import DigestChoice
from ..forms import PlainForm
from ..office import keeping
from ..request import Request, home_state, known_state, today

PAGE = "subscriptions"
KIND = "text/calendar; charset=utf-8"
NONE = "none"
MAKE, END = "make", "end"


class DigestForm(PlainForm):
    """How often the summary comes."""

    every = forms.ChoiceField(label="How often do you want the summary?", widget=forms.RadioSelect)

    def __init__(self, *args: object, state: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(NONE, "Not at all"), *digest.words(state)["every"].items()]
        self.fields["every"].choices = choices  # type: ignore[attr-defined]


def subscriptions(request: Request) -> HttpResponse:
    """The person's calendar address, made, replaced or ended here; how often the summary comes."""
    state, word, secret = home_state(request), request.POST.get("do", ""), ""
    chosen = DigestChoice.objects.filter(person=request.user).first()
    sent = request.POST if word == "digest" else None
    form = DigestForm(sent, state=state, initial={"every": chosen.every if chosen else NONE})
    if word == MAKE:
        secret = calendars.new_address(request.user, request.at)
    elif word == END:
        calendars.end_address(request.user, request.at)
        messages.success(request, "The address is ended. A calendar that still asks gets nothing.")
        return redirect(PAGE)
    elif keeping.done(form, lambda given: digest.choose(request.user, _plain(given["every"]), state)):
        messages.success(request, "Your choice is saved.")
        return redirect(PAGE)
    context = {
        "form": form,
        "address": calendars.address_of(request.user),
        "secret": settings.BASE_URL.rstrip("/") + reverse("own_calendar", args=[secret]) if secret else "",
        "waits": digest.counted(request.standing, state, today(request, state)),
        "cycles_at": settings.BASE_URL.rstrip("/") + reverse("cycles_calendar", args=[state]),
        "zone": clock.zone(state).key,
    }
    return keeping.show(request, "work/subscriptions.html", context, form)


def _plain(every: str) -> str:
    return "" if every == NONE else every


def cycles_calendar(request: Request, jurisdiction: str) -> HttpResponse:
    """Windows, deadlines and stages of a State's published cycles as a calendar."""
    answer = HttpResponse(calendars.of_cycles(known_state(jurisdiction)), content_type=KIND)
    answer["Content-Disposition"] = f'inline; filename="cycles-{jurisdiction}.ics"'
    return answer


def own_calendar(request: Request, secret: str) -> HttpResponse:
    """The deadlines of one person's cases, for whoever knows the secret; not found once it was ended or replaced."""
    person = calendars.whose(secret)
    if person is None:
        raise Http404("no such calendar")
    answer = HttpResponse(calendars.of_person(person), content_type=KIND)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    answer["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    return answer
