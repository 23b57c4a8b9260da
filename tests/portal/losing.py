"""A lost program as the State's director enters it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from magnolia.portal.models import Loss

from .bring import words

LOST = {
    "program_name": "Shipyard Work",
    "cip_code": "48.0508",
    "soc_codes": "51-4121",
    "credential_name": "Shipyard certificate",
    "ground": "completion",
    "lost_on": "2027-07-01",
    "notice": "Federal notice 27-101 (practice)",
}


def enter_loss(cast: Any, enter: Any, **more: Any) -> Any:
    college = cast.organisations["college"].pk
    return enter(cast.director).post(reverse("losses"), {"do": "record", "institution": college} | LOST | more)


def recorded(cast: Any, enter: Any, **more: Any) -> Loss:
    answer = enter_loss(cast, enter, **more)
    assert answer.status_code == 302, words(answer)
    return Loss.objects.get()
