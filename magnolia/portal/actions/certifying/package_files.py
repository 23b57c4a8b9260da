"""The signed package as files: PDF/UA, and a zip with its JSON twin, the letter, the chosen papers, index and hashes.

Source: State policy 7.9.1 (what may go along), 7.9.3 (delivery to the institution); CERT-08.
"""

from __future__ import annotations

import hashlib
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from magnolia.policy.letter_words import book
from magnolia.policy.letters import LetterText, say_day
from magnolia.policy.package import package as words_of
from magnolia.policy.package import refuse_student_level
from magnolia.policy.registers import review

from ... import clock
from ...models import Application, Letter, Package
from ..applying import filing
from ..papers import store, zipped
from ..recording.record_parts import Item, Telling, of_slots, of_sources
from ..telling.letter_files import typeset_and_keep
from ..telling.letters import TEMPLATE, TWIN, compiled, printable, printed
from .package import told_of

TEMPLATE_OF_PACKAGE = TEMPLATE.parent / "package.typ"
TITLE = "Certification package"
CHECK = (
    "This package was signed electronically. The file package.json beside it holds the exact text that was signed; its "
    "SHA-256 is:"
)


def told(package: Package) -> dict[str, Any]:
    """What PDF and page both show of a signed package: head, elements in order, how to check the signature."""
    signed, application = told_of(package), package.certification.application
    words = book(application.jurisdiction)
    shown = {
        "accent": words.names["accent"],
        "letterhead": [words.names["letterhead"], *words.from_lines],
        "title": TITLE,
        "document_title": f"{TITLE} {package.number}",
        "number": package.number,
        "references": [
            ["Package", package.number],
            ["Application", signed["application"]],
            ["Signed", say_day(package.certification.on)],
        ],
        "elements": signed["elements"],
        "check": CHECK,
        "sha256": package.sha256,
    }
    return printable(shown, f"{TITLE} {package.number}")


def pdf(package: Package) -> bytes:
    """The package as PDF/UA-1; equal packages give equal bytes. Raises CannotTypeset."""
    return compiled(TEMPLATE_OF_PACKAGE, told(package), f"{TITLE} {package.number}", package.certification.signed_at)


def exhibits(application: Application) -> list[tuple[Any, tuple[Item, ...]]]:
    """The chosen kinds of papers in the register's order, each with its items. Never a record of single students."""
    telling, chosen = Telling(application), set(application.exhibits.values_list("kind", flat=True))
    slots = review(application.jurisdiction).slots
    found = []
    for exhibit in words_of(application.jurisdiction).exhibits.values():
        if exhibit.id in chosen:
            for slot in exhibit.slots:
                refuse_student_level(exhibit.id, slot, slots)
            found.append((exhibit, of_slots(telling, exhibit.slots) + of_sources(telling, exhibit.sources)))
    return found


def packed(package: Package, at: datetime) -> bytes:
    """The zip. Raises store.Lost where a paper's bytes are missing, CannotTypeset where one cannot be set."""
    application, files = package.certification.application, {}
    files["package.json"] = package.text.encode()
    files["package.pdf"] = pdf(package)
    letter = application.letters.filter(kind="certification").order_by("-id").first()
    if letter is not None:
        files[f"letter-{letter.number}.pdf"] = typeset_and_keep(letter)
    listed = []
    for number, (exhibit, items) in enumerate(exhibits(application), start=1):
        folder = f"exhibits/{number:02d}-{exhibit.id.replace('_', '-')}"
        names = [_place(files, folder, place, item, application) for place, item in enumerate(items, start=1)]
        listed.append({"kind": exhibit.id, "title": exhibit.title, "files": names or ["none"]})
    sent, kept_back = _request(files, application)
    index = {"package": package.number, "sha256": package.sha256, "exhibits": listed, "made_at": at.isoformat()}
    index |= {"request": sent, "kept_back": kept_back}
    files["index.json"] = (json.dumps(index, ensure_ascii=False, indent=1, default=str) + "\n").encode()
    context = {"package": package, "application": application, "listed": listed, "files": sorted(files)}
    context["kept_back"] = kept_back
    files["index.html"] = render_to_string("record/package_index.html", context).encode()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    out = io.BytesIO()
    entries = ((f"{package.number}/{name}", [content]) for name, content in sorted(files.items()))
    zipped.write(out, entries, clock.local(application.jurisdiction, package.certification.signed_at))
    return out.getvalue()


def _request(files: dict[str, bytes], application: Application) -> tuple[list[str], list[str]]:
    """The documents of the request as it was last sent, each under its place; and the places kept back.

    What may hold records of single students is named and stays with the institution that has it (policy 7.9.1).
    """
    places, sent = review(application.jurisdiction).slots, filing.latest(application)
    names, kept_back = list[str](), list[str]()
    for number, row in enumerate(sent.documents if sent else [], start=1):
        place = places.get(row["slot"])
        if place is not None and place.student_level:
            kept_back.append(place.title)
            continue
        name = f"request/{number:02d}-{row['slot']}-{Path(row['name']).name}"
        files[name] = store.bytes_of(row["sha256"])
        names.append(name)
    return names, kept_back


def _place(files: dict[str, bytes], folder: str, place: int, item: Item, application: Application) -> str:
    """One paper under its name: a document as its own bytes, what the portal keeps as a page."""
    if item.digest:
        name = f"{folder}/{place:02d}-{Path(item.name).name}"
        files[name] = store.bytes_of(item.digest)
        return name
    name = f"{folder}/{place:02d}-{item.name}.html"
    context: dict[str, Any] = {"item": item, "application": application, "twin": TWIN}
    if isinstance(item.letter, Letter):
        text = LetterText.from_json(item.letter.text)
        context["letter"] = printed(text, number=item.letter.number, dated=item.letter.dated)
    files[name] = render_to_string("record/item.html", context).encode()
    return name
