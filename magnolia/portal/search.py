"""Words by which entries of the public list, and cases of the queue, are found, and the index over them.

Words are folded in Python (no case, no accents), so that both databases find the same. SQLite keeps them in an FTS5
table, PostgreSQL in a GIN index over a narrow table (decision 9). How rows are found by them is in found.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from math import ceil
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper

from .models import Listing, SoughtCase

# What is sought by words, and its columns that may be asked together with words.
SOUGHT: dict[type[models.Model], tuple[str, ...]] = {
    Listing: ("jurisdiction", "state", "federal", "ended_on"),
    SoughtCase: (),
}
# A code with its dot or dash is one word, so that 48.0508 never finds 0508.
_TERM = re.compile(r"\d+(?:[.-]\d+)+|[^\W_]+")
_DROPPED = str.maketrans("", "", "'’ʼ")
AT_MOST = 12  # words of one search that count
OR = "|"  # between words of a term that may stand for each other


def fold(text: str) -> str:
    """Without case and accents: "Électricien" is "electricien"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def terms(text: str) -> list[str]:
    """The words of a text as they are kept and looked for, in its order, each once."""
    return list(dict.fromkeys(_TERM.findall(fold(text).translate(_DROPPED))))


def asked(text: str) -> list[str]:
    """What a person typed, as terms; the last one counts as the beginning of a word (`*`)."""
    found = terms(text)[:AT_MOST]
    return [*found[:-1], found[-1] + "*"] if found else []


def facet(kind: str, value: str, beginning: bool = False) -> str:
    """A term for one property of an entry, such as its sector; no typed word can be one."""
    return f"{kind}:{'-'.join(terms(value))}" + ("*" if beginning else "")


def exactly(kind: str, value: str) -> str:
    """A term for a property that has to be the same to the letter, such as the name of an institution."""
    return f"{kind}:{sha256(value.encode()).hexdigest()[:16]}"


def weeks(length: Decimal | float) -> str:
    """A term for the length of a program in weeks; one begun counts as a whole one, as filters ask for whole weeks."""
    return f"weeks:{ceil(length)}"


def words_of(texts: Iterable[str], codes: Iterable[str], facets: Iterable[str]) -> str:
    """Everything an entry is found by, for its column `words`: codes also without their dot or dash."""
    every = [term for text in texts for term in terms(text)]
    for code in codes:
        every += [code, re.sub(r"\D", "", code)]
    return f" {' '.join(dict.fromkeys([*every, *facets]))} "


def index(model: type[models.Model]) -> str:
    """The name of the index over a model's words."""
    return f"{model._meta.db_table}_words"


def narrow(model: type[models.Model]) -> str:
    """The name of what leads from a key to what may be asked beside words, in a tenth of the space of the rows.

    An index in SQLite. In PostgreSQL a table, and its index of words leads to its places: a count of very many reads a
    thirtieth of the pages that the rows themselves are on.
    """
    return f"{model._meta.db_table}_narrow"


def vector(model: type[models.Model]) -> str:
    """The name of PostgreSQL's function from a key to the words of its row."""
    return f"{narrow(model)}_words"


def vocabulary(model: type[models.Model]) -> str:
    """The name of SQLite's list of every word in that index."""
    return f"{model._meta.db_table}_terms"


def each(model: type[models.Model], column: str, jurisdiction: str) -> list[Any]:
    """Every different value of an indexed column in a State, in order; one step of the index for each."""
    table = model._meta.db_table
    least = f"(SELECT min({column}) FROM {table} WHERE jurisdiction = %s"  # noqa: S608 own names
    with connection.cursor() as cursor:
        then = f"SELECT {least} AND {column} > found.v) FROM found WHERE v IS NOT NULL"  # noqa: S608
        every = f"WITH RECURSIVE found(v) AS (SELECT {least}) UNION ALL {then}) SELECT v FROM found"  # noqa: S608
        cursor.execute(f"{every} WHERE v IS NOT NULL", [jurisdiction, jurisdiction])
        return [value for (value,) in cursor.fetchall()]


