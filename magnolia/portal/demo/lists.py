"""Practice entries of the working list of potentially eligible programs; colleges and programs are made up."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from ..actions.keeping import potential, potential_files
from ..models import PotentialProgram
from .cast import Cast

# Program, how it is offered, clock hours, weeks, dollars, college.
LISTED = (
    ("Practice Forklift and Warehouse Skills", "noncredit", "180", "9", "900", "college"),
    ("Practice Medical Coding Basics", "credit", "240", "12", "1450", "second"),
    ("Practice Diesel Service Helper", "noncredit", "420", "13.5", "2100", "second"),
)
# A file somebody began to load: one row that fits, one that is too short.
FILE = (
    b"institution,program,clock_hours,weeks\n"
    b"Practice Private College,Practice Crane Signals,160,9\n"
    b"Practice Private College,Practice Safety Day,8,1\n"
)
PROPOSED = ("Practice Solar Installer", "noncredit", "200", "9", "1100", "college")


def fill(cast: Cast, now: datetime) -> None:
    """Three programs on the list, one that a college proposed, and a file on trial."""
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
    potential_files.try_out(cast.jurisdiction, "practice-programs.csv", FILE, by=cast.intake, at=now)
