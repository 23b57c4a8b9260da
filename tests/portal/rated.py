"""Outcome rates at the first look of the institution, as a run brings them, without the run."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from magnolia.policy.periods import Quarter
from magnolia.policy.rates import standing
from magnolia.policy.verifying import verifying
from magnolia.portal.actions.moves import act, start
from magnolia.portal.actions.publishing import editions
from magnolia.portal.actions.verifying import verify
from magnolia.portal.demo.cast import Cast
from magnolia.portal.models import Application, DataAgreement, DataSubmission, OutcomeResult, OutcomeRun, Person

from .bring import words

SHA = "ab" * 32


def records(cast: Cast, application: Application, at: datetime, award_year: int = 2026) -> DataSubmission:
    """Signed records of a program and year, version 1."""
    agreement = DataAgreement(
        jurisdiction=cast.jurisdiction,
        institution=application.institution,
        parties="Fictive parties",
        purpose="Outcome rates",
        ferpa_basis="Made",
        starts_on=date(2026, 7, 1),
        ends_on=date(2036, 6, 30),
    )
    start(agreement, "record", by=cast.steward, at=at, jurisdiction=cast.jurisdiction)
    sent = DataSubmission(
        case=application.case,
        application=application,
        award_year=award_year,
        number=application.data_submissions.filter(award_year=award_year).count() + 1,
        agreement=agreement,
        name="records.csv",
        media_type="text/csv",
        size=1000,
        sha256=SHA,
        by=cast.preparer,
        received_at=at,
    )
    act(sent, "receive", by=cast.preparer, at=at)
    act(sent, "accept", by=None, at=at)
    act(sent, "sign", by=cast.official, at=at, said={"signed_name": cast.official.name})
    return sent


def run(cast: Cast, at: datetime, **manifest: Any) -> OutcomeRun:
    """One more run of the State."""
    made = OutcomeRun(
        jurisdiction=cast.jurisdiction,
        number=OutcomeRun.objects.filter(jurisdiction=cast.jurisdiction).count() + 1,
        as_of=at.date(),
        wages_through=Quarter.of(at.date()).index,
        method_sha256="cd" * 32,
        rates_sha256="ef" * 32,
        manifest={"complete": True} | manifest,
        by=cast.steward,
        brought_at=at,
    )
    start(made, "bring", by=cast.steward, at=at, jurisdiction=cast.jurisdiction)
    return made


def rated(
    cast: Cast,
    application: Application,
    at: datetime,
    numerator: int,
    denominator: int,
    pending: int = 0,
    *,
    metric: str = "completion",
    award_year: int = 2026,
    excluded: int = 0,
    of: OutcomeRun | None = None,
) -> OutcomeResult:
    """A rate the institution has looked at and found nothing to correct in."""
    sent = application.data_submissions.filter(award_year=award_year).first()
    made = OutcomeResult(
        case=application.case,
        application=application,
        run=of or run(cast, at),
        submission=sent or records(cast, application, at, award_year),
        award_year=award_year,
        metric=metric,
        cohort=denominator + excluded,
        excluded=excluded,
        denominator=denominator,
        numerator=numerator,
        pending=pending,
        result=standing(numerator, pending, denominator, 70),
    )
    act(made, "show", by=cast.steward, at=at)
    act(made, "confirm", by=cast.official, at=at)
    return made


def signed_off(result: OutcomeResult, by: Person, at: datetime, *, but: str = "") -> OutcomeResult:
    """Every step signed off, without the one named."""
    for step in verifying(result.application.jurisdiction).steps[result.metric]:
        if step != but:
            verify.sign_step(result, step=step, by=by, at=at)
    return result


def decided(cast: Cast, result: OutcomeResult, at: datetime, **said: Any) -> OutcomeResult:
    """Verified and decided by the reviewer."""
    verify.decide(signed_off(result, cast.reviewer, at), by=cast.reviewer, at=at, **said)
    return result


def published(cast: Cast, results: list[OutcomeResult], at: datetime) -> list[Any]:
    """Decided where they are not yet, and published together by the director."""
    waiting = [each if each.state == "decided" else decided(cast, each, at) for each in results]
    return editions.publish(waiting, by=cast.director, at=at)


def press(client: Any, result: OutcomeResult, button: str, /, **fields: Any) -> Any:
    """One button of a rate's page, with its fields as a browser sends them."""
    of = button.replace(" ", "-")
    typed = {f"{of}-{name}": value for name, value in fields.items()}
    url = reverse("rate", args=[result.application_id, result.pk])
    answer = client.post(url, {"do": button, "key": secrets.token_hex(16)} | typed)
    result.refresh_from_db()
    return answer


def read(client: Any, result: OutcomeResult) -> str:
    """What a person reads on a rate's page."""
    return words(client.get(reverse("rate", args=[result.application_id, result.pk])))
