"""What counts as coursework, what another organization may teach, and how a program matches its occupations."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from magnolia.portal.models import Application

from .filling import fill_group, new_application, pdf, text, upload
from .test_program_facts import CHECK, missing, parts, program
from .test_self_check import answer, at, outcomes


@pytest.fixture
def preparer(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, preparer) -> Application:
    return new_application(preparer, ms)


@pytest.fixture
def paper(preparer, draft) -> str:
    assert upload(preparer, draft, "alignment", "match.pdf", pdf()).status_code == 302
    return str(draft.documents.get().pk)


PART = {"kind": "lecture", "coursework": "program", "required": "yes"}


def rows(*given: dict[str, str]) -> dict[str, str]:
    """The breakdown of the hours as it is typed."""
    typed = {f"hour_parts-{n}-{name}": value for n, row in enumerate(given) for name, value in (PART | row).items()}
    return typed | {"hour_parts-rows": str(len(given))}


def checked(length: dict[str, Any], *given: dict[str, str]) -> tuple[Client, dict[str, tuple[str, str]], str]:
    """A visitor's answers on length and coursework; the findings and the page of them."""
    client = Client()
    answer(client, "coursework", **rows(*given))
    answer(client, "length", measure="clock", instructional_weeks="10", **length)
    return client, outcomes(client), client.get(at("self_check_findings")).content.decode()


@pytest.mark.django_db
@pytest.mark.row("FED-12")
def test_remedial_hours_do_not_count_and_noncredit_hours_of_the_formal_program_do():
    _, found, html = checked(
        {"hours": "160", "remedial_hours": "20"},
        {"title": "Welding", "hours": "140"},
        {"title": "Reading skills", "hours": "20", "coursework": "remedial"},
    )
    assert found["program.length"][0] == "not_met"
    assert found["program.length"][1].startswith("140 clock hours is too short: at least 150")
    assert "160 hours are listed and 140 counted. Left out: Reading skills (20; Remedial)." in html

    _, found, html = checked({"hours": "160", "remedial_hours": "0"}, {"title": "Noncredit welding", "hours": "160"})
    assert found["program.length"][0] == "met"
    assert found["program.length"][1].startswith("160 clock hours")

    for kind in ("reduced", "esl", "noncredit"):
        said = "20" if kind == "reduced" else "0"
        other = {"title": "Other", "hours": "20", "coursework": kind}
        _, found, _ = checked({"hours": "160", "remedial_hours": said}, {"title": "Welding", "hours": "140"}, other)
        assert found["program.length"][1].startswith("140 clock hours")


@pytest.mark.row("FED-12")
def test_a_course_with_no_type_is_refused(preparer, draft):
    untyped = {name: value for name, value in parts("120", "200").items() if name != "hour_parts-1-coursework"}
    refused = program(preparer, draft, **untyped)
    assert refused.status_code == 422
    assert "Say whether remedial, ESL or program coursework." in text(refused)
    assert ("hour_parts", "Say whether remedial, ESL or program coursework.") in missing(draft, "program")


@pytest.mark.django_db
@pytest.mark.row("FED-13")
def test_an_optional_workshop_is_shown_and_left_out():
    client, found, html = checked(
        {"hours": "155", "remedial_hours": "0"},
        {"title": "Welding", "hours": "145"},
        {"title": "Workshop", "hours": "10", "required": "no"},
    )
    assert "155 hours are listed and 145 counted. Left out: Workshop (10; not needed to finish the program)." in html
    assert found["program.length"][1].startswith("145 clock hours is too short")
    assert "Workshop" in client.get(at("self_check_page", "coursework")).content.decode()


@pytest.mark.row("FED-13")
def test_the_application_shows_and_leaves_out_an_optional_workshop_too(preparer, draft):
    both = rows({"title": "Welding", "hours": "145"}, {"title": "Workshop", "hours": "10", "required": "no"})
    assert program(preparer, draft, **both, hours="155").status_code == 302
    html = text(preparer.get(f"/cases/{draft.pk}/details/program/"))
    assert "155 hours are listed and 145 counted. Left out: Workshop (10; not needed to finish the program)." in html
    assert "145 clock hours is too short" in html


