"""A whole file of students, checked in memory: what each row is told, by its number or the college's own key."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from .student_rows import Unread, header, refuse_person, student
from .students import Register, Said, Student, look


@dataclass(frozen=True)
class Checked:
    """What was found: each student with the answers, rows that could not be read, and columns nobody reads."""

    told: list[tuple[Student, list[Said]]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)


def check(content: bytes, words: Register) -> Checked:
    """Read a CSV file and answer every row. Raises Unread, with one sentence, for a file of which nothing is read.

    Rows with one key are one student: their Pell periods and their aid are held against each other.
    """
    if not content:
        raise Unread(words.fault["empty"])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unread(words.fault["not_utf8"]) from None
    if "\0" in text:
        raise Unread(words.fault["not_utf8"])
    found = Checked()
    students = list(_students(text, words, found))
    if not students and not found.faults:
        raise Unread(words.fault["no_rows"])
    same: dict[str, list[Student]] = defaultdict(list)
    for each in students:
        same[each.key].append(each)
    for each in students:
        others = [other for other in same[each.key] if other is not each] if each.key else []
        found.told.append((each, look(each, others, words)))
    return found


def _students(text: str, words: Register, found: Checked) -> Iterator[Student]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        first = next(reader, [])
        columns = header(first, words)
        found.unread.extend(place for place, name in enumerate(columns, start=1) if not name)
        number = 0
        for row, cells in enumerate(reader, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            number += 1
            if number > words.most_rows:
                raise Unread(words.fault["too_many"].format(most=words.most_rows))
            named = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
            refuse_person(row, named, words)
            read = student(row, named, words) if len(cells) == len(columns) else words.fault["cells"]
            if isinstance(read, str):
                found.faults.append((row, read))
            else:
                yield read
    except csv.Error:
        raise Unread(words.fault["not_csv"]) from None
