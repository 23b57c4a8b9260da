"""Placement by occupation: which rule counts, what is known of a job and from whom, one question to one employer."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from magnolia.policy import placing
from magnolia.portal.actions.afterwards import jobs
from magnolia.portal.actions.occupations import findings
from magnolia.portal.actions.telling import posting
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import EmployerLink, EventText, JobRecord, JobSource

from .bring import bring, it_is, on, page, send, words
from .reporting import waived

NAME = "Ada Fictive"
MATCHES = "student_id,award_year,quarter,matched\n"
BESIDE = "student_id,award_year,soc,naics,confidence\n"


@pytest.fixture
def certified(ms, settings):
    case = bring(ms, "certified", on("2026-08-20"), WELDING)
    it_is(settings, on("2031-03-01"))
    return case


def brought(client, case, source: str, text: str) -> Any:
    file = SimpleUploadedFile(f"{source}.csv", text.encode(), "text/csv")
    return send(client, page("jobs", case), case, do="take_in_jobs", source=source, file=file)


def matched(client, case, *keys: str, year: str = "2029-30", quarter: str = "2030Q4") -> None:
    text = MATCHES + "".join(f"{key},{year},{quarter},Y\n" for key in keys)
    answer = brought(client, case, "wage_record", text)
    assert answer.status_code == 302, words(answer)


@pytest.mark.row("FUT-01")
def test_the_award_year_decides_the_rule_and_the_page_of_a_year_names_it(ms, certified, enter):
    director = enter(ms.director)
    matched(director, certified, "S-1", year="2028-29", quarter="2029Q3")
    matched(director, certified, "S-1")
    stands = {year: jobs.placed(certified, year)[0].stands for year in (2028, 2029)}
    assert stands == {2028: placing.COUNTS, 2029: placing.UNVERIFIED}
    earlier, later = (words(director.get(page("jobs", certified), {"year": year})) for year in (2028, 2029))
    assert "Any employment in the measured quarter counts for this award year." in earlier
    assert "Employment counts in an occupation the program prepares for" in later
    # A waiver of placement puts that one year back, and no other.
    answer = waived(enter(ms.governor), certified, award_year=2029)
    assert answer.status_code == 302, words(answer)
    assert jobs.rule(certified, 2029) == "waived"
    assert jobs.rule(certified, 2030) == "occupational"
    assert jobs.placed(certified, 2029)[0].stands == placing.COUNTS
    assert "A waiver of the Secretary" in words(director.get(page("jobs", certified), {"year": 2029}))


@pytest.mark.row("FUT-02")
def test_the_own_and_a_comparable_occupation_count_another_does_not_and_an_unknown_one_is_listed_as_unverified(
    ms, certified, enter
):
    director = enter(ms.director)
    own = certified.approval.filing.facts["soc_codes"][0]
    assert own == "51-4121"
    findings.decide(
        "ms", soc_code=own, comparable_to="47-2152", basis="Same torch skills, method of 2029", by=ms.governor,
        decided_on=on("2029-09-01").date(), signed_name="Val Fictive", signed_title="Governor", at=on("2029-09-01"),
    )  # fmt: skip
    matched(director, certified, "S-1", "S-2", "S-3", "S-4")
    text = BESIDE + f"S-1,2029-30,{own},,high\nS-2,2029-30,47-2152,,high\nS-3,2029-30,41-2031,,high\n"
    assert brought(director, certified, "employer", text).status_code == 302
    stands = {each.job.student_id: each.stands for each in jobs.placed(certified, 2029)}
    assert stands == {
        "S-1": placing.COUNTS, "S-2": placing.COUNTS, "S-3": placing.UNRELATED, "S-4": placing.UNVERIFIED
    }  # fmt: skip
    shown = words(director.get(page("jobs", certified), {"year": 2029}))
    assert "Counts: an occupation of the program, or a comparable one 2" in shown
    assert "Unverified: the occupation is not known. It counts as not placed 1" in shown
    assert re.search(r"S-4 Yes, 2030Q4 — — — — Unverified", shown)


@pytest.mark.row("FUT-04")
def test_wage_records_alone_leave_the_occupation_empty_and_an_employers_supplement_fills_it_beside_them(
    ms, certified, enter
):
    director = enter(ms.director)
    matched(director, certified, "S-1", "S-2")
    assert not JobSource.objects.exists()
    assert [each.best for each in jobs.placed(certified, 2029)] == [None, None]
    before = list(JobRecord.objects.values_list("student_id", "quarter", "matched"))
    text = BESIDE + "S-1,2029-30,51-4121,3323,medium\n"
    assert brought(director, certified, "employer", text).status_code == 302
    said = JobSource.objects.get()
    assert (said.source, said.soc_code, said.naics, said.confidence) == ("employer", "51-4121", "3323", "medium")
    assert list(JobRecord.objects.values_list("student_id", "quarter", "matched")) == before
    columns = {field.name for model in (JobRecord, JobSource) for field in model._meta.get_fields()}
    assert not {name for name in columns if "wage" in name or name in ("ssn", "name")}
    shown = words(director.get(page("jobs", certified), {"year": 2029}))
    assert "S-1 Yes, 2030Q4 51-4121 3323 Employer's addition to wage records medium" in shown.replace("’", "'")
    for wrong, told in (
        (BESIDE + "S-9,2029-30,51-4121,,\n", "Row 2: this completer is not among those of the wage match."),
        (BESIDE + "S-1,2029-30,welder,,\n", "Row 2, soc: write a SOC code"),
        (BESIDE + "S-1,2029-30,51-4121,,sure\n", "Row 2, confidence: write high, medium or low."),
        (BESIDE.replace("soc", "wages") + "S-1,2029-30,900,,\n", "Leave these columns out, they are not asked for"),
    ):
        answer = brought(director, certified, "employer", wrong)
        assert answer.status_code == 422
        assert told in words(answer)
    answer = brought(director, certified, "wage_record", MATCHES + "900-00-0001,2029-30,2030Q4,Y\n")
    assert answer.status_code == 422
    assert "900-00" not in words(answer)
    assert JobSource.objects.count() == 1


@pytest.mark.row("FUT-04")
def test_the_sheet_shows_six_things_and_which_of_them_the_state_still_lacks(ms, certified, enter):
    director = enter(ms.director)
    url = reverse("job_lacks")
    assert words(director.get(url)).count("Still lacking") + words(director.get(url)).count(" There ") == 6
    matched(director, certified, "S-1")
    employer = "Occupation reported by employers as an addition to wage records"
    assert f"{employer} Still lacking" in words(director.get(url))
    assert brought(director, certified, "employer", BESIDE + "S-1,2029-30,51-4121,,\n").status_code == 302
    assert f"{employer} There" in words(director.get(url))
    assert enter(ms.official).get(url).status_code == 403


def asked(client, case, key: str = "S-1", **more: Any) -> Any:
    job = JobRecord.objects.get(student_id=key)
    typed = {"job": job.pk, "name": NAME, "employer": "Fictive Steel", "year": 2029} | more
    return send(client, page("jobs", case), case, do="send", **typed)


def address(answer: Any) -> str:
    return re.findall(r"http://testserver(/job/[^/<]+/)", answer.content.decode())[0]


ANSWER = {"employed": "Y", "started_on": "2030-08-01", "soc_code": "51-4121", "responder": "Bo Madeup, foreman"}


@pytest.mark.row("FUT-05")
def test_an_employer_sees_one_name_answers_once_and_the_name_is_destroyed(ms, certified, enter, settings):
    matched(enter(ms.director), certified, "S-1", "S-2")
    official = enter(ms.official)
    for lacking in ("name", "employer"):
        assert asked(official, certified, **{lacking: ""}).status_code == 422
    made = asked(official, certified)
    assert made.status_code == 200, words(made)
    url, link = address(made), EmployerLink.objects.get()
    assert url.split("/")[2] not in (link.digest, str(link.pk))
    assert NAME.encode() not in bytes(link.sealed)
    anyone = Client()
    answer = anyone.get(url)
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    assert NAME in main
    for hidden in ("S-1", "S-2", "Pell", "wage", "900-", certified.number):
        assert hidden not in re.sub(r"no wage and no number", "", main), hidden
    assert set(re.findall(r'name="(\w+)"', main)) - {"csrfmiddlewaretoken"} == set(ANSWER)
    assert anyone.post(url, ANSWER | {"responder": ""}).status_code == 422
    assert anyone.post(url, ANSWER | {"started_on": "2031-03-02"}).status_code == 422
    assert anyone.post(url, ANSWER | {"soc_code": "11-1011"}).status_code == 422
    assert not JobSource.objects.exists()
    assert anyone.post(url, ANSWER).status_code == 200
    said, link = JobSource.objects.get(), EmployerLink.objects.get()
    assert (said.job.student_id, said.responder, said.soc_code) == ("S-1", "Bo Madeup, foreman", "51-4121")
    assert said.started_on == date(2030, 8, 1)
    assert said.at == link.answered_at
    assert (link.state, bytes(link.sealed)) == ("answered", b"")
    assert anyone.get(url).status_code == 404
    assert NAME not in words(anyone.get(url))
    kept = " ".join(EventText.objects.values_list("text", flat=True))
    assert NAME not in kept
    shown = words(official.get(page("jobs", certified), {"year": 2029}))
    assert "Bo Madeup, foreman" in shown
    assert NAME not in shown


@pytest.mark.row("FUT-05")
def test_a_link_ends_after_thirty_days_and_the_name_with_it(ms, certified, enter, settings):
    matched(enter(ms.director), certified, "S-1")
    url = address(asked(enter(ms.official), certified))
    assert EmployerLink.objects.get().due.isoformat() == "2031-03-31"
    it_is(settings, on("2031-03-31", hour=23))
    assert Client().get(url).status_code == 200
    posting.daily()
    assert EmployerLink.objects.get().state == "sent"
    it_is(settings, on("2031-04-01", hour=1))
    assert Client().get(url).status_code == 404
    assert Client().post(url, ANSWER).status_code == 404
    posting.daily()
    link = EmployerLink.objects.get()
    assert (link.state, bytes(link.sealed)) == ("expired", b"")
    assert not JobSource.objects.exists()
    assert Client().get(reverse("employer_answer", args=["made-up"])).status_code == 404
