"""Prices by their days against the Secretary's amounts: to the cent, by year, from one source, with two persons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from magnolia.portal.actions.afterwards import comparing, prices
from magnolia.portal.actions.applying import priced
from magnolia.portal.actions.moves import Refused
from magnolia.portal.actions.reviewing import earnings
from magnolia.portal.demo.programs import WELDING
from magnolia.portal.models import Approval, EarningsAmount, Event, Listing, Notice, PublishedPrice, YearlyReport

from .bring import bring, it_is, on, page, send, words
from .filling import pdf
from .reporting import file as file_report

AMOUNT = {"award_year": 2028, "amount": "3500.00", "notice": "Notice 28-1 (practice)", "published_on": "2028-04-01"}


@pytest.fixture
def certified(ms, settings):
    """A certified program whose approved filing says 3,000.00 and 145.00 in fees."""
    case = bring(ms, "certified", on("2026-08-20"), WELDING | {"tuition": Decimal("3000.00")})
    it_is(settings, on("2028-05-05"))
    return case


def entered(ms, enter, case, **more: Any) -> Any:
    return send(enter(ms.director), page("earnings", case), case, do="record_earnings", **(AMOUNT | more))


def counting(ms, case, amount: str = "3500.00", year: int = 2028, day: str = "2028-05-05") -> EarningsAmount:
    """An amount that two persons put on record."""
    given: dict[str, Any] = {
        "amount": Decimal(amount),
        "award_year": year,
        "notice": f"Notice {year}",
        "published_on": on(day).date(),
    }
    earnings.record(case, **given, by=ms.director, at=on(day))
    row = EarningsAmount.objects.latest("pk")
    earnings.confirm(row, by=ms.reviewer, at=on(day))
    return row


def charged(client, case, tuition: str, fees: str = "0.00", **more: Any) -> Any:
    """A price that the institution records with the page that shows it."""
    typed = {"tuition": tuition, "fees": fees, "from_day": "2028-07-01", "published_on": "2028-05-05"} | more
    fields = {f"record-{name}": value for name, value in typed.items()}
    fields.setdefault("record-paper", SimpleUploadedFile("catalog.pdf", pdf("Catalog 2028"), "application/pdf"))
    return send(client, page("prices", case), case, do="record", **fields)


def outcome(case, year: int = 2028) -> str:
    return comparing.compare(case, [year])[0].finding.outcome


@pytest.mark.row("VAE-01")
@pytest.mark.parametrize(
    ("tuition", "fees", "said"),
    [("3200.00", "300.00", "met"), ("3200.01", "300.00", "not_met"), ("3499.99", "0.00", "met")],
)
def test_a_program_complies_at_or_below_the_amount_to_the_cent(ms, certified, enter, tuition, fees, said):
    counting(ms, certified)
    answer = charged(enter(ms.official), certified, tuition, fees)
    assert answer.status_code == 302, words(answer)
    assert outcome(certified) == said
    shown = words(enter(ms.official).get(page("earnings", certified)))
    assert ("Met Tuition" in shown) == (said == "met")
    assert ("Not met Tuition" in shown) == (said == "not_met")


@pytest.mark.row("VAE-03")
def test_an_amount_counts_once_a_second_person_confirms_it_and_a_later_one_supersedes_it_with_history(
    ms, certified, enter
):
    url = page("earnings", certified)
    assert entered(ms, enter, certified, notice="").status_code == 422
    assert not EarningsAmount.objects.exists()
    assert entered(ms, enter, certified).status_code == 302
    first = EarningsAmount.objects.get()
    assert "waits for a second person" in words(enter(ms.official).get(url))
    assert outcome(certified) == "not_applicable"
    answer = send(enter(ms.director), url, certified, do=f"confirm_earnings {first.pk}")
    assert answer.status_code == 422
    assert "Another person of the agency" in words(answer)
    assert send(enter(ms.reviewer), url, certified, do=f"confirm_earnings {first.pk}").status_code == 302
    assert outcome(certified) == "met"
    again = send(enter(ms.reviewer), url, certified, do=f"confirm_earnings {first.pk}")
    assert "settled this amount already" in words(again)
    # A later one for the year supersedes it, and both stay; the year before is untouched.
    later = counting(ms, certified, "3000.00")
    found = comparing.compare(certified, [2028, 2027])
    assert [each.amount and each.amount.pk for each in found] == [later.pk, None]
    assert outcome(certified) == "not_met"
    shown = words(enter(ms.director).get(url))
    assert "Superseded by a later one" in shown
    assert "Notice 28-1 (practice), April 1, 2028" in shown
    assert shown.index("Superseded by a later one") < shown.index("Counts")


@pytest.mark.row("VAE-03")
def test_a_late_amount_is_taken_with_both_dates_and_a_wrong_one_is_dropped_before_it_counts(ms, certified, enter):
    url = page("earnings", certified)
    assert entered(ms, enter, certified, published_on="2028-04-02").status_code == 302
    row = EarningsAmount.objects.get()
    assert "published on April 2, 2028; it was due by April 1, 2028" in words(enter(ms.director).get(url))
    reviewer = enter(ms.reviewer)
    drop = {"do": f"drop_earnings {row.pk}"}
    assert send(reviewer, url, certified, **drop, **{"drop_earnings-reason": ""}).status_code == 422
    assert send(reviewer, url, certified, **drop, **{"drop_earnings-reason": "Another program"}).status_code == 302
    assert "Dropped" in words(reviewer.get(url))
    assert outcome(certified) == "not_applicable"
    with pytest.raises(Refused):
        earnings.confirm(row, by=ms.reviewer, at=on("2028-05-06"))


HEAD = "opeid,program_name,cip_code,award_year,amount,notice,published_on\n"


def test_amounts_come_from_a_file_whole_or_not_at_all_and_name_the_row_at_fault(ms, certified, enter):
    opeid = certified.institution.institution.opeid
    good = f"{opeid},{certified.program_name},{certified.facts.cip_code},2028-29,3500.00,FR 28-1,2028-04-01\n"
    wrong = {
        good + good.replace("2028-29", "2028"): "Row 3, award_year: write an award year",
        good + good.replace("3500.00", "much"): "Row 3, amount: write dollars",
        good + good.replace(opeid, "99999999"): "Row 3: no approved program",
        good + good.replace("FR 28-1", ""): "Row 3: Name the federal notice",
    }
    client, url = enter(ms.director), reverse("earnings_watch")

    def brought(text: str) -> Any:
        return client.post(
            url, {"file": SimpleUploadedFile("amounts.csv", text.encode(), "text/csv"), "key": text[-9:]}
        )

    for text, said in wrong.items():
        answer = brought(HEAD + text)
        assert answer.status_code == 422
        assert said in words(answer)
        assert not EarningsAmount.objects.exists()
    answer = brought(HEAD.replace("amount", "median_earnings") + good)
    assert "lacks these columns: amount" in words(answer)
    assert brought(HEAD + good).status_code == 302
    row = EarningsAmount.objects.get()
    assert (row.amount, row.imported_from, row.confirmed_on) == (Decimal("3500.00"), "amounts.csv", None)
    shown = words(client.get(url))
    assert "Structural Welding" in shown
    assert "None of the above" not in shown


@pytest.mark.row("VAE-05")
def test_a_missing_amount_is_told_as_the_secretarys_timing_from_the_day_after_it_was_due(
    ms, certified, enter, settings
):
    url, official = page("earnings", certified), enter(ms.official)
    it_is(settings, on("2028-04-01"))
    shown = words(official.get(url))
    assert "expected by April 1, 2028. None is published yet." in shown
    it_is(settings, on("2028-04-02"))
    year = words(official.get(url)).split("2028-2029", 1)[1].split("2027-2028", 1)[0]
    assert "Amount not published yet. It was due by April 1, 2028." in year
    assert "no fault of the institution" in year
    assert "Not yet applicable" in year


@pytest.mark.row("VAE-11")
def test_a_price_above_the_amount_is_cured_by_a_newly_published_one_with_its_day_and_evidence(ms, certified, enter):
    official = enter(ms.official)
    counting(ms, certified)
    assert charged(official, certified, "3650.00", published_on="2028-05-01").status_code == 302
    assert outcome(certified) == "not_met"
    shown = words(official.get(page("earnings", certified)))
    assert "by lowering its published tuition and required fees to $3,500.00 or less" in shown
    for lacking in ({"paper": ""}, {"published_on": ""}, {"from_day": ""}, {"published_on": "2028-05-06"}):
        assert charged(official, certified, "3500.00", **lacking).status_code == 422
    assert PublishedPrice.objects.count() == 1
    assert charged(official, certified, "3500.01").status_code == 302
    assert outcome(certified) == "not_met"
    assert charged(official, certified, "3500.00").status_code == 302
    assert outcome(certified) == "met"
    shown = words(official.get(page("prices", certified)))
    assert "Published on May 5, 2028" in shown
    assert "catalog.pdf" in shown


@pytest.mark.row("VAE-12")
@pytest.mark.parametrize("amount", ["0.00", "-120.00"])
def test_an_amount_that_is_not_above_zero_is_met_by_no_price_and_the_page_says_so(ms, certified, enter, amount):
    assert entered(ms, enter, certified, amount=amount).status_code == 302
    earnings.confirm(EarningsAmount.objects.get(), by=ms.reviewer, at=on("2028-05-05"))
    assert charged(enter(ms.official), certified, "0.00", "0.00").status_code == 302
    assert outcome(certified) == "not_met"
    shown = words(enter(ms.official).get(page("earnings", certified)))
    assert "Lowering the price offers no cure." in shown
    assert "by lowering its published tuition" not in shown


@pytest.mark.row("VAE-13")
def test_a_rise_above_the_amount_is_told_the_same_day_to_both_sides_and_changes_nothing_else(
    ms, certified, enter, settings
):
    counting(ms, certified)
    official = enter(ms.official)
    assert charged(official, certified, "3400.00").status_code == 302
    assert not Event.objects.filter(move="over_amount").exists()
    state = certified.state, Approval.objects.get().state
    it_is(settings, on("2028-10-01"))
    rise = {"from_day": "2028-10-01", "published_on": "2028-10-01"}
    assert charged(official, certified, "3550.00", **rise).status_code == 302
    event = Event.objects.get(move="over_amount")
    assert event.occurred_on == date(2028, 10, 1)
    told = set(Notice.objects.filter(event=event).values_list("person", flat=True))
    assert {ms.official.pk, ms.preparer.pk, ms.director.pk} <= told
    certified.refresh_from_db()
    assert (certified.state, Approval.objects.get().state) == state
    assert outcome(certified) == "not_met"
    assert outcome(certified, 2027) == "not_applicable"
    watched = words(enter(ms.director).get(reverse("earnings_watch"))).split("Prices above the amount", 1)[1]
    assert "2028-2029 $3,550" in watched


def test_a_rise_of_a_year_without_an_amount_tells_nobody(ms, certified, enter):
    assert charged(enter(ms.official), certified, "9000.00").status_code == 302
    assert not Event.objects.filter(move="over_amount").exists()


@pytest.mark.row("DEF-16")
def test_a_changed_fee_shows_wherever_a_price_is_read_and_no_second_copy_keeps_the_old(ms, certified, enter, settings):
    official, approval = enter(ms.official), Approval.objects.get()
    public = reverse("program", args=["ms", certified.number])
    counting(ms, certified, "3200.00", 2027)
    assert "$3,145" in words(official.get(public))
    assert outcome(certified, 2027) == "met"
    # A fee of 300.00 in place of 145.00, through the yearly report of the award year.
    report: dict[str, Any] = {"tuition": "3000.00", "fees": "300.00", "reported_on": "2028-05-01"}
    assert file_report(official, certified, "price", **report).status_code == 302
    assert outcome(certified, 2027) == "not_met"
    for url in (public, page("yearly_reports", certified), page("prices", certified), page("earnings", certified)):
        assert "$3,300" in words(official.get(url)), url
    assert "$3,145" not in words(official.get(public)).split("What changed since it was posted")[0]
    assert "$3,300" in str(Listing.objects.get(approval=approval).shown)
    # Struck, the fee before counts again everywhere, the report included.
    row = PublishedPrice.objects.get()
    prices.strike(row, reason="Typed wrong", by=ms.director, at=on("2028-05-05"))
    certified = type(certified).objects.get(pk=certified.pk)
    assert outcome(certified, 2027) == "met"
    assert "$3,145" in words(official.get(public)).split("What changed since it was posted")[0]
    money = [f.name for f in YearlyReport._meta.get_fields() if f.get_internal_type() == "DecimalField"]
    assert money == []


def test_a_notice_of_change_makes_a_price_from_the_day_it_is_accepted(ms, certified, enter):
    from magnolia.portal.actions.publishing import program_changes
    from magnolia.portal.models import ProgramChange

    approval = Approval.objects.select_related("filing", "application__case", "case").get()
    program_changes.file(
        approval, {"tuition": "3100.00"}, reason="New year", reference="Catalog p. 7", signed_name=ms.official.name,
        signed_title="Dean", by=ms.official, at=on("2028-05-05"),
    )  # fmt: skip
    assert priced.history(certified)[-1].total == Decimal("3145.00")
    program_changes.decide(ProgramChange.objects.get(), "accept", by=ms.director, at=on("2028-05-06"))
    certified = type(certified).objects.get(pk=certified.pk)
    last = priced.history(certified)[-1]
    assert (last.from_day, last.total) == (date(2028, 5, 6), Decimal("3245.00"))
    assert priced.history(certified)[0].total == Decimal("3145.00")
