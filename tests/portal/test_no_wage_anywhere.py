"""Earnings stay where they are: no page, file, log or mail shows a wage or a number (policy 8.2; DATA-04)."""

from __future__ import annotations

import logging

import pytest
from django.apps import apps
from django.urls import reverse

from magnolia.portal.demo.programs import WELDING
from tests.portal.bring import body, declare_everywhere, it_is, on
from tests.portal.handed_in import approved, brought, computed, handed_in, loaded, sha256, some

SPRING = on("2028-05-02")
# Amounts that nothing else has: of four digits one stands in some pseudonym or hash by chance.
WAGES = ("73911734.17", "73,911,734.17", "73911734", "64802957.29")


@pytest.mark.row("DATA-04")
def test_no_page_file_row_or_log_shows_a_wage_or_a_social_security_number(
    ms, settings, tmp_path, enter, caplog, capsys, django_capture_on_commit_callbacks
):
    it_is(settings, SPRING)
    program = approved(ms, WELDING)
    declare_everywhere(ms.reviewer, SPRING)
    people, wages = some(9, 2)
    for paid, amount in zip(wages, ("73911734.17", "64802957.29", *["73911734.17"] * 7), strict=True):
        paid["wages"] = amount
    made = computed(tmp_path / "run", people, wages)
    handed_in(ms, program, sha256(made.participants), SPRING)
    loaded(ms, sha256(made.wages), SPRING)
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        brought(ms, made, SPRING, people=made.out / "people.parquet")
    row = program.outcome_results.get(metric="placement")
    secrets = [*WAGES, *(each["ssn"] for each in people)]
    case = [reverse(name, args=[program.pk]) for name in ("outcomes", "accountability", "yearly_reports")]
    office = [
        reverse("outcome_runs"), reverse("outcome_run", args=[row.run_id]), reverse("wage_loads"),
        reverse("outcome_result", args=[row.pk]), reverse("outcome_persons", args=[row.pk]),
    ]  # fmt: skip
    public = [reverse("programs", args=["ms"]), reverse("program", args=["ms", program.number]),
              reverse("programs_csv", args=["ms"]), reverse("programs_json", args=["ms"])]  # fmt: skip
    opened = 0
    for person in (ms.preparer, ms.official, ms.reviewer, ms.director, ms.auditor, ms.steward):
        client = enter(person)
        for address in (*case, *office, *public):
            answer = client.get(address)
            opened += answer.status_code == 200
            shown = body(answer).decode()
            assert not [each for each in secrets if each in shown], f"{address} as {person.pk}"
    assert opened > 30
    written = [*map(str, caplog.messages), capsys.readouterr().out]
    stored = [str(value) for model in apps.get_app_config("portal").get_models()
              for value in model._base_manager.values_list()]  # fmt: skip
    kept = (settings.OUTCOMES_FOLDER / f"{row.run_id}.parquet").read_bytes()
    for each in secrets:
        assert not [text for text in (*written, *stored) if each in text]
        assert each.encode() not in kept
    assert "place" in str(kept)  # it is the list of persons that was looked at
