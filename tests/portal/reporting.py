"""What an institution reports for an award year, as its forms send it."""

from __future__ import annotations

from typing import Any

from .bring import page, send


def file(client: Any, case: Any, what: str, year: int = 2027, **typed: Any) -> Any:
    fields = {f"{what}-{name}": value for name, value in ({"award_year": year} | typed).items()}
    return send(client, page("yearly_reports", case), case, do=what, **fields)
