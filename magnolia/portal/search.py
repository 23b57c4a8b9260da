"""Words by which entries of the public list, and cases of the queue, are found, and the index over them.

Words are folded in Python (no case, no accents), so that both databases find the same. SQLite keeps them in an FTS5
table, PostgreSQL in a GIN index over the same text (decision 9). How rows are found by them is in found.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper

from .models import Listing, SoughtCase
from .models.listing import FILTERS

SOUGHT: tuple[type[models.Model], ...] = (Listing, SoughtCase)
# A code with its dot or dash is one word, so that 48.0508 never finds 0508.
_TERM = re.compile(r"\d+(?:[.-]\d+)+|[^\W_]+")
_DROPPED = str.maketrans("", "", "'’ʼ")
AT_MOST = 12  # words of one search that count
VECTOR = "array_to_tsvector(string_to_array(btrim(words), ' '))"


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
    """The name of SQLite's index from a key to what else may be asked of it, in a tenth of the space of the rows."""
    return f"{model._meta.db_table}_narrow"


def vocabulary(model: type[models.Model]) -> str:
    """The name of SQLite's list of every word in that index."""
    return f"{model._meta.db_table}_terms"


def each(model: type[models.Model], column: str, jurisdiction: str) -> list[str]:
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
    table, name = model._meta.db_table, index(model)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin (({VECTOR}))")
            return
        cursor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5(words, content='{table}', content_rowid='id',"
            " detail='none', columnsize=0, prefix='2 3', tokenize=\"unicode61 remove_diacritics 0 tokenchars '.-:'\")"
        )
        cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {vocabulary(model)} USING fts5vocab({name}, instance)")
        if model is Listing:
            columns = ", ".join(("id", "jurisdiction", "state", *FILTERS))
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {narrow(model)} ON {table}({columns})")
        gone = f"INSERT INTO {name}({name}, rowid, words) VALUES ('delete', OLD.id, OLD.words);"  # noqa: S608
        come = f"INSERT INTO {name}(rowid, words) VALUES (NEW.id, NEW.words);"  # noqa: S608
        for event, when, does in (
            ("come", "AFTER INSERT", come),
            ("gone", "AFTER DELETE", gone),
            ("changed", "AFTER UPDATE OF words", gone + come),
        ):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{event}")
            cursor.execute(f"CREATE TRIGGER {table}_{event} {when} ON {table} BEGIN {does} END")
