"""What moves of the lists of priority occupations need, and of what the State finds beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnolia.policy.letter_text import say_day
from magnolia.policy.occupation_lists import IN, register

from ..occupations import checks
from .register import Answer, need

if TYPE_CHECKING:
    from ..moves import Attempt


@need
def list_of_the_state(attempt: Attempt) -> Answer:
    """An approximation from public figures never becomes a list of the State, by whatever step."""
    return "" if attempt.thing.label else None


@need
def list_approximates(attempt: Attempt) -> Answer:
    """Without the Board only an approximation is shown, and one on which something stands."""
    if not attempt.thing.label:
        return ""
    if not attempt.thing.occupations.filter(standing=IN).exists():
        return register(attempt.jurisdiction).fault("nothing")
    return None


@need
def list_reviewable(attempt: Attempt) -> Answer:
    """Every entry has its sources, tests, supports and sector (policy 5.3, 5.7); each that lacks one is named."""
    return checks.told(checks.lacking(attempt.thing))


@need
def list_adopted(attempt: Attempt) -> Answer:
    """The Board adopted it on a day that has come, and something shows it (policy 5)."""
    if attempt.said.get("preview"):
        return None
    row = attempt.thing
    if row.adopted_on is None:
        return "", "adopted_on"
    if row.adopted_on > attempt.on:
        return f"The adoption is dated {say_day(row.adopted_on)}, which is not here yet.", "adopted_on"
    return None if row.adopted_evidence else ("", "adopted_evidence")


@need
def list_publishable(attempt: Attempt) -> Answer:
    """The entries are whole, the four checks of the analysis are written, and the day is not before the adoption."""
    row = attempt.thing
    if lacking := checks.told(checks.to_publish(row)):
        return lacking
    if attempt.said.get("preview"):
        return None
    if row.effective_on is None:
        return "Give the day from which the list counts.", "effective_on"
    if row.adopted_on and row.effective_on < row.adopted_on:
        return f"The list cannot count before the day of its adoption, {say_day(row.adopted_on)}.", "effective_on"
    return None


@need
def sectors_stated(attempt: Attempt) -> Answer:
    """Sectors belong to an award year and were set by the Board on a day (policy 5)."""
    row = attempt.thing
    if not row.award_year:
        return "Choose the award year of these sectors.", "award_year"
    if not attempt.said.get("sectors"):
        return "Name at least one sector.", "sectors"
    if row.set_on is None or row.set_on > attempt.on:
        return "Give the day on which the Board set them, not later than today.", "set_on"
    return None if row.evidence else ("Say what shows it, such as the minutes of a meeting.", "evidence")


@need
def exception_whole(attempt: Attempt) -> Answer:
    """Both findings and the document: with one of them alone the exclusion stands (policy 5.4)."""
    row = attempt.thing
    for name, sentence in (
        (
            "supports_sector",
            "Say how the occupation directly supports a priority sector. Without it the exclusion stands.",
        ),
        ("pathway", "Say which training pathway is documented. Without it the exclusion stands."),
    ):
        if not getattr(row, name).strip():
            return sentence, name
    return (
        None if row.sha256 else ("Add the document of the training pathway. Without it the exclusion stands.", "file")
    )


@need
def quality_answered(attempt: Attempt) -> Answer:
    """Each question is answered yes, with its evidence (policy 5.3); the first that is not is named."""
    labels = register(attempt.jurisdiction).labels["quality"]
    answers = {row.question: row for row in attempt.thing.answers.all()}
    for name, label in labels.items():
        row = answers.get(name)
        if row is None or row.yes is None:
            return f"Not marked: “{label}” is not answered.", name
        if not row.yes:
            return f"Not marked: “{label}” is answered “no”.", name
        if not row.evidence:
            return f"Not marked: “{label}” has no evidence.", name
    return None


@need
def comparable_stated(attempt: Attempt) -> Answer:
    """Two occupations, the basis by the State's method, the day and the signer (policy 9)."""
    row = attempt.thing
    if row.soc_code == row.comparable_to:
        return "An occupation is comparable to itself without a decision. Name another one.", "comparable_to"
    for name, sentence in (
        ("basis", "Write the basis of the decision by the State's method."),
        ("signed_name", "Type your name as your signature."),
        ("signed_title", "Type your title."),
    ):
        if not getattr(row, name).strip():
            return sentence, name
    if row.decided_on > attempt.on:
        return f"The decision is dated {say_day(row.decided_on)}, which is not here yet.", "decided_on"
    return None
