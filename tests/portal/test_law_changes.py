"""Numbers of the law change from a day on, by two persons, with a source; what was decided keeps its number."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from magnolia.policy.form import form
from magnolia.policy.registers import review
from magnolia.portal.actions import law
from magnolia.portal.actions.applying import apply, filing
from magnolia.portal.actions.keeping import amend
from magnolia.portal.actions.moves import Refused
from magnolia.portal.demo.programs import LINEWORKER, parts
from magnolia.portal.demo.rounds import publish_round
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.models import Amendment, Application, Cycle
from tests.portal.bring import it_is, on, send, words
from tests.portal.changes_of_law import tried

CEILING = {
    "do": "propose",
    "parameter": "length.clock_hours_below",
    "layer": "federal",
    "starts": "2027-07-01",
    "value": "700",
    "cite": "Fictive Fed. Reg. 1 of 2027",
}
EARLY = {
    "do": "propose",
    "parameter": "award_year.early_implementation_from",
    "layer": "federal",
    "starts": "2026-08-03",
    "value": "2025",
    "cite": "Fictive federal notice of early implementation",
}


def two_persons(ms, enter, change):
    """Propose on the page as one administrator and adopt on the page as the other."""
    assert enter(ms.administrator).post(reverse("law_changes"), change).status_code == 302
    row = Amendment.objects.latest("starts")
    tried()
    assert send(enter(ms.second_administrator), reverse("law_changes"), row, do="adopt", pk=row.pk).status_code == 302
    assert row.state == "adopted"


def filed(application):
    found = filing.latest(application)
    assert found is not None
    return found


def length(application):
    return next(row for row in filed(application).findings if row["criterion"] == "program.length")


def sent_in(ms, day, award_year=2026):
    """A request of 650 clock hours, sent in on the day to the cycle of an award year."""
    hours = {"hours": Decimal(650), "hour_parts": parts(safety_and_theory=250, line_construction_lab=400)}
    way = walk(ms, "attestation", on("2027-06-25"), LINEWORKER | hours | {"award_year": award_year})
    way.at = on(day, 9)
    way.submitted()
    return way.application


@pytest.mark.row("SCOPE-03")
def test_a_ceiling_changed_from_a_day_on_judges_by_the_day_and_leaves_decisions_as_they_were(ms, enter, settings):
    earlier = bring(ms, "denied", on("2026-09-01"))
    two_persons(ms, enter, CEILING)
    before = sent_in(ms, "2027-06-30")
    publish_round(
        "ms",
        "2027-2028",
        on("2027-07-01", 8),
        on("2027-12-01"),
        by=ms.director,
        at=on("2027-07-01", 7),
        award_year=2027,
    )
    after = sent_in(ms, "2027-07-01", 2027)
    assert length(before)["outcome"] == "not_met"
    assert "fewer than 600" in length(before)["message"]
    assert length(after)["outcome"] == "met"
    assert "Fictive Fed. Reg. 1 of 2027" in length(after)["citation"]
    it_is(settings, on("2027-07-02"))
    assert "fewer than 600" in length(earlier)["message"]
    now = next(
        f
        for f in filing.findings_now(earlier, filing.judged_on(earlier, on("2027-07-02").date()))
        if f.criterion == "program.length"
    )
    assert "fewer than 600" in now.message
    kept = json.loads(filed(earlier).law.text)["parameters"]["length.clock_hours_below"]
    assert (kept["value"], kept["by"]) == ("600", "submission")
    record = words(enter(ms.auditor).get(reverse("record", args=[earlier.pk])))
    assert "fewer than 600" in record
    assert "fewer than 700" not in record
    assert "700 clock hours" in words(enter(ms.auditor).get(reverse("criteria", args=["ms"])))


@pytest.mark.row("SCOPE-03")
def test_a_filing_keeps_numbers_with_day_and_source_and_the_words_that_were_asked_declared_and_judged(ms):
    sent = filed(bring(ms, "submitted", on("2026-08-20")))
    kept = json.loads(sent.law.text)
    assert kept["parameters"].keys() >= {"length.clock_hours_below", "length.clock_hours_at_least"}
    for number in kept["parameters"].values():
        assert number["value"]
        assert number["cite"].strip()
        assert date.fromisoformat(number["from"]) <= sent.judged_on
    register, words_of = review("ms"), form("ms")
    assert {name: q["asks"] for name, q in kept["criteria"].items()} == {
        name: q.asks for name, q in register.questions.items()
    }
    assert {name: d["says"] for name, d in kept["declarations"].items()} == {
        name: d.says for name, d in register.declarations.items()
    }
    assert {words_of.questions[name].label for name in words_of.questions} <= set(kept["form"].values())
    assert sent.law.hash == hashlib.sha256(sent.law.text.encode()).hexdigest()  # the version is its content


@pytest.mark.row("SCOPE-03")
@pytest.mark.parametrize(
    ("left_out", "sentence"), [("starts", "First day: Fill this in."), ("cite", "Source: Fill this in.")]
)
def test_a_change_without_its_day_or_its_source_is_refused(ms, enter, left_out, sentence):
    answer = enter(ms.administrator).post(reverse("law_changes"), CEILING | {left_out: ""})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'value="700"' in answer.content.decode()
    assert 'data-default-value="length.clock_hours_below"' in answer.content.decode()  # the list to type in shows it
    with pytest.raises(Refused, match=r"day|source"):
        amend.propose(
            "ms",
            key_=CEILING["parameter"],
            layer="federal",
            starts=None if left_out == "starts" else on("2027-07-01").date(),
            value="700",
            cite=" " if left_out == "cite" else "Fictive Fed. Reg. 1 of 2027",
            by=ms.administrator,
            at=on("2026-08-03"),
        )
    assert not Amendment.objects.exists()


@pytest.mark.row("SCOPE-01")
def test_an_earlier_award_year_is_taken_only_with_early_implementation_switched_on(ms, enter, at):
    client, new = enter(ms.preparer), reverse("application_new")
    asked = {"institution": ms.organisations["college"].pk, "award_year": "2025-2026", "program_name": "Lineworker"}
    answer = client.post(new, asked)
    assert answer.status_code == 422
    assert "2025-2026 is too early: the earliest award year accepted is 2026-2027." in words(answer)
    assert not Application.objects.exists()
    uncited = enter(ms.administrator).post(reverse("law_changes"), EARLY | {"cite": " "})
    assert uncited.status_code == 422
    assert "Source: Fill this in." in words(uncited)
    switch: dict[str, Any] = {
        "key_": EARLY["parameter"],
        "layer": "federal",
        "starts": on("2026-08-03").date(),
        "value": "2025",
    }
    with pytest.raises(Refused, match="A change needs its source"):
        amend.propose("ms", **switch, cite=" ", by=ms.administrator, at=at)
    two_persons(ms, enter, EARLY)
    assert client.post(new, asked).status_code == 302
    assert Application.objects.get().award_year == 2025
    assert client.post(new, asked | {"award_year": "2026-2027"}).status_code == 302
    with pytest.raises(Refused, match="earliest award year accepted is 2025-2026"):
        apply.open_application(ms.organisations["college"], 2024, by=ms.preparer, at=at)


@pytest.mark.row("SCOPE-01")
def test_award_year_2026_2027_is_taken_outright_and_without_one_the_earliest_is_named(ms, enter, at):
    client, new = enter(ms.preparer), reverse("application_new")
    asked = {"institution": ms.organisations["college"].pk, "program_name": "Lineworker"}
    for none in ({}, {"award_year": ""}, {"award_year": " "}):
        answer = client.post(new, asked | none)
        assert answer.status_code == 422
        assert "The earliest accepted is 2026-2027." in words(answer)
    with pytest.raises(Refused, match="earliest is 2026-2027"):
        apply.open_application(ms.organisations["college"], 0, by=ms.preparer, at=at)
    assert client.post(new, asked | {"award_year": "2026-2027"}).status_code == 302
    application = Application.objects.get()
    assert application.award_year == 2026
    assert "Award year 2026-2027" in words(client.get(reverse("case", args=[application.pk])))


@pytest.mark.row("SCOPE-01")
def test_cycle_application_and_certified_program_each_belong_to_one_award_year(ms, enter, client):
    director, pages = enter(ms.director), reverse("cycles")
    early = director.post(pages, {"name": "Too early", "award_year": "2025-2026"})
    assert early.status_code == 422
    assert "the earliest award year accepted is 2026-2027" in words(early)
    assert not Cycle.objects.filter(award_year__lt=2026).exists()
    assert "Award year 2026-2027" in words(director.get(pages))
    certified = bring(ms, "certified", on("2026-08-04"))
    assert certified.cycle is not None
    assert certified.cycle.award_year == certified.award_year == 2026
    posted = reverse("program", args=["ms", certified.number])
    assert "First award year 2026-2027" in words(client.get(posted))


def test_nobody_adopts_their_own_proposal(ms, enter):
    client = enter(ms.administrator)
    client.post(reverse("law_changes"), CEILING)
    row = Amendment.objects.get()
    answer = client.post(reverse("law_changes"), {"do": "adopt", "pk": row.pk, "seen": row.version}, follow=True)
    assert "must be done by another person" in words(answer)
    assert "A second administrator decides." in words(answer)
    row.refresh_from_db()
    assert row.state == "proposed"
    assert law.value("ms", row.key, on("2027-08-01").date()).value == 600


def test_a_rejected_proposal_keeps_its_reason_and_changes_nothing(ms, enter):
    enter(ms.administrator).post(reverse("law_changes"), CEILING)
    row = Amendment.objects.get()
    client = enter(ms.second_administrator)
    assert "Reject a proposal" in words(client.get(reverse("law_changes"), {"pk": row.pk}))
    assert send(client, reverse("law_changes"), row, do="reject", pk=row.pk, reason=" ").status_code == 422
    assert send(client, reverse("law_changes"), row, do="reject", pk=row.pk, reason="Not final").status_code == 302
    assert row.state == "rejected"
    assert law.value("ms", row.key, on("2027-08-01").date()).value == 600


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"layer": "state", "value": "700"}, "would widen federal law"),
        ({"value": "many"}, "“many” is not a number."),
        ({"parameter": "no.such.number"}, "Number: Choose one from the list."),
        ({"layer": "county"}, "Whose number changes: Choose one from the list."),
        ({"parameter": "correction.business_days"}, "federal law does not set it"),
        ({"value": "7" * 61}, "at most 60 characters"),
    ],
)
def test_a_change_the_law_does_not_allow_gets_one_sentence(ms, enter, change, sentence):
    answer = enter(ms.administrator).post(reverse("law_changes"), CEILING | change)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Amendment.objects.exists()


def test_a_state_may_narrow_a_federal_number(ms, enter):
    two_persons(ms, enter, CEILING | {"layer": "state", "value": "550"})
    assert law.value("ms", "length.clock_hours_below", on("2027-07-01").date()).value == 550
    assert law.value("xx", "length.clock_hours_below", on("2027-07-01").date()).value != 550


def test_the_page_lists_every_number_with_its_source_and_what_nobody_confirmed(ms, enter):
    shown = words(enter(ms.auditor).get(reverse("law_changes")))
    for parameter in law.parameters("ms").values():
        assert parameter.means in shown
        assert parameter.on(on("2026-08-03").date()).cite in shown
    assert "default, not policy" in shown
    assert "Propose a change" not in shown


def test_another_states_administrator_neither_sees_nor_decides_a_proposal(ms, xx, enter):
    enter(ms.administrator).post(reverse("law_changes"), CEILING)
    row = Amendment.objects.get()
    client = enter(xx.administrator)
    assert "Fictive Fed. Reg." not in words(client.get(reverse("law_changes")))
    assert send(client, reverse("law_changes"), row, do="adopt", pk=row.pk).status_code == 404
    assert client.post(reverse("law_changes"), {"do": "adopt", "pk": "not-an-id"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (
            {"layer": "", "starts": "2026-08-02", "value": "many", "cite": ""},
            (
                "Whose number changes: Choose an answer.",
                "First day: A change counts from a day that has not passed",
                "New value: “many” is not a number.",
                "Source: Fill this in.",
            ),
        ),
        (
            {"layer": "state", "value": "700", "cite": ""},
            ("New value: length.clock_hours_below: a State may only lower", "Source: Fill this in."),
        ),
        (
            {"parameter": "correction.business_days", "value": "soon", "starts": ""},
            (
                "federal law does not set it",
                "First day: Fill this in.",
                "New value: “soon” is not a number.",
            ),
        ),
    ],
)
def test_one_sending_of_a_proposal_names_every_fault_at_its_field(ms, enter, change, sentences):
    answer = enter(ms.administrator).post(reverse("law_changes"), CEILING | change)
    assert answer.status_code == 422
    html = answer.content.decode()
    summary = html.partition("data-error-summary")[2].partition("</ul>")[0]
    assert summary.count("<li>") == len(sentences)
    called = {"New value": "value", "Source": "cite", "First day": "starts"}
    for sentence in sentences:
        assert sentence in words(answer)
        field = called.get(sentence.partition(":")[0], "layer")
        assert f'id="id_{field}_error"' in html
    assert not Amendment.objects.exists()


def test_the_first_day_of_a_change_is_today_at_the_earliest(ms, enter):
    page_of_it, client = reverse("law_changes"), enter(ms.administrator)
    assert client.post(page_of_it, CEILING | {"starts": "2026-08-02"}).status_code == 422
    assert client.post(page_of_it, CEILING | {"starts": "2026-08-03"}).status_code == 302
