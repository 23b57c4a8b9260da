"""The people of an institution: who may work on its applications, kept by its certifying official."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from magnolia.policy.workflow import process

from ...actions.keeping import people
from ...models import Grant, Organisation
from ..forms import PlainForm
from ..office import keeping
from ..request import Request

INSTITUTION = ("certifying_official", "preparer")


class ColleagueForm(PlainForm):
    """A colleague and the role; the institution is asked for only where the official has several."""

    organisation = forms.ModelChoiceField(
        label="Institution", queryset=Organisation.objects.none(), empty_label="Choose", error_messages=keeping.CHOOSE
    )
    email = forms.EmailField(label="Work e-mail", max_length=254, help_text="The person signs in with it.")
    name = forms.CharField(label="Name", max_length=120)
    title = forms.CharField(label="Title", max_length=120, required=False)
    role = forms.ChoiceField(label="Role", error_messages=keeping.CHOOSE)

    def __init__(self, data: Any, own: list[int], roles: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=own).order_by("name")  # type: ignore[attr-defined]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        for name, single in (("organisation", own), ("role", [word for word, _ in roles])):
            if len(single) == 1:
                self.fields[name].initial = single[0]
                self.fields[name].widget = forms.HiddenInput()


class EndForm(PlainForm):
    """Why a colleague's role ends."""

    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class AddressForm(PlainForm):
    """The address as it should have been typed."""

    email = forms.EmailField(label="Work e-mail", max_length=254)


def colleagues(request: Request) -> HttpResponse:
    """Who works for the institution here; its official adds a colleague, mends an address, ends a role."""
    state = keeping.state_of(request, *INSTITUTION)
    roles = process(state).roles
    hats = [hat for hat in request.standing.hats if hat.jurisdiction == state and roles[hat.role].of == "institution"]
    own = [hat.organisation for hat in hats if roles[hat.role].gives and hat.organisation is not None]
    gifts = {name: roles[name].label for hat in hats for name in roles[hat.role].gives}
    rows = (
        keeping.visible(request, Grant)
        .filter(state="given", organisation__in=[hat.organisation for hat in hats])
        .select_related("person", "organisation", "case")
        .order_by("organisation__name", "person__name", "pk")
    )
    word = request.POST.get("do", "")
    add = ColleagueForm(request.POST if word == "add" else None, own, list(gifts.items())) if own else None
    named = "pk" in request.GET or word in ("end", "correct_address")
    chosen = keeping.chosen(request, rows.filter(organisation__in=own, role__in=gifts)) if named else None
    end = EndForm(request.POST if word == "end" else None) if chosen else None
    mend = AddressForm(request.POST if word == "correct_address" else None) if chosen else None
    if said := _act(request, add, chosen, end, mend):
        messages.success(request, said)
        return redirect("colleagues")
    context = {
        "lines": [
            {
                "grant": row,
                "role": roles[row.role].label,
                "does": roles[row.role].does,
                "mine": row.organisation_id in own and row.role in gifts,
            }
            for row in rows
        ],
        "many": len({hat.organisation for hat in hats}) > 1,
        "add": add,
        "gift": next(iter(gifts.values())) if len(gifts) == 1 else "",
        "chosen": chosen,
        "end": end,
        "mend": mend if chosen and chosen.person.last_login is None else None,
        "blank": Grant(),
    }
    return keeping.show(request, "institution/colleagues.html", context, add, end, mend)


def _act(
    request: Request, add: ColleagueForm | None, chosen: Grant | None, end: EndForm | None, mend: AddressForm | None
) -> str:
    """Do what the sent form asks for; the sentence that says it is done."""
    who: dict[str, Any] = {"by": request.user, "at": request.at, "key": keeping.key(request)}
    if add is not None and add.is_bound and keeping.done(add, lambda given: people.add_colleague(**given, **who)):
        return f"{add.cleaned_data['name']} is added. The person asks for a first password on the sign-in page."
    if chosen is None:
        return ""
    row, once = chosen, who | {"seen": keeping.seen(request)}
    if end is not None and end.is_bound and keeping.done(end, lambda given: people.end_role(row, **given, **once)):
        return f"The role of {row.person.name} has ended."
    if mend is not None and mend.is_bound and keeping.done(mend, lambda g: people.correct_address(row, **g, **once)):
        return f"The address of {row.person.name} is corrected."
    return ""
