"""The committee advises under seven topics and never touches a program's status."""

from __future__ import annotations

import pytest
from django.urls import reverse

from magnolia.policy.registers import review
from magnolia.portal.actions.deciding.advise import advise
from magnolia.portal.actions.moves import Refused, act
from magnolia.portal.models import Advice, Event
from tests.portal.bring import bring, on, page, send, words

# The seven topics of the policy, (a) to (g).
SEVEN = (
    "Finding priority occupations and sectors",
    "Employer validation and hiring requirements",
    "Stackable and portable credentials",
    "Pathways to academic credit",
    "Documenting and checking completion and placement",
    "Cost and anticipated wages before the first value-added earnings amount",
    "Certification, continued approval, openness and appeals",
)


@pytest.mark.row("SCOPE-05")
def test_advice_under_each_of_seven_topics_and_no_power_over_a_program(ms, enter):
    client = enter(ms.committee)
    topics = review("ms").committee_topics
    shown = words(client.get(reverse("advice")))
    assert len(topics) == len(SEVEN)
    for title in SEVEN:
        assert title in shown
    for topic in topics:
        answer = client.post(reverse("advice"), {"topic": topic, "text": f"Advice on {topic}"})
        assert answer.status_code == 302
    assert dict(Advice.objects.values_list("topic", "by")) == dict.fromkeys(topics, ms.committee.pk)
    consultation, approved = bring(ms, "consultation", on("2026-08-04")), bring(ms, "approved", on("2026-08-04"))
    certified = bring(ms, "certified", on("2026-08-04"))
    before = Event.objects.count()
    for thing, where, application, move in (
        (consultation, "consultation", consultation, "attest_consultation"),
        (approved, "certification", approved, "certify"),
        (certified.federal_filing, "federal", certified, "record_approval"),
    ):
        was = thing.state
        assert send(client, page(where, application), application, do=move).status_code in (403, 404)
        with pytest.raises(Refused, match="authority|stage"):
            act(thing, move, by=ms.committee, at=on("2026-12-01"))
        thing.refresh_from_db()
        assert thing.state == was
    assert Event.objects.count() == before


@pytest.mark.row("SCOPE-05")
@pytest.mark.parametrize(("topic", "text"), [("", "Words"), ("weather", "Words"), ("credit", " ")])
def test_advice_without_a_topic_or_without_words_is_refused_and_kept_in_the_form(ms, enter, topic, text):
    answer = enter(ms.committee).post(reverse("advice"), {"topic": topic, "text": text})
    assert answer.status_code == 422
    assert ("Topic:" if text.strip() else "Recommendation:") in words(answer)
    assert text.strip() in words(answer)
    with pytest.raises(Refused):
        advise("ms", topic=topic, text=text, by=ms.committee, at=on("2026-08-04"))
    assert not Advice.objects.exists()


def test_others_read_advice_and_cannot_file_it(ms, xx, enter, at):
    advise("ms", topic="credit", text="Name the receiving program.", by=ms.committee, at=at)
    for person in (ms.reviewer, ms.director, ms.auditor):
        shown = words(enter(person).get(reverse("advice")))
        assert "Name the receiving program." in shown
        assert "File a recommendation" not in shown
        answer = enter(person).post(reverse("advice"), {"topic": "credit", "text": "Mine"})
        assert answer.status_code == 422
        assert "You have no authority to file committee advice." in words(answer)
    assert enter(ms.preparer).get(reverse("advice")).status_code == 403
    assert "Name the receiving program." not in words(enter(xx.committee).get(reverse("advice")))
    assert "Nothing is filed under this topic." in words(
        enter(ms.auditor).get(reverse("advice"), {"topic": "outcomes"})
    )
