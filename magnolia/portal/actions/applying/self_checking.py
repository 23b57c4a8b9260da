"""The answers of a self-check as the rules read them, and as a new draft takes them over. Nothing is kept here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from magnolia.policy import complete
from magnolia.policy import facts as f
from magnolia.policy.periods import award_year
from magnolia.policy.self_check import self_check
from magnolia.policy.trying import Try, Worked, tries, working

from ...models import TABLES, Application, CopiedAnswer, Cycle, Event, Organisation, Person, ProgramFacts
from .. import law
from ..moves import act
from . import stated
from .answers import write_values
from .apply import open_application

Answers = Mapping[str, Any]
CARRY = "carry_self_check"


@dataclass(frozen=True)
class Left:
    """An answer that a draft does not take: what was asked, what was answered, and why."""

    label: str
    said: str
    why: str


def _whole(given: Answers) -> dict[str, Any]:
    """The answers with every other column and table of an application left empty."""
    blank = _blank(ProgramFacts(), but={"application"}) | {"program_name": "", "soc_codes": []}
    made: dict[str, Any] = blank | dict(given)
    for name, model in TABLES.items():
        made[name] = [_blank(model(), but={"id", "application", "place"}) | row for row in given.get(name) or []]
    made["required_fees"] = complete.total(made["fees"], "amount")
    return made


def _blank(row: Any, but: set[str]) -> dict[str, Any]:
    return {each.name: getattr(row, each.attname) for each in row._meta.concrete_fields if each.name not in but}


def facts(jurisdiction: str, given: Answers, on: date) -> f.Facts:
    """The answers of a self-check as facts, for the award year of a day; nobody has signed anything."""
    whole = _whole(given)
    return stated.facts_from(
        jurisdiction,
        award_year(on).start,
        whole,
        institution=f.InstitutionFacts(
            name=whole.get("sc_institution") or "",
            opeid=whole["opeid"] or None,
            state=whole.get("sc_state") or None,
            title_iv_eligible=whole.get("sc_title_iv"),
            federal_actions=_named(whole, "sc_actions", f.FederalAction, ("kind", "from_day")),
            failed_programs=_named(
                whole, "sc_failed", f.FailedProgram, ("name", "cip_code", "soc_codes", "ineligible_from")
            ),
        ),
        lists=_listed(whole),
        vae=f.EarningsFacts(whole.get("sc_published_earnings")),
    )


def _named(whole: Answers, table: str, kind: Any, needed: Iterable[str]) -> Any:
    """The whole rows of a table of its own; none where the question before it is answered no, None while it is open."""
    said = whole.get(f"{table}_any")
    rows = [row for row in whole.get(table) or [] if all(row.get(name) for name in needed)]
    if not said:
        return () if said is False else None
    made = [{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()} for row in rows]
    return tuple(kind(**{name: row.get(name) or None for name in kind.__dataclass_fields__}) for row in made) or None


def _listed(whole: Answers) -> f.ListFacts:
    """What the visitor says of the State's list; unknown while it is not said which occupations stand on it."""
    said, codes = whole.get("sc_listed"), tuple(whole.get("sc_listed_socs") or ())
    return f.ListFacts(
        version=whole.get("sc_list_version") or None,
        priority_socs=() if said is False else codes or None,
        priority_sectors=stated.lines(whole.get("sc_listed_sectors") or ""),
    )


def findings(jurisdiction: str, given: Answers, on: date) -> tuple[Worked, ...]:
    """What the rules say of the answers on a day, each finding with the numbers it rests on."""
    return working(facts(jurisdiction, given, on), jurisdiction, on, law.amendments(jurisdiction))


def tried(jurisdiction: str, given: Answers, on: date) -> dict[str, tuple[Try, ...]]:
    """By fact: what its criterion would say of the figures between which it turns."""
    known, amendments = facts(jurisdiction, given, on), law.amendments(jurisdiction)
    return {
        fact: found
        for fact, how in self_check(jurisdiction).tries.items()
        if (
            found := tries(
                how.criterion, fact, how.step, known, jurisdiction, on, amendments, most=how.most, beyond=how.beyond
            )
        )
    }


def gaps(jurisdiction: str, given: Answers, on: date) -> list[complete.Gap]:
    """What the self-check asks and nobody answered, and answers that do not fit each other."""
    known = replace(stated.around_of(jurisdiction, award_year(on), on), own_state=given.get("sc_state") or "")
    return complete.gaps(self_check(jurisdiction).form, _whole(given), known)


def notes(jurisdiction: str, given: Answers, on: date) -> list[complete.Gap]:
    """What is taken as it is and deserves a second look, such as hours that do not count."""
    return complete.notes(
        self_check(jurisdiction).form, _whole(given), stated.around_of(jurisdiction, award_year(on), on)
    )


def fitting(jurisdiction: str, given: Answers) -> dict[str, Any]:
    """The answers that have a place in the application form; cells of a table without a place are empty."""
    check = self_check(jurisdiction)
    made = {name: value for name, value in given.items() if name not in check.fits_not and value not in (None, "", [])}
    for name in made.keys() & TABLES.keys():
        made[name] = [
            {cell: value for cell, value in row.items() if f"{name}.{cell}" not in check.fits_not} for row in made[name]
        ]
    return made


def carry(
    institution: Organisation,
    award_year: int,
    given: Answers,
    left: Iterable[Left],
    *,
    by: Person,
    at: datetime,
    cycle: Cycle | None = None,
    program_name: str = "",
    key: str | None = None,
) -> Application:
    """A new draft with the answers of a self-check, each to be confirmed; the record says which, and what is left.

    `given` are answers that fit the form, `left` those that do not. Raises Refused as `open_application` does.
    """
    answers = dict(given)
    name = program_name or str(answers.pop("program_name", ""))
    answers.pop("program_name", None)
    with transaction.atomic():
        made = open_application(institution, award_year, program_name=name, cycle=cycle, by=by, at=at, key=key)
        if not made.copied_answers.exists():
            act(made, CARRY, by=by, at=at, write=lambda thing: _write(thing, answers, list(left)))
    return made


def left(application: Application) -> list[Left]:
    """What was not carried over into a draft, as its record says."""
    event = Event.objects.filter(thing_id=application.pk, move=CARRY).select_related("text").first()
    return [Left(*each) for each in json.loads(event.text.text or "{}").get("left", [])] if event else []


def _write(made: Any, answers: Answers, left: list[Left]) -> dict[str, Any]:
    changed = write_values(made, answers, made.opened_on)
    names = [name for name in answers if name in changed]
    names += ["program_name"] if made.program_name else []
    CopiedAnswer.objects.bulk_create(CopiedAnswer(application=made, name=name) for name in names)
    return {"changed": changed, "copied": names, "left": [[each.label, each.said, each.why] for each in left]}
