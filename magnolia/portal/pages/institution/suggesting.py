"""Help with occupations: those that the crosswalk joins to a CIP code, and whether each is on the State's list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from ...actions.applying import codes, on_record
from ...actions.occupations import in_force
from ...models import Application

GROUP = "occupations"  # the page of the form that asks for them


def suggested(application: Application, stated: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Suggested occupations for the CIP code as it is typed, and the list that the application is held against."""
    cip, chosen = stated["cip_code"], set(stated["soc_codes"])
    made = on_record.of(application).lists.on(on)
    found = codes.suggested(cip)
    wanted = [soc for soc, _ in found]
    listed = (
        set(in_force.listing(made).filter(soc_code__in=wanted).values_list("soc_code", flat=True)) if made else set()
    )
    return {
        "cip": cip,
        "loaded": codes.edition(codes.CROSSWALK) is not None,
        "rows": [
            {"soc": soc, "title": title, "listed": soc in listed, "chosen": soc in chosen} for soc, title in found
        ],
        "open": not chosen,
        "name": in_force.name_of(made) if made else "",
        "url": reverse("occupations_list", args=[application.jurisdiction, made.number]) if made else "",
    }
