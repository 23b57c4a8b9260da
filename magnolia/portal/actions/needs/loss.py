"""What submitting after a loss, and the record of lost programs itself, need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnolia.policy import longterm, similar
from magnolia.policy.answers import dollars, has_form
from magnolia.policy.form import form
from magnolia.policy.periods import AwardYear

from ...models import EarningsAmount, Loss
from ..afterwards import screening
from .register import Answer, need, preview

if TYPE_CHECKING:
    from ..moves import Attempt

CIP, SOC = "NN.NNNN", "NN-NNNN"


@need
def waiting_over(attempt: Attempt) -> Answer:
    """No waiting period after a lost program that this one is substantially similar to (34 CFR 690.97)."""
    found = screening.screen(attempt.thing, attempt.on)
    return next((each.says for each in found if each.outcome == similar.BLOCKED), None)


@need
def similar_cleared(attempt: Attempt) -> Answer:
    """What resembles a lost program was looked at by a person, with reasons."""
    left = [each.lost.program.name for each in screening.open_hits(attempt.thing, attempt.on)]
    if not left:
        return None
    return (
        f"A person has to decide first whether this program takes the place of: {', '.join(left)}. See “Lost programs”."
    )


@need
def loss_stated(attempt: Attempt) -> Answer:
    row: Loss = attempt.thing
    if not row.program_name:
        return "Name the program.", "program_name"
    if no_ground := longterm.no_ground(row.jurisdiction, row.ground):
        return no_ground, "ground"
    if row.ground not in similar.losses(row.jurisdiction).grounds:
        return "Choose the ground from the list.", "ground"
    if not row.notice:
        return "Name the federal notice or section it rests on.", "notice"
    return _wrong_code(row)


def _wrong_code(loss: Loss) -> tuple[str, str] | None:
    """The first code that is not written as the form asks for it: the form's sentence, and the column."""
    questions = form(loss.jurisdiction).questions
    if not has_form(loss.cip_code, CIP):
        return questions["cip_code"].wrong, "cip_code"
    wrong = [code for code in loss.soc_codes.split(";") if not has_form(code, SOC)]
    return (questions["soc_codes"].wrong + ", ".join(wrong), "soc_codes") if wrong else None


@need
def earnings_loss(attempt: Attempt) -> Answer:
    ground = similar.losses(attempt.thing.jurisdiction).grounds[attempt.thing.ground]
    return None if ground.after == similar.PRICE else ""


@need
def price_within_amount(attempt: Attempt) -> Answer:
    """Tuition and fees of the year asked for reach the Secretary's amount at most (policy 10.5)."""
    row: Loss = attempt.thing
    if preview(attempt) or row.asked_year is None or row.asked_total is None:
        return None if preview(attempt) else ("", "tuition")
    year = AwardYear(row.asked_year).long
    amounts = EarningsAmount.objects.filter(
        institution=row.institution_id,
        cip_code=row.cip_code,
        program_name__iexact=row.program_name,
        award_year=row.asked_year,
        confirmed_on__isnull=False,
    )
    amount = amounts.order_by("-pk").values_list("amount", flat=True).first()
    if amount is None:
        return (
            f"No amount of the Secretary is on record for {year}, so there is nothing to hold the price against.",
            "year",
        )
    if row.asked_total > amount:
        total, most = dollars(row.asked_total), dollars(amount)
        return (
            f"Tuition and fees are {total}. For {year} the Secretary's amount is {most}: lower them to it or less.",
            "tuition",
        )
    return None


@need
def federal_permission(attempt: Attempt) -> Answer:
    row: Loss = attempt.thing
    if preview(attempt):
        return None
    if not row.permission:
        return "", "permission"
    return None if row.restored_on is not None and row.restored_on <= attempt.on else ("", "day")
