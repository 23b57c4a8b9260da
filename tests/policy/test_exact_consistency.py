"""Facts said in several places, and two filings compared: every place, every row, to the last sign."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy.completeness import checklist
from magnolia.policy.consistency import Disagreement, Statement, disagreements, readable, statements
from magnolia.policy.sources import everything_cited
from magnolia.policy.versions import compare

MS = checklist("ms")
D = Decimal


def said(stated: dict[str, Any], **papers: str) -> list[tuple[str, str, Decimal | str]]:
    read = {tuple(name.split("__")): value for name, value in papers.items()}
    return [(s.fact, s.source, s.value) for s in statements(MS, stated, read)]  # type: ignore[arg-type]


def told(stated: dict[str, Any], **papers: str) -> list[str]:
    read = {tuple(name.split("__")): value for name, value in papers.items()}
    return [found.says for found in disagreements(MS, statements(MS, stated, read))]  # type: ignore[arg-type]


def test_of_several_periods_the_last_one_that_still_runs_is_said_and_an_ended_one_is_not():
    ended, first, last = {"weeks": "8", "to_day": "2025-12-31"}, {"weeks": "9"}, {"weeks": "10", "to_day": ""}
    place = ("weeks", "Form, period that still runs")
    assert said({"history": [ended, first, last, ended]}) == [(*place, D(10))]
    assert said({"history": [ended, first]}) == [(*place, D(9))]
    assert said({"history": [ended]}) == said({"history": []}) == said({}) == []


def test_parts_are_added_up_and_one_without_a_figure_leaves_nothing_to_say():
    place = ("hours", "Form, breakdown of the hours")
    assert said({"hour_parts": [{"hours": "120.5"}, {"hours": "0"}, {"hours": "200"}]}) == [(*place, D("320.5"))]
    assert said({"hour_parts": [{"hours": "120"}, {"hours": ""}]}) == said({"hour_parts": [{"hours": None}]}) == []


def test_tuition_and_fees_are_said_together_or_not_at_all():
    place = ("price", "Form, tuition and required fees")
    assert said({"tuition": "3000", "required_fees": D("0")}) == [(*place, D(3000))]
    assert said({"tuition": "3000"}) == said({"tuition": "3000", "required_fees": ""}) == []


def test_three_places_are_each_held_against_the_first():
    stated = {"instructional_weeks": D(10), "history": [{"weeks": "10"}]}
    assert told(stated, weeks__outline="12") == [
        "Weeks of instruction: Form, weeks of instruction says 10 weeks, Program outline says 12 weeks."
    ]
    both = {"instructional_weeks": D(10), "history": [{"weeks": "11"}]}
    assert told(both, weeks__outline="12") == [
        "Weeks of instruction: Form, weeks of instruction says 10 weeks, Form, period that still runs says 11 weeks.",
        "Weeks of instruction: Form, weeks of instruction says 10 weeks, Program outline says 12 weeks.",
    ]


def test_a_price_is_said_in_dollars_and_a_name_as_it_stands():
    assert told({"tuition": "3000", "required_fees": "250.5"}, price__cost="3250") == [
        "Tuition and required fees together: Form, tuition and required fees says $3,250.50, "
        "Published cost says $3,250.00."
    ]
    assert told({"credential_name": "Welder"}, credential__credential="welder") == [
        "Name of the credential is spelled two ways: Form, name of the credential “Welder”, "
        "Credential evidence “welder”."
    ]
    assert told({"credential_name": " Welder  3G "}, credential__credential="Welder 3G") == []


def test_a_disagreement_holds_its_fact_and_both_statements():
    first, second = Statement("weeks", "Form", D(10)), Statement("weeks", "Outline", D(12))
    (found,) = disagreements(MS, [first, second])
    assert found == Disagreement(
        MS.facts["weeks"], first, second, False, "Weeks of instruction: Form says 10 weeks, Outline says 12 weeks."
    )
    assert disagreements(MS, [first]) == disagreements(MS, []) == []


@pytest.mark.parametrize(
    ("fact", "typed", "kept"),
    [
        ("price", "0", "0"), ("price", "$1,234.50", "1234.50"), ("weeks", " 1 2 ", "12"), ("weeks", "0.5", "0.5"),
        ("credential", "  Welder, $3G ", "Welder, $3G"), ("price", "   ", ""),
    ],
)  # fmt: skip
def test_a_paper_is_read_as_a_figure_or_as_it_stands(fact, typed, kept):
    assert readable(MS.facts[fact], typed) == kept


@pytest.mark.parametrize("typed", ["-0.01", "Infinity", "ten"])
def test_what_is_no_figure_of_a_paper_is_refused_as_it_was_typed(typed):
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the text is compared
        readable(MS.facts["price"], typed)
    assert str(refused.value) == typed


# ---------------------------------------------------------------- two filings


def paper(slot: str, name: str, mark: str) -> dict[str, str]:
    return {"slot": slot, "name": name, "sha256": mark * 64}


def test_only_rows_that_differ_are_shown_and_a_row_written_otherwise_does_not():
    before = {"fees": [{"d": "Kit", "a": "45.00"}, {"d": "Exam", "a": "9"}]}
    after = {"fees": [{"d": "Kit", "a": "45", "note": ""}, {"d": "Book", "a": "9"}]}
    (found,) = compare(before, after, [], []).answers
    assert (found.name, found.before, found.after) == ("fees", [before["fees"][1]], [after["fees"][1]])


def test_a_list_that_is_no_table_is_shown_whole_and_one_that_becomes_a_table_by_its_rows():
    (codes,) = compare({"soc_codes": ["1", "2"]}, {"soc_codes": ["1"]}, [], []).answers
    assert (codes.before, codes.after) == (["1", "2"], ["1"])
    (mixed,) = compare({"x": ["a", {"b": 1}]}, {"x": [{"b": 1}]}, [], []).answers
    assert (mixed.before, mixed.after) == (["a"], [])


def test_a_document_that_only_came_or_only_went_is_a_change():
    one, two = paper("outline", "a.pdf", "a"), paper("cost", "b.pdf", "b")
    came = compare({}, {}, [one], [one, two])
    assert [(s.slot, s.gone, s.come) for s in came.slots] == [("cost", (), (two,))]
    gone = compare({}, {}, [one, two], [one])
    assert [(s.slot, s.gone, s.come) for s in gone.slots] == [("cost", (two,), ())]
    renamed = compare({}, {}, [one], [paper("outline", "c.pdf", "a")])
    assert len(renamed.slots) == 1
    assert bool(came)
    assert bool(compare({"a": "1"}, {"a": "2"}, [], []))
    assert not compare({"a": "1"}, {"a": "1.0"}, [one], [one])


def test_answers_are_compared_in_the_order_of_the_first_filing_with_new_ones_after():
    found = compare({"b": "1", "a": "1"}, {"c": "1", "a": "2", "b": "2"}, [], [])
    assert [answer.name for answer in found.answers] == ["b", "a", "c"]


# ---------------------------------------------------------------- everything that is cited


@pytest.mark.parametrize("code", ["ms", "xx"])
def test_every_row_of_what_is_cited_has_its_kind_its_words_and_its_source(code):
    rows = everything_cited(code)
    kinds = {row.kind for row in rows}
    assert kinds == {
        *("criterion", "question", "aim", "matter", "document", "declaration"),
        *("board topic", "committee topic", "record part", "parameter"),
    }
    for row in rows:
        assert row.title.strip()
        assert row.cite.strip()
        assert row.cite in row.words.split("\n")
        assert row.title in row.words.split("\n")
    number = next(row for row in rows if row.id == "rates.completion_percent")
    assert number.title.endswith("applies to it: 70 percent, from July 1, 2026")
    assert number.words == f"rates.completion_percent\n{number.title}\n{number.cite}"
