"""Amendments travel as a file in the schema of a State's parameters; the command lays them over the law."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from magnolia.policy.amendment_files import read_amendments, written
from magnolia.policy.glossary import Reworded, Wording
from magnolia.policy.layers import LawError
from magnolia.policy.parameters import Amendment, load_parameters

ROOT = Path(__file__).resolve().parents[2]
CEILING = Amendment("length.clock_hours_below", date(2027, 7, 1), 700, "Fictive Fed. Reg. 1 of 2027", "federal")
HEAD = 'jurisdiction = "ms"\n'
GOOD = '[length.clock_hours_below]\nvalues = [{ from = 2027-07-01, value = 700, cite = "x", layer = "federal" }]\n'


@pytest.fixture
def law(tmp_path) -> Path:
    return tmp_path / "ms.toml"


def asked(file: Path, place: Path | str, on: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "magnolia", "check", str(file), "--on", on, *words]
    return subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"MAGNOLIA_LAW": str(place), "PATH": ""},
    )


def test_what_is_written_is_read_again_whatever_stands_in_it(law):
    changes = (
        Amendment("a.b", date(2027, 1, 1), Decimal("0.70"), 'Order "7" \\ of\tthe Board\x7f', "state"),
        Amendment("a.b", date(2027, 1, 1), 3, "Zoë’s order", "state", "default, not policy", "Kim, 3 May 2027"),
        Amendment("c", date(2027, 2, 1), True, "x", "federal"),
        Amendment("d", date(2027, 2, 1), date(2028, 1, 1), "x"),
        Amendment("e", date(2027, 2, 1), "quarterly", "x"),
    )
    law.write_text(written("ms", changes), encoding="utf-8")
    assert read_amendments(str(law), "ms") == changes
    assert read_amendments(str(law.parent), "ms") == changes
    assert read_amendments(str(law.parent), "xx") == ()


def test_check_judges_by_the_amended_number_from_its_day_on_and_by_the_old_one_before(program, file, law):
    program["program"] |= {"hours": 650}
    file.write_text(json.dumps(program))
    law.write_text(written("ms", [CEILING]))
    for place in (law, law.parent):
        before, after = (asked(file, place, on, "--json") for on in ("2027-06-30", "2027-07-01"))
        assert (before.returncode, after.returncode) == (1, 0)
        told = [{row["criterion"]: row for row in json.loads(done.stdout)["findings"]} for done in (before, after)]
        assert told[0]["program.length"]["outcome"] == "not_met"
        assert told[1]["program.length"]["outcome"] == "met"
        assert "Fictive Fed. Reg. 1 of 2027" in told[1]["program.length"]["citation"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[", "is no TOML"),
        (GOOD, "does not say whose it is"),
        (HEAD.replace("ms", "xx") + GOOD, "cannot amend the law of 'ms': the file is that of 'xx'"),
        (HEAD + GOOD.replace("from = 2027-07-01", 'from = "2027-07-01"'), "`from` must be a date"),
        (HEAD + GOOD.replace(", value = 700", ""), "`value` is missing"),
        (HEAD + GOOD.replace(', cite = "x"', ""), "needs its source"),
        (HEAD + GOOD.replace('"federal"', '"county"'), "not 'county'"),
        (HEAD + GOOD.replace("layer", "lair"), "nothing reads `lair`"),
        (HEAD + GOOD.replace('"x"', '"x", standing = "rumor"'), "the standing of a value is one of"),
        (HEAD + GOOD.replace("clock_hours_below", "no_such"), "There is no parameter 'length.no_such'"),
        (HEAD + GOOD + 'means = "Mine"\n', "may have `values` alone"),
        (HEAD + GOOD.replace('layer = "federal"', 'layer = "state"'), "would widen federal law"),
        (HEAD + GOOD.replace("700", '"many"'), "its values are of different kinds"),
        (HEAD + "hours = 3\n", "neither a parameter nor a group"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_one_line(program, file, law, text, told):
    file.write_text(json.dumps(program))
    law.write_text(text)
    done = asked(file, law, "2027-08-01")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert told in done.stderr


def test_a_place_that_is_not_there_is_named(program, file, tmp_path):
    file.write_text(json.dumps(program))
    done = asked(file, tmp_path / "gone.toml", "2027-08-01")
    assert done.returncode == 2
    assert "No such file or directory" in done.stderr
    assert "gone.toml" in done.stderr


def test_a_number_without_a_value_on_the_day_is_an_error_that_names_both_and_no_default(program, file, law):
    file.write_text(json.dumps(program))
    done = asked(file, law.parent, "2026-06-30")
    assert (done.returncode, done.stdout) == (2, "")
    assert "The law gives no value for" in done.stderr
    assert "June 30, 2026" in done.stderr


def test_an_amendment_says_whether_it_is_policy_and_who_confirmed_it():
    change = Amendment(CEILING.key, CEILING.starts, 700, "x", "federal", "default, not policy", "Kim, 3 May 2027")
    value = load_parameters("ms", [change])[CEILING.key].on(date(2027, 7, 1))
    assert (value.standing, value.confirmed) == ("default, not policy", "Kim, 3 May 2027")
    with pytest.raises(LawError, match="standing"):
        load_parameters("ms", [Amendment(CEILING.key, CEILING.starts, 700, "x", "federal", "rumor")])


def test_check_reads_a_file_with_words_too_and_refuses_one_whose_words_fit_no_term(program, file, law):
    file.write_text(json.dumps(program))
    sound = Reworded("appeal", Wording(date(2027, 7, 1), "Ask the {agency}.", "Notice 1"))
    law.write_text(written("ms", [CEILING], [sound]))
    for place in (law, law.parent):
        assert asked(file, place, "2027-07-01").returncode == 0
    for wrong, told in (
        (Reworded("apeal", sound.wording), "There is no term 'apeal' in the glossary."),
        (Reworded("appeal", Wording(date(2027, 7, 1), " ", "x")), "A wording needs its words and its source."),
        (Reworded("appeal", Wording(date(2027, 7, 1), "In {no.number} days.", "x")), "which does not exist"),
    ):
        law.write_text(written("ms", [], [wrong]))
        done = asked(file, law, "2027-07-01")
        assert done.returncode == 2
        assert told in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert done.stdout == ""