@pytest.mark.row("FED-10")
def test_a_written_arrangement_opens_four_needed_answers_and_none_closes_them(preparer, draft):
    fields = ["arrangement_organisation", "ineligible_hours", "partner_eligible", "arrangement_apprenticeship"]
    fill_group(preparer, draft, "delivery", CHECK | {"arrangement": "yes"})
    asked = [field for field, _ in missing(draft, "delivery") if field in fields]
    assert asked == fields
    fill_group(preparer, draft, "delivery", CHECK | {"arrangement": "no"})
    assert not {field for field, _ in missing(draft, "delivery")} & {*fields, "arrangement"}
    told = {
        "arrangement": "yes",
        "arrangement_organisation": "Fictive Training Center",
        "ineligible_hours": "20",
        "partner_eligible": "no",
        "arrangement_apprenticeship": "no",
    }
    fill_group(preparer, draft, "delivery", CHECK | told)
    facts = Application.objects.get(pk=draft.pk).facts
    assert (facts.arrangement_organisation, facts.ineligible_hours) == ("Fictive Training Center", 20)
    assert (facts.partner_eligible, facts.arrangement_apprenticeship) == (False, False)
    assert not {field for field, _ in missing(draft, "delivery")} & {*fields, "arrangement"}


TERMS = {f"arrangement_{name}": "yes" for name in ("accreditor", "ownership", "federal")}
REGISTERED = {"sponsor": "Fictive Line School", "registration_number": "MS-1", "registration_agency": "Practice agency"}


def share(hours: str, *, related: bool, **terms: str) -> tuple[str, bool]:
    """What is found on a share of 200 hours, and whether the answers can be sent in as they are."""
    client = Client()
    answer(client, "length", measure="clock", hours="200", instructional_weeks="10", remedial_hours="0")
    if related:
        answer(client, "apprenticeship", apprenticeship="yes", on_the_job_hours_included="0", **REGISTERED)
    said = {"arrangement": "yes", "arrangement_organisation": "Fictive Center", "partner_eligible": "no"}
    said |= {"arrangement_apprenticeship": "yes" if related else "no", "ineligible_hours": hours} | terms
    answer(client, "arrangement", **said)
    context = client.get(at("self_check_findings")).context["told"]
    return outcomes(client)["program.written_arrangement"][0], not context.unfit


@pytest.mark.django_db
@pytest.mark.row("FED-11")
def test_an_ineligible_partner_gives_a_quarter_and_more_only_of_related_instruction_on_all_terms():
    assert share("50", related=False) == ("met", True)  # 25 percent of 200 hours
    assert share("50.02", related=False) == ("not_met", True)  # 25.01
    assert share("50", related=True) == ("met", True)  # up to a quarter no terms are asked
    assert share("50.02", related=True, **TERMS) == ("met", True)
    assert share("99.98", related=True, **TERMS) == ("met", True)  # 49.99
    assert share("100", related=True, **TERMS) == ("not_met", True)  # 50
    for term in TERMS:
        assert share("99.98", related=True, **TERMS | {term: "no"}) == ("met", False)
    assert share("99.98", related=False, **TERMS)[0] == "not_met"


@pytest.mark.row("FED-11")
def test_an_application_with_a_term_unticked_cannot_be_sent_in_and_says_which(preparer, draft):
    program(preparer, draft, **parts("120", "80"), hours="200")
    fill_group(preparer, draft, "apprenticeship", CHECK | REGISTERED | {"apprenticeship": "yes"})
    told = {"arrangement": "yes", "arrangement_organisation": "Fictive Center", "partner_eligible": "no"}
    told |= {"arrangement_apprenticeship": "yes", "ineligible_hours": "99.98"} | TERMS | {"arrangement_ownership": "no"}
    refused = fill_group(preparer, draft, "delivery", CHECK | told)
    assert refused.status_code == 422
    said = "The organization teaches 99.98 of 200 hours, more than 25 percent. That is accepted only where each"
    assert said in text(refused)
    assert "Does it meet the rules on ownership and control?" in dict(missing(draft, "delivery"))["ineligible_hours"]


# ------------------------------------------------------------------ how the program matches its occupations


def matches(preparer: Client, draft: Application, *given: dict[str, str], codes: str) -> Any:
    whole = {"curriculum": "Shop", "competencies": "Welding", "credential": "3G test"}
    typed = {f"alignments-{n}-{name}": value for n, row in enumerate(given) for name, value in (whole | row).items()}
    return fill_group(
        preparer, draft, "occupations", CHECK | {"soc_codes": codes, "alignments-rows": str(len(given))} | typed
    )


def of_matches(draft: Application) -> list[str]:
    return [says for field, says in missing(draft, "occupations") if field == "alignments"]


