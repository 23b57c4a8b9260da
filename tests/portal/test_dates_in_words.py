"""No page shows a person a date as machines write it: "July 1, 2026", never 2026-07-01."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.test import Client

from magnolia.portal.demo import site
from magnolia.portal.models import Letter, Person
from tests.browser.exhibits import found

ISO = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")
MACHINES = ("data_template", "student_limits")  # say how a file has to write a day


def dates(html: str) -> list[str]:
    """ISO dates among the words of a page, each with what stands before it."""
    words = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", html, flags=re.DOTALL)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words))
    return [words[max(0, at.start() - 60) : at.end()] for at in ISO.finditer(words)]


NOVEMBER = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)


def test_no_page_of_anybody_shows_a_date_as_machines_write_it(db, settings):
    settings.CLOCK_STARTS_AT = NOVEMBER
    site.load("ms", NOVEMBER)
    shown, faults = {(each["name"], each["note"]): each for each in found()}, {}
    people, clients = Person.objects.in_bulk(), {None: Client()}
    for (name, note), each in shown.items():
        who = each["person"]
        if who not in clients:
            clients[who] = Client()
            clients[who].force_login(people[who])
        answer = clients[who].get(each["url"])
        if name not in MACHINES and (seen := dates(answer.content.decode())):
            faults[f"{name} {note}"] = seen
    letters = {letter.number: ISO.findall(letter.text) for letter in Letter.objects.all()}
    faults |= {number: seen for number, seen in letters.items() if seen}
    assert len(shown) > 100
    assert not faults, "\n".join(f"{where}: {what}" for where, what in faults.items())
