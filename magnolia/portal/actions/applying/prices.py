"""What a filing says the program costs, line by line: tuition, then each required fee (policy 7.4; 34 CFR 690.95)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from magnolia.policy.form import form
from magnolia.policy.registers import review

from ...models import Application
from . import filing


@dataclass(frozen=True)
class Line:
    """Tuition or one fee as the filing states it, in dollars; `described` whether the words say what it pays for."""

    label: str
    stated: Decimal | None
    described: bool = True


def lines(application: Application) -> list[Line]:
    """The lines of the filing last sent in; none while there is no filing."""
    sent = filing.latest(application)
    return lines_of(sent.facts, application.jurisdiction) if sent else []


def lines_of(facts: Mapping[str, Any], jurisdiction: str) -> list[Line]:
    """The lines of frozen facts: the fees one by one where they were asked one by one, otherwise their sum."""
    words = review(jurisdiction).fees
    found = [Line(form(jurisdiction).questions["tuition"].label, amount(facts.get("tuition")))]
    if "fees" not in facts:  # filings from before fees were asked for one by one
        return [*found, Line(words.total, amount(facts.get("required_fees")))]
    for row in facts["fees"] or []:
        said = str(row.get("description") or "").strip()
        found.append(Line(said or words.unnamed, amount(row.get("amount")), _says_something(said, words.vague)))
    return found


def amount(value: Any) -> Decimal | None:
    """Dollars as kept in a frozen filing, or None where nothing was said."""
    return None if value in (None, "") else Decimal(str(value))


def _says_something(words: str, vague: tuple[str, ...]) -> bool:
    """Whether a description has a word that is not one of those that say nothing."""
    return bool(set(re.findall(r"[a-z]+", words.lower())) - set(vague))
