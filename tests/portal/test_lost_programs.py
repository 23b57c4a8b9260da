"""Programs that were lost or stopped: entered by the State, held against each new application of the institution."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from magnolia.portal.actions.afterwards import losses
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.publishing.approved import standing_of
from magnolia.portal.actions.reviewing import earnings
from magnolia.portal.demo.cast import assemble
from magnolia.portal.demo.programs import PHLEBOTOMY, WELDING, matched, parts
from magnolia.portal.models import Approval, EarningsAmount, Liability, Loss

from .bring import body, bring, certifying, it_is, on, page, send, walk, words
from .posted import posted

LOST = {
    "program_name": "Shipyard Work",
    "cip_code": "48.0508",
    "soc_codes": "51-4121",
    "credential_name": "Shipyard certificate",
    "ground": "completion",
    "lost_on": "2027-07-01",
    "notice": "Federal notice 27-101 (practice)",
}


def enter_loss(cast: Any, enter: Any, **more: Any) -> Any:
    college = cast.organisations["college"].pk
    return enter(cast.director).post(reverse("losses"), {"do": "record", "institution": college} | LOST | more)


def recorded(cast: Any, enter: Any, **more: Any) -> Loss:
    answer = enter_loss(cast, enter, **more)
    assert answer.status_code == 302, words(answer)
    return Loss.objects.get()


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


@pytest.mark.row("SIM-04")
def test_a_program_lost_for_want_of_approval_returns_with_the_secretarys_day_and_waits_for_nothing(db, enter, settings):
    cast = assemble("ms", on("2027-11-01"), years=(2027, 2028))
    it_is(settings, on("2028-01-03"))
    recorded(cast, enter, ground="approval", lost_on="2028-01-01", program_name="Structural Welding")
    case = bring(cast, "submitted", on("2028-01-04"), WELDING)
    assert "no waiting period applies" in words(enter(cast.reviewer).get(page("similar", case)))
    way = walk(cast, "approved", on("2028-01-05"), WELDING | {"program_name": "Structural Welding again"})
    again = way.application
    it_is(settings, on("2028-02-10"))
    answer = send(enter(cast.governor), page("certification", again), again, **certifying())
    assert answer.status_code == 302, words(answer)
    official, director, url = enter(cast.official), enter(cast.director), page("approval", again)
    assert "State certified - federal filing by institution pending" in words(director.get(url))
    filed = {"do": "record_filing", "record_filing-day": "2028-02-10", "record_filing-evidence": "ED-28-1"}
    assert send(official, page("federal", again), again.federal_filing, **filed).status_code == 302
    it_is(settings, on("2028-03-15"))
    assert "State certified, not yet federally approved" in words(director.get(url))
    fields = {"do": "record_approval", "record_approval-day": "2028-03-15", "record_approval-evidence": "ED-28-2"}
    answer = send(director, page("federal", again), again.federal_filing, **fields)
    assert answer.status_code == 302, words(answer)
    assert "State and federal approval in force" in words(director.get(url))
    approval = Approval.objects.select_related("application__federal_filing").get(application=again)
    eligible = [standing_of(approval, date(2028, 3, day)).eligible for day in (14, 15)]
    assert eligible == [False, True]


@pytest.fixture
def priced(ms, enter, settings):
    """A program lost on price in this portal, with the Secretary's amount of 3,500.00 for 2027-2028 on record."""
    old = bring(ms, "certified", on("2026-08-20"), WELDING)
    it_is(settings, on("2027-08-10"))
    typed = {"award_year": 2027, "amount": "3500.00", "notice": "Notice 27-7", "published_on": "2027-04-01"}
    answer = send(enter(ms.director), page("earnings", old), old, do="record_earnings", **typed)
    assert answer.status_code == 302, words(answer)
    earnings.confirm(EarningsAmount.objects.get(), by=ms.reviewer, at=on("2027-08-10"))
    approval = Approval.objects.get(application=old).pk
    bare = dict.fromkeys(("program_name", "cip_code", "soc_codes"), "")
    return recorded(ms, enter, approval=approval, ground="price", lost_on="2027-07-01", **bare)


@pytest.mark.row("SIM-05")
def test_reinstatement_is_asked_for_at_the_amount_or_less_and_needs_the_federal_permission(ms, priced, enter):
    url, official, director = reverse("loss", args=[priced.pk]), enter(ms.official), enter(ms.director)
    price = {"do": "ask_back", "ask_back-award_year": 2027, "ask_back-tuition": "3200.00"}
    answer = send(official, url, priced, **price, **{"ask_back-fees": "301.00"})
    assert answer.status_code == 422
    assert "Tuition and fees are $3,501.00. For 2027-2028 the Secretary's amount is $3,500.00" in words(answer)
    assert priced.state == "recorded"
    assert send(official, url, priced, **price, **{"ask_back-fees": "300.00"}).status_code == 302
    assert priced.state == "reinstatement"
    answer = send(director, url, priced, do="restore", **{"restore-permission": "", "restore-day": "2027-08-09"})
    assert answer.status_code == 422
    assert "The reference of the federal permission" in words(answer)
    assert priced.state == "reinstatement"
    answer = send(director, url, priced, do="restore", **{"restore-permission": "ED-27-9", "restore-day": "2027-08-09"})
    assert answer.status_code == 302
    assert priced.state == "restored"
    assert "ED-27-9, August 9, 2027" in words(official.get(url))


