"""Counts of a run come in by the command, checked against what was handed in, and institutions see them first."""

from __future__ import annotations

from django.urls import reverse

from magnolia.cli import main
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import OutcomeResult, OutcomeRun
from tests.outcomes.records import completed, paid
from tests.portal.bring import it_is, on, words
from tests.portal.handed_in import approved, computed, handed_in, loaded, sha256

SPRING = on("2028-05-02")


def publish(made, by, *more):
    try:
        return main(["outcomes", "publish", str(made.out), "--by", by.email, *more])
    except SystemExit as end:
        return int(end.code or 0)


def some(matched, unmatched=0, **changed):
    """Completers, so many with wages in the measured quarter and so many without."""
    people = [completed("2026-11-01", ssn=f"1010{n:05d}", **changed) for n in range(1, matched + unmatched + 1)]
    return people, [paid(ssn=row["ssn"], quarter="2") for row in people[:matched]]


def test_a_run_goes_from_two_files_over_the_command_to_the_preview_of_the_institution(
    ms, settings, tmp_path, enter, capsys
):
    program = approved(ms, WELDING)
    made = computed(tmp_path / "run", *some(14, 6))
    it_is(settings, SPRING)
    handed_in(ms, program, sha256(made.participants), SPRING)
    loaded(ms, sha256(made.wages), SPRING)
    capsys.readouterr()
    assert publish(made, ms.steward) == 0
    assert "Rates shown to their institutions: 2" in capsys.readouterr().out
    assert OutcomeRun.objects.get().number == 1
    assert {row.metric: (row.numerator, row.denominator) for row in OutcomeResult.objects.all()} == {
        "completion": (20, 20), "placement": (14, 20),
    }  # fmt: skip
    said = words(enter(ms.preparer).get(reverse("outcomes", args=[program.pk])))
    assert "14 of 20" in said
