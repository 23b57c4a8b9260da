"""The determination: who makes it, which four values it takes, what each one needs and leads to."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from magnolia.policy.registers import review as registers
from magnolia.policy.workflow import open_moves, process
from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.deciding import decide, designate
from magnolia.portal.actions.moves import Refused, act, start
from magnolia.portal.demo.programs import outline_pdf
from magnolia.portal.models import Approval, Certification, Determination, Event, Grant, Letter, Recommendation

from .bring import (
    before_the_governor,
    bring,
    it_is,
    last_letter,
    letter_page,
    name_designee,
    on,
    page,
    recommended,
    send,
    signed,
    typed,
    words,
)

FOUR = (
    "Approve for State certification",
    "Approve on conditions",
    "Deny",
    "“Defer” or “Return for more information”",
)

# Every determination, with what it asks for beside basis and signature.
DECIDED = {
    "approve": {},
    "approve_conditionally": {"condition_1": "Send the agreement."},
    "deny": {"lacking": "The articulation agreement."},
    "defer": {"reason": "A study is due."},
    "return_for_information": {"reason": "Hours.", "asked_for": "Hours"},
}


@pytest.fixture
def case(ms, settings):
    """A case before the Governor on Monday, 14 September 2026, consulted and recommended on the 10th."""
    application = before_the_governor(ms, on("2026-08-20"), on("2026-09-10"))
    it_is(settings, on("2026-09-14"))
    return application


@pytest.mark.row("DET-01")
def test_a_reviewer_who_calls_determine_is_refused(ms, case, enter):
    assert enter(ms.reviewer).post(page("determination", case), typed("approve")).status_code == 403
    with pytest.raises(Refused, match="You have no authority for “Approve for State certification”"):
        decide.determine(case, "approve", by=ms.reviewer, at=on("2026-09-14"), **signed())
    answer = send(enter(ms.director), page("determination", case), case, **typed("approve"))
    assert answer.status_code == 422
    assert "It can be done by: Governor or Governor's designee" in words(answer)
    assert case.state == "determination"


@pytest.mark.row("DET-01")
def test_a_designee_determines_only_after_a_recommendation_and_the_two_acts_keep_person_day_and_signature(
    ms, enter, settings
):
    case = bring(ms, "recommendation", on("2026-08-20"))
    name_designee(ms, on("2026-08-20"))
    it_is(settings, on("2026-09-14"))
    designee, url = enter(ms.designee), page("determination", case)
    answer = send(designee, url, case, **typed("approve"))
    assert answer.status_code == 422
    assert case.state == "recommendation"
    recommended(ms, case, on("2026-09-11"))
    signed = {"signed_name": "Drew Standin", "signed_title": "Chief of staff", "basis": "The region lacks lineworkers."}
    answer = send(designee, url, case, **typed("approve", **signed))
    assert answer.status_code == 302
    made, advised = Determination.objects.get(application=case), Recommendation.objects.get(application=case)
    assert (advised.by, advised.on.isoformat(), advised.signed_name) == (ms.director, "2026-09-11", "Alex Pretend")
    assert (made.by, made.on.isoformat(), made.signed_name) == (ms.designee, "2026-09-14", "Drew Standin")
    assert made.designation is not None
    assert made.designation.instrument == "Test order 1"
    letter = letter_page(enter, ms.official, last_letter(case))
    assert "Test order 1" in letter
    assert "The region lacks lineworkers." in letter


@pytest.mark.row("DET-01")
@pytest.mark.parametrize("role", ["director", "reviewer"])
def test_one_person_with_both_roles_cannot_do_both_for_the_same_program(ms, case, enter, role):
    person = ms.people[role]
    both = Grant(person=person, organisation=ms.organisations["governor"], role="governor")
    start(both, "give", by=None, at=on("2026-09-11"), jurisdiction="ms")
    client, url = enter(person), page("determination", case)
    assert "must be done by another person" in words(client.get(url))
    for move, more in DECIDED.items():
        fields = typed(move, signed_name=person.name, **more)
        answer = send(client, url, case, **fields)
        assert answer.status_code == 422
        assert "nobody decides on what they prepared" in words(answer)
        with pytest.raises(Refused, match="must be done by another person"):
            act(case, move, by=person, at=on("2026-09-14"))
    assert case.state == "determination"


@pytest.mark.row("DET-02")
@pytest.mark.parametrize("value", ["approved", "certify", "reject", "", "deny_incomplete ", "finish_review"])
def test_any_other_value_is_refused_with_the_four_listed(ms, case, enter, value):
    answer = send(enter(ms.governor), page("determination", case), case, do=value)
    assert answer.status_code == 422
    for label in FOUR:
        assert label in words(answer)
    with pytest.raises(Refused, match="There are four"):
        decide.determine(case, value, by=ms.governor, at=on("2026-09-14"), **signed())
    assert case.state == "determination"


@pytest.mark.row("DET-02")
def test_after_approved_there_is_no_certificate_and_nothing_is_posted(ms, case, enter, client):
    assert send(enter(ms.governor), page("determination", case), case, **typed("approve")).status_code == 302
    assert case.state == "approved"
    assert not Certification.objects.exists()
    assert not Approval.objects.exists()
    assert "Electric Lineworker" not in words(client.get("/in/ms/programs/"))
    letter = letter_page(enter, ms.official, last_letter(case))
    assert "This letter is not a certificate." in letter
    assert "Not certified." in words(enter(ms.auditor).get(page("certification", case)))


@pytest.mark.row("DET-02")
@pytest.mark.parametrize(
    ("move", "state", "next_step"),
    [
        ("approve", "approved", ("governor", "certify")),
        ("approve_conditionally", "conditional", ("director", "conditions_met")),
        ("deny", "denied", ("official", "file_appeal")),
        ("defer", "deferred", ("director", "resume")),
        ("return_for_information", "returned", ("official", "answer_return")),
    ],
)
def test_each_outcome_leads_to_its_own_next_step(ms, case, enter, move, state, next_step):
    answer = send(enter(ms.governor), page("determination", case), case, **typed(move, **DECIDED[move]))
    assert answer.status_code == 302
    assert case.state == state
    who, label = next_step
    life = process("ms").life("application")
    roles = {g.role for g in ms.people[who].grants.all()}
    assert label in {m.name for m in open_moves(life, state, roles)}
    others = {"certify", "conditions_met", "file_appeal", "resume", "answer_return"} - {label}
    everyone = set(process("ms").roles)
    assert not others & {m.name for m in open_moves(life, state, everyone)}


@pytest.mark.row("DET-05")
def test_a_returned_case_can_be_amended_re_enters_review_with_its_history_and_offers_no_appeal(
    ms, case, enter, settings
):
    fields = typed("return_for_information", reason="Hours are unclear.", asked_for="Hours by part")
    assert send(enter(ms.governor), page("determination", case), case, **fields).status_code == 302
    official = enter(ms.official)
    assert "File an appeal" not in words(official.get(page("case", case)))
    letter = letter_page(enter, ms.official, last_letter(case))
    for text in ("Hours are unclear.", "Hours by part", "A return cannot be appealed"):
        assert text in letter
    before = Event.objects.filter(case=case.case).count()
    with pytest.raises(Refused, match="There is nothing to appeal"):
        act(case, "file_appeal", by=ms.official, at=on("2026-09-15"), said={"appeal": "I appeal."})
    file = SimpleUploadedFile("hours.pdf", outline_pdf())
    assert send(enter(ms.preparer), page("document_upload", case), case, slot="hours", file=file).status_code == 302
    accepted = list(registers("ms").declarations)
    apply.sign(case, accepted=accepted, name="Morgan Example", title="VP", by=ms.official, at=on("2026-09-15"))
    act(case, "answer_return", by=ms.official, at=on("2026-09-15"))
    assert case.state == "review"
    assert case.findings.count() == len(registers("ms").questions)
    assert case.filings.count() == 2
    assert Event.objects.filter(case=case.case).count() > before
    it_is(settings, on("2026-09-16"))
    assert "hours.pdf" in words(enter(ms.reviewer).get(page("finding", case, "length")))


@pytest.mark.row("DET-05")
@pytest.mark.parametrize("move", ["defer", "return_for_information"])
def test_a_deferral_or_return_without_a_reason_is_refused(ms, case, enter, move):
    answer = send(enter(ms.governor), page("determination", case), case, **typed(move, asked_for="Hours"))
    assert answer.status_code == 422
    assert "reason" in answer.context["tried"].errors
    with pytest.raises(Refused, match="needs a reason"):
        decide.determine(case, move, by=ms.governor, at=on("2026-09-14"), **signed())
    assert case.state == "determination"


@pytest.mark.row("DET-05")
def test_a_deferred_case_says_why_is_taken_up_again_and_offers_no_appeal(ms, case, enter):
    fields = typed("defer", reason="A study is due.")
    assert send(enter(ms.governor), page("determination", case), case, **fields).status_code == 302
    assert "A study is due." in letter_page(enter, ms.official, last_letter(case))
    with pytest.raises(Refused, match="There is nothing to appeal"):
        act(case, "file_appeal", by=ms.official, at=on("2026-09-15"), said={"appeal": "I appeal."})
    assert "File an appeal" not in words(enter(ms.official).get(page("case", case)))
    act(case, "resume", by=ms.director, at=on("2026-09-20"), said={"reason": "The study is out."})
    assert case.state == "completeness_review"


@pytest.mark.parametrize("blank", ["basis", "signed_name", "signed_title"])
def test_a_determination_without_basis_or_signature_is_refused_and_keeps_what_was_typed(ms, case, enter, blank):
    words_typed = typed("approve", basis="My long basis.") | {f"approve-{blank}": " "}
    answer = send(enter(ms.governor), page("determination", case), case, **words_typed)
    assert answer.status_code == 422
    assert blank in answer.context["tried"].errors
    assert ("My long basis." in answer.content.decode()) == (blank != "basis")
    with pytest.raises(Refused):
        decide.determine(case, "approve", by=ms.governor, at=on("2026-09-14"), **signed(**{blank: " "}))
    assert not Determination.objects.exists()


def test_a_double_click_on_approve_approves_once(ms, case, enter):
    client, url = enter(ms.governor), page("determination", case)
    fields = typed("approve") | {"seen": str(case.version), "key": "one-click"}
    assert [send(client, url, case, **fields).status_code for _ in range(2)] == [302, 302]
    assert Determination.objects.count() == 1
    assert Event.objects.filter(thing_id=case.pk, move="approve").count() == 1
    assert case.letters.filter(kind="approved_for_certification").count() == 1


def test_the_governor_and_a_designee_at_once_decide_once_and_the_second_keeps_the_words(ms, case, enter):
    name_designee(ms, on("2026-09-10"))
    seen = case.version
    url = page("determination", case)
    assert send(enter(ms.governor), url, case, **typed("approve")).status_code == 302
    answer = send(enter(ms.designee), url, case, seen=seen, **typed("defer", reason="I would rather wait."))
    assert answer.status_code == 409
    assert "Approved for State certification" in words(answer)
    assert "I would rather wait." in answer.content.decode()
    assert case.state == "approved"


def test_approval_is_refused_while_a_criterion_is_not_met(ms, enter, settings):
    case = before_the_governor(ms, on("2026-08-20"), on("2026-09-10"), unmet="credit")
    it_is(settings, on("2026-09-14"))
    governor, url = enter(ms.governor), page("determination", case)
    assert "Not met or still open: Academic credit" in words(governor.get(url))
    answer = send(governor, url, case, **typed("approve"))
    assert answer.status_code == 422
    assert case.state == "determination"


def test_a_designee_whose_days_are_over_does_not_determine(ms, case, enter):
    designate.designate(
        "ms",
        person=ms.designee,
        instrument="Short order",
        first_day=on("2026-09-01").date(),
        last_day=on("2026-09-13").date(),
        by=ms.governor,
        at=on("2026-09-01"),
    )
    assert enter(ms.designee).get(page("determination", case)).status_code == 403
    with pytest.raises(Refused, match="no authority"):
        decide.determine(case, "approve", by=ms.designee, at=on("2026-09-14"), **signed())


def test_the_case_lies_on_one_page_with_facts_findings_advice_and_recommendation(ms, case, enter):
    shown = words(enter(ms.governor).get(page("determination", case)))
    for text in (
        "The file supports it.",
        "The occupation is in demand.",
        "Academic credit",
        "$3,250",
        "outline.pdf",
        "Aim (a)",
        "Clock hours",
    ):
        assert text in shown
    for person in (ms.director, ms.auditor):
        assert "Make the determination" not in words(enter(person).get(page("determination", case)))
    for person in (ms.intake, ms.reviewer, ms.secretary, ms.official, ms.committee):
        assert enter(person).get(page("determination", case)).status_code == 403


def test_a_letter_can_be_read_before_it_goes_out_and_nothing_is_decided_or_counted_by_that(ms, enter, settings):
    case = before_the_governor(ms, on("2026-08-20"), on("2026-10-05"), unmet="credit")
    it_is(settings, on("2026-10-06"))
    fields = typed("deny", grounds="credit", basis="No agreement names a program.")
    asked = {"preview": fields.pop("do")} | fields
    letters = Letter.objects.count()
    shown = send(enter(ms.governor), page("determination", case), case, **asked)
    assert shown.status_code == 200
    assert "Preview, no number yet" in words(shown)
    assert "No agreement names a program." in words(shown)
    assert "October 27, 2026" in words(shown)  # fifteen business days on
    assert 'value="Val Fictive"' in shown.content.decode()
    assert (case.state, Letter.objects.count(), case.determinations.count()) == ("determination", letters, 0)
    assert send(enter(ms.governor), page("determination", case), case, **fields | {"do": "deny"}).status_code == 302
    assert Letter.objects.count() == letters + 1
