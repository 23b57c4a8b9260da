"""Who works on a case: who has it, who had it, who is recused; assigning, giving on, giving back, lifting a recusal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from magnolia.policy.workflow import names, process

from ... import access
from ...actions.reviewing import assign, conflict
from ...models import Application, Assignment, Disclosure, Event, Person
from ..forms import PlainForm
from ..moving import Outcome, form_only
from ..office import keeping
from ..request import Request, today
from .case import fetch, surround

PAGE = "case_people"


class PersonForm(PlainForm):
    """Somebody who holds the role in which the case is given, and why it goes on to them."""

    person = forms.ModelChoiceField(
        label="Person", queryset=Person.objects.none(), empty_label="", error_messages=keeping.CHOOSE
    )
    reason = forms.CharField(label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, jurisdiction: str, roles: list[str], first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = assign.holders_of(jurisdiction, roles)
        field = self.fields["person"]
        field.queryset = Person.objects.filter(pk__in=[p.pk for p in people]).order_by("name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda person: person.name  # type: ignore[attr-defined]
        if first:
            del self.fields["reason"]


class ReasonForm(PlainForm):
    """Why an assignment or a recusal ends."""

    reason = forms.CharField(label="Reason", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def case_people(request: Request, pk: UUID) -> HttpResponse:
    """The holder now with a suggestion for the next, the history, and the conflict declarations."""
    return _show(request, fetch(request, pk, PAGE))


def _forms(request: Request, application: Application, held: Assignment | None) -> tuple[PersonForm, str]:
    role = held.role if held else assign.role_in_turn(application)
    sent = request.POST if request.method == "POST" and request.POST.get("do") == "assign" else None
    hint = assign.suggest(application, on=today(request, application.jurisdiction))
    form = PersonForm(
        sent,
        jurisdiction=application.jurisdiction,
        roles=[role] if role else [],
        first=held is None,
        initial={"person": hint.person.pk if hint.person else None},
    )
    return form, role


def _show(request: Request, application: Application) -> HttpResponse:
    table = process(application.jurisdiction)
    roles = access.roles_toward(request.standing, application)
    rows = access.visible_to(request.standing, Assignment).filter(application=application)
    history = list(rows.select_related("person", "by").order_by("-held_from", "-version", "pk"))
    now = assign.role_in_turn(application)
    held = next((row for row in history if row.held_until is None and row.role == now), None)
    if request.POST.get("do") == "assign":  # what the form was about, also when it is sent twice
        held = next((row for row in history if str(row.pk) == request.POST.get("held")), None)
    form, role = _forms(request, application, held)
    directs = "director" in roles
    if form.is_bound and directs and keeping.done(form, lambda given: _assign(request, application, held, role, given)):
        messages.success(request, f"{form.cleaned_data['person'].name} has the case now.")
        if warning := assign.away_warning(form.cleaned_data["person"], today(request, application.jurisdiction)):
            messages.warning(request, warning)
        return redirect(PAGE, application.pk)
    if request.POST.get("do") == "take" and not directs:
        return _take(request, application, now)
    if request.POST.get("do") == "take_over":
        return _take_over(request, application)
    said = access.visible_to(request.standing, Disclosure).filter(application=application).select_related("person")
    context = surround(request, application, PAGE) | {
        "outcome": Outcome(),
        "held": held,
        "history": [(row, table.roles[row.role].label) for row in history],
        "role_label": names(table, [role]) if role else "",
        "form": form,
        "directs": directs,
        "may_take": not directs and bool(now) and now in roles and held is None,
        "holds": held is not None and held.person_id == request.user.pk,
        "suggestion": assign.suggest(application, on=today(request, application.jurisdiction)) if directs else None,
        "give_back": ReasonForm(auto_id="back-%s"),
        "lift": ReasonForm(auto_id="lift-%s"),
        "said": [(row, table.life(Disclosure.kind).states[row.state]) for row in said.order_by("person__name")],
        "lifted": _reasons(said),
        "blank": Assignment(),
        "declares": any(access.declares(hat) for hat in request.standing.hats),
    }
    return keeping.show(request, "case/people.html", context, form)


def _reasons(said: Any) -> list[Event]:
    """The recusals and their lifting as the case's record tells them."""
    ids = [row.pk for row in said]
    return list(Event.objects.filter(thing_id__in=ids).select_related("by").order_by("seq"))


