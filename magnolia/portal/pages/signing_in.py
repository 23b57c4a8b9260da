"""Accounts are given by an administrator, never taken: sign-up is closed. In practice mode a page offers identities."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from magnolia.policy.workflow import process

from .. import second_factor
from ..models import Grant, Person
from .request import Request


class Accounts(DefaultAccountAdapter):
    """What allauth asks us about accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def demo(request: HttpRequest) -> HttpResponse:
    """Pick one of the fictive identities. The address answers "not found" outside practice mode."""
    if not settings.DEMO:
        raise Http404("not a practice site")
    people = Person.objects.filter(is_active=True, email__endswith="@example.test").order_by("pk")
    if request.method == "POST":
        chosen = people.filter(pk=int(request.POST["identity"][:9])).first() if _number(request) else None
        if chosen is None:
            return render(request, "public/demo.html", {"groups": _groups(people), "problem": True}, status=400)
        login(request, chosen, backend="django.contrib.auth.backends.ModelBackend")
        second_factor.count_as_given(request, chosen)
        return redirect(_way_back(request))
    return render(request, "public/demo.html", {"groups": _groups(people)})


def set_up(request: Request) -> HttpResponse:
    """The way to a second factor for whoever has none yet and holds a role that asks for one."""
    if second_factor.given(request):
        return redirect(_way_back(request))
    here = f"{request.path}?{urlencode({'next': _way_back(request)})}"
    return render(
        request,
        "account/second_factor.html",
        {
            "has_one": second_factor.has_one(request.user),
            "here": urlencode({"next": here}),
            "then": urlencode({"next": _way_back(request)}),
            "roles": [
                process(hat.jurisdiction).roles[hat.role].label
                for hat in request.standing.hats
                if process(hat.jurisdiction).roles[hat.role].second_factor
            ],
        },
    )


def _way_back(request: HttpRequest) -> str:
    """The page the person came from, if it is one of ours; else their work."""
    way = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(way, {request.get_host()}, require_https=request.is_secure())
    return way if ours else reverse("work")


def _number(request: HttpRequest) -> bool:
    return str(request.POST.get("identity") or "").isascii() and str(request.POST.get("identity") or "").isdigit()


def _groups(people: QuerySet[Person]) -> list[tuple[str, list[dict[str, str]]]]:
    """Identities by organisation, each with its role in words."""
    groups: dict[str, list[dict[str, str]]] = {}
    grants = Grant.objects.filter(person__in=people, state="given").select_related("person", "organisation")
    for grant in grants.order_by("organisation_id", "person_id"):
        role = process(grant.organisation.jurisdiction).roles[grant.role]
        groups.setdefault(grant.organisation.name, []).append(
            {"id": str(grant.person_id), "name": grant.person.name, "role": role.label, "does": role.does}
        )
    for person in people.filter(designations__state="recorded").distinct():
        designation = person.designations.filter(state="recorded").order_by("-first_day").first()
        if designation is not None:
            role = process(designation.jurisdiction).roles["designee"]
            groups.setdefault(role.label, []).append(
                {"id": str(person.pk), "name": person.name, "role": designation.instrument, "does": role.does}
            )
    return list(groups.items())
