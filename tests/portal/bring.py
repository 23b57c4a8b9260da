"""Bring a case to where a test starts, on the days the test names, and post to its pages as a browser would."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse

from magnolia.policy.completeness import checklist
from magnolia.policy.cycles import Span
from magnolia.policy.package import package
from magnolia.portal import clock
from magnolia.portal.actions.appealing import appeals
from magnolia.portal.actions.applying import windows
from magnolia.portal.actions.checking import confirm
from magnolia.portal.actions.deciding import consult, decide, designate
from magnolia.portal.actions.keeping import cycles
from magnolia.portal.actions.moves import start
from magnolia.portal.actions.publishing import publish
from magnolia.portal.actions.reviewing import assign
from magnolia.portal.demo.cast import MAIN, Cast
from magnolia.portal.demo.programs import outline_pdf
from magnolia.portal.demo.stages import bring, walk
from magnolia.portal.demo.walking import declare_everywhere
from magnolia.portal.models import Application, Approval, Assignment, Cycle, Designation, Filing, Grant, Letter, Person

from .remembering import remembered

__all__ = ["bring", "declare_everywhere", "walk"]
CENTRAL = ZoneInfo("America/Chicago")
Enter = Callable[[Person], Client]


def on(text: str, hour: int = 10) -> datetime:
    """An hour of a day in the Central time zone."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), CENTRAL) + timedelta(hours=hour)


def it_is(settings: Any, moment: datetime) -> None:
    """Set the clock that pages see; it runs on from its start, so the start lies as far back as it has run."""
    settings.CLOCK_STARTS_AT = moment - (clock.now() - settings.CLOCK_STARTS_AT)


@remembered
def planned(cast: Cast, starts: str, at: datetime, **spans: Span) -> Cycle:
    """The timeline of the practice cycle, changed to start on a day; `spans` replace those of stages."""
    cycle = Cycle.objects.get(jurisdiction=cast.jurisdiction, name=MAIN)
    values = {"timeline_starts": date.fromisoformat(starts)}
    cycles.save(
        cycle, values, spans=windows.spans(cycle) | spans, reason="The Board meets later.", by=cast.director, at=at
    )
    return cycle


@remembered
def another(cast: Cast, role: str, at: datetime, where: str = "agency") -> Person:
    """A second person in a role."""
    person = Person.objects.create_user(f"second.{role}@example.test", None, name="Jordan Sample", title="Analyst")
    grant = Grant(person=person, organisation=cast.organisations[where], role=role)
    start(grant, "give", by=None, at=at, jurisdiction=cast.jurisdiction)
    declare_everywhere(person, at)
    return person


@remembered
def given_back(application: Application, at: datetime) -> Application:
    """Whoever has the case gives it back, so that it is free."""
    for held in Assignment.objects.filter(application=application, held_until__isnull=True):
        assign.give_back(held, reason="Free for another person.", by=held.person, at=at)
    application.refresh_from_db()
    return application


@remembered
def consulted(cast: Cast, application: Application, held: str, at: datetime) -> Application:
    """The Board's consultation held on a day and attested at a moment."""
    consult.save_consultation(
        application,
        held_on=date.fromisoformat(held),
        materials="Filing and findings of the review",
        ground="The occupation is in demand.",
        comments={},
        by=cast.secretary,
        at=at,
    )
    minutes(cast, application, at)
    consult.attest(application, name="Kim Imaginary", title="Board secretary", on=at.date(), by=cast.secretary, at=at)
    return application


@remembered
def minutes(cast: Cast, application: Application, at: datetime) -> None:
    """The Board's minutes on record, under one topic."""
    consult.file_paper(application, "minutes.pdf", outline_pdf(), ["labor_market"], by=cast.secretary, at=at)


@remembered
def confirmed(cast: Cast, application: Application, at: datetime, *lacking: str) -> Application:
    """Every point of the completeness check answered: "no" for those lacking, "yes" for the others."""
    given = {item: item not in lacking for item in checklist(cast.jurisdiction).items}
    confirm.confirm(application, given, by=cast.intake, at=at)
    return application


@remembered
def recommended(cast: Cast, application: Application, at: datetime, outcome: str = "approve") -> Application:
    decide.recommend(
        application,
        outcome=outcome,
        text="The file supports it.",
        signed_name=cast.director.name,
        by=cast.director,
        at=at,
    )
    return application


