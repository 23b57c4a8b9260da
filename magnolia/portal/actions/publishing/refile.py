"""The new filing that an accepted change makes: the earlier one with the changed facts, judged by the rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ... import clock
from ...models import Application, Approval, Event, Filing, ProgramChange, ProgramFacts
from ..applying import filing
from . import publish

SIGNED = "attestation.signed"  # the change carries a signature of its own


def findings(change: ProgramChange, resting: Filing) -> list[dict[str, Any]]:
    """What the rules say of the program with the changed facts, under the law it was judged by."""
    changed = Application.objects.select_related("facts", "case", "institution").get(pk=change.application_id)
    for row in change.facts.all():
        column: Any = ProgramFacts._meta.get_field(row.fact)
        setattr(changed.facts, row.fact, column.to_python(row.after))
    before = {row["criterion"]: row for row in resting.findings}
    sent = clock.local_date(changed.jurisdiction, resting.at)
    told = [found.as_row() for found in filing.findings_now(changed, resting.judged_on, sent)]
    return [before[row["criterion"]] if row["criterion"] == SIGNED and SIGNED in before else row for row in told]


def worsened(change: ProgramChange, resting: Filing) -> list[str]:
    """Sentences of the rules that the change would break.

    What was not met before, or was not asked of the earlier filing, is no matter of the change.
    """
    held = {row["criterion"] for row in resting.findings if row["outcome"] != "not_met"}
    return [
        row["message"] for row in findings(change, resting) if row["outcome"] == "not_met" and row["criterion"] in held
    ]


def freeze(change: ProgramChange, event: Event, at: datetime) -> Filing:
    """Keep the new filing and let the approval and its public entry rest on it; the earlier one stays."""
    approval = Approval.objects.select_related("filing").get(application=change.application_id)
    old = approval.filing
    made = Filing.objects.create(
        application_id=change.application_id,
        event=event,
        place=Filing.objects.filter(application=change.application_id).count() + 1,
        at=at,
        judged_on=old.judged_on,
        law=old.law,
        facts=old.facts | {row.fact: row.after for row in change.facts.all()},
        documents=old.documents,
        not_applicable=old.not_applicable,
        findings=findings(change, old),
        code_version=filing.code_version(),
    )
    facts = ProgramFacts.objects.get(application=change.application_id)
    for row in change.facts.all():
        column: Any = ProgramFacts._meta.get_field(row.fact)
        setattr(facts, row.fact, column.to_python(row.after))
    facts.save()
    approval.filing = made
    approval.save(update_fields=["filing"])
    publish.refresh(approval, at)
    return made
