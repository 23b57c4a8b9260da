"""The timeline of an approval cycle: its stages in order, their last days, and what is out of order."""

from __future__ import annotations

from datetime import date

import pytest

from magnolia.policy import cycles
from magnolia.policy.calendar import MissingYear, load_calendar
from magnolia.policy.cycles import Span, cycle_register, dates, due_days, out_of_order, unset
from magnolia.policy.layers import LawError
from tests.policy.changed_law import changed

MS, XX = cycle_register("ms"), cycle_register("xx")
START = date(2026, 8, 24)
SPANS = {
    "review": Span(days=30),
    "consultation": Span(days=14),
    "determination": Span(on=date(2026, 10, 30)),
    "notice": Span(days=5),
    "appeal": Span(days=15),
}


def test_a_cycle_publishes_five_parts_and_the_stages_of_the_policy_in_their_order():
    assert list(MS.parts) == ["window", "deadline", "forms", "instructions", "timeline"]
    assert list(MS.stages) == ["review", "consultation", "determination", "notice", "appeal", "certification"]


def test_a_stage_that_a_state_adds_stands_where_it_follows():
    assert list(XX.stages).index("legal") == list(XX.stages).index("consultation") + 1
    assert XX.stages["determination"].after == "legal"


def test_each_stage_is_counted_from_the_last_day_of_the_one_it_follows_in_its_own_unit():
    ends = dates(MS, START, SPANS, load_calendar("ms"))
    assert ends == {
        "review": date(2026, 9, 23),
        "consultation": date(2026, 10, 7),
        "determination": date(2026, 10, 30),
        "notice": date(2026, 11, 4),
        "appeal": date(2026, 11, 27),  # 15 business days over Veterans' Day and Thanksgiving
    }


def test_a_stage_without_days_or_date_ends_the_count_and_a_date_takes_it_up_again():
    spans = {name: span for name, span in SPANS.items() if name != "consultation"}
    ends = dates(MS, START, spans, load_calendar("ms"))
    assert "consultation" not in ends
    assert ends["notice"] == date(2026, 11, 4)
    nothing_after = dates(MS, START, {"review": Span(days=1), "determination": Span(days=9)}, load_calendar("ms"))
    assert nothing_after == {"review": date(2026, 8, 25)}
    assert dates(MS, START, {}, load_calendar("ms")) == {}


def test_business_days_that_run_into_a_year_without_holidays_are_refused():
    spans = {"review": Span(days=1), "consultation": Span(days=10)}
    with pytest.raises(MissingYear, match="2031"):
        dates(XX, date(2030, 12, 26), spans, load_calendar("xx"))


def test_an_application_leaves_a_state_by_the_last_day_of_the_stage_that_names_it():
    ends = dates(MS, START, SPANS, load_calendar("ms"))
    due = due_days(MS, ends)
    assert due["submitted"] == due["review"] == ends["review"]
    assert due["recommendation"] == ends["consultation"]
    assert due["determination"] == ends["determination"]
    assert "approved" not in due, "certification has no date yet"
    assert "submitted" not in due_days(XX, ends), "Exemplar counts from the completeness check on"


def test_stages_without_days_and_date_are_named():
    assert [stage.id for stage in unset(MS, SPANS)] == ["certification"]
    assert len(unset(MS, {})) == 6
    assert unset(MS, {name: Span(days=1) for name in MS.stages}) == []


def test_a_stage_may_end_with_the_one_it_follows_and_not_the_day_before():
    start, review = date(2026, 8, 24), date(2026, 9, 23)
    same = {"review": review, "consultation": review}
    assert out_of_order(MS, start, same) == []
    earlier = {"review": review, "consultation": date(2026, 9, 22)}
    assert [(stage.id, end, before) for stage, end, before in out_of_order(MS, start, earlier)] == [
        ("consultation", date(2026, 9, 22), review)
    ]
    assert [stage.id for stage, *_ in out_of_order(MS, start, {"review": date(2026, 8, 23)})] == ["review"]
    assert out_of_order(MS, start, {"review": start}) == []
    assert out_of_order(MS, start, {"determination": date(2020, 1, 1)}) == [], "nothing to hold it against"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit": "moons"}, "stage legal: days count in calendar days or business days, not in 'moons'"),
        ({"after": "luck"}, "it follows 'luck', which leads back to no start"),
        ({"after": "determination"}, "which leads back to no start"),
        ({"after": "legal"}, "it follows 'legal', which leads back to no start"),
        ({"colour": "red"}, "stage legal: nothing reads `colour`"),
    ],
)
def test_a_timeline_that_leads_nowhere_is_refused_by_stage(change, words):
    with (
        changed(cycles, cycle_register, "states/xx", "cycle", {"stage": {"legal": change}}),
        pytest.raises(LawError, match=words),
    ):
        cycle_register("xx")
