"""Which rule and which version of the federal guidance a rate is judged by: those of its award year, for good."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from .bring import bring, it_is, on, words
from .changes_of_law import adopted
from .rated import decided, published, rated, read

AT, NEXT = on("2029-03-05"), on("2029-07-02")
CITE = "34 CFR 690.94 as amended (practice)"


@pytest.mark.row("FUT-06")
def test_a_version_of_the_guidance_counts_from_its_award_year_and_results_of_the_year_before_stay_as_they_were(
    ms, settings, enter, client
):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, AT)
    before = decided(ms, rated(ms, case, AT, 25, 40, metric="placement", award_year=2028), AT)
    adopted(ms, AT, key_="rates.guidance_matching", layer="federal", starts=date(2029, 7, 1), value="2", cite=CITE)
    reviewer, old, new = enter(ms.reviewer), "Matching: version 1 (34 CFR 690.94)", f"Matching: version 2 ({CITE})"
    shown = read(reviewer, before)
    assert old in shown
    assert new not in shown
    assert "Computed again The same value." in shown
    # A result of the old year that is decided only now is judged by the old version, one of the new year by the new.
    late = decided(ms, rated(ms, case, AT, 26, 40, metric="placement", award_year=2027), AT)
    it_is(settings, NEXT)  # records of a year are handed in once it has begun
    after = decided(ms, rated(ms, case, NEXT, 25, 40, metric="placement", award_year=2029), NEXT)
    assert old in late.decisions.get().guidance
    assert new in after.decisions.get().guidance
    assert new in read(reviewer, after)
    published(ms, [before, after], NEXT)
    page = words(client.get(reverse("program", args=["ms", case.number])))
    assert "2028-2029 Job placement rate 25 of 40, 62.50 percent Not met Any employment counts." in page
    assert (
        "2029-2030 Job placement rate 25 of 40, 62.50 percent Not met "
        "Employment in the occupation or industry trained for counts." in page
    )


def test_a_placement_page_names_the_rule_of_its_year_on_both_sides_of_the_change(ms, settings, enter):
    case = bring(ms, "certified", on("2026-08-20"))
    it_is(settings, NEXT)
    reviewer = enter(ms.reviewer)
    last = rated(ms, case, NEXT, 25, 40, metric="placement", award_year=2028)
    first = rated(ms, case, NEXT, 25, 40, metric="placement", award_year=2029)
    assert "Rule of the year Any employment counts." in read(reviewer, last)
    assert "Rule of the year Employment in the occupation or industry trained for counts." in read(reviewer, first)
    both = words(reviewer.get(reverse("rate_verification", args=[case.pk])))
    assert "Any employment counts." in both
    assert "Employment in the occupation or industry trained for counts." in both
