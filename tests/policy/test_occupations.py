"""Which occupations are on an ecosystem's list and on the State's: `magnolia occupations build`, number by number."""

from __future__ import annotations

import pytest

from tests.policy.labor import Lists, eligible, row


@pytest.fixture
def lists(tmp_path):
    return Lists(tmp_path)


@pytest.mark.row("OCC-06")
@pytest.mark.parametrize(
    ("demand", "supply", "gap", "excluded"),
    [
        ("3000", "1000", "2000", ""),
        ("800", "1000", "-200", "no_gap"),
        ("1000", "1000", "0", "no_gap"),
        ("1000.1", "1000", "0.1", ""),
        ("12.50", "2.5", "10", ""),
        ("0.3", "0.1", "0.2", ""),
        ("123456789012345678901234567890.1", "0.01", "123456789012345678901234567890.09", ""),
    ],
)
def test_the_gap_is_demand_less_supply_exact_and_with_its_sign(lists, demand, supply, gap, excluded):
    assert lists.build([row(annual_openings=demand, annual_supply=supply)]) == 0
    assert (lists.only["gap"], lists.only["excluded"]) == (gap, excluded)
    assert lists.only["high_demand"] == ("N" if excluded else "Y")


@pytest.mark.row("OCC-06", "OCC-12")
@pytest.mark.parametrize("column", ["annual_openings", "annual_supply", "job_openings"])
@pytest.mark.parametrize(("cell", "why"), [("", "unknown"), ("-1", "below 0"), ("many", "is not a")])
def test_without_demand_supply_or_openings_there_is_no_gap_and_no_list_and_the_reason_is_told(
    lists, capsys, column, cell, why
):
    assert lists.build([row(**{column: cell})]) == 1
    assert not lists.out.exists()
    told = capsys.readouterr().out
    assert f"labor.csv, row 2, {column}: " in told
    assert why in told


@pytest.mark.row("OCC-12")
@pytest.mark.parametrize(
    ("openings", "excluded"), [("0", "few_openings"), ("9", "few_openings"), ("10", ""), ("11", "")]
)
def test_fewer_than_ten_current_openings_are_too_few(lists, openings, excluded):
    assert lists.build([row(job_openings=openings)]) == 0
    assert (lists.only["excluded"], lists.only["high_demand"]) == (excluded, "N" if excluded else "Y")


@pytest.mark.row("OCC-12")
def test_a_part_of_an_opening_is_reported(lists, capsys):
    assert lists.build([row(job_openings="10.5")]) == 1
    assert "“10.5” is not a whole number" in capsys.readouterr().out


@pytest.mark.row("OCC-13")
@pytest.mark.parametrize(
    ("wage", "excluded"),
    [
        ("20.74", "low_wage"), ("20.749", "low_wage"), ("20.75", ""), ("20.750", ""), ("20.76", ""),
        ("0", "low_wage"), ("-20.75", "low_wage"), ("", "unknown_wage"),
    ],
)  # fmt: skip
def test_the_wage_reaches_the_living_wage_and_an_unknown_one_does_not(lists, wage, excluded):
    assert lists.build([row(median_hourly_wage=wage)]) == 0
    found = lists.only
    assert (found["excluded"], found["high_wage"]) == (excluded, "N" if excluded else "Y")
    assert found["median_hourly_wage"] == wage


@pytest.mark.row("OCC-14")
def test_each_list_is_made_by_the_threshold_of_its_day_and_shows_it_with_its_source(lists, tmp_path, monkeypatch):
    law = tmp_path / "law.toml"
    law.write_text(
        'jurisdiction = "ms"\n[wage.living_hourly]\n'
        'values = [{ from = 2027-01-01, value = 21.30, cite = "MIT Living Wage Calculator, January 2027" }]\n'
    )
    monkeypatch.setenv("MAGNOLIA_LAW", str(law))
    for day, threshold, source, excluded in (
        ("2026-01-01", "20.75", "MIT Living Wage Calculator, January 2026; Mississippi Workforce Pell Policy 5.3", ""),
        ("2026-12-31", "20.75", "MIT Living Wage Calculator, January 2026; Mississippi Workforce Pell Policy 5.3", ""),
        ("2027-01-01", "21.30", "MIT Living Wage Calculator, January 2027", "low_wage"),
    ):
        assert lists.build([row(median_hourly_wage="21.00")], as_of=day) == 0
        used = lists.manifest["parameters"]["living_wage"]
        assert (used["value"], used["cite"], lists.only["excluded"]) == (threshold, source, excluded)


