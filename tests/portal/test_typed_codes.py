"""Codes as people type them: CIP, SOC and OPE ID, with the loaded lists and without."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from magnolia.portal.actions.applying import filing
from magnolia.portal.actions.keeping import code_files
from magnolia.portal.models import Application

from . import typed_rows
from .filling import TYPED, address, fill_group, matches, text
from .typed_rows import CHECK, SAVE, parts, program, stated


@pytest.fixture
def preparer(ms, enter) -> Client:
    return typed_rows.preparer(ms, enter)


@pytest.fixture
def draft(ms, preparer) -> Application:
    return typed_rows.draft(ms, preparer)


@pytest.fixture
def paper(preparer, draft) -> str:
    return typed_rows.paper(preparer, draft)


@pytest.mark.row("INFO-02", "SUB-10")
def test_a_welding_code_is_taken_a_letter_in_a_code_is_refused_and_two_occupations_are_both_kept(
    preparer, draft, paper
):
    def occupations(codes: str) -> Any:
        matched = matches(paper, "51-4121", "51-4122")
        return fill_group(preparer, draft, "occupations", TYPED | CHECK | matched | {"soc_codes": codes})

    assert occupations("51-4121").status_code == 302
    assert stated(draft)["soc_codes"] == ["51-4121"]
    for wrong, said in (("514121X", "written NN-NNNN"), ("51-412", "written NN-NNNN")):
        refused = occupations(wrong)
        assert refused.status_code == 422
        assert said in text(refused)
        assert wrong in refused.content.decode()
    twice = occupations("51-4121, 514121")
    assert twice.status_code == 422
    assert "51-4121 is named twice" in text(twice)
    assert stated(draft)["soc_codes"] == ["51-4121"]
    assert occupations("51-4121, 51-4122").status_code == 302
    assert stated(draft)["soc_codes"] == ["51-4121", "51-4122"]
    empty = occupations("")
    assert empty.status_code == 422
    assert "Type at least one SOC code." in text(empty)


@pytest.mark.row("SUB-10")
def test_a_broad_group_of_occupations_is_taken_with_a_warning(preparer, draft, paper):
    codes = {"soc_codes": "51-4120"} | matches(paper, "51-4120")
    assert fill_group(preparer, draft, "occupations", TYPED | CHECK | codes).status_code == 302
    page = text(preparer.get(address("part_group", draft, "occupations")))
    assert "51-4120 is a broad group of occupations. A detailed occupation is expected" in page
    assert stated(draft)["soc_codes"] == ["51-4120"]


@pytest.fixture
def lists(tmp_path, at):
    """Two code lists of a few lines, loaded as the official ones are."""
    files = {
        "cip": "cip_code,level,title,active_2020,moved_to\n48.0508,6-digit,Welding,1,\n",
        "soc": "soc_code,level,title\n51-4120,broad,Welding workers\n51-4121,detailed,Welders\n51-4122,detailed,Set\n",
    }
    for kind, content in files.items():
        file = tmp_path / f"{kind}.csv"
        file.write_text(content)
        code_files.load(kind, file, at=at)


@pytest.mark.row("SUB-10")
def test_a_broad_group_is_taken_with_its_warning_also_where_the_list_is_loaded(preparer, draft, lists, paper):
    codes = {"soc_codes": "51-4120"} | matches(paper, "51-4120")
    assert fill_group(preparer, draft, "occupations", TYPED | CHECK | codes).status_code == 302
    page = text(preparer.get(address("part_group", draft, "occupations")))
    assert "51-4120 is a broad group of occupations. A detailed occupation is expected" in page
    refused = fill_group(preparer, draft, "occupations", TYPED | CHECK | {"soc_codes": "51-9999"})
    assert refused.status_code == 422
    assert "51-9999 is not in SOC codes 2018" in text(refused)


@pytest.mark.row("SUB-09")
def test_a_code_the_loaded_edition_lacks_is_refused_with_the_year_of_that_edition(preparer, draft, lists):
    assert program(preparer, draft, **parts("120", "200"), cip_code="48.0508").status_code == 302
    assert stated(draft)["cip_code"] == "48.0508"
    for wrong, said in (("99.9999", "99.9999 is not in CIP codes 2020"), ("48.05", "NN.NNNN")):
        refused = program(preparer, draft, **parts("120", "200"), cip_code=wrong)
        assert refused.status_code == 422
        assert said in text(refused)
        assert f'value="{wrong}"' in refused.content.decode()
    assert stated(draft)["cip_code"] == "48.0508"


@pytest.mark.row("SUB-09", "INFO-02")
def test_a_cip_code_without_its_dot_is_written_with_it_and_shown(preparer, draft):
    typed = TYPED | SAVE | {"cip_code": "480508"}
    saved = fill_group(preparer, draft, "program", typed)
    shown = text(preparer.get(saved["Location"]))
    assert "480508 is written 48.0508." in shown
    assert 'value="48.0508"' in preparer.get(saved["Location"]).content.decode()
    refused = fill_group(preparer, draft, "program", typed | {"cip_code": "48.05"})
    assert refused.status_code == 422
    assert "NN.NNNN" in text(refused)
    assert "not checked against a code list" in shown  # no edition is loaded here


@pytest.mark.row("SUB-08")
def test_an_ope_id_keeps_its_zeros_and_without_one_a_reason_is_needed(ms, preparer, draft):
    ms.organisations["college"].institution.__class__.objects.filter(
        pk=ms.organisations["college"].institution.pk
    ).update(opeid="00243500")
    fill = {"opeid": "00243500"}
    assert fill_group(preparer, draft, "applicant", TYPED | CHECK | fill).status_code == 302
    assert stated(draft)["opeid"] == "00243500"
    assert 'value="00243500"' in preparer.get(address("part_group", draft, "applicant")).content.decode()
    for wrong, said in (("00990200", "registered with OPE ID 00243500"), ("0024350", "8 digits")):
        refused = fill_group(preparer, draft, "applicant", TYPED | CHECK | {"opeid": wrong})
        assert refused.status_code == 422
        assert said in text(refused)
    without = fill_group(preparer, draft, "applicant", TYPED | CHECK | {"opeid": ""})
    assert without.status_code == 422
    assert "or say below why it has none" in text(without)
    reason = {"opeid": "", "opeid_absent_because": "The identifier is being issued."}
    assert fill_group(preparer, draft, "applicant", TYPED | CHECK | reason).status_code == 302
    findings = {
        f.criterion: f.outcome for f in filing.findings_now(Application.objects.get(pk=draft.pk), draft.opened_on)
    }
    assert findings["institution.opeid"] == "missing"  # what the reviewer sees
