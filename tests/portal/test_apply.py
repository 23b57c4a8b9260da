"""The institution's application through its pages: start, three parts, signature, sending, correction."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.policy.form import form
from magnolia.policy.registers import review
from magnolia.portal.actions.applying import filing
from magnolia.portal.models import Application, Event

from .filling import (
    TYPED,
    address,
    fill_details,
    fill_group,
    filled,
    hidden,
    make,
    new_application,
    papers,
    pdf,
    send,
    signing,
    text,
    upload,
    with_papers,
)


@pytest.fixture
def preparer(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def official(ms, enter) -> Client:
    return enter(ms.official)


@pytest.mark.row("CAL-04")
@pytest.mark.parametrize("label", ["2026-2028", "2026", "2027-2026", "26-27", "2026/2027", ""])
def test_an_award_year_label_of_another_form_is_answered_with_the_form_expected(ms, preparer, label):
    typed = {"institution": ms.organisations["college"].pk, "award_year": label}
    answer = preparer.post(reverse("application_new"), typed)
    assert answer.status_code == 422
    assert "YYYY-YYYY, second year one more than the first" in text(answer)
    assert not Application.objects.exists()


def test_an_award_year_before_the_first_is_refused_and_the_first_is_named(ms, preparer):
    typed = {"institution": ms.organisations["college"].pk, "award_year": "2025-2026", "program_name": "Welding"}
    answer = preparer.post(reverse("application_new"), typed)
    assert answer.status_code == 422
    assert "the earliest award year accepted is 2026-2027" in text(answer)
    assert 'value="2025-2026"' in answer.content.decode()
    assert not Application.objects.exists()


def test_an_application_for_the_first_award_year_is_opened_with_the_next_number(ms, preparer):
    first, second = new_application(preparer, ms), new_application(preparer, ms)
    assert (first.number, second.number) == ("MS-2026-0001", "MS-2026-0002")
    assert (first.award_year, first.state, first.institution.name) == (2026, "draft", ms.organisations["college"].name)


def test_a_refused_application_leaves_no_hole_in_the_numbers(ms, preparer):
    preparer.post(
        reverse("application_new"), {"institution": ms.organisations["college"].pk, "award_year": "2025-2026"}
    )
    assert new_application(preparer, ms).number == "MS-2026-0001"


def test_the_button_start_pressed_twice_opens_one_application(ms, preparer):
    html = preparer.get(reverse("application_new")).content.decode()
    typed = dict(re.findall(r'name="(key)" value="([^"]+)"', html))
    typed |= {"institution": ms.organisations["college"].pk, "award_year": "2026-2027"}
    where = {preparer.post(reverse("application_new"), typed)["Location"] for _ in range(2)}
    assert (
        len(where)
        == Application.objects.count()
        == Event.objects.filter(move="open", thing_kind="application").count()
        == 1
    )


def test_a_program_name_that_does_not_fit_is_refused_at_its_field(ms, preparer):
    typed = {"institution": ms.organisations["college"].pk, "award_year": "2026-2027", "program_name": "w" * 201}
    answer = preparer.post(reverse("application_new"), typed)
    assert answer.status_code == 422
    assert "at most 200 characters (it has 201)" in text(answer)
    assert not Application.objects.exists()


@pytest.mark.row("FORM-02")
def test_a_blank_name_a_malformed_email_and_a_phone_of_six_digits_are_refused_at_their_fields(ms, preparer):
    application = new_application(preparer, ms)
    wrong = {"applicant_name": "", "applicant_email": "official@", "applicant_phone": "555010", "do": "check"}
    answer = fill_group(preparer, application, "applicant", TYPED | wrong)
    assert answer.status_code == 422
    html = answer.content.decode()
    for field, words in (
        ("applicant_name", "Type the full name"),
        ("applicant_email", "name@college.edu"),
        ("applicant_phone", "at least 10 digits"),
    ):
        assert words in html.partition(f'id="id_{field}_error"')[2][:200], field
        assert f'href="#id_{field}"' in html
    assert "data-error-summary" in html  # takes the focus; its first link leads to the first field at fault
    assert html.index('href="#id_applicant_name"') < html.index('href="#id_applicant_email"')
    assert 'value="official@"' in html
    assert 'value="555010"' in html
    assert 'value="Named by the fictive college&#x27;s president"' in html


def test_someone_of_another_college_cannot_open_the_application(ms, preparer, enter):
    application = new_application(preparer, ms)
    for page in ("case", "part_details", "part_attachments", "part_declarations", "case_print"):
        assert enter(ms.other_preparer).get(address(page, application)).status_code == 404
    assert enter(ms.other_preparer).get(address("part_group", application, "program")).status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("hours", "abc", "in figures"),
        ("hours", "12.345", "at most 2 decimal places"),
        ("hours", "100000", "at most 99,999.99"),
        ("hours", "NaN", "in figures"),
        ("tuition", "-1", "cannot be below zero"),
        ("tuition", "about 300", "in dollars"),
        ("learners_in_state", "12.5", "whole number"),
        ("learners_in_state", "99999999999", "at most 2,147,483,647"),
        ("cip_code", "48.508", "NN.NNNN"),
        ("cip_code", "48O508", "NN.NNNN"),
        ("soc_codes", "51-4121, welder", "welder"),
        ("opeid", "0099010", "8 digits"),
        ("opeid", "00990200", "registered with OPE ID 00990100"),
        ("applicant_email", "a b@example.test", "name@college.edu"),
        ("applicant_phone", "601-555-01oo", "area code"),
        ("level", "doctoral", "Choose one of the answers shown"),
        ("applicant_name", "x" * 121, "has 121 characters; at most 120 fit"),
    ],
)
def test_a_malformed_answer_is_refused_and_the_others_are_saved(ms, preparer, field, typed, words):
    application = new_application(preparer, ms)
    group = form("ms").group_of(field)
    beside = {"hours": "summary", "learners_in_state": "summary", "tuition": "wage_source"}.get(field)
    answer = fill_group(preparer, application, group, TYPED | {"summary": "Kept"} | {field: typed, "do": "save"})
    assert answer.status_code == 422
    assert words in text(answer)
    if field != "level":
        assert typed in answer.content.decode()
    application.refresh_from_db()
    kept = filing.columns(application)
    assert kept[field] in ("", None, [])
    if beside:
        assert kept[beside] == (TYPED | {"summary": "Kept"})[beside]


def test_answers_are_kept_as_typed_with_codes_in_their_form(ms, preparer):
    application = new_application(preparer, ms)
    typed = TYPED | {
        "summary": "Schweißen – naïve ☕ 🔥\r\nsecond line",
        "applicant_name": "Zoë\x00 Nuñez\x07",
        "do": "save",
    }
    for group in ("applicant", "program", "occupations", "cost", "delivery"):
        assert fill_group(preparer, application, group, typed).status_code == 302
    application.refresh_from_db()
    kept = filing.columns(application)
    assert kept["summary"] == "Schweißen – naïve ☕ 🔥\nsecond line"
    assert kept["applicant_name"] == "Zoë Nuñez"
    assert (kept["cip_code"], kept["soc_codes"]) == ("48.0508", ["51-4121", "51-4122"])
    assert (str(kept["tuition"]), kept["study_abroad"]) == ("3250.00", False)


@pytest.mark.parametrize(("length", "status"), [(10_000, 302), (10_001, 422)])
def test_a_text_of_one_character_too_many_is_refused_with_its_count_and_never_cut(ms, preparer, length, status):
    application = new_application(preparer, ms)
    answer = fill_group(preparer, application, "program", TYPED | {"summary": "w" * length, "do": "save"})
    assert answer.status_code == status
    application.refresh_from_db()
    if status == 422:
        assert "10,001 characters; at most 10,000 fit" in text(answer)
        assert "w" * length in answer.content.decode()
        assert application.facts.summary == ""
    else:
        assert len(application.facts.summary) == length


def test_a_save_without_a_change_leaves_no_event(ms, preparer):
    application = filled(preparer, ms)
    before = Event.objects.count()
    assert fill_group(preparer, application, "program", TYPED | {"do": "save"}).status_code == 302
    assert fill_group(preparer, application, "employers", with_papers(application) | {"do": "save"}).status_code == 302
    assert Event.objects.count() == before


def test_the_same_click_twice_counts_once(ms, preparer):
    application = new_application(preparer, ms)
    page = address("part_group", application, "cost")
    typed = hidden(preparer, page) | TYPED | {"do": "save"}
    assert [preparer.post(page, typed).status_code for _ in range(2)] == [302, 302]
    assert Event.objects.filter(thing_id=application.pk, move="save").count() == 1


def test_the_second_of_two_people_picks_where_both_wrote_and_never_undoes_what_they_left_alone(ms, preparer, official):
    application = filled(preparer, ms)
    page = address("part_group", application, "cost")
    typed = TYPED | {"do": "save"}
    late = hidden(official, page)
    fill_group(preparer, application, "cost", typed | {"tuition": "3300", "fees-0-amount": "150", "wage_source": "A"})
    mine = typed | {"wage_source": "Survey B", "cost_information": "My own words"}
    answer = official.post(page, late | mine)
    assert answer.status_code == 409
    assert re.search(rf"Keep mine\s+Survey B .*Keep what {ms.preparer.name} wrote\s+A", text(answer))
    html = answer.content.decode()
    assert 'value="Survey B"' in html
    assert 'value="3300.00"' in html  # not touched here, so the new ones stand
    assert 'value="150.00"' in html
    application.refresh_from_db()
    assert (application.facts.wage_source, application.facts.cost_information) == ("A", "My own words")
    again = dict(re.findall(r'name="(seen|key|choices)" value="([^"]*)"', html))
    more = mine | {"tuition": "3300", "fees-0-amount": "150", "choose-wage_source": "mine"}
    assert official.post(page, again | more).status_code == 302
    application.refresh_from_db()
    assert (application.facts.wage_source, application.facts.tuition) == ("Survey B", 3300)


def test_a_form_sent_after_the_sign_in_was_lost_writes_nothing(ms, preparer):
    application = new_application(preparer, ms)
    page = address("part_group", application, "applicant")
    typed = hidden(preparer, page) | TYPED
    preparer.logout()
    before = Event.objects.count()
    answer = preparer.post(page, typed)
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]
    application.refresh_from_db()
    assert Event.objects.count() == before
    assert application.facts.applicant_name == ""


@pytest.mark.row("FORM-05")
def test_half_saved_work_is_there_after_signing_out_and_prints_with_all_three_parts(ms, preparer, official, enter):
    half = {name: TYPED[name] for name in ("applicant_name", "applicant_phone", "fees-0-description", "fees-rows")}
    application = new_application(preparer, ms)
    for group in ("applicant", "cost"):
        fill_group(preparer, application, group, half | {"do": "save"})
    preparer.post(reverse("account_logout"))
    preparer = enter(ms.preparer)
    back = "".join(
        preparer.get(address("part_group", application, group)).content.decode() for group in ("applicant", "cost")
    )
    for name in ("applicant_name", "applicant_phone", "fees-0-description"):
        assert f'value="{half[name]}"' in back
    upload(preparer, application, "outline", "outline.pdf", pdf())
    papers(ms, application)
    fill_details(preparer, application)
    papers(ms, application)
    make(preparer, application, "request_attestation")
    send(official, address("part_declarations", application), signing(ms))
    answer = official.get(address("case_print", application))
    assert re.findall(r"<h2>(Personal Details|Attachments|Declarations)</h2>", answer.content.decode()) == [
        "Personal Details", "Attachments", "Declarations",
    ]  # fmt: skip
    printed = text(answer)
    document = application.documents.get(slot="outline")
    for words in (
        "Personal Details",
        "Attachments",
        "Declarations",
        "Structural Welding",
        "outline.pdf",
        document.sha256,
    ):
        assert words in printed
    for declaration in review("ms").declarations.values():
        assert declaration.says in printed
