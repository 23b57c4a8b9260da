"""Sources: every rule cites one that is listed, and people find a law under any of its names."""

from __future__ import annotations

from typing import Any

import pytest

from magnolia.policy.criteria import register
from magnolia.policy.layers import LawError, jurisdictions
from magnolia.policy.parameters import load_parameters
from magnolia.policy.registers import review
from magnolia.policy.sources import build, cited, everything_cited, search, sources

STATES = pytest.mark.parametrize("jurisdiction", jurisdictions())


@STATES
def test_no_rule_row_has_an_empty_source(jurisdiction: str) -> None:
    rows = everything_cited(jurisdiction)
    assert [row for row in rows if not row.cite.strip()] == []
    assert [row for row in rows if not row.title.strip()] == []


@STATES
def test_every_criterion_question_and_number_is_among_the_rows(jurisdiction: str) -> None:
    rows = {(row.kind, row.id) for row in everything_cited(jurisdiction)}
    found = review(jurisdiction)
    wanted = {("criterion", name) for name in register(jurisdiction)}
    wanted |= {("question", name) for name in found.questions} | {("declaration", name) for name in found.declarations}
    wanted |= {("parameter", name) for name in load_parameters(jurisdiction)}
    wanted |= {("matter", name) for name in found.matters} | {("document", name) for name in found.slots}
    assert wanted <= rows


@STATES
def test_every_citation_names_a_source_that_is_listed(jurisdiction: str) -> None:
    defaults = {
        value.cite
        for parameter in load_parameters(jurisdiction).values()
        for value in parameter.values
        if value.standing != "policy"
    }
    for row in everything_cited(jurisdiction):
        if row.cite not in defaults:
            assert cited(jurisdiction, row.cite), row


@STATES
def test_the_sources_that_the_policy_names_are_listed(jurisdiction: str) -> None:
    written = {beginning for source in sources(jurisdiction).values() for beginning in source.written}
    assert {
        "HEA 481(b)(3)(A)",
        "34 CFR part 600",
        "34 CFR part 668",
        "34 CFR part 690",
        "91 Fed. Reg. 29254",
        "29 U.S.C. 3102",
        "29 CFR part 29",
        "20 CFR 680.400",
    } <= written
    assert {f"34 CFR 690.{section}" for section in range(90, 98)} <= written


def test_the_older_name_of_the_law_finds_the_working_families_tax_cuts_act() -> None:
    for text in ("One Big Beautiful Bill", "one big beautiful bill act", "  One  Big Beautiful  "):
        first = search("ms", text)[0]
        assert (first.kind, first.title) == ("source", "Working Families Tax Cuts Act (WFTCA)")


def test_a_search_by_another_name_also_finds_the_rows_that_cite_the_source() -> None:
    found = search("ms", "Workforce Innovation and Opportunity Act, section 3")
    assert ("criterion", "credential.kind") in {(row.kind, row.id) for row in found}


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("undergraduate", "criterion", "program.undergraduate"),
        ("TOO SHORT", "criterion", "program.weeks"),
        ("stackable", "question", "credential"),
        ("letter of the law", "", ""),
        ("business days", "parameter", "correction.business_days"),
        ("pell grant", "declaration", "pell_only"),
        ("690.96", "source", "cfr_690_96"),
    ],
)
def test_a_search_finds_what_contains_the_words(text: str, kind: str, name: str) -> None:
    found = {(row.kind, row.id) for row in search("ms", text)}
    assert ((kind, name) in found) if kind else not found


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_search_for_nothing_finds_nothing(text: str) -> None:
    assert search("ms", text) == ()


def test_mississippis_code_is_a_source_of_mississippi_only() -> None:
    assert [row.id for row in search("ms", "3-3-7") if row.kind == "source"] == ["state_holidays"]
    assert search("xx", "3-3-7") == ()


def test_a_citation_of_nothing_listed_is_refused_by_name() -> None:
    with pytest.raises(LawError, match="The citation 'Hearsay' names no source"):
        cited("ms", "34 CFR 690.92; Hearsay")


def source(**changed: Any) -> dict[str, Any]:
    return {"title": "Fictive Code", "kind": "statute", "about": "Invented.", "written": ["Fictive Code"]} | changed


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ({"a": source(about="")}, "source a: `about` is empty"),
        ({"a": source(title="{mayor}'s rule")}, "source a: no State profile gives {mayor}"),
        ({"a": source(), "b": source()}, "The sources a and b are both written 'Fictive Code'"),
    ],
)
def test_a_faulty_source_is_refused_by_name(blocks: dict[str, Any], words: str) -> None:
    with pytest.raises(LawError) as refused:
        build(blocks)
    assert words in str(refused.value)
