"""Every number that the manual states stands in the law, with its date and its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from magnolia.policy.calendar import load_calendar, quarter_after_exit
from magnolia.policy.parameters import Parameter, load_parameters
from magnolia.policy.sources import cited

FIRST_CYCLE = date(2026, 7, 1)
GENERAL = "Mississippi Workforce Pell Policy, General Program Requirements"
MANUAL = "Mississippi Workforce Pell Policy"
PRODUCT = "Set by the product"

# Key of the law, the number as the manual (or, for a default, the register of readings) says it, and its source.
NUMBERS: list[tuple[str, int | Decimal, str]] = [
    # Part 2 and section 8: what an eligible program is
    ("length.clock_hours_at_least", 150, "34 CFR 690.92"),
    ("length.clock_hours_below", 600, "34 CFR 690.92"),
    ("length.semester_hours_at_least", 4, "34 CFR 690.92"),
    ("length.semester_hours_clear", 15, GENERAL),
    ("length.semester_hours_below", 16, "34 CFR 690.92"),
    ("length.quarter_hours_at_least", 6, "34 CFR 690.92"),
    ("length.quarter_hours_below", 24, "34 CFR 690.92"),
    ("length.weeks_at_least", 8, "34 CFR 690.92"),
    ("length.weeks_below", 15, "34 CFR 690.92"),
    ("history.months", 12, "34 CFR 690.93"),
    ("institution.action_years", 5, "34 CFR 690.92"),
    ("credit.programs_at_least", 1, "34 CFR 690.93"),
    ("credential.employers_at_least", 2, "34 CFR 690.93"),
    ("credential.settings_at_least", 2, "34 CFR 690.93"),
    ("cip.digits", 6, "34 CFR 690.93"),
    ("opeid.digits", 8, "34 CFR 600.20"),
    ("award_year.first", 2026, "91 Fed. Reg. 29254"),
    ("rates.completion_percent", 70, "34 CFR 690.94"),
    ("rates.placement_percent", 70, "34 CFR 690.94"),
    ("rates.wages_above", 0, "34 CFR 690.94"),
    ("exclusion.service_days_above", 30, "34 CFR 690.94"),
    ("outcomes.last_substitute_award_year", 2028, "34 CFR 690.94"),
    ("poverty.guideline_percent", 150, "34 CFR 690.95"),
    ("monitoring.years_after", 3, f"{MANUAL} 8.7.2"),
    ("monitoring.quarters", 4, f"{MANUAL} 8.9.4"),
    # Section 8.7 and 12: earnings, as the Secretary measures them, and what a year owes
    ("vae.months_before", 3, "34 CFR 690.95"),
    ("vae.list_at_least", 30, "34 CFR 690.95"),
    ("vae.records_at_least", 16, "34 CFR 690.95"),
    ("vae.outside_percent_at_most", 50, "34 CFR 690.95"),
    ("completer_list.calendar_days", 60, "34 CFR 690.95"),
    ("rates.normal_time_percent", 150, "34 CFR 690.94"),
    ("rates.occupational_from_award_year", 2029, "34 CFR 690.94"),
    ("yearly.due_months", 3, PRODUCT),
    ("wage.living_hourly", Decimal("20.75"), "MIT Living Wage Calculator"),
    ("methodology.review_years", 2, "34 CFR 690.93"),
    # Section 5: the State's lists of occupations
    ("occupations.local_areas", 4, f"{MANUAL} 5.1"),
    ("occupations.ecosystems", 8, f"{MANUAL} 5.1"),
    ("occupations.top_per_ecosystem", 25, f"{MANUAL} 5.3"),
    ("occupations.openings_at_least", 10, f"{MANUAL} 5.3"),
    ("occupations.lists_at_least", 4, f"{MANUAL} 5.5"),
    ("occupations.review_month", 1, f"{MANUAL} 5.6"),
    ("training_list.month", 4, f"{MANUAL} 5.9"),
    ("training_list.first_day", 1, f"{MANUAL} 5.9"),
    ("training_list.last_day", 15, f"{MANUAL} 5.9"),
    # Section 6: employers
    ("employers.independent_per_sector", 3, f"{MANUAL} 6.1.2"),
    ("employers.independent_per_sector_upper", 5, f"{MANUAL} 6.1.2"),
    ("employers.letter_months", 24, f"{MANUAL} 6.1.2"),
    # Section 7: correction, appeal, panel, withdrawal, records
    ("correction.business_days", 10, f"{MANUAL} 7.3"),
    ("appeal.filing_business_days", 15, f"{MANUAL} 7.7"),
    ("appeal.decision_calendar_days", 30, f"{MANUAL} 7.7"),
    ("appeal.panel_least", 3, f"{MANUAL} 7.8"),
    ("appeal.panel_most", 5, f"{MANUAL} 7.8"),
    ("withdrawal.notice_calendar_days", 15, "34 CFR 690.93"),
    ("records.retention_years", 10, PRODUCT),
    ("publication.smallest_cell", 10, PRODUCT),
    ("expiry.first_reminder_days", 180, PRODUCT),
    ("expiry.second_reminder_days", 90, PRODUCT),
    ("expiry.last_reminder_days", 30, PRODUCT),
    # Sections 10 and 12
    ("posting.update_calendar_days", 30, f"{MANUAL} 10.1"),
    ("similar.waiting_years", 2, "34 CFR 690.97"),
    ("arrangement.percent", 25, "34 CFR 668.5"),
    ("arrangement.apprenticeship_percent_below", 50, "34 CFR 668.5"),
]


@pytest.mark.parametrize(("key", "number", "source"), NUMBERS, ids=[key for key, *_ in NUMBERS])
def test_a_number_of_the_manual_stands_in_the_law_with_its_source(key, number, source):
    in_force = load_parameters("ms")[key].on(FIRST_CYCLE)
    assert in_force.value == number
    assert source in in_force.cite
    assert source == PRODUCT or cited("ms", in_force.cite)
    assert in_force.standing == ("default, not policy" if source == PRODUCT else "policy")


def test_each_number_is_listed_once():
    assert len({key for key, *_ in NUMBERS}) == len(NUMBERS)


def test_the_award_year_and_the_measured_quarter_are_those_of_the_manual():
    assert str(quarter_after_exit(date(2026, 9, 30))) == "2027Q1"
    assert load_calendar("ms").add_calendar_days(date(2026, 9, 15), 30) == date(2026, 10, 15)


def test_a_panel_and_a_range_of_employers_have_their_lower_end_below_their_upper():
    for state in ("ms", "xx"):
        law = load_parameters(state)

        def whole(key: str, law: Mapping[str, Parameter] = law) -> int:
            return law[key].on(FIRST_CYCLE).whole

        assert whole("appeal.panel_least") <= whole("appeal.panel_most")
        assert whole("employers.independent_per_sector") <= whole("employers.independent_per_sector_upper")
        assert whole("occupations.lists_at_least") <= whole("occupations.ecosystems")
        assert whole("expiry.first_reminder_days") > whole("expiry.second_reminder_days")
        assert whole("expiry.second_reminder_days") > whole("expiry.last_reminder_days")
        assert whole("training_list.first_day") < whole("training_list.last_day")


def test_every_number_of_the_product_itself_says_that_it_is_no_policy():
    for key, parameter in load_parameters("ms").items():
        for value in parameter.values:
            assert (value.standing == "default, not policy") == value.cite.startswith(PRODUCT), key
