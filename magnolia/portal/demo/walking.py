"""The steps of a fictive application, each made by the person whose turn it is, a day or more between them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from magnolia.policy.completeness import checklist
from magnolia.policy.package import package
from magnolia.policy.registers import review as registers

from .. import access
from ..actions.afterwards import clearing, screening
from ..actions.applying import filing
from ..actions.certifying import certify
from ..actions.checking import check, confirm
from ..actions.deciding import consult, decide
from ..actions.publishing import federal
from ..actions.reviewing import conflict, review
from ..models import Person
from .filing_steps import EARLY, Filing, judges
from .findings import favourable
from .programs import outline_pdf

__all__ = ["EARLY", "Walk", "declare_everywhere", "judges", "signature_of"]


class Walk(Filing):
    """One application on its way, with the steps of the State."""

    def completeness_review(self) -> None:
        if self.application.state == "submitted":
            self.later(days=1)
            self.move("start_completeness", self.cast.intake)

    def correction(self) -> None:
        for item, kind, needed in (
            ("Program outline", "unclear", "Show the hours of each part; the parts should add up to the stated hours."),
            ("Source of the wage", "unsupported", "Name the survey, the area and the year of the wage."),
        ):
            check.list_deficiency(self.application, item, kind, needed, by=self.cast.intake, at=self.later())
        self.confirm("materials.length", "materials.data")
        self.move("return_for_correction", self.cast.intake)

    def confirm(self, *lacking: str) -> None:
        """Every point of the completeness check answered, with "no" for those that are lacking."""
        given = {item: item not in lacking for item in checklist(self.cast.jurisdiction).items}
        confirm.confirm(self.application, given, by=self.cast.intake, at=self.later())

    def complete(self) -> None:
        self.confirm()
        self.move("find_complete", self.cast.intake)

    def review(self) -> None:
        self.move("start_review", self.cast.reviewer)

    def findings(self, unmet: str = "") -> None:
        paper = self.application.documents.get(slot="outline", superseded_by__isnull=True)
        said = filing.columns(self.application)
        for question in registers(self.cast.jurisdiction).questions.values():
            given = favourable(self.application, question.id, said)
            if question.id == unmet:
                reason = next(iter(question.reasons))
                given = {"outcome": "not_met", "reason": reason, "rationale": "The filing does not show it."}
            self.later(hours=1)
            review.save_finding(
                self.application, question.id, evidence=[paper], by=self.cast.reviewer, at=self.at, **given
            )

    def closing(self) -> None:
        for question in registers(self.cast.jurisdiction).closings:
            review.answer_closing(
                self.application, question, answer=True, by=self.cast.reviewer, at=self.later(hours=1)
            )

    def consultation(self, unmet: str = "") -> None:
        self.later(days=1)
        self.findings(unmet)
        self.closing()
        self.cleared()
        self.move("finish_review", self.cast.reviewer)

    def cleared(self) -> None:
        """The reviewer's reasons on each lost program of the college that this one resembles."""
        for hit in screening.open_hits(self.application, self.today()):
            clearing.clear(
                self.application,
                UUID(hit.lost.id),
                reason="It is another practice program, with its own employers.",
                by=self.cast.reviewer,
                at=self.at,
            )

    def recommendation(self) -> None:
        self.later(days=2)
        consult.save_consultation(
            self.application,
            held_on=self.today(),
            materials="Filing, findings of the review, labor-market sheet",
            ground="The occupation is in demand in every region the program serves.",
            comments={"employer_demand": f"{self.facts['employers'][0]['employer']} hires from every cohort."},
            noticed_on=self.today() - timedelta(days=5),
            quorum=True,
            advice="supports",
            members=[
                consult.Member("Bo Madeup", "present"),
                consult.Member("Cleo Pretend", "dissent", "The wage figure should come from the State's own survey."),
                consult.Member("Dee Sample", "recused", "Her company hires from this program."),
            ],
            by=self.cast.secretary,
            at=self.later(),
        )
        consult.file_paper(
            self.application,
            "minutes.pdf",
            outline_pdf(),
            ["labor_market", "employer_demand"],
            by=self.cast.secretary,
            at=self.later(),
        )
        consult.attest(
            self.application,
            name=self.cast.secretary.name,
            title=self.cast.secretary.title,
            on=self.today(),
            by=self.cast.secretary,
            at=self.later(),
        )

    def determination(self, outcome: str = "approve") -> None:
        self.recommend(outcome)
        if self.application.state != "determination":
            self.move("release", self.cast.director)

    def recommend(self, outcome: str = "approve") -> None:
        decide.recommend(
            self.application,
            outcome=outcome,
            text="The findings and the Board's advice support this recommendation.",
            signed_name=self.cast.director.name,
            by=self.cast.director,
            at=self.later(days=1),
        )

    def decided(self, move: str, **more: Any) -> None:
        person = self.cast.people[self.decider]
        decide.determine(
            self.application,
            move,
            basis="The State's file as summarized by the findings of the review.",
            signed_name=person.name,
            signed_title=person.title,
            by=person,
            at=self.later(days=2),
            **more,
        )

    def certified(self) -> None:
        person = self.cast.people[self.decider]
        certify.certify(
            self.application, signature_of(self.cast.jurisdiction, person), by=person, at=self.later(days=1)
        )

    def federal(self, move: str) -> None:
        person = self.cast.official if move == "record_filing" else self.cast.director
        federal.record(
            self.application.federal_filing,
            move,
            day=self.today(),
            evidence="Practice reference 0001",
            paper=("confirmation.pdf", outline_pdf()),
            by=person,
            at=self.later(days=1),
        )


def declare_everywhere(person: Person, at: datetime) -> None:
    """Somebody who joins later declares no conflict in each case that is there already."""
    for application in access.known_to(access.standing(person, at.date())):
        if not access.has_declared(access.standing(person, at.date()), application):
            conflict.declare(application, conflict=False, by=person, at=at)


def signature_of(jurisdiction: str, person: Person, **lists: list[str]) -> certify.Signed:
    """Everything agreed to, each list answered with entries or "none", signed by a person."""
    said = package(jurisdiction)
    return certify.Signed(
        name=person.name,
        title=person.title,
        intent=True,
        agreed=list(said.agreements),
        lists={name: lists.get(name, []) for name in said.lists},
    )
