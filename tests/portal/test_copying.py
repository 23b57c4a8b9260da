"""Starting from an earlier application: all of it is copied, and each answer confirmed or changed before it goes."""

from __future__ import annotations

import json
import secrets
from datetime import date

import pytest
from django.urls import reverse

from magnolia.portal.actions.applying import apply, copying, filing
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.demo.stages import bring
from magnolia.portal.models import Application, Event

from .bring import it_is, on, page, send, words
from .filling import make


@pytest.fixture
def earlier(ms) -> Application:
    """An application that was withdrawn after it was complete."""
    return bring(ms, "withdrawn", on("2026-08-03"), WELDING)


def started(client, earlier: Application, **more: str) -> Application:
    before = set(Application.objects.values_list("pk", flat=True))
    form = {"institution": earlier.institution_id, "award_year": "2026-2027", "earlier": earlier.pk}
    answer = client.post(reverse("application_new"), form | {"key": secrets.token_hex(16)} | more)
    assert answer.status_code == 302, words(answer)
    made = Application.objects.exclude(pk__in=before).get()
    assert answer["Location"] == page("copied", made)
    return made


def without_ids(value, application: Application):
    """Answers with each document by its checksum instead of its id."""
    papers = {str(d.pk): d.sha256 for d in application.documents.all()}
    if isinstance(value, dict):
        return {name: without_ids(cell, application) for name, cell in value.items()}
    if isinstance(value, list):
        return [without_ids(each, application) for each in value]
    return papers.get(value, value) if isinstance(value, str) else value


def test_answers_rows_and_documents_are_copied_and_the_record_says_from_where(ms, enter, settings, earlier):
    it_is(settings, on("2026-09-01"))
    made = started(enter(ms.preparer), earlier)
    assert without_ids(filing.columns(made), made) == without_ids(filing.columns(earlier), earlier)
    papers, old = filing.current_documents(made), filing.current_documents(earlier)
    assert [(d.slot, d.name, d.sha256, d.uploaded_at) for d in papers] == [
        (d.slot, d.name, d.sha256, d.uploaded_at) for d in old
    ]
    assert not {d.pk for d in papers} & {d.pk for d in old}
    assert made.copied_from == earlier
    assert made.number != earlier.number
    said = json.loads(Event.objects.get(thing_id=made.pk, move="copy_forward").text.text)
    assert said["copied_from"] == earlier.number
    assert {"cip_code", "soc_codes", "slot.outline"} <= set(said["copied"])
    assert enter(ms.preparer).get(reverse("document", args=[papers[0].pk])).status_code == 200


def test_nothing_goes_out_before_each_copied_answer_is_confirmed_or_changed(ms, enter, settings, earlier):
    it_is(settings, on("2026-09-01"))
    client = enter(ms.preparer)
    made = started(client, earlier)
    refused = make(client, made, "request_attestation")
    assert refused.status_code == 422
    assert "copied from an earlier application, and nobody has gone through them yet" in words(refused)
    names = copying.unconfirmed(made)
    assert send(client, page("copied", made), made, cip_code="on").status_code == 302
    assert copying.unconfirmed(made) == [name for name in names if name != "cip_code"]
    act(made, "save", by=ms.preparer, at=on("2026-09-01"), said={"changed": {"summary": ["", "New"]}})
    assert "summary" not in copying.unconfirmed(made)
    while sheets := client.get(page("copied", made)).context["sheets"]:
        assert send(client, page("copied", made), made, do="all", sheet=sheets[0].title).status_code == 302
    assert f"You have gone through every answer copied from {earlier.number}" in words(client.get(page("copied", made)))
    assert copying.unconfirmed(made) == []
    assert make(client, made, "request_attestation").status_code == 302


def test_confirming_nothing_says_what_to_do_and_confirms_nothing(ms, enter, settings, earlier):
    it_is(settings, on("2026-09-01"))
    client = enter(ms.preparer)
    made = started(client, earlier)
    before = copying.unconfirmed(made)
    answer = send(client, page("copied", made), made)
    assert answer.status_code == 422
    assert "Check the answers that are right." in words(answer)
    assert copying.unconfirmed(made) == before


def test_a_typed_name_stands_and_a_second_click_copies_nothing_again(ms, earlier):
    given = {"award_year": 2026, "by": ms.preparer, "at": on("2026-09-01"), "key": "one-click"}
    made = copying.start_from(earlier, program_name="Pipe Welding", **given)
    assert made.program_name == "Pipe Welding"
    assert "program_name" not in copying.unconfirmed(made)
    assert copying.start_from(earlier, program_name="Pipe Welding", **given) == made
    assert Event.objects.filter(thing_id=made.pk, move="copy_forward").count() == 1


def test_another_college_can_copy_nothing(ms, enter, settings, earlier):
    it_is(settings, on("2026-09-01"))
    client = enter(ms.other_preparer)
    form = {"institution": ms.organisations["second"].pk, "award_year": "2026-2027", "earlier": earlier.pk}
    assert client.post(reverse("application_new"), form).status_code == 422
    with pytest.raises(Refused, match="You cannot apply for this institution"):
        copying.start_from(earlier, award_year=2026, by=ms.other_preparer, at=on("2026-09-01"))


@pytest.mark.parametrize(("dated", "old"), [(date(2024, 9, 1), False), (date(2024, 8, 31), True)])
def test_an_employer_letter_older_than_24_months_is_flagged_and_its_last_day_is_not(
    ms, enter, settings, earlier, dated, old
):
    made = copying.start_from(earlier, award_year=2026, by=ms.preparer, at=on("2026-09-01"))
    letter = {"employer": "Fictive Power Cooperative", "dated": dated}
    apply.save_details(made, {"employers": [letter]}, by=ms.preparer, at=on("2026-09-01"))
    it_is(settings, on("2026-09-01"))
    shown = words(enter(ms.preparer).get(page("copied", made)))
    assert ("older than the State allows: Fictive Power Cooperative" in shown) is old
