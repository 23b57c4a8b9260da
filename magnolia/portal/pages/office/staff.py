"""People of a State: accounts, the roles they hold, and the end of a role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from magnolia.policy.workflow import process

from ...actions.keeping import people as keep
from ...actions.moves import Refused
from ...models import Designation, Grant, Organisation, Person
from ..forms import PlainForm
from ..request import Request
from . import keeping
from .holidays import holidays
from .law_changes import law_changes
from .status import status

__all__ = ["holidays", "law_changes", "people", "status"]

A_PAGE = 50
NOT_GIVEN_HERE = ("designation", "system")


class PersonForm(PlainForm):
    """A new account."""

    email = forms.EmailField(label="Work e-mail", max_length=254, help_text="The person signs in with it.")
    name = forms.CharField(label="Name", max_length=120)
    title = forms.CharField(label="Title", max_length=120, required=False)


class RoleForm(PlainForm):
    """A role for somebody who has an account."""

    person = forms.EmailField(label="Work e-mail of the person", max_length=254)
    organisation = forms.ModelChoiceField(
        label="Organization", queryset=Organisation.objects.none(), empty_label="", error_messages=keeping.CHOOSE
    )
    role = forms.ChoiceField(label="Role", error_messages=keeping.CHOOSE)

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.filter(jurisdiction=state).order_by("name")
        self.fields["organisation"].queryset = rows  # type: ignore[attr-defined]
        roles = [(r.name, r.label) for r in process(state).roles.values() if r.of not in NOT_GIVEN_HERE]
        self.fields["role"].choices = [("", ""), *roles]  # type: ignore[attr-defined]


class EndForm(PlainForm):
    """Why a role ends."""

    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea)


class Sought(PlainForm):
    """Who to look for, as it stands in the address."""

    q = forms.CharField(required=False, max_length=100, label="Search people")


def people(request: Request) -> HttpResponse:
    """Who holds which role where; an administrator adds a person, gives a role, ends a role."""
    state = keeping.state_of(request, "administrator", "auditor")
    sent = request.POST if request.method == "POST" else None
    do = sent.get("do") if sent else ""
    person_form = PersonForm(sent if do == "add" else None)
    role_form = RoleForm(sent if do == "give" else None, state=state, initial={"person": request.GET.get("email")})
    ending = _grant(request, state) if do == "end" or request.GET.get("pk") else None
    end_form = EndForm(sent if do == "end" else None) if ending else None
    if to := _act(request, person_form, role_form, ending, end_form):
        return redirect(to)
    page = Paginator(_rows(request, state), A_PAGE).get_page(request.GET.get("page"))
    roles = process(state).roles
    context = {
        "page": page,
        "lines": [{"grant": row, "role": roles[row.role].label if row.role in roles else row.role} for row in page],
        "designees": Designation.objects.filter(jurisdiction=state, state="recorded").select_related("person"),
        "person_form": person_form,
        "role_form": role_form,
        "ending": ending,
        "end_form": end_form,
        "q": request.GET.get("q", ""),
        "mine": keeping.holds(request, state, "administrator"),
        "blank": Grant(),
    }
    return keeping.show(request, "staff/people.html", context, person_form, role_form, end_form)


def _act(
    request: Request, person_form: PersonForm, role_form: RoleForm, ending: Grant | None, end_form: EndForm | None
) -> str:
    """Do what the sent form asks for; the address to go to when it is done."""
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    if person_form.is_bound and keeping.done(person_form, lambda given: keep.add_person(**given, **who)):
        messages.success(request, "The account is added. Give it a role; the person sets a password by e-mail.")
        return f"{reverse('people')}?email={person_form.cleaned_data['email']}#role"
    if role_form.is_bound and keeping.done(role_form, lambda given: _give(request, given)):
        messages.success(request, "The role is given.")
        return reverse("people")
    if ending and end_form and end_form.is_bound:
        row, once = ending, who | {"seen": keeping.seen(request), "key": keeping.key(request)}
        if keeping.done(end_form, lambda given: keep.end_role(row, reason=given["reason"], **once)):
            messages.success(request, f"The role of {row.person.name} has ended.")
            return reverse("people")
    return ""


def _give(request: Request, given: dict[str, Any]) -> Grant:
    person = Person.objects.filter(email__iexact=given["person"]).first()
    if person is None:
        raise Refused("Nobody has an account with this address. Add the person first.", "person")
    return keep.give_role(
        person, given["organisation"], given["role"], by=request.user, at=request.at, key=keeping.key(request)
    )


def _grant(request: Request, state: str) -> Grant:
    rows = keeping.visible(request, Grant).filter(organisation__jurisdiction=state, state="given")
    return keeping.chosen(request, rows.select_related("person", "organisation", "case"))


def _rows(request: Request, state: str) -> Any:
    """Roles in force in the State, by organisation and name, with the search of the address."""
    rows = keeping.visible(request, Grant).filter(organisation__jurisdiction=state, state="given")
    sought = Sought(request.GET)
    for word in sought.cleaned_data["q"].split() if sought.is_valid() else []:
        rows = rows.filter(
            Q(person__name__icontains=word) | Q(person__email__icontains=word) | Q(organisation__name__icontains=word)
        )
    return rows.select_related("person", "organisation").order_by("organisation__name", "person__name", "pk")
