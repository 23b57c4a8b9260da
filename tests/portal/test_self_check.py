"""The public self-check: the same rules as `magnolia check`, without an account, and from there into a draft."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from magnolia.cli import main
from magnolia.policy.criteria import register
from magnolia.policy.self_check import self_check
from magnolia.portal import clock
from magnolia.portal.models import Application, CopiedAnswer, Event

from .bring import words
from .filling import TYPED

WHOLE: dict[str, dict[str, Any]] = {
    "institution": {
        "sc_institution": "Fictive Delta College",
        "opeid": "00990100",
        "sc_state": "MS",
        "sc_title_iv": "yes",
    },
    "standing": {"sc_actions_any": "no", "sc_failed_any": "no"},
    "need": {"sc_listed": "yes", "sc_list_version": "January 2026", "sc_listed_socs": "51-4121"},
    "design": {
        "design_evidence-rows": "1",
        "design_evidence-0-kind": "advisory",
        "design_evidence-0-document": "Minutes of the practice council",
    },
    "credit": {"credit-0-document": "Agreement of August 2025"},
}


def at(name: str, *more: str) -> str:
    return reverse(name, args=["ms", *more])


def answer(client: Client, page: str, **typed: Any) -> Any:
    return client.post(at("self_check_page", page), {"do": "next", **typed})


def answer_all(client: Client, **other: dict[str, Any]) -> None:
    """Every page as a welding program of 320 hours and 10 weeks; `other` replaces answers of a page."""
    form = self_check("ms").form
    for page in form.groups:
        names = {name for name, _ in form.places_of(page)}
        typed = {name: value for name, value in TYPED.items() if name.split("-")[0] in names}
        typed |= WHOLE.get(page, {}) | other.get(page, {})
        if page == "employers":
            typed |= {f"employers-{n}-owner": f"Owner {n}" for n in range(3)}
        said = answer(client, page, **typed)
        assert said.status_code == 302
        assert said["Location"] != at("self_check_page", page), page


def outcomes(client: Client) -> dict[str, tuple[str, str]]:
    """Outcome and sentence by criterion, as the page of findings shows them."""
    context = client.get(at("self_check_findings")).context["told"]
    found = {line.id: (outcome, line.message) for outcome, _, _, _, lines in context.groups for line in lines}
    return found | {line.id: ("later", line.message) for line in context.later}


@pytest.mark.django_db
def test_a_visitor_without_an_account_sees_every_finding_with_its_numbers_its_source_and_its_criterion():
    client = Client()
    answer_all(client)
    found = outcomes(client)
    html = client.get(at("self_check_findings")).content.decode()
    assert len(found) == len(register("ms"))
    assert {name for name, (outcome, _) in found.items() if outcome in ("not_met", "missing")} == set()
    assert "10 weeks of instruction: at least 8 and fewer than 15 are needed. Met." in html
    assert "34 CFR 690.92" in html
    assert f'href="{at("criteria")}#q-length"' in html
    assert "Nothing about a person is asked here." in html  # the signature comes with the application


@pytest.mark.django_db
def test_missing_is_told_apart_from_not_met_and_from_what_a_reviewer_decides():
    client = Client()
    answer(client, "length", measure="semester", hours="15.5", instructional_weeks="7.9")
    found = outcomes(client)
    assert found["program.weeks"][0] == "not_met"
    assert found["program.weeks"][1].startswith("7.9 weeks of instruction is too short: at least 8 and fewer than 15")
    assert found["program.length"][0] == "needs_review"
    assert found["program.no_remedial"][0] == "missing"
    html = client.get(at("self_check_findings")).content.decode()
    assert "This is not the same as “not met”." in html


@pytest.mark.django_db
def test_the_figures_on_both_sides_of_each_limit_are_tried_by_the_rule_itself():
    client = Client()
    answer(client, "length", measure="clock", hours="320", instructional_weeks="8")
    rows = {asks: each for _, asks, each in client.get(at("self_check_findings")).context["told"].tries}
    length, weeks = (
        [(row["figure"], row["label"]) for row in rows[register("ms")[name].asks]]
        for name in ("program.length", "program.weeks")
    )
    assert weeks == [("7.9", "Not met"), ("8", "Met"), ("14.9", "Met"), ("15", "Not met")]
    assert length == [
        ("149.9", "Not met"),
        ("150", "Met"),
        ("320", "Met"),
        ("599.9", "Met"),
        ("600", "Not met"),
    ]


@pytest.mark.django_db
def test_what_cannot_be_read_is_said_at_its_field_and_in_the_summary_and_nothing_is_lost():
    client = Client()
    said = answer(client, "length", measure="clock", hours="many", instructional_weeks="9")
    assert said["Location"] == at("self_check_page", "length")  # its own address: the way back sends nothing again
    html = client.get(said["Location"]).content.decode()
    assert "data-error-summary" in html
    assert 'href="#id_hours"' in html
    assert 'value="many"' in html
    assert html.count("Type the number of hours in figures, such as 320 or 12.5.") == 2
    assert 'value="9"' in html
    answer(client, "length", measure="clock", hours="320", instructional_weeks="9")
    assert "data-error-summary" not in client.get(at("self_check_page", "length")).content.decode()


@pytest.mark.django_db
def test_answers_that_do_not_go_together_are_said_on_their_page_and_in_the_findings_and_block_no_way():
    client = Client()
    on = answer(client, "results", outcomes_basis="figures", completion_cohort="10", completed_in_time="11")
    assert on["Location"] == at("self_check_findings")
    said = "11 finished in time, and only 10 are in the group. Check both figures."
    assert said in client.get(at("self_check_page", "results")).content.decode()
    assert said in client.get(at("self_check_findings")).content.decode()


@pytest.mark.django_db
def test_answers_stay_in_the_session_alone_run_out_and_can_be_deleted(monkeypatch):
    client = Client()
    before = {model: model.objects.count() for model in (Event, Application)}
    answer(client, "program", program_name="Practice Welding")
    assert Session.objects.count() == 1
    assert {model: model.objects.count() for model in before} == before
    page = client.get(at("self_check"))
    assert "12 hours after your last change" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    late = clock.now() + timedelta(hours=12, seconds=1)
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: late)
        assert "Practice Welding" not in client.get(at("self_check_findings")).content.decode()
    assert "Practice Welding" in client.get(at("self_check_findings")).content.decode()
    client.post(at("self_check"), {"do": "clear"})
    assert Session.objects.count() == 0
    assert "Practice Welding" not in client.get(at("self_check_findings")).content.decode()


@pytest.mark.django_db
def test_the_file_gives_the_command_and_the_page_the_same_findings(tmp_path, capsys):
    client = Client()
    answer_all(client, length={"instructional_weeks": "7.9"})
    file = client.get(at("self_check_file"))
    path = tmp_path / "facts.json"
    path.write_bytes(file.content)
    on = file["Content-Disposition"][-16:-6]
    assert main(["check", str(path), "--on", on, "--json"]) == 1
    of_command = json.loads(capsys.readouterr().out)["findings"]
    mine = outcomes(client)
    for row in of_command:
        shown, message = mine[row["criterion"]]
        assert (row["outcome"], row["message"]) == ("missing" if shown == "later" else shown, message)

    other = Client()
    sent = other.post(at("self_check"), {"do": "upload", "file": SimpleUploadedFile("facts.json", file.content)})
    assert sent.status_code == 302
    assert outcomes(other) == mine
    assert other.get(at("self_check_file")).content == file.content


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_refused_with_its_place_and_changes_nothing():
    client = Client()
    answer(client, "program", program_name="Practice Welding")
    broken = b'{"institution": {"name": "X"}, "program": {"name": "Y", "hours": "long"}}'
    said = client.post(at("self_check"), {"do": "upload", "file": SimpleUploadedFile("facts.json", broken)})
    assert said.status_code == 422
    assert "program.hours: must be a number, not a text" in said.content.decode()
    assert "Practice Welding" in client.get(at("self_check_findings")).content.decode()


def test_answers_are_carried_into_a_draft_after_the_sign_in_each_marked_and_what_does_not_fit_is_listed(ms):
    client = Client()
    answer_all(client)
    to = client.get(at("self_check_carry"))
    assert to.status_code == 302
    assert at("self_check_carry") in unquote(to["Location"])
    client.force_login(ms.people["preparer"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(at("self_check_carry"))
    assert "The State’s records" in page.content.decode() or "The State&#x27;s records" in page.content.decode()
    typed = {"institution": ms.organisations["college"].pk, "award_year": "2026-2027", "key": "once"}
    made = client.post(at("self_check_carry"), typed)
    application = Application.objects.get()
    assert made["Location"] == reverse("copied", args=[application.pk])
    assert application.facts.hours == 320
    assert application.employers.count() == 3
    assert application.program_name == TYPED["program_name"]
    marked = set(CopiedAnswer.objects.filter(application=application).values_list("name", flat=True))
    assert {"hours", "employers", "soc_codes", "tuition", "opeid"} <= marked
    html = client.get(made["Location"]).content.decode()
    waiting = len(marked)
    said = words(client.get(made["Location"]))
    assert f"{waiting} answers carried over from a self-check wait for you. Read them page by page" in said
    assert "Nothing is saved yet" not in said
    after = client.post(made["Location"], {"hours": "on", "sheet": "Program"}, follow=True)
    assert f"Noted. {waiting - 1} more answers wait below." in words(after)
    stopped = words(client.get(reverse("case", args=[application.pk])))
    assert f"{waiting - 1} answers were copied from a self-check, and nobody has gone through them yet" in stopped
    assert "Minutes of the practice council" in html
    assert "Agreement of August 2025" in html
    client.post(at("self_check_carry"), typed)
    assert Application.objects.count() == 1
    assert "hours" in client.get(reverse("part_group", args=[application.pk, "program"])).content.decode()


def test_an_answer_the_institutions_form_refuses_is_listed_with_the_reason(ms):
    client = Client()
    answer(client, "institution", opeid="12345678", sc_title_iv="yes")
    client.force_login(ms.people["preparer"], backend="django.contrib.auth.backends.ModelBackend")
    typed = {"institution": ms.organisations["college"].pk, "award_year": "2026-2027"}
    client.post(at("self_check_carry"), typed)
    html = client.get(reverse("copied", args=[Application.objects.get().pk])).content.decode()
    assert "12345678" in html
    assert "is registered with OPE ID 00990100" in html


@pytest.mark.django_db
def test_a_row_without_its_name_is_kept_and_breaks_nothing():
    client = Client()
    answer(client, "employers", **{"employers-rows": "1", "employers-0-sector": "Energy"})
    answer(
        client, "distance", distance_offered="yes", **{"agreements-rows": "1", "agreements-0-from_day": "2026-01-01"}
    )
    assert client.get(at("self_check_findings")).status_code == 200


@pytest.mark.django_db
def test_an_answer_to_a_choice_can_be_taken_back_and_is_then_missing_again():
    client = Client()
    open_choice = self_check("ms").open
    answer(client, "delivery", correspondence="yes", study_abroad="no", direct_assessment="no")
    answer(client, "length", measure="clock", hours="320", instructional_weeks="10", remedial_hours="0")
    assert outcomes(client)["program.no_excluded_delivery"][0] == "not_met"
    html = client.get(at("self_check_page", "delivery")).content.decode()
    assert html.count(open_choice) == 3
    answer(client, "delivery", correspondence="", study_abroad="no", direct_assessment="no")
    answer(client, "length", measure="", hours="320", instructional_weeks="10", remedial_hours="0")
    kept = client.get(at("self_check_page", "delivery")).context["fields"].plain.initial
    assert (kept.get("correspondence"), kept["study_abroad"]) == (None, False)
    said = words(client.get(at("self_check_findings")))
    assert "Say whether the program includes correspondence courses." in said
    assert "Say in which unit the program measures progress" in said


@pytest.mark.django_db
def test_what_is_missing_is_asked_for_as_the_pages_ask_for_it():
    said = words(Client().get(at("self_check_findings")))
    assert "give the date the program first met the requirements, as the first day of its earliest period." in said
    assert "looks up the occupations (no SOC code is given yet)." in said
    assert not re.search(r"\?\s*\.|\(none\)", said)


@pytest.mark.django_db
def test_every_rule_that_one_figure_can_turn_shows_the_two_figures_between_which_it_turns():
    client = Client()
    answer_all(
        client,
        results={
            "outcomes_basis": "figures",
            "completion_cohort": "57",
            "completed_in_time": "50",
            "placement_cohort": "50",
            "employed": "20",
        },
    )
    answer(client, "arrangement", arrangement="yes", arrangement_organisation="Fictive Yard", ineligible_hours="90")
    answer(client, "cost", tuition="2000", sc_published_earnings="9800", **{"fees-rows": "1", "fees-0-amount": "100"})
    tables = {figure: rows for figure, _, rows in client.get(at("self_check_findings")).context["told"].tries}
    label = self_check("ms").form.label_of
    turns = {
        "completed_in_time": [("39", "Not met"), ("40", "Met"), ("50", "Met")],
        "employed": [("20", "Not met"), ("34", "Not met"), ("35", "Met")],
        "ineligible_hours": [("80", "Met"), ("80.1", "Not met"), ("90", "Not met")],
        "remedial_hours": [("0", "Met"), ("0.1", "A person must look")],
        "tuition": [("$2,000.00", "Met"), ("$9,700.00", "Met"), ("$9,700.01", "Not met")],
    }
    for question, rows in turns.items():
        assert [(row["figure"], row["label"]) for row in tables[label(question)]] == rows, question
