"""The sources of the law, every rule with its citation, and a search over both.

Federal sources are in federal/sources.toml, a State's in states/<code>/sources.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from .criteria import joined_sources, register
from .layers import Block, LawError, fill_all, overlay, read, state_layer
from .parameters import Parameter, load_parameters
from .periods import say_day
from .registers import review
from .typed import from_block, refuse_unfilled


@dataclass(frozen=True)
class Source:
    """A law, rule or policy that is cited; `written` are the beginnings of citations that mean it."""

    id: str
    title: str
    kind: str
    about: str
    written: tuple[str, ...]
    also_called: tuple[str, ...] = ()

    def meant_by(self, citation: str) -> bool:
        """Whether one citation (no `; ` in it) means this source."""
        return any(citation.startswith(beginning) for beginning in self.written)


@dataclass(frozen=True)
class Row:
    """One row of the law as a page lists it: what kind it is, its id, its words and its citation."""

    kind: str  # source, criterion, question, matter, declaration, parameter ...
    id: str
    title: str
    cite: str
    words: str = field(default="", repr=False)  # everything that a search looks through


@cache
def sources(jurisdiction: str) -> dict[str, Source]:
    """Federal and State sources by id; raises LawError naming a source that lacks something."""
    layer = state_layer(jurisdiction)
    blocks = overlay(read("federal", "sources"), read(layer, "sources"))
    return build(fill_all(blocks, read(layer, "profile")))


def build(blocks: Block) -> dict[str, Source]:
    """Sources from laid blocks; two sources must not begin their citations alike."""
    found = {name: from_block(Source, f"source {name}", block, id=name) for name, block in blocks.items()}
    taken: dict[str, str] = {}
    for source in found.values():
        for words in (source.title, source.about, *source.also_called, *source.written):
            refuse_unfilled(f"source {source.id}", words)
        for beginning in source.written:
            if beginning in taken:
                raise LawError(f"The sources {taken[beginning]} and {source.id} are both written {beginning!r}.")
            taken[beginning] = source.id
    return found


def cited(jurisdiction: str, citation: str) -> tuple[Source, ...]:
    """The sources that a citation names, in its order; raises LawError for a part that means none of them."""
    named: list[Source] = []
    for part in joined_sources([citation]).split("; "):
        meant = [source for source in sources(jurisdiction).values() if source.meant_by(part)]
        if not meant:
            raise LawError(f"The citation {part!r} names no source of sources.toml.")
        named += meant
    return tuple(dict.fromkeys(named))


def everything_cited(jurisdiction: str) -> tuple[Row, ...]:
    """Every rule row of a jurisdiction with its citation: what the public criteria page shows."""
    found = review(jurisdiction)
    rows: list[Row] = []
    for criterion in register(jurisdiction).values():
        words = (criterion.id, criterion.asks, criterion.citation, *criterion.sentences.values())
        rows.append(Row("criterion", criterion.id, criterion.asks, criterion.citation, "\n".join(words)))
    for question in found.questions.values():
        words = (question.title, question.asks, question.cite, *(reason.says for reason in question.reasons.values()))
        rows.append(Row("question", question.id, question.asks, question.cite, "\n".join(words)))
    for kind, group in (
        ("aim", found.aims),
        ("matter", found.matters),
        ("document", found.slots),
        ("declaration", found.declarations),
        ("board topic", found.topics),
        ("committee topic", found.committee_topics),
        ("record part", found.record_parts),
    ):
        for row in group.values():
            more = [getattr(row, name, "") for name in ("says", "help")]
            rows.append(Row(kind, row.id, row.title, row.cite, "\n".join([row.title, row.cite, *more])))
    for parameter in load_parameters(jurisdiction).values():
        rows += _of_parameter(parameter)
    return tuple(rows)


def _of_parameter(parameter: Parameter) -> Iterator[Row]:
    for value in parameter.values:
        title = f"{parameter.means}: {value.value} {parameter.unit}, from {say_day(value.starts)}"
        yield Row("parameter", parameter.key, title, value.cite, f"{parameter.key}\n{title}\n{value.cite}")


def search(jurisdiction: str, text: str) -> tuple[Row, ...]:
    """Sources and rule rows whose words contain `text`, upper or lower case; sources also by their other names.

    A search by another name of a law finds that source and the rows that cite it. Blank text finds nothing.
    """
    sought = " ".join(text.split()).casefold()
    if not sought:
        return ()
    known = sources(jurisdiction).values()
    hits = [source for source in known if sought in _words_of(source).casefold()]
    by_name = [source for source in hits if any(sought in name.casefold() for name in source.also_called)]
    found = [Row("source", source.id, source.title, ", ".join(source.written), _words_of(source)) for source in hits]
    for row in everything_cited(jurisdiction):
        parts = joined_sources([row.cite]).split("; ")
        cites_it = any(source.meant_by(part) for source in by_name for part in parts)
        if sought in row.words.casefold() or cites_it:
            found.append(row)
    return tuple(found)


def _words_of(source: Source) -> str:
    return "\n".join((source.title, *source.also_called, source.about, *source.written))
