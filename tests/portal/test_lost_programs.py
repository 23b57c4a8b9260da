"""Programs that were lost or stopped: entered by the State, held against each new application of the institution."""

from __future__ import annotations

import pytest
from django.urls import reverse

from magnolia.portal.demo.cast import assemble
from magnolia.portal.demo.programs import PHLEBOTOMY, WELDING, matched, parts
from magnolia.portal.models import Approval

from .bring import body, bring, it_is, on, page, send, walk, words
from .losing import enter_loss, recorded
from .posted import posted


@pytest.fixture
def later(db, settings):
    """The cast of the year in which a waiting period ends."""
    it_is(settings, on("2029-06-20"))
    return assemble("ms", on("2029-06-20"), years=(2029, 2030))


@pytest.mark.row("SIM-01")
def test_a_similar_program_is_refused_until_two_years_after_the_loss_and_taken_on_the_day(later, enter, settings):
    recorded(later, enter)
    way = walk(later, "attestation", on("2029-06-21"), WELDING)
    way.sign()
    case, official = way.application, enter(later.official)
    it_is(settings, on("2029-06-30", hour=23))
    answer = send(official, page("case_move", case, "submit"), case)
    assert answer.status_code == 422
    assert "It can be submitted from July 1, 2029 on." in words(answer)
    assert case.state == "attestation"
    it_is(settings, on("2029-07-01", hour=1))
    assert send(official, page("case_move", case, "submit"), case).status_code == 302
    assert case.state == "submitted"


@pytest.mark.row("SIM-01")
def test_without_a_day_on_which_the_period_begins_a_person_decides_before_the_review_can_end(ms, enter, settings):
    recorded(ms, enter, lost_on="")
    case = bring(ms, "review", on("2026-08-20"), WELDING)
    it_is(settings, on("2026-09-10"))
    shown = words(enter(ms.reviewer).get(page("similar", case)))
    assert "nothing is allowed by default: a person decides" in shown
    told = words(enter(ms.reviewer).get(page("review", case))).split("Before the review ends", 1)[1]
    for line in (
        "No finding yet on: ",
        "Not answered yet: ",
        "None runs for a program like this one.",
        "this program takes the place of: Shipyard Work.",
    ):
        assert line in told
    answer = send(enter(ms.reviewer), page("case_move", case, "finish_review"), case)
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.state == "review"


@pytest.mark.parametrize("change", [{"lost_on": ""}, {"ground": "employer", "lost_on": "2026-07-01"}])
def test_the_rule_names_what_the_screening_names_on_the_preparers_page_and_the_reviewers(ms, enter, settings, change):
    recorded(ms, enter, **change)
    case = bring(ms, "review", on("2026-08-20"), WELDING)
    draft = bring(ms, "draft", on("2026-08-20"), WELDING)
    it_is(settings, on("2026-09-10"))
    reviewer = enter(ms.reviewer)
    assert "A person decides" in words(reviewer.get(page("similar", case)))
    shown = [
        words(reviewer.get(reverse("finding", args=[case.pk, "other"]))),
        words(enter(ms.preparer).get(reverse("draft_missing", args=[draft.pk]))),
        words(enter(ms.preparer).get(reverse("part_group", args=[draft.pk, "program"]))),
    ]
    for told in shown:
        assert "Lost or stopped: Shipyard Work." in told
        assert "No program of the institution lost" not in told


@pytest.mark.row("SIM-02")
def test_a_new_application_is_screened_and_each_hit_goes_to_a_person_with_the_comparison(ms, enter, settings):
    recorded(ms, enter, lost_on="2026-07-01", ground="employer")
    hit = bring(ms, "review", on("2026-08-20"), WELDING | {"program_name": "Bridge Building"})
    other = bring(
        ms,
        "review",
        on("2026-08-20"),
        PHLEBOTOMY | {"cip_code": "51.3801", "soc_codes": ["29-1141"], "alignments": matched("29-1141")},
    )
    partly = bring(
        ms,
        "review",
        on("2026-08-20"),
        WELDING | {"program_name": "Pipework", "soc_codes": ["47-2152"], "alignments": matched("47-2152")},
    )
    it_is(settings, on("2026-09-10"))
    reviewer = enter(ms.reviewer)
    shown = words(reviewer.get(page("similar", hit)))
    for line in (
        "A person decides",
        "Field of study (CIP), first 4 digits: 48.0508 there, 48.0508 here: the same.",
        "Occupations (SOC), first 6 digits: 51-4121 there, 51-4121 here: the same.",
        "Credential: Shipyard certificate there,",
        "Name: “Shipyard Work” there, “Bridge Building” here:",
    ):
        assert line in shown
    assert "Not similar" in words(reviewer.get(page("similar", other)))
    shown = words(reviewer.get(page("similar", partly)))
    assert "51-4121 there, 47-2152 here: different." in shown
    assert "A person decides" in shown


