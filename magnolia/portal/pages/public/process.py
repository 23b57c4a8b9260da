"""The approval process as the State publishes it: fourteen parts, read with the tables of the law beside the words."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from magnolia.policy.form import form
from magnolia.policy.history import value_on
from magnolia.policy.letters import listed
from magnolia.policy.parameters import Parameter
from magnolia.policy.periods import say_day
from magnolia.policy.published import AppealStep, published
from magnolia.policy.registers import review
from magnolia.policy.wanted import for_each_criterion, for_rates_cost_and_wage, form_pages
from magnolia.policy.workflow import Process, process

from ...actions import described, law
from ...actions.applying import windows
from ...models import Cycle, ProcessVersion
from ..office import keeping
from ..office.cycles import line, shown
from ..request import Request, known_state
from .criteria import questions
from .days import day_of
from .diagram import draw, rows


def process_page(
    request: Request, jurisdiction: str, day: str | None = None, edition: int | None = None
) -> HttpResponse:
    """The description in force: today's, that of a day, or a version by its number."""
    state = known_state(jurisdiction)
    on, version = asked_for(request, state, day, edition)
    table = process(state)
    current = day is None and edition is None
    context = {
        "state": state,
        "on": on,
        "current": current,
        "version": version,
        "dated": _dated(on, version, day, edition, described.latest(state)),
        "words": published(state).words,
        "parts": parts(state, on, version),
        "json": address(state, day, edition, "_json"),
        "permanent": permanent(state, on, edition),
        "clocks": clocks(state, table, on),
        "heard": form(state).questions["input_channel"].choices.values(),
    }
    context |= beside(state, on, version)
    if current:
        context |= _cycles(request, state) | _steps(table)
    return render(request, "public/process.html", context)


def _dated(
    on: date, version: ProcessVersion | None, day: str | None, number: int | None, newest: ProcessVersion | None
) -> str:
    """What a page says that shows an earlier day or version; empty on today's page."""
    if number is not None and version is not None:
        newer = f" Version {newest.number} is the newest." if newest and newest.number != number else ""
        return f"This is version {number}, as it was published on {say_day(on)}.{newer}"
    return f"This is the process as it stands on {say_day(on)}." if day else ""


def asked_for(request: Request, state: str, day: str | None, number: int | None) -> tuple[date, ProcessVersion | None]:
    """The day and the version an address means: a version stands as on the day it was published."""
    if number is None:
        on = day_of(request, state, day)
        return on, described.latest(state, on)
    version = next((row for row in described.versions(state) if row.number == number), None)
    if version is None or version.published_on is None:
        raise Http404("no such version")
    return version.published_on, version


def address(state: str, day: str | None, number: int | None, ending: str = "") -> str:
    """The address of the page, or of its JSON, as it was asked for."""
    if number is not None:
        return reverse(f"process_version{ending}", args=[state, number])
    return reverse(f"process_on{ending}", args=[state, day]) if day else reverse(f"process{ending}", args=[state])


def permanent(state: str, on: date, number: int | None) -> str:
    """The address under which this page stays as it is."""
    if number is not None:
        return reverse("process_version", args=[state, number])
    return reverse("process_on", args=[state, on.isoformat()])


def parts(state: str, on: date, version: ProcessVersion | None) -> list[dict[str, Any]]:
    """Each part with its words and the criteria that stand in it."""
    texts = described.texts_of(state, version)
    judged = {each["question"].id: each for each in questions(state, on)}
    return [
        {"part": part, "says": texts.get(part.id, ""), "questions": [judged[name] for name in part.questions]}
        for part in published(state).parts.values()
    ]


def beside(state: str, on: date, version: ProcessVersion | None) -> dict[str, Any]:
    """What stands in the parts from other tables."""
    found, asked = published(state), form(state)
    sent = zip(found.information.values(), for_rates_cost_and_wage(state), strict=True)
    texts = described.texts_of(state, version)
    return {
        "list_address": described.frozen(version)["list_address"] if version else "",
        "credential": [(proof, texts.get(f"credential.{proof.id}", "")) for proof in found.credential.values()],
        "held": described.reviews(state, on),
        "channels": list(asked.questions["input_channel"].choices.values()),
        "arrangements": list(found.arrangements.values()),
        "elements": [q.label for q in asked.tables["credit"].questions.values() if q.needed],
        "information": list(sent),
        "by_criterion": for_each_criterion(state),
        "form_pages": form_pages(state),
        "appeals": appeal_steps(state, on),
        "appeal_contents": listed(state, "appeal_parts"),
        "attestation": list(found.attestation.values()),
        "topics": list(review(state).topics.values()),
    }


def appeal_steps(state: str, on: date) -> list[dict[str, Any]]:
    """The steps of an appeal with the limit in force on a day, the same for every institution."""
    table, parameters = process(state), law.parameters(state)
    return [{"step": step} | _limit(step, table, parameters, on) for step in published(state).appeals.values()]


def _limit(step: AppealStep, table: Process, parameters: dict[str, Parameter], on: date) -> dict[str, Any]:
    key = table.clocks[step.clock].count if step.clock else step.number
    value = value_on(parameters[key], on) if key else None
    return {"value": value, "unit": parameters[key].unit if key else ""}


def _cycles(request: Request, state: str) -> dict[str, Any]:
    """The cycle to apply in next, whole; the others with their dates, the latest first."""
    published_ones = keeping.visible(request, Cycle).filter(jurisdiction=state, state="published")
    every = list(published_ones.select_related("case").order_by("deadline", "name"))
    ahead = [row for row in every if windows.standing(row, request.at) != windows.CLOSED]
    others = [line(row, request.at) for row in reversed(every) if row not in ahead[:1]]
    return {"one": shown(request, ahead[0]) if ahead else None, "others": others}


def _steps(table: Process) -> dict[str, Any]:
    """Stages, moves, roles and who may not do what, from the State's tables."""
    life = table.life("application")
    return {
        "picture": draw(life),
        "moves": [{"row": row, "who": [table.roles[r].label for r in row.who]} for row in rows(life)],
        "stages": [
            (words, [s for s in life.states.values() if s.stage == stage]) for stage, words in life.stages.items()
        ],
        "separated": _separated(table),
        "roles": [role for role in table.roles.values() if role.of != "system"],
    }


def clocks(jurisdiction: str, table: Process, on: date) -> list[dict[str, Any]]:
    """Every clock with the number and the source in force on a day."""
    parameters = law.parameters(jurisdiction)
    held = [(clock, parameters[clock.count]) for clock in table.clocks.values() if clock.count]
    return [
        {"clock": clock, "means": parameter.means, "value": value}
        for clock, parameter in held
        if (value := value_on(parameter, on)) is not None
    ]


def _separated(table: Process) -> list[tuple[str, list[str]]]:
    """Moves closed to a person who made an earlier one: (move, earlier moves), in words."""
    life = table.life("application")
    found = [(m.label, [life.moves[e].label for e in m.not_by]) for m in life.moves.values() if m.not_by]
    same = groupby(sorted(found, key=lambda each: each[1]), key=lambda each: each[1])
    return [(" / ".join(label for label, _ in moves), list(earlier)) for earlier, moves in same]
