"""The typeset file of a letter: made once, kept by the hash of its bytes, and the same for everyone who asks."""

from __future__ import annotations

import hashlib

from magnolia.policy.letters import LetterText

from ...models import Letter, LetterFile
from ..papers import store
from .letters import typeset


def typeset_and_keep(letter: Letter) -> bytes:
    """The letter's PDF: from the store, or typeset now and kept. Worker and page may both ask at once.

    The same letter always gives the same bytes; lost bytes are made again, altered ones never handed out. Raises
    CannotTypeset where the letter's words have no shape in its fonts, store.Lost where new bytes differ from the kept.
    """
    kept = LetterFile.objects.filter(letter=letter).first()
    if kept is not None:
        try:
            return store.bytes_of(kept.sha256)
        except store.Lost:
            return _again(letter, kept)
    content = _typeset(letter)
    digest = store.keep(content)
    LetterFile.objects.get_or_create(letter=letter, defaults={"sha256": digest, "size": len(content)})
    return content


def _typeset(letter: Letter) -> bytes:
    return typeset(LetterText.from_json(letter.text), number=letter.number, dated=letter.dated, at=letter.issued_at)


def _again(letter: Letter, kept: LetterFile) -> bytes:
    content = _typeset(letter)
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise store.Lost(f"The file of letter {letter.number} is lost, and typesetting it again gives another one.")
    return content
