"""Fill in pages as a browser does: open one, take its hidden inputs, type, send."""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from magnolia.policy.registers import review
from magnolia.portal import clock
from magnolia.portal.actions import documents, template_files
from magnolia.portal.demo.cast import Cast
from magnolia.portal.models import Application

# What a preparer types in Personal Details; every needed answer is there.
TYPED: dict[str, str] = {
    "applicant_name": "Morgan Example",
    "applicant_title": "Vice president for instruction",
    "applicant_email": "official.ms@example.test",
    "applicant_phone": "(601) 555-0100 ext. 4",
    "applicant_authority": "Named by the fictive college's president",
    "opeid": "00990100",
    "program_name": "Structural Welding",
    "level": "undergraduate",
    "cip_code": "480508",
    "soc_codes": "51-4121, 514122",
    "ground": "offered_in_state",
    "offered_at": "Practice campus, Jackson",
    "learners_in_state": "",
    "measure": "clock",
    "hours": "320",
    "instructional_weeks": "10",
    "correspondence": "no",
    "study_abroad": "no",
    "direct_assessment": "no",
    "credential_name": "Welder Qualification 3G (practice)",
    "credential_kind": "industry_certification",
    "credential_basis": "",
    "tuition": "$3,250.00",
    "required_fees": "145",
    "anticipated_wage": "41,500",
    "wage_source": "Practice figure of a fictive survey",
    "summary": "",
}


def address(name: str, thing: Any, *more: Any) -> str:
    return reverse(name, args=[getattr(thing, "pk", thing), *more])


def hidden(client: Client, url: str) -> dict[str, str]:
    """Version and once-only key of the first form of a page that makes a move."""
    html = client.get(url).content.decode()
    found = dict(re.findall(r'<input type="hidden" name="(seen|key)" value="([^"]*)">', html))
    assert "key" in found, f"{url} shows no form"
    return found


def send(client: Client, page: str, data: dict[str, Any] | None = None, to: str = "") -> Any:
    """Open the page, then send its form with what was typed; to another address where the form goes there."""
    return client.post(to or page, hidden(client, page) | (data or {}))


def new_application(client: Client, cast: Cast, college: str = "college", **typed: str) -> Application:
    """A draft started on the page."""
    before = set(Application.objects.values_list("pk", flat=True))
    form = {"institution": cast.organisations[college].pk, "award_year": "2026-2027"} | typed
    answer = client.post(reverse("application_new"), form)
    assert answer.status_code == 302, answer.content.decode()
    return Application.objects.exclude(pk__in=before).get()


def upload(client: Client, application: Application, slot: str, name: str, content: bytes, **more: Any) -> Any:
    page = address("part_attachments", application)
    data = {"slot": slot, "file": SimpleUploadedFile(name, content)} | more
    return send(client, page, data, address("document_upload", application))


def signing(cast: Cast, person: Any = None) -> dict[str, str]:
    """Every box checked, name and title typed."""
    person = person or cast.official
    return dict.fromkeys(review(cast.jurisdiction).declarations, "on") | {"name": person.name, "title": person.title}


def filled(client: Client, cast: Cast, **typed: str) -> Application:
    """A draft with Personal Details and the outline through the pages, and every other document it needs."""
    application = new_application(client, cast)
    sent = send(client, address("part_details", application), TYPED | {"do": "check"} | typed)
    assert sent.status_code == 302, sent.content.decode()
    assert upload(client, application, "outline", "outline.pdf", pdf()).status_code == 302
    application.refresh_from_db()
    papers(cast, application)
    return application


def papers(cast: Cast, application: Application, *but: str, by: Any = None) -> None:
    """A document in every place that needs one and has none, except in those named."""
    filled = set(application.documents.values_list("slot", flat=True)) | set(but)
    for slot in review(cast.jurisdiction).slots.values():
        if slot.required and slot.id not in filled:
            name, content = (f"{slot.id}.csv", data_file(cast)) if slot.template else (f"{slot.id}.pdf", pdf(slot.id))
            documents.store(application, slot.id, name, content, by=by or cast.preparer, at=clock.now())


def data_file(cast: Cast, version: int | None = None) -> bytes:
    """The State's data file, empty, in the version in force or another."""
    on = clock.local_date(cast.jurisdiction, clock.now())
    current = template_files.current(cast.jurisdiction, on)
    return template_files.as_csv(cast.jurisdiction, "program", version or current)


def make(client: Client, application: Application, move: str, **said: str) -> Any:
    """Send what the button of a move sends, also where the page shows why there is no button."""
    version = Application.objects.get(pk=application.pk).version
    return client.post(address("case_move", application, move), said | {"seen": version, "key": secrets.token_hex(16)})


def pdf(text: str = "Outline", password: str = "") -> bytes:
    """A real PDF, behind a password if one is given."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.docinfo["/Title"] = text
    made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


def office(main: str, part: str, extra: dict[str, bytes] | None = None) -> bytes:
    """An Office container whose main part is of the type named."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        types = f'<Types><Override PartName="/{part}" ContentType="application/{main}"/></Types>'
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(part, "<document>" + "words " * 500 + "</document>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(**extra: Any) -> bytes:
    return office("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "word/document.xml", **extra)


def xlsx() -> bytes:
    return office("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "xl/workbook.xml")


def text(answer: Any) -> str:
    """The page as words, without tags."""
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", words.replace("&#x27;", "'").replace("&quot;", '"'))
