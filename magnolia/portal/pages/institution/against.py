"""What the rules hold against a draft, apart from what is missing in it, and what stands in the way of sending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from magnolia.policy import criteria
from magnolia.policy.finding import Finding
from magnolia.policy.form import Form, Question, Table
from magnolia.policy.form import form as form_words
from magnolia.policy.workflow import Move, process

from ...actions.applying import filing
from ...actions.offers import gates
from ...models import Application
from ..request import Request
from .answered import question_page

NOT_MET, UNDECIDED, UNANSWERED = "not_met", "needs_review", "missing"
LISTED_AS_MISSING = ("parts_complete", "declarations_signed")  # the page names each gap of these by itself
SIGNED = "attestation."


@dataclass(frozen=True)
class Against:
    """A rule that is not met, or that a person decides: its finding, and where the answers it reads are given."""

    finding: Finding
    links: tuple[tuple[str, str], ...]  # label and address of each question or table whose answer the rule reads

    @property
    def unmet(self) -> bool:
        return self.finding.outcome == NOT_MET


def against(application: Application, on: date) -> list[Against]:
    """Rules not met first, then those a reviewer decides; what is only missing is listed where the answer is missing.

    None of them keeps an application from being sent: a reviewer judges it.
    """
    words, asked = form_words(application.jurisdiction), criteria.register(application.jurisdiction)
    made = []
    for finding in filing.findings_now(application, filing.judged_on(application, on)):
        reads = asked[finding.criterion].reads
        names = _questions(words, reads)
        told_elsewhere = finding.outcome == UNANSWERED and (names or any(each.startswith(SIGNED) for each in reads))
        if finding.outcome not in (NOT_MET, UNDECIDED, UNANSWERED) or told_elsewhere:
            continue
        links = tuple((words.label_of(name), question_page(application, name)) for name in names)
        made.append(Against(finding, links))
    return sorted(made, key=lambda each: not each.unmet)


def _questions(words: Form, reads: tuple[str, ...]) -> list[str]:
    """The questions and tables of the form that feed one of the facts, in the order of the form."""
    fed: dict[str, Question | Table] = {**words.questions, **words.tables}
    return [name for name, each in fed.items() if set(reads) & set(each.fact)]


def in_the_way_of_sending(request: Request, application: Application) -> list[str]:
    """What keeps the application from being sent beside answers, papers and signature that are missing."""
    found = gates(application, _sending(application).name, request.user, request.at)
    return [sentence for need, sentence in found if sentence and need not in LISTED_AS_MISSING]


def _sending(application: Application) -> Move:
    """The move that sends it from where it stands; a draft is on its way to the first one."""
    moves = process(application.jurisdiction).life(application.kind).moves
    here = (move for move in moves.values() if move.freezes and application.state in move.starts)
    return next(here, moves["submit"])