def install(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    """Make the index of a model's words where it is missing, and keep it up to date; safe to run again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in _for_postgresql(connection, model):
                cursor.execute(statement)
        else:
            for statement in _for_sqlite(model):
                cursor.execute(statement)


def _for_sqlite(model: type[models.Model]) -> list[str]:
    table, name, columns = model._meta.db_table, index(model), SOUGHT[model]
    gone = f"INSERT INTO {name}({name}, rowid, words) VALUES ('delete', OLD.id, OLD.words);"  # noqa: S608 own names
    come = f"INSERT INTO {name}(rowid, words) VALUES (NEW.id, NEW.words);"  # noqa: S608
    made = [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5(words, content='{table}', content_rowid='id',"
        " detail='none', columnsize=0, prefix='2 3', tokenize=\"unicode61 remove_diacritics 0 tokenchars '.-:'\")",
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {vocabulary(model)} USING fts5vocab({name}, instance)",
    ]
    if columns:
        made += [
            f"DROP INDEX IF EXISTS {narrow(model)}",  # its columns may have been others
            f"CREATE INDEX {narrow(model)} ON {table}(id, {', '.join(columns)})",
        ]
    for event, when, does in (
        ("come", "AFTER INSERT", come),
        ("gone", "AFTER DELETE", gone),
        ("changed", "AFTER UPDATE OF words", gone + come),
    ):
        made.append(f"DROP TRIGGER IF EXISTS {table}_{event}")
        made.append(f"CREATE TRIGGER {table}_{event} {when} ON {table} BEGIN {does} END")
    return made


def _for_postgresql(connection: BaseDatabaseWrapper, model: type[models.Model]) -> list[str]:
    """The narrow table, what keeps it, and its index of words.

    The words themselves are left in the rows, so that the table stays narrow: its index asks a function for them. That
    function reads another table, which PostgreSQL calls immutable at our word: the word holds because a narrow row is
    made anew whenever the words of its row change.
    """
    table, name, columns = model._meta.db_table, narrow(model), ("id", *SOUGHT[model])
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    plain = {**types, "id": "bigint"}
    schema = "current_schema()"
    listed, fresh = ", ".join(columns), ", ".join(f"NEW.{column}" for column in columns)
    body = f"SELECT array_to_tsvector(string_to_array(btrim(words), '' '')) FROM %I.{table} WHERE id = $1"  # noqa: S608 own names
    kept = (
        "BEGIN"  # noqa: S608 own names
        f" IF TG_OP = ''TRUNCATE'' THEN TRUNCATE %1$I.{name}; RETURN NULL; END IF;"
        f" IF TG_OP <> ''INSERT'' THEN DELETE FROM %1$I.{name} WHERE id = OLD.id; END IF;"
        f" IF TG_OP <> ''DELETE'' THEN INSERT INTO %1$I.{name} ({listed}) VALUES ({fresh}); END IF;"
        " RETURN NULL; END"
    )
    function = "CREATE OR REPLACE FUNCTION {0}({1}) RETURNS {2} LANGUAGE {3} AS $made$ {4} $made$"
    words = function.format(vector(model), "bigint", "tsvector", "sql IMMUTABLE STRICT PARALLEL SAFE", body)
    keeps = function.format(f"{name}_kept", "", "trigger", "plpgsql", kept)
    changed = " OR ".join(("INSERT", "DELETE", f"UPDATE OF {', '.join(('words', *SOUGHT[model]))}"))
    return [
        f"DROP INDEX IF EXISTS {index(model)}",  # over the rows themselves, as it once was
        f"CREATE TABLE IF NOT EXISTS {name} ({', '.join(f'{column} {plain[column]}' for column in columns)},"
        " PRIMARY KEY (id))",
        f"DO $do$ BEGIN EXECUTE format('{words}', {schema}); EXECUTE format('{keeps}', {schema}); END $do$",
        f"DROP TRIGGER IF EXISTS {name}_kept ON {table}",
        f"CREATE TRIGGER {name}_kept AFTER {changed} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_kept()",
        f"DROP TRIGGER IF EXISTS {name}_emptied ON {table}",
        f"CREATE TRIGGER {name}_emptied AFTER TRUNCATE ON {table} EXECUTE FUNCTION {name}_kept()",
        f"INSERT INTO {name} ({listed}) SELECT {listed} FROM {table} ON CONFLICT DO NOTHING",  # noqa: S608
        f"CREATE INDEX IF NOT EXISTS {name}_by_words ON {name} USING gin ({vector(model)}(id))",
    ]
