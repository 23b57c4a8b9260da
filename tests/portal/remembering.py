"""What a test does to practice cases is worked out once in a run; the next test writes the same rows again.

Most tests start by walking a practice case through twenty moves or more, and those before them walked the same way. The
first time a step is made, every statement that writes is noted, with the files it left. A later test that stands where
the first one stood, and asks for the same step, sends the same statements: every trigger and constraint sees them as
before, the chain of events holds, numbers and ids are the same. Only the reading and thinking between them is left out.

Where a test stands is known exactly: it began with an empty database and made remembered steps only. Whatever else is
written (a page, an action that the test calls, a row changed by hand) leaves the known way, and from there on each step
is really made. The noted rows are those of this process, so nothing is kept from one run to the next.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

from django.core.files.storage import default_storage
from django.db import connection

from magnolia.policy import layers
from magnolia.portal import clock
from magnolia.portal.demo import cast as casting
from magnolia.portal.demo import stages
from magnolia.portal.demo.walking import Walk
from magnolia.portal.models import Application, Person

from .retelling import Unnamed, left_by, named, read_again

AT_MOST = 400_000  # statements of all takes; the take not used for longest is forgotten first
_READS = re.compile(r"\s*(SELECT|WITH|PRAGMA|EXPLAIN|BEGIN|SET|SHOW)\b", re.IGNORECASE)
# Nothing that walks a case reads these: who signed in, and when.
_SIGNING_IN = re.compile(
    r'(INSERT INTO|UPDATE|DELETE FROM) "django_session"|UPDATE "portal_person" SET "last_login" = '
)
_SAVEPOINT = re.compile(r'(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) "?(\w+)"?')
_RETURNING = re.compile(r' RETURNING (?:"\w+"\."\w+"(?:, )?)+$')

Does = TypeVar("Does", bound=Callable[..., Any])
Place = tuple[int, int]  # the take that led here, and how many statements of it


@dataclass
class Take:
    """A step as it was made once: its statements, its files, where it led, what it changed and handed back."""

    serial: int
    begun: int = 0
    statements: list[tuple[str, Any]] = field(default_factory=list)
    spoiled: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    led_to: Place = (0, 0)
    left: Any = None

    @property
    def repeatable(self) -> list[tuple[str, Any]]:
        """The statements without savepoints, except those that something was taken back to."""
        names = [(match and match.groups(), line) for line in self.statements for match in [_SAVEPOINT.match(line[0])]]
        taken_back = {said[1] for said, _ in names if said and said[0] == "ROLLBACK TO SAVEPOINT"}
        return [line for said, line in names if not said or said[1] in taken_back]


class _Memory:
    """Where the running test stands, the takes under way, and those of earlier tests."""

    def __init__(self) -> None:
        self.place: Place | None = None
        self.fresh = False  # a test began and made no step yet
        self.under_way: list[Take] = []
        self.takes: OrderedDict[Any, Take] = OrderedDict()
        self.size = 0
        self.serial = 0
        self.sequences = ""
        self.contents: dict[str, bytes] = {}

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note what is written; anything written outside of a step leaves the known way."""
        if _READS.match(sql):
            return execute(sql, params, many, context)
        try:
            result = execute(sql, params, many, context)
        except BaseException:
            self.stray()
            raise
        if self.under_way:
            lines = [noted(sql, each) for each in (params if many else [params])]
            for take in self.under_way:
                take.statements += lines
            innermost = self.under_way[-1]
            self.place = innermost.serial, len(innermost.statements)
        elif not _SIGNING_IN.match(sql) and not sql.startswith(("SAVEPOINT", "RELEASE")):
            self.place, self.fresh = None, False
        return result

    def stray(self) -> None:
        self.place, self.fresh = None, False
        for take in self.under_way:
            take.spoiled = True

    def stand(self) -> Place | None:
        """Where the test stands; at its first step the database has to be empty, apart from what every test finds."""
        if self.fresh:
            self.fresh = False
            self.place = None if Person.objects.exists() else (0, 0)
            if self.place:
                self._begin_numbers()
        return self.place

    def _begin_numbers(self) -> None:
        """Each test counts its ids from the same numbers: PostgreSQL takes no number back, as SQLite does."""
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            if not self.sequences:
                cursor.execute(
                    "SELECT string_agg(format('setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename),"
                    " coalesce(last_value, 1), last_value IS NOT NULL), ', ')"
                    " FROM pg_sequences WHERE schemaname = current_schema()"
                )
                self.sequences = f"SELECT {cursor.fetchone()[0]}"
            cursor.execute(self.sequences)

    def keep(self, key: Any, take: Take) -> None:
        self.takes[key] = take
        self.size += len(take.statements)
        while self.size > AT_MOST:
            self.size -= len(self.takes.popitem(last=False)[1].statements)


