"""What the fictive reviewer answers to each criterion, as the actions take it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from magnolia.policy.registers import review as registers

from .. import clock
from ..actions.applying import filing, prices
from ..actions.applying.stated import Answers
from ..actions.reviewing import ask, contacts, review
from ..models import Application
from .cast import Cast
from .programs import outline_pdf

# For a program of which the reviewer knows nothing else; `favourable` puts the program's own facts over them.
ANSWERS: dict[str, dict[str, str]] = {
    "alignment": {"route": "list", "list_version": "January 2026 (practice)"},
    "hiring": {"competencies": "Climbing, rigging and line construction stand in the outline and in the letters."},
    "price": {"published_at": "Practice catalog 2026"},
    "cost_and_wage": {
        "cost": "3395",
        "cost_source": "Practice catalog 2026",
        "wage": "24.10",
        "wage_unit": "hour",
        "wage_source": "Practice survey, statewide, 2025",
    },
    "credential": {
        "stackable": "yes",
        "further_credential": "The next practice certification of the same trade",
        "further_route": "working",
        "portable": "yes",
        "settings_kind": "employers",
        "settings": "First practice employer\nSecond practice employer\nThird practice employer",
    },
    "credit": {
        "arrangement": "agreement",
        "receiving_institution": "Example State University",
        "receiving_program": "Certificate in Electrical Technology",
        "amount": "6 semester hours",
    },
    "outcomes": {"method": "wage_records"},
}
OUTCOMES = {"cost_and_wage": "considered", "alternative_standards": "not_applicable"}


def favourable(application: Application, question: str, said: Answers | None = None) -> dict[str, Any]:
    """A finding that lets the program pass one criterion, with the answers it needs and prices as stated.

    `said` are the answers of the application, read where they are not given.
    """
    outcome = OUTCOMES.get(question, "met")
    given: dict[str, Any] = {"outcome": outcome, "rationale": "The outline and the facts of the filing show it."}
    if outcome == "not_applicable":
        return given | {"rationale": "No other standard is asked for; the ordinary ones apply."}
    published = [line.stated for line in prices.lines(application)] if question == "price" else []
    own = _own(filing.columns(application) if said is None else said, question)
    return given | {"answers": ANSWERS.get(question, {}) | own, "published": published}


def _own(said: Answers, question: str) -> dict[str, str]:
    """What the filing of a program says on a criterion."""
    if question == "hiring" and said["employers"]:
        skills = said["employers"][0]["competencies"].replace("\n", " and ")
        return {"competencies": f"{skills} stand in the outline and in the letters."}
    if question == "cost_and_wage" and said["required_fees"] is not None:
        cost, wage = str(said["tuition"] + said["required_fees"]), str(said["anticipated_wage"])
        return {"cost": cost, "wage": wage, "wage_unit": said["wage_unit"]}
    if question == "credential" and said["stackable_evidence"] and said["employers"]:
        names = "\n".join(dict.fromkeys(row["employer"] for row in said["employers"]))
        return {"further_credential": said["stackable_evidence"].splitlines()[0], "settings": names}
    if question == "alignment" and said["distance_offered"]:
        shown = f"{said['alignment_source_name'] or 'Practice labor market report'}, on the practice region"
        return {"workforce_need": "yes", "workforce_need_level": "regional", "workforce_need_shown": shown}
    if question == "credit" and said["credit"]:
        row = said["credit"][0]
        columns = {"receiving_institution": "institution", "receiving_program": "program", "amount": "credit"}
        return {name: row[column] for name, column in columns.items()}
    return {}


def under_way(cast: Cast, application: Application, at: datetime) -> None:
    """A review half done: some findings, people asked outside, a reply to one request and another overdue."""
    day = clock.local_date(cast.jurisdiction, at)
    paper = application.documents.filter(slot="outline").first()
    for question in list(registers(cast.jurisdiction).questions)[:4]:
        given = favourable(application, question) | {"evidence": [paper] if paper else []}
        review.save_finding(application, question, by=cast.reviewer, at=at, **given)
    said = filing.columns(application)
    employer, sector = said["employers"][0]["employer"], said["sectors"][0]["name"]
    talks = {
        "employer": (f"{employer}, training manager", "Hires from each cohort and sent its list of skills."),
        "apprenticeship": (f"Practice {sector.lower()} apprenticeship, sponsor", ""),
    }
    for kind, (who, returned) in talks.items():
        contacts.log(
            application,
            kind=kind,
            who=who,
            day=day,
            shared="The program outline",
            returned=returned,
            by=cast.reviewer,
            at=at,
        )
    for wanted, due in (("Lab safety plan", 20), ("Updated syllabus", 1)):
        ask.ask(application, wanted=wanted, asker="agency", due=day + timedelta(days=due), by=cast.reviewer, at=at)
    plan = application.requests.get(place=1)
    ask.answer(plan, "lab-safety-plan.pdf", outline_pdf(), by=cast.preparer, at=at + timedelta(hours=5))
