"""A draft and its pages, as the tests of rows and codes type into them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from magnolia.portal.actions.applying import filing
from magnolia.portal.models import Application

from .filling import TYPED, fill_group, new_application, pdf, upload

CHECK, SAVE = {"do": "check"}, {"do": "save"}


def preparer(ms, enter) -> Client:
    return enter(ms.preparer)


def draft(ms, preparer) -> Application:
    return new_application(preparer, ms)


def paper(client: Client, application: Application) -> str:
    """A document of the draft, by its id."""
    assert upload(client, application, "outline", "agreement.pdf", pdf()).status_code == 302
    return str(application.documents.get().pk)


def stated(application: Application) -> dict[str, Any]:
    return filing.columns(Application.objects.get(pk=application.pk))


PART = {"title": "Part", "kind": "lecture", "coursework": "program", "required": "yes"}


def parts(*hours: str) -> dict[str, str]:
    rows = {"hour_parts-rows": str(len(hours))}
    for place, each in enumerate(hours):
        rows |= {f"hour_parts-{place}-{name}": value for name, value in PART.items()}
        rows[f"hour_parts-{place}-hours"] = each
    return rows


def program(client: Client, application: Application, **typed: str) -> Any:
    kept = {name: value for name, value in TYPED.items() if not name.startswith("hour_parts")}
    return fill_group(client, application, "program", kept | CHECK | typed)


def missing(application: Application, group: str) -> list[tuple[str, str]]:
    """What is missing on a page: question or table, and the sentence."""
    gaps = filing.gaps(Application.objects.get(pk=application.pk))
    return [(gap.field, gap.says) for gap in gaps if gap.group == group]
