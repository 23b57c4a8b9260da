"""Identifiers and codes on their way: from the form into review, package, letter and posting, digit by digit."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from magnolia.policy.code_lists import kinds
from magnolia.portal.demo.programs import LINEWORKER, matched
from magnolia.portal.models import Code, CodeList, Institution

from .bring import bring, it_is, last_letter, letter_page, on, page, words

CODES = ("49-9051", "51-4121")
TWO = {"soc_codes": list(CODES), "alignments": matched(*CODES)}


@pytest.fixture
def certified(ms, settings):
    """A certified program of a college whose OPE ID begins with zeros; it names two occupations."""
    Institution.objects.filter(pk=ms.organisations["college"].institution.pk).update(opeid="00243500")
    ms.organisations["college"].institution.refresh_from_db()
    application = bring(ms, "certified", on("2026-08-20"), LINEWORKER | TWO)
    it_is(settings, on("2026-10-01"))
    return application


@pytest.mark.row("SUB-10")
def test_two_occupations_reach_review_package_letter_and_posting(ms, certified, enter):
    places = {
        "review": words(enter(ms.reviewer).get(page("review", certified))),
        "package": words(enter(ms.official).get(page("package", certified))),
        "letter": letter_page(enter, ms.official, last_letter(certified)),
        "posting": words(Client().get(reverse("program", args=["ms", certified.number]))),
    }
    for place, shown in places.items():
        for code in ("49-9051", "51-4121"):
            assert code in shown, place


@pytest.mark.row("SUB-08")
def test_an_ope_id_is_printed_with_its_zeros(ms, certified, enter):
    assert certified.facts.opeid == "00243500"
    assert "00243500" in letter_page(enter, ms.official, last_letter(certified))
    assert "00243500" in words(enter(ms.official).get(page("package", certified)))


def test_the_posting_names_a_field_of_study_and_its_occupations_by_the_titles_it_was_posted_with(ms, settings):
    names = {"cip": ("46.0303", "Lineworker"), "soc": ("49-9051", "Line Installers and Repairers")}
    for kind, (code, title) in names.items():
        made = CodeList.objects.create(kind=kind, edition="practice", rows=1, loaded_at=on("2026-08-01"))
        Code.objects.create(list=made, code=code, level=kinds()[kind].wanted, title=title)
    application = bring(ms, "certified", on("2026-08-20"), LINEWORKER)
    address = reverse("program", args=["ms", application.number])
    shown = words(Client().get(address))
    for code, title in names.values():
        assert f"{code} {title}" in shown
    Code.objects.update(title="Another title")
    call_command("listing", verbosity=0)
    with CaptureQueriesContext(connection) as asked:
        assert words(Client().get(address)) == shown
    assert not [query for query in asked.captured_queries if "portal_code" in query["sql"]]
