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
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from .models import Listing, SoughtCase
from .search import OR, index, narrow, vector, vocabulary

M = TypeVar("M", Listing, SoughtCase)
SQL = tuple[str, list[Any]]
FEW = 1_000  # so many are sorted; more are looked for along the order until a page is full
LIKE_COSTS = 4  # to look for a word in a row's text, against what it costs PostgreSQL to list a match
PREFIXED = 3  # beginnings up to this length have an index of their own in SQLite
SPELLED_OUT = 8  # words a beginning may stand for before they cost more than the beginning


class _Holds(Func):
    """True where the entry holds every term; the index of the database answers."""

    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        name = index(self.extra["model"])
        template = f"%(expressions)s IN (SELECT rowid FROM {name} WHERE {name} MATCH %%s)"  # noqa: S608 own names
        made, given = super().as_sql(compiler, connection, template=template)
        return made, [*given, self.extra["match"] or _match(self.extra["wanted"])]

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        model = self.extra["model"]
        holds = f"SELECT id FROM {narrow(model)} WHERE {vector(model)}(id) @@ %%s::tsquery"  # noqa: S608
        made, given = super().as_sql(compiler, connection, template=f"%(expressions)s IN ({holds})")
        return made, [*given, _tsquery(self.extra["wanted"])]


def _match(wanted: Sequence[str]) -> str:
    """Terms for MATCH."""
    return " AND ".join(_any(f'"{one.rstrip("*")}"' + "*" * one.endswith("*") for one in _either(t)) for t in wanted)


def _any(words: Any) -> str:
    every = list(words)
    return every[0] if len(every) == 1 else f"({' OR '.join(every)})"


def _either(term: str) -> list[str]:
    """The words of a term that may stand for each other."""
    return term.split(OR)


def _tsquery(wanted: Sequence[str]) -> str:
    """Terms for PostgreSQL."""
    quoted = ([f"'{one.rstrip('*')}'" + ":*" * one.endswith("*") for one in _either(term)] for term in wanted)
    return " & ".join(f"({' | '.join(words)})" for words in quoted)


def holding(rows: QuerySet[M], wanted: Sequence[str], match: str = "") -> QuerySet[M]:
    """Entries that hold every term, found through the index; `match` says the same in SQLite's words."""
    if not wanted:
        return rows
    return rows.filter(_Holds(F("id"), wanted=list(wanted), model=rows.model, match=match))


def walking(rows: QuerySet[M], wanted: Sequence[str]) -> QuerySet[M]:
    """The same entries, found by reading the words of one after the other: fast where very many match."""
    for term in wanted:
        held = Q()
        for word in _either(term):
            held |= Q(words__contains=f" {word[:-1]}" if word.endswith("*") else f" {word} ")
        rows = rows.filter(held)
    return rows


