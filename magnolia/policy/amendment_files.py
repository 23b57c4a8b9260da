"""Amendments as a file: the schema of a State's parameters.toml, holding only what was changed in the portal.

A value has the keys of the files and, where the federal rule itself changed, `layer = "federal"`. Terms worded anew
stand under `term`, in the schema of glossary.toml. `jurisdiction` at the head says whose law it is, so that no State is
judged by the changes of another. Of two values or wordings for one day the later line counts, as it was adopted later.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from .glossary import Reworded, Wording
from .layers import LawError
from .parameters import POLICY, Amendment, Number, flatten

TERMS = "term"  # the table of terms worded anew
WORDING = {"from", "says", "cite"}
KEYS = {"from", "value", "cite", "layer", "standing", "confirmed"}
LARGEST_FILE = 4 * 1024 * 1024  # bytes; a State's whole law is some kilobytes


def written(jurisdiction: str, amendments: Iterable[Amendment], wordings: Iterable[Reworded] = ()) -> str:
    """Amendments of one jurisdiction as TOML: numbers by key, then terms by id, each in the order they were made."""
    by_key: dict[str, list[Amendment]] = {}
    for change in amendments:
        by_key.setdefault(change.key, []).append(change)
    lines = [
        "# Numbers and words of the law that were changed in the portal, each by two persons.",
        "# Numbers have the schema of parameters.toml, words that of glossary.toml.",
        f"jurisdiction = {_text(jurisdiction)}",
    ]
    for key in sorted(by_key):
        values = [f"  {{ {_entry(change)} }}," for change in by_key[key]]
        lines += ["", f"[{key}]", "values = [", *values, "]"]
    by_term: dict[str, list[Wording]] = {}
    for each in wordings:
        by_term.setdefault(each.term, []).append(each.wording)
    for term in sorted(by_term):
        said = [f"  {{ {_said(wording)} }}," for wording in by_term[term]]
        lines += ["", f"[{TERMS}.{term}]", "wordings = [", *said, "]"]
    return "\n".join(lines) + "\n"


def _said(wording: Wording) -> str:
    return f"from = {wording.starts.isoformat()}, says = {_text(wording.says)}, cite = {_text(wording.cite)}"


def _entry(change: Amendment) -> str:
    said: dict[str, str] = {
        "from": change.starts.isoformat(),
        "value": _number(change.value),
        "cite": _text(change.cite),
    }
    if change.layer != "state":
        said["layer"] = _text(change.layer)
    if change.standing != POLICY:
        said["standing"] = _text(change.standing)
    if change.confirmed:
        said["confirmed"] = _text(change.confirmed)
    return ", ".join(f"{name} = {value}" for name, value in said.items())


def _number(value: Number) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text if "." in text else f"{text}.0"
    return str(value) if isinstance(value, int) else _text(value)


def _text(words: str) -> str:
    """A TOML basic string: JSON writes the same, but for DEL, which TOML wants written out."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_amendments(place: str, jurisdiction: str) -> tuple[Amendment, ...]:
    """Amendments from a file, or from `<jurisdiction>.toml` in a folder; a folder without that file holds none.

    Raises LawError naming the place: an unreadable file, another State's, a key nothing reads, a value without its
    day, its source or of no kind.
    """
    path = _file(place, jurisdiction)
    return tuple(_changes(_parsed(path), jurisdiction, str(path))) if path else ()


def read_wordings(place: str, jurisdiction: str) -> tuple[Reworded, ...]:
    """Terms worded anew, from the same file or folder.

    Raises LawError naming the place: an unreadable file, another State's, a wording without its day, words or source.
    """
    path = _file(place, jurisdiction)
    if path is None:
        return ()
    table = _parsed(path)
    _whose(table, jurisdiction, str(path))
    terms = table.get(TERMS, {})
    if not isinstance(terms, dict):
        raise LawError(f"{path}: {TERMS} is a table of terms.")
    return tuple(
        _wording(term, entry, f"{path}: {TERMS}.{term}")
        for term, block in terms.items()
        for entry in _wordings(block, f"{path}: {TERMS}.{term}")
    )


def _file(place: str, jurisdiction: str) -> Path | None:
    """The file of a jurisdiction; None where a folder has none for it."""
    path = Path(place)
    if not path.is_dir():
        return path
    own = path / f"{jurisdiction}.toml"
    return own if own.exists() else None


def _wordings(block: Any, place: str) -> list[Any]:
    if not isinstance(block, dict) or block.keys() != {"wordings"} or not isinstance(block["wordings"], list):
        raise LawError(f"{place} may have `wordings` alone, a list; its names are the law's own.")
    return block["wordings"]


def _wording(term: str, entry: Any, place: str) -> Reworded:
    if not isinstance(entry, Mapping) or entry.keys() != WORDING:
        raise LawError(f'{place}: a wording is written {{ from = 2027-07-01, says = "words", cite = "source" }}.')
    if type(entry["from"]) is not date:
        raise LawError(f"{place}: `from` must be a date, written like 2026-07-01 without quotes.")
    for name in ("says", "cite"):
        if not isinstance(entry[name], str):
            raise LawError(f"{place}: `{name}` must be a text.")
    return Reworded(term, Wording(entry["from"], entry["says"], entry["cite"]))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as fault:
        raise LawError(f"{fault.strerror}: {path}") from None
    if len(data) > LARGEST_FILE:
        raise LawError(f"{path} is larger than {LARGEST_FILE} bytes, which no amendments are.")
    try:
        return tomllib.loads(data.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as fault:
        raise LawError(f"{path} is no TOML: {fault}") from None


def _whose(table: dict[str, Any], jurisdiction: str, place: str) -> None:
    """Refuse a file of another State, or of none."""
    whose = table.pop("jurisdiction", None)
    if whose != jurisdiction:
        told = f"is that of {whose!r}" if whose is not None else "does not say whose it is (`jurisdiction`)"
        raise LawError(f"{place} cannot amend the law of {jurisdiction!r}: the file {told}.")


def _changes(table: dict[str, Any], jurisdiction: str, place: str) -> Iterable[Amendment]:
    _whose(table, jurisdiction, place)
    table.pop(TERMS, None)
    try:
        blocks = flatten(table)
    except LawError as fault:
        raise LawError(f"{place}: {fault}") from None
    for key, block in blocks.items():
        if block.keys() != {"values"} or not isinstance(block["values"], list):
            raise LawError(f"{place}: {key} may have `values` alone, a list; meaning and unit are the law's own.")
        for entry in block["values"]:
            yield _change(key, entry, f"{place}: {key}")


def _change(key: str, entry: Any, place: str) -> Amendment:
    if not isinstance(entry, Mapping):
        raise LawError(f'{place}: a value is written {{ from = 2027-07-01, value = 1, cite = "source" }}.')
    for name in entry:
        if name not in KEYS:
            raise LawError(f"{place}: nothing reads `{name}`.")
    if type(entry.get("from")) is not date:
        raise LawError(f"{place}: `from` must be a date, written like 2026-07-01 without quotes.")
    if not isinstance(entry.get("value"), int | Decimal | str | date):
        raise LawError(f"{place}: `value` is missing, or is neither number, text nor date.")
    for name in ("cite", "layer", "standing", "confirmed"):
        if not isinstance(entry.get(name, ""), str):
            raise LawError(f"{place}: `{name}` must be a text.")
    return Amendment(
        key=key,
        starts=entry["from"],
        value=entry["value"],
        cite=entry.get("cite", ""),
        layer=entry.get("layer", "state"),
        standing=entry.get("standing", POLICY),
        confirmed=entry.get("confirmed", ""),
    )
