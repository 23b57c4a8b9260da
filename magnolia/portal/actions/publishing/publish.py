"""The public list: what it says of an approval, taken from the case each time the case changes (policy 7.10).

`facts` is the one place that reads a posted fact from the frozen filing; the program page, the list, the downloads and
the comparison all show what it returns, so nothing is typed a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Q

from magnolia.policy import approved as law
from magnolia.policy import tuition
from magnolia.policy.criteria import register
from magnolia.policy.form import form
from magnolia.policy.layers import fill_all, overlay, read, state_layer
from magnolia.policy.registers import review
from magnolia.policy.workflow import State, process

from ... import clock, search
from ...models import Approval, FederalFiling, Institution, ListedSector, Listing
from ..applying import priced, prices
from ..applying.stated import yearly_wage
from . import posted_facts

UNSAID = {"code_titles"}  # columns that make no other entry of one
PLAIN = ("program_name", "cip_code", "credential_name", "summary", "offered_at", "learners_in_state", "tuition")


@cache
def words(jurisdiction: str) -> dict[str, Any]:
    """The words of the public list, from listing.toml with the State's over it."""
    layer = state_layer(jurisdiction)
    made: dict[str, Any] = fill_all(overlay(read("model", "listing"), read(layer, "listing")), read(layer, "profile"))
    return made


def facts(approval: Approval) -> dict[str, Any]:
    """The facts of the filing an approval rests on that everyone may read, in words; what has no value is not in it.

    `weeks_number` and `kind` are the same facts as `weeks` and `credential_kind`, for sorting and filtering. `fees` are
    lines (see prices.py), `price` is tuition and fees together in dollars, `price_from` the day of a price that was
    published since the approval.
    """
    filed = approval.filing.facts
    table = register(approval.jurisdiction)
    unit = table["program.length"].table.get(filed.get("measure"), {}).get("unit", "")
    found = {name: filed.get(name) for name in PLAIN}
    found["soc_codes"] = list(filed.get("soc_codes") or [])
    found["sectors"] = [name for name in map(_name, filed.get("sectors") or []) if name]
    areas, named = ecosystems(approval.jurisdiction), dict.fromkeys(map(_name, filed.get("ecosystems") or []))
    found["ecosystems"] = [areas.get(key, key) for key in named if key]
    found["length"] = _amount(filed.get("hours"), unit)
    found["weeks"] = _amount(filed.get("instructional_weeks"))
    found["weeks_number"] = Decimal(filed["instructional_weeks"]) if filed.get("instructional_weeks") else None
    found["kind"] = filed.get("credential_kind")
    found["credential_kind"] = table["credential.kind"].table.get(filed.get("credential_kind"), "")
    stated_tuition, *fees = prices.lines_of(filed, approval.jurisdiction)
    found["fees"] = [fee for fee in fees if fee.stated is not None]
    stated = [line.stated for line in (stated_tuition, *found["fees"]) if line.stated is not None]
    found["price"] = sum(stated) if found["fees"] and stated_tuition.stated is not None else None
    found |= _dated_price(approval)
    found["wage"] = _wage(approval, filed)
    return {name: value for name, value in found.items() if value not in ("", None, [])}


def _dated_price(approval: Approval) -> dict[str, Any]:
    """The price recorded since the approval that is in force today, in place of the filing's; nothing without one."""
    today = clock.local_date(approval.jurisdiction, clock.now())
    price = tuition.on(priced.dated(approval.application), today)
    if price is None:
        return {}
    line = prices.Line(review(approval.jurisdiction).fees.total, price.fees)
    return {"tuition": price.tuition, "fees": [line], "price": price.total, "price_from": price.from_day}


def ecosystems(jurisdiction: str) -> dict[str, str]:
    """The State's workforce ecosystems as the form offers them, in words; empty where a State asks for none."""
    asked = form(jurisdiction).tables.get("ecosystems")
    return dict(asked.questions["name"].choices) if asked else {}


def _wage(approval: Approval, filed: Mapping[str, Any]) -> dict[str, Any] | None:
    """The anticipated wage as it was stated, with its unit in words and its source."""
    amount, unit, source = (filed.get(name) for name in ("anticipated_wage", "wage_unit", "wage_source"))
    if not (amount and unit and source):
        return None
    return {"amount": amount, "unit": words(approval.jurisdiction)["wage"][unit], "source": source}


def _name(row: Any) -> str:
    return str(row.get("name", "") if isinstance(row, Mapping) else row).strip()


def _amount(typed: str | None, unit: str = "") -> str:
    """A frozen decimal without its trailing zeros, and its unit: "480 clock hours"."""
    return f"{Decimal(typed).normalize():f} {unit}".strip() if typed else ""


def wage_a_year(approval: Approval) -> Decimal | None:
    """The anticipated wage in dollars a year, None where it was stated so or not at all."""
    filed = approval.filing.facts
    application = approval.application
    yearly = filed.get("wage_unit") in (None, "year")
    return None if yearly else yearly_wage(application.jurisdiction, application.award_year, filed)


def standing(row: Listing, on: date) -> law.Standing:
    """How an entry stands on a day by both approvals."""
    return law.standing(
        row.jurisdiction,
        law.Side(row.state, row.approved_on, row.ended_on),
        law.Side(row.federal, row.federal_on, row.federal_ends_on),
        on,
    )