class Found:
    """Entries that hold every term, in order, for a paginator; counted up to one more than `most`.

    `in_order` are those of a State, in order; `rows` those of them that filters leave which no word answers, and
    `wanted` the terms of all other filters too. `walked` are the rows that all filters leave, for reading along that
    order, and `typed` the terms that then remain. With `filtered` an entry may hold every term and still not be among
    `rows`. `guess` is the stretch that is most likely asked for: PostgreSQL reads it together with the count.
    """

    def __init__(
        self,
        in_order: QuerySet[Listing],
        rows: QuerySet[Listing],
        walked: QuerySet[Listing],
        wanted: Sequence[str],
        *,
        typed: Sequence[str],
        filtered: bool,
        most: int,
        guess: slice,
    ) -> None:
        self.in_order, self.rows, self.walked, self.wanted, self.typed = in_order, rows, walked, wanted, typed
        self.filtered, self.most, self.guess = filtered, most, guess
        self.keys: list[int] | None = None  # of the guessed stretch
        self.every = "[]"  # keys of all, where SQLite counted them

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
            return list(walking(self.walked, self.typed)[part])
        if self.keys is None or not self.guess.start <= part.start <= part.stop <= self.guess.stop:
            self.guess = part
            self.keys = self._stretch(self.count)[1]
        # Not in the order of the list: SQLite would read along it once more.
        rows = self.rows.model._default_manager.in_bulk(self.keys)
        return [rows[key] for key in self.keys or () if key in rows]

    def _stretch(self, expected: int) -> tuple[int, list[int]]:
        """How many are found, and the keys of the stretch, in one statement that suits so many."""
        if connection.vendor == "sqlite":
            found: SQL = "SELECT value AS id FROM json_each(%s)", [self.every]
        else:
            found = _every_postgresql(self.rows, self.wanted)
        # Along an index that has the order, without the rows, each entry looked up among those found; or those sorted.
        sign = connection.vendor if expected > FEW else ""
        sql, given = self.in_order.filter(_among(sign)).values("id")[self.guess].query.sql_with_params()
        every = f"WITH found AS MATERIALIZED ({found[0]} LIMIT %s) SELECT (SELECT count(*) FROM found)"  # noqa: S608
        listed = "json_group_array(id)" if connection.vendor == "sqlite" else "json_agg(id)"
        with connection.cursor() as cursor:
            cursor.execute(f"{every}, (SELECT {listed} FROM ({sql}) AS these)", [*found[1], self.most + 1, *given])  # noqa: S608
            count, keys = cursor.fetchone()
        return count, json.loads(keys) if isinstance(keys, str) else keys or []

    def _count_sqlite(self) -> int:
        """Counted while the keys are gathered: to go through the index of words once more would cost more."""
        sql, given = _every_sqlite(self.rows, self._match, self.filtered)
        with connection.cursor() as cursor:
            every = f"SELECT count(*), json_group_array(id) FROM ({sql} LIMIT %s)"  # noqa: S608 own names
            cursor.execute(every, [*given, self.most + 1])
            count, self.every = cursor.fetchone()
        return int(count)

    def _count_postgresql(self) -> int:
        sql, given = _every_postgresql(self.rows, self.wanted)
        matches, every = _expected(self.rows.model, sql, given)
        if matches <= self.most:
            count, self.keys = self._stretch(matches)
            return count
        if matches * matches > LIKE_COSTS * len(self.typed) * self.most * every:
            return walking(self.walked, self.typed).order_by().values("words")[: self.most + 1].count()
        with transaction.atomic(), connection.cursor() as cursor:
            # Where most rows match, the planner would rather make the words of one after the other, which is dear.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT %s) AS found", [*given, self.most + 1])  # noqa: S608
            return int(cursor.fetchone()[0])

    @cached_property
    def _match(self) -> str:
        return " AND ".join(_spelled_out(self.rows.model, term) for term in self.wanted)


def _among(sign: str) -> RawSQL:
    """Whether an entry is among those found; with a `sign` its database does not go there by the key."""
    before, after = {"sqlite": ("+", ""), "postgresql": ("(", ") IS TRUE"), "": ("", "")}[sign]
    key = f"{Listing._meta.db_table}.id"
    return RawSQL(f"{before}{key} IN (SELECT id FROM found){after}", [], output_field=BooleanField())  # noqa: S608, S611 own names


# ------------------------------------------------------------------ SQLite


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
    return _match([OR.join(words) if 0 < len(words) <= SPELLED_OUT else term])


def _every_sqlite(rows: QuerySet[Listing], match: str, filtered: bool) -> SQL:
    """The keys of all matches: by the index of words alone, and with a look at each entry only where filters ask."""
    name, table = index(rows.model), rows.model._meta.db_table
    if not filtered:
        return f"SELECT rowid AS id FROM {name} WHERE {name} MATCH %s", [match]  # noqa: S608 own names
    condition, given = rows.query.get_compiler(connection=connection).compile(rows.query.where)
    joined = f"{name} CROSS JOIN {table} INDEXED BY {narrow(rows.model)} ON {table}.id = {name}.rowid"
    return f"SELECT {table}.id FROM {joined} WHERE {name} MATCH %s AND ({condition})", [match, *given]  # noqa: S608


# ------------------------------------------------------------------ PostgreSQL


def _every_postgresql(rows: QuerySet[Listing], wanted: Sequence[str]) -> SQL:
    """The keys of all matches, from the narrow table alone: it has every column that `rows` may ask for."""
    table = rows.model._meta.db_table
    condition, given = rows.query.get_compiler(connection=connection).compile(rows.query.where)
    holds = f"{vector(rows.model)}({table}.id) @@ %s::tsquery"
    sql = f"SELECT {table}.id FROM {narrow(rows.model)} AS {table} WHERE {holds} AND ({condition})"  # noqa: S608 own names
    return sql, [_tsquery(wanted), *given]


def _expected(model: type[models.Model], sql: str, given: list[Any]) -> tuple[int, float]:
    """How many rows the planner expects, and of how many: it knows how common words are."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", given)
        told = cursor.fetchone()[0]
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
        every = cursor.fetchone()[0]
    return int((json.loads(told) if isinstance(told, str) else told)[0]["Plan"]["Plan Rows"]), every
