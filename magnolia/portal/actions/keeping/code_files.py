"""Loading an official list of codes from its file: read once row by row, whole or not at all.

The file's SHA-256, its number of rows and its source are kept; the same file again changes nothing.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.db import IntegrityError, models, transaction

from magnolia.policy.code_lists import CodeListKind, kinds

from ...models import Code, CodeLink, CodeList
from ..applying.codes import CIP, CROSSWALK, SOC

Cells = dict[str, str]
BATCH = 1000
MOST_FAULTS = 20
CIP_FORM = {"2-digit": r"\d{2}", "4-digit": r"\d{2}\.\d{2}", "6-digit": r"\d{2}\.\d{4}"}
SOC_FORM = r"\d{2}-\d{4}"
# How the crosswalk writes that a code was matched to nothing.
NO_CIP, NO_SOC = "99.9999", "99-9999"
COLUMNS = {
    CIP: ("cip_code", "level", "title", "active_2020", "moved_to"),
    SOC: ("soc_code", "level", "title"),
    CROSSWALK: ("cip_code", "soc_code", "is_match"),
}


class BadCodeFile(Exception):
    """A file that was not loaded; `faults` are sentences that name file and line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Loaded:
    """What a load did; `new` is False where this very file is in use already."""

    list: CodeList
    new: bool


