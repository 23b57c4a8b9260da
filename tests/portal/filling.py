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
from PIL import Image

from magnolia.policy.form import form
from magnolia.policy.registers import review
from magnolia.portal import clock
from magnolia.portal.actions.applying import template_files
from magnolia.portal.actions.papers import documents
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
    "accreditor": "Fictive Commission on Colleges",
    "title_iv_status": "participates",
    "institution_basis": "authorized",
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
    "fees-rows": "1",
    "fees-0-description": "Materials",
    "fees-0-amount": "145",
    "cost_information": "Published in the practice catalog.",
    "anticipated_wage": "41,500",
    "wage_unit": "year",
    "wage_source": "Practice figure of a fictive survey",
    "summary": "",
    "noncredit": "no",
    "remedial_hours": "0",
    "hour_parts-rows": "2",
    "hour_parts-0-title": "Theory",
    "hour_parts-0-kind": "lecture",
    "hour_parts-0-coursework": "program",
    "hour_parts-0-required": "yes",
    "hour_parts-0-hours": "120",
    "hour_parts-1-title": "Shop",
    "hour_parts-1-kind": "laboratory",
    "hour_parts-1-coursework": "program",
    "hour_parts-1-required": "yes",
    "hour_parts-1-hours": "200",
    "history-rows": "1",
    "history-0-from_day": "2024-01-08",
    "history-0-measure": "clock",
    "history-0-hours": "320",
    "history-0-weeks": "10",
    "sectors-rows": "1",
    "sectors-0-name": "Manufacturing",
    "ecosystems-rows": "2",
    "ecosystems-0-name": "statewide",
    "ecosystems-1-name": "",
    "alignment_explanation": "Practice employers ask for the 3G test; the practice region lacks welders.",
    "alignment_source": "report",
    "alignment_source_name": "Practice labor market report of 2026",
    "alignments-rows": "2",
    **{
        f"alignments-{place}-{name}": value
        for place, soc in enumerate(("51-4121", "51-4122"))
        for name, value in {
            "target": soc,
            "curriculum": "Shop and theory follow the practice test",
            "competencies": "Arc welding",
            "credential": "Employers ask for the 3G test",
        }.items()
    },
    "employers-rows": "3",
    **{
        f"employers-{place}-{name}": value
        for place, employer in enumerate(("Fictive Tank Works", "Pretend Shipyard", "Madeup Frames"))
        for name, value in {
            "employer": employer,
            "source_kind": "employer",
            "sector": "Manufacturing",
            "dated": "2026-05-02",
            "hiring": "now",
            "occupations": "Welders",
            "competencies": "Arc welding",
            "aligned": "yes",
            "signed": "yes",
            "verifiable": "yes",
        }.items()
    },
    "input_channel": "sector_partnership",
    "input_statement": "The practice partnership asked for more shop hours.",
    "credential_route": "stackable_portable",
    "stackable_evidence": "Counts toward the pipe test",
    "portable_evidence": "Three practice employers recognize it",
    "recognising_employers": "3",
    "credit-rows": "1",
    "credit-0-institution": "Imaginary Pine Community College",
    "credit-0-program": "A.A.S. in Welding Technology",
    "credit-0-recognition": "articulated",
    "credit-0-mechanism": "articulation",
    "credit-0-credit": "9 semester hours",
    "credit-0-applies_to": "requirements",
    "credit-0-access_process": "At the registrar.",
    "credit-0-student_notice": "At orientation.",
    "credit-0-from_day": "2025-08-01",
    "outcomes_basis": "figures",
    "completion_cohort": "40",
    "completed_in_time": "34",
    "placement_cohort": "34",
    "employed": "29",
    "distance_offered": "no",
    "arrangement": "no",
    "apprenticeship": "no",
}
# The answers that name a document.
PAPERS = (
    "input_document", "route_document", "outcomes_document", "credit-0-document", "alignments-0-document",
    "alignments-1-document",
)  # fmt: skip


def matches(paper: str, *codes: str) -> dict[str, str]:
    """How the program matches each of these occupations, shown by one document."""
    row = {"curriculum": "Shop", "competencies": "Arc welding", "credential": "3G test", "document": paper}
    typed = {
        f"alignments-{n}-{name}": value
        for n, soc in enumerate(codes)
        for name, value in ({"target": soc} | row).items()
    }
    return typed | {"alignments-rows": str(len(codes))}


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


def group_page(application: Application, field: str) -> str:
    """The page of Personal Details on which a question or table stands."""
    return address("part_group", application, form(application.jurisdiction).group_of(field.partition("-")[0]))


def fill_group(client: Client, application: Application, group: str, typed: dict[str, str]) -> Any:
    """Send one page of Personal Details; what belongs to other pages is left out of it."""
    words = form(application.jurisdiction)
    own = {name for name, _ in words.places_of(group)} | {"do"}
    sent = {name: value for name, value in typed.items() if name.partition("-")[0] in own}
    version = Application.objects.get(pk=application.pk).version
    once = {"seen": str(version), "key": secrets.token_hex(16)}
    return client.post(address("part_group", application, group), once | sent)


def with_papers(application: Application) -> dict[str, str]:
    """What is typed, with the first document of the application wherever one is named."""
    paper = application.documents.first()
    return TYPED | dict.fromkeys(PAPERS, str(paper.pk)) if paper else TYPED


def fill_details(client: Client, application: Application, **typed: str) -> Any:
    """Every page of Personal Details in order; the first answer that is no redirect, or the last."""
    answer = None
    for group in form(application.jurisdiction).groups:
        answer = fill_group(client, application, group, with_papers(application) | {"do": "check"} | typed)
        if answer.status_code != 302:
            return answer
    return answer


def filled(client: Client, cast: Cast, **typed: str) -> Application:
    """A draft with Personal Details and the outline through the pages, and every other document it needs."""
    application = new_application(client, cast)
    assert upload(client, application, "outline", "outline.pdf", pdf()).status_code == 302
    application.refresh_from_db()
    papers(cast, application)
    sent = fill_details(client, application, **typed)
    assert sent.status_code == 302, sent.content.decode()
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
    locked = pikepdf.Encryption(owner=password, user=password) if password else False
    made.save(out, encryption=locked, deterministic_id=not password)
    return out.getvalue()


def picture(form: str = "PNG") -> bytes:
    """A small picture as PNG or JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, form)
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
