"""The programs of the practice site and the paper they bring."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import typst

# Stands for the document in this slot wherever an answer names one.
PAPER = "outline"


def letter(employer: str, day: str, skills: str, **more: Any) -> dict[str, Any]:
    """One employer's letter that confirms everything it must."""
    return {
        "employer": employer,
        "owner": employer,
        "sector": "Energy",
        "dated": date.fromisoformat(day),
        "hiring": "now",
        "occupations": "49-9051 Electrical Power-Line Installers and Repairers",
        "competencies": skills,
        "aligned": True,
        "signed": True,
        "verifiable": True,
        "document": PAPER,
    } | more


def parts(**hours: int) -> list[dict[str, Any]]:
    """The breakdown of hours: a title in words and its kind by what it ends with."""
    kinds = {"lab": "laboratory", "clinic": "clinical"}
    return [
        {
            "title": name.replace("_", " ").capitalize(),
            "kind": kinds.get(name.rpartition("_")[2], "lecture"),
            "coursework": "program",
            "required": True,
            "hours": Decimal(each),
        }
        for name, each in hours.items()
    ]


def matched(*codes: str) -> list[dict[str, Any]]:
    """How a program matches each of its occupations."""
    return [
        {
            "target": soc,
            "curriculum": "Each part of the breakdown teaches a task that practice employers named",
            "competencies": "The skills of the letters, tested in the shop",
            "credential": "Practice employers ask for the credential when they hire",
            "document": PAPER,
        }
        for soc in codes
    ]


def pathway(program: str, credit: str) -> dict[str, Any]:
    """An agreement that leads to credit."""
    return {
        "institution": "Imaginary Pine Community College",
        "program": program,
        "recognition": "articulated",
        "mechanism": "articulation",
        "credit": credit,
        "applies_to": "requirements",
        "document": PAPER,
        "access_process": "The student shows the credential to the registrar at enrollment; the credit is posted then.",
        "student_notice": "In the catalog, at orientation, and in a letter before the last week.",
        "from_day": date(2025, 8, 1),
    }


def since(day: str, hours: int, weeks: int) -> list[dict[str, Any]]:
    """A program that was taught in one form from a day on and still is."""
    first = date.fromisoformat(day)
    return [{"from_day": first, "measure": "clock", "hours": Decimal(hours), "weeks": Decimal(weeks)}]


# Modelled on a real 13-week lineworker course of the State; college, people, price and paper are made up.
LINEWORKER: dict[str, Any] = {
    "program_name": "Electric Lineworker",
    "applicant_phone": "601-555-0100",
    "applicant_authority": "Named by the fictive college's president to file for it",
    "ground": "offered_in_state",
    "offered_at": "Practice campus, Nowhere",
    "level": "undergraduate",
    "cip_code": "46.0303",
    "soc_codes": ["49-9051"],
    "measure": "clock",
    "hours": Decimal(520),
    "instructional_weeks": Decimal(13),
    "correspondence": False,
    "study_abroad": False,
    "direct_assessment": False,
    "credential_name": "Certified Lineworker Level I (practice)",
    "credential_kind": "industry_certification",
    "tuition": Decimal("3250.00"),
    "fees": [
        {"description": "Climbing gear rental", "amount": Decimal("95.00")},
        {"description": "Student services", "amount": Decimal("50.00")},
    ],
    "further_costs": [{"description": "Work boots and gloves", "amount": Decimal("310.00")}],
    "cost_information": "Published in the practice catalog, page 41. Tuition covers the exam and the permit.",
    "anticipated_wage": Decimal("25.00"),
    "wage_unit": "hour",
    "wage_source": "Practice figure; a real filing names its survey, area and year",
    "noncredit": False,
    "remedial_hours": Decimal(0),
    "hour_parts": parts(safety_and_theory=160, climbing_and_rigging_lab=200, line_construction_lab=160),
    "history": since("2024-08-19", 520, 13),
    "sectors": [{"name": "Energy"}],
    "alignment_explanation": "Every practice utility asks for climbing, rigging and a commercial permit when it hires. "
    "The practice region expects 120 openings a year and trains 40 people.",
    "alignments": matched("49-9051"),
    "alignment_source": "report",
    "alignment_source_name": "Practice labor market report, region 3, 2026",
    "employers": [
        letter("Fictive Power Cooperative", "2026-03-02", "Climbing\nRigging"),
        letter("Madeup Line Builders", "2026-04-14", "Line construction\nCommercial driving"),
        letter("Placeholder Electric", "2026-05-06", "Climbing\nGround safety", hiring="anticipated"),
    ],
    "input_channel": "sector_partnership",
    "input_statement": "The practice energy partnership asked for more pole hours; the course gained 40.",
    "input_document": PAPER,
    "design_evidence": [{"kind": "curriculum", "document": PAPER}, {"kind": "advisory", "document": PAPER}],
    "credential_route": "stackable_portable",
    "stackable_evidence": "Counts toward the Lineworker Level II certification\nNine hours of an A.A.S. degree",
    "portable_evidence": "Recognized by the three employers listed\nRecognized by the practice line contractors' group",
    "recognising_employers": 3,
    "route_document": PAPER,
    "credit": [pathway("A.A.S. in Electrical Technology", "9 semester hours")],
    "outcomes_basis": "figures",
    "outcomes_document": PAPER,
    "completion_cohort": 40,
    "completed_in_time": 34,
    "placement_cohort": 34,
    "employed": 29,
    "distance_offered": False,
    "arrangement": False,
    "apprenticeship": False,
    "summary": "Climbing, rigging, line construction and a commercial driver's licence in thirteen weeks.",
}

