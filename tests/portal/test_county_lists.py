"""The State's staff load which county lies in which ecosystem: read whole, each fault by its row, all or nothing."""

from __future__ import annotations

import secrets

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from magnolia.portal.actions.recording import record
from magnolia.portal.models import County, CountyList, Event

from .bring import words
from .test_definitions import COUNTIES, HEAD, UNMATCHED

PAGE = "county_list"


def sent(client, *rows, name="counties.csv", head=HEAD, seen=None):
    row = CountyList.objects.first()
    file = SimpleUploadedFile(name, "\n".join([head, *rows]).encode())
    version = seen if seen is not None else row.version if row else 0
    return client.post(reverse(PAGE), {"do": "load", "file": file, "seen": version, "key": secrets.token_hex(16)})


def test_staff_load_the_counties_and_see_the_one_in_no_ecosystem_and_the_record_names_file_and_person(ms, enter):
    client = enter(ms.intake)
    assert "No county is listed yet" in words(client.get(reverse(PAGE)))
    assert sent(client, *COUNTIES, UNMATCHED).status_code == 302
    shown = words(client.get(reverse(PAGE)))
    assert "9 counties, from “counties.csv”, loaded August 3, 2026." in shown
    assert "In no ecosystem: 1 Fictive County 9." in shown
    assert "Fictive County 3" in words(Client().get(reverse("ecosystems", args=["ms"])))
    event = Event.objects.get(thing_kind="county_list")
    assert (event.move, event.by) == ("load", ms.intake)
    assert '"counties":9' in event.text.text
    assert list(record.faults()) == []


def test_when_each_county_is_in_one_ecosystem_and_none_is_empty_the_page_says_so(ms, enter):
    client = enter(ms.director)
    sent(client, *COUNTIES)
    whole = "Each county is in exactly one ecosystem, and each ecosystem has counties."
    assert whole in words(client.get(reverse(PAGE)))
    sent(client, *COUNTIES[:7])
    shown = words(client.get(reverse(PAGE)))
    assert whole not in shown
    assert "Ecosystems without a county: 1 Ecosystem 8" in shown
    assert County.objects.filter(jurisdiction="ms").count() == 7
    assert [event.move for event in Event.objects.filter(thing_kind="county_list").order_by("seq")] == [
        "load", "replace",
    ]  # fmt: skip


def test_every_fault_of_a_file_stands_on_the_page_by_its_row_and_the_list_is_as_it_was(ms, enter):
    client = enter(ms.intake)
    sent(client, *COUNTIES)
    answer = sent(client, COUNTIES[0], COUNTIES[0], "28003,,MS,Area 1,2", "28004,Fictive County 4,AL,Area 1,9")
    assert answer.status_code == 422
    shown = words(answer)
    assert "“counties.csv” has 4 faults, so nothing was loaded." in shown
    for line in (
        "Row 3: Fictive County 1 stands in the file twice; a county is in exactly one ecosystem.",
        "Row 4: county_name is empty.",
        "Row 5: state is 'AL'; this import is for MS alone.",
        "Row 5: '9' is no ecosystem of the State.",
    ):
        assert line in shown
    assert County.objects.filter(jurisdiction="ms").count() == 8
    assert Event.objects.filter(thing_kind="county_list").count() == 1


@pytest.mark.parametrize(
    ("rows", "head", "name", "why"),
    [
        ((), HEAD, "counties.csv", "nothing below it"),
        (COUNTIES, HEAD.replace("lwda", "area"), "counties.csv", "lacks these columns: lwda."),
        (COUNTIES, HEAD, "counties.pdf", "counties.pdf"),
    ],
)
def test_a_file_that_is_no_list_of_counties_is_refused_in_a_sentence(ms, enter, rows, head, name, why):
    answer = sent(enter(ms.intake), *rows, name=name, head=head)
    assert answer.status_code == 422
    assert why in words(answer)
    assert not County.objects.exists()


def test_two_who_load_at_once_are_told_of_each_other_and_nothing_is_overwritten_unseen(ms, enter):
    sent(enter(ms.intake), *COUNTIES)
    before = CountyList.objects.get().version
    sent(enter(ms.director), *COUNTIES, UNMATCHED)
    assert sent(enter(ms.intake), *COUNTIES[:1], seen=before).status_code == 409
    assert County.objects.count() == 9


def test_whoever_makes_no_lists_reads_the_counties_and_loads_none(ms, enter):
    sent(enter(ms.intake), *COUNTIES)
    for who in (ms.reviewer, ms.auditor):
        assert "Load a file" not in words(enter(who).get(reverse(PAGE)))
        sent(enter(who), *COUNTIES[:1])
    assert enter(ms.preparer).get(reverse(PAGE)).status_code == 403
    assert County.objects.count() == 8
