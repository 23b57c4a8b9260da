"""The certification: the case on two pages, what stands in the way of the signature, and the signature itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from magnolia.policy.package import package as words_of

from ... import clock
from ...actions.certifying import certify as signing
from ...actions.certifying.package import matches
from ...actions.deciding.signing import own_name
from ...actions.moves import Refused
from ...actions.offers import gates
from ...models import Application, Certification, Person
from ..acting import blamed, in_the_way, kept, may, move_of, unfinished
from ..board.recommend import summary
from ..case.case import fetch, surround
from ..case.filed import filed, matters
from ..doing import do
from ..moving import Outcome
from ..request import Request, today
from .deciding import SigningForm, words

CERTIFY = signing.CERTIFY
NONE = "none_"
NOT_AGREED = "Check this box, or the certification cannot be signed."


class CertificationForm(SigningForm):
    """Three lists answered, two agreements ticked, the intent, and a typed name and title.

    A list that holds something already is answered by it: “none” is not offered there, only more entries. For `signer`,
    who may sign, everything that is still open is said at once, each at its place.
    """

    def __init__(
        self,
        jurisdiction: str,
        agreements: dict[str, str],
        standing: Collection[str],
        data: Any = None,
        signer: Person | None = None,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.signer = signer
        said = words_of(jurisdiction)
        self.lists, self.agreements, self.agreed_to = said.lists, said.agreements, agreements
        asked: dict[str, forms.Field] = {}
        for each in said.lists.values():
            asked[each.id] = words(each.title, each.help, 2, required=False)
            if each.id not in standing:
                asked[NONE + each.id] = forms.BooleanField(label="None", required=False)
        for agreement in said.agreements.values():
            asked[f"agreed_{agreement.id}"] = forms.BooleanField(label=f"Agreement: {agreement.title}", required=False)
        asked["other_information"] = words(
            "Other information a Secretary requires", "Leave it empty if none was required.", 2, required=False
        )
        asked["intent"] = forms.BooleanField(label=said.intent, required=False)
        self.fields = asked | self.fields

    def clean(self) -> dict[str, Any]:
        """Entries and "none" at once is a slip; for a signer so is whatever is neither answered nor ticked."""
        given = super().clean() or self.cleaned_data
        for name in self.lists:
            if given.get(name, "").strip() and given.get(NONE + name):
                self.add_error(name, "There are entries, and “none” is checked too. Clear one of them.")
        if self.signer is not None:
            self._open(given, self.signer)
        return given

    def _open(self, given: dict[str, Any], signer: Person) -> None:
        for name in self.lists:
            if NONE + name in self.fields and not given.get(name, "").strip() and not given.get(NONE + name):
                self.add_error(name, "Not answered. Enter lines, or check “None”.")
        for each in self.agreements.values():
            if not given.get(f"agreed_{each.id}"):
                self.add_error(f"agreed_{each.id}", NOT_AGREED)
        if not given.get("intent"):
            self.add_error("intent", NOT_AGREED)
        try:
            own_name(signer, given.get("signed_name", ""), "signed_name")
        except Refused as problem:
            self.add_error(problem.field, str(problem))

    def signed(self) -> signing.Signed:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        lists = {
            name: given[name].splitlines() if given[name].strip() else [] if given.get(NONE + name, True) else None
            for name in self.lists
        }
        return signing.Signed(
            name=given["signed_name"],
            title=given["signed_title"],
            intent=given["intent"],
            agreed=[name for name in self.agreements if given[f"agreed_{name}"]],
            lists=lists,
            other_information=given["other_information"],
        )

    @property
    def list_fields(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        return [(self[name], self[NONE + name] if NONE + name in self.fields else None) for name in self.lists]

    @property
    def agreement_fields(self) -> list[tuple[Any, str, forms.BoundField]]:
        return [(row, self.agreed_to[row.id], self[f"agreed_{row.id}"]) for row in self.agreements.values()]


def certification(request: Request, pk: UUID) -> HttpResponse:
    """The gates, the eight matters with their findings, the lists and agreements, and the signature."""
    application = fetch(request, pk, "certification")
    agreements = signing.agreement_words(application.jurisdiction, today(request, application.jurisdiction))
    title = {"signed_title": request.user.title}
    standing = _standing(application)
    holding = [each.id for each, rows in standing if rows]
    signer = request.user if CERTIFY in may(request, application) else None
    form = CertificationForm(application.jurisdiction, agreements, holding, request.POST or None, signer, initial=title)
    outcome = Outcome()
    if request.method == "POST" and form.is_valid():
        outcome = blamed(do(request, application, signing.certify, application, form.signed()), form)
        if outcome.done:
            messages.success(request, f"{move_of(application, CERTIFY).done}.")
            return redirect("certification", application.pk)
    review = summary(application)
    signed = Certification.objects.filter(application=application).select_related("designation", "package").first()
    context = (
        surround(request, application, "certification")
        | filed(application)
        | review
        | {
            "gates": [] if signed else _gates(request, application),
            "matters": matters(application, review["judged"]),
            "standing": standing,
            "signed": signed,
            "matches": matches(signed.package) if signed else False,
            "zone": clock.zone(application.jurisdiction).key,
            "letters": application.letters.filter(kind=move_of(application, CERTIFY).letter),
            "form": form,
            "kept": kept(request, application, CERTIFY, form),
            "may": may(request, application),
            "stopped": in_the_way(request, application).get(CERTIFY, ""),
            "certify": move_of(application, CERTIFY),
            "outcome": outcome,
        }
    )
    return render(request, "decider/certification.html", context, status=unfinished(form, outcome))


def _gates(request: Request, application: Application) -> list[dict[str, Any]]:
    """Everything between the case and the signature, met or not, with the page that settles it."""
    register = words_of(application.jurisdiction).gates
    found = gates(application, CERTIFY, request.user, request.at)
    return [
        {
            "gate": register[name],
            "stopped": sentence,
            "url": reverse(register[name].page, args=[application.pk]),
        }
        for name, sentence in found
        if name in register
    ]


def _standing(application: Application) -> list[tuple[Any, list[Any]]]:
    """Each list with what it already holds."""
    rows = list(application.conditions.filter(blocking=False).order_by("id"))
    return [
        (each, [row for row in rows if row.kind == each.id])
        for each in words_of(application.jurisdiction).lists.values()
    ]
