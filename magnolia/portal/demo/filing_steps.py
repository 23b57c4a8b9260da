"""The college's steps of a fictive application: drafted, signed, sent, and corrected where the State asks for it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from magnolia.policy.registers import review as registers
from magnolia.policy.workflow import process

from .. import clock
from ..actions.applying import apply, template_files, windows
from ..actions.checking import check
from ..actions.moves import Refused, act
from ..actions.papers import documents
from ..actions.publishing import publish
from ..actions.reviewing import conflict
from ..models import Application, Cycle, Person
from .cast import MAIN, Cast
from .programs import PAPER, outline_pdf, with_papers
from .rounds import publish_round

EARLY = "2026-2027 early"  # a cycle whose deadline a practice case missed


class Filing:
    """One application on its way, as its college makes it; each step happens a little later than the one before."""

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


def judges(jurisdiction: str) -> list[Person]:
    """Everyone who says whether there is a conflict of interest before a case opens to them."""
    roles = [role.name for role in process(jurisdiction).roles.values() if role.declares]
    granted = Q(grants__role__in=roles, grants__state="given", grants__organisation__jurisdiction=jurisdiction)
    named = Q(designations__state="recorded", designations__jurisdiction=jurisdiction)
    return list(Person.objects.filter(granted | named).distinct().order_by("pk"))