_memory = _Memory()


def noted(sql: str, params: Any) -> tuple[str, Any]:
    """A statement in the form in which it is sent again: whole for PostgreSQL, with its values apart for SQLite."""
    sql = _RETURNING.sub("", sql)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return (cursor.cursor.mogrify(sql, params) if params is not None else sql), None
        return (cursor.cursor.convert_query(sql), tuple(params)) if params is not None else (sql, ())


def send(statements: Iterable[tuple[str, Any]]) -> None:
    """Write again what was written."""
    connection.ensure_connection()
    driver: Any = connection.connection
    if connection.vendor == "postgresql":
        if whole := ";\n".join(sql for sql, _ in statements):
            with driver.cursor() as cursor:
                cursor.execute(whole)
        return
    for sql, rows in _together(statements):
        if _SAVEPOINT.match(sql):
            driver.execute(sql)
        else:
            driver.executemany(sql, rows)


def _together(statements: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    before = ""
    rows: list[Any] = []
    for sql, row in statements:
        if sql != before and rows:
            yield before, rows
            rows = []
        before = sql
        rows.append(row)
    if rows:
        yield before, rows


def _files() -> set[str]:
    folder = Path(default_storage.path(""))
    return {str(path.relative_to(folder)) for path in folder.glob("*/*")}


def _lay(files: dict[str, bytes]) -> None:
    folder = Path(default_storage.path(""))
    for name, content in files.items():
        path = folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def remembered(does: Does) -> Does:
    """A step that is made once from each place; its arguments, and what it changes of them, are rows, walks and values.

    It has to write the same whatever test calls it: nothing of the day it runs on, and nothing that a test patched.
    """
    form = signature(does)
    name = f"{does.__module__}.{does.__qualname__}"

    @wraps(does)
    def made(*args: Any, **more: Any) -> Any:
        place = _memory.stand()
        if place is None:
            return does(*args, **more)
        bound = form.bind(*args, **more)
        bound.apply_defaults()
        given: dict[str, Any] = bound.arguments
        try:
            key = place, name, named(given), clock.now().date(), clock.local_date("ms", clock.now()), layers.HERE
        except Unnamed:
            return does(*args, **more)
        take = _memory.takes.get(key)
        if take is None:
            return _first(does, given, bound, key)
        _memory.takes.move_to_end(key)
        send(take.statements)
        for outer in _memory.under_way:
            outer.statements += take.statements
        _lay(take.files)
        _memory.place = take.led_to
        changed, answer = take.left
        for word, left in changed.items():
            read_again(left, {"self": given[word], word: given[word]})
        return read_again(answer, given)

    return made  # type: ignore[return-value]


def _first(does: Callable[..., Any], given: dict[str, Any], bound: Any, key: Any) -> Any:
    """Make a step and keep how it was made, unless it was refused."""
    _memory.serial += 1
    take, there = Take(_memory.serial), _files()
    _memory.under_way.append(take)
    try:
        answer = does(*bound.args, **bound.kwargs)
    except BaseException:
        _memory.stray()
        raise
    finally:
        _memory.under_way.pop()
    if take.spoiled or _memory.place is None:
        return answer
    folder = Path(default_storage.path(""))
    for name in _files() - there:
        take.files[name] = _memory.contents.setdefault(name, (folder / name).read_bytes())
    take.statements = take.repeatable
    take.led_to = _memory.place
    changed = {word: left_by(each) for word, each in given.items() if isinstance(each, (Walk, Application))}
    take.left = changed, left_by(answer)
    _memory.keep(key, take)
    return answer


STEPS = (
    "move draft attestation sign submitted held completeness_review correction corrected confirm complete review"
    " findings closing consultation cleared recommendation determination recommend decided certified federal"
)


def _remember() -> None:
    for holder, words in ((casting, "assemble"), (stages, "walk"), (Walk, STEPS)):
        for word in words.split():
            setattr(holder, word, remembered(getattr(holder, word)))


# Whoever imports the practice cast and its walks after this module gets those that remember.
_remember()


def begin() -> None:
    """From here on a test stands at the start, if the database is as every test finds it."""
    _memory.place, _memory.fresh = None, True


def stands_somewhere_known() -> bool:
    """Whether what the test did so far is remembered."""
    return _memory.place is not None


def keys() -> set[Any]:
    """Every step that is remembered, with where it began."""
    return set(_memory.takes)


@contextmanager
def watching() -> Iterator[None]:
    """While a test runs: what it writes is seen, and it begins at the start."""
    begin()
    with connection.execute_wrapper(_memory.watch):
        yield
    _memory.place, _memory.fresh = None, False