WELDERS = {"sector": "Advanced manufacturing", "occupations": "51-4121 Welders, Cutters, Solderers, and Brazers"}
WELDING = LINEWORKER | {
    "program_name": "Structural Welding",
    "cip_code": "48.0508",
    "soc_codes": ["51-4121"],
    "alignments": matched("51-4121"),
    "hours": Decimal(320),
    "instructional_weeks": Decimal(10),
    "hour_parts": parts(welding_theory=120, welding_lab=200),
    "history": since("2023-01-09", 320, 10),
    "sectors": [{"name": "Advanced manufacturing"}],
    "employers": [
        letter(name, day, "Shielded metal arc welding\nReading prints", **WELDERS)
        for name, day in (
            ("Pretend Shipyard", "2026-02-11"),
            ("Fictive Tank Works", "2026-03-20"),
            ("Imaginary Steel Frames", "2026-04-08"),
        )
    ],
    "cost_information": "Published in the practice catalog, page 44. Tuition covers the qualification test.",
    "further_costs": [{"description": "Welding helmet, jacket and gloves", "amount": Decimal("240.00")}],
    "alignment_explanation": "Every practice shipyard and steel shop asks for a qualification test when it hires. "
    "The practice region expects 95 openings a year and trains 50 people.",
    "input_statement": "The practice manufacturing partnership asked for more shop time; it gained 20 hours.",
    "stackable_evidence": "Counts toward the 6G pipe qualification\nNine hours of an A.A.S. degree",
    "portable_evidence": "Recognized by the three employers listed\nRecognized by the practice welding inspectors",
    "credit": [pathway("A.A.S. in Welding Technology", "9 semester hours")],
    "fees": [{"description": "Materials and gas", "amount": Decimal("145.00")}],
    "anticipated_wage": Decimal("22.40"),
    "credential_name": "Welder Qualification 3G (practice)",
    "summary": "Shielded metal arc and flux cored welding to a qualification test.",
}

CLINICS = {"sector": "Health care", "occupations": "31-9097 Phlebotomists"}
PHLEBOTOMY = LINEWORKER | {
    "program_name": "Phlebotomy Technician",
    "cip_code": "51.1009",
    "soc_codes": ["31-9097"],
    "alignments": matched("31-9097"),
    "hours": Decimal(180),
    "instructional_weeks": Decimal(9),
    "hour_parts": parts(anatomy_and_safety=60, blood_collection_lab=60, hospital_clinic=60),
    "history": since("2025-01-13", 180, 9),
    "sectors": [{"name": "Health care"}],
    "employers": [
        letter(name, day, "Venipuncture\nPatient identification", **CLINICS)
        for name, day in (
            ("Practice County Hospital", "2026-01-19"),
            ("Fictive Blood Center", "2026-03-05"),
            ("Madeup Family Clinics", "2026-05-21"),
        )
    ],
    "cost_information": "Published in the practice catalog, page 52. Tuition covers the exam; supplies are a fee.",
    "further_costs": [{"description": "Scrubs and shoes", "amount": Decimal("85.00")}],
    "alignment_explanation": "Every practice hospital and blood center asks for a certified technician when it hires. "
    "The practice region expects 70 openings a year and trains 30 people.",
    "input_statement": "The practice health care partnership asked for more draws; the placement gained 20 hours.",
    "stackable_evidence": "Counts toward the medical laboratory technician certificate\nSix hours of an A.A.S. degree",
    "portable_evidence": "Recognized by the three employers listed\nRecognized by the practice hospitals' association",
    "credit": [pathway("A.A.S. in Medical Laboratory Technology", "6 semester hours")],
    "fees": [{"description": "Supplies and immunization check", "amount": Decimal("145.00")}],
    "anticipated_wage": Decimal("17.80"),
    "credential_name": "Phlebotomy Technician Certification (practice)",
    "summary": "Blood collection, safety and a clinical placement.",
}


def with_papers(facts: dict[str, Any], paper: str) -> dict[str, Any]:
    """The answers with a document's id wherever one is named."""
    rows = {name: value for name, value in facts.items() if value and type(value) is list and type(value[0]) is dict}
    filled = {name: [with_papers(row, paper) for row in value] for name, value in rows.items()}
    return {name: paper if value == PAPER else value for name, value in facts.items()} | filled


@cache
def outline_pdf(*parts: str) -> bytes:
    """A one-page program outline as a real PDF, with the parts of its program; without any a paper of no program."""
    title = "Program outline" if parts else "Practice paper"
    lines = "".join(f"+ {part}\n" for part in parts)
    source = (
        f'#set document(title: "{title}")\n= {title}\nPractice document of a college that does not exist.\n\n{lines}'
    )
    return typst.compile(source.encode(), timestamp=0)