@pytest.mark.row("OCC-14")
@pytest.mark.parametrize(
    ("value", "lacks"),
    [("from = 2027-01-01, value = 21.30", "source"), ('value = 21.30, cite = "MIT Living Wage Calculator"', "from")],
)
def test_a_threshold_without_its_source_or_its_month_is_refused(lists, tmp_path, monkeypatch, capsys, value, lacks):
    law = tmp_path / "law.toml"
    law.write_text(f'jurisdiction = "ms"\n[wage.living_hourly]\nvalues = [{{ {value} }}]\n')
    monkeypatch.setenv("MAGNOLIA_LAW", str(law))
    with pytest.raises(SystemExit) as stop:
        lists.build([row()])
    assert stop.value.code == 2
    assert lacks in capsys.readouterr().err


def test_before_the_first_threshold_there_is_no_list(lists, capsys):
    with pytest.raises(SystemExit) as stop:
        lists.build([row()], as_of="2025-12-31")
    assert stop.value.code == 2
    assert "The law gives no value for occupations.openings_at_least" in capsys.readouterr().err
    assert not lists.out.exists()


@pytest.mark.row("OCC-15")
@pytest.mark.parametrize(
    ("education", "skilled"),
    [
        ("none", "N"), ("high_school", "N"), ("some_college", "Y"), ("certificate", "Y"), ("apprenticeship", "Y"),
        ("associate", "Y"), ("bachelor", "Y"), ("graduate", "Y"),
    ],
)  # fmt: skip
def test_skill_starts_above_a_high_school_diploma(lists, education, skilled):
    assert lists.build([row(typical_education=education)]) == 0
    found = lists.only
    assert (found["high_skill"], found["excluded"]) == (skilled, "" if skilled == "Y" else "low_skill")


@pytest.mark.row("OCC-15")
@pytest.mark.parametrize(("cell", "why"), [("", "unknown"), ("diploma", "“diploma” is not one of: none, high_school")])
def test_an_education_that_is_blank_or_none_of_the_levels_is_reported(lists, capsys, cell, why):
    assert lists.build([row(typical_education=cell)]) == 1
    assert f"row 2, typical_education: {why}" in capsys.readouterr().out


@pytest.mark.parametrize("category", ["managerial", "government", "retail"])
def test_an_excluded_group_is_left_off_whatever_its_openings_and_wage_unless_the_state_lifts_it(
    lists, tmp_path, category
):
    exceptions = tmp_path / "exceptions.csv"
    exceptions.write_text("soc_code,reason\n47-1011,Fictive finding of the agency\n")
    rows = [
        row(ecosystem=place, soc_code=code, category=category)
        for place in ("Ecosystem 1", "Ecosystem 2")
        for code in ("47-1011", "47-1012")
    ]
    assert lists.build(rows) == 0
    assert {found["excluded"] for found in lists.ecosystem} == {category}
    assert lists.build(rows, "--exceptions", str(exceptions)) == 0
    listed = {(found["ecosystem"], found["soc_code"]) for found in lists.ecosystem if found["priority"] == "Y"}
    assert listed == {("Ecosystem 1", "47-1011"), ("Ecosystem 2", "47-1011")}
    assert lists.manifest["exceptions"] == [{"soc_code": "47-1011", "reason": "Fictive finding of the agency"}]


def test_an_exception_lifts_the_group_and_no_other_test(lists, tmp_path):
    exceptions = tmp_path / "exceptions.csv"
    exceptions.write_text("soc_code,reason\n47-2111,Fictive finding\n")
    rows = [row(category="retail", median_hourly_wage="12.00")]
    assert lists.build(rows, "--exceptions", str(exceptions)) == 0
    assert lists.only["excluded"] == "low_wage"


def test_of_several_reasons_the_first_in_the_fixed_order_is_told(lists):
    worst = row(
        job_openings="0", annual_openings="0", median_hourly_wage="1", typical_education="none", category="retail"
    )
    mended = [
        ("few_openings", {"job_openings": "10"}),
        ("no_gap", {"annual_openings": "2000"}),
        ("low_wage", {"median_hourly_wage": ""}),
        ("unknown_wage", {"median_hourly_wage": "30"}),
        ("low_skill", {"typical_education": "graduate"}),
        ("retail", {"category": ""}),
        ("", {}),
    ]
    for reason, better in mended:
        assert lists.build([worst]) == 0
        assert lists.only["excluded"] == reason
        worst = {**worst, **better}


@pytest.mark.row("OCC-11")
@pytest.mark.parametrize(("there", "listed"), [(18, 18), (24, 24), (25, 25), (26, 25), (30, 25)])
def test_an_ecosystems_list_takes_the_twenty_five_largest_gaps_or_fewer(lists, there, listed):
    assert lists.build(eligible(there)) == 0
    found = lists.ecosystem
    assert [each["rank"] for each in found] == [str(n) for n in range(1, listed + 1)] + [""] * (there - listed)
    assert [each["soc_code"] for each in found] == [f"47-{n:04d}" for n in range(1, there + 1)]
    assert {(each["priority"], each["excluded"]) for each in found[listed:]} <= {("N", "")}
    top = lists.manifest["parameters"]["top"]
    assert (top["value"], top["from"]) == ("25", "2026-01-01")


