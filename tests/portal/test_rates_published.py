"""Outcome rates for everybody: what is told, what is suppressed, and that nobody works out a small group by sums."""

from __future__ import annotations

from django.urls import reverse

from magnolia.portal.demo.walking import declare_everywhere

from .bring import bring, it_is, on, words
from .rated import published, rated


def test_thin(ms, settings, enter, client):
    case = bring(ms, "certified", on("2026-08-20"))
    at = on("2028-08-10")
    it_is(settings, at)
    one = rated(ms, case, at, 12, 15)
    two = rated(ms, case, at, 20, 32, metric="placement")
    print(words(enter(ms.reviewer).get(reverse("rate", args=[case.pk, two.pk]))))
    published(ms, [one, two], at)
    print(words(client.get(reverse("outcome_rates", args=["ms"]))))
    print(words(client.get(reverse("program", args=["ms", case.number]))))
    print(client.get(reverse("outcome_rates_json", args=["ms"])).content.decode())
    print(words(enter(ms.director).get(reverse("rate_publishing"))))
    print(words(enter(ms.official).get(reverse("rate_verification", args=[case.pk]))))
    assert 0