@remembered
def before_the_governor(cast: Cast, opened: datetime, recommended_at: datetime, unmet: str = "") -> Application:
    """A case that waits for its determination, consulted and recommended at a moment; `unmet` is found not met."""
    way = walk(cast, "review", opened)
    way.consultation(unmet=unmet)
    held = recommended_at.astimezone(CENTRAL).date().isoformat()
    said = "deny" if unmet else "approve"
    return recommended(cast, consulted(cast, way.application, held, recommended_at), recommended_at, said)


def appealing(appeal: str = "The agreement names a program.", **more: Any) -> dict[str, Any]:
    """A whole appeal, as the action takes it: the decision as a whole is challenged."""
    said = {"appeal": appeal, "challenged": [appeals.WHOLE], "states": True}
    return said | {"signed_name": "Morgan Example", "signed_title": "Vice president"} | more


def typed_appeal(appeal: str = "The agreement names a program.", **more: Any) -> dict[str, Any]:
    """The same as the form sends it."""
    fields = {name: "on" if value is True else value for name, value in appealing(appeal, **more).items()}
    return {"do": appeals.FILE} | {f"{appeals.FILE}-{name}": value for name, value in fields.items()}


def signed(**more: Any) -> dict[str, Any]:
    """What every determination carries, as the action takes it."""
    return {
        "basis": "The findings of the review and the Board's advice.",
        "signed_name": "Val Fictive",
        "signed_title": "Governor",
    } | more


def typed(move: str, **more: str) -> dict[str, str]:
    """The same as a form sends it."""
    return {"do": move} | {f"{move}-{name}": value for name, value in signed(**more).items()}


def certifying(**more: str) -> dict[str, str]:
    """What the certification page sends: every list "none", every agreement ticked; an empty value is left out."""
    said = package("ms")
    boxes = [f"none_{name}" for name in said.lists] + [f"agreed_{name}" for name in said.agreements] + ["intent"]
    typed = {"signed_name": "Val Fictive", "signed_title": "Governor"} | dict.fromkeys(boxes, "on") | more
    return {name: value for name, value in typed.items() if value}


@remembered
def name_designee(cast: Cast, at: datetime) -> Designation:
    """The designee of the cast, from the day of `at` on."""
    made = designate.designate(
        cast.jurisdiction,
        person=cast.designee,
        instrument="Test order 1",
        first_day=clock.local_date(cast.jurisdiction, at),
        by=cast.governor,
        at=at,
    )
    declare_everywhere(cast.designee, at)
    return made


def page(name: str, application: Application, *more: str) -> str:
    return reverse(name, args=[application.pk, *more])


def send(client: Client, url: str, application: Any, **fields: Any) -> Any:
    """Post a form as it was opened now: with the version seen and a key of its own, unless the test gives them."""
    seen = type(application).objects.values_list("version", flat=True).get(pk=application.pk)
    answer = client.post(url, {"seen": seen, "key": secrets.token_hex(16)} | fields)
    application.refresh_from_db()
    return answer


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said.append(data)


def body(answer: Any) -> bytes:
    """All that was answered, whether it came whole or as a stream."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def words(answer: Any) -> str:
    """What a person reads on a page, on one line."""
    reader = _Words()
    reader.feed(body(answer).decode())
    return " ".join(" ".join(reader.said).split())


def last_letter(application: Application) -> Letter:
    return Letter.objects.filter(application=application).latest("id")


def letter_page(enter: Enter, person: Person, letter: Letter) -> str:
    """The words of a letter's page, and the proof that its PDF comes out."""
    client = enter(person)
    assert client.get(reverse("letter_pdf", args=[letter.number])).content.startswith(b"%PDF")
    return words(client.get(reverse("letter", args=[letter.number])))


def refiled(application: Application, at: datetime, **facts: Any) -> Approval:
    """The approval resting on a filing with other facts, as after an accepted change; the public entry follows."""
    approval = Approval.objects.select_related("filing").get(application=application)
    old = approval.filing
    free = application.case.events.exclude(pk__in=Filing.objects.values("event")).latest("seq")
    approval.filing = Filing.objects.create(
        application=application,
        event=free,
        place=old.place + 1,
        at=at,
        judged_on=old.judged_on,
        law=old.law,
        facts=old.facts | facts,
        documents=old.documents,
        findings=old.findings,
        code_version=old.code_version,
    )
    approval.save(update_fields=["filing"])
    publish.refresh(approval, at)
    return approval
