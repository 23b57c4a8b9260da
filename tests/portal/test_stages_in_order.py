"""The stages of a request in their order: no way around the review, no jump forward, none back."""

from __future__ import annotations

import pytest

from magnolia.policy.workflow import process
from magnolia.portal.actions.appealing import appeals
from magnolia.portal.actions.certifying.certify import certify
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.demo.stages import PATHS
from magnolia.portal.demo.walking import signature_of

from .bring import appealing, bring, it_is, on, page, walk, words


@pytest.mark.row("REV-12", "APPR-10")
@pytest.mark.parametrize("state", sorted(PATHS.keys() - {"approved", "certified", "legal_reading"}))
def test_no_way_leads_to_the_certificate_around_the_stages(ms, state):
    case = bring(ms, state, on("2026-08-20"))
    later = on("2026-11-20")
    if state == "denied":
        appeals.file(case, **appealing(), by=ms.official, at=on("2026-11-02"))
    with pytest.raises(Refused) as refused:
        certify(case, signature_of("ms", ms.governor), by=ms.governor, at=later)
    table = process("ms")
    life = table.life("application")
    assert f"stands at “{life.states[state].label}”" in str(refused.value)
    stages = list(life.stages)
    here = stages.index(life.states[state].stage)
    for stage in stages[here : stages.index("certification")]:
        assert life.stages[stage] in str(refused.value)
    case.refresh_from_db()
    assert case.state == state
    assert not hasattr(case, "certification")


# The moves that carry a request on, who makes each, and the one state in which it is open.
ONWARD = {
    "start_completeness": ("intake", "submitted"),
    "find_complete": ("intake", "completeness_review"),
    "start_review": ("reviewer", "complete"),
    "finish_review": ("reviewer", "review"),
    "attest_consultation": ("secretary", "consultation"),
    "recommend": ("director", "recommendation"),
    "approve": ("governor", "determination"),
    "certify": ("governor", "approved"),
}
STEPS = ("submitted", "completeness_review", "complete", "review", "consultation", "recommendation", "determination")


@pytest.mark.row("APPR-10")
def test_on_the_whole_way_every_move_of_another_stage_is_refused_with_the_stage_it_belongs_to(ms, enter, settings):
    way, states = walk(ms, "attestation", on("2026-08-20")), process("ms").life("application").states
    steps = [getattr(way, step) for step in STEPS]
    for step in [*steps, lambda: way.decided("approve"), way.certified]:
        step()
        for move, (person, at_home) in ONWARD.items():
            if at_home == way.application.state:
                continue
            with pytest.raises(Refused) as refused:
                act(way.application, move, by=ms.people[person], at=way.later(minutes=1))
            assert "possible only at the stage" in str(refused.value), (move, way.application.state)
            assert f"“{states[at_home].label}”" in str(refused.value), (move, way.application.state)
    way.federal("record_filing")
    it_is(settings, way.later(days=1))
    shown = words(enter(ms.auditor).get(page("case", way.application)))
    for done in ("Application submitted", "Full review started", "Consultation with the SWIB attested",
                 "Recommendation sent to the Governor", "Approved for State certification", "Certified by the State",
                 "Posted on the public list", "Filed with the U.S. Department of Education"):  # fmt: skip
        assert done in shown
