"""Opens one PDF or picture in a process of its own and says in one word what is wrong with it.

A reader of a foreign format can be made to take all time and memory there is, so the reading happens behind limits the
operating system keeps: seconds of processor time and bytes of memory. This file is also the program that runs there: it
knows nothing of the portal, takes the bytes at its standard input, and answers with a word of FAULTS, or with "whole"
and what a person should look at (LOOKS).
"""

from __future__ import annotations

import io
import subprocess
import sys
from hashlib import sha256
from typing import Any

WHOLE = "whole"
DAMAGED, PROTECTED, EMPTY, ACTIVE, TOO_MUCH = "damaged", "protected", "empty", "active", "too much"
FAULTS = (DAMAGED, PROTECTED, EMPTY, ACTIVE, TOO_MUCH)
NO_TEXT, NO_SIGNATURE = "no_text", "no_signature"
LOOKS = (NO_TEXT, NO_SIGNATURE)  # of a PDF: nothing in it but pictures; nothing in it that could be a signature
SECONDS, WAIT = 20, 60  # of processor time; of the clock, for a machine that has other work
MEMORY = 1024 * 1024 * 1024  # bytes, of addresses
LARGEST_PICTURE = 100_000_000  # pixels; four bytes each when it is unpacked
DEEPEST = 60  # of dictionaries inside each other; more is made to exhaust the reader
REMEMBERED = 256
_answers: dict[tuple[str, bytes], tuple[str, ...]] = {}

# What a PDF can do by itself: run a script, start a program, send or fetch something, play a film.
RUNS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Movie", "/Rendition", "/RichMediaExecute"}
SHOWS = {"/GoTo", "/Named"}  # moves within the document: all that may happen unasked
CARRIES = ("/JS", "/XFA", "/RichMediaContent")


def fault_of(ending: str, content: bytes) -> str:
    """What is wrong with a file of this ending (pdf, png, jpg): a word of FAULTS, or nothing; equal bytes read once."""
    first = _answer(ending, content)[0]
    return "" if first == WHOLE else first


def looks_of(ending: str, content: bytes) -> frozenset[str]:
    """What a person should look at in a file that is whole: words of LOOKS."""
    return frozenset(_answer(ending, content)[1:])


def _answer(ending: str, content: bytes) -> tuple[str, ...]:
    key = ending, sha256(content).digest()
    if key in _answers:
        return _answers[key]
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__, ending], input=content, capture_output=True, timeout=WAIT
        )
    except subprocess.TimeoutExpired:
        return (TOO_MUCH,)
    words = tuple(done.stdout.decode("ascii", "replace").split())
    said = next((fault for fault in FAULTS if words == tuple(fault.split())), None)
    if said is None and (not words or words[0] != WHOLE or not set(words[1:]) <= set(LOOKS)):
        return (TOO_MUCH,)
    while len(_answers) >= REMEMBERED:
        _answers.pop(next(iter(tuple(_answers))), None)
    return _answers.setdefault(key, words if said is None else (said,))


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _pdf(content: bytes) -> str:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            if opened.is_encrypted:
                return PROTECTED
            if not len(opened.pages):
                return EMPTY
            if _unasked(opened.Root.get("/OpenAction")) or any(map(_runs, opened.objects)):
                return ACTIVE
            return " ".join((WHOLE, *_looks(opened)))
    except pikepdf.PasswordError:
        return PROTECTED
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        return DAMAGED


def _looks(opened: Any) -> list[str]:
    """No font is no text (ISO 32000-2, 9.5). A signature is one of the format, a picture, or drawn upon a page."""
    fonts = signatures = False
    for each in map(_dictionary, opened.objects):
        if each is None:
            continue
        kind, drawn = str(each.get("/Type")), str(each.get("/Subtype"))
        fonts |= kind == "/Font"
        signatures |= kind == "/Sig" or drawn in ("/Image", "/Ink", "/Stamp")
        signatures |= str(each.get("/FT")) == "/Sig" and "/V" in each
    return [NO_TEXT] * (not fonts) + [NO_SIGNATURE] * (not signatures)


def _dictionary(value: Any) -> Any:
    import pikepdf

    if isinstance(value, pikepdf.Stream):
        return value.stream_dict
    return value if isinstance(value, pikepdf.Dictionary) else None


def _unasked(action: Any) -> bool:
    """Whether what happens without a click does more than to show a place in the document."""
    import pikepdf

    return isinstance(action, pikepdf.Dictionary) and (str(action.get("/S")) not in SHOWS or "/Next" in action)


def _runs(value: Any, depth: int = 0) -> bool:
    """Whether an object holds something that acts by itself; what it refers to is looked at in its own turn."""
    import pikepdf

    if depth > DEEPEST:
        raise MemoryError
    if not isinstance(value, pikepdf.Object) or (depth and value.is_indirect):
        return False
    if isinstance(value, pikepdf.Array):
        return any(_runs(each, depth + 1) for each in value)
    if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return False
    inside = value.stream_dict if isinstance(value, pikepdf.Stream) else value
    if any(name in inside for name in CARRIES) or str(inside.get("/S")) in RUNS:
        return True
    if any(_unasked(action) for _, action in inside.get("/AA", {}).items()):
        return True
    return any(_runs(each, depth + 1) for _, each in inside.items())


def _picture(format_: str, content: bytes) -> str:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = LARGEST_PICTURE // 2  # Pillow refuses at twice this
    try:
        with Image.open(io.BytesIO(content), formats=[format_]) as opened:
            if opened.width * opened.height > LARGEST_PICTURE:
                return TOO_MUCH
            opened.load()
    except Image.DecompressionBombError:
        return TOO_MUCH
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError):
        return DAMAGED
    return WHOLE


def _main(ending: str) -> str:
    _limit()
    try:
        content = sys.stdin.buffer.read()
        return _pdf(content) if ending == "pdf" else _picture({"png": "PNG", "jpg": "JPEG"}[ending], content)
    except (MemoryError, RecursionError):
        return TOO_MUCH


if __name__ == "__main__":
    print(_main(sys.argv[1]))
