"""Pages say what is not to come, what is asked and what already counts; findings of people who used them first."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from magnolia.portal.actions.moves import act
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import Certification, Condition

from .bring import bring, certifying, it_is, on, page, planned, send, words
from .filling import new_application


def standing(answer) -> dict[str, str]:
    return {line.title: line.label for line in answer.context["stage_dates"]}


def test_after_a_denial_or_a_withdrawal_no_stage_that_will_not_come_is_still_to_come(ms, enter, settings):
    planned(ms, "2026-09-01", on("2026-08-03"))
    it_is(settings, on("2026-10-01"))
    client = enter(ms.official)
    denied = bring(ms, "denied", on("2026-08-20"), WELDING)
    shown = client.get(page("case", denied))
    assert standing(shown)["Certification"] == "Does not come"
    assert standing(shown)["Appeal"] == "Only after a denial"
    assert "Still to come" not in words(shown)
    gone = bring(ms, "review", on("2026-08-20"), WELDING)
    assert standing(client.get(page("case", gone)))["Certification"] == "Still to come"
    act(gone, "withdraw", by=ms.official, at=on("2026-10-01"), said={"reason": "Not this year."})
    withdrawn = client.get(page("case", gone))
    assert standing(withdrawn)["Certification"] == "Does not come"
    assert "Still to come" not in words(withdrawn)


def test_none_is_not_offered_for_a_list_that_already_holds_a_condition_and_the_condition_answers_it(
    ms, enter, settings
):
    case = bring(ms, "approved", on("2026-08-20"))
    it_is(settings, on("2026-09-21"))
    determination = case.determinations.latest("id")
    Condition.objects.create(
        application=case, determination=determination, blocking=False, kind="condition", text="Report each fall."
    )
    governor, url = enter(ms.governor), page("certification", case)
    html = governor.get(url).content.decode()
    assert 'name="none_condition"' not in html
    assert 'name="none_limitation"' in html
    assert "Report each fall." in html
    assert send(governor, url, case, **certifying(none_condition="")).status_code == 302
    assert Certification.objects.filter(application=case).exists()
    assert [row.text for row in case.conditions.filter(blocking=False)] == ["Report each fall."]


@pytest.mark.parametrize(
    ("question", "field", "says"),
    [
        ("alignment", "point_route", "(needed if the finding is “Met”)"),
        (
            "alignment",
            "point_list_version",
            "(needed if the finding is “Met” and “Which route shows it” is “The priority list in force”)",
        ),
    ],
)
def test_an_answer_of_a_criterion_says_for_which_finding_it_is_needed(ms, enter, settings, question, field, says):
    case = bring(ms, "review", on("2026-08-20"))
    it_is(settings, on("2026-08-24"))
    html = enter(ms.reviewer).get(page("finding", case, question)).content.decode()
    label = re.search(rf'(?:for="id_{field}"|id="id_{field}").*?\((.*?)\)</span>', html, re.DOTALL)
    assert label is not None
    assert f"({label[1]})" == says


def test_what_is_missing_in_a_draft_is_a_line_a_page_of_the_form_and_each_leads_there(ms, enter):
    client = enter(ms.preparer)
    draft = new_application(client, ms)
    for name in ("case", "part_details"):
        html = client.get(page(name, draft)).content.decode()
        lists = re.findall(r'<ul class="mg-lacking">.*?</ul>', html, re.DOTALL)
        assert lists, name
        for group in ("program", "cost", "employers"):
            assert f'href="{reverse("part_group", args=[draft.pk, group])}"' in "".join(lists), (name, group)
        longest = max(len(text) for text in re.findall(r"<(?:p|span)[^>]*>([^<]*)</(?:p|span)>", html))
        assert longest < 400, name
