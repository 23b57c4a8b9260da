"""Direct input of employers: through a channel of the State, or another one by its name and the State's approval."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.policy.form import form
from magnolia.portal.actions.applying import filing
from magnolia.portal.models import Application

from .filling import TYPED, fill_group, filled, group_page, make, send, signing, text, with_papers

# The channels of the policy in its order, (a) to (g), with the words people read.
CHANNELS = {
    "state_board": "SWIB",
    "local_board": "A local workforce development board",
    "sector_partnership": "An industry or sector partnership",
    "apprenticeship": "The sponsor of a Registered Apprenticeship program",
    "labor_management": "A joint labor-management partnership",
    "advisory_council": "An employer advisory council",
    "direct_validation": "Direct validation by an employer",
}
OTHER = {
    "input_channel": "other",
    "input_channel_other": "A yearly survey",
    "input_channel_approval": "Order 7 of 2026",
}


@pytest.fixture
def preparer(ms, enter) -> Client:
    return enter(ms.preparer)


@pytest.fixture
def draft(ms, preparer) -> Application:
    return filled(preparer, ms)


def file_input(client, application, **typed):
    """One input of employers, sent from its page as a whole."""
    own = {"input_channel_other": "", "input_channel_approval": ""} | typed
    return fill_group(client, application, "employers", with_papers(application) | {"do": "check"} | own)


def stored(application) -> dict[str, str]:
    return filing.columns(Application.objects.get(pk=application.pk))


def ask_to_sign(client, application):
    answer = make(client, application, "request_attestation")
    application.refresh_from_db()
    return answer


@pytest.mark.row("PROC-05")
def test_input_through_each_channel_is_stored_under_it_and_another_one_only_with_the_states_approval(
    ms, preparer, draft, enter
):
    for nth, (channel, label) in enumerate(CHANNELS.items()):
        said = f"Practice employers asked for more hours, {nth}."
        assert file_input(preparer, draft, input_channel=channel, input_statement=said).status_code == 302, channel
        held = stored(draft)
        assert (held["input_channel"], held["input_statement"]) == (channel, said)
        assert label in text(preparer.get(reverse("case_print", args=[draft.pk])))
    # Without a channel, and through another one without its name or the State's approval, it is rejected.
    rejected = (
        {"input_channel": ""},
        OTHER | {"input_channel_approval": ""},
        OTHER | {"input_channel_approval": "   "},
        OTHER | {"input_channel_other": ""},
    )
    for typed in rejected:
        answer = file_input(preparer, draft, **typed)
        assert answer.status_code == 422, typed
        for label in CHANNELS.values():
            assert text(answer).count(label) >= 2, (
                typed,
                label,
            )  # among the choices, and in the list of what is accepted
        assert ask_to_sign(preparer, draft).status_code == 422
        assert draft.state == "draft"
    unknown = file_input(preparer, draft, input_channel="newspaper")
    assert unknown.status_code == 422
    assert stored(draft)["input_channel"] != "newspaper"
    # With both it is stored, and goes with the filing.
    assert file_input(preparer, draft, **OTHER).status_code == 302
    assert ask_to_sign(preparer, draft).status_code == 302
    assert draft.state == "attestation"
    official = enter(ms.official)
    assert send(official, reverse("part_declarations", args=[draft.pk]), signing(ms)).status_code == 302
    assert make(official, draft, "submit").status_code == 302
    facts = Application.objects.get(pk=draft.pk).filings.get().facts
    assert {name: facts[name] for name in OTHER} == OTHER


def test_everybody_reads_through_which_channels_employers_are_heard(db):
    shown = text(Client().get(reverse("process", args=["ms"])))
    assert "How employers are heard" in shown
    for label in (*CHANNELS.values(), "Another method that Mississippi set up and named"):
        assert label in shown


def test_the_list_of_what_is_accepted_follows_the_state(ms):
    said = form("xx").questions["input_channel"].missing
    assert "A regional farm and trade council (fictive)" in said
    assert "labor-management" not in said
    assert "{" not in said + form("ms").questions["input_channel"].missing


def test_the_reference_of_the_approval_is_asked_for_at_its_own_field(preparer, draft):
    answer = file_input(preparer, draft, **OTHER | {"input_channel_approval": ""})
    summary = answer.content.decode().partition("data-error-summary")[2].partition("</ul>")[0]
    assert 'href="#id_input_channel_approval"' in summary
    assert "Give the reference by which the State approved the other channel." in summary
    assert group_page(draft, "input_channel_approval") == group_page(draft, "employers")
    assert "input_channel_approval" not in TYPED