def sides(row: Listing, now: law.Standing) -> tuple[State, State]:
    """The State's and the federal side in words; one that ends on a later day still counts as what it was."""
    table, counts = process(row.jurisdiction), law.approved(row.jurisdiction).sides
    by_state = counts[law.APPROVAL]["in_force"][0] if now.by_state else row.state
    federal = counts[law.FEDERAL]["in_force"][0] if now.by_federal else row.federal
    return table.life(law.APPROVAL).states[by_state], table.life(law.FEDERAL).states[federal]


def note(row: Listing, now: law.Standing) -> str:
    """Key of the sentence in listing.toml that belongs beside an entry.

    An approval of the Secretary counts from the day on record for it and not before.
    """
    if row.ended_on is not None and not now.by_state:
        return "ended"
    if now.by_federal:
        return "recorded"
    waits = row.federal_on is None or row.federal in law.approved(row.jurisdiction).sides[law.FEDERAL]["in_force"]
    return "pending" if waits else "refused"


def in_force(jurisdiction: str) -> str:
    """The state of an approval that stands."""
    return process(jurisdiction).life("approval").starts


def statuses(jurisdiction: str) -> dict[str, State]:
    """Every status an entry can be sought by: where the federal side stands, or how the State's approval ended."""
    table = process(jurisdiction)
    ended = {name: state for name, state in table.life("approval").states.items() if name != in_force(jurisdiction)}
    return table.life("federal_filing").states | ended


def refresh(approval: Approval, at: datetime) -> Listing:
    """Write the public entry of an approval anew from its case; called wherever a shown fact may have changed.

    `at` becomes the moment of the entry's last change, but only where something that it shows has changed.
    """
    approval = Approval.objects.select_related("filing", "application__federal_filing").get(pk=approval.pk)
    row = entry(approval, Institution.objects.filter(organisation=approval.application.institution_id).first())
    found = Listing.objects.filter(approval=approval).first()
    row["code_titles"] = posted_facts.titles(row, found.code_titles if found else {})
    moved = {name for name, value in row.items() if found is None or getattr(found, name) != value}
    if found is not None and not moved:
        return found
    if found is not None:
        posted_facts.keep_changes(approval, found, row["shown"], at)
        at = at if moved - (UNSAID if found.shown else UNSAID | {"shown"}) else found.changed_at
    made, _ = Listing.objects.update_or_create(approval=approval, defaults=row | {"changed_at": at})
    made.listed_sectors.all().delete()
    ListedSector.objects.bulk_create(
        ListedSector(listing=made, jurisdiction=made.jurisdiction, name=name) for name in made.sectors
    )
    return made


def catch_up(at: datetime) -> int:
    """Write the entries that are missing or kept no words yet, as from before the list; how many were written."""
    wanting = Q(listing=None) | Q(listing__shown={}) | ~Q(listing__words__contains=" institution:")
    missing = list(Approval.objects.filter(wanting).order_by("pk").values_list("pk", flat=True))
    for pk in missing:
        refresh(Approval(pk=pk), at)
    return len(missing)


def entry(approval: Approval, institution: Institution | None) -> dict[str, Any]:
    """The columns of an approval's entry, but for the moment of its last change."""
    shown, application = facts(approval), approval.application
    filing: FederalFiling | None = getattr(application, "federal_filing", None)
    name = shown.get("program_name", approval.program_name)
    row = {
        "jurisdiction": approval.jurisdiction,
        "number": application.number,
        "program_name": name,
        "name_key": search.fold(name)[:80],
        "institution_name": approval.institution_name,
        "city": institution.city if institution else "",
        "offered_at": shown.get("offered_at", ""),
        "credential_name": shown.get("credential_name", ""),
        "credential_kind": shown.get("kind", ""),
        "cip_code": shown.get("cip_code", ""),
        "soc_codes": shown.get("soc_codes", []),
        "sectors": shown.get("sectors", []),
        "ecosystems": shown.get("ecosystems", []),
        "length": shown.get("length", ""),
        "weeks": shown.get("weeks_number"),
        "award_year": approval.award_year,
        "state": approval.state,
        "federal": filing.state if filing else process(approval.jurisdiction).life("federal_filing").starts,
        "approved_on": approval.approved_on,
        "ended_on": approval.ends_on,
        "federal_on": filing.decided_on if filing else None,
        "federal_ends_on": filing.ends_on if filing else None,
        "words": _words(approval, shown, institution),
    }
    return row | {"shown": posted_facts.shown(shown, row)}


def _words(approval: Approval, shown: dict[str, Any], institution: Institution | None) -> str:
    texts = [
        shown.get("program_name", approval.program_name),
        approval.institution_name,
        institution.city if institution else "",
        shown.get("offered_at", ""),
        shown.get("credential_name", ""),
        *shown.get("sectors", []),
    ]
    cip, soc = shown.get("cip_code", ""), shown.get("soc_codes", [])
    facets = [search.facet("sector", name) for name in shown.get("sectors", [])]
    facets += [search.facet("ecosystem", name) for name in shown.get("ecosystems", [])]
    facets += [f"soc:{code}" for code in soc] + ([f"cip:{cip}"] if cip else [])
    facets.append(search.exactly("institution", approval.institution_name))
    facets += [search.facet("credential", kind)] if (kind := shown.get("kind", "")) else []
    facets += [search.weeks(length)] if (length := shown.get("weeks_number")) is not None else []
    return search.words_of(texts, [code for code in (cip, *soc) if code], facets)
