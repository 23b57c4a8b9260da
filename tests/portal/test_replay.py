"""A determination is recomputed from its record; a rule that answers otherwise and an altered record are told apart."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from magnolia.policy.answers import says
from magnolia.policy.rules import RULES
from magnolia.portal.actions.applying import filing
from magnolia.portal.actions.publishing import program_changes
from magnolia.portal.actions.recording import replay
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Amendment, Application, Approval, Filing, LawText, ProgramChange
from magnolia.portal.triggers import install
from tests.portal.bring import on
from tests.portal.changes_of_law import adopted, narrower, proposed

Told = tuple[int, list[str]]


@pytest.fixture
def case(ms) -> Application:
    """A denied case."""
    return bring(ms, "denied", on("2026-09-01"))


@pytest.fixture
def command(capsys) -> Callable[..., Told]:
    """Runs the command: its exit status and its lines."""

    def run(*asked: str) -> Told:
        capsys.readouterr()
        status = 0
        try:
            call_command("replay", *asked)
        except SystemExit as stopped:
            status = int(str(stopped.code))
        return status, capsys.readouterr().out.splitlines()

    return run


def past_the_triggers(model: Any, pk: Any, trigger: str = "fixed", **columns: Any) -> None:
    """Change a row as someone who owns the database can: the triggers are off while they do it."""
    lite = connection.vendor == "sqlite"
    off = f"DROP TRIGGER {model._meta.db_table}_{trigger}" if lite else "SET session_replication_role = replica"
    with connection.cursor() as cursor:
        cursor.execute(off)
    model.objects.filter(pk=pk).update(**columns)
    if lite:
        install(connection)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")


def sent(case: Application) -> Filing:
    found = filing.latest(case)
    assert found is not None
    return found


def test_a_record_that_nobody_touched_gives_the_same_findings_again(case, command):
    status, lines = command(case.number)
    assert status == 0, lines
    assert len(lines) == 2
    assert lines[0].startswith(f"{case.number}, filing 1: law of ")
    assert lines[1] == f"Findings recomputed: {len(sent(case).findings)}, different: 0."


def test_a_rule_that_answers_otherwise_now_is_named_with_what_the_record_says_and_what_comes_out(case):
    changed = RULES | {"program.undergraduate": lambda facts, law: says("missing")}
    found = replay.replay(case, replay.today("ms", changed))
    assert not found.same
    (one,) = found.filings[0].differences
    assert (one.why, one.criterion) == ("rule", "program.undergraduate")
    assert "the rule answers otherwise now" in one.sentence
    assert "The record says met: “" in one.sentence
    assert "Now missing: “" in one.sentence
    assert not found.filings[0].altered


def test_a_number_laid_under_a_day_that_was_judged_is_reported_as_the_law(ms, case, command):
    row = proposed(ms, on("2026-09-02"), **narrower("510", "2026-09-10"))
    assert command(case.number)[0] == 0
    # Nobody can adopt a change backwards on a page; somebody who owns the table can move its day.
    past_the_triggers(Amendment, row.pk, trigger="moved", state="adopted", starts="2026-07-01")
    status, lines = command(case.number)
    assert status == 1
    told = [line for line in lines if line.startswith("law: program.length: ")]
    assert len(told) == 1
    assert "fewer than 600 are needed. Met." in told[0]
    assert "Now not_met: “520 clock hours is too long" in told[0]
    assert not [line for line in lines if line.startswith(("rule:", "altered:"))]


def test_an_amendment_from_a_later_day_changes_no_record(ms, case, command):
    adopted(ms, on("2026-09-02"), **narrower("510", "2026-09-10"))
    assert command(case.number)[0] == 0


def test_a_frozen_fact_altered_in_the_table_is_reported_as_altered(case, command):
    row = sent(case)
    facts = json.loads(row.judged_facts)
    facts["program"]["hours"] = 700
    past_the_triggers(Filing, row.pk, judged_facts=json.dumps(facts))
    status, lines = command(case.number)
    assert status == 1
    assert "altered: In filing 1 the facts were altered after it was sent." in lines
    told = [line for line in lines if line.startswith("altered: program.length: after the alteration.")]
    assert len(told) == 1
    assert "Now not_met: “700 clock hours" in told[0]
    assert not [line for line in lines if line.startswith(("rule:", "law:"))]


@pytest.mark.parametrize(
    ("column", "change", "told"),
    [
        ("facts", lambda old: old | {"summary": "Other words"}, "the answers were altered"),
        ("documents", lambda old: old[1:], "the list of documents was altered"),
        ("findings", lambda old: [row | {"outcome": "met"} for row in old], "the findings were altered"),
        ("code_version", lambda old: "9.9", "the day or version of the law, or the version of the code, was altered"),
    ],
)
def test_each_part_of_a_filing_is_held_against_the_chain(case, command, column, change, told):
    row = sent(case)
    past_the_triggers(Filing, row.pk, **{column: change(getattr(row, column))})
    status, lines = command(case.number)
    assert status == 1
    assert any(line.startswith("altered: In filing 1 ") and told in line for line in lines)


def test_an_altered_law_text_and_an_altered_chain_are_reported(case, command):
    law = sent(case).law
    past_the_triggers(LawText, law.pk, text=law.text.replace('"600"', '"500"'))
    status, lines = command(case.number)
    assert status == 1
    assert "altered: The text of the law it was judged under was altered." in lines
    past_the_triggers(LawText, law.pk, text=law.text)
    event = case.case.events.get(seq=2)
    past_the_triggers(type(event), event.pk, role="governor")
    status, lines = command(case.number)
    assert status == 1
    assert f"altered: Case {case.number}: event 2 was altered." in lines


def test_an_older_filing_without_frozen_facts_is_recomputed_from_its_answers_and_says_so(case, command):
    row, text = sent(case), sent(case).event.text
    past_the_triggers(Filing, row.pk, judged_facts="", held_on=None)
    said = json.loads(text.text)
    del said["filing"]
    past_the_triggers(type(text), text.pk, text=json.dumps(said))
    status, lines = command(case.number)
    assert any("Filed before facts were frozen as the rules read them" in line for line in lines)
    assert any("Filed before filings were sealed" in line for line in lines)
    assert lines[-1] == f"Findings recomputed: {len(row.findings)}, different: 0."
    # Only the event's own text, which this test changed, is held against the chain.
    assert [line for line in lines if line.startswith("altered:")] == [
        f"altered: Case {case.number}: the text of event {row.event.seq} was altered."
    ]
    past_the_triggers(Filing, row.pk, facts=row.facts | {"hours": "700.00"})
    assert any("not those that were signed" in line for line in command(case.number)[1])
    assert status == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["MS-0000"], "There is no case 'MS-0000'."),
        ([], "one of the arguments"),
        (["--all", "--jurisdiction", "zz"], "There is no State 'zz'"),
        (["MS-1", "--jurisdiction", "ms"], "--jurisdiction goes with --all"),
    ],
)
def test_a_wrong_call_gets_one_line_and_status_2(db, asked, told):
    with pytest.raises(CommandError) as refused:
        call_command("replay", *asked)
    assert refused.value.returncode == 2
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_draft_has_nothing_to_recompute(ms, at):
    draft = bring(ms, "draft", at)
    with pytest.raises(CommandError, match="never sent in") as refused:
        call_command("replay", draft.number)
    assert refused.value.returncode == 2


def test_all_determined_cases_are_gone_through_with_a_summary(ms, case, command):
    other = bring(ms, "certified", on("2026-09-01"))
    bring(ms, "submitted", on("2026-09-01"))
    count = len(sent(case).findings) + len(sent(other).findings)
    status, lines = command("--all")
    assert (status, lines) == (
        0,
        [
            f"Recomputed: cases 2, findings {count}. Altered records: 0. "
            "Cases in which a rule or the law answers otherwise now: 0."
        ],
    )
    row = sent(other)
    past_the_triggers(Filing, row.pk, code_version="9.9")
    status, lines = command("--all", "--jurisdiction", "ms")
    assert status == 1
    assert lines[-1].startswith("Recomputed: cases 2,")
    assert "Altered records: 1." in lines[-1]
    assert any(line.startswith(f"{other.number}, filing 1:") for line in lines)
    assert not any(case.number in line for line in lines)


def test_a_changed_program_is_recomputed_from_its_new_filing(ms, command):
    approved = bring(ms, "certified", on("2026-08-20"))
    approval = Approval.objects.get()
    program_changes.file(
        approval,
        {"hours": "480"},
        reason="Two units were joined.",
        reference="Catalog 2026, page 3",
        signed_name="Morgan Example",
        signed_title="Vice president",
        by=ms.official,
        at=on("2026-10-01"),
    )
    program_changes.decide(ProgramChange.objects.get(), "accept", by=ms.director, at=on("2026-10-02"))
    status, lines = command(approved.number)
    assert status == 0, lines
    assert any(line.startswith(f"{approved.number}, filing 2:") for line in lines)


@pytest.mark.parametrize("asked", [["replay"], ["replay", "--no-such"], ["law", "import"], ["law", "export"]])
def test_at_the_command_line_a_wrong_call_is_one_line_on_standard_error(asked):
    done = subprocess.run(
        [sys.executable, "-m", "magnolia", "manage", *asked], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"magnolia manage {asked[0]}: ")
    assert done.stderr.count("\n") == 1
