"""A decided rate is computed again from what it refers to: the same records, wages and method give the same value."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from magnolia.portal.actions.verifying import verify
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.models import OutcomeResult

from .bring import declare_everywhere, it_is, on
from .handed_in import approved, computed, shown, some
from .rated import signed_off

AT = on("2028-05-02")
LATER = on("2028-09-10")


def told(*words):
    """What the command says, and its exit status."""
    out = StringIO()
    try:
        call_command("recompute_rates", *words, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), ended.code
    return out.getvalue(), 0


@pytest.mark.row("RATE-JOB-11")
def test_the_run_made_again_from_its_inputs_has_the_counts_that_were_decided_on_and_another_run_has_not(
    ms, settings, tmp_path
):
    it_is(settings, AT)
    application = approved(ms, LINEWORKER)
    declare_everywhere(ms.reviewer, AT)
    people, wages = some(14, 6)
    result = shown(ms, application, computed(tmp_path / "run", people, wages), AT)["placement"]
    it_is(settings, LATER)
    verify.decide(signed_off(result, ms.reviewer, LATER), by=ms.reviewer, at=LATER)
    assert result.decisions.get().outcome == "met"
    again = computed(tmp_path / "again", people, wages)
    assert told("--run", str(again.out)) == ("Rates computed again: 1, different: 0.\n", 0)
    assert told("--case", application.number) == ("Rates computed again: 1, different: 0.\n", 0)
    fewer = computed(tmp_path / "fewer", *some(13, 7))
    said, status = told("--run", str(fewer.out))
    assert (said, status) == ("Rates computed again: 0, different: 0.\n", 0)  # no rate on record is of this run
    OutcomeResult.objects.filter(pk=result.pk).update(numerator=13)
    said, status = told("--run", str(again.out))
    assert status == 1
    assert f"{application.number}, 2026-2027, placement: numerator: the run says 14, the record 13." in said
    assert "Computed again, the outcome is not_met, not met." in said


def test_a_folder_without_a_run_is_named_and_nothing_is_computed(ms, tmp_path):
    from magnolia.portal.management.plain import WrongCall

    with pytest.raises(WrongCall, match="holds no rates.csv"):
        call_command("recompute_rates", "--run", str(tmp_path))
