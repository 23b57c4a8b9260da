"""Papers that show a step after the certification: the control that takes one, and the page that hands it out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from ... import access
from ...actions.recording import reading
from ...models import Proof
from ..handing import handed_out
from ..request import Request

REFERENCE = "A reference number, or where the paper is kept. One of the two is needed: this or a file."


def paper_field(label: str = "Paper that shows it") -> forms.FileField:
    """An optional upload beside a reference in words; one of the two is needed, and the action says so."""
    return forms.FileField(label=label, required=False, help_text="A PDF, Word, Excel or picture file.")


def given(form: forms.Form) -> dict[str, Any]:
    """What was typed, with the uploaded file as the action takes a paper."""
    typed = dict(form.cleaned_data)
    file = typed.pop("paper", None)
    return typed | {"paper": (file.name or "", file) if file else None}


def download(request: Request, proof: UUID) -> HttpResponse:
    """The bytes as they were added, to be saved and never shown inside the portal."""
    rows = access.visible_to(request.standing, Proof).select_related("application__case")
    row = get_object_or_404(rows, pk=proof)
    reading.note(request.user, row.application.case, f"proof {proof}", request.at)
    return handed_out(row, request)
