"""Read the words of letters: the model's, with a State's own laid over them where a State may change them.

A State may set its letterhead and addresses, retitle a letter, reword or add parts that are not locked, and reorder
what it added. It cannot touch what the law or the policy obliges every letter to say; the loader refuses that.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .glossary import Glossary, glossary
from .layers import Block, LawError, overlay, read, state_layer

FIELD_IS = ("text", "day", "deadline", "moment", "number", "lines", "rows")
BLOCK_SHAPES = ("say", "bullets", "facts", "rows", "lines", "clause")
FOUR_PARTS = ("outcome", "basis", "next", "appeal")
MEANINGS = "meanings"  # the field with what the words of a letter mean
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Book:
    """All words one State's letters are merged from: `names` are the State's own, the rest is as in letters.toml.

    `spelled` are the names of bodies, laws and systems: the term, how it is written first and how after that.
    """

    jurisdiction: str
    names: Mapping[str, str]
    from_lines: tuple[str, ...]
    fields: Mapping[str, Block]
    frame: Block
    signatures: Mapping[str, list[str]]
    preview: Block
    clauses: Mapping[str, Block]
    letters: Mapping[str, Block]
    spelled: Mapping[str, tuple[str, str, str]]

    def version(self, kind: str) -> str:
        """Short fingerprint of the words of one kind of letter, so that two letters can be seen to share a template."""
        words = [self.letters[kind], self.clauses, self.frame, self.signatures, dict(self.names), self.from_lines]
        text = json.dumps(words, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def book(jurisdiction: str) -> Book:
    """The words for one State. Raises LawError naming the file and the letter where they contradict themselves."""
    layer = state_layer(jurisdiction)
    own = (read(layer, "letters"), read(layer, "profile"))
    return lay(jurisdiction, read("model", "letters"), *own, glossary(jurisdiction))


def lay(jurisdiction: str, model: Block, state: Block, profile: Block, terms: Glossary) -> Book:
    """The model's words with a State's over them, checked; the first three are tables as read from TOML."""
    place = f"states/{jurisdiction}/letters.toml"
    _refuse_forbidden_changes(place, model, state)
    own = dict(state.get("state", {}))
    for key in ("letterhead", "accent"):
        if not own.get(key):
            raise LawError(f"{place}: [state] has no {key}.")
    if not re.fullmatch(r"#[0-9a-f]{6}", own["accent"]):
        raise LawError(f"{place}: accent is {own['accent']!r}; write a colour as # and six hexadecimal digits.")
    from_lines = tuple(str(line) for line in own.pop("from", ()))
    letters = overlay(model["letter"], state.get("letter", {}))
    spelled = _spelled(profile, terms)
    result = Book(
        jurisdiction=jurisdiction,
        names={key: str(value) for key, value in {**dict.fromkeys(spelled, ""), **profile, **own}.items()},
        from_lines=from_lines,
        fields=model["field"],
        frame=model["frame"],
        signatures=model["signature"],
        preview=model["preview"],
        clauses=model["clause"],
        letters=letters,
        spelled=spelled,
    )
    _check(place, result)
    _check_terms(result, terms)
    return result


def _spelled(profile: Block, terms: Glossary) -> dict[str, tuple[str, str, str]]:
    """What a letter spells out first, by the names that sentences have for it: the term's id and names of the State."""
    made: dict[str, tuple[str, str, str]] = {}
    for term in terms.terms.values():
        if not term.spelled:
            continue
        after = term.abbreviation or next(iter(term.aliases), term.name)
        own = [key for key, value in profile.items() if value in (term.term, *term.called)]
        made |= dict.fromkeys((term.id, *own), (term.id, term.term, after))
    return made


def _check_terms(words: Book, terms: Glossary) -> None:
    """A letter that explains words names terms of the glossary, and has the place where they stand."""
    for kind, letter in words.letters.items():
        unknown = [name for name in letter.get("terms", ()) if name not in terms.terms]
        if unknown:
            raise LawError(f"letters.toml: the letter {kind!r} explains {', '.join(unknown)}, which is no term.")
        shown = any(block.get("rows") == MEANINGS for block in blocks_of(words, kind))
        if shown is not bool(letter.get("terms")):
            raise LawError(f"letters.toml: the letter {kind!r} has `terms` and a place for them, or neither.")


