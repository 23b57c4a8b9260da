"""Practice entries of the working list of potentially eligible programs; colleges and programs are made up."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from ..actions.keeping import potential
from ..models import PotentialProgram
from .cast import Cast

# Program, how it is offered, clock hours, weeks, dollars, college.
LISTED = (
    ("Practice Forklift and Warehouse Skills", "noncredit", "180", "8", "900", "college"),
    ("Practice Medical Coding Basics", "credit", "240", "12", "1450", "second"),
    ("Practice Diesel Service Helper", "noncredit", "420", "14.5", "2100", "second"),
)
PROPOSED = ("Practice Solar Installer", "noncredit", "200", "9", "1100", "college")


def fill(cast: Cast, now: datetime) -> None:
    """Three programs on the list and one that a college proposed."""
    for row in (*LISTED, PROPOSED):
        name, offered_as, hours, weeks, cost, college = row
        given = {
            "institution": cast.organisations[college],
            "name": name,
            "offered_as": offered_as,
            "hours": Decimal(hours),
            "weeks": Decimal(weeks),
            "cost": Decimal(cost),
            "source": "Practice catalog",
            "source_year": now.year,
        }
        by = cast.preparer if row is PROPOSED else cast.intake
        entry = PotentialProgram(jurisdiction=cast.jurisdiction)
        potential.save(entry, given, proposed=row is PROPOSED, by=by, at=now)
