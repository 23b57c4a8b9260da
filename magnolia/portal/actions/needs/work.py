"""What conflict declarations, assignments, messages and internal notes need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnolia.policy.workflow import process

from ...models import Assignment, Disclosure, Grant
from ..applying import filing
from .register import Answer, need

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def conflict_described(attempt: Attempt) -> Answer:
    return None if attempt.thing.words.strip() else ("", "words")


@need
def assignee_fits(attempt: Attempt) -> Answer:
    """The person holds a role to which cases are given, is not recused, and nobody else has the case in it."""
    row: Assignment = attempt.thing
    role = process(attempt.jurisdiction).roles.get(row.role)
    if role is None or not role.assigned:
        return "Cases are not given to persons in this role.", "person"
    holds = Grant.objects.filter(
        person=row.person, role=row.role, state="given", organisation__jurisdiction=attempt.jurisdiction
    )
    if not row.person.is_active or not holds.exists():
        return f"{row.person.name} does not hold the role {role.label}.", "person"
    if Disclosure.objects.filter(application=row.application, person=row.person, state="recused").exists():
        return f"{row.person.name} is recused from this case. Choose another person.", "person"
    other = Assignment.objects.filter(application=row.application, role=row.role, held_until__isnull=True)
    if held := other.exclude(pk=row.pk).select_related("person").first():
        return (
            f"{held.person.name} has the case as {role.label} already. Give it to another person from there.",
            "person",
        )
    return None


@need
def assignee_self(attempt: Attempt) -> Answer:
    return None if attempt.by is not None and attempt.thing.person_id == attempt.by.pk else ""


@need
def message_filing_sent(attempt: Attempt) -> Answer:
    return None if attempt.application.submitted_at is not None else ("", "text")


@need
def message_case_runs(attempt: Attempt) -> Answer:
    """The case has not come to an end; an end that is taken back opens it again."""
    return None if filing.still_runs(attempt.application) else ("", "text")


@need
def message_worded(attempt: Attempt) -> Answer:
    return None if attempt.thing.text else ("", "text")


@need
def note_worded(attempt: Attempt) -> Answer:
    return None if attempt.thing.text.strip() else ("", "text")


@need
def note_own(attempt: Attempt) -> Answer:
    return None if attempt.by is not None and attempt.thing.by_id == attempt.by.pk else ""
