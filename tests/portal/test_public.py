"""What everybody may read, without a session: programs, process, criteria; two authorities that are never merged."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.policy.criteria import register
from magnolia.policy.letters import say_day
from magnolia.policy.registers import review
from magnolia.policy.sources import everything_cited
from magnolia.policy.workflow import diagram, process
from magnolia.portal.actions import law
from magnolia.portal.actions.certifying import certify
from magnolia.portal.actions.deciding import decide
from magnolia.portal.actions.keeping import amend
from magnolia.portal.demo.programs import LINEWORKER, PHLEBOTOMY, WELDING
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.demo.walking import signature_of
from magnolia.portal.pages.public.diagram import draw, rows
from tests.portal.bring import it_is, on, words
from tests.portal.posted import posted

PAGES = ("state_home", "programs", "process", "criteria")
# What no page may say while the federal date is not recorded.
TOO_EARLY = re.compile(
    r"federally (approved|eligible)|pell[- ]eligible|eligible (for|program for) (a |federal )?(pell|aid|grant)"
    r"|approved by the secretary|can be paid with a pell|you can (get|use) a (pell )?grant|both approvals are in force",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def in_october(settings):
    """Visitors come after every step of these cases: an approval counts from its day on."""
    it_is(settings, on("2026-10-01"))


def certified(cast, *moves):
    way = walk(cast, "certified", on("2026-08-04"), LINEWORKER)
    for move in moves:
        way.federal(move)
    return way.application


def program_page(application):
    return reverse("program", args=[application.jurisdiction, application.number])


def said_here(shown):
    """The page without the words of the refusal and of the declarations, which speak of the approval to deny it."""
    for words_of_denial in (
        "Not approved by the Secretary of Education",
        "not yet federally approved",
        *(w for d in review("ms").declarations.values() for w in (d.title, d.says)),
    ):
        shown = shown.replace(words_of_denial, "")
    return shown


def read(url, **query):
    answer = Client().get(url, query)
    assert answer.status_code == 200
    assert not answer.cookies.get("sessionid")
    return words(answer)


def test_every_public_page_answers_without_a_session_in_every_state(ms, xx):
    assert "Mississippi" in read(reverse("home"))
    read(reverse("accessibility"))
    for state, name in (("ms", "Mississippi"), ("xx", "Exemplar")):
        for page in PAGES:
            assert name in read(reverse(page, args=[state]))
        assert Client().get(reverse("program", args=[state, "MS-2026-9999"])).status_code == 404
    assert Client().get(reverse("programs", args=["zz"])).status_code == 404


def test_with_one_state_the_first_page_is_that_states(ms):
    assert Client().get(reverse("home"))["Location"] == reverse("state_home", args=["ms"])


def test_a_program_shows_the_facts_it_was_certified_on_and_leaves_out_what_is_empty(ms):
    application = certified(ms)
    shown = read(program_page(application))
    for fact in (
        "Electric Lineworker", "Fictive Magnolia Technical College (MS)", "Certified Lineworker Level I (practice)",
        "520 clock hours, 13 weeks of instruction", "46.0303", "49-9051", "2026-2027",
        "Published tuition $3,250", "Climbing gear rental (required fee) $95", "Student services (required fee) $50",
        "Tuition and required fees $3,395", "$25 an hour ($52,000 a year)",
        "Practice figure; a real filing names its survey, area and year",
    ):  # fmt: skip
        assert fact in shown
    sent = say_day(application.submitted_at.astimezone(on("2026-08-04").tzinfo).date())
    assert f"of the filing the State decided on, sent in on {sent}." in shown
    assert "learners" not in shown.lower()
    assert ms.official.name not in shown
    assert ms.official.email not in shown


def test_limitations_and_standing_conditions_are_posted(ms):
    way = walk(ms, "determination", on("2026-08-04"))
    way.decided(
        "approve_conditionally",
        conditions=[
            {"blocking": True, "text": "Send the agreement.", "due": date(2027, 1, 4)},
            {"blocking": False, "text": "Renew letters every two years.", "due": None},
        ],
    )
    blocking = way.application.conditions.get(blocking=True)
    decide.close_condition(way.application, blocking.pk, "Received", by=ms.intake, at=way.later())
    way.move("conditions_met", ms.director)
    signed = signature_of("ms", ms.governor, limitation=["One campus only."])
    certify.certify(way.application, signed, by=ms.governor, at=way.later())
    shown = read(program_page(way.application))
    assert "One campus only." in shown
    assert "Renew letters every two years." in shown
    assert "Send the agreement." not in shown


@pytest.mark.parametrize("federal", ["not_filed", "filed", "not_approved"])
def test_no_public_page_says_federally_approved_before_the_date_is_recorded(ms, federal):
    application = posted(ms, LINEWORKER, federal)
    for url in (program_page(application), *(reverse(page, args=["ms"]) for page in PAGES)):
        found = read(url)
        assert not TOO_EARLY.search(said_here(found)), url
    shown = read(program_page(application))
    assert "State certified" in shown
    assert "cannot be paid with a Pell Grant" in shown
    if federal != "not_approved":
        assert "Final federal approval is still required." in shown


def test_the_federal_date_appears_once_it_is_recorded_beside_the_states(ms):
    application = certified(ms, "record_filing", "record_approval")
    shown = read(program_page(application))
    assert "Approved by the Secretary of Education" in shown
    assert "Final federal approval is still required" not in shown
    filing = application.federal_filing
    filing.refresh_from_db()
    assert f"{filing.decided_on:%B} {filing.decided_on.day}, 2026" in shown
    assert shown.count("State approval") >= 1


def test_only_certified_programs_of_the_state_are_listed(ms, xx):
    ours, theirs = posted(ms, LINEWORKER), posted(xx, PHLEBOTOMY)
    bring(ms, "approved", on("2026-08-04"), WELDING)
    shown = read(reverse("programs", args=["ms"]))
    assert "Electric Lineworker" in shown
    assert "Structural Welding" not in shown
    assert "Phlebotomy" not in shown
    assert Client().get(reverse("program", args=["xx", ours.number])).status_code == 404
    assert Client().get(reverse("program", args=["ms", theirs.number])).status_code == 404


def test_the_directory_is_searched_and_filtered_in_the_address(ms):
    posted(ms, LINEWORKER)
    posted(ms, WELDING, "approved")
    url = reverse("programs", args=["ms"])
    for query, found, not_found in (
        ({"q": "lineworker"}, "Electric Lineworker", "Structural Welding"),
        ({"q": "48.0508"}, "Structural Welding", "Electric Lineworker"),
        ({"q": "49-9051"}, "Electric Lineworker", "Structural Welding"),
        ({"q": "fictive welder"}, "Structural Welding", "Electric Lineworker"),
        ({"status": "approved"}, "Structural Welding", "Electric Lineworker"),
        ({"status": "not_filed"}, "Electric Lineworker", "Structural Welding"),
    ):
        shown = read(url, **query)
        assert found in shown, query
        assert not_found not in shown, query
    assert "2 programs found." in read(url, status="active", institution="Fictive Magnolia Technical College (MS)")
    assert "Nothing fits these words" in read(url, q="underwater basket")


@pytest.mark.parametrize(
    "query", [{"weeks": "soon"}, {"institution": "none such"}, {"status": "maybe"}, {"q": "x" * 101}, {"q": "a\x00b"}]
)
def test_a_mistyped_filter_gets_a_sentence_and_hides_nothing(ms, query):
    posted(ms, LINEWORKER)
    shown = read(reverse("programs", args=["ms"]), **query)
    assert "Some answers need another look" in shown
    assert "Electric Lineworker" in shown
    read(reverse("programs", args=["ms"]), page="nine")


# What the policy rests on (row SCOPE-07): how it is looked for, and the source that is found.
RESTS_ON = {
    "HEA 481(b)(3)(A)": "Higher Education Act of 1965, section 481(b)(3)(A)",
    "34 CFR part 600": "34 CFR part 600",
    "34 CFR part 668": "34 CFR part 668",
    "34 CFR part 690": "34 CFR part 690",
    "34 CFR 690.92": "34 CFR 690.92",
    "34 CFR 690.93": "34 CFR 690.93",
    "34 CFR 690.94": "34 CFR 690.94",
    "34 CFR 690.95": "34 CFR 690.95",
    "19 May 2026": "Final rule on Workforce Pell, 91 Fed. Reg. 29254",
    "29 U.S.C. 3102": "29 U.S.C. 3102",
    "29 CFR part 29": "29 CFR part 29",
    "20 CFR 680.400": "20 CFR 680.400",
    "One Big Beautiful Bill": "Working Families Tax Cuts Act (WFTCA)",
    "WFTCA": "Working Families Tax Cuts Act (WFTCA)",
}


@pytest.mark.row("SCOPE-07")
def test_each_law_the_policy_rests_on_is_found_among_the_sources(ms):
    url = reverse("criteria", args=["ms"])
    for asked, title in RESTS_ON.items():
        assert f"Source {title}" in read(url, q=asked), asked


@pytest.mark.row("SCOPE-07")
def test_every_criterion_shows_its_source_and_the_old_name_finds_the_law(ms):
    url = reverse("criteria", args=["ms"])
    shown = read(url)
    found = review("ms")
    for asks, cite in [
        *((c.asks, c.citation) for c in register("ms").values()),
        *((q.asks, q.cite) for q in found.questions.values()),
        *((d.says, d.cite) for d in found.declarations.values()),
        *((p.means, p.values[0].cite) for p in law.parameters("ms").values()),
    ]:
        assert asks in shown
        assert cite.strip()
        assert cite in shown
    assert all(row.cite.strip() for row in everything_cited("ms"))
    hits = read(url, q="One Big Beautiful Bill")
    assert "Source Working Families Tax Cuts Act (WFTCA)" in hits
    assert "0 found" not in hits
    assert "Nothing found" in read(url, q="zeppelin")


def test_the_process_page_shows_every_move_clock_and_separated_duty(ms, xx):
    for state in ("ms", "xx"):
        shown = read(reverse("process", args=[state]))
        life = process(state).life("application")
        for _, move, _, _ in diagram(life):
            assert life.moves[move].label in shown
        for words_of_stage in life.stages.values():
            assert words_of_stage in shown
    shown = read(reverse("process", args=["ms"]))
    assert "10 business days" in shown
    assert "15 business days" in shown
    assert "Mississippi Workforce Pell Policy 7.3" in shown
    assert "Legal reading" not in shown


def test_the_picture_draws_what_the_table_says_and_no_two_lines_lie_on_each_other(ms):
    life = process("ms").life("application")
    picture = draw(life)
    drawn = {row.number for row in rows(life) if row.drawn}
    assert {arc.number for arc in picture.arcs} == drawn
    assert len({(arc.x, arc.y) for arc in picture.arcs}) == len(picture.arcs)
    assert all(0 < arc.x < picture.width for arc in picture.arcs)


def test_the_law_as_changed_in_the_portal_is_what_the_page_shows(ms, enter, at):
    change = amend.propose(
        "ms",
        key_="correction.business_days",
        layer="state",
        starts=at.date(),
        value="12",
        cite="Fictive order",
        by=ms.administrator,
        at=at,
    )
    amend.adopt(change, by=ms.second_administrator, at=at)
    assert "12 business days" in read(reverse("process", args=["ms"]))
    assert "Fictive order" in read(reverse("criteria", args=["ms"]))
