"""The directory of institutions, from the federal IPEDS directory (HD file): checked whole, then written whole.

A unit is known by its UNITID, because an OPE ID is not unique: an administrative unit may carry a college's. Such units
are no institutions that could apply; they are named in the report and left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from magnolia.policy.layers import read, state_layer

from ... import clock
from ...models import Institution, Organisation

COLUMNS = ("unitid", "opeid", "institution_name", "institution_kind", "city", "state", "opeflag")
ADMINISTRATIVE = "administrative unit"
# IPEDS OPEFLAG: 1 participates, 2 branch of one that does, 3 deferment only, 4 new participant, 5 and 6 do not,
# 7 stopped during the year.
TITLE_IV = {"1": True, "2": True, "3": False, "4": True, "5": False, "6": False, "7": False}
WITHOUT_OPEID = "6"


class BadDirectory(Exception):
    """A file that was not imported; `faults` are sentences, each with row and column where there is one."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class Imported:
    """What an import did, by institution name."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Unit:
    """One row of the file that passed the checks."""

    row: int
    unitid: str
    opeid: str
    name: str
    city: str
    state: str
    title_iv: bool
    administrative: bool


def import_institutions(path: Path, *, jurisdiction: str, at: datetime) -> Imported:
    """Add or update the institutions of a State; the same file again changes nothing.

    Raises BadDirectory, with every fault of the file, and writes nothing then.
    """
    units = _checked(path, str(read(state_layer(jurisdiction), "profile")["postal"]))
    done = Imported(left_out=[u.name for u in units if u.administrative])
    source = f"IPEDS directory {path.name}, imported {_day(jurisdiction, at).isoformat()}"
    with transaction.atomic():
        faults = [clash for u in units if not u.administrative and (clash := _clash(jurisdiction, u))]
        if faults:
            raise BadDirectory(faults)
        for unit in units:
            if not unit.administrative:
                getattr(done, _write(jurisdiction, unit, source)).append(unit.name)
    return done


def _day(jurisdiction: str, at: datetime) -> date:
    return clock.local_date(jurisdiction, at)


def _checked(path: Path, postal: str) -> list[Unit]:
    """Every row of the file, or every fault of it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise BadDirectory([f"{path} cannot be read: {problem.strerror}."]) from None
    except UnicodeDecodeError:
        raise BadDirectory([f"{path.name} is not UTF-8 text. Save it as CSV in UTF-8."]) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise BadDirectory([f"{path.name} lacks these columns: {', '.join(missing)}."])
    units, faults = [], []
    for cells in reader:
        row = reader.line_num
        if None in cells or None in cells.values():
            faults.append(f"Row {row}: it does not have as many cells as the first row.")
            continue
        found = [f"Row {row}, {column}: {what}" for column, what in _faults(cells, postal)]
        faults += found
        if not found:
            units.append(_unit(row, cells))
    faults += _twice(units)
    if not units and not faults:
        faults = [f"{path.name} has no rows."]
    if faults:
        raise BadDirectory(faults)
    return units


def _faults(cells: dict[str, str], postal: str) -> Iterator[tuple[str, str]]:
    """Column and sentence of everything wrong in one row."""
    if not re.fullmatch("[0-9]{6}", cells["unitid"]):
        yield "unitid", f"{cells['unitid'][:20]!r} is not six digits."
    without = cells["opeid"] == "" and cells["opeflag"] == WITHOUT_OPEID
    if not without and not re.fullmatch("[0-9]{8}", cells["opeid"]):
        yield "opeid", f"{cells['opeid'][:20]!r} is not eight digits; leading zeros count."
    name = cells["institution_name"].strip()
    longest = Organisation._meta.get_field("name").max_length or 0
    if not name or len(name) > longest:
        yield "institution_name", f"a name of 1 to {longest} characters is needed."
    if not cells["city"].strip() or len(cells["city"]) > (Institution._meta.get_field("city").max_length or 0):
        yield "city", "the name of a city is needed."
    if cells["state"] != postal:
        yield "state", f"{cells['state'][:20]!r} is not {postal}, and this import is for {postal} alone."
    if cells["opeflag"] not in TITLE_IV:
        yield "opeflag", f"{cells['opeflag'][:20]!r} is not one of {', '.join(TITLE_IV)}."


def _unit(row: int, cells: dict[str, str]) -> Unit:
    return Unit(
        row=row,
        unitid=cells["unitid"],
        opeid=cells["opeid"],
        name=cells["institution_name"].strip(),
        city=cells["city"].strip(),
        state=cells["state"],
        title_iv=TITLE_IV[cells["opeflag"]],
        administrative=cells["institution_kind"].strip() == ADMINISTRATIVE,
    )


def _twice(units: list[Unit]) -> Iterator[str]:
    """UNITIDs and names that stand in the file twice."""
    for column, key in (("unitid", lambda u: u.unitid), ("institution_name", lambda u: u.name.casefold())):
        seen: dict[str, int] = {}
        for unit in units:
            if (first := seen.setdefault(key(unit), unit.row)) != unit.row:
                yield f"Row {unit.row}, {column}: the same stands in row {first} already."


def _standing(jurisdiction: str, unit: Unit) -> Institution | None:
    rows = Institution.objects.select_related("organisation").filter(organisation__jurisdiction=jurisdiction)
    return (
        rows.filter(unitid=unit.unitid).first()
        or rows.filter(unitid="", organisation__name__iexact=unit.name).first()
    )  # fmt: skip


def _clash(jurisdiction: str, unit: Unit) -> str:
    """Why this unit cannot take its name here, in a sentence; empty when it can."""
    standing = _standing(jurisdiction, unit)
    others = Organisation.objects.filter(jurisdiction=jurisdiction, kind="institution", name__iexact=unit.name)
    if (others.exclude(pk=standing.pk) if standing else others).exists():
        return f"Row {unit.row}, institution_name: another institution here is called {unit.name} already."
    return ""


def _write(jurisdiction: str, unit: Unit, source: str) -> str:
    """Add or update one institution; which of the report's lists it belongs to."""
    facts = {
        "opeid": unit.opeid,
        "unitid": unit.unitid,
        "city": unit.city,
        "postal_state": unit.state,
        "title_iv": unit.title_iv,
    }
    standing = _standing(jurisdiction, unit)
    if standing is None:
        made = Organisation.objects.create(jurisdiction=jurisdiction, kind="institution", name=unit.name)
        Institution.objects.create(organisation=made, source=source, **facts)
        return "added"
    organisation = standing.organisation
    if organisation.name == unit.name and all(getattr(standing, key) == value for key, value in facts.items()):
        return "unchanged"
    organisation.name = unit.name
    organisation.save(update_fields=["name"])
    for key, value in {**facts, "source": source}.items():
        setattr(standing, key, value)
    standing.save()
    return "changed"
