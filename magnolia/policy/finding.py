"""What a rule answers: an outcome and the sentence that everybody sees."""

from __future__ import annotations

from dataclasses import dataclass

OUTCOMES = ("met", "not_met", "missing", "needs_review", "not_applicable")


@dataclass(frozen=True)
class Finding:
    """The answer of one criterion; `message` names the numbers compared, `citation` the source of the rule."""

    criterion: str
    outcome: str
    message: str
    citation: str

    def as_row(self) -> dict[str, str]:
        return {
            "criterion": self.criterion,
            "outcome": self.outcome,
            "message": self.message,
            "citation": self.citation,
        }
