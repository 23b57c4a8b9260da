"""Applications keep the list of priority occupations that was in force when they were sent in."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.applying import filing
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.models import Application, ListedOccupation

from .bring import body, bring, it_is, on, page, words
from .listing_occupations import everywhere, made, published, set_sectors
from .test_occupation_lists import say

LINE = {"soc_code": "49-9051", "title": "Line installers", "typical_education": "certificate"}


def january(cast, at, *rows, title="January 2026", effective=None):
    """A published list of the electricians and more."""
    found = made(cast, [*everywhere(cast.jurisdiction), *rows], at, title=title)
    return published(found, cast, at, effective)


def said(application: Application, day: str) -> str:
    fresh = Application.objects.select_related("facts", "case").get(pk=application.pk)
    found = filing.findings_now(fresh, on(day).date())
    return next(f"{row.outcome}: {row.message}" for row in found if row.criterion == "alignment.priority")


@pytest.mark.row("ALIGN-01", "DEF-15")
def test_a_request_keeps_the_result_of_its_list_after_a_later_list_drops_the_occupation(ms, at, settings):
    set_sectors(ms, at)
    january(ms, at, *everywhere(**LINE))
    listed = bring(ms, "submitted", on("2026-10-01"))
    other = {"soc_codes": ["35-1012"], "program_name": "Kitchen lead", "sectors": [{"name": "Hospitality"}]}
    unlisted = bring(ms, "draft", on("2026-10-01"), LINEWORKER | other)
    assert said(listed, "2026-10-01").startswith("met: On the priority list (January 2026, list 1): 49-9051")
    assert said(unlisted, "2026-10-01").startswith(
        "not_met: None of the SOC codes (35-1012) is on the priority list (January 2026, list 1)"
    )
    later = on("2027-01-20")
    it_is(settings, later)
    january(ms, later, title="January 2027")
    draft = bring(ms, "draft", on("2027-02-01"))
    assert said(draft, "2027-02-01").startswith(
        "not_met: None of the SOC codes (49-9051) is on the priority list (January 2027, list 2)"
    )
    for day in ("2026-10-01", "2027-02-01"):
        assert said(listed, day).startswith("met: On the priority list (January 2026, list 1)")
    sent = filing.latest(listed)
    assert sent is not None
    assert sent.occupation_list is not None
    assert (sent.occupation_list.title, sent.occupation_list.number) == ("January 2026", 1)


@pytest.mark.row("OCC-20")
def test_csv_and_json_of_a_list_say_the_same_with_version_and_date_and_a_filing_cites_that_version(ms, at):
    set_sectors(ms, at)
    nurses = everywhere(soc_code="29-1141", title="Registered Nurses", sector="Healthcare")
    one = made(
        ms, [*everywhere(), *everywhere(**LINE), *nurses, *everywhere(soc_code="41-1011", category="retail")], at
    )
    say(one, ms, at, group="targeted", reasons=["shortage"], competencies="Reads plans.")
    published(one, ms, at)
    rows = list(
        csv.DictReader(io.StringIO(body(Client().get(reverse("occupations_csv", args=["ms", 1]))).decode("utf-8-sig")))
    )
    data = json.loads(body(Client().get(reverse("occupations_json", args=["ms", 1]))))
    assert {row["soc_code"] for row in rows} == {"47-2111", "29-1141", "49-9051"}
    told = [{name: "; ".join(map(str, v)) if isinstance(v, list) else str(v) for name, v in each.items()}
            for each in data["occupations"]]  # fmt: skip
    assert told == rows
    assert {(row["list"], row["list_number"], row["effective_on"]) for row in rows} == {
        ("January 2026", "1", "2026-08-03")
    }
    assert (data["list"], data["list_number"], data["effective_on"]) == ("January 2026", 1, "2026-08-03")
    sent = filing.latest(bring(ms, "submitted", on("2026-08-05")))
    assert sent is not None
    finding = next(row for row in sent.findings if row["criterion"] == "alignment.priority")
    assert "January 2026, list 1" in finding["message"]


@pytest.mark.row("DEF-15")
def test_a_review_of_october_points_to_the_january_list_after_the_next_one_is_published(ms, at, settings):
    set_sectors(ms, at)
    january(ms, at, *everywhere(**LINE))
    reviewed = bring(ms, "review", on("2026-10-01"))
    later = on("2027-01-20")
    it_is(settings, later)
    january(ms, later, title="January 2027")
    sent = filing.latest(reviewed)
    assert sent is not None
    assert sent.occupation_list is not None
    assert sent.occupation_list.title == "January 2026"
    assert said(reviewed, "2027-01-25").startswith("met: On the priority list (January 2026, list 1)")


def test_the_same_holds_in_another_state(xx, at):
    set_sectors(xx, at)
    january(xx, at, *everywhere("xx", **LINE), title="Spring list")
    sent = filing.latest(bring(xx, "submitted", on("2026-08-05")))
    assert sent is not None
    finding = next(row for row in sent.findings if row["criterion"] == "alignment.priority")
    assert finding["message"].startswith("On the priority list (Spring list, list 1)")


def test_without_a_list_in_force_the_rule_says_that_it_is_missing_and_a_list_to_come_does_not_count(ms, at):
    set_sectors(ms, at)
    january(ms, at, *everywhere(**LINE), effective=on("2026-09-01").date())
    draft = bring(ms, "draft", on("2026-08-05"))
    assert said(draft, "2026-08-31").startswith("missing: No priority list is at hand")
    assert said(draft, "2026-09-01").startswith("met: On the priority list (January 2026, list 1)")


@pytest.mark.row("PROC-02")
def test_the_reviewers_checklist_flags_a_listed_occupation_without_competencies_and_says_those_it_has(
    ms, at, enter, settings
):
    set_sectors(ms, at)
    january(ms, at, *everywhere(**LINE))
    case = bring(ms, "review", on("2026-08-05"))
    it_is(settings, on("2026-09-01"))
    shown = words(enter(ms.reviewer).get(page("finding", case, "alignment")))
    assert "49-9051 Line installers" in shown
    assert "The list records no competencies for it" in shown
    row = ListedOccupation.objects.filter(soc_code="49-9051")
    row.update(competencies="Splices conductors.")
    shown = words(enter(ms.reviewer).get(page("finding", case, "alignment")))
    assert "It needs: Splices conductors." in shown
    assert "no competencies" not in shown
