"""The numbers changed in the portal go to the command line, and both judge alike."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from magnolia.cli import main
from magnolia.policy.amendment_files import read_amendments, read_wordings
from magnolia.policy.glossary import glossary, reworded
from magnolia.policy.parameters import MissingParameter
from magnolia.portal.actions import law
from magnolia.portal.actions.applying import filing
from magnolia.portal.demo.programs import LINEWORKER, parts
from magnolia.portal.demo.rounds import publish_round
from magnolia.portal.demo.stages import walk
from tests.portal.bring import on
from tests.portal.changes_of_law import adopted, proposed

CEILING = {
    "key_": "length.clock_hours_below",
    "layer": "federal",
    "starts": date(2027, 7, 1),
    "value": "700",
    "cite": "Fictive Fed. Reg. 1 of 2027",
}


def filed(ms, day: str, award_year: int):
    """A request of 650 clock hours sent in on a day."""
    hours = {"hours": Decimal(650), "hour_parts": parts(safety_and_theory=250, line_construction_lab=400)}
    way = walk(ms, "attestation", on("2027-06-25"), LINEWORKER | hours | {"award_year": award_year})
    way.at = on(day, 9)
    way.submitted()
    sent = filing.latest(way.application)
    assert sent is not None
    return sent


def test_the_portal_and_the_command_judge_alike_before_and_after_an_amendment(ms, tmp_path, capsys, monkeypatch):
    adopted(ms, on("2026-09-02"), **CEILING)
    before = filed(ms, "2027-06-30", 2026)
    opens, ends, at = on("2027-07-01", 8), on("2027-12-01"), on("2027-07-01", 7)
    publish_round("ms", "2027-2028", opens, ends, by=ms.director, at=at, award_year=2027)
    after = filed(ms, "2027-07-01", 2027)
    call_command("law", "export", "--jurisdiction", "ms", "--out", str(tmp_path / "ms.toml"))
    monkeypatch.setenv("MAGNOLIA_LAW", str(tmp_path / "ms.toml"))
    lengths = []
    for sent in (before, after):
        assert (sent.judged_on, sent.held_on) != (None, None)
        file = tmp_path / "program.json"
        file.write_text(sent.judged_facts)
        capsys.readouterr()
        # The file has one day for both; these two filings differ in nothing between their days.
        status = main(["check", str(file), "--on", sent.held_on.isoformat(), "--json"])
        told = json.loads(capsys.readouterr().out)["findings"]
        assert told == sent.findings
        assert status == (1 if any(row["outcome"] in ("not_met", "missing") for row in told) else 0)
        lengths += [row["outcome"] for row in told if row["criterion"] == "program.length"]
    assert lengths == ["not_met", "met"]


def test_the_file_has_the_schema_of_the_parameters_and_only_what_was_adopted(ms, tmp_path, capsys):
    out = tmp_path / "law.toml"
    adopted(ms, on("2026-09-02"), **CEILING)
    adopted(
        ms,
        on("2026-09-02"),
        key_="correction.business_days",
        layer="state",
        starts=date(2026, 9, 10),
        value="12",
        cite="Practice order 3",
        standing="default, not policy",
        confirmed="Kim Imaginary, 1 September 2026",
    )
    proposed(ms, on("2026-09-02"), **CEILING | {"value": "720"})
    call_command("law", "export", "--jurisdiction", "ms", "--out", str(out))
    assert tomllib.loads(out.read_text()) == {
        "jurisdiction": "ms",
        "correction": {
            "business_days": {
                "values": [
                    {
                        "from": date(2026, 9, 10),
                        "value": 12,
                        "cite": "Practice order 3",
                        "standing": "default, not policy",
                        "confirmed": "Kim Imaginary, 1 September 2026",
                    }
                ]
            }
        },
        "length": {
            "clock_hours_below": {
                "values": [
                    {
                        "from": date(2027, 7, 1),
                        "value": 700,
                        "cite": "Fictive Fed. Reg. 1 of 2027",
                        "layer": "federal",
                    }
                ]
            }
        },
    }
    assert sorted(map(str, read_amendments(str(out), "ms"))) == sorted(map(str, law.amendments("ms")))
    capsys.readouterr()
    call_command("law", "export", "--jurisdiction", "ms")
    assert capsys.readouterr().out == out.read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["import", "--jurisdiction", "ms"], "invalid choice: 'import'"),
        (["export"], "--jurisdiction"),
        (["export", "--jurisdiction", "zz"], "There is no State 'zz'"),
        (["export", "--jurisdiction", "ms", "--out", "/no/such/folder/ms.toml"], "No such file or directory"),
    ],
)
def test_a_wrong_call_is_answered_in_one_line(db, words, told):
    with pytest.raises(CommandError) as refused:
        call_command("law", *words)
    assert refused.value.returncode == 2
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_day_before_the_law_is_named_with_the_number_that_is_missing(ms):
    with pytest.raises(MissingParameter, match=r"length\.clock_hours_below .* June 30, 2026"):
        law.value("ms", "length.clock_hours_below", date(2026, 6, 30))


WORDED = {
    "key_": "term:appeal",
    "layer": "state",
    "starts": date(2026, 9, 10),
    "value": "A fictive letter to {agency}.",
    "cite": "Fictive State notice 1 of 2026",
}


def test_a_term_worded_anew_is_in_the_file_and_the_command_reads_it_as_the_portal_does(ms, tmp_path, capsys):
    out = tmp_path / "law.toml"
    adopted(ms, on("2026-09-02"), **CEILING)
    adopted(ms, on("2026-09-02"), **WORDED)
    proposed(ms, on("2026-09-02"), **WORDED | {"value": "Not adopted by anybody."})
    call_command("law", "export", "--jurisdiction", "ms", "--out", str(out))
    assert "2 amendments of ms written to" in capsys.readouterr().out
    assert tomllib.loads(out.read_text())["term"]["appeal"]["wordings"] == [
        {"from": date(2026, 9, 10), "says": "A fictive letter to {agency}.", "cite": "Fictive State notice 1 of 2026"}
    ]
    assert list(read_wordings(str(out), "ms")) == law.wordings("ms")
    assert len(read_amendments(str(out), "ms")) == 1
    read = reworded(glossary("ms"), read_wordings(str(out), "ms"), "ms")
    assert read.terms["appeal"] == law.terms("ms").terms["appeal"]