def _refuse_forbidden_changes(place: str, model: Block, state: Block) -> None:
    for table in state.keys() - {"state", "letter"}:
        raise LawError(f"{place}: a State cannot change [{table}]; it may set [state] and parts of letters.")
    for kind, changes in state.get("letter", {}).items():
        base = model["letter"].get(kind)
        if base is None:
            raise LawError(f"{place}: there is no letter {kind!r} to change.")
        for key in changes.keys() - {"title", "parts", "part"}:
            raise LawError(f"{place}: a State cannot set {key!r} of the letter {kind!r}.")
        for name, part in changes.get("part", {}).items():
            if base["part"].get(name, {}).get("locked"):
                raise LawError(f"{place}: part {name!r} of the letter {kind!r} is locked and cannot be changed.")
            for key in part.keys() - {"heading", "blocks"}:
                raise LawError(f"{place}: a State cannot set {key!r} of part {name!r} in the letter {kind!r}.")
        kept = [name for name in changes.get("parts", base["parts"]) if name in base["parts"]]
        owed = [n for n in base["parts"] if base["part"][n].get("locked") or base.get("four_parts")]
        if [name for name in kept if name in owed] != owed:
            raise LawError(f"{place}: the letter {kind!r} must keep these parts in this order: {', '.join(owed)}.")


def _check(place: str, words: Book) -> None:
    """Everything a letter names must exist, so that a slip in a text file is found before a letter is due."""
    clash = words.fields.keys() & words.names.keys()
    if clash:
        raise LawError(f"{place}: {', '.join(sorted(clash))} is both a field and a name of the State.")
    for name, field in words.fields.items():
        if field.get("is") not in FIELD_IS:
            raise LawError(f"letters.toml: field {name!r} must say what it is: {', '.join(FIELD_IS)}.")
    for kind, letter in words.letters.items():
        if letter.get("four_parts") and tuple(n for n in letter["parts"] if n in FOUR_PARTS) != FOUR_PARTS:
            raise LawError(f"letters.toml: the letter {kind!r} must have the parts {', '.join(FOUR_PARTS)}.")
        for signed_as in letter["signed_as"]:
            if signed_as not in words.signatures:
                raise LawError(f"letters.toml: the letter {kind!r} is signed as {signed_as!r}, which has no block.")
        for name in letter["parts"]:
            part = letter["part"].get(name, {})
            if not part.get("heading") or not part.get("blocks"):
                raise LawError(f"{place}: part {name!r} of the letter {kind!r} needs a heading and blocks.")
        _check_names(place, words, kind)


def _check_names(place: str, words: Book, kind: str) -> None:
    known = words.fields.keys() | words.names.keys()
    for text in _texts(words, kind):
        unknown = [name for name in PLACEHOLDER.findall(text) if name not in known]
        if unknown:
            raise LawError(f"{place}: the letter {kind!r} asks for {', '.join(unknown)}, which no field defines.")
        if set("{}") & set(PLACEHOLDER.sub("", text)):
            raise LawError(f"{place}: the letter {kind!r} has a stray brace in {text[:60]!r}.")
    for block in blocks_of(words, kind):
        shapes = [shape for shape in BLOCK_SHAPES if shape in block]
        if len(shapes) != 1:
            raise LawError(f"{place}: a block of the letter {kind!r} must be one of {', '.join(BLOCK_SHAPES)}.")
        for key in ("when", "unless"):
            if block.get(key, "institution") not in known:
                raise LawError(f"{place}: the letter {kind!r} depends on {block[key]!r}, which no field defines.")
        for key in ("rows", "lines"):
            if key in block and words.fields.get(block[key], {}).get("is") != key:
                raise LawError(f"{place}: the letter {kind!r} lists {block[key]!r}, which is no field of {key}.")


def blocks_of(words: Book, kind: str) -> Iterator[Block]:
    """Every block a letter of this kind may show, its opening first, with shared clauses resolved."""
    letter = words.letters[kind]
    for block in words.frame["opening"]:
        yield resolved(words, kind, block)
    for name in letter["parts"]:
        for block in letter["part"][name]["blocks"]:
            yield resolved(words, kind, block)


def resolved(words: Book, kind: str, block: Block) -> Block:
    """The block itself, or the shared clause it names."""
    if "clause" not in block:
        return block
    if block["clause"] not in words.clauses:
        raise LawError(f"letters.toml: the letter {kind!r} names the clause {block['clause']!r}, which does not exist.")
    clause: Block = words.clauses[block["clause"]]
    return clause


def _texts(words: Book, kind: str) -> Iterator[str]:
    letter, frame = words.letters[kind], words.frame
    yield from (letter["title"], frame["greeting"], frame["verify"])
    for signed_as in letter["signed_as"]:
        yield from words.signatures[signed_as]
    yield from (letter["part"][name]["heading"] for name in letter["parts"])
    yield from (line["text"] for line in frame["references"])
    for block in blocks_of(words, kind):
        yield from _texts_of(block)


def _texts_of(block: Mapping[str, Any]) -> Iterator[str]:
    if "say" in block:
        yield block["say"]
    yield from block.get("bullets", ())
    yield from (line["text"] for line in block.get("facts", ()))