@pytest.mark.row("OCC-11")
def test_a_tie_at_rank_25_goes_to_more_openings_then_to_the_lower_code_and_the_rule_is_printed(lists, capsys):
    tied = [
        row(soc_code="51-0003", annual_openings="1100", annual_supply="1000", job_openings="30"),
        row(soc_code="51-0002", annual_openings="200", annual_supply="100", job_openings="30"),
        row(soc_code="51-0001", annual_openings="100", annual_supply="0", job_openings="29"),
    ]
    assert lists.build([*tied, *eligible(24)]) == 0
    ranks = {each["soc_code"]: each["rank"] for each in lists.ecosystem if each["soc_code"].startswith("51")}
    assert ranks == {"51-0002": "25", "51-0003": "", "51-0001": ""}
    rule = "Equal gaps: more current openings, then the lower SOC code."
    assert rule in capsys.readouterr().out
    assert rule in lists.manifest["tie"]


@pytest.mark.row("OCC-18")
@pytest.mark.parametrize(("on", "priority"), [(1, "N"), (3, "N"), (4, "Y"), (5, "Y"), (8, "Y")])
def test_four_of_the_eight_lists_make_a_state_priority_occupation(lists, on, priority):
    rows = [row(ecosystem=f"Ecosystem {n}", median_hourly_wage="29.26" if n <= on else "9.00") for n in range(1, 9)]
    assert lists.build(rows) == 0
    assert lists.statewide == {"47-2111": (str(on), priority)}
    assert lists.manifest["warnings"] == []


@pytest.mark.row("OCC-18")
def test_with_seven_lists_nothing_is_designated_and_the_one_that_is_missing_is_named(lists, capsys):
    rows = [row(ecosystem=f"Ecosystem {n}") for n in range(1, 9) if n != 5]
    assert lists.build(rows) == 0
    assert lists.statewide == {"47-2111": ("7", "")}
    assert "7 of the State's 8 workforce ecosystems" in (told := capsys.readouterr().out)
    assert "Missing: Ecosystem 5." in told


def test_where_the_file_has_names_of_its_own_the_warning_says_how_many_are_missing(lists, capsys):
    assert lists.build([row(ecosystem="Delta"), row(ecosystem="Ecosystem 2")]) == 0
    told = capsys.readouterr().out
    assert "Missing: 6 of Ecosystem 1, Ecosystem 3" in told
    assert "the file names others: Delta" in told


def test_more_ecosystems_than_the_state_has_are_counted_with_a_warning(lists, capsys):
    assert lists.build([row(ecosystem=f"Ecosystem {n}") for n in range(1, 10)]) == 0
    assert lists.statewide == {"47-2111": ("9", "Y")}
    assert "9 workforce ecosystems and the State has 8" in capsys.readouterr().out


def test_the_statewide_list_is_by_number_of_lists_then_by_code_with_the_first_title_of_the_file(lists):
    rows = [
        row(ecosystem="Ecosystem 2", soc_code="29-2061", title="Practical nurses"),
        row(ecosystem="Ecosystem 1", soc_code="29-2061", title="Licensed practical nurses"),
        row(ecosystem="Ecosystem 1", soc_code="51-4121", title="Welders"),
        row(ecosystem="Ecosystem 1", soc_code="47-2111"),
        row(ecosystem="Ecosystem 1", soc_code="41-2031", job_openings="9"),
    ]
    assert lists.build(rows) == 0
    assert (lists.out / "statewide.csv").read_text() == (
        "soc_code,title,ecosystems,state_priority\n"
        "29-2061,Practical nurses,2,\n47-2111,Electricians,1,\n51-4121,Welders,1,\n"
    )


def test_the_fictive_state_has_its_own_numbers_words_and_excluded_groups(lists):
    rows = [
        row(ecosystem="Coast (fictive)", soc_code="47-0001", job_openings="11"),
        row(ecosystem="Coast (fictive)", soc_code="47-0002", job_openings="12", median_hourly_wage="18.39"),
        row(ecosystem="Coast (fictive)", soc_code="47-0003", median_hourly_wage="18.40", category="retail"),
        row(ecosystem="Coast (fictive)", soc_code="47-0004", typical_education="some_college"),
    ]
    assert lists.build(rows, "--jurisdiction", "xx") == 0
    found = {each["soc_code"]: each["excluded"] for each in lists.ecosystem}
    assert found == {"47-0001": "few_openings", "47-0002": "low_wage", "47-0003": "", "47-0004": "low_skill"}