@pytest.mark.row("FED-19")
def test_a_liability_notice_is_kept_with_its_loss_and_year_as_it_reports_them(ms, priced, enter):
    assert enter_loss(ms, enter, program_name="Tank Work").status_code == 302
    url, director = reverse("loss", args=[priced.pk]), enter(ms.director)
    typed = {"award_year": 2026, "amount": "18,400.00", "notice": "Liability letter 27-3", "dated": "2027-08-01"}
    fields = {f"report_liability-{name}": value for name, value in typed.items()}
    assert send(director, url, priced, do="report_liability", **fields).status_code == 302
    shown = words(director.get(url))
    assert "Tuition and fees above the value-added earnings" in shown
    assert "2026-2027 $18,400 Liability letter 27-3, August 1, 2027" in shown
    other = Loss.objects.get(program_name="Tank Work")
    assert "Liability letter 27-3" not in words(director.get(reverse("loss", args=[other.pk])))
    columns = {field.name for field in Liability._meta.get_fields()}
    assert columns == {"id", "loss", "award_year", "amount", "notice", "dated", "by"}
    for lacking in ({"notice": ""}, {"dated": ""}, {"dated": "2027-08-11"}, {"amount": ""}, {"award_year": ""}):
        fields = {f"report_liability-{name}": value for name, value in (typed | lacking).items()}
        assert send(director, url, priced, do="report_liability", **fields).status_code == 422
    given: dict[str, Any] = {"award_year": 2026, "amount": 1, "notice": "x", "dated": date(2027, 8, 1)}
    for wrong in ({"notice": " "}, {"dated": None}, {"dated": date(2027, 8, 11)}):
        with pytest.raises(Refused):
            losses.report_liability(priced, **(given | wrong), by=ms.director, at=on("2027-08-10"))
    assert Liability.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"program_name": ""}, "Name the program."),
        ({"cip_code": "480508"}, "A CIP code is written NN.NNNN"),
        ({"soc_codes": "51-4121;514122"}, "Check: 514122"),
        ({"notice": ""}, "Fill this in."),
        ({"ground": "weather"}, "Choose one from the list."),
    ],
)
def test_a_loss_without_name_codes_ground_or_source_is_refused(ms, enter, change, sentence):
    answer = enter_loss(ms, enter, **change)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Loss.objects.exists()


def test_another_institution_neither_sees_a_loss_nor_asks_for_it_back(ms, priced, enter):
    url = reverse("loss", args=[priced.pk])
    other = enter(ms.other_official)
    assert other.get(url).status_code == 404
    assert "Structural Welding" not in words(other.get(reverse("losses")))
    assert other.post(url, {"do": "ask_back"}).status_code == 404
    assert "Structural Welding" in words(enter(ms.official).get(reverse("losses")))


def test_a_day_that_the_notice_gives_later_is_added_with_its_reason(ms, enter):
    loss = recorded(ms, enter, lost_on="")
    url, director = reverse("loss", args=[loss.pk]), enter(ms.director)
    typed = {f"correct-{name}": value for name, value in LOST.items()} | {"do": "correct"}
    assert send(director, url, loss, **typed).status_code == 422
    assert send(director, url, loss, **typed, **{"correct-reason": "The notice came."}).status_code == 302
    assert loss.lost_on == date(2027, 7, 1)


def test_lists_of_lost_programs_ask_no_more_for_three_than_for_one(ms, enter, django_assert_max_num_queries):
    client = enter(ms.official)
    recorded(ms, enter)
    client.get(reverse("losses"))
    with django_assert_max_num_queries(40) as one:
        client.get(reverse("losses"))
        most = len(one)
    for name in ("Second Work", "Third Work"):
        assert enter_loss(ms, enter, program_name=name).status_code == 302
    with django_assert_max_num_queries(most):
        client.get(reverse("losses"))


def test_a_cleared_program_goes_on_to_the_board(ms, enter):
    recorded(ms, enter, ground="employer", lost_on="2026-07-01")
    way = walk(ms, "review", on("2026-08-20"), WELDING)
    way.consultation()
    assert way.application.state == "consultation"
    assert way.application.clearances.get().program_name == "Shipyard Work"
