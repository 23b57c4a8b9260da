"""Lists of priority occupations: made by the method, with a reason for each, and published by three roles."""

from __future__ import annotations

from magnolia.portal.actions.occupations import in_force
from magnolia.portal.models import OccupationList

from .listing_occupations import everywhere, made, published, row, set_sectors


def of(list_: OccupationList, soc: str = "47-2111"):
    return list_.occupations.get(soc_code=soc)


def test_thin(ms, at):
    set_sectors(ms, at)
    one = made(ms, everywhere() + [row(soc_code="41-1011", title="Retail supervisors", category="managerial")], at)
    assert (of(one).standing, of(one).says) == ("in", "on 8 of 8 ecosystem lists")
    assert (of(one, "41-1011").standing, of(one, "41-1011").says) == ("out", "managerial or supervisory occupation")
    published(one, ms, at)
    assert in_force.of("ms", at.date()) == one
