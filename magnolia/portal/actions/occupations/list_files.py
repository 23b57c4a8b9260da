"""Files of occupations as they arrive: read to their end, each fault with row and column, before anything is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from magnolia.policy import occupation_lists, occupations
from magnolia.policy.labor_rows import Column, Fault, Given, Reader
from magnolia.tables import READERS, Row, Unreadable

from ...models import Code
from ..applying import codes
from ..papers.incoming import BadDocument, Received

ACCEPTS = ("csv", "xlsx")
TITLE = "Priority occupations"
DIGITS, PLACES = 9, 4  # of a figure that is kept


class BadList(BadDocument):
    """A file with faults; nothing of it was loaded. `faults` are all of them, in the order of the file."""

    def __init__(self, name: str, faults: list[Fault]) -> None:
        count = len(faults)
        super().__init__(
            f"“{name}” has {count} fault{'' if count == 1 else 's'}, so nothing was loaded. Put right what is listed "
            "below and send the file again."
        )
        self.faults = faults


@dataclass
class Sheet:
    """One file that is being read: its rows, and the faults that were found so far."""

    name: str
    rows: Iterator[Row]
    faults: list[Fault] = field(default_factory=list)

    def taken(self, given: Iterable[Given], says: Mapping[str, str]) -> list[Given]:
        """All rows. Raises BadList where the file has a fault, or no row."""
        try:
            made = list(given)
        except Unreadable as fault:
            raise BadDocument(f"“{self.name}” cannot be read: {fault}.") from None
        for number, cells, values in made:
            for column, value in values.items():
                if isinstance(value, Decimal | int) and not isinstance(value, bool) and not kept(value):
                    message = says["too_fine"].format(given=f"“{cells[column][:30]}”")
                    self.faults.append(Fault(self.name, number, column, "too_fine", message))
        if self.faults:
            raise BadList(self.name, sorted(self.faults, key=lambda fault: fault.row))
        if not made:
            raise BadDocument(f"“{self.name}” has a first row with names of columns and nothing below it.")
        return made


def kept(value: Decimal | int) -> bool:
    """Whether a figure has no more digits than a column holds."""
    amount = Decimal(value)
    return abs(amount) < 10**DIGITS and amount == round(amount, PLACES)


def open_sheet(file: Received, most: int) -> Sheet:
    """The rows of a file as texts. Raises BadDocument for one that is too long."""
    return Sheet(file.name, _counted(file.name, READERS[f".{file.kind.ending}"](file.name, file.content), most))


def _counted(name: str, rows: Iterator[Row], most: int) -> Iterator[Row]:
    for row in rows:
        if row[0] > most + 1:
            raise BadDocument(f"“{name}” has more than {most} rows. Load a shorter file.")
        yield row


def detailed() -> dict[str, str]:
    """The detailed occupations of the loaded SOC list with their titles; empty where none is loaded."""
    rows = Code.objects.filter(list__kind=codes.SOC, list__replaced_at__isnull=True, level="detailed", in_use=True)
    return dict(rows.values_list("code", "title"))


def labor_rows(
    jurisdiction: str, file: Received, areas: Collection[str] = (), codes: Collection[str] = ()
) -> list[Given]:
    """Every row of a file of labor market data. Raises BadDocument, or BadList with every fault.

    `areas`: those of an approximation, which take the place of the State's ecosystems; `codes`: SOC codes that its
    statistics publish for several occupations, beside those of the list.
    """
    by, most = occupations.method(jurisdiction), occupation_lists.register(jurisdiction).most_rows
    sheet, known = open_sheet(file, most), _known()
    says = dict(by.words["fault"])
    if areas:
        known["ecosystem"], says["unknown_ecosystem"] = set(areas), says["unknown_area"]
    elif by.ecosystems:
        known["ecosystem"] = set(by.ecosystems)
    if known.get("soc_code"):
        known["soc_code"] = {*known["soc_code"], *codes}
    wanted: dict[str, Column] = {**by.labor, **by.beside}
    reader = Reader(sheet.name, wanted, says, sheet.faults, known)
    return sheet.taken(reader.areas(sheet.rows), says)


def own_rows(jurisdiction: str, file: Received) -> list[Given]:
    """Every row of a list that the State made itself. Raises BadDocument, or BadList with every fault."""
    words = occupation_lists.register(jurisdiction)
    says, sheet = occupations.method(jurisdiction).words["fault"], open_sheet(file, words.most_rows)
    return sheet.taken(Reader(sheet.name, words.own, says, sheet.faults, _known()).occupations(sheet.rows), says)


def more_rows(jurisdiction: str, file: Received, on_list: set[str]) -> list[Given]:
    """Rows that say more of occupations of a list. Raises BadDocument, or BadList with every fault."""
    words = occupation_lists.register(jurisdiction)
    says, sheet = dict(occupations.method(jurisdiction).words["fault"]), open_sheet(file, words.most_rows)
    says["unknown_soc_code"] = says["not_on_list"]
    reader = Reader(sheet.name, words.more, says, sheet.faults, {"soc_code": on_list})
    return sheet.taken(_worded(reader.occupations(sheet.rows), sheet, words), says)


def _worded(rows: Iterable[Given], sheet: Sheet, words: occupation_lists.Register) -> Iterator[Given]:
    """The rows with their lists of words apart; a word that there is not is a fault."""
    known = {"reasons": words.labels["reason"], "sector_groups": words.words["sector_group"]}
    for number, cells, values in rows:
        made: dict[str, Any] = dict(values)
        for column, there in known.items():
            if column not in values:
                continue
            made[column] = [word.strip() for word in values[column].split(";") if word.strip()]
            for word in made[column]:
                if word not in there:
                    message = f"“{word[:40]}” is not one of: {', '.join(there)}"
                    sheet.faults.append(Fault(sheet.name, number, column, "not_choice", message))
        yield number, cells, made


def _known() -> dict[str, Any]:
    """The SOC codes there are; without a loaded list only the form of a code is checked."""
    there = detailed()
    return {"soc_code": there} if there else {}