class _Lines:
    """The file as text lines, decoded one by one and hashed on the way."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.hash, self.number = file, hashlib.sha256(), 0

    def __iter__(self) -> Iterator[str]:
        for line in self.file:
            self.hash.update(line)
            self.number += 1
            yield line.decode("utf-8-sig" if self.number == 1 else "utf-8")


def load(kind: str, path: Path, *, at: datetime, edition: str = "", source: str = "") -> Loaded:
    """Load a list from its file in place of the one in use. `edition` and `source` default to the register's.

    Raises BadCodeFile with up to MOST_FAULTS faults, and writes nothing then.
    """
    about = kinds()[kind]
    edition, source = edition or about.edition, source or about.source
    for column, text in (("edition", edition), ("source", source), ("file_name", path.name)):
        longest = getattr(CodeList._meta.get_field(column), "max_length", 0)
        if len(text) > longest:
            raise BadCodeFile([f"The {column.replace('_', ' ')} has {len(text)} characters; at most {longest} fit."])
    try:
        with path.open("rb") as file, transaction.atomic():
            return _load(about, path.name, _Lines(file), at, edition, source)
    except OSError as problem:
        raise BadCodeFile([f"{path} cannot be read: {problem.strerror}."]) from None
    except IntegrityError:
        raise BadCodeFile(
            [f"{about.label}: another file was loaded at the same moment. Look, and load it again."]
        ) from None


def _load(about: CodeListKind, name: str, lines: _Lines, at: datetime, edition: str, source: str) -> Loaded:
    before = CodeList.objects.select_for_update().filter(kind=about.id, replaced_at__isnull=True).first()
    if before is not None:
        before.replaced_at = at
        before.save(update_fields=["replaced_at"])
    made = CodeList.objects.create(kind=about.id, edition=edition, source=source, file_name=name, rows=0, loaded_at=at)
    faults: list[str] = []
    rows = _rows(name, lines, READS[about.id](made), COLUMNS[about.id], faults)
    while batch := list(islice(rows, BATCH)):
        if not faults:
            type(batch[0])._default_manager.bulk_create(batch)
        made.rows += len(batch)
    if not faults and not made.rows:
        faults.append(f"{name} has no rows.")
    if faults:
        raise BadCodeFile(faults)
    made.sha256 = lines.hash.hexdigest()
    if before is not None and (before.sha256, before.edition) == (made.sha256, edition):
        transaction.set_rollback(True)
        before.replaced_at = None
        return Loaded(before, new=False)
    made.save()
    return Loaded(made, new=True)


def _rows(
    name: str, lines: _Lines, read: Callable[[Cells], models.Model], columns: tuple[str, ...], faults: list[str]
) -> Iterator[models.Model]:
    """The rows of the file as unsaved models. What is wrong goes into `faults`; reading ends when these are many."""
    try:
        reader = csv.DictReader(lines, strict=True)
        if missing := [column for column in columns if column not in (reader.fieldnames or [])]:
            faults.append(f"{name} lacks these columns: {', '.join(missing)}.")
            return
        for cells in reader:
            if None in cells or None in cells.values():
                faults.append(f"{name}, line {lines.number}: it does not have as many cells as the first line.")
            else:
                try:
                    yield read({key: value.strip() for key, value in cells.items()})
                except ValueError as problem:
                    faults.append(f"{name}, line {lines.number}: {problem}")
            if len(faults) == MOST_FAULTS:
                faults.append("There may be more faults; reading stopped here.")
                return
    except UnicodeDecodeError:
        faults.append(f"{name}, line {lines.number}: it is not UTF-8 text. Save the file as CSV in UTF-8.")
    except csv.Error as problem:
        faults.append(f"{name}, line {lines.number}: it cannot be read as CSV ({problem}).")


def _held(form: str, value: str, words: str) -> str:
    if not re.fullmatch(form, value, re.ASCII):
        raise ValueError(f"{value[:20]!r} is not {words}.")
    return value


def _title(cells: Cells) -> str:
    longest = Code._meta.get_field("title").max_length or 0
    if not 0 < len(cells["title"]) <= longest:
        raise ValueError(f"a title of 1 to {longest} characters is needed.")
    return cells["title"]


def _once(seen: set[object], key: object, words: str) -> None:
    if key in seen:
        raise ValueError(f"{words} stands in the file twice.")
    seen.add(key)


def _level(kind: str, cells: Cells) -> str:
    levels = kinds()[kind].levels
    if cells["level"] not in levels:
        raise ValueError(f"the level {cells['level'][:20]!r} is not one of {', '.join(levels)}.")
    return cells["level"]


def _flag(cells: Cells, column: str) -> bool:
    return _held("[01]", cells[column], f"0 or 1 ({column})") == "1"


def _cip(made: CodeList) -> Callable[[Cells], models.Model]:
    seen: set[object] = set()

    def read(cells: Cells) -> models.Model:
        level = _level(CIP, cells)
        code = _held(CIP_FORM[level], cells["cip_code"], f"a CIP code of level {level}")
        _once(seen, code, f"CIP code {code}")
        moved = cells["moved_to"] and _held(r"\d{2}(\.\d{2,4})?", cells["moved_to"], "a CIP code (moved_to)")
        return Code(
            list=made, code=code, level=level, title=_title(cells), in_use=_flag(cells, "active_2020"), moved_to=moved
        )

    return read


def _soc(made: CodeList) -> Callable[[Cells], models.Model]:
    seen: set[object] = set()

    def read(cells: Cells) -> models.Model:
        code = _held(SOC_FORM, cells["soc_code"], "a SOC code")
        _once(seen, code, f"SOC code {code}")
        return Code(list=made, code=code, level=_level(SOC, cells), title=_title(cells))

    return read


def _link(made: CodeList) -> Callable[[Cells], models.Model]:
    seen: set[object] = set()

    def read(cells: Cells) -> models.Model:
        cip = _held(CIP_FORM[kinds()[CIP].wanted], cells["cip_code"], "a CIP code of six digits")
        soc = _held(SOC_FORM, cells["soc_code"], "a SOC code")
        pair = ("" if cip == NO_CIP else cip, "" if soc == NO_SOC else soc)
        if _flag(cells, "is_match") != all(pair):
            raise ValueError(f"is_match does not fit {cip} and {soc}.")
        _once(seen, pair, f"{cip} with {soc}")
        return CodeLink(list=made, cip=pair[0], soc=pair[1])

    return read


READS = {CIP: _cip, SOC: _soc, CROSSWALK: _link}
