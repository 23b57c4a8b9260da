"""The record of the Board's consultation: documents under topics, members and their dissent, the attestation."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from magnolia.portal.actions.deciding import consult, decide
from magnolia.portal.actions.moves import Refused
from magnolia.portal.models import BoardPaper, Reading

from .bring import bring, certifying, consulted, it_is, on, page, recommended, send, signed, words
from .filling import pdf
from .test_consultation import ATTEST, RECORD


@pytest.fixture
def case(ms, settings):
    """A case that waits for the Board, on Monday, 12 October 2026."""
    application = bring(ms, "consultation", on("2026-08-20"))
    it_is(settings, on("2026-10-12"))
    return application


def put(client, case, *topics, name="minutes.pdf", content=None):
    file = SimpleUploadedFile(name, pdf() if content is None else content)
    return send(client, page("consultation", case), case, do="file_paper", file=file, topics=topics)


@pytest.mark.row("APPR-05")
def test_a_determination_is_not_dated_before_the_consultation_of_its_own_program(ms, case):
    other = bring(ms, "consultation", on("2026-08-20"))
    consulted(ms, other, "2026-10-01", on("2026-10-12"))
    with pytest.raises(Refused):
        decide.determine(case, "approve", by=ms.governor, at=on("2026-10-12", 12), **signed())
    recommended(ms, consulted(ms, case, "2026-10-12", on("2026-10-12")), on("2026-10-12", 11))
    with pytest.raises(Refused, match="no consultation with the SWIB on or before the day"):
        decide.determine(
            case, "approve", by=ms.governor, at=on("2026-10-12", 12), on=on("2026-10-11").date(), **signed()
        )
    own = case.consultations.filter(attested_on__isnull=False)
    attested_on = own.get().attested_on
    own.update(attested_on=None)
    assert other.consultations.get().attested_on == attested_on  # the one of the other program counts for nothing
    with pytest.raises(Refused, match="no consultation with the SWIB"):
        decide.determine(case, "approve", by=ms.governor, at=on("2026-10-12", 12), **signed())
    case.consultations.update(attested_on=attested_on)
    decide.determine(case, "approve", by=ms.governor, at=on("2026-10-12", 12), on=on("2026-10-12").date(), **signed())
    assert case.state == "approved"


@pytest.mark.row("APPR-06")
def test_documents_are_filed_under_topics_and_the_request_shows_which_were_discussed(ms, case, enter):
    secretary, url = enter(ms.secretary), page("consultation", case)
    assert send(secretary, url, case, **RECORD | {"held_on": "2026-10-12"}).status_code == 302
    attest = ATTEST | {"attested_on": "2026-10-12"}
    assert "File at least one document" in words(send(secretary, url, case, **attest))
    assert put(secretary, case, "labor_market", "employer_demand", "cost_and_wage").status_code == 302
    shown = words(secretary.get(url))
    assert "Labor market fit: discussed" in shown
    assert "Employer demand: discussed" in shown
    assert "Cost and anticipated wages: discussed" in shown
    assert "Value of the credential: not discussed" in shown
    assert "Anything else that helps the decision: not discussed" in shown
    paper = BoardPaper.objects.get()
    assert f'href="/board-papers/{paper.pk}/"' in enter(ms.director).get(url).content.decode()
    opened = enter(ms.director).get(f"/board-papers/{paper.pk}/")
    assert hashlib.sha256(opened.content).hexdigest() == paper.sha256
    assert Reading.objects.filter(person=ms.director, what=f"board paper {paper.pk}").exists()
    send(secretary, url, case, **RECORD | {"held_on": ""})
    assert "on which day" in words(send(secretary, url, case, **attest))
    assert case.state == "consultation"


def test_a_paper_needs_a_topic_and_must_be_what_its_name_says(ms, case, enter):
    secretary = enter(ms.secretary)
    assert put(secretary, case).status_code == 422
    bad = put(secretary, case, "other", content=b"not a PDF at all")
    assert bad.status_code == 422
    assert "is not a PDF as its name says" in words(bad)
    assert not BoardPaper.objects.exists()


def test_an_institution_and_another_state_cannot_open_a_paper_of_the_board(ms, xx, case, enter):
    put(enter(ms.secretary), case, "other")
    address = f"/board-papers/{BoardPaper.objects.get().pk}/"
    assert enter(ms.preparer).get(address).status_code == 403
    assert enter(xx.director).get(address).status_code == 404


@pytest.mark.row("APPR-07")
def test_certification_waits_for_the_attestation_and_for_nothing_else(ms, enter, settings):
    case = bring(ms, "approved", on("2026-08-20"))
    it_is(settings, on("2026-11-02"))
    attested_on = case.consultations.get().attested_on
    case.consultations.update(attested_on=None)
    governor, url = enter(ms.governor), page("certification", case)
    stopped = [gate["gate"].id for gate in governor.get(url).context["gates"] if gate["stopped"]]
    assert stopped == ["consulted_before"]
    refused = send(governor, url, case, **certifying())
    assert refused.status_code == 422
    assert "There is no consultation with the SWIB" in words(refused)
    assert case.state == "approved"
    case.consultations.update(attested_on=attested_on)
    assert send(governor, url, case, **certifying()).status_code == 302
    assert case.state == "certified"


@pytest.mark.row("PROC-11")
def test_an_attestation_without_its_day_is_refused_at_that_field_and_a_whole_one_is_on_the_record(ms, case, enter):
    secretary, url = enter(ms.secretary), page("consultation", case)
    send(secretary, url, case, **RECORD | {"held_on": "2026-10-12"})
    put(secretary, case, "other")
    refused = send(secretary, url, case, **ATTEST | {"attested_on": ""})
    assert refused.status_code == 422
    assert list(refused.context["signing"].errors) == ["attested_on"]
    nameless = send(secretary, url, case, **ATTEST | {"attested_name": "", "attested_on": "2026-10-12"})
    assert nameless.status_code == 422
    assert list(nameless.context["signing"].errors) == ["attested_name"]
    for title, day in (("Board secretary", None), (" ", on("2026-10-12").date())):
        with pytest.raises(Refused, match="needs a typed name, a title and a day"):
            consult.attest(case, name=ms.secretary.name, title=title, on=day, by=ms.secretary, at=on("2026-10-12"))
    assert case.state == "consultation"
    assert send(secretary, url, case, **ATTEST | {"attested_on": "2026-10-12"}).status_code == 302
    record = words(enter(ms.auditor).get(url))
    assert "Kim Imaginary, Board secretary, attests on October 12, 2026" in record
    assert "about the program Electric Lineworker" in record


def test_a_dissent_is_kept_in_the_members_words_and_shown_to_the_governor(ms, case, enter):
    secretary, url = enter(ms.secretary), page("consultation", case)
    typed = {
        "lines": "3",
        "member_1": "Bo Madeup",
        "part_1": "present",
        "member_2": "Cleo Pretend",
        "part_2": "dissent",
    }
    wordless = send(secretary, url, case, **RECORD | typed)
    assert wordless.status_code == 422
    assert "words_2" in wordless.context["form"].errors
    typed |= {"words_2": "The wage is too low.", "advice": "with_conditions", "quorum": "yes"}
    assert send(secretary, url, case, **RECORD | typed).status_code == 302
    put(secretary, case, "other")
    send(secretary, url, case, **ATTEST)
    recommended(ms, case, on("2026-10-12", 11))
    shown = words(enter(ms.governor).get(page("determination", case)))
    assert "The wage is too low." in shown
    assert "Advises approval on conditions" in shown
    assert "Took part and dissents" in shown


def test_more_lines_for_members_keep_what_was_typed(ms, case, enter):
    answer = send(
        enter(ms.secretary), page("consultation", case), case, do="more_members", lines="2", member_1="Bo Madeup"
    )
    assert answer.status_code == 200
    assert "Bo Madeup" in answer.content.decode()
    assert "member_7" in answer.content.decode()
    assert not case.consultations.exists()


def test_the_packet_holds_facts_findings_and_documents_for_the_secretary_and_not_for_the_college(ms, case, enter):
    shown = words(enter(ms.secretary).get(page("packet", case)))
    assert "Electric Lineworker" in shown
    assert "outline.pdf" in shown
    assert "Findings of the review" in shown
    assert enter(ms.preparer).get(page("packet", case)).status_code == 403
