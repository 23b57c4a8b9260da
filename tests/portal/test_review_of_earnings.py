"""What the State asks, confirms and explains beside the Secretary's amount; and that it never makes one of its own."""

from __future__ import annotations

import itertools
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from magnolia.policy import earnings as policy
from magnolia.portal.actions.afterwards import comparing, watching
from magnolia.portal.actions.recording import record_export
from magnolia.portal.actions.telling import posting
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import (
    CohortRecord,
    Deadline,
    EarningsAmount,
    EarningsReview,
    Event,
    FederalReport,
    Loss,
    PriceRequest,
)

from .bring import bring, it_is, on, page, send, words
from .filling import pdf
from .test_earnings_of_the_secretary import entered
from .test_prices_and_amounts import charged, counting

HERE = Path(policy.__file__).parents[1]


@pytest.fixture
def certified(ms, settings):
    case = bring(ms, "certified", on("2026-08-20"), WELDING)
    it_is(settings, on("2028-05-05"))
    return case


@pytest.mark.row("VAE-02")
def test_only_the_record_of_the_secretarys_amounts_holds_an_amount_and_no_other_source_sets_one(ms, certified, enter):
    held = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("portal").get_models()
        for field in model._meta.get_fields()
        if re.search(r"earnings|(^|_)vae|poverty", field.name) and not field.is_relation
    }
    # The year of a cohort's earnings is a date; amounts stand in EarningsAmount.amount alone.
    assert held == {"CohortRecord.earnings_year"}
    writers = [
        path.relative_to(HERE).as_posix()
        for path in HERE.rglob("*.py")
        if "migrations" not in path.parts
        and re.search(r"EarningsAmount(\.objects\.(create|bulk_create|update)|\()", path.read_text())
    ]
    assert writers == ["portal/actions/reviewing/earnings.py", "portal/models/review.py"]
    assert entered(ms, enter, certified, origin="state").status_code == 422
    assert not EarningsAmount.objects.exists()
    # Wages are on record with the filing and the guideline is a number of the law; still there is no amount.
    assert certified.facts.anticipated_wage
    shown = words(enter(ms.director).get(page("earnings", certified)))
    assert "The Secretary has published no amount for this program yet." in shown


@pytest.mark.row("VAE-04")
def test_without_an_amount_a_program_is_certified_nothing_is_failed_and_the_package_has_its_line(ms, certified, enter):
    assert certified.state == "certified"
    [found] = comparing.compare(certified, [2026])
    assert (found.finding.outcome, found.over) == ("not_applicable", False)
    posting.daily()
    assert watching.over("ms", 2026) == []
    assert not Loss.objects.exists()
    assert not Event.objects.filter(move="over_amount").exists()
    shown = words(enter(ms.official).get(page("earnings", certified)))
    assert "Not yet applicable" in shown
    assert not re.search(r"\bNot met\b|\bFailed\b", shown)
    package = words(enter(ms.director).get(page("package", certified)))
    assert "cost and the anticipated wages of the occupation or sector were taken into consideration" in package


@pytest.mark.row("VAE-06")
def test_the_checklist_of_an_award_year_has_three_items_each_with_its_proof(ms, certified, enter):
    url, official = page("federal_reports", certified), enter(ms.official)

    def reported(item: str, **more: Any) -> Any:
        typed = {"award_year": 2027, "item": item, "reported_on": "2028-05-01", "reference": "COD 27-9"} | more
        return send(official, url, certified, do="record", **{f"record-{name}": value for name, value in typed.items()})

    def missing() -> str:
        shown = words(official.get(page("earnings", certified)))
        return shown.split("2027-2028", 1)[1].split("2026-2027", 1)[0]

    assert (
        "Not yet shown as reported to the Secretary: Completions, Program facts, Tuition and required fees."
        in missing()
    )
    assert reported("completions", reference="").status_code == 422
    assert reported("completions", reported_on="2028-05-06").status_code == 422
    assert not FederalReport.objects.exists()
    assert reported("completions").status_code == 302
    assert reported("price").status_code == 302
    assert "Not yet shown as reported to the Secretary: Program facts." in missing()
    assert "2027-2028 Reported Missing Reported" in words(official.get(url))
    assert reported("program").status_code == 302
    assert "Not yet shown as reported" not in missing()


@pytest.mark.row("VAE-07")
def test_a_request_about_the_price_is_answered_marked_as_enough_and_shown_while_overdue(ms, certified, enter, settings):
    url, watch = page("price_requests", certified), reverse("earnings_watch")
    director, official = enter(ms.director), enter(ms.official)
    asked = {"award_year": 2028, "wanted": "Catalog page with tuition and fees", "due": "2028-06-01"}
    fields = {f"ask-{name}": value for name, value in asked.items()}
    assert send(director, url, certified, do="ask", **(fields | {"ask-due": "2028-05-04"})).status_code == 422
    assert send(director, url, certified, do="ask", **fields).status_code == 302
    row = PriceRequest.objects.get()
    it_is(settings, on("2028-06-01"))
    assert "Catalog page" not in words(director.get(watch))
    it_is(settings, on("2028-06-04"))
    assert "Catalog page with tuition and fees (2028-2029) June 1, 2028 3" in words(director.get(watch))
    assert "June 1, 2028 (overdue)" in words(official.get(url))
    assert send(official, url, row, do=f"answer {row.pk}").status_code == 422
    paper = SimpleUploadedFile("catalog.pdf", pdf("Catalog 2028"), "application/pdf")
    assert send(official, url, row, do=f"answer {row.pk}", **{"answer-paper": paper}).status_code == 302
    assert "Catalog page" not in words(director.get(watch))
    assert Deadline.objects.get(clock="price_request").closed_by is not None
    assert send(official, url, row, do=f"mark_sufficient {row.pk}").status_code == 422
    assert send(enter(ms.reviewer), url, row, do=f"mark_sufficient {row.pk}").status_code == 302
    assert row.state == "sufficient"


