"""Rows found by their words: how many there are, up to a limit, and any stretch of them in order.

A rare word and one that every entry has want opposite ways: from the index to the rows, or along the rows in the order
asked for until enough are found. Each database is helped to the cheap one (decision 9); all ways find the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.expressions import RawSQL

from .models import Listing, SoughtCase
from .search import VECTOR, index, narrow, vocabulary

M = TypeVar("M", Listing, SoughtCase)
FEW = 1_000  # so many are sorted; more are looked for along the order until a page is full
LIKE_COSTS = 4  # to look for a word in a row's text, against what it costs PostgreSQL to list a match
PREFIXED = 3  # beginnings up to this length have an index of their own in SQLite
SPELLED_OUT = 8  # words a beginning may stand for before they cost more than the beginning


class _Holds(Func):
    """True where the entry holds every term; the index of the database answers."""

    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        name = self.extra["index"]
        template = f"%(expressions)s IN (SELECT rowid FROM {name} WHERE {name} MATCH %%s)"  # noqa: S608 own names
        made, given = super().as_sql(compiler, connection, template=template)
        return made, [*given, self.extra["match"] or _match(self.extra["wanted"])]

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        made, given = compiler.compile(F("words").resolve_expression(compiler.query))
        quoted = [f"'{term.rstrip('*')}'" + (":*" if term.endswith("*") else "") for term in self.extra["wanted"]]
        return f"{VECTOR.replace('words', made)} @@ %s::tsquery", [*given, " & ".join(quoted)]


def _match(wanted: Sequence[str]) -> str:
    """Terms for MATCH."""
    return " AND ".join(f'"{term.rstrip("*")}"' + ("*" if term.endswith("*") else "") for term in wanted)


def holding(rows: QuerySet[M], wanted: Sequence[str], match: str = "") -> QuerySet[M]:
    """Entries that hold every term, found through the index; `match` says the same in SQLite's words."""
    if not wanted:
        return rows
    return rows.filter(_Holds(F("id"), wanted=list(wanted), index=index(rows.model), match=match))


def walking(rows: QuerySet[M], wanted: Sequence[str]) -> QuerySet[M]:
    """The same entries, found by reading the words of one after the other: fast where very many match."""
    for term in wanted:
        rows = rows.filter(words__contains=f" {term[:-1]}" if term.endswith("*") else f" {term} ")
    return rows


class Found:
    """Entries that hold every term, in order, for a paginator; counted up to one more than `most`.

    `rows` are those that the filters leave in a State, in order; `walked` the same for reading along that order. With
    `filtered` the filters ask for more than words. `guess` is the stretch that is most likely asked for: it is read
    together with the count.
    """

    def __init__(
        self,
        rows: QuerySet[Listing],
        walked: QuerySet[Listing],
        wanted: Sequence[str],
        *,
        filtered: bool,
        most: int,
        guess: slice,
    ) -> None:
        self.rows, self.walked, self.wanted = rows, walked, wanted
        self.filtered, self.most, self.guess = filtered, most, guess
        self.keys: list[int] | None = None  # of the guessed stretch

    @cached_property
    def count(self) -> int:
        try:
            return self._count_sqlite() if connection.vendor == "sqlite" else self._count_postgresql()
        except EmptyResultSet:  # a filter that nothing passes
            return 0

    def __getitem__(self, part: slice) -> list[Listing]:
        if part.start >= part.stop:
            return []
        if self.count > self.most:
            return list(walking(self.walked, self.wanted)[part])
        if self.keys is None:
            return list(holding(self.rows, self.wanted, self._match)[part])
        if not self.guess.start <= part.start <= part.stop <= self.guess.stop:
            self.guess = part
            self._read()
        # Not in the order of the list: SQLite would read along it once more.
        rows = self.rows.model._default_manager.in_bulk(self.keys)
        return [rows[key] for key in self.keys if key in rows]

    def _read(self) -> int:
        """Take the keys of the stretch; how many there are in all."""
        if connection.vendor == "sqlite":
            found = _every(self.rows, self._match, self.filtered)
            count, self.keys = _along(self.walked, found, self.most + 1, self.guess)
        else:
            count, self.keys = _sorted(holding(self.rows, self.wanted), self.most + 1, self.guess)
        return count

    def _count_sqlite(self) -> int:
        sql, given = _every(self.rows, self._match, self.filtered)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT %s)", [*given, FEW + 1])  # noqa: S608 own names
            count = int(cursor.fetchone()[0])
        return count if count <= FEW else self._read()

    def _count_postgresql(self) -> int:
        held = holding(self.rows, self.wanted)
        matches, every = _expected(held)
        if matches <= self.most:
            return self._read()
        if matches * matches > LIKE_COSTS * len(self.wanted) * self.most * every:
            return walking(self.rows, self.wanted).order_by().values("words")[: self.most + 1].count()
        count, _ = _sorted(held, self.most + 1, None)
        return count

    @cached_property
    def _match(self) -> str:
        if connection.vendor != "sqlite":
            return ""
        return " AND ".join(_spelled_out(self.rows.model, term) for term in self.wanted)


