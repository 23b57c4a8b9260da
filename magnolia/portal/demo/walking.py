"""The steps of a fictive application, each made by the person whose turn it is, a day or more between them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from magnolia.policy.completeness import checklist
from magnolia.policy.package import package
from magnolia.policy.registers import review as registers
from magnolia.policy.workflow import process

from .. import access, clock
from ..actions.afterwards import clearing, screening
from ..actions.applying import apply, template_files, windows
from ..actions.certifying import certify
from ..actions.checking import check, confirm
from ..actions.deciding import consult, decide
from ..actions.moves import Refused, act
from ..actions.papers import documents
from ..actions.publishing import federal, publish
from ..actions.reviewing import conflict, review
from ..models import Application, Cycle, Person
from .cast import MAIN, Cast
from .findings import favourable
from .programs import PAPER, outline_pdf, with_papers
from .rounds import publish_round

EARLY = "2026-2027 early"  # a cycle whose deadline a practice case missed


class Walk:
    """One application on its way; each step happens a little later than the one before."""

    def __init__(self, cast: Cast, at: datetime, facts: dict[str, Any], decider: str = "governor") -> None:
        self.cast, self.at, self.facts, self.decider = cast, at, facts, decider
        self.application: Application
        self.cycle: Cycle | None = None

    def later(self, **by: float) -> datetime:
        self.at += timedelta(**(by or {"hours": 3}))
        return self.at

    def today(self) -> date:
        return clock.local_date(self.cast.jurisdiction, self.at)

    def move(self, name: str, by: Person, **said: str) -> None:
        act(self.application, name, by=by, at=self.later(), said=said)

    def draft(self) -> None:
        cast = self.cast
        year = self.facts.get("award_year", 2026)
        main = windows.published(cast.jurisdiction).filter(name=MAIN, award_year=year)
        self.application = apply.open_application(
            cast.organisations["college"],
            year,
            program_name=self.facts["program_name"],
            cycle=self.cycle or main.first(),
            by=cast.preparer,
            at=self.at,
        )
        values = self.facts | {
            "applicant_name": cast.official.name,
            "applicant_title": cast.official.title,
            "applicant_email": cast.official.email,
            "opeid": cast.organisations["college"].institution.opeid,
        }
        values.setdefault("ecosystems", self._ecosystems())
        if before := self._same_name():
            values["credential_name"] += f", version {before + 1}"  # the same program twice in a cycle is refused
        documents.store(self.application, PAPER, f"{PAPER}.pdf", self.outline(), by=cast.preparer, at=self.later())
        paper = self.application.documents.get(slot=PAPER)
        values = with_papers(values, str(paper.pk))
        apply.save_details(self.application, values, by=cast.preparer, at=self.later())
        self._papers()

    def outline(self) -> bytes:
        return outline_pdf(*(part["title"] for part in self.facts["hour_parts"]))

    def _ecosystems(self) -> list[dict[str, str]]:
        """One or two of the State's, another for each name of a program."""
        areas, start = list(publish.ecosystems(self.cast.jurisdiction)), len(self.facts["program_name"])
        chosen = dict.fromkeys(areas[at % len(areas)] for at in (start, 2 * start))
        return [{"name": name} for name in chosen]

    def _papers(self) -> None:
        """A document in every place that needs one; the data file is the State's empty template."""
        jurisdiction, version = self.cast.jurisdiction, template_files.current(self.cast.jurisdiction, self.today())
        for slot in registers(jurisdiction).slots.values():
            if slot.required and slot.id != PAPER:
                name = f"{slot.id}.csv" if slot.template else f"{slot.id}.pdf"
                content = template_files.as_csv(jurisdiction, "program", version) if slot.template else outline_pdf()
                by, at = self.cast.preparer, self.later(minutes=20)
                documents.store(self.application, slot.id, name, content, by=by, at=at)

    def _same_name(self) -> int:
        made = self.application
        rows = Application.objects.filter(institution=made.institution, program_name=made.program_name)
        return rows.exclude(pk=made.pk).count()

    def attestation(self) -> None:
        self.move("request_attestation", self.cast.preparer)

    def sign(self) -> None:
        official = self.cast.official
        accepted = list(registers(self.cast.jurisdiction).declarations)
        apply.sign(
            self.application, accepted=accepted, name=official.name, title=official.title, by=official, at=self.later()
        )

    def submitted(self) -> None:
        self.sign()
        self.move("submit", self.cast.official)
        for person in judges(self.cast.jurisdiction):
            with suppress(Refused):  # a designation whose first day has not come
                conflict.declare(self.application, conflict=False, by=person, at=self.at)

    def held(self) -> None:
        """In a cycle whose deadline passes just before the filing is sent."""
        cast, start = self.cast, self.at
        opens = start - timedelta(days=20)
        self.cycle = Cycle.objects.filter(jurisdiction=cast.jurisdiction, name=EARLY).first() or publish_round(
            cast.jurisdiction, EARLY, opens, start + timedelta(hours=1), by=cast.director, at=start
        )
        self.draft()
        self.attestation()
        self.submitted()

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

    def corrected(self) -> None:
        """Each listed item answered, a new outline in place of the old one, signed and sent again."""
        case, preparer = self.application, self.cast.preparer
        old = case.documents.get(slot="outline", superseded_by__isnull=True)
        documents.store(case, "outline", "outline-2.pdf", self.outline(), replaces=old, by=preparer, at=self.later())
        source = {"wage_source": "Practice survey of the State, 2025"}
        apply.save_details(case, source, by=preparer, at=self.later())
        for row in case.deficiencies.all():
            apply.answer_deficiency(case, row.pk, "Mended; see the place on the form.", by=preparer, at=self.later())
        self.sign()
        self.move("resubmit", self.cast.official)

    def items(self) -> None:
        """One item of the filing opened for a condition."""
        needed, by = "Name the survey, the area and the year of the wage.", self.cast.intake
        check.list_deficiency(
            self.application, "", "unsupported", needed, place="question.wage_source", by=by, at=self.later()
        )
        self.move("open_items", by)

    def items_corrected(self) -> None:
        """The opened item changed and answered, signed and sent."""
        case, preparer = self.application, self.cast.preparer
        apply.save_details(case, {"wage_source": "Practice survey of the State, 2026"}, by=preparer, at=self.later())
        for row in case.deficiencies.filter(cleared_at=None):
            apply.answer_deficiency(case, row.pk, "The survey is named now.", by=preparer, at=self.later())
        self.sign()
        self.move("send_items", self.cast.official)

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
        for question in registers(self.cast.jurisdiction).questions.values():
            given = favourable(self.application, question.id)
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


def judges(jurisdiction: str) -> list[Person]:
    """Everyone who says whether there is a conflict of interest before a case opens to them."""
    roles = [role.name for role in process(jurisdiction).roles.values() if role.declares]
    granted = Q(grants__role__in=roles, grants__state="given", grants__organisation__jurisdiction=jurisdiction)
    named = Q(designations__state="recorded", designations__jurisdiction=jurisdiction)
    return list(Person.objects.filter(granted | named).distinct().order_by("pk"))


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
