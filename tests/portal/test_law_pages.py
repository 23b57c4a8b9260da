"""The law in the open: agreements on credit, federal matters, appeals, Title IV, and what changed between days."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

import magnolia
from magnolia.policy.layers import jurisdictions
from magnolia.policy.parameters import load_parameters
from magnolia.portal.actions.keeping import amend
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.demo.programs import LINEWORKER, WELDING
from magnolia.portal.models import Deadline, Listing

from .bring import bring, it_is, on, walk, words
from .filling import TYPED, address, fill_group, filled, make, signing
from .filling import send as post

MATTERS = ("Length", "Completion rate", "Job placement rate", "Value-added earnings")
PENDING = "Federal decision pending"


def read(name: str, *more: object, state: str = "ms", **query: str) -> str:
    return words(Client().get(reverse(name, args=[state, *more]), query))


def data(name: str, *more: object, state: str = "ms", **query: str) -> dict:
    return json.loads(Client().get(reverse(name, args=[state, *more]), query).content)


def changed(key: str, starts: str, value: str, cast, at, cite: str = "Practice rule 9") -> None:
    """A number of the law changed in the portal by two administrators."""
    row = amend.propose(
        "ms", key_=key, layer="state", starts=date.fromisoformat(starts), value=value, cite=cite,
        by=cast.administrator, at=at,
    )  # fmt: skip
    amend.adopt(row, by=cast.second_administrator, at=at)


@pytest.mark.row("PROC-07")
def test_six_kinds_of_arrangement_are_public_a_spoken_one_is_refused_and_an_articulation_is_taken(ms, enter):
    answer = Client().get(reverse("process", args=["ms"]))
    html = answer.content.decode()
    part = html[html.index('<h2 id="acceptance">') : html.index('<h2 id="information">')]
    six = ("Articulation agreement", "Transfer of credit", "Consortium or partnership", "Prior learning assessment",
           "Crosswalk of competencies", "A similar arrangement on paper")  # fmt: skip
    for kind in six:
        assert f"<li>{kind}</li>" in part
    assert "A spoken understanding does not count." in part
    preparer, official = enter(ms.preparer), enter(ms.official)
    application = filled(preparer, ms)
    paper = str(application.documents.earliest("pk").pk)
    spoken = TYPED | {"credit-0-document": paper, "credit-0-mechanism": "verbal"}
    refused = fill_group(preparer, application, "credit", spoken)
    assert refused.status_code == 422
    assert "A spoken understanding is not documented and does not count." in words(refused)
    assert application.credit.get().mechanism == ""
    make(preparer, application, "request_attestation")
    application.refresh_from_db()
    assert application.state == "draft", "without an arrangement that counts nothing is sent"
    fill_group(preparer, application, "credit", TYPED | {"credit-0-document": paper})
    make(preparer, application, "request_attestation")
    post(official, address("part_declarations", application), signing(ms))
    make(official, application, "submit")
    application.refresh_from_db()
    assert application.state == "submitted"


@pytest.mark.row("RULE-04")
def test_four_matters_are_pending_federally_until_the_secretarys_outcome_is_entered(ms, enter, settings):
    way = walk(ms, "certified", on("2026-08-04"), LINEWORKER)
    it_is(settings, on("2026-12-01"))
    director, case = enter(ms.director), way.application

    def marked(name: str, *more: str) -> dict[str, str]:
        answer = director.get(reverse(name, args=[case.pk, *more]))
        found = {row["matter"].title: row["label"] for row in answer.context["federal"]}
        for title, label in found.items():
            assert f"{title} " in words(answer)
            assert label in words(answer)
        return found

    for name in ("review", "review_sheet"):
        assert marked(name) == dict.fromkeys(MATTERS, PENDING)
    assert marked("finding", "length") == {"Length": PENDING}
    assert marked("finding", "outcomes") == {"Completion rate": PENDING, "Job placement rate": PENDING}
    assert marked("finding", "cost_and_wage") == {"Value-added earnings": PENDING}
    preliminary = "Preliminary: the federal decision is the Secretary's."
    for question in ("length", "outcomes", "cost_and_wage"):
        assert preliminary in words(director.get(reverse("finding", args=[case.pk, question])))
    assert preliminary not in words(director.get(reverse("finding", args=[case.pk, "hiring"])))
    way.federal("record_filing")
    assert marked("review") == dict.fromkeys(MATTERS, PENDING), "filed is not decided"
    way.federal("record_refusal")
    assert marked("review") == dict.fromkeys(MATTERS, "Not approved by the Secretary of Education")
    criteria = read("criteria")
    assert criteria.count(preliminary) >= len(MATTERS)


def listed(**query: str) -> list[dict]:
    answer = Client().get(reverse("programs_json", args=["ms"]), query)
    return json.loads(answer.getvalue())["programs"]


@pytest.mark.row("RULE-02")
def test_a_certification_opens_no_federal_eligibility_on_the_page_in_the_json_or_in_the_report(ms, settings):
    way = walk(ms, "certified", on("2026-08-04"), WELDING)
    it_is(settings, on("2026-12-01"))
    number = way.application.number

    def report() -> list[dict]:
        return json.loads(Client().get(reverse("programs_json", args=["ms"]), {"status": "approved"}).getvalue())[
            "programs"
        ]

    def row() -> dict:
        [found] = listed()
        return found

    assert "not yet federally approved" in read("program", number)
    assert row()["federal_status"] == "Not yet filed with the U.S. Department of Education"
    assert row()["note"] == "Final federal approval is still required."
    assert "federal_approval" not in row()
    assert report() == []
    filing = way.application.federal_filing
    for move in ("record_approval", "record_filing"):
        with pytest.raises(Refused):
            act(filing, move, by=ms.governor, at=on("2026-11-02"), said={"day": date(2026, 11, 2)})
    with pytest.raises(Refused):
        way.federal("record_approval")
    assert row()["federal_status"].startswith("Not yet filed")
    assert report() == []
    way.federal("record_filing")
    assert "not yet federally approved" in read("program", number)
    assert report() == []
    way.federal("record_approval")
    shown = read("program", number)
    assert "not yet federally approved" not in shown
    assert "Approved by the Secretary of Education" in shown
    assert row()["federal_status"] == "Approved by the Secretary of Education"
    assert row()["federal_approval"]
    assert [each["number"] for each in report()] == [number]
    assert Listing.objects.count() == 1


def settings_named() -> list[str]:
    """Names of every setting: of the site, of its environment, of each table of the law."""
    found = [name for name in dir(configured) if name.isupper()]
    source = Path(magnolia.__file__).parent
    for file in source.rglob("*.py"):
        found += re.findall(r"[\"'](MAGNOLIA_[A-Z_]+)[\"']", file.read_text(encoding="utf-8"))
    for file in source.rglob("*.toml"):
        found += re.findall(r"^\s*\[?([a-z_.\"]+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    return found + [key for state in jurisdictions() for key in load_parameters(state)]


@pytest.mark.row("FED-02")
def test_ordinary_rules_of_federal_aid_still_apply_and_no_setting_sets_them_aside(ms, enter, settings):
    said = "the ordinary rules of federal student aid (Title IV) still apply to institutions and students"
    for name in ("process", "criteria"):
        shown = read(name)
        assert said in shown
        assert "it claims no exception from them" in shown
    declared = "Every other rule of federal student aid still applies unless a Workforce Pell rule says otherwise"
    draft = filled(enter(ms.preparer), ms)
    make(enter(ms.preparer), draft, "request_attestation")
    assert declared in words(enter(ms.official).get(address("part_declarations", draft)))
    names = settings_named()
    assert "CLOCK_STARTS_AT" in names
    assert "methodology.review_years" in names
    # The Secretary's letter on the figures of one award year, kept as it came (FED-18), sets no rule aside.
    of_the_secretary = {"waiver", "waived", "waiver_stated", "status.waived"}
    waiving = {name for name in names if re.search("waiv", name, re.IGNORECASE)}
    assert {name for name in waiving if not name.startswith("waiver.")} == of_the_secretary
    assert not any(re.search("title_?iv.*waiv|waiv.*title_?iv", name, re.IGNORECASE) for name in names)


def test_the_steps_of_an_appeal_are_published_with_their_limits_for_everybody_alike(ms, xx):
    steps = data("process_json")["appeal"]
    assert [(each["id"], each["count"], each["unit"]) for each in steps] == [
        ("notice", None, ""),
        ("file", 15, "business days"),
        ("review", None, ""),
        ("decision", 30, "calendar days"),
    ]
    shown = read("process")
    for each in steps:
        assert each["text"] in shown
    assert [each["count"] for each in data("process_json", state="xx")["appeal"]] == [None, 20, None, 45]


def test_two_equal_denials_have_the_same_days_to_appeal_and_a_pending_one_has_nothing_to_appeal(ms, enter, settings):
    second = replace(
        ms,
        people=ms.people | {"preparer": ms.other_preparer, "official": ms.other_official},
        organisations=ms.organisations | {"college": ms.organisations["second"]},
    )
    denied = [walk(cast, "denied", on("2026-08-04"), LINEWORKER).application for cast in (ms, second)]
    assert denied[0].institution_id != denied[1].institution_id
    clocks = Deadline.objects.filter(clock="appeal_filing", case__in=[case.case_id for case in denied])
    days = list(clocks.values_list("due", "count", "unit", "citation"))
    assert len(days) == 2
    assert days[0] == days[1]
    pending = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on("2026-09-20"))
    official = enter(ms.official)
    answer = official.post(
        reverse("case_move", args=[pending.pk, "file_appeal"]), {"appeal": "It is wrong.", "seen": ""}
    )
    assert answer.status_code == 422
    assert "There is nothing to appeal: no determination against the institution has been made" in words(answer)
    assert not pending.case.events.filter(move="file_appeal").exists()
