"""Identifiers and codes on their way: from the form into review, package, letter and posting, digit by digit."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.models import Institution

from .bring import bring, it_is, last_letter, letter_page, on, page, words


@pytest.fixture
def certified(ms, settings):
    """A certified program of a college whose OPE ID begins with zeros; it names two occupations."""
    Institution.objects.filter(pk=ms.organisations["college"].institution.pk).update(opeid="00243500")
    ms.organisations["college"].institution.refresh_from_db()
    application = bring(ms, "certified", on("2026-08-20"), LINEWORKER | {"soc_codes": ["49-9051", "51-4121"]})
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
