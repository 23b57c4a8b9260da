"""What a posted program said and says: each fact in words as it stands, and a line for each that changed since.

Nothing posted changes in silence, whatever changed it: an accepted change of the program, a corrected date, a new name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from magnolia.policy.answers import dollars

from ...models import Approval, Listing, PostedChange
from ..applying import codes

# Facts by the name of their words in listing.toml; a date that is recorded for the first time is news, no correction.
SAME_NAME = ("credential_kind", "offered_at", "length", "weeks")
DATES = {"state_approval": "approved_on", "ended_on": "ended_on", "federal_approval": "federal_on"}


def shown(facts: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, str]:
    """Each posted fact in words, by its name in listing.toml; `row` are the columns of the entry. Dates as ISO days."""
    wage = facts.get("wage")
    found = {
        "program": row["program_name"],
        "institution": row["institution_name"],
        "city": row["city"],
        "credential": row["credential_name"],
        "cip": row["cip_code"],
        "soc": ", ".join(row["soc_codes"]),
        "sectors": ", ".join(row["sectors"]),
        "tuition": _money(facts.get("tuition")),
        "price": _money(facts.get("price")),
        "wage": f"{_money(wage['amount'])} {wage['unit']} ({wage['source']})" if wage else "",
        "fees": ", ".join(f"{fee.label} {_money(fee.stated)}" for fee in facts.get("fees", [])),
        "summary": facts.get("summary", ""),
    } | {name: str(facts.get(name, "")) for name in SAME_NAME}
    days: dict[str, date | None] = {name: row[column] for name, column in DATES.items()}
    return found | {name: day.isoformat() if day else "" for name, day in days.items()}


def _money(value: Any) -> str:
    return "" if value in (None, "") else dollars(Decimal(str(value)))


def keep_changes(approval: Approval, found: Listing, now: Mapping[str, str], at: datetime) -> None:
    """A line for each fact that the entry said otherwise until now; an entry that kept no words has none to compare."""
    if not found.shown:
        return
    before = {name: found.shown.get(name, "") for name in now}
    moved = [name for name in now if now[name] != before[name] and (before[name] or name not in DATES)]
    PostedChange.objects.bulk_create(
        PostedChange(approval=approval, at=at, fact=name, before=before[name], after=now[name]) for name in moved
    )


def titles(row: Mapping[str, Any], kept: Mapping[str, str]) -> dict[str, str]:
    """The official titles of an entry's codes: as they were first posted, else as the loaded lists have them."""
    wanted = {codes.CIP: [row["cip_code"]] if row["cip_code"] else [], codes.SOC: list(row["soc_codes"])}
    made: dict[str, str] = {}
    for kind, asked in wanted.items():
        known = codes.titles(kind, [code for code in asked if code not in kept])
        made |= {code: kept.get(code) or known[code] for code in asked if code in kept or code in known}
    return made
