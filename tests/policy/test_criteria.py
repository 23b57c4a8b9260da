"""The rules: every case file, both edges of each number, and what the loader refuses."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magnolia.policy import criteria
from magnolia.policy.answers import Law
from magnolia.policy.criteria import decide, findings, register
from magnolia.policy.facts import Facts
from magnolia.policy.finding import OUTCOMES, Finding
from magnolia.policy.layers import LawError, jurisdictions
from magnolia.policy.parameters import Amendment, MissingParameter, Parameter, Value, load_parameters
from magnolia.policy.picking import Days
from magnolia.policy.rules import RULES
from tests.policy.samples import cases, complete, facts

ALL = cases()
RULED = [criterion for criterion in register("ms").values() if criterion.decided_by == "rule"]
AMOUNTS = st.decimals(-(10**20), 10**20, allow_nan=False, allow_infinity=False, places=20)
FIRST_OCTOBER = date(2026, 10, 1)
RAISED = Amendment("length.clock_hours_below", date(2027, 7, 1), 700, "34 CFR 690.92 (as changed, fictive)", "federal")


def the_finding(criterion: str, case: dict[str, Any]) -> Finding:
    changes = [Amendment(**change) for change in case.get("changes", ())]
    found = findings(facts(case["facts"]), case.get("state", "ms"), case["on"], changes)
    return next(finding for finding in found if finding.criterion == criterion)


@pytest.mark.parametrize(("criterion", "case"), ALL, ids=[f"{name}: {case['name']}" for name, case in ALL])
def test_case(criterion: str, case: dict[str, Any]) -> None:
    assert case.keys() <= {"name", "facts", "on", "outcome", "says", "state", "changes"}
    finding = the_finding(criterion, case)
    assert finding.outcome == case["outcome"], finding.message
    for words in case["says"]:
        assert words in finding.message
    assert "{" not in finding.message or "{" in str(case["facts"])


def test_case_names_are_told_apart() -> None:
    assert len({(criterion, case["name"]) for criterion, case in ALL}) == len(ALL)


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_sentence_of_every_criterion_is_said_in_some_case(jurisdiction: str) -> None:
    said: set[tuple[str, str]] = set()
    for name, case in ALL:
        criterion = register(jurisdiction).get(name)
        if criterion and criterion.decided_by == "rule":
            changes = [Amendment(**change) for change in case.get("changes", ())]
            parameters = load_parameters(jurisdiction, changes)
            law = Law(name, criterion.table, criterion.parameters, parameters, Days(case["on"], case["on"]))
            said.add((name, RULES[name](facts(case["facts"]), law).sentence))
        elif criterion:
            said.add((name, "needs_review"))
    assert said == {(c.id, sentence) for c in register(jurisdiction).values() for sentence in c.sentences}


def test_a_complete_program_meets_every_rule_in_the_order_of_the_register() -> None:
    found = findings(facts(complete()), "ms", FIRST_OCTOBER)
    not_met = {finding.criterion: finding.outcome for finding in found if finding.outcome != "met"}
    assert not_met == {"apprenticeship.registration": "not_applicable"}
    assert [finding.criterion for finding in found] == [
        "institution.title_iv",
        "institution.opeid",
        "institution.no_federal_action",
        "program.undergraduate",
        "program.length",
        "program.weeks",
        "program.twelve_months",
        "program.no_excluded_delivery",
        "program.written_arrangement",
        "program.no_remedial",
        "program.distance",
        "alignment.codes",
        "alignment.priority",
        "employers.independent",
        "employers.age",
        "employers.content",
        "employers.design",
        "credential.kind",
        "credential.route",
        "credit.pathway",
        "credit.applies",
        "cost.published",
        "cost.wage_considered",
        "outcomes.completion",
        "outcomes.placement",
        "vae.tuition",
        "apprenticeship.registration",
        "similar.none",
        "attestation.signed",
    ]


def test_what_two_criteria_say_of_the_same_thing_stands_alike_in_both_blocks() -> None:
    blocks = {name: criterion.table for name, criterion in register("ms").items()}
    assert blocks["program.twelve_months"] == blocks["program.length"]
    for key in ("elements", "in_force"):
        assert blocks["credit.applies"][key] == blocks["credit.pathway"][key]


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_a_program_of_which_nothing_is_known_gets_all_findings_and_never_met(jurisdiction: str) -> None:
    found = findings(facts({}), jurisdiction, FIRST_OCTOBER)
    assert [finding.criterion for finding in found] == list(register(jurisdiction))
    others = {f.criterion: f.outcome for f in found if f.outcome not in ("missing", "needs_review")}
    assert others == {
        "program.written_arrangement": "not_applicable",
        "vae.tuition": "not_applicable",
        "apprenticeship.registration": "not_applicable",
    }
    for finding in found:
        assert finding.citation
        assert finding.outcome in OUTCOMES
        assert list(finding.as_row()) == ["criterion", "outcome", "message", "citation"]


def any_of(hint: Any) -> st.SearchStrategy[Any]:
    """Whatever a fact of this type can be: every day of the calendar, any text, any number of forty digits."""
    if get_origin(hint) is Annotated:
        base, fixed = get_args(hint)
        return st.sampled_from(fixed) if isinstance(fixed, tuple) else any_of(base)
    if type(None) in get_args(hint):
        return st.none() | any_of(next(each for each in get_args(hint) if each is not type(None)))
    if is_dataclass(hint):
        hints = get_type_hints(hint, include_extras=True)
        return st.builds(hint, **{each.name: any_of(hints[each.name]) for each in fields(hint)})  # type: ignore[arg-type]
    if get_origin(hint) is tuple:
        return st.lists(any_of(get_args(hint)[0]), max_size=3).map(tuple)
    return {str: st.text(max_size=8), bool: st.booleans(), int: st.integers(), date: st.dates(), Decimal: AMOUNTS}[hint]


@settings(deadline=None)  # the machine is shared
@given(tables=any_of(Facts), jurisdiction=st.sampled_from(jurisdictions()))
def test_whatever_the_facts_are_every_criterion_answers_with_a_sentence(tables: Facts, jurisdiction: str) -> None:
    found = findings(tables, jurisdiction, FIRST_OCTOBER)
    assert [finding.criterion for finding in found] == list(register(jurisdiction))
    assert all(finding.outcome in OUTCOMES and finding.message.strip() for finding in found)


@pytest.mark.parametrize("criterion", RULED, ids=lambda c: c.id)
def test_a_rule_reads_only_the_facts_that_its_block_names(criterion: criteria.Criterion) -> None:
    registered = {"sponsor": "S", "registration_number": "1", "agency": "A", "on_the_job_hours_included": 0}
    for whole in (complete(), complete(apprenticeship=registered)):
        only: dict[str, Any] = {}
        for name in criterion.reads:
            group, _, fact = name.partition(".")
            if not fact:
                only[group] = whole[group]
            elif whole[group] is not None and fact in whole[group]:
                only.setdefault(group, {})[fact] = whole[group][fact]
        parameters = load_parameters("ms")
        answers = [decide(criterion, facts(tables), parameters, FIRST_OCTOBER) for tables in (only, whole)]
        assert answers[0] == answers[1]
        assert answers[0].outcome in ("met", "not_applicable")


def test_a_limit_raised_from_july_on_changes_the_answer_on_that_day_and_names_its_source() -> None:
    program = facts(complete(program={"hours": 650}))
    before, after = (
        next(f for f in findings(program, "ms", day, [RAISED]) if f.criterion == "program.length")
        for day in (date(2027, 6, 30), date(2027, 7, 1))
    )
    assert (before.outcome, after.outcome) == ("not_met", "met")
    assert "fewer than 600" in before.message
    assert "fewer than 700" in after.message
    assert "as changed" in after.citation
    assert "as changed" not in before.citation


def test_the_citation_of_a_narrower_state_number_is_the_states() -> None:
    program = facts(complete(program={"hours": 155}))
    found = {
        state: next(f for f in findings(program, state, FIRST_OCTOBER) if f.criterion == "program.length")
        for state in ("ms", "xx")
    }
    assert found["ms"].outcome == "met"
    assert found["xx"].outcome == "not_met"
    assert "Exemplar Short Programs Rule 2.1" in found["xx"].citation


def test_letters_and_signatures_are_held_against_the_day_of_sending_and_limits_are_those_of_another_day() -> None:
    program = facts(complete(program={"hours": 650}, attestation={"date": date(2027, 8, 2)}))
    told = {f.criterion: f for f in findings(program, "ms", date(2027, 8, 2), [RAISED], date(2027, 6, 30))}
    assert told["attestation.signed"].outcome == "met"
    assert "24 months from August 2, 2025 to August 2, 2027" in told["employers.age"].message
    assert (told["program.length"].outcome, "fewer than 600" in told["program.length"].message) == ("not_met", True)


def test_before_the_law_starts_there_is_no_answer_instead_of_a_default() -> None:
    with pytest.raises(MissingParameter, match=r"no value for opeid\.digits .* on June 30, 2026"):
        findings(facts(complete()), "ms", date(2026, 6, 30))


def test_a_rule_gets_only_the_numbers_that_its_block_names() -> None:
    criterion = replace(register("ms")["program.weeks"], parameters=("length.weeks_at_least",))
    with pytest.raises(LawError, match=r"program\.weeks uses length\.weeks_below"):
        decide(criterion, facts({}), load_parameters("ms"), FIRST_OCTOBER)


def test_a_word_where_a_number_belongs_is_refused_by_name() -> None:
    eight = Value(date(2026, 1, 1), "eight", "34 CFR 600.20", "federal")
    word = Parameter("opeid.digits", "Digits", "digits", "event", "", (eight,))
    with pytest.raises(LawError, match=r"opeid\.digits is no number on October 1, 2026"):
        decide(register("ms")["institution.opeid"], facts({}), {"opeid.digits": word}, FIRST_OCTOBER)


@pytest.mark.parametrize("sentence", ["{nobody_fills_this}", "{}", "{weeks.old}", "{weeks"])
def test_a_sentence_that_cannot_be_filled_is_refused_by_name(sentence: str) -> None:
    criterion = replace(register("ms")["program.weeks"], sentences={"met": sentence})
    with pytest.raises(LawError, match=r"program\.weeks: the sentence `met`"):
        decide(criterion, facts(complete()), load_parameters("ms"), FIRST_OCTOBER)


def block(**changed: Any) -> dict[str, Any]:
    """A federal block as TOML gives it, with keys changed; a key changed to None is left out."""
    whole = {
        "asks": "Is it a sample?",
        "cite": "34 CFR 690.92",
        "decided_by": "rule",
        "reads": ["program.hours"],
        "parameters": ["length.weeks_below"],
        "sentences": {"met": "Yes."},
    } | changed
    return {key: value for key, value in whole.items() if value is not None}


def build(federal: dict[str, Any], state: dict[str, Any] | None = None, rules: tuple[str, ...] = ("sample",)) -> Any:
    return criteria.build(federal, state or {}, rules, {"length.weeks_below"})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"cite": None}, "criterion sample has no `cite`"),
        ({"cite": "  "}, "criterion sample: `cite` is empty"),
        ({"asks": 3}, "`asks` must be a text"),
        ({"reads": "program.hours"}, "`reads` must be a list of texts"),
        ({"reads": ["program.hours", 3]}, "`reads` must be a list of texts"),
        ({"reads": ["program.hours", "program.hours"]}, "`reads` says the same twice"),
        ({"reads": ["program.colour"]}, "names the fact 'program.colour', which does not exist"),
        ({"parameters": ["length.feet"]}, "names the parameter 'length.feet', which does not exist"),
        ({"decided_by": "dice"}, '`decided_by` is "rule" or "reviewer"'),
        ({"decided_by": "reviewer"}, "needs a sentence `needs_review`"),
        ({"sentences": {"met": ""}}, "the sentence `met` is empty"),
        ({"sentences": {"met": 3}}, "the sentence `met` is empty"),
        ({"colour": "red"}, "nothing reads `colour`"),
        ({"id": "other"}, "nothing reads `id`"),
    ],
)
def test_a_block_with_a_fault_is_refused_by_name(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(LawError) as refused:
        build({"sample": block(**changed)})
    assert words in str(refused.value)


def test_a_rule_without_a_function_and_a_function_without_a_rule_are_refused() -> None:
    with pytest.raises(LawError, match="criterion sample is decided by a rule, and there is no function for it"):
        build({"sample": block()}, rules=())
    with pytest.raises(LawError, match="There is a function for other"):
        build({"sample": block()}, rules=("sample", "other"))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"sample": {"off": True}}, "criterion sample: a State may not set `off`"),
        ({"sample": {"cite": "nowhere"}}, "a State may not set `cite`"),
        ({"sample": {"decided_by": "reviewer"}}, "a State may not set `decided_by`"),
        ({"sample": {"sentences": {"meet": "Yes."}}}, "no rule says the sentence `meet`"),
        ({"more": block()}, "criterion more: a State adds only what a reviewer decides"),
    ],
)
def test_a_state_may_not_take_out_or_rewire_a_federal_criterion(state: dict[str, Any], words: str) -> None:
    with pytest.raises(LawError) as refused:
        build({"sample": block()}, state)
    assert words in str(refused.value)


def test_a_state_may_add_its_source_its_words_and_a_question_for_a_reviewer() -> None:
    more = block(decided_by="reviewer", sentences={"needs_review": "Somebody decides."})
    own = {"sample": {"state_cite": "Fictive Rule 1", "sentences": {"met": "Indeed."}}, "more": more}
    found = build({"sample": block()}, own)
    assert list(found) == ["sample", "more"]
    assert found["sample"].citation == "34 CFR 690.92; Fictive Rule 1"
    assert found["sample"].sentences["met"] == "Indeed."


def test_a_state_without_a_folder_is_refused_by_name() -> None:
    with pytest.raises(LawError, match="There is no State profile 'zz'; there are ms, xx"):
        register("zz")
