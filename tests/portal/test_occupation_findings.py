"""What stands beside the lists: the Board's sectors, exceptions, tags, and occupations that are comparable."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from magnolia.policy.periods import AwardYear
from magnolia.policy.placing import Comparable, placing
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.occupations import building, findings, in_force, keeping, sectors
from magnolia.portal.demo.programs import outline_pdf
from magnolia.portal.models import ComparableOccupation, ExclusionException, SectorList

from .bring import on, words
from .listing_occupations import SECTORS, everywhere, made, set_sectors

SUPERVISORS = {
    "soc_code": "47-1011", "title": "Construction supervisors", "category": "managerial",
}  # fmt: skip
RETAIL = {"soc_code": "41-1011", "title": "Retail supervisors", "category": "managerial"}


def typed(**changed: str) -> dict[str, str]:
    said = {"award_year": "2026", "sectors": "\n".join(SECTORS), "set_on": "2026-08-03", "evidence": "Minutes, item 4"}
    return said | {"do": "save"} | changed


@pytest.mark.row("OCC-01")
def test_sectors_are_kept_by_award_year_and_a_fourth_for_the_next_year_leaves_this_years_three(ms, at, enter):
    client, page = enter(ms.secretary), reverse("priority_sectors")
    assert client.post(page, typed()).status_code == 302
    assert in_force.sectors_of("ms", 2026) == ["Construction", "Advanced Manufacturing", "Healthcare"]
    more = typed(award_year="2027", sectors="\n".join([*SECTORS, "Transportation"]))
    assert client.post(page, more).status_code == 302
    assert in_force.sectors_of("ms", 2026) == ["Construction", "Advanced Manufacturing", "Healthcare"]
    assert in_force.sectors_of("ms", 2027)[3:] == ["Transportation"]
    shown = words(client.get(page))
    assert "2026-2027" in shown
    assert "2027-2028" in shown


@pytest.mark.row("OCC-01")
def test_sectors_without_an_award_year_or_by_another_role_are_refused(ms, at, enter):
    client, page = enter(ms.secretary), reverse("priority_sectors")
    for field, value in (
        ("award_year", ""),
        ("sectors", " \n "),
        ("set_on", ""),
        ("set_on", "2026-08-04"),
        ("evidence", ""),
    ):
        answer = client.post(page, typed(**{field: value}))
        assert answer.status_code == 422, field
        assert list(answer.context["form"].errors) == [field]
        assert answer.context["form"]["sectors"].value() == typed(**{field: value})["sectors"]
    for person in (ms.director, ms.intake, ms.auditor):
        enter(person).post(page, typed())
        with pytest.raises(Refused):
            sectors.put("ms", award_year=2026, names=SECTORS, set_on=at.date(), evidence="x", by=person, at=at)
    assert not SectorList.objects.exists()


@pytest.mark.row("OCC-17")
def test_an_exclusion_is_lifted_only_with_both_findings_and_the_document(ms, at, enter):
    set_sectors(ms, at)
    client, page = enter(ms.director), reverse("exclusion_exceptions")
    said = {"soc_code": "47-1011", "title": "Construction supervisors", "do": "grant"}
    said |= {"supports_sector": "Sites stand still without them.", "pathway": "The apprenticeship standards, page 3"}
    for field in ("supports_sector", "pathway"):
        answer = client.post(page, said | {field: " ", "file": SimpleUploadedFile("path.pdf", outline_pdf())})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    answer = client.post(page, said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert not ExclusionException.objects.exists()
    rows = [*everywhere(), *everywhere(**SUPERVISORS), *everywhere(**RETAIL, sector="Construction")]
    one = made(ms, rows, at)
    assert one.occupations.get(soc_code="47-1011").standing == "out"
    assert client.post(page, said | {"file": SimpleUploadedFile("path.pdf", outline_pdf())}).status_code == 302
    building.rebuild(one, by=ms.intake, at=at)
    lifted = one.occupations.get(soc_code="47-1011")
    assert lifted.standing == "in"
    assert lifted.exception is not None
    assert (one.occupations.get(soc_code="41-1011").standing, one.occupations.filter(standing="in").count()) == (
        "out",
        2,
    )
    shown = words(enter(ms.intake).get(reverse("occupation_list_entry", args=[one.pk, "47-1011"])))
    assert "Sites stand still without them." in shown
    assert "The apprenticeship standards, page 3" in shown
    document = enter(ms.auditor).get(reverse("exclusion_document", args=[lifted.exception_id]))
    assert document.content == outline_pdf()
    for person in (ms.intake, ms.secretary):
        with pytest.raises(Refused):
            findings.grant("ms", soc_code="41-1011", supports_sector="x", pathway="y", file=("p.pdf", outline_pdf()),
                           by=person, at=at)  # fmt: skip


@pytest.mark.row("DEF-12")
def test_each_tag_stands_alone_with_its_own_evidence_and_method(ms, at):
    set_sectors(ms, at)
    low = {"median_hourly_wage": "12.00", "job_openings": "2"}
    one = made(ms, everywhere(**low), at)
    row = one.occupations.select_related("occupation_list__case").get()
    assert [(tag.tag, tag.evidence) for tag in row.tags.all()] == [
        ("high_skill", "Typical entry education: Apprenticeship")
    ]
    before = row.tags.get().__dict__ | {"_state": None}
    for evidence, source in (("", "Survey"), ("Survey of 40 employers", " ")):
        with pytest.raises(Refused):
            keeping.tag(row, "in_demand", evidence, source, by=ms.intake, at=at)
    keeping.tag(row, "in_demand", "Survey of 40 employers", "Survey of June 2026", by=ms.intake, at=at)
    assert row.tags.get(tag="high_skill").__dict__ | {"_state": None} == before
    added = row.tags.get(tag="in_demand")
    assert (added.evidence, added.method_number) == ("Survey of 40 employers", one.method_number)
    assert not row.tags.filter(tag="high_wage").exists()


@pytest.mark.row("FUT-03")
def test_occupations_are_comparable_by_a_decision_with_its_basis_and_earlier_results_do_not_use_it(ms, at, enter):
    client, page = enter(ms.governor), reverse("comparable_occupations")
    said = {"soc_code": "51-4121", "comparable_to": "47-2152", "basis": "", "decided_on": "2026-08-03",
            "signed_name": "Val Fictive", "signed_title": "Governor", "do": "decide"}  # fmt: skip
    answer = client.post(page, said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["basis"])
    assert not ComparableOccupation.objects.exists()
    basis = {"basis": "Both join pipe to the same code, by the State's method."}
    answer = client.post(page, said | basis | {"comparable_to": "51-4121"})
    assert list(answer.context["form"].errors) == ["comparable_to"]
    assert client.post(page, said | basis).status_code == 302
    row = ComparableOccupation.objects.get()
    assert (row.soc_code, row.comparable_to, row.decided_on, row.signed_name) == (
        "51-4121", "47-2152", date(2026, 8, 3), "Val Fictive"
    )  # fmt: skip
    welding = ["51-4121"]
    assert findings.comparables("ms") == (Comparable("51-4121", "47-2152", since=date(2026, 8, 3)),)
    assert placing(welding, "47-2152", AwardYear(2025), findings.comparables("ms")) == "unrelated"
    assert placing(welding, "47-2152", AwardYear(2026), findings.comparables("ms")) == "counts"
    findings.end(row, "Revised.", by=ms.governor, at=on("2027-09-01"))
    assert placing(welding, "47-2152", AwardYear(2026), findings.comparables("ms")) == "counts"
    assert placing(welding, "47-2152", AwardYear(2027), findings.comparables("ms")) == "unrelated"
    with pytest.raises(Refused):
        findings.decide("ms", soc_code="51-4121", comparable_to="47-2152", basis="x", decided_on=at.date(),
                        signed_name="x", signed_title="x", by=ms.director, at=at)  # fmt: skip
