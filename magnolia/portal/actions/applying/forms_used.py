"""Which version of the form an application was begun with and sent in with, and what changed since."""

from __future__ import annotations

from datetime import datetime

from magnolia.policy.form_versions import FormChange, as_text, changes

from ...models import Application, FormVersion
from ..recording.record import next_number, sha256


def current(jurisdiction: str, at: datetime) -> FormVersion:
    """The version in use; one that was never used before gets the next number. Call inside a transaction."""
    text = as_text(jurisdiction)
    found = FormVersion.objects.filter(jurisdiction=jurisdiction, hash=sha256(text)).first()
    if found is not None:
        return found
    number = next_number(f"form-{jurisdiction}")  # locks the series: whoever waited here finds the row
    found, _ = FormVersion.objects.get_or_create(
        jurisdiction=jurisdiction, hash=sha256(text), defaults={"number": number, "text": text, "since": at}
    )
    return found


def changed_since(application: Application) -> list[FormChange]:
    """What the form asks otherwise than the version a draft was begun with; nothing for one from before versions."""
    begun = application.form
    return changes(begun.text, as_text(application.jurisdiction)) if begun is not None else []
