"""A mail cut off in the middle waits for an administrator, who says what became of it; nothing goes twice by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from magnolia.portal.actions.moves import act
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Notice


@pytest.fixture
def unclear(ms, at) -> Notice:
    bring(ms, "submitted", at - timedelta(days=3))
    notice = Notice.objects.filter(state="queued").first()
    assert notice is not None
    act(notice, "hand_over", by=None, at=at)
    act(notice, "lost_sight", by=None, at=at)
    return notice


@pytest.mark.parametrize(("do", "state"), [("accepted", "sent"), ("again", "queued")])
def test_an_administrator_decides_whether_a_mail_went_out(ms, unclear, enter, do, state):
    client = enter(ms.administrator)
    assert unclear.case.number in client.get("/status/").content.decode()
    typed = {"pk": str(unclear.pk), "do": do, "reason": "Looked at the server", "seen": str(unclear.version)}
    assert client.post("/status/", typed).status_code == 302
    unclear.refresh_from_db()
    assert unclear.state == state


def test_nobody_else_decides_and_another_states_administrator_does_not_see_it(ms, xx, unclear, enter):
    typed = {"pk": str(unclear.pk), "do": "accepted", "seen": str(unclear.version)}
    assert enter(xx.administrator).post("/status/", typed).status_code == 404
    assert enter(ms.auditor).post("/status/", typed).status_code in (404, 422)
    assert enter(ms.administrator).post("/status/", {"pk": "nonsense"}).status_code == 404
    unclear.refresh_from_db()
    assert unclear.state == "unclear"
