"""What an institution reports for an award year, and the Secretary's waiver of it, as their forms send them."""

from __future__ import annotations

from typing import Any

from .bring import page, send


def file(client: Any, case: Any, what: str, year: int = 2027, **typed: Any) -> Any:
    fields = {f"{what}-{name}": value for name, value in ({"award_year": year} | typed).items()}
    return send(client, page("yearly_reports", case), case, do=what, **fields)


def waived(client: Any, case: Any, **more: Any) -> Any:
    typed = {
        "award_year": 2027,
        "measure": "placement",
        "scope": "separate_calculation",
        "reason": "The Secretary calculates it apart.",
        "letter": "ED letter 28-2 (practice)",
    }
    fields = {f"record-{name}": value for name, value in (typed | more).items()}
    return send(client, page("waivers", case), case, do="record", **fields)
