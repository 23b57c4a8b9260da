"""The outbox: every notice is mailed once, with nothing personal in it, whatever the mail server answers."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django_q.models import OrmQ

from magnolia.policy.layers import jurisdictions, read, state_layer
from magnolia.portal import clock
from magnolia.portal.actions.moves import act
from magnolia.portal.actions.recording import record
from magnolia.portal.actions.telling import mail, posting
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Anchor, Application, Event, Letter, Notice
from tests.portal.bring import it_is


@pytest.fixture(autouse=True)
def folder_for_mail(settings):
    """The mail server of a machine that has none; pytest-django puts another in its place."""
    settings.EMAIL_BACKEND = "magnolia.portal.actions.telling.mail.MailToFolder"


@pytest.fixture
def case(ms, at) -> Application:
    """An application just sent in: a letter, and notices for those it concerns."""
    made = bring(ms, "submitted", at - timedelta(days=2), LINEWORKER)
    for notice in Notice.objects.exclude(event=made.case.events.filter(move="submit").get()):
        posting.send(str(notice.pk))
    return made


@pytest.fixture
def notice(case) -> Notice:
    """One notice that waits."""
    return waiting()[0]


def waiting() -> list[Notice]:
    return list(Notice.objects.filter(state="queued").order_by("pk"))


def messages(folder: Path) -> list[email.message.EmailMessage]:
    read_one = email.message_from_bytes
    files = sorted(folder.glob("*.eml"))
    return [read_one(file.read_bytes(), policy=email.policy.default) for file in files]


def mails_of(notice: Notice, settings) -> int:
    return sum(m["Message-ID"] == posting.message_id(notice) for m in messages(settings.MAIL_FOLDER))


def moves_of(notice: Notice) -> list[str]:
    return list(Event.objects.filter(thing_id=notice.pk).order_by("seq").values_list("move", flat=True))


class Server(socketserver.ThreadingTCPServer):
    """A mail server of our own: it answers as told, and keeps what it took."""

    daemon_threads = True

    def __init__(self, behaves: str) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.behaves, self.taken = behaves, 0


class Answers(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs."""

    def handle(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        self.wfile.write(b"220 practice\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT" and server.behaves == "refuses":
                self.wfile.write(b"550 no such mailbox\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
                server.taken += 1
                if server.behaves == "breaks off":
                    return  # took it, and the line breaks before it could say so
                self.wfile.write(b"250 taken\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 good-bye\r\n")
                return
            else:
                self.wfile.write(b"250 fine\r\n")


@contextmanager
def mail_server(settings, behaves: str) -> Iterator[Server]:
    """Mail goes to a server of our own while the block runs."""
    with Server(behaves) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        settings.EMAIL_USE_SSL, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = False, "", ""
        yield server
        server.shutdown()


def test_each_notice_has_its_task_in_the_queue_and_leads_to_one_message(case, settings):
    queued = {str(row.task["args"][0]) for row in OrmQ.objects.all() if row.task["func"] == posting.SEND}
    assert {str(notice.pk) for notice in waiting()} <= queued
    before = len(messages(settings.MAIL_FOLDER))
    for notice in waiting() * 2:  # delivered twice, as a queue may
        assert posting.send(str(notice.pk)) == "sent"
    assert len(messages(settings.MAIL_FOLDER)) - before == Notice.objects.filter(event__move="submit").count()


def test_a_message_names_the_case_by_its_number_and_nobody_and_nothing_else(case, settings):
    for notice in waiting():
        posting.send(str(notice.pk))
    seen = messages(settings.MAIL_FOLDER)
    assert seen
    people = {n.person for n in Notice.objects.select_related("person")}
    for message in seen:
        text = message.get_content()
        assert case.number in message["Subject"]
        assert f"{settings.BASE_URL}/notices/" in text
        told = f"{message['Subject']} {text}"
        secrets = [case.program_name, case.institution.name, case.facts.opeid, "submitted", "approved", "denied"]
        for secret in secrets + [p.name for p in people] + [p.email for p in people]:
            assert secret.lower() not in told.lower(), secret


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_the_words_of_the_mail_are_filled_in_for_every_state(jurisdiction, request, at):
    cast = request.getfixturevalue(jurisdiction)
    bring(cast, "attestation", at, LINEWORKER)
    message = posting.mail(waiting()[0])
    assert "{" not in f"{message.subject} {message.body}"
    assert str(read(state_layer(jurisdiction), "profile")["agency"]) in message.body


def test_a_refusal_queues_the_notice_again_with_a_wait_that_grows(notice, settings):
    with mail_server(settings, "refuses"):
        for wait in (*posting.WAITS, posting.WAITS[-1]):
            assert posting.send(str(notice.pk)) == "queued"
            notice.refresh_from_db()
            refused = Event.objects.filter(thing_id=notice.pk, move="refused").order_by("seq")
            last, tries = refused.last(), refused.count()
            assert last is not None
            assert posting.next_try(notice) == last.recorded_at + wait
            it_is(settings, posting.next_try(notice) - timedelta(seconds=50))
            posting.send(str(notice.pk))
            assert refused.count() == tries  # too early
            it_is(settings, posting.next_try(notice))
    with mail_server(settings, "takes") as server:
        assert posting.send(str(notice.pk)) == "sent"
        assert server.taken == 1
    assert list(record.faults()) == []


def test_a_server_that_cannot_be_reached_took_nothing(notice, settings):
    with mail_server(settings, "takes"):
        pass
    assert posting.send(str(notice.pk)) == "queued"
    assert moves_of(notice)[-2:] == ["hand_over", "refused"]


def test_a_line_that_breaks_before_the_answer_is_for_a_person_to_decide(notice, settings, ms, at):
    with mail_server(settings, "breaks off") as server:
        assert posting.send(str(notice.pk)) == "unclear"
        assert posting.send(str(notice.pk)) == "unclear"  # never again by itself
        assert server.taken == 1
    posting.sweep()
    notice.refresh_from_db()
    assert notice.state == "unclear"
    with mail_server(settings, "takes") as server:
        act(notice, "again", by=ms.administrator, at=at, said={"reason": "The mail server has no trace of it."})
        assert posting.send(str(notice.pk)) == "sent"
        assert server.taken == 1


def test_a_notice_found_while_handed_over_is_left_to_a_worker_that_may_still_be_at_it(notice, settings):
    assert posting._moved(notice, "hand_over", posting._now_handed_over)
    assert posting.send(str(notice.pk)) == "handing_over"
    assert mails_of(notice, settings) == 0
    it_is(settings, clock.now() + timedelta(seconds=settings.Q_CLUSTER["timeout"] + 1))
    assert posting.send(str(notice.pk)) == "sent"
    assert mails_of(notice, settings) == 1


def test_a_notice_the_folder_has_already_is_not_written_again(notice, settings):
    posting._moved(notice, "hand_over", posting._now_handed_over)
    posting._hand_over(posting.mail(notice))  # and then the worker died
    it_is(settings, clock.now() + timedelta(seconds=settings.Q_CLUSTER["timeout"] + 1))
    assert posting.send(str(notice.pk)) == "sent"
    assert mails_of(notice, settings) == 1
    assert moves_of(notice) == ["queue", "hand_over", "accepted"]


def test_the_same_message_handed_over_twice_keeps_the_first_and_leaves_no_scraps(notice, settings):
    first = posting.mail(notice)
    mail.MailToFolder().send_messages([first])
    path = mail.path_of(posting.message_id(notice))
    before = path.read_bytes()
    second = posting.mail(notice)
    second.body = "another"
    mail.MailToFolder().send_messages([second])
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*"))


def test_the_round_of_every_minute_finds_what_waits_without_a_task_and_only_that(case):
    lost = OrmQ.objects.count() and OrmQ.objects.all().delete()[0]
    assert lost
    posting.sweep()
    wanted = len(waiting()) + Letter.objects.filter(file__isnull=True).count()
    assert OrmQ.objects.count() == wanted
    posting.sweep()
    assert OrmQ.objects.count() == wanted
    for row in OrmQ.objects.all():
        work = posting.send if row.task["func"] == posting.SEND else posting.typeset_letter
        work(*row.task["args"])
        row.delete()
    posting.sweep()
    assert OrmQ.objects.count() == 0
    assert not waiting()
    assert not Letter.objects.filter(file__isnull=True).exists()


def test_the_first_round_of_a_day_anchors_the_day_before_once(case, settings, at):
    posting.sweep()
    posting.sweep()
    assert [a.day.isoformat() for a in Anchor.objects.all()] == ["2026-08-02"]
    it_is(settings, at + timedelta(hours=14, minutes=30))  # past midnight in Mississippi, not yet in Exemplar
    posting.sweep()
    assert Anchor.objects.count() == 1
    it_is(settings, at + timedelta(hours=15, minutes=30))
    posting.sweep()
    assert Anchor.objects.order_by("-id").first().day.isoformat() == "2026-08-03"  # type: ignore[union-attr]
    assert list(record.faults()) == []
