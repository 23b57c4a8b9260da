"""The administrative record of a finished case, opened by an outsider who has nothing but the file."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import bagit
import pytest
from django.urls import reverse

from magnolia.policy.layers import jurisdictions
from magnolia.policy.registers import review
from magnolia.portal.actions.papers import documents
from magnolia.portal.actions.recording import record
from magnolia.portal.actions.recording.record_parts import sources, words
from magnolia.portal.actions.reviewing import ask
from magnolia.portal.demo.programs import WELDING, outline_pdf
from magnolia.portal.demo.stages import walk
from magnolia.portal.models import Application, Document, Event, Reading
from tests.portal.bring import body
from tests.portal.conftest import MONDAY

# The kinds of record the catalogue lists (row SWIB-04), in its order.
TWELVE = (
    "Application",
    "Data submissions",
    "Employer validation",
    "Labor market information",
    "Credential documents",
    "Academic credit documents",
    "Completion and placement",
    "Reviewer's notes",
    "Checklists",
    "Scoring tools",
    "SWIB consultation",
    "Supplements asked for or received",
)


# What a finished case holds of each kind, by a part of the file's name, in the same order.
HELD: tuple[tuple[str, ...], ...] = (
    ("outline", "cost", "filing-1", "declarations"),
    ("data",),
    ("employers",),
    ("alignment",),
    ("credential",),
    ("credit",),
    ("outcomes", "twelve_months"),
    ("notes",),
    ("completeness", "rules"),
    ("findings", "closing"),
    ("consultation", "minutes"),
    ("none",),
)


class Links(HTMLParser):
    """The addresses a page links to, and its text."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text = ""
        self.feed(page.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def finished(ms) -> Application:
    """A certified case."""
    return walk(ms, "certified", MONDAY - timedelta(days=30), WELDING).application


def opened(client, application: Application, folder: Path) -> Path:
    """The export as an outsider holds it: downloaded through the page and unpacked; the folder of the bag."""
    answer = client.get(reverse("record_download", args=[application.pk]))
    assert answer.status_code == 200
    with zipfile.ZipFile(BytesIO(body(answer))) as packed:
        packed.extractall(folder)
    return folder / f"{application.number}-record"


def check(bag: Path) -> subprocess.CompletedProcess[str]:
    """What the bag's own program says, run with nothing but the standard library."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(bag / "data" / "verify.py")], capture_output=True, text=True, check=False
    )


@pytest.mark.row("SWIB-04")
def test_the_export_of_a_finished_case_shows_an_outsider_what_was_reviewed_and_why(ms, enter, finished, tmp_path):
    data = opened(enter(ms.auditor), finished, tmp_path) / "data"

    listed = json.loads((data / "index.json").read_text())["parts"][:12]
    assert [part["title"] for part in listed] == list(TWELVE)
    folders = sorted(path.name for path in data.iterdir() if path.name[0].isdigit())[:12]
    for part, folder in zip(listed, folders, strict=True):
        files = [path.name for path in (data / folder).iterdir()]
        assert (files == ["none.txt"]) == (part["items"] is None)
    held = {part["title"] for part in listed if part["items"]}
    assert {"Application", "Reviewer's notes", "Checklists", "Scoring tools", "SWIB consultation"} <= held
    assert "Data submissions" in held
    for number, names in enumerate(HELD, start=1):
        held_here = " ".join(path.name for path in next(data.glob(f"{number:02d}-*")).iterdir())
        for name in names:
            assert name in held_here, (TWELVE[number - 1], name)

    index = Links(data / "index.html")
    for title in TWELVE:
        assert title in index.text
    for question in review("ms").questions.values():
        assert question.asks in index.text  # what was asked
    filed = next(data.rglob("*filing-1.html")).read_text()
    assert "51-4121" in filed
    assert "['" not in filed  # an answer of several entries is told entry by entry
    assert "The outline and the facts of the filing show it." in index.text  # what was found, and why
    assert "The State's file as summarized by the findings of the review." in index.text  # the basis of the decision
    assert all((data / link).exists() for link in index.found)


@pytest.mark.row("SWIB-04")
def test_a_supplement_asked_for_and_received_is_in_the_export_with_who_asked_and_what_came(ms, enter, tmp_path):
    way = walk(ms, "review", MONDAY - timedelta(days=30), WELDING)
    case = way.application
    ask.ask(case, wanted="Updated syllabus", asker="agency", due=MONDAY.date(), by=ms.reviewer, at=way.later())
    ask.answer(case.requests.get(), "syllabus.pdf", outline_pdf(), by=ms.preparer, at=way.later())
    way.consultation()
    way.recommendation()
    way.determination()
    way.decided("approve")
    folder = next((opened(enter(ms.auditor), case, tmp_path) / "data").glob("12-*"))
    assert any("syllabus" in path.name and path.suffix == ".pdf" for path in folder.iterdir())
    told = " ".join(path.read_text() for path in folder.glob("*.html"))
    for words_of in ("Updated syllabus", "AccelerateMS", "Answered"):
        assert words_of in told


def test_documents_are_in_the_export_byte_for_byte_and_letters_as_pdf_page_and_data(ms, enter, finished, tmp_path):
    bag = opened(enter(ms.auditor), finished, tmp_path)
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (bag / "data").rglob("*") if path.is_file()}
    assert {row.sha256 for row in Document.objects.filter(application=finished)} <= digests
    assert hashlib.sha256(outline_pdf()).hexdigest() in digests
    for letter in finished.letters.all():
        kinds = {path.suffix: path for path in (bag / "data").rglob(f"*{letter.number}.*")}
        assert kinds.keys() == {".pdf", ".html", ".json"}
        assert kinds[".pdf"].read_bytes().startswith(b"%PDF-")
    bagit.Bag(str(bag)).validate()


def test_the_program_in_the_export_finds_the_record_whole_and_every_kind_of_alteration(ms, enter, finished, tmp_path):
    record.anchor(MONDAY.date() - timedelta(days=1), MONDAY)
    bag = opened(enter(ms.auditor), finished, tmp_path)
    whole = check(bag)
    assert (whole.returncode, whole.stderr) == (0, "")
    assert "is whole" in whole.stdout
    assert ", anchors 1." in whole.stdout

    chain = bag / "data" / "events" / "events.jsonl"
    before = chain.read_text()
    lines = [json.loads(line) for line in before.splitlines()]
    said = next(n for n, line in enumerate(lines) if line["text"] and "basis" in line["text"])
    for spoil, sentence in (
        (lambda rows: rows.pop(3), "Event 4 is missing"),
        (lambda rows: rows[5].update(header=rows[5]["header"].replace('"move":["', '"move":["x')), "6 was altered"),
        (lambda rows: rows[said].update(text=rows[said]["text"].replace("basis", "basin")), "The text of event"),
        (lambda rows: rows.pop(), "The end of the chain does not match"),
    ):
        rows = json.loads(json.dumps(lines))
        spoil(rows)
        chain.write_text("".join(json.dumps(row) + "\n" for row in rows))
        found = check(bag)
        assert found.returncode == 1
        assert sentence in found.stdout
        assert "data/events/events.jsonl was altered." in found.stdout
    chain.write_text(before)

    paper = next((bag / "data").glob("01-*/*outline*.pdf"))
    paper.write_bytes(paper.read_bytes() + b" ")
    assert f"{paper.relative_to(bag)} was altered." in check(bag).stdout
    paper.unlink()
    assert f"{paper.relative_to(bag)} is missing." in check(bag).stdout


def test_the_institutions_unsent_draft_stays_out_of_the_export(ms, enter, finished, tmp_path, at):
    early = Event.objects.filter(thing_id=finished.pk, move="save").select_related("text")
    assert any("Nowhere" in event.text.text for event in early)
    data = opened(enter(ms.director), finished, tmp_path) / "data"
    lines = [json.loads(line) for line in (data / "events" / "events.jsonl").read_text().splitlines()]
    saves = [line for line in lines if json.loads(line["header"])["move"][0] == "save"]
    assert saves
    assert all(line["text"] is None and line["salt"] is None for line in saves)


def test_a_document_added_after_the_filing_is_not_yet_part_of_the_record(ms, enter, at, tmp_path):
    case = walk(ms, "correction", at - timedelta(days=9), WELDING)
    made = documents.store(case.application, "outline", "late.pdf", outline_pdf(), by=ms.preparer, at=case.later())
    page = enter(ms.auditor).get(reverse("record", args=[case.application.pk])).content.decode()
    assert "late.pdf" not in page
    assert not list((opened(enter(ms.auditor), case.application, tmp_path) / "data").rglob(f"*{str(made.pk)[:8]}*"))


def test_the_page_lists_every_kind_with_its_items_or_none(ms, enter, finished):
    page = enter(ms.auditor).get(reverse("record", args=[finished.pk])).content.decode()
    for title in TWELVE:
        assert title.replace("'", "&#x27;") in page
    assert "None. The case holds nothing of this kind." in page
    assert "The outline and the facts of the filing show it." in page


def test_a_look_at_the_record_and_its_download_are_in_the_access_log(ms, enter, finished, tmp_path):
    client = enter(ms.auditor)
    client.get(reverse("record", args=[finished.pk]))
    opened(client, finished, tmp_path)
    noted = Reading.objects.filter(person=ms.auditor, case=finished.case).values_list("what", flat=True)
    assert list(noted) == ["record", "record export"]


def test_a_lost_document_is_said_instead_of_left_out(ms, enter, finished, tmp_path, settings):
    row = Document.objects.filter(application=finished).first()
    assert row is not None
    (Path(settings.STORAGES["default"]["OPTIONS"]["location"]) / row.stored_as).unlink()
    client = enter(ms.auditor)
    answer = client.get(reverse("record_download", args=[finished.pk]), follow=True)
    assert f"The record of {finished.number} is incomplete" in answer.content.decode()


def test_people_of_another_state_and_of_the_institution_get_no_export(ms, xx, enter, finished):
    for person, status in ((xx.auditor, 404), (ms.preparer, 403), (ms.administrator, 403)):
        assert enter(person).get(reverse("record_download", args=[finished.pk])).status_code == status


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_source_the_registers_name_has_its_function_and_its_title(jurisdiction):
    named = {name for part in review(jurisdiction).record_parts.values() for name in part.sources}
    named |= {name for block in words(jurisdiction)["beside"].values() for name in block["sources"]}
    assert named == sources().keys()
    assert named | {"documents", "not_applicable"} == words(jurisdiction)["source"].keys()
