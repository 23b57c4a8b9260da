"""What the definitions of the policy's section 11 demand of the form, the registers and the public pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from magnolia.policy.form import form
from magnolia.policy.layers import HERE
from magnolia.policy.parameters import Amendment as AmendmentFact
from magnolia.policy.parameters import Refused, load_parameters
from magnolia.portal.actions.applying import filing
from magnolia.portal.actions.keeping.counties import ecosystems
from magnolia.portal.models import Amendment, County
from tests.portal.bring import send, words
from tests.portal.filling import address, fill_group, filled, group_page, make, text, with_papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(ms, enter):
    return enter(ms.preparer)


def refill(client, application, group, **typed):
    """One page of the form sent again with other answers; what its page says then."""
    answer = fill_group(client, application, group, with_papers(application) | {"do": "check"} | typed)
    application.refresh_from_db()
    return text(answer) if answer.status_code != 302 else text(client.get(address("draft_missing", application)))


def goes_to_signature(client, application) -> bool:
    make(client, application, "request_attestation")
    application.refresh_from_db()
    return bool(application.state == "attestation")


@pytest.mark.row("DEF-08")
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("accreditor", "Name the agency that accredits the institution."),
        ("title_iv_status", "Say whether the institution takes part in federal student aid (Title IV)."),
        ("institution_basis", "Say whether the institution is authorized in Mississippi or serves learners there."),
    ],
)
def test_an_institution_names_its_accreditor_its_title_iv_status_and_its_basis_or_cannot_submit(ms, client, name, says):
    application = filled(client, ms)
    asked = text(client.get(group_page(application, name)))
    for words_asked in (
        "Accreditor", "Federal student aid (Title IV)", "It is authorized to operate in Mississippi",
        "It serves learners who are in Mississippi",
    ):  # fmt: skip
        assert words_asked in asked
    assert says in refill(client, application, "applicant", **{name: ""})
    assert not goes_to_signature(client, application)
    assert says not in refill(client, application, "applicant")
    assert goes_to_signature(client, application)


@pytest.mark.row("DEF-10")
def test_a_record_of_employer_validation_names_the_kind_of_body_and_the_three_matters(ms, client):
    kinds = form("ms").tables["employers"].questions["source_kind"].choices
    assert list(kinds) == [
        "employer", "sector_partnership", "association", "apprenticeship", "workforce_board", "labor_management",
        "other",
    ]  # fmt: skip
    application = filled(client, ms)
    for name, says in (
        ("source_kind", "Say what kind of body confirmed the program."),
        ("aligned", "Answer yes or no."),  # fit with hiring requirements
        ("competencies", "Name the skills the employer confirms."),
        ("hiring", "Say whether the employer is hiring."),  # demand, now or to come
    ):
        assert says in refill(client, application, "employers", **{f"employers-0-{name}": ""}), name
        assert not goes_to_signature(client, application), name
    refill(client, application, "employers", **{"employers-0-source_kind": "sector_partnership"})
    assert filing.columns(application)["employers"][0]["source_kind"] == "sector_partnership"
    assert goes_to_signature(client, application)


@pytest.mark.row("DEF-17")
def test_the_kinds_of_credential_are_a_closed_list_and_another_kind_needs_its_evidence(ms, client):
    assert list(form("ms").questions["credential_kind"].choices) == [
        "industry_certification", "apprenticeship_certificate", "license", "associate", "baccalaureate", "other",
    ]  # fmt: skip
    application = filled(client, ms)
    says = "Name the federal rule that recognizes this kind of credential."
    assert says in refill(client, application, "credential", credential_kind="other", credential_basis="")
    assert not goes_to_signature(client, application)
    strange = refill(client, application, "credential", credential_kind="academic_certificate")
    assert "Choose one of the answers shown." in strange
    given = {"credential_kind": "other", "credential_basis": "34 CFR 668.8(d), academic certificate (practice)"}
    assert says not in refill(client, application, "credential", **given)
    assert filing.columns(application)["credential_kind"] == "other"
    assert goes_to_signature(client, application)


@pytest.mark.row("DEF-18")
def test_of_an_apprenticeship_200_hours_of_instruction_are_measured_and_2000_on_the_job_are_not(ms, client):
    application = filled(client, ms, hours="200", **{"hour_parts-0-hours": "80", "hour_parts-1-hours": "120"})
    registered = {
        "apprenticeship": "yes", "sponsor": "Fictive Line Builders", "registration_number": "XX-1",
        "registration_agency": "Fictive State Apprenticeship Agency", "on_the_job_hours": "2000",
    }  # fmt: skip
    refused = refill(client, application, "apprenticeship", **registered, on_the_job_hours_included="2000")
    assert "2000 hours on the job stand in the number of hours. Only the related technical instruction" in refused
    assert not goes_to_signature(client, application)
    assert "On the job" not in text(client.get(group_page(application, "hour_parts")))
    fits = refill(client, application, "apprenticeship", **registered, on_the_job_hours_included="0")
    assert "hours on the job stand in" not in fits
    assert filing.columns(application)["on_the_job_hours"] == Decimal(2000)
    length = next(
        each for each in filing.findings_now(application, date(2026, 8, 3)) if each.criterion == "program.length"
    )
    assert length.message.startswith("200 clock hours:")
    assert length.outcome == "met"
    assert goes_to_signature(client, application)


@pytest.mark.row("DEF-04")
def test_a_way_to_credit_says_what_kind_of_recognition_it_gives(ms, client):
    assert list(form("ms").tables["credit"].questions["recognition"].choices) == [
        "credit", "advanced_standing", "articulated", "prior_learning", "other",
    ]  # fmt: skip
    application = filled(client, ms)
    for name, says in (
        ("recognition", "Say what kind of recognition a person gains."),
        ("document", "Choose the document of the agreement."),
        ("program", "Name the receiving certificate or degree program."),
        ("institution", "Name the institution that gives the credit."),
    ):
        assert says in refill(client, application, "credit", **{f"credit-0-{name}": ""}), name
        assert not goes_to_signature(client, application), name
    refill(client, application, "credit")
    assert goes_to_signature(client, application)


@pytest.mark.row("DEF-11")
def test_the_benchmark_of_a_living_wage_stands_with_amount_unit_source_and_date_and_never_without_a_source(ms, enter):
    entry = Client().get(reverse("glossary_json", args=["ms"]), {"q": "family-sustaining"}).json()["terms"][0]
    assert entry["numbers"] == [
        {
            "value": "20.75",
            "unit": "dollars an hour",
            "source": "MIT Living Wage Calculator, January 2026; Mississippi Workforce Pell Policy 5.3",
            "from": "2026-01-01",
        }
    ]
    for page in ("glossary", "criteria"):
        shown = words(Client().get(reverse(page, args=["ms"])))
        assert "20.75" in shown
        assert "MIT Living Wage Calculator, January 2026" in shown
    change = {
        "do": "propose", "parameter": "wage.living_hourly", "layer": "state", "starts": "2027-01-01", "value": "21.40",
    }  # fmt: skip
    page = reverse("law_changes")
    for no_source in ("", "   "):
        answer = enter(ms.administrator).post(page, change | {"cite": no_source})
        assert answer.status_code == 422
        assert not Amendment.objects.exists()
        with pytest.raises(Refused, match="needs its source"):
            load_parameters("ms", [AmendmentFact("wage.living_hourly", date(2027, 1, 1), Decimal("21.40"), no_source)])
    enter(ms.administrator).post(page, change | {"cite": "MIT Living Wage Calculator, January 2027"})
    row = Amendment.objects.get()
    assert send(enter(ms.second_administrator), page, row, do="adopt", pk=row.pk).status_code == 302
    later = words(Client().get(reverse("glossary", args=["ms"]), {"on": "2027-01-01"}))
    assert "21.40 dollars an hour, since January 1, 2027: MIT Living Wage Calculator, January 2027" in later
    assert "20.75 dollars an hour, since January 1, 2026" in words(Client().get(reverse("glossary", args=["ms"])))


# Every county of a fictive list is in one ecosystem but the last; the real file is the State's.
HEAD = "county_fips,county_name,state,lwda,any_ecosystem"
COUNTIES = [f"2800{at},Fictive County {at},MS,Area {at % 4},{at}" for at in range(1, 9)]
UNMATCHED = "28009,Fictive County 9,MS,Area 1,"


def load(folder, *rows: str) -> str:
    path, out = folder / "counties.csv", StringIO()
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    call_command("import_counties", str(path), jurisdiction="ms", stdout=out)
    return out.getvalue()


@pytest.mark.row("DEF-20")
def test_eight_ecosystems_stand_with_their_counties_each_in_one_and_a_county_in_none_is_reported(ms, tmp_path):
    assert len(ecosystems("ms")) == 8
    said = load(tmp_path, *COUNTIES, UNMATCHED)
    assert "9 counties." in said
    assert "In no ecosystem: Fictive County 9." in said
    rows = County.objects.filter(jurisdiction="ms").exclude(ecosystem="")
    assert sorted(rows.values_list("ecosystem", flat=True)) == sorted(ecosystems("ms"))
    shown = words(Client().get(reverse("ecosystems", args=["ms"])))
    assert "Ecosystem 3 Area 3 1 Fictive County 3" in shown
    assert "Ecosystem 8 Area 0 1 Fictive County 8" in shown
    assert "has not said where this one belongs: Fictive County 9." in shown
    assert load(tmp_path, *COUNTIES, UNMATCHED) == said
    with pytest.raises(CommandError, match="Fictive County 1 stands in the file twice"):
        load(tmp_path, *COUNTIES, "28001,Fictive County 1,MS,Area 1,2")
    assert County.objects.count() == 9


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("2800,Fictive County,MS,Area 1,1", "is not five digits"),
        ("28001,,MS,Area 1,1", "county_name is empty"),
        ("28001,Fictive County,MS,,1", "no local workforce development area"),
        ("28001,Fictive County,AL,Area 1,1", "for MS alone"),
        ("28001,Fictive County,MS,Area 1,9", "'9' is no ecosystem of the State"),
        ("28001,Fictive County,MS,Area 1,statewide", "is no ecosystem of the State"),
        ("28001,Fictive County,MS,Area 1", "as many cells"),
    ],
)
def test_a_file_of_counties_with_a_fault_changes_nothing_and_names_it_by_row(ms, tmp_path, row, fault):
    load(tmp_path, *COUNTIES)
    with pytest.raises(CommandError) as problem:
        load(tmp_path, row)
    assert "Row 2: " in str(problem.value)
    assert fault in str(problem.value)
    assert County.objects.count() == 8


@pytest.mark.parametrize("state", ["ms", "xx"])
def test_without_a_file_the_page_says_what_is_missing_whom_to_ask_and_to_an_administrator_how_it_is_loaded(
    ms, xx, enter, state
):
    url, agency = reverse("ecosystems", args=[state]), {"ms": "AccelerateMS", "xx": "ShortWorks Exemplar"}[state]
    answer = Client().get(url)
    shown = words(answer)
    assert f"{agency} has not given this site its list of counties." in shown
    assert f"ask {agency} in which ecosystem a county lies" in shown
    assert "import_counties" not in shown
    for name in ecosystems(state).values():
        assert f"Programs that serve it : {name}" in shown
        sought = reverse("programs", args=[state]) + f"?ecosystem={quote(name)}"
        assert f'href="{sought}"' in answer.content.decode()
        assert Client().get(sought).status_code == 200
    administrator = {"ms": ms, "xx": xx}[state].administrator
    told = words(enter(administrator).get(url))
    assert f"magnolia manage import_counties FILE.csv --jurisdiction {state}" in told
    assert "county_fips , county_name , state , lwda , ecosystem ." in told
    assert not (HERE / "states/ms/counties.csv").exists()
