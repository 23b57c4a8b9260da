"""What the fault tests have done outside of themselves: a process that reads one request a line, and answers in JSON.

What must run at the same instant, or die, it does in processes forked from this one.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.db import connections
from django_q.models import OrmQ

from magnolia.policy.completeness import checklist
from magnolia.portal import clock
from magnolia.portal.actions.applying import apply
from magnolia.portal.actions.checking import check, confirm
from magnolia.portal.actions.custody import agreements, handing, vault
from magnolia.portal.actions.moves import Stale, act
from magnolia.portal.actions.recording import record
from magnolia.portal.actions.telling import posting
from magnolia.portal.demo.cast import Cast, assemble
from magnolia.portal.demo.programs import LINEWORKER
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import (
    Application,
    Case,
    Counter,
    DataSubmission,
    Deadline,
    Event,
    EventText,
    Letter,
    Notice,
    OnceKey,
    Organisation,
    Person,
)

FORK = multiprocessing.get_context("fork")
TABLES = (Case, Event, EventText, Deadline, Letter, Notice, OnceKey, Counter, OrmQ, Application)


def cast() -> Cast:
    """Everyone of the place, found again by their addresses."""
    found = Cast("ms")
    for person in Person.objects.all():
        found.people[person.email.partition(".ms@")[0].replace(".", "_")] = person
    names = {"college": "Fictive Magnolia", "second": "Imaginary Pine"}
    found.organisations = {k: Organisation.objects.get(name__startswith=n) for k, n in names.items()}
    return found


def people() -> list[str]:
    """The fictive cast, before anything else."""
    return sorted(assemble("ms", clock.now() - timedelta(days=30)).people)


def person(key: str) -> int:
    """One of the cast by key."""
    return cast().people[key].pk


def case(state: str, clear: str = "") -> str:
    """A case walked to a state; with `clear`, its notices and letters need no worker any more."""
    made = bring(cast(), state, clock.now() - timedelta(days=20), LINEWORKER)
    if clear:
        settle()
    return str(made.pk)


def cases(state: str, number: str) -> list[str]:
    """Several cases in one state."""
    return [case(state) for _ in range(int(number))]


def records(content: str, count: str, key: str) -> str:
    """A certified case whose institution hands in records of `count` persons, under its own key of the program."""
    made, all_of_them = bring(cast(), "certified", clock.now() - timedelta(days=20), LINEWORKER), cast()
    settle()
    on = clock.local_date("ms", clock.now())
    agreements.record(
        "ms",
        institution=all_of_them.organisations["college"],
        parties="The State and the college",
        purpose="Rates",
        ferpa_basis="34 CFR 99.35",
        starts_on=on - timedelta(days=30),
        ends_on=on + timedelta(days=30),
        by=all_of_them.steward,
        at=clock.now(),
    )
    arriving = vault.Arriving()
    arriving.add(content.encode())
    given: dict[str, Any] = {
        "program_id": key,
        "enrolled": int(count),
        "by": all_of_them.preparer,
        "at": clock.now(),
    }
    return str(handing.hand_in(made, made.award_year, arriving.end(), "records.csv", **given).pk)


def stands(pk: str) -> list[Any]:
    """How records stand: state, rows, times their check was begun, and how many tasks wait."""
    row = DataSubmission.objects.get(pk=pk)
    tries = row.progress.tries if hasattr(row, "progress") else 0
    return [row.state, row.rows, tries, OrmQ.objects.count(), row.faults.filter(level="error").count()]


def settle() -> int:
    """Mail and typeset everything that waits, here and now."""
    for notice in Notice.objects.filter(state="queued"):
        posting.send(str(notice.pk))
    for letter in Letter.objects.filter(file__isnull=True):
        posting.typeset_letter(letter.pk)
    return int(OrmQ.objects.all().delete()[0])


def counts(case_id: str = "") -> dict[str, Any]:
    """How many rows there are, and how a case stands."""
    made: dict[str, Any] = {model.__name__: model.objects.count() for model in TABLES}
    made["numbers"] = {c.key: c.last for c in Counter.objects.all()}
    if case_id:
        row = Application.objects.get(pk=case_id)
        made |= {"state": row.state, "version": row.version, "length": row.case.length}
    return made


def faults() -> list[str]:
    """What is wrong with the record, places skipped in a life or a series of numbers included."""
    found = list(record.faults())
    for kind, thing, versions in _lives():
        if versions != list(range(1, len(versions) + 1)):
            found.append(f"{kind} {thing} has versions {versions}.")
    numbers = sorted(int(a.number.rpartition("-")[2]) for a in Application.objects.all())
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"The application numbers have gaps: {numbers}.")
    return found


def _lives() -> list[tuple[str, str, list[int]]]:
    lives: dict[tuple[str, str], list[int]] = {}
    for kind, thing, version in Event.objects.order_by("id").values_list("thing_kind", "thing_id", "thing_version"):
        lives.setdefault((kind, str(thing)), []).append(version)
    return [(kind, thing, versions) for (kind, thing), versions in lives.items()]


def together(work: list[Callable[[], Any]]) -> list[Any]:
    """Run each in a process of its own, all started at the same moment; results or what went wrong, in order."""
    connections.close_all()
    barrier, answers = FORK.Barrier(len(work)), FORK.Queue()

    def one(number: int, task: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            answers.put((number, task()))
        except Exception:
            answers.put((number, traceback.format_exc()))

    processes = [FORK.Process(target=one, args=(number, task)) for number, task in enumerate(work)]
    for process in processes:
        process.start()
    found = dict(answers.get(timeout=90) for _ in work)
    for process in processes:
        process.join()
    return [found[number] for number in range(len(work))]


def crowd(shared: str, *own: str) -> list[Any]:
    """As many processes as `own` cases, ten moves each: in one case they share, in their own, and opening new ones."""
    return together([lambda mine=each: _ten_moves(shared, mine) for each in own])  # type: ignore[misc]


def _ten_moves(shared: str, mine: str) -> int:
    ms, at, done = cast(), clock.now(), 0
    for number in range(4):
        apply.save_details(Application.objects.get(pk=shared), {"summary": f"{mine} {number}"}, by=ms.preparer, at=at)
        done += 1
    own = Application.objects.get(pk=mine)
    for move, by in (("send_back", ms.official), ("request_attestation", ms.preparer)) * 2:
        act(own, move, by=by, at=at, said={"remark": "Please look again."})
        done += 1
    for number in range(2):
        college = ms.organisations["college"]
        apply.open_application(college, 2026, program_name=f"{mine} {number}", by=ms.preparer, at=at)
        done += 1
    return done


def at_once(case_id: str, seen: str, key: str, times: str) -> list[Any]:
    """The same case changed by several people who saw the same version; with a key, the same click several times."""

    def save(number: int) -> Any:
        ms, row = cast(), Application.objects.get(pk=case_id)
        try:
            event = apply.save_details(
                row,
                {"summary": "the same click" if key else f"person {number}"},
                by=ms.preparer,
                at=clock.now(),
                seen=int(seen),
                key=key or None,
            )
        except Stale as stale:
            return {"stale": [missed.pk for missed in stale.since]}
        return {"event": event.pk}

    return together([lambda n=number: save(n) for number in range(int(times))])  # type: ignore[misc]


def open_at_once(key: str, times: str) -> list[Any]:
    """The same click on "start an application", several times at the same instant."""

    def start() -> str:
        ms = cast()
        made = apply.open_application(ms.organisations["college"], 2026, by=ms.preparer, at=clock.now(), key=key)
        return str(made.pk)

    return together([start] * int(times))


def list_one(case_id: str) -> str:
    """One deficiency, so that the case can go back for correction."""
    row = Application.objects.get(pk=case_id)
    event = check.list_deficiency(
        row, "Program outline", "unclear", "Show the hours of each part.", by=cast().intake, at=clock.now()
    )
    confirm.confirm(row, dict.fromkeys(checklist("ms").items, True), by=cast().intake, at=clock.now())
    return str(event.pk)


def die_in_move(case_id: str, move: str, step: str) -> dict[str, Any]:
    """Make a move in a process that dies at a step; whether it died, and what there is afterwards."""
    request = Path(os.environ["MAGNOLIA_VAR"]) / "die_at" / step.replace(" ", "_")
    request.parent.mkdir(exist_ok=True)
    request.write_text("me")
    connections.close_all()
    process = FORK.Process(target=_move, args=(case_id, move))
    process.start()
    process.join()
    killed = process.exitcode == -signal.SIGKILL
    request.unlink(missing_ok=True)
    return {"killed": killed} | counts(case_id)


def _move(case_id: str, move: str) -> None:
    act(Application.objects.get(pk=case_id), move, by=cast().intake, at=clock.now(), key=f"{move} {case_id}"[:64])


def again(case_id: str, move: str) -> dict[str, Any]:
    """The same move with the same once-only key."""
    _move(case_id, move)
    return counts(case_id)


def notices() -> list[list[Any]]:
    """Every notice: its id, state, the moves it made, and the name of its mail."""
    return [
        [
            str(notice.pk),
            notice.state,
            list(Event.objects.filter(thing_id=notice.pk).order_by("seq").values_list("move", flat=True)),
            mail_of(notice),
        ]
        for notice in Notice.objects.order_by("written_at", "pk")
    ]


def mail_of(notice: Notice) -> str:
    from magnolia.portal.actions.telling.mail import path_of

    return path_of(posting.message_id(notice)).name


def forget_tasks() -> int:
    """Every waiting task is lost; how many."""
    return int(OrmQ.objects.all().delete()[0])


def sweep() -> int:
    """The worker's round of every minute; how many tasks wait then."""
    posting.sweep()
    return OrmQ.objects.count()


def main() -> None:
    for line in sys.stdin:
        word, *more = json.loads(line)
        try:
            answer = {"answer": globals()[word](*more)}
        except Exception:
            answer = {"problem": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