def _assign(
    request: Request, application: Application, held: Assignment | None, role: str, given: dict[str, Any]
) -> object:
    who: dict[str, Any] = {"by": request.user, "at": request.at, "key": keeping.key(request)}
    if held is None:
        return assign.assign(application, given["person"], role, **who)
    return assign.reassign(held, given["person"], reason=given["reason"], seen=keeping.seen(request), **who)


def _take(request: Request, application: Application, role: str) -> HttpResponse:
    form = PlainForm(request.POST)
    user = request.user
    if keeping.done(
        form,
        lambda _: assign.assign(application, user, role, by=user, at=request.at, key=keeping.key(request)),
    ):
        messages.success(request, "You have the case now.")
    else:
        messages.error(request, "; ".join(str(fault) for fault in form.non_field_errors()))
    return redirect(PAGE, application.pk)


def _take_over(request: Request, application: Application) -> HttpResponse:
    """One click at the head of a page of the case; back to that page."""
    rows = access.visible_to(request.standing, Assignment).filter(application=application)
    held = keeping.chosen(request, rows.select_related("application__case", "person"), "held")
    who: dict[str, Any] = {"by": request.user, "at": request.at, "seen": keeping.seen(request)}
    form = PlainForm(request.POST)
    if keeping.done(form, lambda _: assign.take_over(held, key=keeping.key(request), **who)):
        messages.success(request, f"You have the case now. {held.person.name} was told.")
    else:
        messages.error(request, "; ".join(str(fault) for fault in form.non_field_errors()))
    back = request.POST.get("back", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if inside and back.startswith("/cases/") else reverse(PAGE, args=[application.pk]))


@form_only()
def assignment_end(request: Request, assignment: UUID) -> HttpResponse:
    """Give a case back, with a reason."""
    rows = access.visible_to(request.standing, Assignment).select_related("application__case", "person")
    held = get_object_or_404(rows, pk=assignment)
    form = ReasonForm(request.POST)
    who: dict[str, Any] = {"by": request.user, "at": request.at, "seen": keeping.seen(request)}
    if keeping.done(
        form, lambda given: assign.give_back(held, reason=given["reason"], key=keeping.key(request), **who)
    ):
        messages.success(request, "You gave the case back. The director was told.")
    else:
        _say(request, form)
    return redirect(PAGE, held.application_id)


@form_only()
def recusal_lift(request: Request, disclosure: UUID) -> HttpResponse:
    """A director lifts a recusal that was declared by mistake."""
    rows = access.visible_to(request.standing, Disclosure).select_related("application__case", "person")
    row = get_object_or_404(rows, pk=disclosure)
    form = ReasonForm(request.POST)
    who: dict[str, Any] = {"by": request.user, "at": request.at, "seen": keeping.seen(request)}
    if keeping.done(form, lambda given: conflict.lift(row, reason=given["reason"], key=keeping.key(request), **who)):
        messages.success(request, f"The recusal of {row.person.name} is lifted. The person declares again.")
    else:
        _say(request, form)
    return redirect(PAGE, row.application_id)


def _say(request: Request, form: forms.Form) -> None:
    """What was wrong with a one-line form, above the page it leads back to."""
    for field, faults in form.errors.items():
        label = form.fields[field].label if field in form.fields else ""
        messages.error(request, ": ".join(filter(None, [str(label), " ".join(str(fault) for fault in faults)])))
