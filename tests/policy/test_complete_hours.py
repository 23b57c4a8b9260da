"""Hours that count and hours that do not, hours taught by others, matched occupations, agreements with other States."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from magnolia.policy.complete import Around, Gap, counted, gaps, notes
from magnolia.policy.form import form
from magnolia.policy.self_check import self_check

MS = form("ms")
AROUND = Around(award_year=2026, last_substitute_year=2028, arrangement_percent=Decimal(25), own_state="MS")


def unfit(stated: dict[str, Any]) -> list[Gap]:
    return [gap for gap in gaps(MS, stated, AROUND) if gap.unfit]


def part(
    hours: str, coursework: str | None = "program", required: bool | None = True, title: str = ""
) -> dict[str, Any]:
    return {"title": title, "hours": hours, "coursework": coursework, "required": required}


def test_what_a_named_row_lacks_is_said_with_its_first_answer():
    table = next(table for table in MS.tables.values() if table.named)
    first, *rest = table.questions.values()
    lacking = next(each for each in rest if each.needed)
    found = [gap for gap in gaps(MS, {table.id: [{first.id: "Fictive"}, {}]}, AROUND) if gap.field == table.id]
    assert Gap(table.id, f"Fictive: {lacking.missing}", 1, lacking.id) in found
    assert Gap(table.id, lacking.missing, 2, lacking.id) in found


# ------------------------------------------------------------------ which hours count

EVERY = [
    part("200"), part("40", "remedial", title="Reading"), part("30", "reduced"), part("20", "esl"),
    part("10", "noncredit"), part("5", required=False, title="Guest talks"), part("1", "", None),
    part("1", None, None),
]  # fmt: skip


def test_only_needed_coursework_of_the_program_counts_and_what_nobody_sorted_counts_until_somebody_does():
    assert counted({"hours": "307", "hour_parts": EVERY}) == 202
    assert counted({"hours": "307"}) == counted({"hours": "307", "hour_parts": None}) == 307
    assert counted({"hours": "307", "hour_parts": [part("", "esl"), part("7", "esl")]}) == 300
    assert counted({"hour_parts": EVERY}) is counted({"hours": "", "hour_parts": EVERY}) is None


def test_the_note_says_what_is_listed_what_counts_and_what_is_left_out_and_why():
    (found,) = notes(MS, {"hours": "307.50", "hour_parts": EVERY}, AROUND)
    assert found == Gap(
        "hour_parts",
        "307.5 hours are listed and 202.5 counted. Left out: Reading (40; Remedial),  (30; Remedial, at reduced "
        "credit),  (20; English as a second language (ESL)),  (10; Other noncredit coursework), Guest talks (5; "
        f"{MS.words['not_needed']}).",
    )
    kinds = notes(MS, {"hours": "9", "hour_parts": [{"coursework": "", "required": False}]}, AROUND)
    assert kinds[0].says == f"9 hours are listed and 9 counted. Left out:  (0; {MS.words['not_needed']})."
    assert notes(MS, {"hours": "307", "hour_parts": [part("307")]}, AROUND) == []
    assert notes(MS, {"hours": "", "hour_parts": EVERY}, AROUND) == []


@pytest.mark.parametrize(
    ("said", "parts", "told"),
    [
        ("70", EVERY, None),
        ("70.0", EVERY, None),
        ("69", EVERY, "69 hours of remedial work are stated, and the remedial parts of the breakdown have 70."),
        ("71", EVERY, "71 hours of remedial work are stated, and the remedial parts of the breakdown have 70."),
        ("0", [part("307")], None),
        ("1", [part("307")], "1 hours of remedial work are stated, and the remedial parts of the breakdown have 0."),
        ("1", [part("307", None)], None),  # nobody said yet what the parts are
        ("1", None, None),
        ("", EVERY, None),
        ("1", [part("", "remedial")], None),
    ],
)
def test_remedial_hours_are_those_of_the_remedial_parts(said, parts, told):
    found = [gap for gap in unfit({"remedial_hours": said, "hour_parts": parts}) if gap.field == "remedial_hours"]
    assert [gap.says.startswith(told or "") for gap in found] == ([True] if told else [])


def test_hours_on_the_job_are_no_length_of_an_apprenticeship():
    stated = {"apprenticeship": True, "on_the_job_hours_included": "40.0"}
    (found,) = unfit(stated)
    assert found.field == "on_the_job_hours_included"
    assert found.says.startswith("40 hours on the job stand in the number of hours.")
    for change in ({"on_the_job_hours_included": "0"}, {"on_the_job_hours_included": ""}, {"apprenticeship": False}):
        assert unfit(stated | change) == []


# ------------------------------------------------------------------ hours taught by another organization

TAUGHT: dict[str, Any] = {
    "arrangement": True, "arrangement_apprenticeship": True, "apprenticeship": True, "hours": "400",
    "ineligible_hours": "100.01",
}  # fmt: skip
TERMS = ("arrangement_accreditor", "arrangement_ownership", "arrangement_federal")


def test_up_to_the_usual_share_another_organization_teaches_without_terms_and_above_it_on_each_of_them():
    assert unfit(TAUGHT | {"ineligible_hours": "100"}) == []
    (found,) = unfit(TAUGHT)
    labels = "; ".join(f"“{MS.label_of(term)}”" for term in TERMS)
    assert found.field == "ineligible_hours"
    assert found.says == (
        "The organization teaches 100.01 of 400 hours, more than 25 percent. That is accepted only where each of these "
        f"is answered yes: {labels}."
    )
    (one,) = unfit(TAUGHT | dict.fromkeys(TERMS[:2], True) | {TERMS[2]: False})
    assert one.says.endswith(f"yes: “{MS.label_of(TERMS[2])}”.")
    assert unfit(TAUGHT | dict.fromkeys(TERMS, True)) == []


def test_the_share_is_of_the_hours_that_count():
    parts = [part("399.5"), part("0.5", "esl")]
    assert unfit(TAUGHT | {"ineligible_hours": "100", "hour_parts": [part("400")]}) == []
    (found,) = unfit(TAUGHT | {"ineligible_hours": "100", "hour_parts": parts})
    assert "teaches 100 of 399.5 hours" in found.says


@pytest.mark.parametrize(
    "change",
    [
        {"arrangement": False},
        {"partner_eligible": True},
        {"ineligible_hours": ""},
        {"hours": ""},
        {"arrangement_apprenticeship": False},
    ],
)
def test_without_an_arrangement_its_figures_or_an_apprenticeship_no_terms_are_asked_for(change):
    assert unfit(TAUGHT | change) == []


def test_a_part_taught_for_an_apprenticeship_belongs_to_one_that_is_named():
    stated = {"arrangement": True, "arrangement_apprenticeship": True, "apprenticeship": False}
    (found,) = unfit(stated)
    assert found.field == "arrangement_apprenticeship"
    assert found.says.startswith("Here the program is the related instruction of a Registered Apprenticeship")
    for change in ({"arrangement": False}, {"arrangement_apprenticeship": False}, {"apprenticeship": None}):
        assert unfit(stated | change) == []


# ------------------------------------------------------------------ matched occupations, other States


def test_every_occupation_has_a_row_that_says_how_the_program_matches_it():
    codes = {"soc_codes": ["51-4121", "51-4122"]}
    rows = [{"target": "51-4121 Welders"}, {"target": None}]
    (found,) = (gap for gap in gaps(MS, codes | {"alignments": rows}, AROUND) if "has no row" in gap.says)
    assert (found.field, found.unfit) == ("alignments", False)
    assert found.says.startswith("51-4122 has no row. Say how curriculum")
    for sound in (codes | {"alignments": [{"target": "51-4121, 51-4122"}]}, {"alignments": rows}, codes):
        assert not [gap for gap in gaps(MS, sound, AROUND) if "has no row" in gap.says]


def test_every_other_state_with_students_has_an_agreement_or_the_reason_why_none_is_needed():
    stated: dict[str, Any] = {
        "distance_offered": True, "student_states": "TN\n ms \n\nal\nAL\nGA",
        "agreements": [{"state": " tn"}, {"state": None}], "no_agreement_because": " ",
    }  # fmt: skip
    (found,) = unfit(stated)
    assert found == Gap(
        "agreements", "No agreement is listed with AL, GA. Add it, or say above why none is needed.", unfit=True
    )
    for change in (
        {"distance_offered": False}, {"no_agreement_because": "One class only"}, {"student_states": None},
        {"student_states": "MS\nTN"},
    ):  # fmt: skip
        assert unfit(stated | change) == []
    (bare,) = unfit(stated | {"agreements": None})
    assert "with TN, AL, GA." in bare.says


def test_a_listed_channel_that_is_not_other_needs_no_name_and_an_unknown_one_is_refused():
    named = {"input_channel": "other", "input_channel_other": "Fictive Club"}
    assert unfit(named | {"input_channel_approval": "Order 7"}) == []
    assert len(unfit(named | {"input_channel_approval": ""})) == 1
    assert len(unfit({"input_channel": "other", "input_channel_approval": "Order 7"})) == 1
    (gone,) = unfit({"input_channel": "pigeon"})
    labels = [label for name, label in MS.questions["input_channel"].choices.items() if name != "other"]
    assert gone.says.endswith(f"choose one of these: {'; '.join(labels)}.")
    assert unfit({"input_channel": ""}) == []


def test_a_shorter_form_that_asks_for_no_channel_misses_none():
    shorter = self_check("ms").form
    assert "input_channel" not in shorter.questions
    assert not [gap for gap in gaps(shorter, {"input_channel": "pigeon"}, AROUND) if gap.field == "input_channel"]
