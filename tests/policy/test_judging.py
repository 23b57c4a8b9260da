"""What a finding needs before it stands, and rates in whole numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from magnolia.policy.form import form
from magnolia.policy.judging import Judged, Point, answers_of, asked_of, fault, read_answer, sets_of
from magnolia.policy.layers import LawError
from magnolia.policy.rates import reaches
from magnolia.policy.registers import review

ASKED = {name: asked_of(question, {"distance_offered": False}) for name, question in review("ms").questions.items()}
NEXT = {"further_credential": "Certificate in Welding, Example State University", "further_route": "working"}
WHERE = {"settings_kind": "areas", "settings": "Fictive delta region\nFictive coast region"}


def judged(question: str, outcome: str = "met", **answers: str) -> str:
    """The field at fault, or nothing where the finding stands."""
    found = fault(ASKED[question], Judged(outcome, "", "Because.", True, answers))
    return found[1] if found else ""


@pytest.mark.row("REV-07")
@pytest.mark.parametrize(
    ("stackable", "portable", "only", "given", "stands"),
    [
        ("yes", "yes", "", "", True),
        ("yes", "no", "", "", False),
        ("no", "yes", "", "", False),
        ("no", "no", "yes", "yes", True),
        ("", "", "yes", "no", False),
        ("", "", "no", "yes", False),
        ("yes", "no", "yes", "no", False),
        ("yes", "no", "no", "yes", False),
        ("no", "yes", "yes", "no", False),
        ("yes", "yes", "yes", "no", True),
        ("", "", "", "", False),
    ],
)
def test_a_credential_needs_one_whole_route_and_never_half_of_each(stackable, portable, only, given, stands):
    at_fault = judged(
        "credential", stackable=stackable, portable=portable, only_credential=only, given_on_completion=given,
        **NEXT, **WHERE,
    )  # fmt: skip
    assert at_fault == ("" if stands else "outcome")


@pytest.mark.parametrize(
    ("route", "named"),
    [("stackable", name) for name in NEXT] + [("portable", name) for name in WHERE],
)
def test_what_a_credential_leads_to_and_where_it_is_recognized_are_named_each_for_its_own_answer(route, named):
    alone = {route: "yes", "only_credential": "yes", "given_on_completion": "yes"}
    own = NEXT if route == "stackable" else WHERE
    assert judged("credential", **alone, **own) == ""
    assert judged("credential", **alone, **own | {named: ""}) == f"point_{named}"


@pytest.mark.row("ELIG-14")
def test_a_program_taught_at_a_distance_alone_is_asked_for_its_need_its_level_and_what_shows_it():
    asked, found = review("ms").questions["alignment"], {"route": "list", "list_version": "January 2026"}
    need = {"workforce_need": "yes", "workforce_need_level": "regional", "workforce_need_shown": "Regional report"}
    at_a_distance = asked_of(asked, {"distance_offered": True})
    assert need.keys() <= at_a_distance.points.keys()
    assert not need.keys() & ASKED["alignment"].points.keys()
    for lacking in need:
        answers = found | need | {lacking: ""}
        for outcome in ("met", "not_met"):
            told = fault(at_a_distance, Judged(outcome, "" if outcome == "met" else "not_listed", "So.", True, answers))
            assert told is not None, (outcome, lacking)
            assert told[1] == f"point_{lacking}"
    assert fault(at_a_distance, Judged("met", "", "So.", True, found | need)) is None


@pytest.mark.row("REV-08")
def test_one_signed_agreement_is_enough_and_a_letter_of_intent_is_not():
    named = {"receiving_institution": "Example State University", "receiving_program": "Certificate in Welding"}
    assert judged("credit", arrangement="agreement", **named) == ""
    assert judged("credit", arrangement="intent", **named) == "outcome"
    assert judged("credit", **named) == "point_arrangement"
    assert judged("credit") == "point_arrangement"
    assert judged("credit", arrangement="agreement", receiving_institution="Example State University") == (
        "point_receiving_program"
    )


@pytest.mark.row("APPR-04")
def test_another_method_needs_its_approval_and_a_method_is_never_left_open():
    assert judged("outcomes", method="wage_records") == ""
    assert judged("outcomes") == "point_method"
    assert judged("outcomes", method="other") == "point_approval"
    assert judged("outcomes", method="other", approval="Director's memo 4 of 3 August 2026") == ""
    assert judged("outcomes", outcome="more_information", method="other") == "point_approval"


@pytest.mark.row("REV-03")
def test_alignment_says_which_route_was_used_and_what_stands_behind_it():
    assert judged("alignment") == "point_route"
    assert judged("alignment", route="list") == "point_list_version"
    assert judged("alignment", route="list", list_version="January 2026") == ""
    assert judged("alignment", route="sector") == "point_sector"
    assert judged("alignment", route="sector", sector="Advanced manufacturing") == ""
    assert judged("alignment", route="other") == "point_accepted_as"


def test_counts_bring_their_year_and_their_source():
    assert judged("outcomes", method="wage_records", completed="69") == "point_started"
    assert judged("outcomes", method="wage_records", completed="69", started="100") == "point_cohort_year"
    whole = {"completed": "69", "started": "100", "cohort_year": "2026", "figures_source": "Registrar"}
    assert judged("outcomes", method="wage_records", **whole) == ""
    assert judged("outcomes", method="wage_records", cohort_year="2026", figures_source="Registrar") == ""


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("whole", "1,200", "1200"),
        ("whole", "12.5", None),
        ("money", "$3,250.00", "3250.00"),
        ("money", "-1", None),
        ("money", "NaN", None),
        ("number", "65 %", "65"),
        ("date", "2026-10-05", "2026-10-05"),
        ("date", "10/05/2026", "2026-10-05"),
        ("date", "13/05/2026", None),
        ("award_year", "2026-2027", "2026"),
        ("award_year", "2026-27", "2026"),
        ("award_year", "2026-2028", None),
        ("award_year", "1999", None),
        ("text", "  two   words ", "two words"),
    ],
)
def test_an_answer_is_kept_in_one_form_or_refused_in_a_sentence(kind, typed, kept):
    point = Point("x", "X", kind)
    if kept is None:
        with pytest.raises(ValueError, match=r"^(Type|Give) .*\.$"):
            read_answer(point, typed)
    else:
        assert read_answer(point, typed) == kept


@pytest.mark.parametrize(
    ("count", "of", "percent", "reached"),
    [
        (69, 100, 70, False),
        (70, 100, 70, True),
        (7, 10, 70, True),
        (699, 1000, 70, False),
        (65, 100, Decimal("65"), True),
        (64, 100, Decimal("65"), False),
        (0, 0, 70, None),
    ],
)
def test_a_rate_is_held_against_its_standard_without_rounding(count, of, percent, reached):
    assert reaches(count, of, percent) is reached


@pytest.mark.parametrize("state", ["ms", "xx"])
def test_the_facts_shown_beside_a_criterion_are_groups_of_the_form(state):
    named = {group for question in review(state).questions.values() for group in question.facts}
    assert named <= form(state).groups.keys()


@pytest.mark.parametrize(
    ("outcome", "reason", "rationale", "proven", "field", "says"),
    [
        ("not_applicable", "", "Because.", True, "outcome",
         "“{title}” applies to every program, so it cannot be “not applicable”."),
        ("splendid", "", "Because.", True, "outcome", "Choose one of the findings listed for this criterion."),
        ("met", "some", "Because.", True, "reason",
         "A reason code belongs to “not met” only. Take it away, or change the finding."),
        ("not_met", "", "Because.", True, "reason", "“Not met” needs one of this criterion's reasons."),
        ("not_met", "luck", "Because.", True, "reason", "“Not met” needs one of this criterion's reasons."),
        ("met", "", "", True, "rationale", "Write the rationale of the finding."),
        ("met", "", "Because.", False, "evidence",
         "“Met” needs evidence: choose a document, or name what shows it."),
    ],
)  # fmt: skip
def test_a_finding_without_its_form_says_what_it_lacks_and_where(outcome, reason, rationale, proven, field, says):
    found = fault(ASKED["credit"], Judged(outcome, reason, rationale, proven, {}))
    assert found == (says.replace("{title}", ASKED["credit"].title), field)


def test_an_answer_that_a_finding_needs_is_named_by_its_label():
    alignment, outcomes = ASKED["alignment"], ASKED["outcomes"]
    lacking = fault(alignment, Judged("met", "", "Because.", True, {}))
    assert lacking == (f"This finding needs an answer to “{alignment.points['route'].label}”.", "point_route")
    half = {"method": "wage_records", "completed": "69"}
    beside = fault(outcomes, Judged("met", "", "Because.", True, half))
    labels = [outcomes.points[name].label for name in ("completed", "started")]
    assert beside == (f"“{labels[0]}” needs “{labels[1]}” beside it.", "point_started")
    credential = fault(ASKED["credential"], Judged("met", "", "Because.", True, {}))
    assert credential == (ASKED["credential"].met_needs, "outcome")


def test_a_finding_of_not_met_needs_no_evidence_and_takes_each_of_its_own_reasons():
    asked = ASKED["hiring"] if "hiring" in ASKED else ASKED["credit"]
    for reason in asked.reasons:
        assert fault(asked, Judged("not_met", reason, "Because.", False, {})) is None


def test_cost_and_wage_are_considered_and_that_needs_evidence_too():
    name = next(key for key, asked in ASKED.items() if "considered" in asked.endings)
    found = fault(ASKED[name], Judged("considered", "", "Because.", False, {}))
    assert found is not None
    assert found[1] == "evidence"


def test_an_answer_is_read_back_as_people_read_it():
    assert Point("x", "X", "award_year").says("2026") == "2026-2027"
    assert Point("x", "X", "date").says("2026-10-05") == "October 5, 2026"
    assert Point("x", "X", "yes_no").says("yes") == "Yes"
    assert Point("x", "X", "choice", choices={"a": "First"}).says("a") == "First"
    assert Point("x", "X", "text").says("as typed") == "as typed"
    assert Point("x", "X", "award_year").says("") == Point("x", "X", "date").says("") == ""


def test_only_what_is_on_the_list_can_be_chosen_and_nothing_is_no_choice():
    choice = Point("x", "X", "choice", choices={"a": "First"})
    assert read_answer(choice, " a ") == "a"
    assert read_answer(choice, "  ") == ""
    with pytest.raises(ValueError, match=r"^Choose one from the list\.$"):
        read_answer(choice, "b")
    with pytest.raises(ValueError, match=r"^Choose one from the list\.$"):
        read_answer(Point("x", "X", "yes_no"), "maybe")


def test_a_long_text_keeps_its_lines():
    assert read_answer(Point("x", "X", "long"), "  one\n\n two  ") == "one\n\n two"


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("whole", "x", "Type a whole number."),
        ("whole", "1234567890", "Type a whole number."),
        ("number", "many", "Type a number."),
        ("number", "-0.01", "Type a number that is not below zero."),
        ("number", "Infinity", "Type a number that is not below zero."),
        ("date", "soon", "Give a day that exists, such as July 1, 2026."),
        ("award_year", "2026-2028", "Type the award year as 2026-2027."),
    ],
)
def test_what_cannot_be_read_is_answered_with_the_form_it_should_have(kind, typed, sentence):
    with pytest.raises(ValueError) as refused:  # noqa: PT011 -- the whole sentence is compared
        read_answer(Point("x", "X", kind), typed)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("whole", "123456789", "123456789"),
        ("whole", "007", "7"),
        ("number", "0", "0"),
        ("number", "1e2", "100"),
        ("date", "July 1, 2026", "2026-07-01"),
        ("award_year", "2026", "2026"),
        ("award_year", "2099-2100", None),
        ("award_year", "2099-00", "2099"),
        ("award_year", "2026 – 27", "2026"),
    ],
)
def test_the_edges_of_what_is_read(kind, typed, kept):
    if kept is None:
        with pytest.raises(ValueError, match="award year"):
            read_answer(Point("x", "X", kind), typed)
    else:
        assert read_answer(Point("x", "X", kind), typed) == kept


def test_what_makes_a_finding_met_is_written_as_lists():
    assert answers_of({"route": ["list", "sector"]}) == {"route": ("list", "sector")}
    for block in ({"route": "list"}, {"route": ["list"], "sector": "energy"}):
        with pytest.raises(LawError) as refused:
            answers_of(block)
        assert str(refused.value) == "met_when: each point needs a list of answers."
    assert sets_of([["a", "b"], ["c"]]) == (("a", "b"), ("c",))
