"""What sending in needs of the institution itself: that it takes part in federal student aid on that day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnolia.policy.form import form
from magnolia.policy.letters import say_day

from ...models import Institution
from ..applying import on_record
from .register import Answer, need

if TYPE_CHECKING:
    from ..moves import Attempt

TAKES_PART = "participates"  # what the form's answer is called
WINS = "The State's record counts. Where it is wrong, ask the State to correct it."


@need
def title_iv_current(attempt: Attempt) -> Answer:
    """Only an institution in Title IV on the day of submission may submit (policy, Eligible Institution; ELIG-01).

    The State's record decides. What the form says has to agree with it while the form is still open, and is quoted
    where it does not. Nothing is asked of the program here: one that is planned and not yet running is not refused.
    """
    row = Institution.objects.select_related("organisation").get(pk=attempt.thing.institution_id)
    name, said = row.organisation.name, attempt.thing.facts.title_iv_status
    question = form(attempt.jurisdiction).questions["title_iv_status"]
    quoted = f" The application says “{question.choices[said]}”." if said in question.choices else ""
    if on_record.takes_part(row, attempt.on):
        if said in ("", TAKES_PART) or attempt.thing.submitted_at is not None:
            return None
        return (
            f"The State's record says that {name} takes part in the federal student aid programs (Title IV).{quoted} "
            f"{WINS} Otherwise change the answer.",
            question.id,
        )
    if row.title_iv_until is not None and row.title_iv_until < attempt.on:
        found = f"took part in the federal student aid programs (Title IV) until {say_day(row.title_iv_until)}"
    elif row.title_iv is None:
        return (
            f"It is not on record whether {name} takes part in the federal student aid programs (Title IV). Only an "
            "institution that does can submit a request. Ask the State to complete its record.",
            question.id,
        )
    else:
        found = "does not take part in the federal student aid programs (Title IV)"
    told = quoted if said == TAKES_PART else ""
    return (
        f"The State's record says that {name} {found}. Only an institution that takes part on the day of submission "
        f"can submit a request.{told} {WINS}",
        question.id,
    )
