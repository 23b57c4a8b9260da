"""What an institution says of each of its students, held against what its own records give by the law.

Pure. Source: State policy 8.6, 8.7; 34 CFR 690.94. The percent of the window is handed in, the measured quarter is that
of the calendar. A difference is a finding and refuses nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .periods import AwardYear, CalendarError, Quarter, award_year, quarter_after_exit
from .rates import last_day_in_time
from .records import LIKE_A_NUMBER, SHORTENED, repeatable

STUDENT, IN_TIME, QUARTER = COLUMNS = ("student_id", "completed_in_time", "measured_quarter")
YES, NO, OPEN, LEFT_OUT = "Y", "N", "open", "left_out"
ANSWERS = (YES, NO, "")  # an empty cell: the time still runs, or the student is left out
COMPLETION, PLACEMENT = "completion", "placement"
NEVER, WITHDRAWN, ATTAINED = "never_attended", "withdrawn", "Y"
LONGEST_KEY = 60


@dataclass(frozen=True)
class Stated:
    """One row of the statement; the header is row 1."""

    row: int
    student_id: str
    in_time: str  # one of ANSWERS
    quarter: Quarter | None


@dataclass(frozen=True)
class Wrong:
    """Why a row (0: the file) cannot be read: a key of [statement_fault]. `given` is never the value of a cell."""

    row: int
    column: str
    code: str
    given: str = ""


def read_header(header: Sequence[str]) -> list[Wrong]:
    """What is wrong with the names of the columns."""
    counted = Counter(name for name in header if name)
    wrong = [Wrong(0, name, "column_missing") for name in COLUMNS if not counted[name]]
    wrong += [Wrong(0, name, "column_twice") for name in COLUMNS if counted[name] > 1]
    for place, name in enumerate(header, start=1):
        if name and name not in COLUMNS:
            shown = repeatable(name)
            wrong.append(Wrong(0, "", "column_not_asked", shown if shown.startswith("“") else f"in place {place}"))
    return wrong


def read_rows(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[list[Stated], list[Wrong]]:
    """The rows of a statement whose header is right, and everything that is wrong with them."""
    place = {name: header.index(name) for name in COLUMNS}
    first: dict[str, int] = {}
    stated, wrong = list[Stated](), list[Wrong]()
    for number, cells in rows:
        values = {name: cells[at].strip() if at < len(cells) else "" for name, at in place.items()}
        found = [*_of_key(number, values[STUDENT], first), *_of_answers(number, values)]
        if any(cell.strip() for at, cell in enumerate(cells) if at not in place.values()):
            found.append(Wrong(number, "", "cell_beyond"))
        wrong += found
        if not found:
            said = values[QUARTER]
            quarter = Quarter.parse(said) if said else None
            stated.append(Stated(number, values[STUDENT], values[IN_TIME], quarter))
    if not stated and not wrong:
        wrong.append(Wrong(0, "", "no_rows"))
    return stated, wrong


def _of_key(row: int, key: str, first: dict[str, int]) -> Iterator[Wrong]:
    if not key:
        yield Wrong(row, STUDENT, "key_missing")
    elif LIKE_A_NUMBER.fullmatch(key):
        yield Wrong(row, STUDENT, "key_like_number")
    elif SHORTENED.fullmatch(key):
        yield Wrong(row, STUDENT, "key_shortened")
    elif len(key) > LONGEST_KEY:
        yield Wrong(row, STUDENT, "key_too_long", str(LONGEST_KEY))
    elif key in first:
        yield Wrong(row, STUDENT, "key_twice", str(first[key]))
    else:
        first[key] = row


def _of_answers(row: int, values: dict[str, str]) -> Iterator[Wrong]:
    if values[IN_TIME] not in ANSWERS:
        yield Wrong(row, IN_TIME, "in_time_form")
    if values[QUARTER]:
        try:
            Quarter.parse(values[QUARTER])
        except CalendarError:
            yield Wrong(row, QUARTER, "quarter_form")


@dataclass(frozen=True)
class Enrolment:
    """One row of participant records, as far as a window and a quarter rest on it."""

    row: int
    person: Hashable
    student_id: str
    entry: date
    status: str
    completion: date | None
    attained: str
    weeks: Decimal
    exclusion: str


@dataclass(frozen=True)
class Found:
    """What the records give of one person, all their rows together."""

    row: int
    keys: tuple[str, ...]
    entry: date
    in_time: str  # YES, NO, OPEN or LEFT_OUT
    closes: date  # last day of the window
    exit_on: date | None  # of somebody who completed with the credential
    quarter: Quarter | None


def recompute(rows: Iterable[Enrolment], percent: Decimal | int, on: date) -> list[Found]:
    """Everybody who attended, each once: window and measured quarter as of a day, in the order of the file."""
    held: dict[Hashable, list[Enrolment]] = {}
    for each in rows:
        if each.status != NEVER:
            held.setdefault(each.person, []).append(each)
    return [_person(each, percent, on) for each in held.values()]


def _person(rows: list[Enrolment], percent: Decimal | int, on: date) -> Found:
    """The first entry decides, a completion needs the credential, an exclusion on any row is the person's."""
    first = min(rows, key=lambda each: (each.entry, each.row))
    closes = last_day_in_time(first.entry, first.weeks, percent)
    days = [each.completion for each in rows if each.attained == ATTAINED and each.completion is not None]
    completion = min(days, default=None)
    left_out = any(each.exclusion for each in rows)
    gone = all(each.status == WITHDRAWN for each in rows)
    if left_out:
        word = LEFT_OUT
    elif completion is not None and completion <= closes:
        word = YES
    else:
        word = OPEN if closes >= on and not gone else NO
    quarter = quarter_after_exit(completion) if completion is not None and not left_out else None
    keys = tuple(dict.fromkeys(each.student_id for each in rows if each.student_id))
    return Found(first.row, keys, first.entry, word, closes, completion, quarter)


