"""The programs of the practice site and the paper they bring."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import typst

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
    "required_fees": Decimal("145.00"),
    "anticipated_wage": Decimal("52000.00"),
    "wage_source": "Practice figure; a real filing names its survey, area and year",
    "summary": "Climbing, rigging, line construction and a commercial driver's licence in thirteen weeks.",
}

WELDING = LINEWORKER | {
    "program_name": "Structural Welding",
    "cip_code": "48.0508",
    "soc_codes": ["51-4121"],
    "hours": Decimal(320),
    "instructional_weeks": Decimal(10),
    "credential_name": "Welder Qualification 3G (practice)",
    "summary": "Shielded metal arc and flux cored welding to a qualification test.",
}

PHLEBOTOMY = LINEWORKER | {
    "program_name": "Phlebotomy Technician",
    "cip_code": "51.1009",
    "soc_codes": ["31-9097"],
    "hours": Decimal(180),
    "instructional_weeks": Decimal(9),
    "credential_name": "Phlebotomy Technician Certification (practice)",
    "summary": "Blood collection, safety and a clinical placement.",
}


@cache
def outline_pdf() -> bytes:
    """A one-page program outline as a real PDF."""
    source = (
        '#set document(title: "Program outline")\n= Program outline\n'
        "Practice document of a college that does not exist.\n\n+ Safety and climbing\n+ Line construction\n"
        "+ Underground systems\n+ Driver's licence"
    )
    return typst.compile(source.encode(), timestamp=0)
