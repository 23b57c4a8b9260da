"""What belongs to a career pathway stands in one place, and every page that speaks of it reads it there."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from magnolia.policy.glossary import glossary
from magnolia.portal.demo.programs import LINEWORKER

from .bring import bring, it_is, on, page, walk, words
from .changes_of_law import adopted
from .filling import filled, group_page

TERM = "career_pathway"


@pytest.mark.row("DEF-05")
def test_the_six_elements_are_the_same_on_the_pathway_page_in_the_plan_and_beside_the_evidence_of_stackability(
    ms, enter, settings
):
    way = walk(ms, "certified", on("2026-08-04"), LINEWORKER)
    draft, reviewed = filled(enter(ms.preparer), ms), bring(ms, "review", on("2026-08-20"))
    it_is(settings, on("2026-09-02"))
    adopted(
        ms, on("2026-09-02"), key_=f"term:{TERM}", layer="state", starts=date(2026, 9, 3),
        value="One fictive way up.", cite="Fictive State notice 1 of 2026",
    )  # fmt: skip

    def shown() -> dict[str, str]:
        return {
            "program": words(Client().get(reverse("program", args=["ms", way.application.number]))),
            "plan": words(Client().get(reverse("career_pathway", args=["ms"]))),
            "evidence": words(enter(ms.preparer).get(group_page(draft, "stackable_evidence"))),
            "reviewer": words(enter(ms.reviewer).get(page("finding", reviewed, "credential"))),
        }

    elements = list(glossary("ms").terms[TERM].elements.values())
    assert len(elements) == 6
    for name, text in shown().items():
        places = [text.index(each) for each in elements]
        assert places == sorted(places), name
        assert "It has six elements; all of them belong to it." in text, name
    it_is(settings, on("2026-09-03"))
    for name, text in shown().items():
        assert "One fictive way up." in text, name
        assert "It has six elements" not in text, name


def test_the_plan_is_reached_from_the_public_pages_sends_nothing_and_can_be_printed(ms, settings):
    way = walk(ms, "certified", on("2026-08-04"), LINEWORKER)
    address = reverse("career_pathway", args=["ms"])
    for name, more in (("program", [way.application.number]), ("toolkit", []), ("state_home", [])):
        assert f'href="{address}"' in Client().get(reverse(name, args=["ms", *more])).content.decode(), name
    html = Client().get(address).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    assert "<form" not in main
    assert main.count("<textarea") == 9
    assert "What you type is not sent and not kept" in main
    assert "rint" in main
    assert Client().get(reverse("career_pathway", args=["zz"])).status_code == 404