# ------------------------------------------------------------------ SQLite

SQL = tuple[str, list[Any]]


def _spelled_out(model: type[models.Model], term: str) -> str:
    """A beginning as the words it stands for, where they are few.

    SQLite reads words match by match and can stop; all matches of a beginning it puts together first. The words come
    by one step of the index for each.
    """
    start, name = term.rstrip("*"), vocabulary(model)
    if start == term or len(start) <= PREFIXED:
        return _match([term])
    first = f"SELECT (SELECT term FROM {name} WHERE term >= %s LIMIT 1)"  # noqa: S608 own names
    then = f"SELECT (SELECT term FROM {name} WHERE term >= found.v || char(1) LIMIT 1) FROM found WHERE v < %s"  # noqa: S608
    last = start + chr(0x10FFFF)
    with connection.cursor() as cursor:
        every = f"WITH RECURSIVE found(v) AS ({first} UNION ALL {then}) SELECT v FROM found WHERE v < %s LIMIT %s"  # noqa: S608
        cursor.execute(every, [start, last, last, SPELLED_OUT + 1])
        words = [word for (word,) in cursor.fetchall()]
    if not 0 < len(words) <= SPELLED_OUT:
        return _match([term])
    return f"({' OR '.join(_match([word]) for word in words)})"


def _every(rows: QuerySet[Listing], match: str, filtered: bool) -> SQL:
    """The keys of all matches: by the index of words alone, and with a look at each entry only where filters ask."""
    name, table = index(rows.model), rows.model._meta.db_table
    if not filtered:
        return f"SELECT rowid AS id FROM {name} WHERE {name} MATCH %s", [match]  # noqa: S608 own names
    condition, given = rows.query.get_compiler(connection=connection).compile(rows.query.where)
    joined = f"{name} CROSS JOIN {table} INDEXED BY {narrow(rows.model)} ON {table}.id = {name}.rowid"
    return f"SELECT {table}.id FROM {joined} WHERE {name} MATCH %s AND ({condition})", [match, *given]  # noqa: S608


def _along(walked: QuerySet[Listing], found: SQL, limit: int, part: slice) -> tuple[int, list[int]]:
    """How many are found, up to a limit, and the keys of a stretch of them, right while the limit is not reached.

    Entries are read along an index that has the order, without their rows, and looked up among the matches.
    """
    name = walked.model._meta.db_table
    only = RawSQL(f"+{name}.id IN (SELECT id FROM found)", [], output_field=BooleanField())  # noqa: S608, S611 own names
    sql, given = walked.filter(only).values("id")[part].query.sql_with_params()
    every = f"WITH found AS MATERIALIZED ({found[0]} LIMIT %s) SELECT (SELECT count(*) FROM found)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{every}, (SELECT json_group_array(id) FROM ({sql}))", [*found[1], limit, *given])  # noqa: S608
        count, keys = cursor.fetchone()
    return count, json.loads(keys)


# ------------------------------------------------------------------ PostgreSQL


def _expected(held: QuerySet[Listing]) -> tuple[float, float]:
    """How many rows the planner expects, and of how many: it knows how common words are."""
    with connection.cursor() as cursor:
        sql, given = held.order_by().values("pk").query.sql_with_params()
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", given)
        told = cursor.fetchone()[0]
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [held.model._meta.db_table])
        every = cursor.fetchone()[0]
    return (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]["Plan Rows"], every


def _sorted(held: QuerySet[Listing], limit: int, part: slice | None) -> tuple[int, list[int] | None]:
    """How many are found, up to a limit, and the keys of a stretch of them, right while the limit is not reached.

    The index lists all matches, and rows are opened until the limit. Left to itself the planner would rather make the
    vector of one row after the other, which costs forty times what it thinks.
    """
    order = [(name.lstrip("-"), "DESC" if name.startswith("-") else "ASC") for name in map(str, held.query.order_by)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        if part is None:
            return held.order_by().values("words")[:limit].count(), None
        sql, given = held.order_by().values(*(name for name, _ in order))[:limit].query.sql_with_params()
        by = ", ".join(f'"{name}" {way}' for name, way in order)
        keys = f"ARRAY(SELECT id FROM found ORDER BY {by} LIMIT %s OFFSET %s)"  # noqa: S608
        every = f"WITH found AS MATERIALIZED ({sql}) SELECT (SELECT count(*) FROM found), {keys}"  # noqa: S608
        cursor.execute(every, [*given, part.stop - part.start, part.start])
        count, found = cursor.fetchone()
    return count, found
