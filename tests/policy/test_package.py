"""The certification package in words: eighteen elements, eleven kinds of papers, and what may never go along."""

from __future__ import annotations

import pytest

from magnolia.policy import package as module
from magnolia.policy.code_lists import kinds, says
from magnolia.policy.layers import LawError, jurisdictions
from magnolia.policy.package import package
from magnolia.policy.workflow import process
from tests.policy.changed_law import changed


@pytest.mark.parametrize("state", jurisdictions())
def test_the_package_has_eighteen_numbered_elements_two_agreements_three_lists_and_eleven_kinds_of_papers(state):
    found = package(state)
    assert [element.number for element in found.elements.values()] == list(range(1, 19))
    assert list(found.agreements) == ["documents", "withdrawal"]
    assert list(found.lists) == ["condition", "limitation", "documentation"]
    assert len(found.exhibits) == 11
    assert list(found.elements)[0] == "institution"
    assert "{days}" in found.agreements["withdrawal"].says, "the number comes from the law"


def test_four_elements_may_not_apply_and_the_others_always_do():
    found = package("ms").elements.values()
    assert [element.id for element in found if element.none] == ["opeid", "alternative", "conditions", "other"]
    assert all(bool(element.missing) != bool(element.none) for element in found)


def test_the_words_name_the_offices_and_the_policy_of_the_state():
    assert "for Mississippi and mean" in package("ms").intent
    assert "for Exemplar and mean" in package("xx").intent
    assert package("ms").gates["consulted_before"].title.startswith("SWIB ")
    assert package("ms").statement["says"] != package("xx").statement["says"]
    assert set(package("ms").cost_and_wage) == {"says", "amount"}


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_everything_that_can_stop_the_signature_is_listed_before_it_and_nothing_else(jurisdiction):
    signing = process(jurisdiction).life("application").moves["certify"]
    typed = {"agreements_given", "lists_answered", "signature_given"}  # they stand in the form itself
    assert list(package(jurisdiction).gates.keys() - signing.needs) == []
    assert set(signing.needs) - package(jurisdiction).gates.keys() == typed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"element": {"opeid": {"missing": "the OPE ID"}}}, "element.opeid says either what is missing or why"),
        ({"element": {"opeid": {"none": {"off": True}}}}, "element.opeid says either what is missing or why"),
        ({"exhibit": {"credit": {"slots": ["attic"]}}}, "exhibit.credit names the slot 'attic', which does not exist"),
        ({"exhibit": {"credit": {"slots": ["data"]}}}, "exhibit.credit names 'data', which may hold records of single"),
        ({"gate": {"appeals_settled": {"luck": "x"}}}, "gate.appeals_settled: nothing reads `luck`"),
    ],
)
def test_a_package_that_names_what_is_not_there_or_a_record_of_single_students_is_refused(change, words):
    with changed(module, package, "model", "package", change), pytest.raises(LawError, match=words):
        package("ms")


# ---------------------------------------------------------------- official code lists


def test_there_are_three_official_lists_in_the_editions_of_the_federal_publishers():
    found = kinds()
    editions = {"cip": "2020", "soc": "2018", "cip_soc": "2020-2018"}
    assert {name: kind.edition for name, kind in found.items()} == editions
    assert (found["cip"].wanted, found["cip"].warned) == ("6-digit", "")
    assert (found["soc"].wanted, found["soc"].warned) == ("detailed", "broad")
    assert found["cip_soc"].wanted == ""
    assert found["soc"].levels["broad"] == "a broad occupation"
    assert found["cip"].id == "cip"


def test_what_is_said_of_a_code_names_the_code_and_the_list():
    assert says("unknown", code="99.9999", label="CIP codes", edition="2020") == (
        "99.9999 is not in CIP codes 2020. Check it against the official list."
    )
    assert says("not_loaded") == "not loaded: codes are checked by pattern only"
