"""Practice counties of Mississippi: names and codes are official, the ecosystem of each is made up for this site.

Which county belongs to which ecosystem is not published (policy 5.1 names none), so nothing here is the State's.
Local areas as in the planning districts' own pages; for some counties inferred.
"""

from __future__ import annotations

import csv
import tempfile
from datetime import datetime
from pathlib import Path

from ..actions.keeping.counties import import_counties

AREAS = ("Delta", "The Mississippi Partnership", "Southcentral Mississippi Works", "Twin Districts")
# In the order of their FIPS codes, which are the odd numbers from 28001 on.
NAMES = (
    "Adams", "Alcorn", "Amite", "Attala", "Benton", "Bolivar", "Calhoun", "Carroll", "Chickasaw", "Choctaw",
    "Claiborne", "Clarke", "Clay", "Coahoma", "Copiah", "Covington", "DeSoto", "Forrest", "Franklin", "George",
    "Greene", "Grenada", "Hancock", "Harrison", "Hinds", "Holmes", "Humphreys", "Issaquena", "Itawamba",
    "Jackson", "Jasper", "Jefferson", "Jefferson Davis", "Jones", "Kemper", "Lafayette", "Lamar", "Lauderdale",
    "Lawrence", "Leake", "Lee", "Leflore", "Lincoln", "Lowndes", "Madison", "Marion", "Marshall", "Monroe",
    "Montgomery", "Neshoba", "Newton", "Noxubee", "Oktibbeha", "Panola", "Pearl River", "Perry", "Pike",
    "Pontotoc", "Prentiss", "Quitman", "Rankin", "Scott", "Sharkey", "Simpson", "Smith", "Stone", "Sunflower",
    "Tallahatchie", "Tate", "Tippah", "Tishomingo", "Tunica", "Union", "Walthall", "Warren", "Washington",
    "Wayne", "Webster", "Wilkinson", "Winston", "Yalobusha", "Yazoo",
)  # fmt: skip
ECOSYSTEMS = "6364314244574157386884885222387587738767326458344774418863315725781133313652746435"
LOCAL = "2121101011231023132331332000133233313323102123111331103321102302330011101220312112"
STATE, FIRST = "ms", 28001


def load(at: datetime) -> None:
    """Put the counties in place as a State would, from a file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "practice-counties.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            made = csv.writer(out)
            made.writerow(["county_fips", "county_name", "state", "lwda", "ecosystem"])
            for place, (name, ecosystem, local) in enumerate(zip(NAMES, ECOSYSTEMS, LOCAL, strict=True)):
                made.writerow([FIRST + 2 * place, name, "MS", AREAS[int(local)], ecosystem])
        import_counties(file, jurisdiction=STATE, at=at)
