"""The administrative record of a case as one file that stands alone: a zipped BagIt bag (RFC 8493).

A folder for each kind of record the policy lists, the decision, the letters, the law, the chain of events, an index to
read, and a small program that checks it all without the portal. Student-level data is never part of a case.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.template.loader import render_to_string

from magnolia.policy.letters import LetterText
from magnolia.policy.periods import AwardYear
from magnolia.policy.workflow import process

from ... import clock
from ...models import AnchorHead, Application, Case, Event, LawText
from ..papers import store, zipped
from ..state_words import profile
from ..telling.letter_files import typeset_and_keep
from ..telling.letters import TWIN, printed
from . import record, record_verify
from .record_parts import Item, Part, beside, parts

NONE = "none.txt"


class CannotExport(Exception):
    """The record could not be put together; the sentence says what is missing."""


def export(application: Application, to: Path, *, at: datetime) -> Path:
    """Write the record of a case as a zip into the folder `to`; the path of the file.

    Raises CannotExport where a document's bytes are missing or were altered: a record with holes is none.
    """
    name = f"{application.number}-record"
    with TemporaryDirectory(dir=to) as scratch:
        bag = Path(scratch) / name
        bag.mkdir()
        try:
            _fill(bag, application, at)
        except store.Lost as problem:
            raise CannotExport(f"The record of {application.number} is incomplete: {problem}") from None
        _make_bag(bag, application)
        made, paths = to / f"{name}.zip", sorted(path for path in bag.rglob("*") if path.is_file())
        zipped.write(made, ((str(path.relative_to(bag.parent)), zipped.file_chunks(path)) for path in paths), at)
        return made


def _fill(bag: Path, application: Application, at: datetime) -> None:
    """All files of the payload."""
    kinds, more = parts(application), beside(application)
    listed: list[dict[str, Any]] = []
    for number, part in enumerate([*kinds, *more], start=1):
        folder = bag / f"{number:02d}-{part.id.replace('_', '-')}"
        folder.mkdir()
        listed.append({"part": part, "number": number, "items": list(_write_part(bag, folder, part, application))})
    _write_law(bag / "law", application)
    events = _write_events(bag / "events", application)
    context = {
        "application": application,
        "names": profile(application.jurisdiction),
        "state": process(application.jurisdiction).life("application").states[application.state],
        "award_year": AwardYear(application.award_year).long,
        "made": at.astimezone(clock.zone(application.jurisdiction)),
        "parts": listed[: len(kinds)],
        "beside": listed[len(kinds) :],
        "findings": next((i["item"] for p in listed for i in p["items"] if i["item"].name == "findings"), None),
        "events": events,
    }
    (bag / "index.html").write_text(render_to_string("record/index.html", context), encoding="utf-8")
    _write_json(bag / "index.json", _index(application, at, listed))
    (bag / "verify.py").write_bytes(Path(record_verify.__file__).read_bytes())


def _write_part(bag: Path, folder: Path, part: Part, application: Application) -> Iterator[dict[str, Any]]:
    """The files of one part; each item with the paths it has in the bag."""
    if not part.items:
        (folder / NONE).write_text(f"{part.title}: none\n", encoding="utf-8")
    for number, item in enumerate(part.items, start=1):
        stem = folder / f"{number:02d}-{item.name}"
        written = list(_write_item(stem, item, application))
        yield {"item": item, "files": [str(path.relative_to(bag)) for path in written]}


def _write_item(stem: Path, item: Item, application: Application) -> Iterator[Path]:
    """A document as its own bytes, a letter as PDF, page and data, anything else as page and data."""
    if item.digest:
        stem.write_bytes(store.bytes_of(item.digest))
        yield stem
        return
    page, data = stem.parent / f"{stem.name}.html", stem.parent / f"{stem.name}.json"
    context: dict[str, Any] = {"item": item, "application": application, "twin": TWIN}
    told: Any = {"title": item.title, "day": item.day, "blocks": [[b.title, b.rows] for b in item.blocks]}
    if item.letter is not None:
        pdf = stem.parent / f"{stem.name}.pdf"
        pdf.write_bytes(typeset_and_keep(item.letter))
        yield pdf
        text = LetterText.from_json(item.letter.text)
        context["letter"] = printed(text, number=item.letter.number, dated=item.letter.dated)
        told = {"number": item.letter.number, "dated": item.letter.dated, "text": item.letter.text}
    elif item.data is not None:
        told["data"] = item.data
    page.write_text(render_to_string("record/item.html", context), encoding="utf-8")
    yield page
    _write_json(data, told)
    yield data


def _write_law(folder: Path, application: Application) -> None:
    """The law each filing was judged under, whole, by its hash."""
    folder.mkdir()
    for law in LawText.objects.filter(hash__in=application.filings.values("law")):
        (folder / f"{law.hash}.json").write_text(law.text, encoding="utf-8")


def _write_events(folder: Path, application: Application) -> list[dict[str, Any]]:
    """The chain as JSON lines, its end, and the anchors that cover it; the events of the application in words."""
    folder.mkdir()
    case, table = Case.objects.get(pk=application.case_id), process(application.jurisdiction)
    until = case.events.filter(seq__lte=case.length)  # the chain grows while we read
    first = application.filings.order_by("place").values_list("event__seq", flat=True).first() or 0
    told = []
    with (folder / "events.jsonl").open("w", encoding="utf-8") as lines:
        for event in until.select_related("by", "text").order_by("seq").iterator(chunk_size=500):
            said = {
                "done": table.life(event.thing_kind).moves[event.move].done,
                "at": event.recorded_at.isoformat(),
                "on": event.occurred_on.isoformat(),
                "by": event.by.name if event.by else table.roles["system"].label,
                "role": table.roles[event.role].label,
                "on_behalf_of": event.on_behalf_of,
            }
            kept_back = _kept_back(event, first) or not event.text.text
            line = {
                "header": record.header(event),
                "previous": event.previous,
                "hash": event.hash,
                "salt": None if kept_back else event.text.salt,
                "text": None if kept_back else event.text.text,
                "told": said,
            }
            lines.write(record.canonical(line) + "\n")
            if event.thing_kind == application.kind and event.move != "save":
                told.append(said | {"day": event.occurred_on})
    _write_json(
        folder / "case.json", {"id": str(case.pk), "number": case.number, "length": case.length, "head": case.head}
    )
    _write_json(folder / "anchors.json", list(_anchors(case)))
    return told


def _kept_back(event: Event, first_filed: int) -> bool:
    """Whether the words of an event stay with the institution: its draft is its own until it is filed."""
    return event.thing_kind == Application.kind and (event.move == "save" or event.seq < first_filed)


def _anchors(case: Case) -> Iterator[dict[str, Any]]:
    """The anchors that cover the case, with every line they were made of."""
    for covered in AnchorHead.objects.filter(case=case, seq__lte=case.length).select_related("anchor"):
        made = covered.anchor
        heads = made.heads.order_by("case_id").values_list("case_id", "seq", "head")
        lines = [f"{each} {seq} {head}" for each, seq, head in heads]
        yield {"day": made.day.isoformat(), "previous": made.previous, "hash": made.hash, "lines": lines}


def _index(application: Application, at: datetime, listed: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "case": application.number,
        "institution": application.institution.name,
        "program": application.program_name,
        "state": application.state,
        "exported_at": at.isoformat(),
        "parts": [
            {
                "id": row["part"].id,
                "title": row["part"].title,
                "items": [{"title": i["item"].title, "day": i["item"].day, "files": i["files"]} for i in row["items"]]
                or None,
            }
            for row in listed
        ],
    }


def _write_json(path: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def _make_bag(bag: Path, application: Application) -> None:
    """Turn the folder into a bag, in a process of its own: bagit changes the working directory, which threads share."""
    names = profile(application.jurisdiction)
    command = [sys.executable, "-m", "bagit", "--quiet", "--sha256"]
    command += ["--source-organization", str(names["agency_long"]), "--external-identifier", application.number]
    done = subprocess.run([*command, str(bag)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotExport(f"The record of {application.number} could not be packed: {done.stderr.strip()[-300:]}")