@dataclass(frozen=True)
class Difference:
    """One student of whom statement and records differ: `code` is a key of [difference]; rows None where there is none.

    `stated` and `found` are answers, words or quarters (YYYYQn) as they stand; `day` is what the found value rests on.
    """

    code: str
    row: int | None
    record_row: int | None
    student_id: str
    stated: str = ""
    found: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Total:
    """How many students of one cohort have an answer (YES, NO, empty) or a quarter (YYYYQn), on each side."""

    metric: str
    what: str
    stated: int
    found: int


@dataclass(frozen=True)
class Compared:
    """Every difference by row of the statement, and the totals of both sides."""

    differences: tuple[Difference, ...]
    totals: tuple[Total, ...]


def compare(stated: Sequence[Stated], people: Sequence[Found], year: AwardYear) -> Compared:
    """Hold a statement against the records of an award year, student by student."""
    owners: dict[str, list[Found]] = {}
    for each in people:
        for key in each.keys:
            owners.setdefault(key, []).append(each)
    told: dict[int, Found] = {}  # by row of the statement
    differences, seen = list[Difference](), set[int]()
    for said in stated:
        held = owners.get(said.student_id, [])
        if len(held) != 1:
            code = "key_shared" if held else "not_in_records"
            differences.append(Difference(code, said.row, held[0].row if held else None, _key(said, bool(held))))
            seen.update(each.row for each in held)
            continue
        found = told[said.row] = held[0]
        if found.row in seen:
            differences.append(Difference("same_person", said.row, found.row, said.student_id))
        seen.add(found.row)
        differences += _of_student(said, found)
    for each in people:
        if each.row not in seen:
            code, key = ("not_stated", each.keys[0]) if each.keys else ("no_key", "")
            differences.append(Difference(code, None, each.row, key, found=each.in_time, day=each.closes))
    return Compared(tuple(differences), tuple(_totals(stated, told, people, year)))


def _key(said: Stated, known: bool) -> str:
    """A key nobody knows is repeated only where it can be no name."""
    looks_like_one = any(each.isdigit() for each in said.student_id) and repeatable(said.student_id).startswith("“")
    return said.student_id if known or looks_like_one else ""


def _of_student(said: Stated, found: Found) -> Iterator[Difference]:
    if said.in_time != answer(found.in_time):
        code = f"in_time_{found.in_time.lower()}"
        yield Difference(code, said.row, found.row, said.student_id, said.in_time, found.in_time, found.closes)
    if said.quarter != found.quarter:
        code = "quarter" if found.quarter else "quarter_left_out" if found.exit_on else "quarter_none"
        given, right = (str(each) if each else "" for each in (said.quarter, found.quarter))
        yield Difference(code, said.row, found.row, said.student_id, given, right, found.exit_on)


def answer(word: str) -> str:
    """The cell in which a statement says the same as the records."""
    return word if word in (YES, NO) else ""


def _totals(
    stated: Sequence[Stated], told: dict[int, Found], people: Sequence[Found], year: AwardYear
) -> Iterator[Total]:
    """Completion: who entered in the year. Placement: who completed in it. Who is in no record counts as stated."""
    entered = Counter(each.in_time for each in stated if _in(told.get(each.row), year, COMPLETION))
    records = Counter(answer(each.in_time) for each in people if _in(each, year, COMPLETION))
    for word in ANSWERS:
        yield Total(COMPLETION, word, entered[word], records[word])
    said = Counter(each.quarter for each in stated if each.quarter and _in(told.get(each.row), year, PLACEMENT))
    given = Counter(each.quarter for each in people if each.quarter and _in(each, year, PLACEMENT))
    for quarter in sorted({*said, *given}):
        yield Total(PLACEMENT, str(quarter), said[quarter], given[quarter])


def _in(found: Found | None, year: AwardYear, metric: str) -> bool:
    """Whether a student is of a cohort; one whose day the records do not have is where the statement puts them."""
    day = None if found is None else found.entry if metric == COMPLETION else found.exit_on
    return day is None or award_year(day) == year
