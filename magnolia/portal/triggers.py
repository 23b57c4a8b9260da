"""Database triggers: no state without its event, nothing of the record changed or deleted.

They are laid again after every migration, because SQLite drops a table's triggers when it remakes the table. The SQL is
the guard against code (or a person at a database prompt) that goes around `act`.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from .models import (
    THINGS,
    Agreed,
    Anchor,
    AnchorHead,
    EditionRow,
    Event,
    EventText,
    Filing,
    FormVersion,
    LawText,
    Letter,
    Package,
    PostedChange,
    RateDecision,
    RateEdition,
    Scan,
    Signature,
    SignedDeclaration,
    SignedText,
    SimulatedChange,
)

FIXED = (
    Event,
    Anchor,
    AnchorHead,
    Filing,
    FormVersion,
    LawText,
    Letter,
    Signature,
    SignedDeclaration,
    SignedText,
    Agreed,
    Package,
    PostedChange,
    SimulatedChange,
    Scan,
    RateDecision,
    RateEdition,
    EditionRow,
)

_EVENT_EXISTS = """SELECT 1 FROM portal_event e WHERE e.thing_id = NEW.id AND e.thing_version = NEW.version
    AND e.to_state = NEW.state AND e.from_state = {before} AND e.thing_kind = '{kind}' AND e.case_id = NEW.case_id"""


def _taken(model: type[Model]) -> str:
    """SQL that is true where a new row would take another's place: REPLACE in SQLite deletes unasked."""
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    keys = [[field.column] for field in model._meta.concrete_fields if field.unique]
    keys += [[columns[name] for name in unique.fields] for unique in model._meta.total_unique_constraints]
    same = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
    table = model._meta.db_table
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {condition})" for condition in same)  # noqa: S608 own names


def _sqlite() -> Iterator[str]:
    def trigger(name: str, when: str, table: str, condition: str, words: str) -> Iterator[str]:
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield (f"CREATE TRIGGER {name} {when} ON {table} {condition} BEGIN SELECT RAISE(ABORT, '{words}'); END")

    for kind, model in THINGS.items():
        table = model._meta.db_table
        born = _EVENT_EXISTS.format(before="''", kind=kind)
        moved = _EVENT_EXISTS.format(before="OLD.state", kind=kind)
        yield from trigger(
            f"{table}_born", "BEFORE INSERT", table, f"WHEN NOT EXISTS ({born})", f"{kind} without event"
        )
        yield from trigger(
            f"{table}_moved",
            "BEFORE UPDATE OF state, version, id, case_id",
            table,
            "WHEN (NEW.state IS NOT OLD.state OR NEW.version IS NOT OLD.version OR NEW.id IS NOT OLD.id"
            f" OR NEW.case_id IS NOT OLD.case_id) AND NOT (NEW.version = OLD.version + 1 AND EXISTS ({moved}))",
            f"{kind} state without event",
        )
        yield from trigger(f"{table}_kept", "BEFORE DELETE", table, "", f"{kind} is never deleted")
        yield from trigger(f"{table}_once", "BEFORE INSERT", table, f"WHEN {_taken(model)}", f"{kind} is taken")
    for kept in (*FIXED, EventText):
        table = kept._meta.db_table
        yield from trigger(f"{table}_once", "BEFORE INSERT", table, f"WHEN {_taken(kept)}", f"{table} is taken")
    for fixed in FIXED:
        table = fixed._meta.db_table
        yield from trigger(f"{table}_fixed", "BEFORE UPDATE", table, "", f"{table} is never changed")
        yield from trigger(f"{table}_kept", "BEFORE DELETE", table, "", f"{table} is never deleted")
    table = EventText._meta.db_table
    yield from trigger(
        f"{table}_fixed",
        "BEFORE UPDATE",
        table,
        "WHEN NEW.text <> '' OR NEW.salt <> OLD.salt OR NEW.event_id <> OLD.event_id",
        f"{table} can only be emptied",
    )
    yield from trigger(f"{table}_kept", "BEFORE DELETE", table, "", f"{table} is never deleted")


_FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION magnolia_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% of % is refused: the record is only added to', TG_OP, TG_TABLE_NAME; END $$""",
    """CREATE OR REPLACE FUNCTION magnolia_state() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE before text := '';
        BEGIN
          IF TG_OP = 'UPDATE' THEN
            IF NEW.state = OLD.state AND NEW.version = OLD.version AND NEW.id = OLD.id AND NEW.case_id = OLD.case_id
            THEN RETURN NEW; END IF;
            IF NEW.version <> OLD.version + 1 THEN
              RAISE EXCEPTION '% state without event', TG_ARGV[0]; END IF;
            before := OLD.state;
          END IF;
          IF NOT EXISTS (SELECT 1 FROM portal_event e WHERE e.thing_id = NEW.id AND e.thing_version = NEW.version
             AND e.to_state = NEW.state AND e.from_state = before AND e.thing_kind = TG_ARGV[0]
             AND e.case_id = NEW.case_id) THEN
            RAISE EXCEPTION '% state without event', TG_ARGV[0];
          END IF;
          RETURN NEW;
        END $$""",
)


def _postgres() -> Iterator[str]:
    yield from _FUNCTIONS

    def trigger(name: str, when: str, table: str, call: str) -> Iterator[str]:
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW {call}"

    for kind, model in THINGS.items():
        table = model._meta.db_table
        yield from trigger(
            f"{table}_moved", "BEFORE INSERT OR UPDATE", table, f"EXECUTE FUNCTION magnolia_state('{kind}')"
        )
        yield from trigger(f"{table}_kept", "BEFORE DELETE", table, "EXECUTE FUNCTION magnolia_refuse()")
    for fixed in FIXED:
        table = fixed._meta.db_table
        yield from trigger(f"{table}_fixed", "BEFORE UPDATE OR DELETE", table, "EXECUTE FUNCTION magnolia_refuse()")
    table = EventText._meta.db_table
    yield from trigger(
        f"{table}_fixed",
        "BEFORE UPDATE",
        table,
        "WHEN (NEW.text <> '' OR NEW.salt <> OLD.salt OR NEW.event_id <> OLD.event_id)"
        " EXECUTE FUNCTION magnolia_refuse()",
    )
    yield from trigger(f"{table}_kept", "BEFORE DELETE", table, "EXECUTE FUNCTION magnolia_refuse()")


def install(connection: BaseDatabaseWrapper) -> None:
    """Lay every trigger, replacing what stands; safe to run again."""
    statements = _sqlite() if connection.vendor == "sqlite" else _postgres()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
