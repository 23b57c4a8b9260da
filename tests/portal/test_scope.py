"""On which ground a program belongs to the State, through the pages."""

from __future__ import annotations

import pytest
from django.test import Client

from magnolia.policy.form import form
from magnolia.portal.actions.moves import start
from magnolia.portal.demo.cast import Cast
from magnolia.portal.models import Grant, Institution, Organisation, Person

from .filling import PAPERS, TYPED, fill_group, make, new_application, papers, text, with_papers


def alabama(cast: Cast, person: Person, at) -> Organisation:
    """A college in Alabama, registered with Mississippi's agency, with a preparer of its own."""
    college = Organisation.objects.create(jurisdiction="ms", kind="institution", name="Fictive Mobile Bay College (AL)")
    Institution.objects.create(
        organisation=college, opeid="00990300", postal_state="AL", city="Nowhere", title_iv=True, source="Practice data"
    )
    cast.organisations["alabama"] = college
    grant = Grant(person=person, organisation=college, role="preparer")
    start(grant, "give", by=None, at=at, jurisdiction="ms")
    return college


def asked(client: Client, cast: Cast, college: str, **ground: str):
    """A whole request on one ground, up to the certifying official's desk."""
    application = new_application(client, cast, college)
    blank = {"ground": "", "offered_at": "", "learners_in_state": ""}
    opeid = cast.organisations[college].institution.opeid
    typed = {
        name: value for name, value in (TYPED | blank | ground | {"opeid": opeid}).items() if name != "ground" or value
    }
    papers(cast, application, by=cast.committee if college == "alabama" else cast.preparer)
    typed |= {name: paper for name, paper in with_papers(application).items() if name in PAPERS}
    answers = [
        fill_group(client, application, group, typed | {"do": "check"})
        for group in form(application.jurisdiction).groups
    ]
    checked = next((answer for answer in answers if answer.status_code != 302), answers[-1])
    return checked, make(client, application, "request_attestation"), application


@pytest.mark.row("SCOPE-02")
def test_a_program_is_taken_when_it_is_offered_in_the_state_or_serves_learners_there_and_else_is_out_of_scope(
    ms, enter, at
):
    _, accepted, jackson = asked(
        enter(ms.preparer), ms, "college", ground="offered_in_state", offered_at="Practice campus, Jackson"
    )
    assert accepted.status_code == 302
    alabama(ms, ms.committee, at)
    client = enter(ms.committee)
    _, accepted, learners = asked(client, ms, "alabama", ground="serves_learners", learners_in_state="12")
    assert accepted.status_code == 302
    for ground in ({"ground": "serves_learners", "learners_in_state": "0"}, {"ground": "serves_learners"}, {}):
        checked, refused, application = asked(client, ms, "alabama", **ground)
        assert checked.status_code == refused.status_code == 422
        assert "out of scope" in text(checked)
        assert "Out of scope" in text(refused)
        application.refresh_from_db()
        assert application.state == "draft"
    for application in (jackson, learners):
        application.refresh_from_db()
        assert application.state == "attestation"
