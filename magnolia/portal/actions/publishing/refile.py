"""The new filing that an accepted change makes: the earlier one with the changed facts, judged by the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from magnolia.policy.facts import Facts
from magnolia.policy.frozen import as_text

from ... import clock
from ...models import Application, Approval, Filing, ProgramChange, ProgramFacts
from ..applying import filing, frozen_facts, stated
from . import publish


def changed_facts(change: ProgramChange, resting: Filing) -> Facts:
    """The program's facts with the change, as the rules read them; the change carries a signature of its own."""
    changed = Application.objects.select_related("facts", "case", "institution").get(pk=change.application_id)
    for row in change.facts.all():
        column: Any = ProgramFacts._meta.get_field(row.fact)
        setattr(changed.facts, row.fact, column.to_python(row.after))
    return replace(
        stated.facts(changed, None, _held_on(resting)), attestation=frozen_facts.of(resting).facts.attestation
    )


def findings(change: ProgramChange, resting: Filing) -> list[dict[str, Any]]:
    """What the rules say of the program with the changed facts, under the law it was judged by."""
    return _rows(resting, changed_facts(change, resting), _held_on(resting))


def _held_on(resting: Filing) -> date:
    return clock.local_date(resting.application.jurisdiction, resting.at)


def _rows(resting: Filing, facts: Facts, on: date) -> list[dict[str, Any]]:
    found = filing.findings_of(resting.application.jurisdiction, facts, resting.judged_on, on)
    return [each.as_row() for each in found]


def worsened(change: ProgramChange, resting: Filing) -> list[str]:
    """Sentences of the rules that the change would break.

    What was not met before, or was not asked of the earlier filing, is no matter of the change.
    """
    held = {row["criterion"] for row in resting.findings if row["outcome"] != "not_met"}
    return [
        row["message"] for row in findings(change, resting) if row["outcome"] == "not_met" and row["criterion"] in held
    ]


def prepare(change: ProgramChange, at: datetime) -> Filing:
    """The new filing, not saved yet: the earlier one with what the change says."""
    approval = Approval.objects.select_related("filing__application", "filing__event", "filing__form").get(
        application=change.application_id
    )
    old = approval.filing
    facts, on = changed_facts(change, old), _held_on(old)
    return Filing(
        application_id=change.application_id,
        place=Filing.objects.filter(application=change.application_id).count() + 1,
        at=at,
        judged_on=old.judged_on,
        held_on=on,
        law=old.law,
        facts=old.facts | {row.fact: row.after for row in change.facts.all()},
        judged_facts=as_text(facts),
        documents=old.documents,
        not_applicable=old.not_applicable,
        findings=_rows(old, facts, on),
        code_version=filing.code_version(),
        form=old.form,
    )


def take_over(change: ProgramChange, made: Filing, at: datetime) -> None:
    """Let the approval and its public entry rest on the new filing; the earlier one stays."""
    facts = ProgramFacts.objects.get(application=change.application_id)
    for row in change.facts.all():
        column: Any = ProgramFacts._meta.get_field(row.fact)
        setattr(facts, row.fact, column.to_python(row.after))
    facts.save()
    approval = Approval.objects.get(application=change.application_id)
    approval.filing = made
    approval.save(update_fields=["filing"])
    publish.refresh(approval, at)