def confirming(client, case, items: list[str], do: str = "close", **more: Any) -> Any:
    typed = {"year": 2028, "items": items, "evidence": "Catalog 2028, page 7"} | more
    return send(client, page("earnings_review", case), case, do=do, **typed)


@pytest.mark.row("VAE-08")
def test_all_eight_confirmations_close_the_review_and_the_record_keeps_the_evidence(ms, certified, enter, tmp_path):
    reviewer, names = enter(ms.reviewer), list(policy.words("ms")["confirms"])
    assert len(names) == 8
    counting(ms, certified)
    assert charged(enter(ms.official), certified, "3400.00").status_code == 302
    for left in names:
        answer = confirming(reviewer, certified, [name for name in names if name != left])
        assert answer.status_code == 422
        assert policy.words("ms")["confirms"][left] in words(answer)
    assert confirming(reviewer, certified, names, evidence="").status_code == 422
    assert not EarningsReview.objects.exists()
    assert confirming(reviewer, certified, names[:3], do="save").status_code == 302
    assert EarningsReview.objects.get().state == "open"
    assert confirming(reviewer, certified, names).status_code == 302
    row = EarningsReview.objects.get()
    assert (row.state, row.evidence) == ("closed", "Catalog 2028, page 7")
    assert [each.answer for each in row.confirmations.all()] == ["confirmed"] * 8
    assert "at most the value-added earnings of $3,500" in row.compared
    with zipfile.ZipFile(record_export.export(certified, tmp_path, at=on("2028-05-06"))) as archive:
        told = " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if "html" in name)
        assert "Catalog 2028, page 7" in told
        assert [name for name in archive.namelist() if name.endswith("catalog.pdf")]


@pytest.mark.row("VAE-08")
def test_without_an_amount_the_rule_and_no_hand_sets_the_amount_and_the_comparison_aside(ms, certified, enter):
    reviewer, names = enter(ms.reviewer), list(policy.words("ms")["confirms"])
    shown = words(reviewer.get(page("earnings_review", certified), {"year": 2028}))
    assert "Not available: the Secretary has published no amount" in shown
    assert "Skipped by rule" in shown
    assert confirming(reviewer, certified, names).status_code == 422  # the two are no choice
    left = [name for name in names if name not in ("amount", "compared")]
    assert confirming(reviewer, certified, left).status_code == 302
    row = EarningsReview.objects.get()
    answers = {each.item: each.answer for each in row.confirmations.all()}
    assert (row.state, answers["amount"], answers["compared"]) == ("closed", "not_available", "skipped")


def test_a_price_above_the_amount_cannot_be_confirmed_as_below(ms, certified, enter):
    counting(ms, certified, "100.00")
    answer = confirming(enter(ms.reviewer), certified, list(policy.words("ms")["confirms"]))
    assert answer.status_code == 422
    assert "So it cannot be confirmed." in words(answer)


@pytest.mark.row("VAE-09")
def test_of_sixteen_only_the_one_with_all_four_facts_is_in_and_the_page_shows_no_wages(ms, certified, enter):
    table = list(itertools.product(("yes", "no"), repeat=4))
    assert len(table) == 16
    counted = [
        facts
        for facts in table
        if policy.cohort(policy.read_people(",".join(facts), policy.words("ms")["answer"])).counted
    ]
    assert counted == [("yes", "yes", "yes", "yes")]
    url, director = page("cohort", certified), enter(ms.director)
    people = "\n".join(",".join(facts) for facts in table)
    typed = {"award_year": 2028, "people": people, "notice": "Final list 28", "enrolled_then": 3, "enrolled_in_year": 5}
    assert send(director, url, certified, do="record_cohort", **typed).status_code == 302
    shown = words(director.get(url))
    assert "Counted 1 Left out of this measure 15 Undetermined 0" in shown
    assert "Enrolled at the time of the calculation 3" in shown
    assert "Enrolled at any time of that calendar year 5" in shown
    record = shown.split("Award year 2028-2029", 1)[1].split("Record a cohort")[0]
    assert "$" not in record
    assert not {"wages", "earnings", "amount"} & {field.name for field in CohortRecord._meta.get_fields()}


@pytest.mark.row("VAE-10")
def test_help_explains_the_secretarys_figure_with_its_source_and_has_nothing_to_work_one_out(ms, certified, enter):
    answer = enter(ms.official).get(reverse("earnings_help", args=["ms"]))
    shown = words(answer)
    assert "150 percent of the poverty guideline for one person for the tax year" in shown
    assert "34 CFR 690.95" in shown
    html = answer.content.decode()
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    assert not re.search(r"<(input|form|select|textarea|button)", main)
    assert "$" not in main
    # Whatever is posted to it, it works nothing out.
    posted = enter(ms.official).post(reverse("earnings_help", args=["ms"]), {"median_earnings": "41000"})
    assert "$" not in posted.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    source = "\n".join(path.read_text() for path in (HERE / "portal").rglob("*.py"))
    assert not re.search(r"guideline_percent.{0,80}[*]|[*].{0,40}guideline", source)
