"""The certification package: as a draft for the State, signed for everyone of the case, with its downloads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from magnolia.policy.package import package as words_of
from magnolia.policy.workflow import process

from ... import access, clock
from ...actions.certifying import certify, package_files
from ...actions.certifying.package import BY_SIGNATURE, NotReleased, draft_of, elements, matches, missing
from ...actions.papers import store
from ...actions.recording import reading
from ...actions.telling.letters import CannotTypeset
from ...doors import INSTITUTION
from ...models import Application, Letter, Notice, Package, Reading
from ..acting import may, unfinished
from ..case.case import fetch, surround
from ..doing import do
from ..forms import PlainForm
from ..handing import as_file
from ..moving import Outcome
from ..request import Request, today
from .not_yet import not_yet

DOWNLOADED = "certification package download"
CHOOSE = "choose_exhibits"


class ExhibitForm(PlainForm):
    """Which kinds of papers go along."""

    exhibits = forms.MultipleChoiceField(
        label="Papers that go along",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The institution receives what is checked here. Records of single students never go.",
    )

    def __init__(self, jurisdiction: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(row.id, row.title) for row in words_of(jurisdiction).exhibits.values()]
        self.fields["exhibits"].choices = choices  # type: ignore[attr-defined]


def package(request: Request, pk: UUID) -> HttpResponse:
    """The eighteen elements, the hash and whether it still holds, delivery and downloads; before, a draft."""
    application = fetch(request, pk, "package")
    signed = signed_package(application)
    if signed is None and not access.roles_toward(request.standing, application) - INSTITUTION:
        return not_yet(request, application, "package")
    chosen = list(application.exhibits.values_list("kind", flat=True))
    form = ExhibitForm(application.jurisdiction, request.POST or None, initial={"exhibits": chosen})
    outcome = Outcome()
    if request.method == "POST" and form.is_valid():
        outcome = do(request, application, certify.choose_exhibits, application, form.cleaned_data["exhibits"])
        if outcome.done:
            messages.success(request, "The choice of papers is saved.")
            return redirect("package", application.pk)
    titles = words_of(application.jurisdiction).exhibits
    context = (
        surround(request, application, "package")
        | (_signed(application, signed) if signed else _draft(request, application))
        | {
            "signed": signed,
            "form": form if CHOOSE in may(request, application) else None,
            "chosen": [titles[kind].title for kind in chosen if kind in titles],
            "zone": clock.zone(application.jurisdiction).key,
            "outcome": outcome,
        }
    )
    return render(request, "decider/package.html", context, status=unfinished(form, outcome))


def signed_package(application: Application) -> Package | None:
    """The package as it was signed, or None before the certification."""
    rows = Package.objects.select_related("certification__application__institution")
    return rows.filter(certification__application=application).first()


def _draft(request: Request, application: Application) -> dict[str, Any]:
    try:
        told = elements(draft_of(application, None, today(request, application.jurisdiction)))
    except NotReleased:
        raise Http404("nothing was filed yet") from None
    later = [each | {"later": each["id"] in BY_SIGNATURE and not each["rows"]} for each in told]
    return {"elements": later, "missing": missing(told, but=BY_SIGNATURE)}


def _signed(application: Application, signed: Package) -> dict[str, Any]:
    """The package, who was told of it when, and when the institution first fetched it."""
    letter = Letter.objects.filter(application=application, kind="certification").order_by("-id").first()
    states = process(application.jurisdiction).life(Notice.kind).states
    notices = Notice.objects.filter(
        letter=letter, person__grants__organisation=application.institution_id
    ).select_related("person").distinct() if letter else []  # fmt: skip
    fetched = Reading.objects.filter(case=application.case_id, what=DOWNLOADED).select_related("person")
    return {
        "elements": package_files.told(signed)["elements"],
        "matches": matches(signed),
        "letter": letter,
        "told": [{"notice": n, "state": states[n.state]} for n in notices],
        "fetched": fetched.filter(person__grants__organisation=application.institution_id).order_by("at").first(),
    }


def _fetch_signed(request: Request, pk: UUID) -> Package | HttpResponse:
    """The signed package of a case this person sees, or why there is none; a download is written to the access log."""
    application = fetch(request, pk, "package")
    signed = signed_package(application)
    if signed is None:
        return not_yet(request, application, "package")
    reading.note(request.user, application.case, DOWNLOADED, request.at)
    return signed


def download_pdf(request: Request, pk: UUID) -> HttpResponse:
    """The package as PDF/UA."""
    signed = _fetch_signed(request, pk)
    if isinstance(signed, HttpResponse):
        return signed
    try:
        content = package_files.pdf(signed)
    except CannotTypeset as problem:
        messages.error(request, str(problem))
        return redirect("package", pk)
    return as_file(content, f"{signed.number}.pdf", "application/pdf")


def download_zip(request: Request, pk: UUID) -> HttpResponse:
    """The package with letter, JSON twin, chosen papers, index and hashes."""
    signed = _fetch_signed(request, pk)
    if isinstance(signed, HttpResponse):
        return signed
    try:
        content = package_files.packed(signed, request.at)
    except (CannotTypeset, store.Lost) as problem:
        messages.error(request, str(problem))
        return redirect("package", pk)
    return as_file(content, f"{signed.number}.zip", "application/zip")
