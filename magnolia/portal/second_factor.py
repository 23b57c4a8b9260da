"""Who signs in with a second factor, and whether somebody did: at the sign-in, and again just now.

What counts is what allauth wrote into the session as it happened. The practice site writes there that a picked identity
counts as confirmed, and says so on its pages.
"""

from __future__ import annotations

import time
from datetime import date

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from magnolia.policy.workflow import process

from .access import Standing
from .actions import law
from .models import Person

FACTOR, PRACTICE = "mfa", "practice"
CONFIRM_MINUTES = "records.confirm_minutes"


def asked_of(standing: Standing) -> bool:
    """Whether a role of this person asks for a second factor."""
    return any(process(hat.jurisdiction).roles[hat.role].second_factor for hat in standing.hats)


def _records(request: HttpRequest) -> list[dict[str, object]]:
    found = get_authentication_records(request, request.user)
    return [each for each in found if each.get("method") == FACTOR]


def given(request: HttpRequest) -> bool:
    """Whether this sign-in had a second factor."""
    return bool(_records(request))


def just_given(request: HttpRequest, jurisdiction: str, on: date) -> bool:
    """Whether it was given again, as lately as the law's number of minutes. A practice identity always counts."""
    seconds = 60 * law.value(jurisdiction, CONFIRM_MINUTES, on).whole
    since = time.time() - seconds
    return any(each.get("type") == PRACTICE or float(str(each["at"])) >= since for each in _records(request))


def is_practice(request: HttpRequest) -> bool:
    return any(each.get("type") == PRACTICE for each in _records(request))


def has_one(person: Person) -> bool:
    """Whether a phone or a security key is set up."""
    return bool(is_mfa_enabled(person))


def count_as_given(request: HttpRequest, person: Person) -> None:
    """A practice identity was picked: nobody has a phone or a key there."""
    record_authentication(request, person, FACTOR, type=PRACTICE)