@pytest.mark.row("ALIGN-02")
def test_each_of_three_occupations_has_its_document_and_the_one_without_is_named(preparer, draft, paper):
    codes = "51-4121, 47-2111, 49-9051"
    two = [{"target": soc, "document": paper} for soc in ("51-4121", "47-2111")]
    matches(preparer, draft, *two, {"target": "49-9051"}, codes=codes)
    assert of_matches(draft) == [
        "49-9051: No document shows the match. Upload it under Attachments, then choose it here."
    ]
    matches(preparer, draft, *two, codes=codes)
    assert [says.split(".")[0] for says in of_matches(draft)] == ["49-9051 has no row"]
    matches(preparer, draft, *two, {"target": "49-9051", "document": paper}, codes=codes)
    assert of_matches(draft) == []
    fill_group(preparer, draft, "occupations", CHECK | {"soc_codes": "", "alignments-rows": "0"})
    assert ("soc_codes", "Type at least one SOC code.") in missing(draft, "occupations")


@pytest.mark.row("ALIGN-03")
@pytest.mark.parametrize("piece", ["curriculum", "competencies", "credential"])
def test_curriculum_competencies_and_credential_are_each_matched_and_the_missing_one_is_named(
    preparer, draft, paper, piece
):
    row = {"target": "51-4121", "document": paper}
    matches(preparer, draft, row | {piece: ""}, codes="51-4121")
    assert [says.split(".")[0] for says in of_matches(draft)] == [f"51-4121: {piece.capitalize()} mapping missing"]
    matches(preparer, draft, row, codes="51-4121")
    assert of_matches(draft) == []


# ------------------------------------------------------------------ limits of length, and other States


@pytest.mark.django_db
@pytest.mark.row("ELIG-03")
def test_clock_hours_start_at_150_and_stay_below_600_and_what_is_no_such_number_is_refused_at_its_field():
    client = Client()

    def hours(typed: str) -> Any:
        return answer(client, "length", measure="clock", hours=typed, instructional_weeks="10", remedial_hours="0")

    for typed, outcome in (
        ("149.9", "not_met"),
        ("150", "met"),
        ("599.9", "met"),
        ("600", "not_met"),
        ("0", "not_met"),
    ):
        assert hours(typed).status_code == 302
        found, message = outcomes(client)["program.length"]
        assert found == outcome, typed
        assert "at least 150 and fewer than 600 are needed" in message
    for typed, said in (
        ("abc", "Type the number of hours in figures"),
        ("-10", "Number of hours cannot be below zero."),
    ):
        refused = client.get(hours(typed)["Location"])
        assert refused.context["has_errors"]
        assert said in text(refused)
        assert 'id="id_hours_error"' in refused.content.decode()


@pytest.mark.row("ELIG-13")
def test_each_other_state_with_distance_students_has_an_agreement_or_a_reason(preparer, draft):
    def states(*codes: str, agreed: str = "", **more: str) -> dict[str, str]:
        typed = {"distance_offered": "yes", "student_states": "\n".join(codes), "agreements-rows": "0"}
        if agreed:
            typed |= {"agreements-rows": "1", "agreements-0-state": agreed, "agreements-0-from_day": "2026-07-01"}
        fill_group(preparer, draft, "delivery", CHECK | typed | more)
        found = missing(draft, "delivery")
        return {field: says for field, says in found if field in ("student_states", "agreements")}

    assert states() == {"student_states": "Name the States where distance students are."}
    without = "No agreement is listed with {}. Add it, or say above why none is needed."
    assert states("TN") == {"agreements": without.format("TN")}
    assert states("TN", agreed="TN") == {}
    assert states("TN", "AR", agreed="TN") == {"agreements": without.format("AR")}
    assert states("TN", "AR", agreed="TN", no_agreement_because="A compact of both States covers it") == {}
    facts = Application.objects.get(pk=draft.pk).facts
    assert facts.student_states.split() == ["TN", "AR"]
    assert facts.no_agreement_because == "A compact of both States covers it"
    assert states("MS", no_agreement_because="") == {}  # students at home


@pytest.mark.django_db
@pytest.mark.row("ELIG-13")
def test_the_rule_names_the_state_without_an_agreement_alone():
    client = Client()
    answer(client, "institution", sc_state="MS")
    agreed = {"agreements-rows": "1", "agreements-0-state": "TN", "agreements-0-from_day": "2026-07-01"}

    def found(states: str, **more: str) -> tuple[str, str]:
        answer(client, "distance", distance_offered="yes", student_states=states, **more)
        return outcomes(client)["program.distance"]

    outcome, said = found("TN")
    assert outcome == "not_met"
    assert " with TN, where" in said
    assert found("TN", **agreed)[0] == "met"
    outcome, said = found("TN\nAR", **agreed)
    assert outcome == "not_met"
    assert " with AR, where" in said
