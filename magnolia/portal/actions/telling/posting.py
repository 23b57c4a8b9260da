"""What the worker does: mail notices, typeset letters, anchor the record, and pick up what a kill left lying.

A notice is handed over between two commits: "being handed over" before, "mailed" after. Whoever finds it in between
asks the mail server whether it took the message; where the server cannot tell, a person decides. So none is lost and
none is sent twice.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django_q.models import OrmQ
from django_q.tasks import async_task

from magnolia.policy.layers import fill, jurisdictions, overlay, read, state_layer

from ... import clock
from ...models import Anchor, Digest, Event, Letter, Notice, Simulation
from ..afterwards import clearing, employer_links, prices
from ..custody import checking, comparing, destroying, due
from ..custody import keeping as custody_keeping
from ..deciding import release
from ..keeping import holidays, simulate
from ..moves import Refused, Stale, act
from ..papers import parts, scanning
from ..recording import record
from ..recording.record import canonical
from ..results import told_together
from . import digest, remind

SWEEP = "magnolia.portal.actions.telling.posting.sweep"
SEND = "magnolia.portal.actions.telling.posting.send"
TYPESET = "magnolia.portal.actions.telling.posting.typeset_letter"
# Waits before the next try after each refusal of the mail server; the last one repeats.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
# Answers after which the server certainly did not take the message. A line that breaks leaves it open.
NOT_TAKEN = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)


class NotReached(Exception):
    """The mail server could not be reached or did not let us in: nothing was handed over."""


def send(notice_id: str) -> str:
    """Mail one notice that waits; the state it is in afterwards. Safe to call any number of times."""
    notice = Notice.objects.select_related("case", "person", "event").get(pk=notice_id)
    if notice.state == "handing_over":
        _find_out(notice)
    if notice.state != "queued" or clock.now() < next_try(notice):
        return notice.state
    message = mail(notice)
    if not _moved(notice, "hand_over", _now_handed_over):
        return notice.state
    try:
        _hand_over(message)
    except NotReached as problem:
        _moved(notice, "refused", said={"answer": str(problem)})
    except NOT_TAKEN as answer:
        _moved(notice, "refused", said={"answer": type(answer).__name__})
    except Exception as answer:
        _settle(notice, said={"answer": type(answer).__name__})
    else:
        _moved(notice, "accepted")
    return notice.state


def _hand_over(message: EmailMessage) -> None:
    connection = get_connection()
    try:
        connection.open()
    except Exception as problem:
        raise NotReached(type(problem).__name__) from problem
    try:
        connection.send_messages([message])
    finally:
        # The server has answered by now: a farewell that fails changes nothing.
        with suppress(Exception):
            connection.close()


def _moved(
    notice: Notice, move: str, write: Callable[[Any], None] | None = None, said: dict[str, str] | None = None
) -> bool:
    """Make a move of a notice as it was seen; False where another worker was faster."""
    try:
        act(notice, move, by=None, at=clock.now(), seen=notice.version, said=said, write=write)
    except (Stale, Refused):
        return False
    return True


def _now_handed_over(notice: Any) -> None:
    notice.handed_over_at = clock.now()


def _find_out(notice: Notice) -> None:
    """A notice found while being handed over: leave it to a worker that may still be at it, else settle it."""
    age = clock.now() - notice.handed_over_at if notice.handed_over_at else None
    if age is None or not timedelta(0) <= age < timedelta(seconds=float(str(settings.Q_CLUSTER["timeout"]))):
        _settle(notice)


def _settle(notice: Notice, said: dict[str, str] | None = None) -> None:
    """Ask the mail server whether it took the message; where it cannot tell, hand the question to a person."""
    asks = getattr(get_connection(), "accepted", None)
    if asks is None:
        _moved(notice, "lost_sight", said=said)
    else:
        _moved(notice, "accepted" if asks(message_id(notice)) else "refused", said=said)


def next_try(notice: Notice) -> datetime:
    """From when on a waiting notice may be mailed: after the undo window, and later after each refusal of the server.

    A refusal without an answer is a worker that died before the server heard of the message: no reason to wait.
    """
    refusals = Event.objects.filter(thing_id=notice.pk, move="refused").exclude(text__text=canonical({}))
    times = list(refusals.order_by("seq").values_list("recorded_at", flat=True))
    return times[-1] + WAITS[min(len(times), len(WAITS)) - 1] if times else notice.written_at + settings.MAIL_WAITS


def message_id(notice: Notice) -> str:
    """The same Message-ID for every try of one notice, whatever else is configured."""
    return f"<{notice.pk}@notice.magnolia>"


def mail(notice: Notice) -> EmailMessage:
    """The message that points to a notice: the case's number and a link, nothing personal; of a summary its numbers."""
    layer = state_layer(notice.case.jurisdiction)
    words = overlay(read("model", "mail"), read(layer, "mail"))["notice"]
    own = {
        "number": notice.case.number,
        "link": settings.BASE_URL.rstrip("/") + reverse("notice", args=[notice.pk]),
        **read(layer, "profile"),
    }
    subject, body = fill(words["subject"], own), fill(words["body"], own)
    if notice.event.thing_kind == Digest.kind:
        subject, body = digest.mailed(Digest.objects.get(pk=notice.event.thing_id), own["link"])
    return EmailMessage(
        subject=subject,
        body=body.strip() + "\n",
        to=[notice.person.email],
        headers={"Message-ID": message_id(notice), "Auto-Submitted": "auto-generated"},
    )