@pytest.mark.row("SIM-02")
def test_a_program_like_a_lost_one_in_credential_content_or_name_alone_is_a_hit_and_a_person_ends_it(
    ms, enter, settings
):
    outline = "\n".join(part["title"] for part in WELDING["hour_parts"])
    credential = str(PHLEBOTOMY["credential_name"]).upper()
    alike: dict[str, dict[str, str]] = {
        "Shipyard Work": {"credential_name": credential},
        "Tank Work": {"outline": outline},
        "Structural  WELDING": {},
        "Gardening": {},
    }
    for name, more in alike.items():
        codes = {"cip_code": "01.0605", "soc_codes": "37-3011", "credential_name": "Another"}
        given = codes | more | {"program_name": name, "ground": "stopped", "lost_on": ""}
        assert enter_loss(ms, enter, **given).status_code == 302
    elsewhere = ms.organisations["second"].pk
    assert enter_loss(ms, enter, institution=elsewhere, program_name="Theirs").status_code == 302
    way = walk(ms, "review", on("2026-08-20"), WELDING | {"credential_name": PHLEBOTOMY["credential_name"]})
    way.later(days=1)
    way.findings("")
    way.closing()
    case = way.application
    it_is(settings, on("2026-09-10"))
    reviewer = enter(ms.reviewer)
    shown = words(reviewer.get(page("similar", case)))
    assert shown.count("A person decides") == 3
    assert f"Credential: {credential} there, {PHLEBOTOMY['credential_name']} here: the same." in shown
    assert "Outline: 2 of 2 lines of this program are also in the outline of the lost one (100 percent;" in shown
    assert "Name: “Structural WELDING” there, “Structural Welding” here: 100 percent alike" in shown
    assert "Credential: Another there," in shown
    assert "Theirs" not in shown
    refused = send(reviewer, page("case_move", case, "finish_review"), case)
    assert refused.status_code == 422
    told = words(refused)
    assert f'<a href="{page("similar", case)}">Open Lost programs</a>' in body(refused).decode()
    assert "A person has to decide first whether this program takes the place of:" in told
    for name in alike:
        named = " ".join(name.split())
        assert (named in told.split("takes the place of:", 1)[1].split("See “Lost")[0]) == (name != "Gardening")


TITLES = (
    "safety",
    "metal_arc_lab",
    "flux_core_lab",
    "prints",
    "cutting_lab",
    "fitting",
    "inspection",
    "pipe",
    "sums",
    "trial",
)


@pytest.mark.row("SIM-03")
def test_a_new_code_over_nine_tenths_of_the_old_outline_is_flagged_and_cleared_with_reasons_alone(ms, enter, settings):
    old = posted(ms, WELDING, hour_parts=parts(**dict.fromkeys(TITLES, 32)))
    loss = recorded(
        ms, enter, approval=Approval.objects.get(application=old).pk, ground="employer", lost_on="2026-08-10",
        program_name="", cip_code="", soc_codes="", credential_name="",
    )  # fmt: skip
    assert (loss.program_name, loss.cip_code, loss.soc_codes) == ("Structural Welding", "48.0508", "51-4121")
    renamed = {"program_name": "Bridge Building", "cip_code": "48.0599"}
    new = WELDING | renamed | {"hour_parts": parts(**dict.fromkeys((*TITLES[:9], "bridge_visits"), 32))}
    case = bring(ms, "review", on("2026-08-20"), new)
    it_is(settings, on("2026-09-10"))
    reviewer, url = enter(ms.reviewer), page("similar", case)
    shown = words(reviewer.get(url))
    assert "Possible replacement" in shown
    assert "9 of 10 lines of this program are also in the outline of the lost one (90 percent;" in shown
    answer = send(reviewer, url, case, do="clear_similar", lost=loss.pk, reason=" ")
    assert answer.status_code == 422
    assert not case.clearances.exists()
    refused = send(reviewer, page("case_move", case, "finish_review"), case)
    assert refused.status_code == 422
    assert (
        send(reviewer, url, case, lost=loss.pk, reason="It trains bridge builders for another employer.").status_code
        == 302
    )
    shown = words(reviewer.get(url))
    assert "Cleared by Riley Mockup, September 10, 2026 It trains bridge builders for another employer." in shown
    refused = words(send(reviewer, page("case_move", case, "finish_review"), case))
    assert "takes the place of" not in refused


def test_what_a_waiting_period_blocks_is_cleared_by_nobody(ms, enter, settings):
    case = bring(ms, "review", on("2026-08-20"), WELDING)
    it_is(settings, on("2026-09-10"))
    loss = recorded(ms, enter)
    answer = send(enter(ms.reviewer), page("similar", case), case, lost=loss.pk, reason="It is a good program.")
    assert answer.status_code == 422
    assert "Nobody can clear this." in words(answer)


def test_a_cleared_program_goes_on_to_the_board(ms, enter):
    recorded(ms, enter, ground="employer", lost_on="2026-07-01")
    way = walk(ms, "review", on("2026-08-20"), WELDING)
    way.consultation()
    assert way.application.state == "consultation"
    assert way.application.clearances.get().program_name == "Shipyard Work"
