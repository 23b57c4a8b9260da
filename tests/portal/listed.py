"""Programs on the public list, and how tests read it: the page, its table, its files, its entries."""

from __future__ import annotations

import csv
import io
import re

from django.test import Client
from django.urls import reverse

from magnolia.portal.demo.programs import LINEWORKER, PHLEBOTOMY, WELDING
from tests.portal.bring import it_is, on, words
from tests.portal.posted import posted

AUGUST = on("2026-08-04")


def afterwards(settings):
    """Every certification and federal step of these tests lies before today."""
    it_is(settings, on("2026-10-01"))


def listing(state="ms"):
    return reverse("programs", args=[state])


def read(url, **query):
    answer = Client().get(url, query)
    assert answer.status_code == 200
    return words(answer)


def shown(**query):
    """Names of the programs in the list, in its order."""
    return named(Client().get(listing(), query).content.decode())


def named(html):
    """The same of a page that is there."""
    return re.findall(r'<th scope="row"[^>]*><a href="[^"]+">([^<]+)</a>', html)


def downloaded(form, **query):
    answer = Client().get(reverse(f"programs_{form}", args=["ms"]), query)
    assert answer.status_code == 200
    return answer.getvalue().decode("utf-8-sig")


def table(**query):
    return list(csv.DictReader(io.StringIO(downloaded("csv", **query))))


def three(ms):
    posted(ms, LINEWORKER)
    posted(ms, WELDING, "filed", program_name="Soudure Électrique and Structural Welding")
    posted(ms, PHLEBOTOMY, "approved", soc_codes=["31-9097", "29-2012"])
    return ms
