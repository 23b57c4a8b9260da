"""The form in three parts: who may apply, what identifies person and program, places for papers, the printed file."""

from __future__ import annotations

import re
import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.applying.slots import checklist
from magnolia.portal.actions.moves import Refused
from magnolia.portal.models import Application

from .filling import (
    TYPED,
    address,
    fill_details,
    fill_group,
    filled,
    make,
    new_application,
    papers,
    pdf,
    send,
    signing,
    text,
    upload,
    with_papers,
    xlsx,
)

THREE = ["Personal Details", "Attachments", "Declarations"]
# What identifies person, institution and program (policy 7.2), by the page it is asked on.
IDENTIFIES = {
    "applicant": (
        "applicant_name", "applicant_title", "applicant_email", "applicant_phone", "applicant_authority", "opeid",
    ),
    "program": ("program_name", "cip_code", "measure", "hours", "instructional_weeks"),
    "occupations": ("soc_codes",),
    "credential": ("credential_name",),
}  # fmt: skip
# The places for papers, by the materials of policy 7.2 they carry.
PLACES = (
    "Program outline", "Breakdown of hours", "Twelve months of meeting the rules", "Employer validation",
    "Occupation or sector evidence", "Credential evidence", "Academic credit", "Cost", "Completion and placement",
    "Data submission template",
)  # fmt: skip


@pytest.fixture
def client(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.mark.row("FORM-01")
def test_the_form_is_three_named_parts_in_their_order_and_each_says_what_it_lacks(ms, client):
    application = new_application(client, ms)
    shown = text(client.get(address("part_details", application)))
    states = re.findall(r"(Personal Details|Attachments|Declarations) (Complete|\d+ missing)", shown)
    assert [name for name, _ in states[:3]] == THREE
    assert all(re.fullmatch(r"\d+ missing", state) for _, state in states[:3])
    for number, page in enumerate(("part_details", "part_attachments", "part_declarations"), start=1):
        assert f"Part {number} of 3 {THREE[number - 1]}" in text(client.get(address(page, application)))


@pytest.mark.row("FORM-01")
@pytest.mark.parametrize("lacks", ["details", "attachments"])
def test_without_one_part_it_goes_to_no_official_and_what_is_left_is_explained(ms, client, lacks):
    application = new_application(client, ms)
    papers(ms, application, *(["outline"] if lacks == "attachments" else []))
    fill_details(client, application)
    if lacks == "details":
        fill_group(client, application, "cost", TYPED | {"tuition": "", "do": "save"})
    refused = make(client, application, "request_attestation")
    assert refused.status_code == 422
    left = {"details": "Answers missing in Personal Details: 1", "attachments": "Attachments: Program outline missing"}
    assert left[lacks] in text(refused)
    application.refresh_from_db()
    assert application.state == "draft"


@pytest.mark.row("FORM-02")
def test_someone_not_linked_to_the_institution_cannot_apply_for_it_and_is_told_so(ms, client, at):
    typed = {"institution": ms.organisations["second"].pk, "award_year": "2026-2027"}
    answer = client.post(reverse("application_new"), typed)
    assert answer.status_code == 422
    assert "You cannot apply for this institution" in text(answer)
    with pytest.raises(Refused, match="You cannot apply for this institution"):
        apply.open_application(ms.organisations["second"], 2026, by=ms.preparer, at=at)
    assert not Application.objects.exists()


@pytest.mark.row("FORM-02", "INFO-02")
def test_nothing_that_identifies_person_institution_or_program_may_stay_blank(ms, client):
    application = filled(client, ms)
    whole = with_papers(application) | {"do": "check"}
    assert ms.organisations["college"].name in text(client.get(address("part_group", application, "applicant")))
    for group, names in IDENTIFIES.items():
        for name in names:
            refused = fill_group(client, application, group, whole | {name: ""})
            assert refused.status_code == 422, name
            assert f'id="id_{name}_error"' in refused.content.decode(), name
        assert fill_group(client, application, group, whole).status_code == 302


@pytest.mark.row("FORM-03")
def test_each_material_has_its_place_which_takes_several_files_and_shows_their_kind_size_and_checksum(client, ms):
    draft = new_application(client, ms)
    page = address("part_attachments", draft)
    files = [SimpleUploadedFile("one.pdf", pdf("1")), SimpleUploadedFile("two.xlsx", xlsx())]
    assert (
        send(client, page, {"slot": "employers", "file": files}, address("document_upload", draft)).status_code == 302
    )
    html = client.get(page).content.decode()
    assert re.search(r'<input type="file"[^>]* multiple', html)
    shown = text(client.get(page)).replace("\xa0", " ").replace("&nbsp;", " ")
    for line in checklist(draft).lines:
        assert line.title in html
        for slot in line.slots:
            assert f'id="slot-{slot.id}"' in html
    heads = re.findall(r'id="title-\w+"[^>]*>\s*(.*?)\s*<', html)
    assert [head for head in heads if head in PLACES] == list(PLACES)
    for row, kind in zip(draft.documents.order_by("name"), ("PDF", "Excel workbook (.xlsx)"), strict=True):
        told = shown[shown.index(row.name) :][:800]
        assert kind in told
        assert f"{row.size} bytes" in told or "KB" in told
        assert row.sha256[:12] in told


@pytest.mark.row("FORM-03")
def test_a_file_can_be_moved_and_a_0_byte_file_is_refused(client, ms):
    draft = new_application(client, ms)
    upload(client, draft, "outline", "letter.pdf", pdf())
    page = address("part_attachments", draft)
    send(client, page, {"slot": "employers"}, address("document_move", draft.documents.get()))
    assert draft.documents.get().slot == "employers"
    empty = upload(client, draft, "outline", "empty.pdf", b"")
    assert empty.status_code == 422
    assert "“empty.pdf” is empty (0 bytes)" in text(empty)
    assert not draft.documents.filter(slot="outline").exists()


@pytest.mark.row("FORM-03")
def test_what_does_not_apply_needs_its_reason_and_shows_it(client, ms):
    draft = new_application(client, ms)
    page, to = address("part_attachments", draft), address("slot_not_applicable", draft, "outcomes")
    blank = send(client, page, {"reason": "  "}, to)
    assert blank.status_code == 422
    assert not draft.slot_answers.exists()
    assert send(client, page, {"reason": "Nobody has finished yet."}, to).status_code == 302
    assert "Does not apply: Nobody has finished yet." in text(client.get(page))


@pytest.mark.row("FORM-05")
@pytest.mark.needs("pdftotext")
def test_the_printed_form_is_one_file_with_all_three_parts_and_the_list_of_attachments(client, ms, enter, tmp_path):
    application, official = filled(client, ms), enter(ms.official)
    make(client, application, "request_attestation")
    send(official, address("part_declarations", application), signing(ms))
    path = tmp_path / "filing.pdf"
    path.write_bytes(official.get(address("case_pdf", application)).content)
    printed = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    printed = " ".join(printed.split())
    order = [printed.index(part) for part in THREE]
    assert order == sorted(order)
    for words in (TYPED["applicant_name"], "Structural Welding", ms.official.name):
        assert words in printed, words
    for row in application.documents.all():
        assert row.name in printed