def typeset_letter(letter_pk: int) -> None:
    """Typeset a letter and keep its file; a letter that has one is left alone."""
    letter = Letter.objects.get(pk=letter_pk)
    if not hasattr(letter, "file"):
        from .letter_files import typeset_and_keep

        typeset_and_keep(letter)


def sweep() -> None:
    """Every minute: a task for whatever waits without one, what is due for release, and a day that was not closed."""
    tasks = set(_tasks())
    waiting = Notice.objects.filter(state__in=["queued", "handing_over"])
    for notice in waiting.order_by("written_at").iterator():
        if (SEND, str(notice.pk)) not in tasks and (notice.state != "queued" or next_try(notice) <= clock.now()):
            async_task(SEND, str(notice.pk))
    for pk in Letter.objects.filter(file__isnull=True).values_list("pk", flat=True):
        if (TYPESET, str(pk)) not in tasks:
            async_task(TYPESET, pk)
    for simulation in Simulation.objects.filter(finished_at__isnull=True).values_list("pk", flat=True):
        if (simulate.RUN, str(simulation)) not in tasks:
            async_task(simulate.RUN, str(simulation))
    for checksum in scanning.due(clock.now()):
        if (scanning.SCAN, checksum) not in tasks:
            async_task(scanning.SCAN, checksum)
    checking.give_tasks(tasks, clock.now())
    comparing.give_tasks(tasks)
    if not Anchor.objects.filter(day=_day_to_close()).exists():
        daily()
    for code in jurisdictions():
        release.release_due(code, at=clock.now())


def _tasks() -> Iterator[tuple[str, str]]:
    """Function and first argument of every task that waits or is being worked on."""
    for row in OrmQ.objects.iterator():
        if row.task.get("args"):
            yield row.task["func"], str(row.task["args"][0])


def _day_to_close() -> date:
    """The last day that is over in every State served."""
    return min(clock.local_date(code, clock.now()) for code in jurisdictions()) - timedelta(days=1)


def daily() -> None:
    """Close the day before: move deadlines a closing touched, look again at what waits, anchor all heads of cases."""
    now = clock.now()
    parts.drop_given_up(now)
    custody_keeping.finish_purges(now)
    for code in jurisdictions():
        holidays.move_deadlines(code, at=now)
        destroying.ask(code, at=now)
        remind.remind(code, at=now)
        due.remind(code, at=now)
        told_together.remind(code, at=now)
        clearing.look_again(code, at=now)
        prices.take_effect(code, at=now)
        employer_links.end_due(code, at=now)
        digest.send(code, at=now)
    record.anchor(_day_to_close(), now)
