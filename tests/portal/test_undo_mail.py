"""Mail waits a few minutes before it goes; a person holds it back, lets it go or drops it. The portal copy stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.actions.reviewing import conflict
from magnolia.portal.actions.telling import posting
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Event, Notice

from .bring import it_is, send, words

FIVE = timedelta(minutes=5)


@pytest.fixture(params=["ms", "xx"])
def cast(request, db):
    return request.getfixturevalue(request.param)


@pytest.fixture(autouse=True)
def window(settings):
    settings.MAIL_WAITS = FIVE
    settings.EMAIL_BACKEND = "magnolia.portal.actions.telling.mail.MailToFolder"


@pytest.fixture
def notice(cast, at) -> Notice:
    """The newest notice of a case just sent in."""
    bring(cast, "submitted", at - timedelta(days=2))
    return Notice.objects.filter(state="queued", person=cast.official).latest("written_at")


def mails(settings) -> int:
    return len(list(settings.MAIL_FOLDER.glob("*.eml")))


def test_mail_goes_when_the_window_is_over_and_not_a_second_before(cast, notice, settings):
    it_is(settings, notice.written_at + FIVE - timedelta(seconds=2))
    assert posting.send(str(notice.pk)) == "queued"
    assert mails(settings) == 0
    it_is(settings, notice.written_at + FIVE)
    assert posting.send(str(notice.pk)) == "sent"
    assert mails(settings) == 1


def test_a_window_of_nothing_sends_at_once(cast, notice, settings):
    settings.MAIL_WAITS = timedelta(0)
    it_is(settings, notice.written_at)
    assert posting.send(str(notice.pk)) == "sent"


@pytest.mark.parametrize("who", ["administrator", "director"])
def test_a_person_holds_mail_back_with_a_reason_and_lets_it_go_later(cast, notice, settings, enter, who):
    it_is(settings, notice.written_at + timedelta(minutes=1))
    client, url = enter(cast.people[who]), reverse("outbox")
    assert notice.case.number in words(client.get(url))
    chosen = f"{url}?notice={notice.pk}"
    assert "Hold the mail back" in words(client.get(chosen))
    without = send(client, url, notice, notice=str(notice.pk), do="hold", **{"hold-reason": " "})
    assert without.status_code == 422
    assert send(client, url, notice, notice=str(notice.pk), do="hold", **{"hold-reason": "Wrong."}).status_code == 302
    assert notice.state == "held"
    it_is(settings, notice.written_at + timedelta(days=1))
    posting.sweep()
    assert posting.send(str(notice.pk)) == "held"
    assert mails(settings) == 0
    assert send(client, url, notice, notice=str(notice.pk), do="let_go").status_code == 302
    assert posting.send(str(notice.pk)) == "sent"
    assert mails(settings) == 1


def test_dropped_mail_never_goes_and_the_person_still_reads_the_notice(cast, notice, settings, enter):
    act(notice, "hold", by=cast.administrator, at=notice.written_at, said={"reason": "Wrong."})
    answer = send(
        enter(cast.administrator),
        reverse("outbox"),
        notice,
        notice=str(notice.pk),
        do="drop",
        **{"drop-reason": "Sent to the wrong case."},
    )
    assert answer.status_code == 302
    it_is(settings, notice.written_at + timedelta(days=1))
    posting.sweep()
    assert posting.send(str(notice.pk)) == "dropped"
    assert mails(settings) == 0
    assert enter(cast.official).get(reverse("notice", args=[notice.pk])).status_code == 200
    assert list(Event.objects.filter(thing_id=notice.pk).order_by("seq").values_list("move", flat=True)) == [
        "queue",
        "hold",
        "drop",
    ]


def test_what_is_being_handed_over_can_no_longer_be_held_back(cast, notice):
    act(notice, "hand_over", by=None, at=notice.written_at)
    with pytest.raises(Refused, match="Hold the mail back"):
        act(notice, "hold", by=cast.administrator, at=notice.written_at, said={"reason": "Late."})


def test_the_auditor_looks_and_does_nothing_and_nobody_else_opens_the_outbox(cast, notice, enter):
    client = enter(cast.auditor)
    assert "You can look, and nothing more." in words(client.get(f"{reverse('outbox')}?notice={notice.pk}"))
    with pytest.raises(Refused):
        act(notice, "hold", by=cast.auditor, at=notice.written_at, said={"reason": "No."})
    for key in ("preparer", "official", "intake", "reviewer", "secretary", "governor", "committee"):
        assert enter(cast.people[key]).get(reverse("outbox")).status_code == 403, key


def test_another_states_administrator_and_a_recused_director_see_none_of_it(ms, xx, at, enter):
    case = bring(ms, "submitted", at - timedelta(days=2))
    notice = Notice.objects.filter(state="queued", case=case.case_id).latest("written_at")
    url = f"{reverse('outbox')}?notice={notice.pk}"
    assert enter(xx.administrator).get(url).status_code == 404
    assert enter(ms.director).get(url).status_code == 200
    conflict.declare(case, conflict=True, words="A cousin works there.", by=ms.director, at=at)
    assert enter(ms.director).get(url).status_code == 404
    assert case.number not in words(enter(ms.director).get(reverse("outbox")))


def test_the_outbox_of_others_is_not_among_ones_own_notices(cast, notice, enter):
    """The administrator sees mail that waits in the outbox and not as news for themselves."""
    client = enter(cast.administrator)
    assert client.get(reverse("notice", args=[notice.pk])).status_code == 404
    assert notice.case.number not in words(client.get(reverse("notices")))
    assert notice.case.number in words(client.get(reverse("outbox")))


def test_the_outbox_takes_the_same_queries_however_many_wait(ms, at, enter, django_assert_max_num_queries):
    client = enter(ms.administrator)
    bring(ms, "submitted", at - timedelta(days=2))
    with django_assert_max_num_queries(25) as few:
        client.get(reverse("outbox"))
    bring(ms, "submitted", at - timedelta(days=2), WELDING)
    with django_assert_max_num_queries(25) as many:
        client.get(reverse("outbox"))
    assert len(many) <= len(few)
